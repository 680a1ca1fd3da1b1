"""The walk over all cases: along the visits of each, which must agree, and along the path that they tell."""

from typing import NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.eventlog.log import ASSISTED, COMPLETED, FINISHED, FULL, WAITING
from sim.measures.courses import (
    ALLOCATION,
    ASSESSMENT,
    ASSESSMENTS,
    FIRST,
    HELD,
    KIND,
    MILESTONES,
    ONLINE,
    REACHES_AT_START,
    RESPONSE,
    RESPONSES,
    SUPPORT,
    SUPPORTS,
    Course,
    Path,
    Shorts,
    Stays,
    Work,
)  # fmt: skip
from sim.measures.rows import Bools
from sim.measures.work_types import WorkTypes
from sim.scenario.pathway import PLACE, WORK
from sim.units import NEVER

_UNTOLD = -NEVER

CAME, GONE, IN_PROGRESS, WAITS, BY_HEADS, BY_TIMES, GAPS, GAP_CASE, GAP_VISITED, GAP_WITHIN = range(10)
"""What is counted of all cases, as :class:`sim.measures.balance.Balance` and then ``Times`` say."""


class Log(NamedTuple):
    """Columns of the log: of visits, of cases, of allocations."""

    case: Ints
    step: Ints
    status: Ints
    ready: Ints
    start: Ints
    finish: Ints
    received: Ints
    closed: Ints
    outcome: Ints
    allocation_case: Ints
    allocated: Ints
    released: Ints


class Drawn(NamedTuple):
    """Columns of the tables of demand: of cases (``first`` has one more), of steps."""

    first: Ints
    begins: Ints
    reroute: Ints
    holder_team: Ints
    work_type: Ints
    onward: Ints
    otherwise: Ints
    activity: Ints
    team: Ints
    skill_list: Ints


class _Known(NamedTuple):
    """What is known of the case in hand.

    Attributes
    ----------
    first, last
        The first and the last visit to each of its steps, but for second workers; what is less than the first visit of
        all is left from an earlier case, and says that there was none [steps of the longest case].
    reached
        The step that reaches each milestone, -1 for none [milestones].
    """

    first: Ints
    last: Ints
    reached: Ints


class _Seen(NamedTuple):
    """What the visits of a case tell of it.

    Where they end; to how many steps they are; their minutes within the run; whether it is busy or waits for work at
    the horizon; when held work first started; whether the visits to each step agree.
    """

    end: int
    steps: int
    minutes: int
    busy: bool
    waiting: bool
    held_from: int
    agree: bool


@kernel
def follow(
    log: Log,
    drawn: Drawn,
    epoch: Shorts,
    marks: Shorts,
    types: WorkTypes,
    stays: Stays,
    course: Course,
    counts: Ints,
    longest: int,
    horizon: int,
) -> bool:
    """Follow every case from visit to visit, and go along its path; returns whether neighbours agree.

    Parameters
    ----------
    epoch
        When the case came [cases].
    marks
        Of activities [epochs, activities].
    stays, course, counts
        To be filled: see :class:`sim.measures.courses.Followed`.
    longest
        The most steps of a case.
    horizon
        The last minute.
    """
    path, work, minute, held_from = course
    known = _Known(
        np.full(longest, -1, dtype=np.int64), np.full(longest, -1, dtype=np.int64), np.empty(MILESTONES, dtype=np.int64)
    )
    counts[GAP_CASE:] = -1
    # Not as literals, for which every part would be compiled once more.
    row = allocation = int(np.int64(0))
    agree = True
    for case in range(len(log.received)):
        begin, era = row, epoch[case]
        seen = _visits_of(case, begin, era, log, drawn, marks, stays, known, horizon)
        row, held_from[case] = seen.end, seen.held_from
        allocation, has_worker, minute[ALLOCATION, case] = _has_worker(case, allocation, log, horizon)
        _count(case, seen, has_worker, log, drawn, horizon, counts)
        passed, joined = _go_along(case, begin, era, log, drawn, marks, types, stays, known, path, work, horizon)
        agree &= seen.agree and joined and passed == seen.steps
        for milestone in (RESPONSE, ASSESSMENT, SUPPORT):
            minute[milestone, case] = _reached_at(case, begin, era, milestone, log, drawn, marks, stays, known)
    return agree and row == len(log.case)


