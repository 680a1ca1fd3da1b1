"""The journal: what the engine writes down as it happens, and the event log made of it.

What has no room is counted and not written; the run is then made again with room for it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.compiled.rows import fetch_ahead
from sim.engine.compiled.state import (
    ALLOCATION,
    ESCALATION,
    FAR,
    World,
    allocation_at,
    case_at,
    escalation_at,
    number_at,
    part,
    visit_at,
)
from sim.eventlog.log import FORMS, NO_WORKER, OPEN, EventLog
from sim.units import NEVER

Table = NDArray[np.void]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

_AHEAD = 16
"""How many visits are on their way to the cache, since one by case is far from the next."""


@part
def comes(w: World, case: int, at: int) -> None:
    """A case is received."""
    row = case_at(w.cases, case)
    row.received = at
    row.outcome = OPEN


@part
def write_visit(
    w: World, case: int, worker: int, ready: int, start: int, finish: int, minutes: int, status: int
) -> None:
    """Write down a stay of a case at its present step."""
    if w.visit_count < w.visit_room:
        number_at(w.visited, w.visit_count).value = case
        visit = visit_at(w.visits, w.visit_count)
        visit.step = case_at(w.cases, case).step
        visit.worker = worker
        visit.ready = ready
        visit.start = start
        visit.finish = finish
        visit.minutes = minutes
        visit.status = status
    w.visit_count += 1


@part
def allocated(w: World, case: int, worker: int, joined: int, at: int) -> None:
    """A case became a worker's own."""
    case_at(w.cases, case).row = w.allocation_count
    _write_allocation(w, case, joined, at, worker, FAR)


@part
def freed(w: World, case: int, at: int) -> None:
    """The case's caseload place was freed."""
    row = case_at(w.cases, case).row
    if row < w.allocation_room:
        allocation_at(w.allocations, row).released = at


@part
def without_worker(w: World, case: int, joined: int, until: int) -> None:
    """A case that no worker has taken by the horizon, or until it left the list."""
    _write_allocation(w, case, joined, FAR, NO_WORKER, until)


@part
def _write_allocation(w: World, case: int, joined: int, at: int, worker: int, released: int) -> None:
    if w.allocation_count < w.allocation_room:
        row = allocation_at(w.allocations, w.allocation_count)
        row.case = case
        row.joined = joined
        row.allocated = at
        row.worker = worker
        row.released = released
    w.allocation_count += 1


@part
def escalated(w: World, case: int, at: int, to: int) -> None:
    """A case became more urgent."""
    if w.escalation_count < w.escalation_room:
        row = escalation_at(w.escalations, w.escalation_count)
        row.case = case
        row.at = at
        row.to = to
    w.escalation_count += 1


@part
def closes(w: World, case: int, at: int, outcome: int) -> None:
    """The case's pathway ended."""
    row = case_at(w.cases, case)
    row.closed = at
    row.outcome = outcome


# The log in canonical order.

READ = ("clients", "visits", "visited", "allocations", "escalations", "ends")
"""The tables that the log is made of."""


def event_log(tables: dict[str, Table], counts: tuple[int, int, int], first: Ints, horizon: int) -> EventLog:
    """The log in canonical order.

    Parameters
    ----------
    tables
        Those of a run that is over.
    counts
        Rows written of visits, allocations and escalations.
    first
        The first step of each case, and the number of steps. Shape [cases + 1].
    """
    cases = len(first) - 1
    visits, allocations, escalations = (
        tables[name][:count] for name, count in zip(("visits", "allocations", "escalations"), counts, strict=True)
    )
    log = {name: np.empty(len(visits), dtype=form) for name, form in FORMS.items()}
    visited = tables["visited"]["value"][: len(visits)]
    _write_log(visits.ctypes.data, *_by_case(visited, cases), first, *log.values())
    held = np.empty((len(ALLOCATION.names or ()), len(allocations)), dtype=np.int64)
    _write_allocations(allocations.ctypes.data, *_by_case(_cases_of(allocations), cases), held)
    # They were written as time went on.
    order, _ = _by_case(_cases_of(escalations), cases)
    escalated, at, to = (escalations[name][order].astype(np.int64) for name in ESCALATION.names or ())
    received, closed, outcome = tables["ends"]["value"].reshape(3, cases)
    return EventLog(
        **log, allocation_case=held[0], joined=held[1], allocated=held[2], allocated_to=held[3], released=held[4],
        received=received, closed=closed, outcome=outcome, escalated_case=escalated, escalated_at=at, escalated_to=to,
        client_joined=_minutes(tables["clients"]["joined"]), horizon=horizon,
    )  # fmt: skip


