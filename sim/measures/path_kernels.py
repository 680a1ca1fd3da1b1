"""Passes over the visits and the steps of one case after another."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.eventlog.log import ASSISTED, FINISHED, FULL
from sim.measures.courses import (
    ALLOCATION,
    ASSESSMENT,
    ASSESSMENTS,
    HELD,
    KIND,
    MAIN,
    MILESTONES,
    ONLINE,
    REACHES_AT_START,
    RESPONSE,
    RESPONSES,
    SUPPORT,
    SUPPORTS,
    Longs,
    Path,
    Shorts,
    Work,
)  # fmt: skip
from sim.measures.rows import Bools
from sim.measures.work_types import WorkTypes
from sim.scenario.pathway import PLACE, WORK
from sim.units import NEVER

_UNTOLD = -NEVER
_NOT_VISITED, _VISITED, _WAS_FULL = range(3)

Seen = NDArray[np.int8]


@kernel
def steps_seen(
    log: tuple[Ints, Ints, Ints], first: Ints, activity: Ints, epoch: Shorts, marks: Shorts
) -> tuple[Longs, Shorts, Seen]:
    """The step of each visit and the marks of its activity [visits]; whether each step was visited or full [steps].

    Parameters
    ----------
    log
        Case, step and status [visits].
    first, activity
        As in the tables of demand.
    epoch
        When the case came [cases].
    marks
        Of activities [epochs, activities].
    """
    case, step, status = log
    found, marked = np.empty(len(case), dtype=np.int32), np.empty(len(case), dtype=np.int16)
    seen = np.zeros(len(activity), dtype=np.int8)
    for visit in range(len(case)):
        here = first[case[visit]] + step[visit]
        found[visit], marked[visit] = here, marks[epoch[case[visit]], activity[here]]
        if status[visit] == FULL:
            seen[here] = _WAS_FULL
        elif seen[here] == _NOT_VISITED:
            seen[here] = _VISITED
    return found, marked, seen


@kernel
def stays(visit_step: Longs, status: Ints, ready: Ints, start: Ints, finish: Ints) -> tuple[Bools, Ints, Ints]:
    """Whether a visit is the first to its step, when its wait begins, and when the case goes on [visits].

    See :class:`sim.measures.courses.Stays`. The visits to a step stand together.
    """
    rows = len(status)
    is_first, wait_from, goes_on = np.zeros(rows, dtype=np.bool_), np.empty(rows, dtype=np.int64), finish.copy()
    begin = 0
    while begin < rows:
        later, before, end = _UNTOLD, -1, begin
        while end < rows and visit_step[end] == visit_step[begin]:
            if status[end] == ASSISTED:
                later = max(later, finish[end])
                wait_from[end] = start[end]
            else:
                is_first[end] = before < 0
                wait_from[end] = ready[end] if before < 0 else max(ready[end], finish[before])
                before = end
            end += 1
        for row in range(begin, end):
            if status[row] == FINISHED:
                goes_on[row] = max(finish[row], later)
        begin = end
    return is_first, wait_from, goes_on


@kernel
def led_to(visits: tuple[Ints, Longs], steps: tuple[Ints, Ints, Ints], reroute: Ints, seen: Seen) -> Longs:
    """The step that the case went to next from each step, -1 for none [steps].

    Parameters
    ----------
    visits
        Case and step [visits].
    steps, reroute
        ``onward``, ``otherwise`` and ``fork`` [steps] and ``reroute`` [cases] of the tables of demand.
    seen
        Which steps were visited [steps].
    """
    case, visited = visits
    onward, otherwise, fork = steps
    follows = np.full(len(onward), -1, dtype=np.int32)
    for visit in range(len(case)):
        step, own = visited[visit], reroute[case[visit]]
        if otherwise[step] >= 0 and seen[otherwise[step]] != _NOT_VISITED:
            follows[step] = otherwise[step]
        elif onward[step] >= 0 and seen[onward[step]] != _NOT_VISITED:
            follows[step] = onward[step]
        elif own >= 0 and seen[own] != _NOT_VISITED:
            # The last step before the case's own reroute is the one that leads nowhere else.
            root = fork[step]
            while root >= 0:
                root = fork[root]
            if root == MAIN:
                follows[step] = own
    return follows


@kernel
def paths(
    cases: tuple[Ints, Bools, Shorts, Ints, Ints, Ints],
    steps: tuple[Ints, Ints, Ints, Ints, Ints],
    follows: Longs,
    seen: Seen,
    marks: Shorts,
    types: WorkTypes,
) -> tuple[Path, Work]:
    """Go along the path of every case that came: see :class:`sim.measures.courses.Path` and ``Work``.

    Parameters
    ----------
    cases
        Received; whether the case went its way to the end; the epoch in which it came; the team of day one's holder;
        the last kind of work on the main path [cases]; its first step [cases + 1].
    steps
        Onward, activity, team, fork and list, as in the tables of demand [steps].
    """
    received, completed, epoch, holder_team, drawn, first = cases
    onward, activity, team, fork, skill_list = steps
    begins, _, _, is_assessment = types
    place = np.full(len(onward), -1, dtype=np.int32)
    step_at = np.full((MILESTONES, len(received)), -1, dtype=np.int32)
    place_at = np.full((MILESTONES, len(received)), -1, dtype=np.int32)
    first_held, of_team = np.full(len(received), -1, dtype=np.int32), holder_team.astype(np.int16)
    online = np.zeros(len(received), dtype=np.bool_)
    work_type = drawn.astype(np.int16)
    ends_with, passes = np.zeros(len(received), dtype=np.bool_), np.zeros(len(received), dtype=np.bool_)
    for case in range(len(received)):
        step = first[case] if received[case] < NEVER and first[case] < first[case + 1] else -1
        along, with_team, held, kind = 0, -1, -1, -1
        off_main = begun = assessed = False
        while step >= 0:
            mark = marks[epoch[case], activity[step]]
            place[step] = along
            along += 1
            if mark > KIND or mark == PLACE:
                _pass_milestones(case, step, along, mark, seen[step] == _WAS_FULL, step_at, place_at)
            if held < 0 and mark & HELD:
                held = step
            online[case] |= mark & ONLINE > 0
            if team[step] >= 0:
                with_team = step
            given_away = _work_given_away(skill_list[step], activity[step], types)
            if given_away >= 0:
                kind = given_away
                assessed |= is_assessment[epoch[case], kind]
            off_main |= fork[step] != MAIN
            begun |= drawn[case] >= 0 and begins[drawn[case], activity[step]]
            step = onward[step] if follows[step] < 0 and not completed[case] else follows[step]
        first_held[case] = held
        if held >= 0 and team[held] >= 0:
            with_team = held
        if with_team >= 0:
            of_team[case] = team[with_team]
        # The tables name the kind of the main path. Another path has that only if it had come to where it begins.
        if off_main and (kind >= 0 or not begun):
            work_type[case] = kind
        ends_with[case] = is_assessment[epoch[case], work_type[case]]
        passes[case] = ends_with[case] or assessed
    return Path(place, step_at, place_at, first_held, of_team, online), Work(work_type, ends_with, passes)


@inlined
def _pass_milestones(
    case: int, step: int, along: int, mark: int, was_full: bool, step_at: Longs, place_at: Longs
) -> None:
    """Note the milestones that a step reaches: the first response and allocation, the last assessment and support."""
    for milestone, reached in (
        (RESPONSE, mark & RESPONSES > 0 and step_at[RESPONSE, case] < 0),
        (ASSESSMENT, mark & ASSESSMENTS > 0),
        (SUPPORT, mark & SUPPORTS > 0),
        (ALLOCATION, step_at[ALLOCATION, case] < 0 and (mark & HELD > 0 or (mark & KIND == PLACE and not was_full))),
    ):
        if reached:
            step_at[milestone, case], place_at[milestone, case] = step, along


@inlined
def _work_given_away(number: int, activity: int, types: WorkTypes) -> int:
    """The kind of work that a step of a list and activity gives away, -1 for none."""
    kind: int = types.of_list[number] if number >= 0 else -1
    return kind if kind >= 0 else types.of_activity[activity]


@kernel
def reached_at(
    step_at: Longs, visits: tuple[Ints, Longs, Shorts, Bools], status: Ints, start: Ints, goes_on: Ints
) -> tuple[Ints, Ints]:
    """When each case first starts the steps of its milestones, or last finishes them, and when held work first starts.

    NEVER for not yet. Shapes [milestones but for allocation, cases], [cases].

    Parameters
    ----------
    step_at
        The step of each milestone on the path, -1 for none [milestones, cases].
    visits
        Case, step, marks, and whether the visit is the first to its step [visits].
    status, start, goes_on
        Of each visit [visits].
    """
    case_of, step_of, marks, is_first = visits
    minute = np.full((MILESTONES - 1, step_at.shape[1]), NEVER, dtype=np.int64)
    held_from = np.full(step_at.shape[1], NEVER, dtype=np.int64)
    for row in range(len(step_of)):
        case, mark = case_of[row], marks[row]
        if mark & HELD and is_first[row] and held_from[case] == NEVER:
            held_from[case] = start[row]
        if not mark & (RESPONSES | ASSESSMENTS | SUPPORTS):
            continue
        for milestone in (RESPONSE, ASSESSMENT, SUPPORT):
            if step_of[row] != step_at[milestone, case]:
                continue
            if not mark >> REACHES_AT_START + milestone & 1:
                if status[row] == FINISHED:
                    minute[milestone, case] = goes_on[row]
            elif minute[milestone, case] == NEVER and status[row] != FULL:
                minute[milestone, case] = start[row]
    return minute, held_from


@kernel
def first_starts(visits: tuple[Ints, Ints], stays: tuple[Shorts, Bools], chosen: Bools) -> Ints:
    """The visits that began the work of a step of chosen cases.

    Parameters
    ----------
    visits
        Case and start [visits].
    stays
        Marks, and whether the visit is the first to its step [visits].
    chosen
        Which cases are looked at [cases].
    """
    case, start = visits
    marks, is_first = stays
    found, number = np.empty(len(case), dtype=np.int64), 0
    for visit in range(len(case)):
        if chosen[case[visit]] and is_first[visit] and marks[visit] & KIND == WORK and start[visit] < NEVER:
            found[number] = visit
            number += 1
    return found[:number]
