"""Little's law and the balance of flow at every stage: each activity's queue, its service, the allocation list.

What is checked against what comes from different columns: the number present is stepped by what the
neighbouring stages say (when the step before ended, when the next became ready, when the case was
closed), and the times are those that the stage's own visits give.

References
----------
Little, J. D. C. (1961). A proof for the queuing formula L = lambda W. Operations Research 9, 383-387.
"""

import numpy as np

from sim.demand.tables import Ints
from sim.errors import RunFault
from sim.eventlog.log import ASSISTED
from sim.measures.courses import FIRST
from sim.measures.rows import Bools, tally
from sim.measures.trace import Trace
from sim.units import NEVER


def check_stages(run: Trace) -> None:
    """Check the queue and the service of every activity, and the allocation lists together.

    At each: the integral of the number present = the sum of the times spent there, and
    came in = went out + present at the horizon. Both hold exactly.

    Raises
    ------
    RunFault
        If one fails, with the figures.
    """
    if not run.followed.agree:
        check_activities(run)
    _check_allocation_list(run)


def check_activities(run: Trace) -> None:
    """Check the queue and the service of every activity; where each visit agrees with its neighbours, all is equal."""
    # The visits that follow on one another: all but the second worker's part of joint steps.
    log, visit = run.log, np.flatnonzero(run.log.status != ASSISTED)
    comes, goes = _moves(run, visit)
    ready, start, finish, ends = (each[visit] for each in (log.ready, log.start, log.finish, run.stays.goes_on))
    again = np.flatnonzero(run.stays.marks[visit] & FIRST == 0)
    wait_from, wait_to = ready.copy(), np.where(start < NEVER, start, finish)
    wait_from[again] = np.maximum(ready[again], finish[again - 1])
    activity, started = run.demand.activity[run.step(visit)], start < NEVER
    queues = ("queue", run.service.activities, activity)
    _little(run, queues, (comes, wait_to), (wait_from, wait_to))
    _flow(run, queues, comes <= log.horizon, wait_to < NEVER, wait_to >= NEVER)
    of_service = ("service", run.service.activities, activity[started])
    start, goes, ends = start[started], goes[started], ends[started]
    _little(run, of_service, (start, goes), (start, ends))
    _flow(run, of_service, start < NEVER, goes < NEVER, ends >= NEVER)


def _moves(run: Trace, visit: Ints) -> tuple[Ints, Ints]:
    """When a case comes to each visit of the chain and when it goes on from it, as its neighbours tell [chain]."""
    demand, log = run.demand, run.log
    case, step, finish = log.case[visit], run.step(visit), log.finish[visit]
    first = run.stays.marks[visit] & FIRST > 0
    begun, again = np.flatnonzero(first), np.flatnonzero(~first)
    first_visit = np.full(demand.steps + 1, -1, dtype=np.int64)
    first_visit[step[begun]] = begun
    # The last visit to each step is the one before the first to the next.
    last = np.append(begun[1:], len(visit))[: len(begun)] - 1
    follows = run.stays.follows[visit[last]]
    onward, led, ended = first_visit[follows], follows >= 0, follows < 0
    entry = begun[log.step[visit[begun]] == 0]
    comes = np.full(len(visit), NEVER, dtype=np.int64)
    comes[entry] = np.where(demand.begins < NEVER, demand.begins, run.received)[case[entry]]
    comes[onward[led]] = run.stays.goes_on[visit[last[led]]]
    comes[again] = finish[again - 1]
    goes = finish
    goes[last] = NEVER
    goes[last[led]] = log.ready[visit[onward[led]]]
    goes[last[ended]] = log.closed[case[last[ended]]]
    return comes, goes


def _little(
    run: Trace, stage: tuple[str, tuple[str, ...], Ints], present: tuple[Ints, Ints], spent: tuple[Ints, Ints]
) -> None:
    """The integral of the number present, from the moments of coming and going, against the times spent."""
    kind, names, code = stage
    horizon = run.log.horizon
    # Whoever is there from a to b adds (T - a) - (T - b) to the integral over the run.
    into, out_of = (tally(code, len(names), horizon - np.clip(moment, 0, horizon)) for moment in present)
    times = np.clip(spent[1], 0, horizon) - np.clip(spent[0], 0, horizon)
    by_times = tally(code, len(names), np.maximum(times, 0))
    wrong = np.flatnonzero(into - out_of != by_times)
    if len(wrong):
        place = int(wrong[0])
        raise RunFault(
            f"Little's law fails at the {kind} of {names[place]!r}: {int((into - out_of)[place])} case-minutes by"
            f" counting heads, {int(by_times[place])} by adding times"
        )


def _flow(run: Trace, stage: tuple[str, tuple[str, ...], Ints], came: Bools, went: Bools, there: Bools) -> None:
    kind, names, code = stage
    into, out_of, present = (tally(code[kept], len(names)) for kept in (came, went, there))
    wrong = np.flatnonzero(into != out_of + present)
    if len(wrong):
        place = int(wrong[0])
        raise RunFault(
            f"the flow does not balance at the {kind} of {names[place]!r}: {int(into[place])} came, but"
            f" {int(out_of[place])} went on + {int(present[place])} are there"
        )


def _check_allocation_list(run: Trace) -> None:
    """The list as the allocations tell it, against the waits of held steps whose case had no worker.

    A case holds one caseload place at a time, and none once it is closed.
    """
    heads, came, went, times, alone, lasting, twice, late, left_over = run.lists.told.tolist()
    if left_over:
        raise RunFault(f"the last {left_over} allocations are not in order of case")
    if max(twice, late) >= 0:
        case, words = (twice, "two caseload places at once") if twice >= 0 else (late, "a place after its close")
        raise RunFault(f"case {case} holds {words}")
    if heads != times:
        raise RunFault(
            f"Little's law fails at the allocation lists: {heads} case-minutes by the allocations,"
            f" {times} by the waits of cases without a worker"
        )
    if (alone, lasting) != (came, came - went):
        raise RunFault(
            f"the flow does not balance at the allocation lists: {came} came, {went} went, but the waits of cases"
            f" without a worker are {alone}, of which {lasting} last"
        )
