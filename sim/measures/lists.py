"""Waiting lists, in-trays and open cases: their sizes, ages and growth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.by_dimension import Spans, alone, records_by_dimension
from sim.measures.groupings import added
from sim.measures.quantiles import order_statistic
from sim.measures.record import Records, records
from sim.measures.registry import LISTS_BY_STAFF, LISTS_THAT_GROW, WHOLE_RUN
from sim.measures.rows import Bools, picked, with_total
from sim.measures.spans import Stock
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
    of_groups = added(of_cells, len(groups), found.reshape(of_cells.shape[1], -1))
    levels, areas = np.moveaxis(of_groups.reshape(len(groups), LISTS, len(edges), 2), -1, 0)
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
    return Records.joined([*(_sizes(run, name) for name in run.lists.stocks), *_ages(run)])


def monthly_list_records(run: "Trace") -> Records:
    """The size of every list at the end of every month."""
    at = run.at(run.months)[1:]
    return Records.joined(
        _records(run, name, {f"{name}_end": stock.levels[:, at]}, (run.months.labels,))
        for name, stock in run.lists.stocks.items()
    )


def _sizes(run: "Trace", name: str) -> Records:
    levels, areas = (each[:, run.at(run.years)] for each in run.lists.stocks[name])
    length = with_total(np.diff(run.years.edges))
    ends = np.concatenate((levels[:, 1:], levels[:, -1:]), axis=1)
    values = {f"{name}_end": ends, f"{name}_average": with_total(np.diff(areas, axis=1)) / length}
    if name in LISTS_THAT_GROW:
        growth = with_total(np.diff(levels, axis=1))
        values[f"{name}_growth_per_week"] = growth * MINUTES_PER_WEEK / length
    return _records(run, name, values, tuple(labels for labels, _ in run.told))


def _records(run: "Trace", name: str, values: Mapping[str, NDArray[Any]], spans: Spans) -> Records:
    """The records of figures of a list [groups, periods]: of its groups that ever have anything on it, and of all."""
    dimensions = run.staff_groups.dimensions if name in LISTS_BY_STAFF else run.staff_groups.dimensions[:1]
    some = run.lists.seen[name][: dimensions[-1].places.stop] | alone(dimensions)
    return records_by_dimension(
        tuple(values),
        np.stack(list(values.values()), axis=-1)[: len(some)],
        axes="group period measure",
        order="dimension span group period measure",
        dimensions=dimensions,
        spans=spans,
        there=some[:, None, None],
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
