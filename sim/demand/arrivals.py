"""Who comes and when: strips of Poisson points, fixed intervals, given dates, or batches."""

import math
from collections.abc import Mapping
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import Draws, People
from sim.demand.lots import Newcomers
from sim.demand.pattern import OperationalTime
from sim.scenario.people import Batch, PopulationBand
from sim.scenario.timeline import Service, add_years, minute_of
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

STRIP_PER_YEAR = 250.0
"""Height of a strip [people a year]. It is part of who a person is: changing it changes everybody."""

PAST_ALL_STRIPS = 10**6
"""Strip of people with given dates in a stream that is a Poisson process at another time."""

MINUTES_PER_YEAR = DAYS_PER_YEAR * MINUTES_PER_DAY


def draw_arrivals(service: Service, clocks: Mapping[str, OperationalTime], draws: Draws, stream: int) -> Newcomers:
    """Everybody who makes contact in a stream within the horizon, in order of strip and number.

    A strip k of a stream holds points of a Poisson process of rate ``STRIP_PER_YEAR`` in
    operational time, each at its own height between k and k + 1 strips. A point is a person if
    its height lies below the yearly rate in force at its minute. So a higher rate keeps everybody
    and adds people, and a longer horizon adds people at the end.
    """
    name = service.streams[stream]
    given = _scheduled(service, name)
    places = np.arange(len(given), dtype=np.int64)
    found = [(np.full_like(places, PAST_ALL_STRIPS if name in clocks else 0), places, given)]
    if name in clocks:
        found.insert(0, _poisson(service, clocks[name], draws, name))
    strip, number, received = map(np.concatenate, zip(*found, strict=True))
    own, group = np.unique(strip, return_inverse=True)
    person = People(tuple(f"demand/{name}/{each}" for each in own.tolist()), group, number)
    return Newcomers(person, np.full_like(strip, stream), strip, number, received)


def yearly_rate(service: Service, stream: str, minutes: Ints) -> Floats:
    """People a year at each minute. Shape as ``minutes``.

    It is ``per_year`` in force times growth since the start, or for uptake the number of people in
    its band so many times as each comes in a year. Growth compounds by the year of 365.25 days; a
    growth rate changed from a date goes on from the level reached by then.
    """
    rate = np.zeros(len(minutes))
    starts = [epoch.start for epoch in service.epochs]
    in_force = np.searchsorted(starts, minutes, side="right") - 1
    for number, epoch in enumerate(service.epochs):
        entry = epoch.scenario.demand.get(stream)
        here = in_force == number
        if entry is None or not here.any():
            continue
        if entry.uptake is not None:
            people = epoch.scenario.population[entry.uptake.of].people
            each = float(entry.uptake.per_person_per_year) * (float(people) if people is not None else 0.0)
            rate[here] = each * _band_level(service, entry.uptake.of, number, minutes[here])
        if entry.per_year is not None:
            rate[here] = float(entry.per_year)
        if entry.growth is not None:
            bands = [(float(share), band) for band, share in entry.growth.items()]
            levels = [share * _band_level(service, band, number, minutes[here]) for share, band in bands]
            rate[here] *= np.sum(levels, axis=0)
    return rate


def _band_level(service: Service, band: str, number: int, minutes: Ints) -> Floats:
    """Size of a population band at minutes within an epoch, relative to the start."""
    # Epochs of the same growth count as one, so that dates of other changes leave no trace in the figures.
    factors = [(_yearly_factor(epoch.scenario.population, band), epoch.start) for epoch in service.epochs[: number + 1]]
    changes = [next(same) for _, same in groupby(factors, key=itemgetter(0))]
    level = 1.0
    for (factor, start), (_, end) in pairwise(changes):
        level *= factor ** ((end - start) / MINUTES_PER_YEAR)
    factor, start = changes[-1]
    grown: Floats = level * factor ** ((minutes - start) / MINUTES_PER_YEAR)
    return grown


def _yearly_factor(population: Mapping[str, PopulationBand], band: str) -> float:
    return max(0.0, 1.0 + float(population[band].growth_per_year)) if band in population else 1.0


