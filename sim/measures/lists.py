"""Waiting lists, in-trays and open cases: their sizes, ages and growth."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import Ints
from sim.measures.groupings import Grouping, staff_groupings
from sim.measures.periods import Periods
from sim.measures.quantiles import order_statistics
from sim.measures.record import Record, record
from sim.measures.registry import LISTS_BY_STAFF, LISTS_THAT_GROW, WHOLE_RUN
from sim.measures.rows import Bools
from sim.measures.spans import Pieces, Spans, overlay, stock
from sim.measures.trace import Trace
from sim.scenario.pathway import AWAIT, GATE, PLACE, WORK
from sim.units import MINUTES_PER_DAY, MINUTES_PER_WEEK, NEVER

_SPREAD = 2**40
"""Longer than any run, so that (case, minute) sorts as one number."""


def all_lists(run: Trace) -> dict[str, Spans]:
    """The spans of every list, by its name in the registry."""
    places = places_held(run)
    waits, held = work_waits(run)
    pieces = overlay(waits, places)
    with_worker = pieces.second >= 0
    return {
        "allocation_list": allocation_list(run),
        "shared_list": waits.those(~held),
        "in_tray": _in_tray(waits, places, pieces, with_worker & held[pieces.first]),
        "open_cases": places,
        "gate_list": _stays(run, GATE),
        "await_list": _stays(run, AWAIT),
        "waiting_cases": _cut(waits, pieces, ~with_worker & run.counted[waits.case[pieces.first]]),
        "cases_in_system": _in_system(run),
    }


def list_records(run: Trace, lists: dict[str, Spans], *, monthly: bool) -> list[Record]:
    """Sizes of every list, by role and team where these apply.

    By year and for the whole run the average, the size at the end and the growth, with the ages
    of the cases waiting; with ``monthly`` the size at the end of every month instead.
    """
    found: list[Record] = []
    for name, spans in lists.items():
        groupings = staff_groupings(run, spans.role, spans.team)
        for grouping in groupings if name in LISTS_BY_STAFF else groupings[:1]:
            for periods in (run.months,) if monthly else (run.years, run.whole):
                found += _sizes(name, spans, grouping, periods, end_only=monthly)
    return found if monthly else found + list(_ages(run, lists["waiting_cases"]))


def _sizes(name: str, spans: Spans, grouping: Grouping, periods: Periods, *, end_only: bool) -> Iterator[Record]:
    size, area = stock(grouping.code, spans, periods.edges, codes=len(grouping))
    length = np.diff(periods.edges)
    mean = np.diff(area, axis=1) / length
    seen = size.sum(axis=1) + area[:, -1]
    for cell in np.flatnonzero(seen > 0) if len(grouping) > 1 else (0,):
        columns = grouping.columns[cell]
        for period, label in enumerate(periods.labels):
            yield record(f"{name}_end", size[cell, period + 1], label, **columns)
            if end_only:
                continue
            yield record(f"{name}_average", mean[cell, period], label, **columns)
            if name in LISTS_THAT_GROW:
                growth = (size[cell, period + 1] - size[cell, period]) * MINUTES_PER_WEEK / length[period]
                yield record(f"{name}_growth_per_week", growth, label, **columns)


def _ages(run: Trace, waiting: Spans) -> Iterator[Record]:
    """Time since contact of the cases waiting at the end of each period."""
    years = run.years
    labels = (*years.labels, WHOLE_RUN)
    for label, end in zip(labels, [*years.edges[1:], years.edges[-1]], strict=True):
        there = waiting.case[(waiting.start <= end) & (waiting.stop > end)]
        age = end - run.received[there]
        if len(age):
            p90 = order_statistics(np.zeros_like(age), age, codes=1, q=0.9)[0]
            yield record("waiting_cases_age_mean_days", age.mean() / MINUTES_PER_DAY, label)
            yield record("waiting_cases_age_p90_days", p90 / MINUTES_PER_DAY, label)


def places_held(run: Trace) -> Spans:
    """Time in which cases hold a caseload place, with role and home team of the worker."""
    log = run.log
    row = np.flatnonzero(log.allocated < NEVER)
    worker = log.allocated_to[row]
    role, team = run.worker_role[worker], run.workforce.team[worker]
    return Spans(log.allocation_case[row], log.allocated[row], log.released[row], role, team)


def allocation_list(run: Trace) -> Spans:
    """Time on allocation lists, by the role and team asked for first; until allocated, or until the case left."""
    log = run.log
    case = log.allocation_case
    role, team = run.asked_for(_step_waited_for(run))
    joined = log.joined.copy()
    # A case handed back keeps its first ready minute, but it joins the list anew.
    again = np.flatnonzero(case[1:] == case[:-1]) + 1
    joined[again] = np.maximum(joined[again], log.released[again - 1])
    until = np.minimum(log.allocated, log.released)
    return Spans(case, joined, until, role, team)


def _step_waited_for(run: Trace) -> Ints:
    """The held step or place that each allocation is for, the case's first held step where none says so, or -1."""
    log = run.log
    by_default = run.first_held[log.allocation_case]
    visit = np.flatnonzero(run.is_first & (run.held | (run.kind == PLACE))[run.visit_step])
    if not len(visit):
        return by_default
    ready = log.case[visit] * _SPREAD + log.ready[visit]
    joined = log.allocation_case * _SPREAD + log.joined
    order = np.argsort(ready, kind="stable")
    near = order[np.minimum(np.searchsorted(ready[order], joined), len(order) - 1)]
    return np.where(ready[near] == joined, run.visit_step[visit[near]], by_default)


def work_waits(run: Trace) -> tuple[Spans, Bools]:
    """Waits of steps for a worker, and whether each step is held."""
    step = run.visit_step
    visit = np.flatnonzero((run.kind[step] == WORK) & (run.wait_to > run.wait_from))
    return _visits(run, visit, run.wait_to), run.held[step[visit]]


def _stays(run: Trace, kind: int) -> Spans:
    """Time spent at activities of a kind that need nobody."""
    return _visits(run, np.flatnonzero(run.kind[run.visit_step] == kind), run.log.finish)


def _visits(run: Trace, visit: Ints, until: Ints) -> Spans:
    role, team = run.asked_for(run.visit_step[visit])
    return Spans(run.log.case[visit], run.wait_from[visit], until[visit], role, team)


def _in_system(run: Trace) -> Spans:
    case = np.flatnonzero(run.counted)
    none = np.full(len(case), -1, dtype=np.int64)
    return Spans(case, run.received[case], run.log.closed[case], none, none)


def _cut(waits: Spans, pieces: Pieces, kept: Bools) -> Spans:
    row = pieces.first[kept]
    return Spans(waits.case[row], pieces.start[kept], pieces.stop[kept], waits.role[row], waits.team[row])


def _in_tray(waits: Spans, places: Spans, pieces: Pieces, kept: Bools) -> Spans:
    row, place = pieces.first[kept], pieces.second[kept]
    return Spans(waits.case[row], pieces.start[kept], pieces.stop[kept], places.role[place], places.team[place])
