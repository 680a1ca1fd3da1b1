"""Waiting lists, in-trays and open cases: their sizes, ages and growth."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.measures.groupings import Dimension
from sim.measures.periods import Periods
from sim.measures.quantiles import order_statistic
from sim.measures.record import Records, records
from sim.measures.registry import LISTS_BY_STAFF, LISTS_THAT_GROW, WHOLE_RUN
from sim.measures.rows import Bools
from sim.measures.spans import Pieces, Spans, Stock, stock
from sim.scenario.pathway import AWAIT, GATE, PLACE, WORK
from sim.units import MINUTES_PER_DAY, MINUTES_PER_WEEK, NEVER

if TYPE_CHECKING:
    from sim.measures.trace import Trace


def all_lists(run: "Trace") -> dict[str, Spans]:
    """The spans of every list, by its name in the registry."""
    waits, held, places, pieces = run.waits, run.waits_held, run.places, run.wait_pieces
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


def list_stocks(run: "Trace") -> dict[str, Stock]:
    """The size of every list at each edge of the run and the time spent in it before, by group of staff."""
    groups = run.staff_groups
    of_cells = groups.of_cells()
    found = {}
    for name, spans in run.lists.items():
        by_cell = stock(groups.cell(spans.role, spans.team), spans, run.edges, codes=of_cells.shape[1])
        found[name] = Stock(*(np.rint(groups.sums(of_cells, each)).astype(np.int64) for each in by_cell))
    return found


def list_records(run: "Trace") -> Records:
    """Sizes of every list, by role and team where these apply, by year and for the whole run.

    The average, the size at the end and the growth, with the ages of the cases waiting.
    """
    sizes = (
        _sizes(run, name, dimension, periods)
        for name in run.stocks
        for dimension in _dimensions(run, name)
        for periods in (run.years, run.whole)
    )
    return Records.joined([*sizes, *_ages(run, run.lists["waiting_cases"])])


def monthly_list_records(run: "Trace") -> Records:
    """The size of every list at the end of every month."""
    return Records.joined(
        records(
            (f"{name}_end",),
            run.stocks[name].levels[dimension.places, run.at(run.months)[1:]],
            axes="group period",
            groups=dimension.groups,
            periods=run.months.labels,
            there=_seen(run.stocks[name], dimension)[:, None],
        )
        for name in run.stocks
        for dimension in _dimensions(run, name)
    )


def _dimensions(run: "Trace", name: str) -> tuple[Dimension, ...]:
    dimensions = run.staff_groups.dimensions
    return dimensions if name in LISTS_BY_STAFF else dimensions[:1]


def _seen(stock: Stock, dimension: Dimension) -> Bools:
    """Which groups ever have anything on a list; all cases together always have a figure [groups]."""
    levels, areas = (each[dimension.places] for each in stock)
    seen: Bools = levels.sum(axis=1) + areas[:, -1] - areas[:, 0] > 0
    return seen | (len(dimension.groups) == 1)


def _sizes(run: "Trace", name: str, dimension: Dimension, periods: Periods) -> Records:
    levels, areas = (each[dimension.places, run.at(periods)] for each in run.stocks[name])
    length = np.diff(periods.edges)
    values = {f"{name}_end": levels[:, 1:], f"{name}_average": np.diff(areas, axis=1) / length}
    if name in LISTS_THAT_GROW:
        values[f"{name}_growth_per_week"] = np.diff(levels, axis=1) * MINUTES_PER_WEEK / length
    return records(
        tuple(values),
        np.stack(list(values.values()), axis=-1),
        axes="group period measure",
        groups=dimension.groups,
        periods=periods.labels,
        there=_seen(run.stocks[name], dimension)[:, None, None],
    )


def _ages(run: "Trace", waiting: Spans) -> Iterator[Records]:
    """Time since contact of the cases waiting at the end of each period."""
    years = run.years
    labels = (*years.labels, WHOLE_RUN)
    for label, end in zip(labels, [*years.edges[1:], years.edges[-1]], strict=True):
        there = waiting.case[(waiting.start <= end) & (waiting.stop > end)]
        age = end - run.received[there]
        if len(age):
            mean, p90 = age.mean() / MINUTES_PER_DAY, order_statistic(age, 0.9) / MINUTES_PER_DAY
            names = ("waiting_cases_age_mean_days", "waiting_cases_age_p90_days")
            yield records(names, (mean, p90), axes="measure", periods=(label,))


def places_held(run: "Trace") -> Spans:
    """Time in which cases hold a caseload place, with role and home team of the worker."""
    log = run.log
    row = np.flatnonzero(log.allocated < NEVER)
    worker = log.allocated_to[row]
    role, team = run.worker_role[worker], run.workforce.team[worker]
    return Spans(log.allocation_case[row], log.allocated[row], log.released[row], role, team)


def allocation_list(run: "Trace") -> Spans:
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


def _step_waited_for(run: "Trace") -> Ints:
    """The held step or place that each allocation is for, the case's first held step where none says so, or -1."""
    from sim.measures.path_kernels import steps_waited_for

    log = run.log
    by_default = run.first_held[log.allocation_case]
    of_worker = run.held | (run.kind == PLACE)
    columns = (log.case, run.visit_step, log.ready)
    step = steps_waited_for(log.allocation_case, log.joined, columns, run.is_first, of_worker)
    return np.where(step >= 0, step, by_default)


def work_waits(run: "Trace") -> tuple[Spans, Bools]:
    """Waits of steps for a worker, and whether each step is held."""
    visit = np.flatnonzero((run.visit_kind == WORK) & (run.wait_to > run.wait_from))
    return _visits(run, visit, run.wait_to), run.held[run.visit_step[visit]]


def _stays(run: "Trace", kind: int) -> Spans:
    """Time spent at activities of a kind that need nobody."""
    return _visits(run, np.flatnonzero(run.visit_kind == kind), run.log.finish)


def _visits(run: "Trace", visit: Ints, until: Ints) -> Spans:
    role, team = run.asked_for(run.visit_step[visit])
    return Spans(run.log.case[visit], run.wait_from[visit], until[visit], role, team)


def _in_system(run: "Trace") -> Spans:
    case = np.flatnonzero(run.counted)
    none = np.full(len(case), -1, dtype=np.int64)
    return Spans(case, run.received[case], run.log.closed[case], none, none)


def _cut(waits: Spans, pieces: Pieces, kept: Bools) -> Spans:
    row = pieces.first[kept]
    return Spans(waits.case[row], pieces.start[kept], pieces.stop[kept], waits.role[row], waits.team[row])


def _in_tray(waits: Spans, places: Spans, pieces: Pieces, kept: Bools) -> Spans:
    row, place = pieces.first[kept], pieces.second[kept]
    return Spans(waits.case[row], pieces.start[kept], pieces.stop[kept], places.role[place], places.team[place])
