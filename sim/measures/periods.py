"""The periods that figures are given for: years of the run, months, and the whole run after the warm-up."""

import calendar
import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Ints
from sim.scenario.once import once_for_each
from sim.scenario.timeline import Service, add_years, minute_of
from sim.units import MINUTES_PER_DAY


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods that follow one another: period p runs from ``edges[p]`` up to ``edges[p + 1]`` [minutes]."""

    labels: tuple[str, ...]
    edges: Ints

    def __len__(self) -> int:
        return len(self.labels)

    def of(self, minutes: Ints) -> Ints:
        """The period each minute falls in, -1 for none."""
        from sim.compiled import available
        from sim.measures.span_kernels import periods_at

        return (periods_at if available() else periods_searched)(self.edges, minutes)


def periods_searched(edges: Ints, minutes: Ints) -> Ints:
    """The place of the last of some rising edges up to each minute, -1 before the first and from the last on."""
    found = np.searchsorted(edges, minutes, side="right") - 1
    found[found == len(edges) - 1] = -1
    return found


def warm_up_end(service: Service) -> int:
    """First minute that is measured."""
    return min(round(service.base.clock.warm_up_days.value * MINUTES_PER_DAY), service.horizon)


@once_for_each
def years(service: Service) -> Periods:
    """The years of the run; what lies in the warm-up is cut off."""
    names = [service.year_label(year) for year in range(len(service.year_starts) - 1)]
    return _cut(names, list(service.year_starts), warm_up_end(service))


@once_for_each
def quarters(service: Service) -> Periods:
    """Quarters of the years of the run, named 2014/15 Q1; what lies in the warm-up is cut off."""
    names, edges = [], []
    for year in range(len(service.year_starts) - 1):
        first = add_years(service.start_date, year)
        for quarter in range(4):
            start = minute_of(service.start_date, _add_months(first, 3 * quarter))
            if start < service.horizon:
                names.append(f"{service.year_label(year)} Q{quarter + 1}")
                edges.append(start)
    return _cut(names, [*edges, service.horizon], warm_up_end(service))


def _add_months(date: dt.date, number: int) -> dt.date:
    """The same day some months on, or the last of the month if it has no such day."""
    years, month = divmod(date.month - 1 + number, 12)
    last = calendar.monthrange(date.year + years, month + 1)[1]
    return date.replace(year=date.year + years, month=month + 1, day=min(date.day, last))


@once_for_each
def months(service: Service) -> Periods:
    """The calendar months of the run, named 2014-04; what lies in the warm-up is cut off."""
    names, edges = [], []
    first = service.start_date
    while (start := minute_of(service.start_date, first)) < service.horizon:
        names.append(f"{first:%Y-%m}")
        edges.append(start)
        first = (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return _cut(names, [*edges, service.horizon], warm_up_end(service))


def _cut(names: list[str], edges: list[int], first: int) -> Periods:
    kept = [place for place in range(len(names)) if edges[place + 1] > first]
    starts = [max(edges[place], first) for place in kept]
    return Periods(tuple(names[place] for place in kept), np.array([*starts, edges[-1]], dtype=np.int64))
