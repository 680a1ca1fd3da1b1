"""Passes over the waits of clocks and of steps."""

import numpy as np

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.measures.courses import KIND, Longs, Shorts
from sim.measures.rows import Bools
from sim.measures.span_kernels import blocks_of, edges_before
from sim.scenario.pathway import AWAIT, GATE, WORK
from sim.units import NEVER

NOT_BEGUN, FINISHED, LEFT, RUNNING = range(4)
STATES = 4
"""What became of a wait: it has not begun, it has come to its end, who waited left, it lasts at the horizon."""

NOT_JUDGED, LATE, WITHIN = range(3)
VERDICTS = 3


@kernel
def clock_times(
    first: tuple[Longs, Ints], last: tuple[Longs, Ints], cases: tuple[Bools, Bools, Ints], horizon: int
) -> tuple[Longs, Ints, Ints, Ints, Ints]:
    """The columns of :class:`sim.measures.milestones.ClockTimes`.

    Parameters
    ----------
    first, last
        Place and minute of the two milestones [cases].
    cases
        Whether each case stands for a person; whether it left; when it was closed [cases].
    """
    place, since = first
    other_place, until = last
    counted, gone_early, closed = cases
    number, rows = 0, len(counted)
    case, start, stop = np.empty(rows, dtype=np.int32), np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int64)
    gone, wait = np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int64)
    for each in range(rows):
        if not counted[each] or place[each] < 0 or place[each] > other_place[each]:
            continue
        begun, done = since[each], until[each]
        left = gone_early[each] and begun < NEVER <= done
        case[number], start[number], stop[number] = each, begun, done
        gone[number] = closed[each] if left else NEVER
        wait[number] = max(min(done, gone[number], horizon) - begun, 0) if begun < NEVER else 0
        number += 1
    return case[:number], start[:number], stop[:number], gone[:number], wait[:number]


@kernel
def clock_waits(
    clock: tuple[Longs, Ints, Ints, Ints, Ints], key: Ints, keys: int, bits: int
) -> tuple[Ints, Ints, Ints]:
    """Number and sum of the waits of each key and state, and those begun as :class:`sim.measures.quantiles.Waits`.

    Shapes [2, keys, states], [rows]; the last are the waits that are running, as if they were finished.
    """
    case, start, stop, gone, wait = clock
    found = np.zeros((2, keys, STATES), dtype=np.int64)
    begun, running = np.empty(len(case), dtype=np.int64), np.empty(len(case), dtype=np.int64)
    rows, runners = 0, 0
    for row in range(len(case)):
        those = key[case[row]]
        if those < 0:
            continue
        state = NOT_BEGUN
        if start[row] < NEVER:
            state = FINISHED if stop[row] < NEVER else LEFT if gone[row] < NEVER else RUNNING
            begun[rows] = (wait[row] * 2 + (state != FINISHED)) << bits | those
            rows += 1
        if state == RUNNING:
            running[runners] = wait[row] * 2 << bits | those
            runners += 1
        found[0, those, state] += 1
        found[1, those, state] += wait[row]
    return found, begun[:rows], running[:runners]


@kernel
def judge(clock: tuple[Longs, Ints, Ints, Ints, Ints], last: Ints, key: Ints, keys: int, horizon: int) -> Ints:
    """Number of waits of each key and verdict: see :func:`sim.measures.limits.judged` [keys, verdicts]."""
    case, _, stop, gone, _ = clock
    found = np.zeros((keys, VERDICTS), dtype=np.int64)
    for row in range(len(case)):
        those = key[case[row]]
        if those >= 0:
            asked = last[row] <= horizon and gone[row] > last[row]
            found[those, (WITHIN if stop[row] <= last[row] else LATE) if asked else NOT_JUDGED] += 1
    return found


@kernel
def step_waits(
    visits: tuple[Ints, Ints, Ints],
    stays: tuple[Longs, Shorts, Bools],
    steps: tuple[Ints, Ints],
    role_of_list: Ints,
    shape: tuple[int, int],
    edges: Ints,
    horizon: int,
    bits: int,
) -> tuple[Ints, Ints]:
    """Number and sum of the first waits of steps by key and state, and those waits as rows.

    Shapes [2, keys, states], [rows]; the rows are as in :class:`sim.measures.quantiles.Waits`. Keys go by activity, by
    role (none first), and by year, the last of which is for what is in the whole run alone.

    Parameters
    ----------
    visits
        Ready, start, finish [visits].
    stays
        Step, marks, and whether the visit is the first to its step [visits].
    steps
        Activity and list [steps].
    role_of_list
        The role that a list asks for, and that of none at the end [lists + 1].
    shape
        Number of activities and of roles.
    edges
        Of the years.
    """
    ready, start, finish = visits
    step_of, marks, is_first = stays
    activity, skill_list = steps
    activities, roles = shape
    closed, passed, shift = blocks_of(edges)
    years = len(edges) - 1
    found = np.zeros((2, activities * (roles + 1) * (years + 1), STATES), dtype=np.int64)
    rows, number = np.empty(len(ready), dtype=np.int64), 0
    for visit in range(len(ready)):
        kind, since = marks[visit] & KIND, ready[visit]
        if not is_first[visit] or since < edges[0] or (kind != WORK and kind != GATE and kind != AWAIT):
            continue
        step = step_of[visit]
        year = min(edges_before(closed, passed, shift, since + 1) - 1, years)
        role = role_of_list[skill_list[step]]
        key = (int(activity[step]) * (roles + 1) + role + 1) * (years + 1) + year
        end = start[visit] if start[visit] < NEVER else finish[visit]
        wait = min(end, horizon) - since
        state = FINISHED if start[visit] < NEVER else LEFT if end < NEVER else RUNNING
        found[0, key, state] += 1
        found[1, key, state] += wait
        rows[number] = (wait * 2 + (state != FINISHED)) << bits | key
        number += 1
    return found, rows[:number]
