"""What was drawn for another service, and whom a service takes over from there: families that meet nothing new.

A family is everybody's cases that follow from one another: those beside a case, those of somebody who comes back, and
those that the client brings about whom somebody has become. All depend on the first, so they go together.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.alike import ELSE, ROUTE, SIZE, Differences, differences, node_now
from sim.demand.clients import ClientRegister
from sim.demand.effort import Sized, amounts
from sim.demand.joining import Batches
from sim.demand.lots import Newcomers
from sim.demand.paths import Chances
from sim.demand.pathways import Pathways, pathways_of
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
    chances
        What paths followed from, if others are to take cases over from here.
    """

    demand: Demand
    terms: Ints
    chances: Chances | None


@dataclass(frozen=True)
class Known:
    """A service, and the demand that was drawn for it."""

    service: Service
    drawn: Drawn

    @property
    def whole(self) -> bool:
        """Whether others may take people over from here."""
        return self.drawn.chances is not None

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
    on_the_way = _OnTheWay(known, pathways_of(service), found)
    first = np.flatnonzero((demand.origin == CONTACT) & (demand.received >= 0))
    place = _places(demand, first, new)
    # The cases of day one are few, and always drawn anew.
    differs = np.concatenate([on_the_way.meets(), found.clients[demand.client_kind]])
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
    told: dict[str, Any] = {"client": number[demand.client]} | on_the_way.lists()
    told |= on_the_way.amounts(told["skill_list"], kept[:cases])
    batches.add(replace(demand, **told), joins=number[demand.joins], terms=known.drawn.terms, kept=kept[:cases])
    still = np.ones(len(new.stream), dtype=np.bool_)
    still[place[kept[first]]] = False
    return new.only(np.flatnonzero(still))


class _OnTheWay:
    """What differs at each step of what is known."""

    def __init__(self, known: Known, pathways: Pathways, found: Differences) -> None:
        self.drawn, self.before, self.now, self.found = known.drawn, pathways_of(known.service), pathways, found
        demand = self.drawn.demand
        chances = self.drawn.chances
        assert chances is not None
        self.chances = chances
        self.time = np.searchsorted(found.starts[1:], self.drawn.terms, side="right")
        self.lengths = np.diff(demand.first)
        self.case: Ints = np.repeat(np.arange(demand.cases, dtype=np.int32), self.lengths)
        self.time_of_step = self.time.astype(np.int32)[self.case]
        self.kinds = found.at.shape[1] * found.at.shape[2]
        self.at = (self.chances.size_row % self.kinds).astype(np.int32)
        self.bits = found.at.ravel()[self.at + self.kinds * self.time_of_step]

    def meets(self) -> Flags:
        """Which cases meet something that sends them elsewhere. Shape [cases]."""
        found, demand = self.found, self.drawn.demand
        meets: Flags = found.streams[self.time, demand.stream]
        meets |= (found.work_types[self.time] & self.chances.entered) != 0
        meets[self.case[np.flatnonzero(self.bits & ELSE)]] = True
        steps = np.flatnonzero(self.bits & ROUTE)
        time, at, u = self.time_of_step[steps], self.at[steps], self.chances.route_u[steps]
        shape = found.at.shape[1:]
        activity, kind = np.divmod(at, shape[1])
        was = self.before.routes.pick(self.before.route[found.epoch_before[time], activity, kind], u)
        goes = self.now.routes.pick(self.now.route[found.epoch[time], activity, kind], u)
        meets[self.case[steps[goes != node_now(self.now, self.before, was)]]] = True
        return meets

    def lists(self) -> dict[str, Ints]:
        """The columns of lists, with the numbers that the service has for them."""
        demand, numbers = self.drawn.demand, self.found.lists
        # The last stands for -1 of the time after, and of the first.
        with_none = np.append(numbers, np.full((len(numbers), 1), -1), axis=1).astype(np.int32)
        columns = {}
        for name in ("skill_list", "second_list"):
            lists = getattr(demand, name)
            if lists.max(initial=-1) >= 0:
                lists = with_none.ravel()[lists + with_none.shape[1] * self.time_of_step]
            columns[name] = lists
        return columns

    def amounts(self, lists: Ints, kept: Flags) -> dict[str, Ints]:
        """The columns of amounts, with those anew that differ though their chances are the same."""
        demand, chances = self.drawn.demand, self.chances
        steps = np.flatnonzero((self.bits & SIZE) != 0)
        steps = steps[kept[self.case[steps]]]
        if not len(steps):
            return {}
        activity, kind = np.divmod(self.at[steps], self.found.at.shape[2])
        epoch = self.found.epoch[self.time_of_step[steps]]
        # In the forms that paths have, in which the kernel is compiled.
        row: Ints = np.ravel_multi_index((epoch, activity, kind), self.now.size.shape).astype(np.int32)
        own: Ints = lists[steps].astype(np.int32)
        sized = Sized(demand.origin, self.case[steps], own, row, chances.u[steps])
        columns = {}
        for name, anew in amounts(self.now, sized, demand.priority.astype(np.int64)).items():
            column = getattr(demand, name)
            columns[name] = column.astype(np.result_type(column, anew))
            columns[name][steps] = anew
        return columns


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
