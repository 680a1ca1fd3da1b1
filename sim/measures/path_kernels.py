"""Passes over the steps and the visits of one case after another."""

import numpy as np

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.eventlog.log import ASSISTED, FINISHED, FULL
from sim.measures.courses import MAIN, Shorts
from sim.measures.rows import Bools
from sim.units import NEVER

_UNTOLD = -NEVER


@kernel
def follow_paths(
    first: Ints, onward: Ints, forks: tuple[Ints, Ints, Ints], completed: Bools, visit_step: Ints
) -> tuple[Shorts, Shorts]:
    """Place of each step on its case's path, and the step it led to: see :class:`sim.measures.courses.Course`.

    Parameters
    ----------
    first, onward
        As in the tables of demand.
    forks
        ``otherwise`` and ``fork`` [steps] and ``reroute`` [cases] of the tables of demand.
    completed
        Whether the case went its way to the end [cases].
    visit_step
        The step of each visit [visits].
    """
    otherwise, fork, reroute = forks
    visited = np.zeros(len(onward), dtype=np.bool_)
    for step in visit_step:
        visited[step] = True
    place, follows = np.full(len(onward), -1, dtype=np.int32), np.full(len(onward), -1, dtype=np.int32)
    for case in range(len(first) - 1):
        own = reroute[case]
        rerouted = own >= 0 and visited[own]
        for step in range(first[case], first[case + 1]):
            if not visited[step]:
                continue
            if otherwise[step] >= 0 and visited[otherwise[step]]:
                follows[step] = otherwise[step]
            elif onward[step] >= 0 and visited[onward[step]]:
                follows[step] = onward[step]
            elif rerouted:
                # The last step before the case's own reroute is the one that leads nowhere else.
                root = fork[step]
                while root >= 0:
                    root = fork[root]
                if root == MAIN:
                    follows[step] = own
        step, along = first[case] if first[case + 1] > first[case] else -1, 0
        while step >= 0:
            place[step] = along
            along += 1
            step = onward[step] if follows[step] < 0 and not completed[case] else follows[step]
    return place, follows


@kernel
def ends_on_paths(steps: Ints, place: Shorts, step_case: Ints, cases: int) -> tuple[Ints, Ints]:
    """Of each case the first and the last of some steps on its path, -1 for none [cases]."""
    begin, end = np.full(cases, -1, dtype=np.int64), np.full(cases, -1, dtype=np.int64)
    for step in steps:
        if place[step] >= 0:
            case = step_case[step]
            if begin[case] < 0 or place[step] < place[begin[case]]:
                begin[case] = step
            if end[case] < 0 or place[step] > place[end[case]]:
                end[case] = step
    return begin, end


@kernel
def reached_at(
    step: Ints, at_start: Bools, visits: tuple[Ints, Ints], status: Ints, start: Ints, goes_on: Ints
) -> Ints:
    """The minute at which each case first starts a step, or last finishes it, NEVER for not yet [cases].

    Parameters
    ----------
    step
        The step of each case, -1 for none [cases].
    at_start
        Whether a step is reached at its start [steps].
    visits
        Case and step of each visit [visits].
    status, start, goes_on
        Of each visit [visits].
    """
    case_of, step_of = visits
    minute = np.full(len(step), NEVER, dtype=np.int64)
    for row in range(len(step_of)):
        case = case_of[row]
        if step_of[row] != step[case]:
            continue
        if not at_start[step[case]]:
            if status[row] == FINISHED:
                minute[case] = goes_on[row]
        elif minute[case] == NEVER and status[row] != FULL:
            minute[case] = start[row]
    return minute


@kernel
def stays(visit_step: Ints, status: Ints, ready: Ints, start: Ints, finish: Ints) -> tuple[Bools, Ints, Ints]:
    """Whether a visit is the first to its step, when its wait begins, and when the case goes on [visits].

    See :class:`sim.measures.trace.Trace`. The visits to a step stand together.
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
def steps_waited_for(
    case: Ints, joined: Ints, visits: tuple[Ints, Ints, Ints], is_first: Bools, of_worker: Bools
) -> Ints:
    """The first step of each case that was ready when the case joined a list, -1 for none [allocations].

    Parameters
    ----------
    case, joined
        Of each allocation, by case [allocations].
    visits
        Case, step and when ready, by case [visits].
    is_first
        Whether the visit is the first to its step [visits].
    of_worker
        Which steps are looked at [steps].
    """
    case_of, step_of, ready = visits
    found = np.full(len(case), -1, dtype=np.int64)
    first = 0
    for row in range(len(case)):
        while first < len(case_of) and case_of[first] < case[row]:
            first += 1
        visit = first
        while visit < len(case_of) and case_of[visit] == case[row] and found[row] < 0:
            if ready[visit] == joined[row] and is_first[visit] and of_worker[step_of[visit]]:
                found[row] = step_of[visit]
            visit += 1
    return found


@kernel
def neighbours_agree(
    chain: tuple[Ints, Bools, Ints],
    log: tuple[Ints, Ints, Ints],
    times: tuple[Ints, Ints, Ints],
    path: tuple[Ints, Shorts, Ints, Ints, Ints],
    horizon: int,
) -> bool:
    """Whether each visit says of the time after minute 0 what its neighbours say, and lasts no less than no time.

    Parameters
    ----------
    chain
        The visits that follow on one another; of all visits whether it is the first to its step; the step.
    log
        Ready, start, finish [visits].
    times
        When the wait begins and ends, and when the case goes on [visits].
    path
        The case of each visit [visits]; the step that each step led to [steps]; the first step of each case
        [cases + 1], when it begins and when it is closed [cases].
    horizon
        The last minute.
    """
    visits, is_first, step_of = chain
    ready, start, finish = log
    wait_from, wait_to, goes_on = times
    case_of, follows, first_step, begins, closed = path
    # Of the steps of one case: when it came from the step before, and when the first visit was ready.
    came, first_ready = np.empty(len(follows), dtype=np.int64), np.empty(len(follows), dtype=np.int64)
    low = high = 0
    while low < len(visits):
        case = case_of[visits[low]]
        base, steps = first_step[case], first_step[case + 1] - first_step[case]
        came[:steps], first_ready[:steps] = _UNTOLD, NEVER
        while high < len(visits) and case_of[visits[high]] == case:
            visit = visits[high]
            high += 1
            if is_first[visit]:
                first_ready[step_of[visit] - base] = ready[visit]
            onward = follows[step_of[visit]]
            if onward >= 0:
                # The last visit to the step tells.
                came[onward - base] = goes_on[visit]
        for place in range(low, high):
            visit = visits[place]
            step = step_of[visit]
            comes, goes = came[step - base], finish[visit]
            if not is_first[visit]:
                comes = finish[visits[place - 1]]
            elif comes == _UNTOLD:
                comes = begins[case] if step == base else NEVER
            if place + 1 == len(visits) or is_first[visits[place + 1]]:
                goes = first_ready[follows[step] - base] if follows[step] >= 0 else closed[case]
            if comes > horizon or max(comes, 0) != max(wait_from[visit], 0) or wait_to[visit] < wait_from[visit]:
                return False
            if start[visit] < NEVER and (max(goes, 0) != max(goes_on[visit], 0) or goes_on[visit] < start[visit]):
                return False
        low = high
    return True
