"""Waiting lists, in-trays and open cases: their sizes, ages and growth."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.measures.groupings import Dimension, added
from sim.measures.periods import Periods
from sim.measures.quantiles import order_statistic
from sim.measures.record import Records, records
from sim.measures.registry import LISTS_BY_STAFF, LISTS_THAT_GROW, WHOLE_RUN
from sim.measures.rows import Bools, picked
from sim.measures.spans import Stock, summed_up
from sim.scenario.timeline import OWN_TEAM
from sim.units import MINUTES_PER_DAY, MINUTES_PER_WEEK

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
    seen
        Which groups ever have anything on each of these lists [groups].
    waiting
        Edge and minute of receipt of everybody who waits without a worker at the end of a year [2, n].
    told
        What is told of the allocation lists: see :mod:`sim.measures.list_kernels`.
    """

    stocks: dict[str, Stock]
    busy: Stock
    seen: dict[str, Bools]
    waiting: Ints
    told: Ints


def all_lists(run: "Trace") -> Lists:
    """Find who stands on every list from when to when.

    An allocation list counts by the role and team asked for first, until the case is allocated or leaves. A shared list
    has the steps that wait for one of several workers, an in-tray those whose case has a worker, by role and home team
    of that worker; so do open cases, which hold a caseload place. Waiting cases have steps that wait for work, and no
    worker. Gates and awaits need nobody.
    """
    from sim.measures.list_kernels import BUSY, LISTS, Asked, Cases, Places, Visits, lists_of

    log, demand, edges, groups = run.log, run.demand, run.edges, run.staff_groups
    cell = picked(groups.cell(run.worker_role, run.workforce.team), log.allocated_to, -1)
    of_lists = groups.cell(run.role_of_list, np.maximum(run.team_of_list, -1))
    of_cells, ends_year = groups.of_cells(), np.isin(edges, run.years.edges[1:])
    found, waiting, told = lists_of(
        Visits(log.case, log.step, log.status, log.ready, log.start, log.finish, run.stays.marks),
        Places(log.allocation_case, log.joined, log.allocated, log.released, cell),
        Cases(run.received, log.closed, run.course.path.first_held, run.counted),
        Asked(demand.first, demand.skill_list, demand.team, of_lists, run.team_of_list == OWN_TEAM),
        edges, ends_year, of_cells.shape[1], log.horizon,
    )  # fmt: skip
    of_groups = (added(of_cells, len(groups), each.reshape(of_cells.shape[1], -1)) for each in summed_up(found, edges))
    levels, areas = (each.reshape(len(groups), LISTS, len(edges)) for each in of_groups)
    stocks = [Stock(levels[:, at], areas[:, at]) for at in range(LISTS)]
    seen = (levels.sum(axis=-1) + areas[..., -1] - areas[..., 0] > 0).T
    return Lists(
        dict(zip(_IN_ORDER, stocks, strict=False)), stocks[BUSY], dict(zip(_IN_ORDER, seen, strict=False)),
        waiting, told,
    )  # fmt: skip


_IN_ORDER = (
    "allocation_list", "shared_list", "in_tray", "open_cases", "gate_list", "await_list", "waiting_cases",
    "cases_in_system",
)  # fmt: skip


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
            there=_seen(run, name, dimension)[:, None],
        )
        for name in run.lists.stocks
        for dimension in _dimensions(run, name)
    )


def _dimensions(run: "Trace", name: str) -> tuple[Dimension, ...]:
    dimensions = run.staff_groups.dimensions
    return dimensions if name in LISTS_BY_STAFF else dimensions[:1]


def _seen(run: "Trace", name: str, dimension: Dimension) -> Bools:
    """Which groups ever have anything on a list; all cases together always have a figure [groups]."""
    return run.lists.seen[name][dimension.places] | (len(dimension.groups) == 1)


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
        there=_seen(run, name, dimension)[:, None, None],
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