@inlined
def _visits_of(
    case: int, begin: int, era: int, log: Log, drawn: Drawn, marks: Shorts, stays: Stays, known: _Known, horizon: int
) -> _Seen:
    """Note what is to be known of the visits of a case, and where those to each step stand: together, as the log is."""
    row, steps, minutes, held_from = begin, 0, 0, NEVER
    busy, waiting, agree = False, False, True
    while row < len(log.case) and log.case[row] == case:
        step, begun, later, before = log.step[row], row, _UNTOLD, -1
        mark = marks[era, drawn.activity[drawn.first[case] + step]]
        while row < len(log.case) and log.step[row] == step and log.case[row] == case:
            if log.status[row] == ASSISTED:
                later = max(later, log.finish[row])
            row += 1
        for visit in range(begun, row):
            status, start, finish = log.status[visit], log.start[visit], log.finish[visit]
            stays.marks[visit] = mark
            if finish >= NEVER:
                for_work = status == WAITING and mark & KIND == WORK
                waiting |= for_work
                busy |= not for_work
            goes_on = max(finish, later) if status == FINISHED else finish
            stays.goes_on[visit] = goes_on
            if status == ASSISTED:
                continue
            wait_from = log.ready[visit]
            if before >= 0:
                ended = log.finish[before]
                wait_from = max(wait_from, ended)
                agree &= ended <= horizon and max(ended, 0) == max(wait_from, 0)
                agree &= log.start[before] >= NEVER or max(ended, 0) == max(stays.goes_on[before], 0)
            else:
                stays.marks[visit] = mark | FIRST
                known.first[step] = visit
                steps += 1
                if mark & HELD and held_from >= NEVER:
                    held_from = start
            agree &= wait_from <= min(start, finish) if start >= NEVER else wait_from <= start <= goes_on
            minutes += max(min(goes_on, horizon) - max(wait_from, 0), 0)
            before = visit
        if before >= 0:
            known.last[step] = before
        else:
            agree = False
    return _Seen(row, steps, minutes, busy, waiting, held_from, agree)


@inlined
def _has_worker(case: int, allocation: int, log: Log, horizon: int) -> tuple[int, bool, int]:
    """Where the allocations of a case end, whether it has a worker at the horizon, and when it first had one."""
    found, since = False, NEVER
    while allocation < len(log.allocation_case) and log.allocation_case[allocation] == case:
        found |= log.allocated[allocation] < NEVER and log.released[allocation] > horizon
        since = min(since, log.allocated[allocation])
        allocation += 1
    return allocation, found, since


@inlined
def _count(case: int, seen: _Seen, has_worker: bool, log: Log, drawn: Drawn, horizon: int, counts: Ints) -> None:
    """Count the case under what it is at the horizon, each from its own columns of the log, and add up its times."""
    received, closed, busy = log.received[case], log.closed[case], seen.busy or has_worker
    counts[CAME] += received < NEVER
    counts[GONE] += closed <= horizon
    if received < NEVER and closed > horizon:
        counts[IN_PROGRESS] += busy
        counts[WAITS] += seen.waiting and not busy
    counts[BY_HEADS] += min(max(closed, 0), horizon) - min(max(received, 0), horizon)
    within = max(min(closed, horizon) - max(received, 0), 0)
    counts[BY_TIMES] += within
    # Day one's open cases were in the system before their first listed step.
    within -= max(min(_begins(case, log, drawn), horizon) - max(received, 0), 0)
    if seen.minutes != within and drawn.first[case] < drawn.first[case + 1]:
        if counts[GAPS] == 0:
            counts[GAP_CASE], counts[GAP_VISITED], counts[GAP_WITHIN] = case, seen.minutes, within
        counts[GAPS] += 1


@inlined
def _begins(case: int, log: Log, drawn: Drawn) -> int:
    """When the first listed step of a case is ready."""
    begins: int = drawn.begins[case]
    return begins if begins < NEVER else log.received[case]


