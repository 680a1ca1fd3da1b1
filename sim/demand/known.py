"""What was drawn for another service, and whom a service takes over from there: families that meet nothing new.

A family is everybody's cases that follow from one another: those beside a case, those of somebody who comes back, and
those that the client brings about whom somebody has become. All depend on the first, so they go together.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.alike import ELSE, ROUTE, SIZE, Differences, node_now
from sim.demand.batches import Batches
from sim.demand.clients import ClientRegister
from sim.demand.coming import terms_of_coming
from sim.demand.effort import Sized, amounts
from sim.demand.looking import differing, renumbered
from sim.demand.lots import Lot, Newcomers, newcomers_together
from sim.demand.paths import Chances
from sim.demand.pathways import Pathways, pathways_of
from sim.demand.tables import CONTACT, PAST_STRIP, Demand, narrowed
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
    chances
        What paths followed from, if others are to take cases over from here.
    come
        Who came by themselves in each stream, likewise.
    here
        The cases of day one before they were given to clients, likewise.
    """

    demand: Demand
    terms: Ints
    chances: Chances | None
    come: tuple[Newcomers, ...]
    here: tuple[Lot, ...]


@dataclass(frozen=True)
class Known:
    """A service, and the demand that was drawn for it."""

    service: Service
    drawn: Drawn

    @property
    def whole(self) -> bool:
        """Whether others may take people over from here."""
        return self.drawn.chances is not None

    def streams_as_in(self, service: Service) -> dict[int, Newcomers]:
        """Those who came in the streams in which the very same people come to a service."""
        terms = zip(terms_of_coming(self.service), terms_of_coming(service), strict=False)
        return {stream: self.drawn.come[stream] for stream, (one, other) in enumerate(terms) if one == other}

    def here_where(self, found: Differences) -> tuple[Lot, ...] | None:
        """The cases of day one as they are in a service that differs so; None if it may have others."""
        if not found.alike_here:
            return None
        with_none = np.append(found.lists[0], -1)
        columns = "skill_list", "second_list", "holder_list"

        def renumbered(demand: Demand) -> Demand:
            return replace(demand, **{name: with_none[getattr(demand, name)] for name in columns})

        return tuple(replace(lot, demand=renumbered(lot.demand)) for lot in self.drawn.here)

    @cached_property
    def first(self) -> Ints:
        """The case with which each of those who came by themselves begins. Shape [people]."""
        demand = self.drawn.demand
        cases = np.flatnonzero((demand.origin == CONTACT) & (demand.received >= 0))
        strip = demand.strip[cases]
        return cases[np.lexsort((demand.number[cases], strip, strip < 0, demand.stream[cases]))]

    @cached_property
    def here(self) -> Ints:
        """The cases of day one."""
        demand = self.drawn.demand
        return np.flatnonzero((demand.origin == CONTACT) & (demand.received < 0))

    @cached_property
    def came(self) -> Newcomers:
        """Those who came by themselves."""
        return newcomers_together(self.drawn.come)

    @cached_property
    def second(self) -> Ints:
        """The steps that take a second worker."""
        return np.flatnonzero(self.drawn.demand.second_list >= 0)

    @cached_property
    def joining(self) -> Ints:
        """The steps at which somebody becomes a client."""
        return np.flatnonzero(self.drawn.demand.joins >= 0)

    @cached_property
    def at(self) -> Ints:
        """Activity and kind of work of each step as one number; see :class:`sim.demand.alike.Differences`."""
        kinds = int(np.prod(pathways_of(self.service).size.shape[1:]))
        at: Ints = self.chances.size_row % np.int32(kinds)
        return at

    @property
    def chances(self) -> Chances:
        """What paths followed from."""
        assert self.drawn.chances is not None
        return self.drawn.chances

    @cached_property
    def case(self) -> Ints:
        """The case of each step. Shape [steps]."""
        demand = self.drawn.demand
        cases: Ints = np.arange(demand.cases, dtype=np.int32)
        return np.repeat(cases, np.diff(demand.first))

    @cached_property
    def family(self) -> Ints:
        """The first of each case's family, and of each client's: a case, or a client of day one numbered after all.

        Shape [cases + clients].
        """
        demand = self.drawn.demand
        joining = self.joining
        by = np.full(demand.clients, -1, dtype=np.int64)
        # Backwards, so that the first case has the last word.
        by[demand.joins[joining][::-1]] = (np.searchsorted(demand.first, joining, side="right") - 1)[::-1]
        brought = np.where(demand.client >= 0, demand.cases + demand.client.astype(np.int64), -1)
        before = np.concatenate([np.where(demand.after >= 0, demand.after, brought), by])
        family = np.where(before >= 0, before, np.arange(len(before)))
        while (family != (further := family[family])).any():
            family = further
        return family


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What is left to be drawn when families were taken over.

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
) -> TakenOver:
    """Take the families over that meet nothing in which the services differ.

    Parameters
    ----------
    found
        In what the service differs from the known one.
    here, new
        The cases of day one, and who comes to the service.
    clients, batches
        Where clients and cases are taken in. Those of day one are in the register, their cases are still to come.
    """
    demand, cases = known.drawn.demand, known.drawn.demand.cases
    on_the_way = _OnTheWay(known, pathways_of(service), found)
    first, place = known.first, _places(known, service, new)
    differs = np.concatenate([on_the_way.meets(), found.clients[demand.client_kind]])
    differs[first[place < 0]] = True
    if not found.alike_here:
        differs[known.here] = True
        with_cases = clients.with_open_cases()
        differs[cases : cases + len(with_cases)] |= with_cases
    anew = np.zeros(len(differs), dtype=np.bool_)
    anew[known.family[differs]] = True
    kept = ~anew[known.family]
    if kept[:cases].sum() <= WORTHWHILE * cases:
        return TakenOver(here, new)
    told: dict[str, Any] = on_the_way.lists() | on_the_way.amounts(kept[:cases])
    still = np.ones(len(new.stream), dtype=np.bool_)
    still[place[kept[first]]] = False
    left = [(lot, _left(lot, known, kept)) for lot in here]
    here, new = [lot.only(which) for lot, which in left if which.any()], new.only(np.flatnonzero(still))
    if kept.all() and not here and not still.any():
        told = {name: narrowed(name, column) for name, column in told.items()}
        # What follows from terms is kept for these very ones.
        return TakenOver(here, new, Drawn(replace(demand, **told), known.drawn.terms.copy(), None, (), ()))
    number = clients.know(demand, kept[cases:])
    joins = demand.joins.astype(narrowed("joins", number).dtype)
    joins[known.joining] = number[joins[known.joining]]
    batches.add_known(
        replace(demand, client=number[demand.client], **told), joins=joins, terms=known.drawn.terms, kept=kept[:cases]
    )
    return TakenOver(here, new)


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

    def meets(self) -> Flags:
        """Which cases meet something that sends them elsewhere. Shape [cases]."""
        found, demand, chances = self.found, self.known.drawn.demand, self.known.chances
        meets: Flags = found.streams[self.time, demand.stream]
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
