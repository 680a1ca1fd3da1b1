"""Waiting lists, in-trays and open cases: their sizes, ages and growth."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.groupings import Dimension, added
from sim.measures.periods import Periods
from sim.measures.quantiles import order_statistic
from sim.measures.record import Records, records
from sim.measures.registry import LISTS_BY_STAFF, LISTS_THAT_GROW, WHOLE_RUN
from sim.measures.rows import Bools
from sim.measures.spans import Stock
from sim.units import MINUTES_PER_DAY, MINUTES_PER_WEEK, NEVER

if TYPE_CHECKING:
    from sim.measures.trace import Trace


@dataclass(frozen=True, slots=True)
class Lists:
    """Every list of a run, as one pass over its visits finds them.

    Attributes
    ----------
    stocks
        How many there are on every list at each edge, and for how long before, by group of staff.
    busy
        The same of cases in the tray or the hands of the worker who holds them.
    waiting
        Edge and minute of receipt of everybody who waits without a worker at the end of a year [2, n].
    told
        What is told of the allocation lists: see :mod:`sim.measures.list_kernels`.
    """

    stocks: dict[str, Stock]
    busy: Stock
    waiting: Ints
    told: Ints


def all_lists(run: "Trace") -> Lists:
    """Find who stands on every list from when to when.

    An allocation list counts by the role and team asked for first, until the case is allocated or leaves. A shared list
    has the steps that wait for one of several workers, an in-tray those whose case has a worker, by role and home team
    of that worker; so do open cases, which hold a caseload place. Waiting cases have steps that wait for work, and no
    worker. Gates and awaits need nobody.
    """
    from sim.measures import list_kernels as on
    from sim.measures.span_kernels import add_spans, sum_up

    log, demand, stays, edges, groups = run.log, run.demand, run.stays, run.edges, run.staff_groups
    of_cells = groups.of_cells()
    found = np.zeros((2, of_cells.shape[1], on.LISTS, len(edges)), dtype=np.int64)
    told, teams = np.zeros(on.TELLING, dtype=np.int64), len(run.service.teams)
    asked = (demand.skill_list, demand.team, run.role_of_list, run.team_of_list)
    cell, there = np.full(len(log.allocated), -1), log.allocated < NEVER
    cell[there] = groups.cell(run.worker_role, run.workforce.team)[log.allocated_to[there]]
    first, place = on.places_by_case(log.allocation_case, log.allocated, demand.cases)
    places = (first, log.allocated[place], log.released[place], cell[place])
    add_spans(found, cell, on.OPEN_CASES, log.allocated, log.released, edges)
    waiting = on.visits_on_lists(
        (log.case, log.status, log.start, log.finish), (stays.step, stays.marks, stays.wait_from), asked, places,
        (run.counted, run.received), edges, np.isin(edges, run.years.edges[1:]), log.horizon, teams, found, told,
    )  # fmt: skip
    on.allocations_on_list(
        (log.allocation_case, log.joined, log.allocated, log.released), (log.case, log.ready),
        (stays.step, stays.marks, stays.is_first), asked, run.course.path.first_held, edges, log.horizon, teams,
        found, told,
    )  # fmt: skip
    add_spans(found, np.where(run.counted, 0, -1), on.CASES_IN_SYSTEM, run.received, log.closed, edges)
    sum_up(found, edges)
    stocks = _by_group(found, of_cells, len(groups))
    return Lists(dict(zip(_IN_ORDER, stocks, strict=False)), stocks[on.BUSY], waiting, told)


_IN_ORDER = (
    "allocation_list", "shared_list", "in_tray", "open_cases", "gate_list", "await_list", "waiting_cases",
    "cases_in_system",
)  # fmt: skip


def _by_group(found: NDArray[np.int64], of_cells: Ints, groups: int) -> list[Stock]:
    """The stocks of all columns by group of staff, from those by cell [2, cells, columns, edges]."""
    _, cells, columns, edges = found.shape
    levels, areas = (added(of_cells, groups, each.reshape(cells, -1)) for each in found)
    shape = (groups, columns, edges)
    return [Stock(levels.reshape(shape)[:, at], areas.reshape(shape)[:, at]) for at in range(columns)]


def list_records(run: "Trace") -> Records:
    """Sizes of every list, by role and team where these apply, by year and for the whole run.

    The average, the size at the end and the growth, with the ages of the cases waiting.
    """
    sizes = (
        _sizes(run, name, dimension, periods)
        for name in run.lists.stocks
        for dimension in _dimensions(run, name)
        for periods in (run.years, run.whole)
    )
    return Records.joined([*sizes, *_ages(run)])


def monthly_list_records(run: "Trace") -> Records:
    """The size of every list at the end of every month."""
    return Records.joined(
        records(
            (f"{name}_end",),
            run.lists.stocks[name].levels[dimension.places, run.at(run.months)[1:]],
            axes="group period",
            groups=dimension.groups,
            periods=run.months.labels,
            there=_seen(run.lists.stocks[name], dimension)[:, None],
        )
        for name in run.lists.stocks
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
    levels, areas = (each[dimension.places, run.at(periods)] for each in run.lists.stocks[name])
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
        there=_seen(run.lists.stocks[name], dimension)[:, None, None],
    )


def _ages(run: "Trace") -> Iterator[Records]:
    """Time since contact of the cases waiting at the end of each period."""
    years, (edge, received) = run.years, run.lists.waiting
    labels = (*years.labels, WHOLE_RUN)
    ends = run.at(years)[1:]
    for label, end in zip(labels, [*ends, ends[-1]], strict=True):
        age = run.edges[end] - received[edge == end]
        if len(age):
            mean, p90 = age.mean() / MINUTES_PER_DAY, order_statistic(age, 0.9) / MINUTES_PER_DAY
            names = ("waiting_cases_age_mean_days", "waiting_cases_age_p90_days")
            yield records(names, (mean, p90), axes="measure", periods=(label,))