def _poisson(service: Service, clock: OperationalTime, draws: Draws, stream: str) -> tuple[Ints, Ints, Ints]:
    """Strip, number and minute of the people of all strips of a stream."""
    strips = range(int(np.ceil(_highest_rate(service, stream) / STRIP_PER_YEAR)))
    times = [points(draws, f"demand/{stream}/{strip}", clock.end) for strip in strips]
    if not times:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    sizes = [len(here) for here in times]
    strip = np.repeat(np.array(strips, dtype=np.int64), sizes)
    number = np.concatenate([np.arange(size, dtype=np.int64) for size in sizes])
    within = [draws.uniforms(f"demand/{stream}/{strip}/heights", size) for strip, size in enumerate(sizes)]
    height = STRIP_PER_YEAR * (strip + np.concatenate(within))
    minutes = clock.minutes(np.concatenate(times))
    come = (height < yearly_rate(service, stream, minutes)) & (minutes < service.horizon)
    return strip[come], number[come], minutes[come]


def points(draws: Draws, prefix: str, end: float) -> Floats:
    """Times of a strip's points before ``end``, in operational years."""
    expected = STRIP_PER_YEAR * end
    n = int(expected + 6 * np.sqrt(expected)) + 20
    while True:
        times = np.cumsum(-np.log1p(-draws.uniforms(f"{prefix}/gaps", n)) / STRIP_PER_YEAR)
        if times[-1] >= end:
            return times[: int(np.searchsorted(times, end, side="left"))]
        n *= 2


def _highest_rate(service: Service, stream: str) -> float:
    # Growth is a sum of exponentials, so within an epoch the rate is highest at one of its ends.
    starts = [epoch.start for epoch in service.epochs]
    ends = [min(start, service.horizon) - 1 for start in starts[1:]] + [service.horizon]
    return float(yearly_rate(service, stream, np.array(starts + ends, dtype=np.int64)).max())


def _scheduled(service: Service, stream: str) -> Ints:
    """Minutes of a stream's arrivals by fixed interval, given dates or batches, in order of epochs."""
    none = np.zeros(0, dtype=np.int64)
    found: list[Ints] = [none]
    interval: float | None = None
    origin = last = 0.0
    ends = [epoch.start for epoch in service.epochs[1:]] + [service.horizon]
    for epoch, end in zip(service.epochs, ends, strict=True):
        entry = epoch.scenario.demand.get(stream)
        minutes = np.zeros(0, dtype=np.int64)
        if entry is not None and entry.every_hours is not None:
            gap = float(entry.every_hours) * MINUTES_PER_HOUR
            if gap != interval:
                # A new interval counts from the last arrival under the old one.
                origin = float(epoch.start) if interval is None else max(last, epoch.start - gap)
                interval = gap
            count = max(0, int((end - origin) / gap) + 1)
            minutes = np.rint(origin + gap * np.arange(1, count + 1)).astype(np.int64)
        elif entry is not None and entry.dates is not None:
            minutes = np.array(sorted(minute_of(service.start_date, date) for date in entry.dates), dtype=np.int64)
        elif entry is not None and entry.batches is not None:
            minutes = np.sort(np.concatenate([none, *(_batch(service, batch) for batch in entry.batches)]))
        minutes = minutes[(minutes >= epoch.start) & (minutes < min(end, service.horizon))]
        last = float(minutes[-1]) if len(minutes) else last
        found.append(minutes)
    return np.concatenate(found)


def _batch(service: Service, batch: Batch) -> Ints:
    """Minutes at which a batch's cases come, in the middle of equal parts of its span; years in order."""
    cases = round(float(batch.cases))
    span = float(batch.over_days) * MINUTES_PER_DAY
    within = np.floor((np.arange(cases) + 0.5) / max(cases, 1) * span).astype(np.int64)
    first = minute_of(service.start_date, batch.date)
    # No date of the run is further from the batch's own than this many years.
    years = range(math.ceil(abs(service.horizon - first) / MINUTES_PER_YEAR) + 1) if batch.every_year else range(1)
    dates = [minute_of(service.start_date, add_years(batch.date, year)) for year in years]
    return np.concatenate([np.zeros(0, dtype=np.int64), *(date + within for date in dates)])
