"""How large a number may be: beyond these a slip of the keyboard is likelier than a service."""

import datetime as dt
from collections.abc import Iterable, Iterator

from sim.scenario.people import Stream
from sim.scenario.service import Scenario
from sim.scenario.staffing import Posts
from sim.scenario.values import Distribution, Evidence, Quantity

MOST_YEARS = 50
LEAST_YEARS = 1 / 365
EARLIEST, LATEST = dt.date(1948, 1, 1), dt.date(2100, 1, 1)

MOST_POSTS = 100_000
MOST_A_YEAR = 10_000_000
"""People a stream may bring in a year; all of England asks for care two million times a year."""

A_CENTURY = 36_525
CV_RANGE = (0.001, 100.0)

MOST = {
    "per_year": MOST_A_YEAR,
    "cases": MOST_A_YEAR,
    "supported": MOST_A_YEAR,
    "people": 100_000_000,
    "per_person_per_year": 366,
    "per_client_per_year": 366,
    "leaves_per_year": 100,
    "deaths_per_year": 100,
    "returns.share": 0.95,
    "review_after_days": A_CENTURY,
    "review_takes_days": A_CENTURY,
    "days_since_review": A_CENTURY,
    "after_days": A_CENTURY,
    "over_days": A_CENTURY,
    "due_days": A_CENTURY,
    "working_days": A_CENTURY,
    "days": A_CENTURY,
    "hours": 24 * A_CENTURY,
    "slice_hours": 10_000,
    "pay_premium_share": 100,
    "price_gbp": 10_000_000,
    "growth_per_year": 10,
    "delay_factor": 1_000,
    "effort_hours": 10_000,
    "reread_hours": 10_000,
    "direct_work_share": 100,
    "delay_days": A_CENTURY,
    "ages": A_CENTURY,
    "cut_off_days": A_CENTURY,
    "handback_days": A_CENTURY,
    "leaving_notice_days": A_CENTURY,
    "leave_days": 366,
    "sickness_days": 366,
    "training_days": 366,
    "sickness_cv": 100,
    "turnover_per_year": 100,
    "weeks_to_fill": 5_200,
    "overtime_pay_share": 100,
    "weeks": 5_200,
}
"""The most that a setting may hold, by its name, or by that of its table and its own."""

LEAST = {
    "every_hours": (1 / 60, "must be at least a minute (1/60)"),
    "slice_hours": (1 / 60, "must be at least a minute (1/60)"),
    "review_after_days": (1.0, "must be at least a day"),
    "growth_per_year": (-0.99, "must be above -0.99"),
}
"""The least, where it is not zero, with the rule as it is told."""

Found = tuple[str, str, str, str]


def clock_limits(scenario: Scenario) -> Iterator[Found]:
    """A period too long, too short, or too far from our own time to have a calendar."""
    years, start = scenario.clock.years.value, scenario.clock.start_date
    if not LEAST_YEARS <= years <= MOST_YEARS:
        yield "clock.years", f"must be at least a day (1/365) and at most {MOST_YEARS} years", f"{years:g}", ""
    if not EARLIEST <= start <= LATEST:
        yield "clock.start_date", f"must lie between {EARLIEST} and {LATEST}", str(start), ""


def too_large(numbers: Iterable[tuple[str, Evidence | Posts]]) -> Iterator[Found]:
    """Numbers too large or too small to be meant, of those given with their places."""
    for path, item in numbers:
        above, _, setting = path.rpartition(".")
        if isinstance(item, Posts):
            size, most = float(item.number), float(MOST_POSTS)
        else:
            inside = f"{above.rpartition('.')[2]}.{setting}"
            size, most = _size(item), float(MOST.get(inside, MOST.get(setting, float("inf"))))
        least, rule = LEAST.get(setting, (0.0, ""))
        if size > most:
            yield path, f"must be at most {most:,.{0 if most >= 1 else 2}f}", f"{size:g}", ""
        elif rule and size < least:
            yield path, rule, f"{size:g}", ""
        if isinstance(item, Distribution) and item.cv is not None and not CV_RANGE[0] <= item.cv <= CV_RANGE[1]:
            yield f"{path}.cv", f"must be between {CV_RANGE[0]:g} and {CV_RANGE[1]:g}", f"{item.cv:g}", ""


def size_limits(scenario: Scenario) -> Iterator[Found]:
    """Numbers each of which could be meant, and that together make too many people."""
    yield from _growth(scenario)
    yield from _reviews(scenario)


def _growth(scenario: Scenario) -> Iterator[Found]:
    """Streams of which each number is small enough, and more people than that come in the end."""
    years = min(scenario.clock.years.value, MOST_YEARS)
    for name, stream in scenario.demand.items():
        if stream.uptake is not None:
            shares, setting = {stream.uptake.of: 1.0}, "uptake"
        else:
            shares, setting = {band: float(share) for band, share in (stream.growth or {}).items()}, "growth"
        now = _now(scenario, stream)
        if now is None or not shares or not set(shares) <= set(scenario.population):
            continue
        rates = [(share, scenario.population[band].growth_per_year.value) for band, share in shares.items()]
        if all(-1 < rate <= MOST["growth_per_year"] for _, rate in rates):
            last = now * sum(share * (1 + rate) ** years for share, rate in rates)
            if now > MOST_A_YEAR and stream.uptake is not None:
                yield f"demand.{name}.uptake", f"this would bring more than {MOST_A_YEAR:,} a year", f"{now:.3g}", ""
            elif last > MOST_A_YEAR >= now:
                rule = f"this would grow to more than {MOST_A_YEAR:,} a year by the end of the run"
                yield f"demand.{name}.{setting}", rule, f"{last:.3g} a year", ""


def _now(scenario: Scenario, stream: Stream) -> float | None:
    """People a year at the start, of streams that are Poisson processes."""
    if stream.uptake is not None and stream.uptake.of in scenario.population:
        people = scenario.population[stream.uptake.of].people
        return stream.uptake.per_person_per_year.value * people.value if people is not None else None
    return stream.per_year.value if stream.per_year is not None else None


def _reviews(scenario: Scenario) -> Iterator[Found]:
    for name, stream in scenario.demand.items():
        source = stream.from_clients
        if source is None or source.of not in scenario.clients:
            continue
        each = 365 / source.review_after_days.value if source.review_after_days is not None else 0.0
        each += source.per_client_per_year.value if source.per_client_per_year is not None else 0.0
        yearly = each * scenario.clients[source.of].supported.value
        if yearly > MOST_A_YEAR:
            rule = f"this would bring more than {MOST_A_YEAR:,} cases a year"
            yield f"demand.{name}.from_clients", rule, f"{yearly:.3g}", ""


def _size(item: Evidence) -> float:
    if isinstance(item, Quantity):
        return item.value
    if isinstance(item, Distribution):
        return max([item.average, item.max or 0.0, *(item.values or ())])
    return 0.0
