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
from sim.measures.lists import allocation_list, places_held, work_waits
from sim.measures.rows import Bools, picked, tally
from sim.measures.spans import Spans, overlay
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
    comes, goes = _moves(run)
    visit = run.chain
    activity = run.demand.activity[run.visit_step[visit]]
    wait_from, wait_to, ends = run.wait_from[visit], run.wait_to[visit], run.goes_on[visit]
    started = run.log.start[visit] < NEVER
    queues = ("queue", run.service.activities, activity)
    _little(run, queues, (comes, wait_to), (wait_from, wait_to))
    _flow(run, queues, comes <= run.log.horizon, wait_to < NEVER, wait_to >= NEVER)
    of_service = ("service", run.service.activities, activity[started])
    start = run.log.start[visit][started]
    _little(run, of_service, (start, goes[started]), (start, ends[started]))
    _flow(run, of_service, start < NEVER, goes[started] < NEVER, ends[started] >= NEVER)
    _check_allocation_list(run)


def _moves(run: Trace) -> tuple[Ints, Ints]:
    """When a case comes to each visit of the chain and when it goes on from it, as its neighbours tell [chain]."""
    demand, log, visit = run.demand, run.log, run.chain
    step = run.visit_step[visit]
    first, last = run.is_first[visit], np.ones(len(visit), dtype=np.bool_)
    last[:-1] = first[1:]
    ended = np.full(demand.steps, NEVER, dtype=np.int64)
    ended[step[last]] = run.goes_on[visit[last]]
    ready = np.full(demand.steps, NEVER, dtype=np.int64)
    ready[step[first]] = log.ready[visit[first]]
    came_from = np.full(demand.steps, -1, dtype=np.int64)
    leads_on = np.flatnonzero(run.course.follows >= 0)
    came_from[run.course.follows[leads_on]] = leads_on
    begins = np.where(demand.begins < NEVER, demand.begins, run.received)
    entry = np.where(demand.first[log.case[visit]] == step, begins[log.case[visit]], NEVER)
    again = log.finish[np.roll(visit, 1)] if len(visit) else log.finish
    comes = np.where(first, np.where(came_from[step] >= 0, picked(ended, came_from[step], NEVER), entry), again)
    onward = run.course.follows[step]
    goes = np.where(onward >= 0, picked(ready, onward, NEVER), log.closed[log.case[visit]])
    return comes, np.where(last, goes, log.finish[visit])


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
    listed, places = allocation_list(run), places_held(run)
    _check_places(run, places)
    waits, held = work_waits(run)
    pieces = overlay(waits.those(held), places)
    alone = pieces.second < 0
    begin, end = pieces.start[alone], pieces.stop[alone]
    horizon = run.log.horizon
    heads = np.clip(listed.stop, 0, horizon) - np.clip(listed.start, 0, horizon)
    times = np.clip(end, 0, horizon) - np.clip(begin, 0, horizon)
    if int(heads.sum()) != int(times.sum()):
        raise RunFault(
            f"Little's law fails at the allocation lists: {int(heads.sum())} case-minutes by the allocations,"
            f" {int(times.sum())} by the waits of cases without a worker"
        )
    lasting = listed.stop > listed.start
    came, went = int(lasting.sum()), int((lasting & (listed.stop < NEVER)).sum())
    there = int((end >= NEVER).sum())
    if (len(begin), there) != (came, came - went):
        raise RunFault(
            f"the flow does not balance at the allocation lists: {came} came, {went} went, but the waits of cases"
            f" without a worker are {len(begin)}, of which {there} last"
        )


def _check_places(run: Trace, places: Spans) -> None:
    """A case holds one caseload place at a time, and none once it is closed."""
    same = places.case[1:] == places.case[:-1]
    twice = np.flatnonzero(same & (places.start[1:] < places.stop[:-1]))
    late = np.flatnonzero(places.stop > run.log.closed[places.case])
    if len(twice) or len(late):
        place, words = (twice[0], "two caseload places at once") if len(twice) else (late[0], "a place after its close")
        raise RunFault(f"case {int(places.case[place])} holds {words}")
