"""Whom a service takes over from what was drawn for another: those who meet nothing new.

A family is everybody's cases that follow from one another: those beside a case, those of somebody who comes back, and
those that the client brings about whom somebody has become. All depend on the first, so they go together.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.alike import ELSE, ROUTE, SIZE, Differences, node_now
from sim.demand.batches import Batches
from sim.demand.clients import ClientRegister
from sim.demand.draws import Draws
from sim.demand.effort import Sized, amounts
from sim.demand.known import Drawn, Known
from sim.demand.looking import differing, renumbered
from sim.demand.lots import Lot, Newcomers
from sim.demand.pathways import Pathways, pathways_of
from sim.demand.tables import PAST_STRIP, Demand, narrowed
from sim.demand.walking_again import walk_again
from sim.scenario.timeline import Service

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WORTHWHILE = 0.3
"""Share of cases that is worth taking over: to put them in order with others takes time, too."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What is left to be drawn when others were taken over.

    Attributes
    ----------
    here, new
        The cases of day one, and who comes to the service, who are still to come.
    whole
        All that there is, if nobody is left out and nobody still to come.
    """

    here: list[Lot]
    new: Newcomers
    whole: Drawn | None = None


def take_over(
    known: Known,
    service: Service,
    found: Differences,
    here: list[Lot],
    new: Newcomers,
    clients: ClientRegister,
    batches: Batches,
    draws: Draws,
) -> TakenOver:
    """Take the families over that meet nothing in which the services differ, or only on the way of some cases.

    What follows from a case does so whatever its way was, unless somebody becomes a client on the one and not on the
    other. So a case that is sent elsewhere is walked again by itself, and only if that is otherwise all of its family
    is drawn anew.

    Parameters
    ----------
    found
        In what the service differs from the known one.
    here, new
        The cases of day one, and who comes to the service.
    clients, batches
        Where clients and cases are taken in. Those of day one are in the register, their cases are still to come.
    draws
        The chances, which are those of what is known.
    """
    demand, cases = known.drawn.demand, known.drawn.demand.cases
    on_the_way = _OnTheWay(known, pathways_of(service), found)
    first, place = known.first, _places(known, service, new)
    meets = np.zeros(cases, dtype=np.bool_)
    meets[known.root[on_the_way.meets()]] = True
    differs = np.concatenate([on_the_way.streams(), found.clients[demand.client_kind]])
    differs[first[place < 0]] = True
    differs[known.here] |= meets[known.here] | (not found.alike_here)
    if not found.alike_here:
        with_cases = clients.with_open_cases()
        differs[cases : cases + len(with_cases)] |= with_cases
    kept = _kept(known, differs)
    again = meets & kept[:cases]
    if (kept[:cases] & ~again[known.root]).sum() <= WORTHWHILE * cases:
        return TakenOver(here, new)
    paths = walk_again(known, pathways_of(service), draws, np.flatnonzero(again)) if again.any() else None
    if paths is not None:
        differs[paths.stands_for[paths.joins_otherwise]] = True
        kept = _kept(known, differs)
        again &= kept[:cases]
    as_was = kept[:cases] & ~again[known.root]
    told: dict[str, Any] = on_the_way.lists() | on_the_way.amounts(as_was)
    still = np.ones(len(new.stream), dtype=np.bool_)
    still[place[kept[first]]] = False
    left = [(lot, _left(lot, known, kept)) for lot in here]
    here, new = [lot.only(which) for lot, which in left if which.any()], new.only(np.flatnonzero(still))
    if as_was.all() and kept.all() and not here and not still.any():
        told = {name: narrowed(name, column) for name, column in told.items()}
        # What follows from terms is kept for these very ones.
        return TakenOver(here, new, Drawn(replace(demand, **told), known.drawn.terms.copy(), None, None, (), ()))
    number = clients.know(demand, kept[cases:])
    _add_known(batches, known, replace(demand, client=number[demand.client], **told), number, as_was | again)
    if paths is not None:
        anew = replace(paths.demand, client=number[paths.demand.client])
        batches.add_anew(anew, joins=number[paths.joins], terms=paths.terms, stands_for=paths.stands_for)
    return TakenOver(here, new)


def _add_known(batches: Batches, known: Known, demand: Demand, number: Ints, kept: Flags) -> None:
    """Take some of the known cases in, of clients with other numbers."""
    joins = demand.joins.astype(narrowed("joins", number).dtype)
    joins[known.joining] = number[demand.joins[known.joining]]
    batches.add_known(demand, joins=joins, terms=known.drawn.terms, kept=kept)


def _kept(known: Known, differs: Flags) -> Flags:
    """The cases and clients of families in which nobody differs. Shape [cases + clients], as ``differs``."""
    anew = np.zeros(len(differs), dtype=np.bool_)
    anew[known.family[differs]] = True
    return ~anew[known.family]


def _left(lot: Lot, known: Known, kept: Flags) -> Flags:
    """Which cases of a lot of day one are not among those kept of what is known. Shape [cases that come]."""
    demand, taken = known.drawn.demand, known.here[kept[known.here]]
    left = np.ones(lot.size, dtype=np.bool_)
    strip, number = lot.demand.strip[: lot.size], lot.demand.number[: lot.size]
    for each in np.unique(strip).tolist():
        left &= (strip != each) | ~np.isin(number, demand.number[taken[demand.strip[taken] == each]])
    return left


class _OnTheWay:
    """What differs at each step of what is known.

    Attributes
    ----------
    skill_list
        The lists of steps, with the numbers that the service has for them.
    """

    def __init__(self, known: Known, pathways: Pathways, found: Differences) -> None:
        self.known, self.before, self.now, self.found = known, pathways_of(known.service), pathways, found
        demand, terms = known.drawn.demand, known.drawn.terms
        self.time = np.searchsorted(found.starts[1:], terms, side="right")
        self.lists_now = narrowed("skill_list", found.lists)
        self.skill_list = renumbered(demand.skill_list, demand.first, self.time, self.lists_now)
        differ = found.at.reshape(len(found.at), -1)
        self.steps, self.bits = differing(known.at, demand.first, self.time, differ)
        self.case = known.case[self.steps]

    def streams(self) -> Flags:
        """Which cases are of a stream that differs for whoever follows from them, too. Shape [cases]."""
        streams: Flags = self.found.streams[self.time, self.known.drawn.demand.stream]
        return streams

    def meets(self) -> Flags:
        """Which cases meet something that sends them elsewhere. Shape [cases]."""
        found, chances = self.found, self.known.chances
        meets: Flags = found.begun[self.time, self.known.drawn.demand.stream]
        meets |= (found.work_types[self.time] & chances.entered) != 0
        meets[self.case[(self.bits & ELSE) != 0]] = True
        here = np.flatnonzero(self.bits & ROUTE)
        case, u = self.case[here], chances.route_u[self.steps[here]]
        was = self.before.routes.pick(self._at(here, self.before.route[found.epoch_before]), u)
        goes = self.now.routes.pick(self._at(here, self.now.route[found.epoch]), u)
        meets[case[goes != node_now(self.now, self.before, was)]] = True
        return meets

    def lists(self) -> dict[str, Ints]:
        """The columns of lists, with the numbers that the service has for them."""
        demand, second = self.known.drawn.demand, self.known.second
        second_list = demand.second_list
        if len(second):
            second_list = second_list.astype(np.result_type(second_list, self.lists_now))
            second_list[second] = self.lists_now[self.time[self.known.case[second]], second_list[second]]
        # The lists of the first epoch hold the cases of day one; the last stands for none.
        holder_list = np.append(self.lists_now[0], -1)[demand.holder_list]
        return {"skill_list": self.skill_list, "second_list": second_list, "holder_list": holder_list}

    def amounts(self, kept: Flags) -> dict[str, Ints]:
        """The columns of amounts, with those anew that differ though their chances are the same."""
        demand = self.known.drawn.demand
        some = np.flatnonzero(((self.bits & SIZE) != 0) & kept[self.case])
        if not len(some):
            return {}
        case, steps = self.case[some], self.steps[some]
        # In the forms that paths have, in which the kernel is compiled.
        rows: Ints = np.arange(self.now.size.size, dtype=np.int32)
        row = self._at(some, rows.reshape(self.now.size.shape)[self.found.epoch])
        own: Ints = self.skill_list[steps].astype(np.int32)
        sized = Sized(demand.origin, case, own, row, self.known.chances.u[steps])
        columns = {}
        for name, anew in amounts(self.now, sized, demand.priority.astype(np.int64)).items():
            column = getattr(demand, name)
            if (column[steps] != anew).any():
                columns[name] = column.astype(np.result_type(column, anew))
                columns[name][steps] = anew
        return columns

    def _at(self, which: Ints, table: Ints) -> Ints:
        """What a table [times, activities, work types + 1] has for some of the steps at which something differs."""
        _, activities, kinds = self.found.at.shape
        flat = table[:, :activities, :kinds].reshape(len(table), -1)
        found: Ints = flat[self.time[self.case[which]], self.known.at[self.steps[which]]]
        return found


def _places(known: Known, service: Service, new: Newcomers) -> Ints:
    """The place among those who come of each who was known to, -1 for those who do not or at another minute."""
    came, same = known.came, known.streams_as_in(service)
    place = np.full(len(came.stream), -1, dtype=np.int64)
    as_before = np.zeros(len(service.streams), dtype=np.bool_)
    as_before[list(same)] = True
    place[as_before[came.stream]] = np.flatnonzero(as_before[new.stream])
    others, now = np.flatnonzero(~as_before[came.stream]), np.flatnonzero(~as_before[new.stream])
    if len(others) and len(now):
        numbers = int(max(came.number[others].max(), new.number[now].max())) + 1
        strips = int(max(came.strip[others].max(), new.strip[now].max())) - PAST_STRIP + 1
        was, comes = (
            ((those.stream[which] * strips + those.strip[which] - PAST_STRIP) * numbers) + those.number[which]
            for those, which in ((came, others), (new, now))
        )
        order = np.argsort(comes)
        found = order[np.minimum(np.searchsorted(comes[order], was), len(now) - 1)]
        alike = (comes[found] == was) & (new.received[now[found]] == came.received[others])
        place[others] = np.where(alike, now[found], -1)
    return place
