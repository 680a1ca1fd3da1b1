"""What was drawn for another service, and whom a service takes over from there: families that meet nothing new.

A family is everybody's cases that follow from one another: those beside a case, those of somebody who comes back, and
those that the client brings about whom somebody has become. All depend on the first, so they go together.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.alike import Differences, differences
from sim.demand.clients import ClientRegister
from sim.demand.joining import Batches
from sim.demand.lots import Newcomers
from sim.demand.tables import CONTACT, PAST_STRIP, Demand
from sim.scenario.timeline import Service

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WORTHWHILE = 0.3
"""Share of cases that is worth taking over: to put them in order with others takes time, too."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Demand, with what its tables do not say of the cases.

    Attributes
    ----------
    demand
        The tables.
    terms
        A minute of the epoch whose terms each case has: the first at which it can come. Shape [cases].
    entered
        The kinds of work that it enters; see :class:`sim.demand.paths.Paths`. Shape [cases].
    """

    demand: Demand
    terms: Ints
    entered: Ints


@dataclass(frozen=True)
class Known:
    """A service, and the demand that was drawn for it; ``whole`` if nobody was taken over from elsewhere."""

    service: Service
    drawn: Drawn
    whole: bool

    @cached_property
    def family(self) -> Ints:
        """The first of each case's family, and of each client's: a case, or a client of day one numbered after all.

        Shape [cases + clients].
        """
        demand = self.drawn.demand
        joining = np.flatnonzero(demand.joins >= 0)
        by = np.full(demand.clients, -1, dtype=np.int64)
        # Backwards, so that the first case has the last word.
        by[demand.joins[joining][::-1]] = (np.searchsorted(demand.first, joining, side="right") - 1)[::-1]
        brought = np.where(demand.client >= 0, demand.cases + demand.client.astype(np.int64), -1)
        before = np.concatenate([np.where(demand.after >= 0, demand.after, brought), by])
        family = np.where(before >= 0, before, np.arange(len(before)))
        while (family != (further := family[family])).any():
            family = further
        return family


def take_over(known: Known, service: Service, new: Newcomers, clients: ClientRegister, batches: Batches) -> Newcomers:
    """Take the families over that meet nothing in which the services differ.

    Parameters
    ----------
    new
        Who comes to the service.
    clients, batches
        Where clients and cases are taken in. Those of day one are in the register, their cases are still to come.

    Returns
    -------
    Those of ``new`` who are still to be drawn.
    """
    found = differences(service, known.service)
    if found is None:
        return new
    demand, cases = known.drawn.demand, known.drawn.demand.cases
    time = np.searchsorted(found.starts[1:], known.drawn.terms, side="right")
    first = np.flatnonzero((demand.origin == CONTACT) & (demand.received >= 0))
    place = _places(demand, first, new)
    # The cases of day one are few, and always drawn anew.
    differs = np.concatenate([_meets(known.drawn, found, time), found.clients[demand.client_kind]])
    differs[:cases] |= (demand.origin == CONTACT) & (demand.received < 0)
    differs[first[place < 0]] = True
    with_cases = clients.with_open_cases()
    differs[cases : cases + len(with_cases)] |= with_cases
    anew = np.zeros(len(differs), dtype=np.bool_)
    anew[known.family[differs]] = True
    kept = ~anew[known.family]
    if kept[:cases].mean() < WORTHWHILE:
        return new
    number = clients.know(demand, kept[cases:])
    told: dict[str, Any] = {"client": number[demand.client]}
    for name in ("skill_list", "second_list"):
        told[name] = _renumbered(getattr(demand, name), demand, found.lists, time)
    batches.add(
        replace(demand, **told),
        joins=number[demand.joins],
        terms=known.drawn.terms,
        entered=known.drawn.entered,
        kept=kept[:cases],
    )
    still = np.ones(len(new.stream), dtype=np.bool_)
    still[place[kept[first]]] = False
    return new.only(np.flatnonzero(still))


def _places(demand: Demand, first: Ints, new: Newcomers) -> Ints:
    """The place among those who come of each case's person, -1 for those who do not or at another minute."""
    numbers = int(max(demand.number[first].max(initial=0), new.number.max(initial=0))) + 1
    strips = int(max(demand.strip[first].max(initial=0), new.strip.max(initial=0))) - PAST_STRIP + 1

    def who(stream: Ints, strip: Ints, number: Ints) -> Ints:
        found: Ints = (stream.astype(np.int64) * strips + strip - PAST_STRIP) * numbers + number
        return found

    known = who(demand.stream[first], demand.strip[first], demand.number[first])
    come = who(new.stream, new.strip, new.number)
    order = np.argsort(come, kind="stable")
    place = np.append(order, -1)[np.searchsorted(come[order], known)]
    same = (np.append(come, -1)[place] == known) & (np.append(new.received, -1)[place] == demand.received[first])
    return np.where(same, place, -1)


def _meets(drawn: Drawn, found: Differences, time: Ints) -> Flags:
    """Which cases meet something that differs. Shape [cases]."""
    demand = drawn.demand
    meets: Flags = found.streams[time, demand.stream] | ((found.work_types[time] & drawn.entered) != 0)
    if found.activities.any():
        width = found.activities.shape[1]
        at = np.repeat((time * width).astype(np.int32), np.diff(demand.first))
        at += demand.activity
        meets |= np.logical_or.reduceat(found.activities.ravel()[at], demand.first[:-1])
    return meets


def _renumbered(lists: Ints, demand: Demand, numbers: Ints, time: Ints) -> Ints:
    """The numbers that a column of steps has for its lists in the service. Shape [steps]."""
    if lists.max(initial=-1) < 0:
        return lists
    with_none = np.concatenate([numbers, np.full((len(numbers), 1), -1)], axis=1).astype(np.int32)
    width = with_none.shape[1]
    at = np.repeat((time * width).astype(np.int32), np.diff(demand.first))
    at += np.where(lists >= 0, lists, width - 1)
    renumbered: Ints = with_none.ravel()[at]
    return renumbered
