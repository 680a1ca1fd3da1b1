"""Passes over a log that count the same in several ways, which must agree."""

import numpy as np

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.eventlog.log import ASSISTED, WAITING
from sim.measures.balance import Balance, Times
from sim.measures.courses import KIND, Longs, Shorts
from sim.measures.list_kernels import places_by_case
from sim.measures.rows import Bools
from sim.scenario.pathway import WORK
from sim.units import NEVER

_UNTOLD = -NEVER


@kernel
def balance_of(
    cases: tuple[Ints, Ints, Ints, Ints],
    visits: tuple[Ints, Ints, Ints],
    stays: tuple[Shorts, Ints, Ints],
    allocations: tuple[Ints, Ints, Ints],
    horizon: int,
) -> tuple[Balance, Times]:
    """Count each kind of case from its own columns of the log, and add up times.

    Parameters
    ----------
    cases
        Received, closed, begins [cases]; first step [cases + 1].
    visits, stays
        Case, status, finish; marks, when the wait begins, when the case goes on [visits].
    allocations
        Case, allocated, released [allocations].
    """
    received, closed, begins, first_step = cases
    case_of, status, finish = visits
    marks, wait_from, goes_on = stays
    holder, allocated, released = allocations
    came = gone = in_progress = waits = by_heads = by_times = gaps = 0
    wrong = (-1, -1, -1)
    visit = allocation = 0
    for case in range(len(received)):
        minutes, busy, waiting = 0, False, False
        while visit < len(case_of) and case_of[visit] == case:
            if finish[visit] >= NEVER:
                for_work = status[visit] == WAITING and marks[visit] & KIND == WORK
                waiting |= for_work
                busy |= not for_work
            if status[visit] != ASSISTED:
                minutes += max(min(goes_on[visit], horizon) - max(wait_from[visit], 0), 0)
            visit += 1
        while allocation < len(holder) and holder[allocation] == case:
            busy |= allocated[allocation] < NEVER and released[allocation] > horizon
            allocation += 1
        here = received[case] < NEVER
        came += here
        gone += closed[case] <= horizon
        if here and closed[case] > horizon:
            in_progress += busy
            waits += waiting and not busy
        by_heads += min(max(closed[case], 0), horizon) - min(max(received[case], 0), horizon)
        within = max(min(closed[case], horizon) - max(received[case], 0), 0)
        by_times += within
        # Day one's open cases were in the system before their first listed step.
        begun = begins[case] if begins[case] < NEVER else received[case]
        within -= max(min(begun, horizon) - max(received[case], 0), 0)
        if minutes != within and first_step[case + 1] > first_step[case]:
            if gaps == 0:
                wrong = (case, minutes, within)
            gaps += 1
    return Balance(came, gone, in_progress, waits), Times(by_heads, by_times, gaps, *wrong)


@kernel
def neighbours_agree(
    log: tuple[Ints, Ints, Ints, Ints],
    stays: tuple[Longs, Bools, Ints, Ints],
    path: tuple[Ints, Longs, Ints, Ints, Ints],
    horizon: int,
) -> bool:
    """Whether each visit says of the time after minute 0 what its neighbours say, and lasts no less than no time.

    Parameters
    ----------
    log
        Status, ready, start, finish [visits].
    stays
        Step, whether the visit is the first to it, when the wait begins, and when the case goes on [visits].
    path
        The case of each visit [visits]; the step that each step led to [steps]; the first step of each case
        [cases + 1], when it begins and when it is closed [cases].
    horizon
        The last minute.
    """
    status, ready, start, finish = log
    step_of, is_first, wait_from, goes_on = stays
    case_of, follows, first_step, begins, closed = path
    # Of the steps of one case: when it came from the step before, and when the first visit was ready.
    came, first_ready = np.empty(len(follows), dtype=np.int64), np.empty(len(follows), dtype=np.int64)
    # Its visits that follow on one another: all but the second worker's part of joint steps.
    chain, next_visit = np.empty(len(case_of), dtype=np.int64), 0
    while next_visit < len(case_of):
        case, visits = case_of[next_visit], 0
        base, steps = first_step[case], first_step[case + 1] - first_step[case]
        came[:steps], first_ready[:steps] = _UNTOLD, NEVER
        while next_visit < len(case_of) and case_of[next_visit] == case:
            visit = next_visit
            next_visit += 1
            if status[visit] == ASSISTED:
                continue
            chain[visits] = visit
            visits += 1
            if is_first[visit]:
                first_ready[step_of[visit] - base] = ready[visit]
            onward = follows[step_of[visit]]
            if onward >= 0:
                # The last visit to the step tells.
                came[onward - base] = goes_on[visit]
        for place in range(visits):
            visit = chain[place]
            step = step_of[visit]
            comes, goes = came[step - base], finish[visit]
            if not is_first[visit]:
                comes = finish[chain[place - 1]] if place else NEVER
            elif comes == _UNTOLD:
                comes = begins[case] if step == base else NEVER
            if place + 1 == visits or is_first[chain[place + 1]]:
                goes = first_ready[follows[step] - base] if follows[step] >= 0 else closed[case]
            wait_to = start[visit] if start[visit] < NEVER else finish[visit]
            if comes > horizon or max(comes, 0) != max(wait_from[visit], 0) or wait_to < wait_from[visit]:
                return False
            if start[visit] < NEVER and (max(goes, 0) != max(goes_on[visit], 0) or goes_on[visit] < start[visit]):
                return False
    return True


@kernel
def twice_or_late(case: Ints, start: Ints, stop: Ints, closed: Ints) -> tuple[int, int]:
    """The first case that holds two places at once, and the first that holds one after its close; -1 for none.

    A row whose start is NEVER is of no place.
    """
    begin, rows = places_by_case(case, start, len(closed))
    twice, late = -1, -1
    for holder in range(len(closed)):
        for place in range(begin[holder], begin[holder + 1]):
            if late < 0 and stop[rows[place]] > closed[holder]:
                late = holder
            if twice < 0 and place > begin[holder] and start[rows[place]] < stop[rows[place - 1]]:
                twice = holder
    return twice, late