@inlined
def _go_along(
    case: int,
    begin: int,
    era: int,
    log: Log,
    drawn: Drawn,
    marks: Shorts,
    types: WorkTypes,
    stays: Stays,
    known: _Known,
    path: Path,
    work: Work,
    horizon: int,
) -> tuple[int, bool]:
    """Note what stands on the path of a case; returns how many of its steps were visited, and whether they agree.

    The visits to a step begin when the case comes from the step before; those to the last end when it is closed.
    """
    base, own, of_kind = drawn.first[case], drawn.reroute[case], work.work_type[case]
    completed, comes = log.outcome[case] == COMPLETED, _begins(case, log, drawn)
    step = base if log.received[case] < NEVER and base < drawn.first[case + 1] else -1
    along, passed, held, with_team, kind = 0, 0, -1, -1, -1
    turned = begun = assessed = online = False
    agree = True
    for milestone in range(MILESTONES):
        known.reached[milestone] = -1
    while step >= 0:
        activity, row = drawn.activity[step], known.first[step - base]
        mark, visited = marks[era, activity], row >= begin
        along += 1
        _pass_milestones(case, step, along, mark, visited and log.status[row] == FULL, path, known)
        if held < 0 and mark & HELD:
            held = step
        online |= mark & ONLINE > 0
        if drawn.team[step] >= 0:
            with_team = step
        given_away = _work_given_away(drawn.skill_list[step], activity, types)
        if given_away >= 0:
            kind = given_away
            assessed |= types.assessment[era, kind]
        begun |= of_kind >= 0 and types.begins[of_kind, activity]
        onward = -1
        if visited:
            passed += 1
            agree &= comes <= horizon and max(comes, 0) == max(log.ready[row], 0)
            last = known.last[step - base]
            onward, comes = _way_on(step, begin, base, own, drawn, known), stays.goes_on[last]
            stays.follows[last] = onward
            turned |= onward >= 0 and onward != drawn.onward[step]
            own = own if onward != own else -1
            agree &= onward >= 0 or log.start[last] >= NEVER or max(log.closed[case], 0) == max(comes, 0)
        if onward < 0:
            onward, comes = -1 if completed else drawn.onward[step], NEVER
        step = onward
    path.first_held[case], path.online[case] = held, online
    if held >= 0 and drawn.team[held] >= 0:
        with_team = held
    if with_team >= 0:
        path.team[case] = drawn.team[with_team]
    # The tables name the kind of the main path. Another path has that only if it had come to where it begins.
    if turned and (kind >= 0 or not begun):
        work.work_type[case] = kind
    work.is_assessment[case] = types.assessment[era, work.work_type[case]]
    work.assessed[case] = assessed or work.is_assessment[case]
    return passed, agree


@inlined
def _way_on(step: int, begin: int, base: int, own: int, drawn: Drawn, known: _Known) -> int:
    """The step that the case went to next, -1 for none: the last before its own reroute leads nowhere else."""
    onward: int = drawn.otherwise[step]
    if onward < 0 or known.first[onward - base] < begin:
        onward = drawn.onward[step]
    if onward < 0 or known.first[onward - base] < begin:
        onward = own
    return onward if onward >= 0 and known.first[onward - base] >= begin else -1


@inlined
def _pass_milestones(case: int, step: int, along: int, mark: int, was_full: bool, path: Path, known: _Known) -> None:
    """Note the milestones that a step reaches: the first response and allocation, the last assessment and support."""
    if mark & RESPONSES and known.reached[RESPONSE] < 0:
        known.reached[RESPONSE], path.place_at[RESPONSE, case] = step, along
    if mark & ASSESSMENTS:
        known.reached[ASSESSMENT], path.place_at[ASSESSMENT, case] = step, along
    if mark & SUPPORTS:
        known.reached[SUPPORT], path.place_at[SUPPORT, case] = step, along
    if (mark & HELD or (mark & KIND == PLACE and not was_full)) and known.reached[ALLOCATION] < 0:
        known.reached[ALLOCATION], path.place_at[ALLOCATION, case] = step, along


@inlined
def _work_given_away(number: int, activity: int, types: WorkTypes) -> int:
    """The kind of work that a step of a list and activity gives away, -1 for none."""
    kind: int = types.of_list[number] if number >= 0 else -1
    return kind if kind >= 0 else types.of_activity[activity]


@inlined
def _reached_at(
    case: int,
    begin: int,
    era: int,
    milestone: int,
    log: Log,
    drawn: Drawn,
    marks: Shorts,
    stays: Stays,
    known: _Known,
) -> int:
    """When a case first started the step of a milestone, but for asking for a place in vain, or last finished it.

    NEVER for not yet.
    """
    minute, step = NEVER, known.reached[milestone]
    if step < 0 or known.first[step - drawn.first[case]] < begin:
        return minute
    place, at_start = step - drawn.first[case], REACHES_AT_START + milestone
    for visit in range(known.first[place], known.last[place] + 1):
        if marks[era, drawn.activity[step]] >> at_start & 1 == 0:
            if log.status[visit] == FINISHED:
                minute = stays.goes_on[visit]
        elif minute == NEVER and log.status[visit] != FULL:
            minute = log.start[visit]
    return minute


@kernel
def first_starts(case: Ints, start: Ints, marks: Shorts, chosen: Bools) -> Ints:
    """The visits that began the work of a step of chosen cases: see :class:`sim.measures.courses.Stays` for marks."""
    found, number = np.empty(len(case), dtype=np.int64), 0
    for visit in range(len(case)):
        if chosen[case[visit]] and marks[visit] & (FIRST | KIND) == FIRST | WORK and start[visit] < NEVER:
            found[number] = visit
            number += 1
    return found[:number]
