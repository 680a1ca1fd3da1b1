"""Posts, FTE and the cost of staff."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import Ints
from sim.measures.completions import completed
from sim.measures.groupings import Grouping, staff_groupings
from sim.measures.periods import Periods
from sim.measures.record import Record, record
from sim.measures.registry import WHOLE_RUN
from sim.measures.rows import Floats
from sim.measures.trace import Trace
from sim.scenario.timeline import Service, add_years, minute_of


def staff_records(run: Trace) -> list[Record]:
    """Posts and FTE (funded, filled), cost of staff, and cost of a completed assessment."""
    whole = Periods((WHOLE_RUN,), run.years.edges[[0, -1]])
    return [item for periods in (run.years, whole) for item in _of_periods(run, periods)]


def overlap(start: Ints, stop: Ints, edges: Ints) -> Ints:
    """Minutes of each row's time between each edge and the next [rows, edges - 1]."""
    within = np.clip(edges[None, :], start[:, None], np.maximum(stop, start)[:, None])
    return np.diff(within, axis=1)


def staff_costs(run: Trace, periods: Periods) -> Floats:
    """Cost of each worker in each period, with on-costs [workers, periods] [GBP]."""
    service, workforce = run.service, run.workforce
    starts = [epoch.start for epoch in service.epochs[1:]]
    cuts = np.unique(np.concatenate((periods.edges, _year_bounds(service), np.array(starts, dtype=np.int64))))
    cuts = cuts[(cuts >= periods.edges[0]) & (cuts <= periods.edges[-1])]
    years_employed = overlap(*_employed(run), cuts) / _year_lengths(service, cuts[:-1])
    by_role = np.array([_pay(service, int(minute)) for minute in cuts[:-1]])
    cost = years_employed * workforce.post_fte[workforce.post][:, None] * by_role[:, workforce.role].T
    into = np.searchsorted(periods.edges, cuts[:-1], side="right") - 1
    total = np.zeros((len(periods), workforce.workers))
    np.add.at(total, into, cost.T)
    return total.T


def _of_periods(run: Trace, periods: Periods) -> Iterator[Record]:
    workforce = run.workforce
    length = np.diff(periods.edges)
    posts = staff_groupings(run, run.report_of[workforce.post_role], workforce.post_team)
    staff = staff_groupings(run, run.worker_role, workforce.team)
    funded = overlap(workforce.funded_from, workforce.funded_to, periods.edges) / length
    filled = overlap(*_employed(run), periods.edges) / length
    cost = staff_costs(run, periods)
    yield from _sums("posts_funded", funded, posts, periods)
    yield from _sums("fte_funded", funded * workforce.post_fte[:, None], posts, periods)
    yield from _sums("posts_filled", filled, staff, periods)
    yield from _sums("fte_filled", filled * workforce.post_fte[workforce.post][:, None], staff, periods)
    yield from _sums("staff_cost_gbp", cost, staff, periods)
    for period, number in enumerate(completed(run, periods)):
        if number > 0:
            yield record("cost_per_assessment_gbp", cost[:, period].sum() / number, periods.labels[period])


def _sums(measure: str, value: Floats, groupings: tuple[Grouping, ...], periods: Periods) -> Iterator[Record]:
    for grouping in groupings:
        total = np.zeros((len(grouping), len(periods)))
        np.add.at(total, grouping.code, value)
        for cell in np.flatnonzero(np.bincount(grouping.code, minlength=len(grouping))):
            for period, label in enumerate(periods.labels):
                yield record(measure, total[cell, period], label, **grouping.columns[cell])


def _employed(run: Trace) -> tuple[Ints, Ints]:
    """First and last minute of each worker's employment, within the post's funding."""
    workforce = run.workforce
    start = np.maximum(workforce.employed_from, workforce.funded_from[workforce.post])
    return start, np.minimum(workforce.employed_to, workforce.funded_to[workforce.post])


def _year_bounds(service: Service) -> Ints:
    """First minute of every year of the run, whole: the last may pass the horizon."""
    number = len(service.year_starts)
    dates = [add_years(service.start_date, year) for year in range(number)]
    return np.array([minute_of(service.start_date, date) for date in dates], dtype=np.int64)


def _year_lengths(service: Service, minutes: Ints) -> Ints:
    """Length of the whole year that each minute lies in [minutes]: pay is by the year, be it a leap year or not."""
    bounds = _year_bounds(service)
    return np.diff(bounds)[np.searchsorted(bounds, minutes, side="right") - 1]


def _pay(service: Service, minute: int) -> list[float]:
    """Annual pay with on-costs of each role at a minute [GBP]."""
    scenario = service.epoch_at(minute).scenario
    whole = 1 + scenario.cost.on_cost_share.value
    roles = (scenario.role.get(name) for name in service.roles)
    return [role.annual_pay_gbp.value * whole if role is not None else 0.0 for role in roles]
