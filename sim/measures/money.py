"""Posts, FTE, the cost of staff and of work paid by the piece, and what a result costs."""

from collections.abc import Iterable, Iterator

import numpy as np

from sim.demand.tables import Ints
from sim.eventlog.log import FINISHED
from sim.measures.by_dimension import records_by_dimension
from sim.measures.completions import in_all, inclusive
from sim.measures.courses import PRICED
from sim.measures.full_time import cuts_within, fte_at, fte_shares, into_periods, overlap
from sim.measures.overtime import overtime_hours
from sim.measures.periods import Periods
from sim.measures.record import ALL, Records, records, who
from sim.measures.rows import Floats
from sim.measures.trace import Trace
from sim.measures.utilisation import USED
from sim.scenario.once import once_for_each
from sim.scenario.timeline import Service, add_years, minute_of
from sim.scenario.values import Quantity
from sim.units import MINUTES_PER_HOUR, MINUTES_PER_WEEK

__all__ = ["HIGH", "LOW", "MIDDLE", "employed", "overlap", "staff_costs", "staff_records"]

LOW, MIDDLE, HIGH = "low", "value", "high"
"""Where in the range of what is not known a cost is taken."""

_COSTS = {"staff_cost_gbp": MIDDLE, "staff_cost_low_gbp": LOW, "staff_cost_high_gbp": HIGH}


def staff_records(run: Trace) -> Records:
    """Posts and FTE (funded, filled), costs, and what a completed assessment or case costs."""
    priced = _priced_visits(run)
    return Records.joined(part for periods in (run.years, run.whole) for part in _of_periods(run, periods, priced))


def staff_costs(run: Trace, periods: Periods, end: str = MIDDLE) -> Floats:
    """Cost of each worker to the council in each period, with on-costs [workers, periods] [GBP].

    Pay is by the time in post, overtime by the hour worked: an ordinary hour costs a year's pay over its
    contract hours. ``end`` says where in their ranges pay, on-costs, premium and the pay of overtime are
    taken. External staff cost nothing.
    """
    return _staff_costs(run, periods, (end,))[0]


def _staff_costs(run: Trace, periods: Periods, ends: Iterable[str]) -> list[Floats]:
    """The costs of staff at several ends of the ranges."""
    service, workforce = run.service, run.workforce
    cuts = cuts_within(run, periods, _year_bounds(service))
    year = _year_lengths(service, cuts[:-1])
    in_post = overlap(*employed(run), cuts) / year * fte_at(run, cuts[:-1])[workforce.post]
    overtime = overtime_hours(run, cuts)
    found = []
    for end in ends:
        by_role = np.array([yearly_pay(service, int(minute), end) for minute in cuts[:-1]])
        by_hour = np.array([_overtime_pay(service, int(minute), end) for minute in cuts[:-1]])
        years_paid = in_post + overtime * by_hour[:, workforce.role].T * (MINUTES_PER_WEEK / year)
        years_paid[run.external_team[workforce.team]] = 0
        found.append(into_periods(cuts, years_paid * by_role[:, workforce.role].T, periods))
    return found


def _of_periods(run: Trace, periods: Periods, priced: Ints) -> Iterator[Records]:
    workforce = run.workforce
    length = np.diff(periods.edges)
    posts = run.staff_groups.of(run.report_of[workforce.post_role], workforce.post_team, posts=True)
    staff = run.staff_groups.of(run.worker_role, workforce.team, posts=True)
    each_post, funding = np.arange(len(workforce.post_fte)), (workforce.funded_from, workforce.funded_to)
    funded = {
        "posts_funded": overlap(*funding, periods.edges) / length,
        "fte_funded": fte_shares(run, funding, each_post, periods),
    }
    filled = {
        "posts_filled": overlap(*employed(run), periods.edges) / length,
        "fte_filled": fte_shares(run, employed(run), workforce.post, periods),
    }
    costs = dict(zip(_COSTS, _staff_costs(run, periods, _COSTS.values()), strict=True))
    yield _sums(run, funded, posts, periods)
    yield _sums(run, filled | costs, staff, periods)
    contracts = _contract_costs(run, periods, priced)
    yield _contract_records(run, contracts, periods)
    yield _costs_of_results(run, costs["staff_cost_gbp"].sum(axis=0), contracts.sum(axis=0), periods)


