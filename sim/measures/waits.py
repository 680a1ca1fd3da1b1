"""Waits on the named clocks, by cohort of receipt, with the unfinished in every figure."""

from typing import NamedTuple

import numpy as np

from sim.demand.tables import Ints
from sim.measures.by_dimension import records_by_dimension
from sim.measures.record import Records
from sim.measures.registry import MEASURES
from sim.measures.rows import Bools, Floats
from sim.measures.trace import Trace
from sim.scenario.service import CLOCKS
from sim.units import MINUTES_PER_DAY


def wait_records(run: Trace) -> Records:
    """Every clock by every dimension of cases, for years of receipt, day one's cases and the whole run."""
    return Records.joined(_of_clock(run, name) for name in CLOCKS)


def _of_clock(run: Trace, name: str) -> Records:
    figures = _statistics(run, name) | _shares(run, name)
    values = np.stack([figure.values for figure in figures.values()])
    given = np.stack([figure.given for figure in figures.values()])
    *years, whole = run.cohorts.labels
    return records_by_dimension(
        tuple(figures),
        values,
        axes="measure period group",
        order="dimension span measure period group",
        dimensions=run.case_groups.dimensions,
        spans=(tuple(years), (whole,)),
        there=given,
    )


class _Figure(NamedTuple):
    """A figure, and where it exists. Shapes [periods, groups]."""

    values: Floats | Ints
    given: Bools


def _statistics(run: Trace, name: str) -> dict[str, _Figure]:
    """Every statistic of a clock but for the shares."""
    from sim.measures.wait_kernels import LEFT, NOT_BEGUN, RUNNING

    measured, cohorts = run.clock(name), run.cohorts
    counts, total = cohorts.summed(measured.number), cohorts.summed(measured.minutes)
    everybody, running = counts.sum(axis=0), counts[RUNNING]
    begun = everybody - counts[NOT_BEGUN]
    given, some, cohort = begun > 0, running > 0, everybody > 0
    # Who left is known only to have waited that long, as is who still waits.
    p50, p90, p95 = cohorts.quantiles(measured.begun, (0.5, 0.9, 0.95))
    (oldest,) = cohorts.quantiles(measured.running, (0.9,))
    mean = total[NOT_BEGUN + 1 :].sum(axis=0) / np.maximum(begun, 1) / MINUTES_PER_DAY
    mean_so_far = total[RUNNING] / np.maximum(running, 1) / MINUTES_PER_DAY
    figures = {
        f"{name}_mean_days": _Figure(mean, given),
        f"{name}_median_days": _Figure(p50 / MINUTES_PER_DAY, given),
        f"{name}_p90_days": _Figure(p90 / MINUTES_PER_DAY, given),
        f"{name}_p95_days": _Figure(p95 / MINUTES_PER_DAY, given),
        f"{name}_cases": _Figure(begun, cohort),
        f"{name}_unfinished": _Figure(running, cohort),
        f"{name}_unfinished_mean_days": _Figure(mean_so_far, some),
        f"{name}_unfinished_p90_days": _Figure(oldest / MINUTES_PER_DAY, some),
    }
    if f"{name}_left" in MEASURES:
        figures[f"{name}_left"] = _Figure(counts[LEFT], cohort)
    if f"{name}_not_begun" in MEASURES:
        figures[f"{name}_not_begun"] = _Figure(counts[NOT_BEGUN], cohort)
    return figures


def _shares(run: Trace, name: str) -> dict[str, _Figure]:
    """The shares within every limit of a clock."""
    from sim.measures.wait_kernels import LATE, WITHIN

    figures, measured = {}, run.clock(name)
    for limit in measured.limits:
        counts = run.cohorts.summed(measured.judged(limit))
        number = counts[LATE] + counts[WITHIN]
        figures[limit.measure(name)] = _Figure(counts[WITHIN] / np.maximum(number, 1), number > 0)
    return figures