def _cases_of(table: Table) -> Rows:
    return np.ascontiguousarray(table["case"])


@kernel
def _by_case(case: Rows, cases: int) -> tuple[Rows, Rows]:
    """The rows in order of case, and as they were for each; where those of each end. By counting the cases."""
    ends = np.zeros(cases + 1, dtype=np.int32)
    for number in range(len(case)):
        ends[case[number] + 1] += 1
    for number in range(cases):
        ends[number + 1] += ends[number]
    order = np.empty(len(case), dtype=np.int32)
    for number in range(len(case)):
        order[ends[case[number]]] = number
        ends[case[number]] += 1
    return order, ends[:cases]


@kernel
def _write_log(
    visits: int, order: Rows, ends: Rows, first: Ints, case: Ints, step: Ints, worker: Ints, ready: Ints, start: Ints,
    finish: Ints, minutes: Ints, status: Ints,
) -> None:  # fmt: skip
    """Write the columns of the log in order of case, step, ready, start and worker.

    ``order`` has the visits by case already, up to where those of each case end.
    """
    begin = 0
    for whose, end in enumerate(ends):
        for place in range(begin, end):
            number, at = order[place], place
            fetch_ahead(visit_at(visits, order[min(place + _AHEAD, len(order) - 1)]))
            while at > begin and _later(visit_at(visits, order[at - 1]), visit_at(visits, number)):
                order[at] = order[at - 1]
                at -= 1
            order[at] = number
        for row in range(begin, end):
            visit = visit_at(visits, order[row])
            case[row] = whose
            step[row] = visit.step - first[whose]
            worker[row] = visit.worker
            ready[row] = visit.ready
            start[row] = visit.start if visit.start < FAR else NEVER
            finish[row] = visit.finish if visit.finish < FAR else NEVER
            minutes[row] = visit.minutes
            status[row] = visit.status
        begin = end


@kernel
def _later(one: Any, other: Any) -> bool:
    """Whether a visit comes after another of the same case."""
    if one.step != other.step:
        return bool(one.step > other.step)
    if one.ready != other.ready:
        return bool(one.ready > other.ready)
    if one.start != other.start:
        return bool(one.start > other.start)
    return bool(one.worker > other.worker)


@kernel
def _write_allocations(allocations: int, order: Rows, ends: Rows, columns: Ints) -> None:
    """The columns of allocations in order of case, joined and allocated."""
    begin = 0
    for end in ends:
        for place in range(begin, end):
            number, at = order[place], place
            one = allocation_at(allocations, number)
            while at > begin:
                other = allocation_at(allocations, order[at - 1])
                if other.joined < one.joined or (other.joined == one.joined and other.allocated <= one.allocated):
                    break
                order[at] = order[at - 1]
                at -= 1
            order[at] = number
        for row in range(begin, end):
            one = allocation_at(allocations, order[row])
            columns[0, row] = one.case
            columns[1, row] = one.joined
            columns[2, row] = one.allocated if one.allocated < FAR else NEVER
            columns[3, row] = one.worker
            columns[4, row] = one.released if one.released < FAR else NEVER
        begin = end


def _minutes(column: Ints) -> Ints:
    """The same with NEVER for what is FAR."""
    return np.where(column == FAR, np.int64(NEVER), column)
