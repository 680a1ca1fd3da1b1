"""Posts that start at different dates: what the numbers of several dates have to do with one another."""

import datetime as dt
import math
from collections.abc import Iterator
from itertools import pairwise

from sim.experiment.staffing.layout import Layout, spread
from sim.experiment.staffing.problem import Limit, Plan
from sim.scenario.experiments import Staffing
from sim.scenario.timeline import Service, minute_of

_STAY = "that posts which are not temporary stay"


def limits_of(layout: Layout, staffing: Staffing) -> Iterator[Limit]:
    """Posts that are not temporary stay once they have started; and so many start at one date at most."""
    phases = len(layout.dates)
    permanent = [place for place, item in enumerate(layout.varying) if not item.temporary]
    for place in permanent:
        for phase in range(phases - 1):
            yield Limit({place * phases + phase: 1, place * phases + phase + 1: -1}, 0, _STAY)
    if staffing.hires is None or phases == 1:
        return
    now = sum(sum(layout.varying[place].now) for place in permanent)
    for phase in range(phases):
        weights = {place * phases + phase: 1 for place in permanent}
        if phase:
            weights |= {place * phases + phase - 1: -1 for place in permanent}
        yield Limit(weights, staffing.hires + (0 if phase else now), f"staffing.phases.hires = {staffing.hires}")


def weights_of(layout: Layout, service: Service) -> tuple[float, ...]:
    """What part of the time from the first date to the end of the run begins with each date [dates]."""
    starts = [0 if date is None else max(0, minute_of(service.start_date, date)) for date in layout.dates]
    edges = [*starts, service.horizon]
    return tuple((end - start) / (edges[-1] - edges[0]) for start, end in pairwise(edges))


def starting(layout: Layout, staffing: Staffing, plan: Plan) -> Plan:
    """A plan with dates that comes to a plan without them, as early as may be.

    Where no more than so many may start at a date, each role gets its part of those that are lacking.
    """
    phases = len(layout.dates)
    columns = [list(plan)]
    if staffing.hires is not None:
        columns = []
        now = [sum(item.now) for item in layout.varying]
        for _ in range(phases):
            lacking = [
                0 if item.temporary else max(0, wanted - number)
                for item, wanted, number in zip(layout.varying, plan, now, strict=True)
            ]
            hired = _parts(min(staffing.hires, sum(lacking)), lacking)
            now = [
                wanted if item.temporary or wanted < number else number + more
                for item, wanted, number, more in zip(layout.varying, plan, now, hired, strict=True)
            ]
            columns.append(now)
    else:
        columns *= phases
    return tuple(columns[phase][place] for place in range(len(plan)) for phase in range(phases))


def _parts(total: int, lacking: list[int]) -> list[int]:
    """A number of hires in proportion to what is lacking, and of none more than that."""
    parts = [0] * len(lacking)
    while total > 0:
        left = [most - part for most, part in zip(lacking, parts, strict=True)]
        more = [min(most, number) for most, number in zip(left, spread(total, left), strict=True)]
        parts = [part + number for part, number in zip(parts, more, strict=True)]
        total -= sum(more)
    return parts


def advertised(date: dt.date, weeks: float) -> dt.date:
    """When a post has to be advertised to be filled on a date."""
    return date - dt.timedelta(days=math.ceil(7 * weeks))
