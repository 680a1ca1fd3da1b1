"""A run of an engine seen from several sides, for counting what happened in it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from twin_scenarios import Made

from sim.engine.network import build_network
from sim.eventlog.log import ASSISTED, LEFT
from sim.scenario.pathway import WORK
from sim.units import NEVER

Key = TypeVar("Key")
Row = TypeVar("Row")


class Visit(NamedTuple):
    """A row of the log, with what the tables say of its step (``step`` is its position among all)."""

    case: int
    step: int
    worker: int
    ready: int
    start: int
    finish: int
    minutes: int
    status: int
    activity: int
    kind: int
    held: bool
    list: int
    rank: int


class Held(NamedTuple):
    """A row of the log's allocations."""

    case: int
    joined: int
    allocated: int
    worker: int
    released: int


class Facts:
    """A run seen from several sides."""

    def __init__(self, made: Made) -> None:
        self.service, self.demand, self.workforce, self.log = made.service, made.demand, made.workforce, made.log
        self.rules = self.service.base.rules
        self.network = build_network(self.service, self.demand, self.workforce)

    @cached_property
    def visits(self) -> list[Visit]:
        """Every visit, in the log's order."""
        log, demand, network = self.log, self.demand, self.network
        step = demand.first[log.case] + log.step
        activity = demand.activity[step]
        override = np.array(network.pathway.override)[activity]
        rank = np.where(override > 0, override, np.array(network.pathway.numbers)[demand.priority[log.case]])
        columns = (
            log.case, step, log.worker, log.ready, log.start, log.finish, log.minutes, log.status, activity,
            np.array(network.pathway.kind)[activity], np.array(network.pathway.held)[activity],
            network.list_of_step[step], rank,
        )  # fmt: skip
        return [Visit(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    @cached_property
    def allocations(self) -> list[Held]:
        """Every allocation, in the log's order."""
        log = self.log
        columns = log.allocation_case, log.joined, log.allocated, log.allocated_to, log.released
        return [Held(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    @cached_property
    def of_case(self) -> dict[int, list[Held]]:
        """Allocations by case."""
        return grouped((row.case, row) for row in self.allocations if row.worker >= 0)

    @cached_property
    def of_worker(self) -> dict[int, list[Held]]:
        """Allocations by worker."""
        return grouped((row.worker, row) for row in self.allocations if row.worker >= 0)

    @cached_property
    def done_by(self) -> dict[int, list[Visit]]:
        """Visits by worker."""
        return grouped((visit.worker, visit) for visit in self.visits if visit.worker >= 0)

    @cached_property
    def at_step(self) -> dict[int, list[Visit]]:
        """Visits by step."""
        return grouped((visit.step, visit) for visit in self.visits)

    @cached_property
    def on_list(self) -> dict[int, list[Visit]]:
        """First visits of shared steps by list."""
        firsts = (rows[0] for rows in self.at_step.values())
        return grouped((visit.list, visit) for visit in firsts if visit.kind == WORK and not visit.held)

    @cached_property
    def joint(self) -> list[tuple[Visit, Visit]]:
        """Pairs of the first and the second worker's visit of joint steps that were begun."""
        found = []
        for visit in self.visits:
            if visit.status == ASSISTED:
                first = [other for other in self.at_step[visit.step] if other.start == visit.start]
                found += [(other, visit) for other in first if other.worker != visit.worker]
        return found

    @cached_property
    def unstarted(self) -> list[Visit]:
        """Stays at work that somebody left before it was begun."""
        return [visit for visit in self.visits if visit.status == LEFT and visit.kind == WORK and visit.start == NEVER]

    def present(self, worker: int, minute: int) -> bool:
        """Whether a worker is within one of their slots."""
        work = self.workforce
        mine = slice(int(work.first_slot[worker]), int(work.first_slot[worker + 1]))
        slot = bisect_right(self._openings[worker], minute) - 1
        return slot >= 0 and minute < int(work.closing[mine][slot])

    @cached_property
    def _openings(self) -> list[list[int]]:
        work = self.workforce
        return [work.opening[work.first_slot[w] : work.first_slot[w + 1]].tolist() for w in range(work.workers)]

    def opens(self, worker: int, minute: int) -> bool:
        """Whether a slot of a worker begins at a minute."""
        slot = bisect_right(self._openings[worker], minute) - 1
        return slot >= 0 and self._openings[worker][slot] == minute

    def cases_of(self, worker: int, minute: int) -> int:
        """Cases that a worker held just before a minute."""
        return sum(row.allocated < minute <= row.released for row in self.of_worker.get(worker, []))

    def holder(self, case: int, minute: int) -> int:
        """Who held a case just before a minute, -1 for nobody."""
        rows = self.of_case.get(case, [])
        return next((row.worker for row in rows if row.allocated < minute <= row.released), -1)

    def busy(self, worker: int, minute: int) -> bool:
        """Whether a worker has something in hand once a minute is over."""
        return any(visit.start <= minute < visit.finish for visit in self.done_by.get(worker, []))

    def preference(self, visit: Visit) -> int:
        """The group of the step's list that the visit's worker belongs to."""
        return next((n for n, group in enumerate(self.network.lists[visit.list]) if visit.worker in group), -1)

    @cached_property
    def long_absences(self) -> list[tuple[int, int]]:
        """Worker and first minute of the absences that hand cases back."""
        work, after = self.workforce, self.network.pathway.handback_after
        if after is None:
            return []
        which = np.flatnonzero(work.absence_to - work.absence_from > after)
        begins = work.absence_from[which]
        within = begins < self.service.horizon
        return list(zip(work.absence_worker[which][within].tolist(), begins[within].tolist(), strict=True))

    @cached_property
    def leavers(self) -> list[tuple[int, int]]:
        """Worker and last minute of those who leave within the run."""
        ends = self.workforce.employed_to.tolist()
        return [(worker, at) for worker, at in enumerate(ends) if at < self.service.horizon]

    @cached_property
    def escalations(self) -> list[tuple[int, int]]:
        """Case and minute of those who became more urgent."""
        return list(zip(self.log.escalated_case.tolist(), self.log.escalated_at.tolist(), strict=True))

    def standing(self, case: int, minute: int) -> Visit | None:
        """The visit that a case was in at a minute, itself excluded as an end."""
        low, high = np.searchsorted(self.log.case, [case, case + 1])
        return next((v for v in self.visits[low:high] if v.ready < minute <= min(v.start, v.finish)), None)


def grouped(pairs: Iterator[tuple[Key, Row]]) -> dict[Key, list[Row]]:
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return dict(found)


Count = Callable[[Facts], int]


class Features(dict[str, Count]):
    """What an engine can do, in words, and how often a run did it."""

    def called(self, name: str) -> Callable[[Count], Count]:
        """Take a count in under a name."""

        def add(count: Count) -> Count:
            assert name not in self
            self[name] = count
            return count

        return add


def step_clock(facts: Facts, v: Visit) -> int:
    """When the patience with a stay's step ends."""
    patience = int(facts.demand.step_patience[v.step])
    return v.ready + patience if facts.demand.step_expiry[v.step] else NEVER


def where_it_waits(facts: Facts, v: Visit) -> str:
    if not v.held:
        return "on a list"
    return "in a tray" if facts.holder(v.case, v.finish) >= 0 else "on an allocation list"
