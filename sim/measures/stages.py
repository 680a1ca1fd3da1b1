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
    from sim.compiled import available

    if not (available() and all_agree(run)):
        check_activities(run)
    _check_allocation_list(run)


def all_agree(run: Trace) -> bool:
    """Whether every visit tells of the run what its neighbours tell; then the sums of every activity are equal."""
    from sim.measures.check_kernels import neighbours_agree

    log, demand = run.log, run.demand
    begins = np.where(demand.begins < NEVER, demand.begins, run.received)
    return neighbours_agree(
        (log.status, log.ready, log.start, log.finish),
        (run.stays.step, run.stays.is_first, run.stays.wait_from, run.stays.goes_on),
        (log.case, run.course.follows, demand.first, begins, log.closed),
        log.horizon,
    )


def check_activities(run: Trace) -> None:
    """Check the queue and the service of every activity."""
    visit, horizon = run.chain, run.log.horizon
    comes, goes = _moves(run)
    wait_from, wait_to, ends = run.stays.wait_from[visit], run.wait_to[visit], run.stays.goes_on[visit]
    activity = run.demand.activity[run.stays.step[visit]]
    started = run.log.start[visit] < NEVER
    queues = ("queue", run.service.activities, activity)
    _little(run, queues, (comes, wait_to), (wait_from, wait_to))
    _flow(run, queues, comes <= horizon, wait_to < NEVER, wait_to >= NEVER)
    of_service = ("service", run.service.activities, activity[started])
    start, goes, ends = run.log.start[visit][started], goes[started], ends[started]
    _little(run, of_service, (start, goes), (start, ends))
    _flow(run, of_service, start < NEVER, goes < NEVER, ends >= NEVER)


def _moves(run: Trace) -> tuple[Ints, Ints]:
    """When a case comes to each visit of the chain and when it goes on from it, as its neighbours tell [chain]."""
    demand, log, visit = run.demand, run.log, run.chain
    case, step, finish = log.case[visit], run.stays.step[visit], log.finish[visit]
    first = run.stays.is_first[visit]
    begun, again = np.flatnonzero(first), np.flatnonzero(~first)
    first_visit = np.full(demand.steps + 1, -1, dtype=np.int64)
    first_visit[step[begun]] = begun
    # The last visit to each step is the one before the first to the next.
    last = np.append(begun[1:], len(visit))[: len(begun)] - 1
    onward = first_visit[run.course.follows[step[last]]]
    led, ended = onward >= 0, run.course.follows[step[last]] < 0
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
    """The list as the allocations tell it, against the waits of held steps whose case had no worker."""
    _check_places(run)
    heads, came, went, times, alone, lasting = run.lists.told.tolist()
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


def _check_places(run: Trace) -> None:
    """A case holds one caseload place at a time, and none once it is closed."""
    from sim.measures.check_kernels import twice_or_late

    log = run.log
    twice, late = twice_or_late(log.allocation_case, log.allocated, log.released, log.closed)
    if max(twice, late) >= 0:
        case, words = (twice, "two caseload places at once") if twice >= 0 else (late, "a place after its close")
        raise RunFault(f"case {case} holds {words}")
