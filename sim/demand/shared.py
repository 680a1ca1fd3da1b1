"""The same demand for services that differ in nothing that demand can see, drawn once and kept for a while.

What demand cannot see is taken away before it is drawn, so that no draw can follow from it; what is left gives the
key. Options that alter staff alone, and all points of a sweep of staffing, have the same key.
"""

import hashlib
import threading
import weakref
from dataclasses import fields

from sim.demand.draw import draw_with_terms
from sim.demand.epochs import seen_of
from sim.demand.known import Known
from sim.demand.paths import Chances
from sim.demand.tables import Demand
from sim.scenario.content import content_of
from sim.scenario.once import once_for_each
from sim.scenario.timeline import Service

MOST_KEPT = 768 * 2**20
"""Bytes of tables that a thread keeps at most beside those it has just drawn. A search meets the same few futures again
and again: those of Thurrock's three years take some 30 MB each."""

_Which = tuple[str, int, int]
"""Key, seed and replication."""


class _Kept(threading.local):
    """What this thread drew, the latest last, and who asked.

    That is which service asked last, whether it was the first that did, and whether there has been another.
    """

    def __init__(self) -> None:
        self.drawn: dict[_Which, Known] = {}
        self.asked_last: weakref.ref[Service] | None = None
        self.several = False
        self.first = True

    def room(self, service: Service) -> int:
        """Bytes of tables to keep beside those that a service asks for."""
        # One service alone meets none of its futures again, and memory that is new each time takes time. A service
        # that is gone by now was another.
        self.first = self.asked_last is None
        self.several |= self.asked_last is not None and self.asked_last() is not service
        self.asked_last = weakref.ref(service)
        return MOST_KEPT if self.several else 0


_kept = _Kept()


def shared_demand(service: Service, *, seed: int, replication: int) -> Demand:
    """The demand of a replication: as it was drawn before, if it is kept, and drawn anew otherwise.

    Nobody may write into the tables. Parameters and faults are those of :func:`sim.demand.draw_demand`.
    """
    drawn, which, seen = _kept.drawn, (demand_key(service), seed, replication), seen_of(service)
    room = _kept.room(service)
    found = drawn.pop(which, None)
    if found is None:
        # Old tables go before the new ones come, which are taken to be as large as the largest.
        sizes = {each: _bytes_of(kept) for each, kept in drawn.items()}
        while sizes and sum(sizes.values()) + max(sizes.values()) > room:
            oldest = next(iter(sizes))
            del drawn[oldest], sizes[oldest]
        known = next(
            (kept for (_, *future), kept in drawn.items() if kept.whole and future == [seed, replication]), None
        )
        # Whether there will be others is not known of the first.
        for_others = known is None and (_kept.several or _kept.first)
        made = draw_with_terms(seen.service, seed=seed, replication=replication, known=known, for_others=for_others)
        found = Known(seen.service, made)
    drawn[which] = found
    return seen.numbered(found.drawn.demand, found.drawn.terms)


def _bytes_of(known: Known) -> int:
    demand, chances, people = known.drawn.demand, known.drawn.chances, known.drawn.people
    columns = [getattr(demand, item.name) for item in fields(Demand)]
    columns += [getattr(chances, item.name) for item in fields(Chances)] if chances is not None else []
    columns += [people.group, people.number] if people is not None else []
    return sum(column.nbytes for column in columns)


@once_for_each
def demand_key(service: Service) -> str:
    """Equal for services whose demand is the same for every seed and replication.

    It is a digest of all that demand sees: the content of what is left of the service, and the names and lists
    that are numbered by what was taken away.
    """
    seen = seen_of(service).service
    numbered = seen.roles, seen.teams, seen.warrants, seen.lists
    return hashlib.blake2b(f"{content_of(seen)}\n{numbered!r}".encode(), digest_size=16).hexdigest()
