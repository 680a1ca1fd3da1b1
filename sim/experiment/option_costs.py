"""What options cost beyond posts and prices: the one-off and yearly sums of their sheets, over a run."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from sim.measures.money import overlap
from sim.measures.periods import warm_up_end
from sim.scenario import Service
from sim.scenario.option_sheet import OptionSheet
from sim.scenario.timeline import add_years, minute_of
from sim.scenario.values import Quantity

End = Literal["low", "value", "high"]
"""Where in the range of what is not known a cost is taken."""


def measured_years(service: Service) -> float:
    """Length of the run after the warm-up [years], by the calendar: a leap year is a year."""
    return years_between(service, warm_up_end(service), service.horizon)


def sheet_costs(service: Service, sheets: Sequence[OptionSheet], end: End = "value") -> float:
    """Cost of option sheets over the run after the warm-up [GBP].

    A one-off sum counts if its date (the first day, if it has none) lies in that time; a yearly one for the days of
    it on which it is paid, out of those of their year. What is paid before the figures begin is left out, as all
    that the warm-up costs is. ``end`` says where in their ranges the sums are taken.
    """
    return sum(_one_off(service, sheet, end) + _yearly(service, sheet, end) for sheet in sheets)


def sheet_costs_between(service: Service, sheets: Sequence[OptionSheet], start: int, stop: int) -> float:
    """Yearly sums of option sheets between two minutes of the run [GBP], for the days on which they are paid."""
    return sum(_yearly(service, sheet, "value", between=(start, stop)) for sheet in sheets)


def years_between(service: Service, start: int, stop: int) -> float:
    """Years of the run between two minutes: of each year the part that lies between them. Years begin with the run."""
    number = len(service.year_starts)
    dates = [add_years(service.start_date, year) for year in range(number)]
    bounds = np.array([minute_of(service.start_date, date) for date in dates], dtype=np.int64)
    part = overlap(np.array([start]), np.array([stop]), bounds)[0]
    return float((part / np.diff(bounds)).sum())


def _one_off(service: Service, sheet: OptionSheet, end: End) -> float:
    paid = 0 if sheet.from_ is None else minute_of(service.start_date, sheet.from_)
    return _taken(sheet.one_off_gbp, end) if warm_up_end(service) <= paid < service.horizon else 0.0


def _yearly(service: Service, sheet: OptionSheet, end: End, *, between: tuple[int, int] | None = None) -> float:
    first = 0 if sheet.from_ is None else minute_of(service.start_date, sheet.from_)
    last = service.horizon if sheet.to is None else minute_of(service.start_date, sheet.to)
    begin, over = between if between is not None else (warm_up_end(service), service.horizon)
    start, stop = max(first, begin), min(last, over)
    return _taken(sheet.yearly_gbp, end) * years_between(service, start, stop) if start < stop else 0.0


def _taken(quantity: Quantity, end: End) -> float:
    bound = quantity.low if end == "low" else quantity.high if end == "high" else None
    return quantity.value if bound is None else bound
