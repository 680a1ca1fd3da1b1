"""Waits on the named clocks, by cohort of receipt, with the unfinished in every figure."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.demand.tables import Ints
from sim.measures.limits import Limit
from sim.measures.milestones import ClockTimes
from sim.measures.quantiles import Waits, wait_quantiles
from sim.measures.record import Records, records
from sim.measures.registry import MEASURES
from sim.measures.rows import Bools, Floats
from sim.measures.trace import Trace
from sim.scenario.service import CLOCKS
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY

_NOT_BEGUN, _FINISHED, _LEFT, _RUNNING = range(4)
_NOT_JUDGED, _LATE, _WITHIN = range(3)


def limits_of(service: Service, name: str) -> tuple[Limit, ...]:
    """The limits on a clock that the scenario's targets and comparators speak of."""
    of_targets = [Limit.of(target) for target in service.base.target if target.clock == name]
    published = [
        Limit(minutes=round(item.days * MINUTES_PER_DAY))
        for item in service.base.comparator
        if item.clock == name and item.days is not None
    ]
    return tuple(sorted({*of_targets, *published}))


def wait_records(run: Trace) -> Records:
    """Every clock by every dimension of cases, for years of receipt, day one's cases and the whole run."""
    return Records.joined(part for name in CLOCKS if len(run.clock(name).case) for part in _of_clock(run, name))


def _of_clock(run: Trace, name: str) -> Iterator[Records]:
    figures = _statistics(run, name) | _shares(run, name)
    values = np.stack([figure.values for figure in figures.values()])
    given = np.stack([figure.given for figure in figures.values()])
    labels = run.cohorts.labels
    years = slice(len(labels) - 1)
    for dimension in run.case_groups.dimensions:
        for periods in (years, slice(years.stop, None)):
            yield records(
                tuple(figures),
                values[:, periods, dimension.places],
                axes="measure period group",
                groups=dimension.groups,
                periods=labels[periods],
                there=given[:, periods, dimension.places],
            )


class _Figure(NamedTuple):
    """A figure, and where it exists. Shapes [periods, groups]."""

    values: Floats | Ints
    given: Bools


def _statistics(run: Trace, name: str) -> dict[str, _Figure]:
    """Every statistic of a clock but for the shares."""
    measured, cohorts = run.clock(name), run.cohorts
    state = np.where(measured.left, _LEFT, np.where(measured.finished, _FINISHED, _RUNNING))
    state[~measured.begun] = _NOT_BEGUN
    counts = cohorts.count(measured.case, state, 4)
    total = cohorts.count(measured.case, state, 4, weight=measured.wait)
    everybody, running = counts.sum(axis=0), counts[_RUNNING]
    begun = everybody - counts[_NOT_BEGUN]
    given, some, cohort = begun > 0, running > 0, everybody > 0
    in_order = measured.order
    waits = Waits(
        measured.wait[in_order], measured.finished[in_order], cohorts.key[measured.case[in_order]], cohorts.cells
    )
    known, state = waits.key >= 0, state[in_order]
    # Who left is known only to have waited that long, as is who still waits.
    p50, p90, p95 = cohorts.by_code(
        wait_quantiles(waits.those(known & (state != _NOT_BEGUN)), codes=cohorts.codes, at=(0.5, 0.9, 0.95))
    )
    (oldest,) = cohorts.by_code(
        wait_quantiles(waits.those(known & (state == _RUNNING), finished=True), codes=cohorts.codes, at=(0.9,))
    )
    mean = total[_NOT_BEGUN + 1 :].sum(axis=0) / np.maximum(begun, 1) / MINUTES_PER_DAY
    so_far = total[_RUNNING] / np.maximum(running, 1) / MINUTES_PER_DAY
    figures = {
        f"{name}_mean_days": _Figure(mean, given),
        f"{name}_median_days": _Figure(p50 / MINUTES_PER_DAY, given),
        f"{name}_p90_days": _Figure(p90 / MINUTES_PER_DAY, given),
        f"{name}_p95_days": _Figure(p95 / MINUTES_PER_DAY, given),
        f"{name}_cases": _Figure(begun, cohort),
        f"{name}_unfinished": _Figure(running, cohort),
        f"{name}_unfinished_mean_days": _Figure(so_far, some),
        f"{name}_unfinished_p90_days": _Figure(oldest / MINUTES_PER_DAY, some),
    }
    if f"{name}_left" in MEASURES:
        figures[f"{name}_left"] = _Figure(counts[_LEFT], cohort)
    if f"{name}_not_begun" in MEASURES:
        figures[f"{name}_not_begun"] = _Figure(counts[_NOT_BEGUN], cohort)
    return figures


def _shares(run: Trace, name: str) -> dict[str, _Figure]:
    """The shares within every limit of a clock."""
    measured = run.clock(name)
    figures = {}
    for limit in limits_of(run.service, name):
        kind = judged(run, measured, limit.last_minutes(run.service, measured.start))
        counts = run.cohorts.count(measured.case, kind, 3)
        number = counts[_LATE] + counts[_WITHIN]
        figures[limit.measure(name)] = _Figure(counts[_WITHIN] / np.maximum(number, 1), number > 0)
    return figures


def judged(run: Trace, measured: ClockTimes, last: Ints) -> Ints:
    """Whether each wait of a clock was within a limit (2) or not (1), or is not judged (0).

    ``last`` is the last minute within the limit of each case of the clock, NEVER if it has not begun.
    Only cases whose limit has passed by the horizon are asked: all of them are decided. To take the
    quick ones of the last weeks as well would flatter the share. A case that left within the limit is
    not judged; one that left later was not within it.
    """
    asked = (last <= run.log.horizon) & (measured.gone > last)
    return np.where(asked, np.where(measured.stop <= last, _WITHIN, _LATE), _NOT_JUDGED)