def _costs_of_results(run: Trace, staff: Floats, contracts: Floats, periods: Periods) -> Records:
    """What a completed assessment and a case cost, in money and time, by period."""
    own = ~run.external_team[run.workforce.team]
    hours = run.between(run.minutes[USED], periods)[own].sum(axis=0) / MINUTES_PER_HOUR
    number = np.stack([in_all(run, name, periods) for name in ("assessments_completed", "completed", "closed")])
    return records(
        ("cost_per_assessment_gbp", "cost_per_case_gbp", "hours_per_case"),
        np.stack((staff, staff + contracts, hours)) / np.maximum(number, 1),
        axes="measure period",
        periods=periods.labels,
        there=number > 0,
    )


@once_for_each
def _prices(service: Service) -> Floats:
    """Price of a step finished [epochs, activities] [GBP]."""
    price = np.zeros((len(service.epochs), len(service.activities)))
    for row, epoch in enumerate(service.epochs):
        for column, name in enumerate(service.activities):
            activity = epoch.scenario.activity.get(name)
            if activity is not None and activity.price_gbp is not None:
                price[row, column] = activity.price_gbp.value
    return price


def _priced_visits(run: Trace) -> Ints:
    """Visits that finished steps with a price."""
    return np.flatnonzero((run.stays.marks & PRICED > 0) & (run.log.status == FINISHED))


def _contract_costs(run: Trace, periods: Periods, visit: Ints) -> Floats:
    """Price of the steps finished by activity and period, from the visits that did [activities, periods] [GBP]."""
    service, price = run.service, _prices(run.service)
    activity_of, minute = run.demand.activity[run.step(visit)], run.stays.goes_on[visit]
    epoch_of = np.maximum(np.searchsorted(run.starts, minute, side="right") - 1, 0)
    period = periods.of(inclusive(run, minute))
    total = np.zeros((len(service.activities), len(periods)))
    known = period >= 0
    np.add.at(total, (activity_of[known], period[known]), price[epoch_of, activity_of][known])
    return total


def _contract_records(run: Trace, contracts: Floats, periods: Periods) -> Records:
    """The cost of all activities, and of each that has any, period by period."""
    return records(
        ("contract_cost_gbp",),
        np.stack((contracts.sum(axis=0), *contracts)).T,
        axes="period group",
        groups=(ALL, *(who(activity=name) for name in run.service.activities)),
        periods=periods.labels,
        there=np.append(True, contracts.sum(axis=1) != 0),
    )


def _sums(run: Trace, figures: dict[str, Floats], groups: Ints, periods: Periods) -> Records:
    """The records of sums over posts or workers, from their figures in each period [rows, periods]."""
    of_staff, values = run.staff_groups, np.concatenate(list(figures.values()), axis=1)
    return records_by_dimension(
        tuple(figures),
        of_staff.sums(groups, values).reshape(len(of_staff), len(figures), len(periods)),
        axes="group measure period",
        order="measure dimension group period",
        dimensions=of_staff.dimensions,
        spans=(periods.labels,),
        there=of_staff.present(groups)[:, None, None],
    )


def employed(run: Trace) -> tuple[Ints, Ints]:
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


@once_for_each
def yearly_pay(service: Service, minute: int, end: str) -> tuple[float, ...]:
    """Annual pay with on-costs and premium of each role at a minute [GBP]."""
    scenario = service.epoch_at(minute).scenario
    on_costs = _taken(scenario.cost.on_cost_share, end)
    roles = (scenario.role.get(name) for name in service.roles)
    return tuple(
        _taken(role.annual_pay_gbp, end) * (1 + on_costs + _taken(role.pay_premium_share, end)) if role else 0.0
        for role in roles
    )


@once_for_each
def _overtime_pay(service: Service, minute: int, end: str) -> tuple[float, ...]:
    """What an hour of overtime costs of a week's pay at a minute, by role."""
    scenario = service.epoch_at(minute).scenario
    roles = (scenario.role.get(name) for name in service.roles)
    return tuple(
        _taken(role.overtime_pay_share, end) / float(role.contract_hours_per_week) if role else 0.0 for role in roles
    )


def _taken(quantity: Quantity, end: str) -> float:
    bound: float | None = getattr(quantity, end)
    return quantity.value if bound is None else bound
