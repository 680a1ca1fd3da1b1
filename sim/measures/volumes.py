"""Cases expected of every stream in a year of the run, a part year at the end counted whole."""

import math
from collections.abc import Iterator

from sim.scenario.people import Stream
from sim.scenario.service import Scenario
from sim.scenario.timeline import Epoch, Service, add_years, minute_of
from sim.units import MINUTES_PER_HOUR


def spans(service: Service, year: int) -> Iterator[tuple[Epoch, int, int]]:
    """The stretches of a year of the run with the scenario in force in each [minutes]."""
    first, last = _first_minute(service, year), _first_minute(service, year + 1)
    ends = [*(max(epoch.start, 0) for epoch in service.epochs[1:]), last]
    for epoch, end in zip(service.epochs, ends, strict=True):
        begin, finish = max(first, epoch.start), min(last, end)
        if begin < finish:
            yield epoch, begin, finish


def stream_volumes(service: Service, scenario: Scenario, begin: int, end: int) -> dict[str, float]:
    """Cases of each stream expected between two minutes in which one scenario is in force."""
    return {name: _cases(service, scenario, stream, (begin, end)) for name, stream in scenario.demand.items()}


def _cases(service: Service, scenario: Scenario, stream: Stream, span: tuple[int, int]) -> float:
    begin, end = span
    if stream.dates is not None:
        return sum(begin <= minute_of(service.start_date, date) < end for date in stream.dates)
    if stream.every_hours is not None:
        interval = float(stream.every_hours) * MINUTES_PER_HOUR
        return max(math.ceil(end / interval), 1) - max(math.ceil(begin / interval), 1)
    assert stream.per_year is not None, "one way of coming was checked on loading"
    start, length = _years(service, begin), _years(service, end) - _years(service, begin)
    if not stream.growth:
        return float(stream.per_year) * length
    return float(stream.per_year) * sum(
        float(share) * _grown(float(scenario.population[band].growth_per_year), start, length)
        for band, share in stream.growth.items()
    )


def _first_minute(service: Service, year: int) -> int:
    return minute_of(service.start_date, add_years(service.start_date, year))


def _years(service: Service, minute: int) -> float:
    """Years from the start to a minute, each year of the calendar counting as one."""
    year = 0
    while _first_minute(service, year + 1) <= minute:
        year += 1
    first = _first_minute(service, year)
    return year + (minute - first) / (_first_minute(service, year + 1) - first)


def _grown(growth: float, start: float, length: float) -> float:
    """Integral of (1 + growth)^t over ``length`` years from ``start``."""
    rate = math.log1p(growth)
    return math.exp(rate * start) * (math.expm1(rate * length) / rate if rate else length)
