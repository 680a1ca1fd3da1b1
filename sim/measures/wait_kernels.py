"""Passes over the waits of clocks and of steps."""

import numpy as np

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.measures.courses import FIRST, KIND, Longs, Shorts
from sim.measures.rows import Bools
from sim.measures.span_kernels import blocks_of, edges_before
from sim.scenario.pathway import AWAIT, GATE, WORK
from sim.units import MINUTES_PER_DAY as DAY
from sim.units import NEVER

NOT_BEGUN, FINISHED, LEFT, RUNNING = range(4)
STATES = 4
"""What became of a wait: it has not begun, it has come to its end, who waited left, it lasts at the horizon."""

LATE, WITHIN = range(2)
VERDICTS = 2


@kernel
def clock_waits(
    first: tuple[Longs, Ints],
    last: tuple[Longs, Ints],
    cases: tuple[Ints, Ints, Bools, Ints],
    keys: tuple[int, int],
    limits: tuple[Ints, Ints, int],
    horizon: int,
) -> tuple[Ints, Ints, Ints, Ints]:
    """The columns of :class:`sim.measures.milestones.ClockWaits`.

    Parameters
    ----------
    first, last
        Place and minute of the two milestones [cases].
    cases
        Those in a cohort; the key of each case; whether it left; when it was closed [cases].
    keys
        How many there are, and in how many bits.
    limits
        Minutes of each, -1 for working days [limits]; their last minute for clocks begun on each day [limits, days];
        the first of those days.
    """
    place, since = first
    other_place, until = last
    counted, key, gone_early, closed = cases
    number, bits = keys
    minutes, last_of_day, first_day = limits
    found = np.zeros((2, number, STATES), dtype=np.int64)
    verdicts = np.zeros((len(minutes), number, VERDICTS), dtype=np.int64)
    begun, running = np.empty(len(counted), dtype=np.int64), np.empty(len(counted), dtype=np.int64)
    rows, runners = 0, 0
    for case in counted:
        if place[case] < 0 or place[case] > other_place[case]:
            continue
        those, start, stop = key[case], since[case], until[case]
        if start >= NEVER:
            found[0, those, NOT_BEGUN] += 1
            continue
        gone = closed[case] if gone_early[case] and stop >= NEVER else NEVER
        state = FINISHED if stop < NEVER else LEFT if gone < NEVER else RUNNING
        wait = max(min(stop, gone, horizon) - start, 0)
        begun[rows] = (wait * 2 + (state != FINISHED)) << bits | those
        rows += 1
        if state == RUNNING:
            running[runners] = wait * 2 << bits | those
            runners += 1
        found[0, those, state] += 1
        found[1, those, state] += wait
        for limit in range(len(minutes)):
            ends = start + minutes[limit] if minutes[limit] >= 0 else last_of_day[limit, start // DAY - first_day]
            if ends <= horizon and gone > ends:
                verdicts[limit, those, WITHIN if stop <= ends else LATE] += 1
    return found, begun[:rows], running[:runners], verdicts


@kernel
def step_waits(
    visits: tuple[Ints, Ints, Ints, Ints, Ints],
    marks: Shorts,
    steps: tuple[Ints, Ints, Ints],
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
        Case, step, ready, start, finish [visits].
    marks
        As in :class:`sim.measures.courses.Stays` [visits].
    steps
        The first of each case [cases + 1]; activity and list [steps].
    role_of_list
        The role that a list asks for, and that of none at the end [lists + 1].
    shape
        Number of activities and of roles.
    edges
        Of the years.
    """
    case_of, step_of, ready, start, finish = visits
    first, activity, skill_list = steps
    activities, roles = shape
    closed, passed, shift = blocks_of(edges)
    years = len(edges) - 1
    found = np.zeros((2, activities * (roles + 1) * (years + 1), STATES), dtype=np.int64)
    rows, number = np.empty(len(ready), dtype=np.int64), 0
    for visit in range(len(ready)):
        kind, since = marks[visit] & KIND, ready[visit]
        if marks[visit] & FIRST == 0 or since < edges[0] or (kind != WORK and kind != GATE and kind != AWAIT):
            continue
        step = first[case_of[visit]] + step_of[visit]
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
