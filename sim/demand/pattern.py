"""When people come: the operational clock of a stream, which runs fast on busy days.

A whole year of the run is one unit of operational time, whatever the pattern; a point of the
Poisson process lives in operational time, and the pattern of its stream says which minute that is.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputFault, Problem
from sim.scenario.calendar import bank_holiday_days, is_bank_holiday, month_of, next_working_day, weekday_of
from sim.scenario.once import once_for_each
from sim.scenario.people import DAYS, MONTHS, Pattern, parse_hours
from sim.scenario.timeline import Service, add_years
from sim.scenario.values import Quantity
from sim.units import MINUTES_PER_DAY, NEVER

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OperationalTime:
    """Operational time of a stream.

    Attributes
    ----------
    passed
        Operational time at the start of each day, and at the end. Shape [days + 1], units [years].
    opens, length
        First minute of the day at which people come, and for how many minutes. Shape [days].
    """

    passed: Floats
    opens: Ints
    length: Ints

    @property
    def end(self) -> float:
        """Operational time at the end of the last whole year."""
        return float(self.passed[-1])

    def minutes(self, times: Floats) -> Ints:
        """The minute of each operational time below :attr:`end`. Shape as ``times``."""
        day = np.searchsorted(self.passed, times, side="right") - 1
        share = (times - self.passed[day]) / (self.passed[day + 1] - self.passed[day])
        within = np.minimum(np.floor(share * self.length[day]), self.length[day] - 1).astype(np.int64)
        minutes: Ints = day * MINUTES_PER_DAY + self.opens[day] + within
        return minutes


def operational_clocks(service: Service) -> dict[str, OperationalTime]:
    """The clocks of the streams that are Poisson processes at any time."""
    clocks = {}
    for stream in service.streams:
        entries = [epoch.scenario.demand.get(stream) for epoch in service.epochs]
        if any(entry is not None and (entry.per_year or entry.uptake) is not None for entry in entries):
            clocks[stream] = _operational_clock(service, stream)
    return clocks


def _operational_clock(service: Service, stream: str) -> OperationalTime:
    """The clock of a stream: each day at the pace of the pattern in force on that day.

    Each pattern is scaled over whole years by itself, so that what is changed from a date leaves
    every earlier day as it was.
    """
    years = _year_days(service)
    days = np.arange(years[-1], dtype=np.int64)
    pace = np.zeros(len(days))
    opens = np.zeros(len(days), dtype=np.int64)
    length = np.full(len(days), MINUTES_PER_DAY, dtype=np.int64)
    for here, pattern, name in _in_force(service, stream, days):
        pace[here] = _pace(service, pattern, name, years)[here]
        if pattern is not None:
            start, end = parse_hours(pattern.hours)
            opens[here], length[here] = start, end - start
    return OperationalTime(np.concatenate([[0.0], np.cumsum(pace)]), opens, length)


@once_for_each
def reception(service: Service, stream: int) -> tuple[Ints, Ints]:
    """The minutes at which cases that the run itself brings about may be received.

    A day without any contacts under the stream's pattern (a weekday left out, a month of nought, a
    bank holiday) receives no such case either; without a pattern every minute does.

    Parameters
    ----------
    stream
        Position in ``Service.streams``.

    Returns
    -------
    opens, closes
        First minute, and the minute after the last, of each day of the horizon, from the start of
        the run; equal on closed days. Shapes [days].
    """
    days = np.arange(service.days, dtype=np.int64)
    opens = days * MINUTES_PER_DAY
    closes = opens + MINUTES_PER_DAY
    for here, pattern, _ in _in_force(service, service.streams[stream], days):
        if pattern is not None:
            start, end = parse_hours(pattern.hours)
            open_days = _weights(service, pattern, days) > 0
            closes[here] = (opens + np.where(open_days, end, start))[here]
            opens[here] += start
    return opens, closes


def received_from(service: Service, stream: int, minutes: Ints) -> Ints:
    """The first minute at or after each at which a stream receives cases; ``NEVER`` after its last day. Shape [n]."""
    opens, closes = reception(service, stream)
    receiving = closes > opens
    opens, closes = opens[receiving], np.append(closes[receiving], NEVER)
    day = np.searchsorted(closes, minutes, side="right")
    found: Ints = np.maximum(minutes, np.append(opens, NEVER)[day])
    return found


def _in_force(service: Service, stream: str, days: Ints) -> Iterator[tuple[Flags, Pattern | None, str]]:
    """The stream's pattern in each epoch and its name, with the days on which it is in force."""
    starts = [epoch.start for epoch in service.epochs]
    in_force = np.searchsorted(starts, days * MINUTES_PER_DAY, side="right") - 1
    for number, epoch in enumerate(service.epochs):
        entry = epoch.scenario.demand.get(stream)
        name = entry.pattern if entry is not None else None
        yield in_force == number, epoch.scenario.pattern[name] if name is not None else None, name or ""


def _year_days(service: Service) -> list[int]:
    """First day of each year of the run and of the year after it; a part year counts as whole."""
    first: list[int] = [0]
    while first[-1] < service.days:
        anniversary: dt.date = add_years(service.start_date, len(first))
        first.append((anniversary - service.start_date).days)
    return first


def _pace(service: Service, pattern: Pattern | None, name: str, years: list[int]) -> Floats:
    """Share of its year's people that come on each day. Shape [days]."""
    days = np.arange(years[-1], dtype=np.int64)
    weights = np.ones(len(days)) if pattern is None else _weights(service, pattern, days)
    totals = np.add.reduceat(weights, years[:-1])
    if (totals <= 0).any():
        rule = "the pattern leaves no day of the year on which people come"
        raise InputFault([Problem(service.name, f"pattern.{name}", rule)])
    scaled: Floats = weights / np.repeat(totals, np.diff(years))
    return scaled


def _weights(service: Service, pattern: Pattern, days: Ints) -> Floats:
    by_weekday = np.array([_factor(pattern.weekday, name, 0.0 if pattern.weekday else 1.0) for name in DAYS])
    by_month = np.array([_factor(pattern.months, name, 1.0) for name in MONTHS])
    weights: Floats = by_weekday[weekday_of(service, days)] * by_month[month_of(service, days)]
    after = next_working_day(service, bank_holiday_days(service) + 1)
    weights[np.isin(days, after)] *= float(pattern.after_bank_holiday)
    if not pattern.bank_holidays:
        weights[is_bank_holiday(service, days)] = 0.0
    return weights


def _factor(table: Mapping[str, Quantity], name: str, default: float) -> float:
    return float(table[name]) if name in table else default
