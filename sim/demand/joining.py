"""Batches of demand tables brought together and put in order."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.batches import Batches
from sim.demand.draws import People
from sim.demand.paths import Chances
from sim.demand.placing import Placed
from sim.demand.tables import CHASER, CONTACT, SIDE, Demand, narrowed

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_COME = "stream", "strip", "number"
_FOLLOW = "origin", "after_step", "episode"
_BROUGHT = "origin", "stream", "episode"
"""What the order follows from after the minute, the place of the parent and that of the client."""


def in_order(batches: Batches, clients: dict[str, Any]) -> tuple[Demand, Ints, Chances | None, People | None]:
    """All cases in the order of the demand tables, and the clients who join in that of the cases they join by.

    Cases that come by themselves are in order of (received, stream, strip, number). After them stand
    those that they bring about, generation after generation, in order of (parent, origin, step,
    episode), then those of clients in order of (client, origin, stream, episode) with what these bring about.

    Parameters
    ----------
    clients
        The columns of clients, in the order in which they were found.

    Returns
    -------
    The tables, the first minute at which each case can come, shape [cases], and what paths followed from and whose
    chances they were, if kept.
    """
    order = _Order(batches)
    order.put_who_come()
    order.put_who_follow()
    client_order = _clients_in_order(batches, clients, order.place)
    place_of_client = inverse(client_order, len(client_order))
    order.put_whom_clients_bring(place_of_client)
    order.put_who_follow()
    placed = Placed(batches, order.place, place_of_client, order.placed)
    told: dict[str, Any] = placed.cases() | placed.steps()
    told |= {name: narrowed(name, column[client_order]) for name, column in clients.items()}
    told["episode"] = narrowed("episode", _episodes(told))
    demand, terms = Demand(first=placed.first, **told), placed.terms()
    return (demand, terms, placed.chances(), placed.people()) if batches.with_chances else (demand, terms, None, None)


class _Order:
    """The places of cases, given to one part of them after another.

    What was in order before stays so, and the new ones go between: nobody follows from one of the others.

    Attributes
    ----------
    place
        Of each case, -1 for none as yet; the last stands for no case. Shape [cases + 1].
    placed
        How many have a place.
    """

    def __init__(self, batches: Batches) -> None:
        names = {*_COME, *_FOLLOW, *_BROUGHT, "received", "after", "client"}
        self._cases = {name: batches.column(name) for name in names}
        self._parts = batches.known, batches.new
        self.place = np.full(batches.cases + 1, -1, dtype=np.int64)
        self.placed = 0
        self._following = self._only(self._cases["after"] >= 0)

    def put_who_come(self) -> None:
        """Those who come by themselves."""
        here = self._only(self._cases["origin"] == CONTACT)
        self._put(here, (self._cases["received"][which] for which in here), _COME)

    def put_whom_clients_bring(self, place_of_client: Ints) -> None:
        """The cases that clients bring about."""
        here = self._only((self._cases["after"] < 0) & (self._cases["origin"] != CONTACT))
        self._put(here, (place_of_client[self._cases["client"][which]] for which in here), _BROUGHT)

    def put_who_follow(self) -> None:
        """Those that follow from cases that have places, generation by generation."""
        after = self._cases["after"]
        while True:
            known, new = self._following
            ready = self.place[after[new]] >= 0
            # They stand in order of their parents: those that follow from whoever stands before the first of them are
            # a generation.
            old = int(np.searchsorted(after[known], known[0])) if len(known) and self.place[after[known[0]]] >= 0 else 0
            if not (old or ready.any()):
                return
            here = known[:old], new[ready]
            self._put(here, (self.place[after[which]] for which in here), _FOLLOW)
            self._following = known[old:], new[~ready]

    def _only(self, which: Flags) -> tuple[Ints, Ints]:
        """The cases known and those that are new, of some."""
        known, new = self._parts
        return known[which[known]], new[which[new]]

    def _put(self, cases: tuple[Ints, Ints], first: Iterable[Ints], then: Sequence[str]) -> None:
        """Place some cases after all others.

        Parameters
        ----------
        cases
            Those known, in order, and those that are new.
        first
            What their order follows from first, of both.
        then
            The columns that it follows from where that is equal.
        """
        (known, new), (of_known, of_new) = cases, first
        sooner = np.lexsort([*(self._cases[name][new] for name in reversed(then)), of_new])
        new, of_new = new[sooner], of_new[sooner]
        at = np.searchsorted(of_known, of_new)
        while len(later := self._later(known, new, at, of_known, of_new, then)):
            at[later] += 1
        whole = np.insert(known, at, new)
        self.place[whole] = np.arange(self.placed, self.placed + len(whole))
        self.placed += len(whole)

    def _later(self, known: Ints, new: Ints, at: Ints, of_known: Ints, of_new: Ints, then: Sequence[str]) -> Ints:
        """Which of the new cases come later than the known one before which they are to stand."""
        some = np.flatnonzero(at < len(known))
        some = some[of_known[at[some]] == of_new[some]]
        later, alike = np.zeros(len(some), dtype=np.bool_), np.ones(len(some), dtype=np.bool_)
        for name in then:
            theirs, own = self._cases[name][known[at[some]]], self._cases[name][new[some]]
            later |= alike & (theirs < own)
            alike &= theirs == own
        found: Ints = some[later]
        return found


def _clients_in_order(batches: Batches, clients: dict[str, Any], place: Ints) -> Ints:
    """Clients of day one as they are, then the others by the first case that may make them so."""
    by = np.where(clients["client_here"], -1, batches.cases)
    joining, case = batches.joining()
    stays = place[case] >= 0
    np.minimum.at(by, joining[stays], place[case[stays]])
    return np.lexsort((clients["client_kind"], by))


def _episodes(cases: dict[str, Ints]) -> Ints:
    """Of side work and chasers, which stand in order of their parent and origin, counted within these; others' own."""
    origin, after, episode = cases["origin"], cases["after"], cases["episode"].copy()
    here = np.flatnonzero((origin == SIDE) | (origin == CHASER))
    new = (np.diff(after[here], prepend=-1) != 0) | (np.diff(origin[here], prepend=-1) != 0)
    heads = np.flatnonzero(new)
    episode[here] = np.arange(len(here)) - np.repeat(heads, np.diff(heads, append=len(here)))
    return episode


def inverse(order: Ints, size: int) -> Ints:
    """The new position of each of ``size`` old ones; -1 for those left out, and for position -1."""
    place = np.full(size + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return place
