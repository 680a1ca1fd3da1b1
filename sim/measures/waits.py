"""Waits on the named clocks, by cohort of receipt, with the unfinished in every figure."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.demand.tables import Ints
from sim.measures.limits import Limit
from sim.measures.quantiles import Waits, key_bits, wait_quantiles
from sim.measures.record import Records, records
from sim.measures.registry import MEASURES
from sim.measures.rows import Bools, Floats
from sim.measures.trace import Trace
from sim.scenario.service import CLOCKS
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY


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
    from sim.measures.wait_kernels import LEFT, NOT_BEGUN, RUNNING, clock_waits

    measured, cohorts = run.clock(name), run.cohorts
    keys, bits = len(cohorts.cells), key_bits(len(cohorts.cells))
    (number, minutes), rows, lasting = clock_waits(measured, cohorts.key, keys, bits)
    counts, total = cohorts.summed(number), cohorts.summed(minutes)
    everybody, running = counts.sum(axis=0), counts[RUNNING]
    begun = everybody - counts[NOT_BEGUN]
    given, some, cohort = begun > 0, running > 0, everybody > 0
    # Who left is known only to have waited that long, as is who still waits.
    waits, so_far = (Waits.sorted(each, bits, cohorts.cells) for each in (rows, lasting))
    p50, p90, p95 = cohorts.by_code(wait_quantiles(waits, codes=cohorts.codes, at=(0.5, 0.9, 0.95)))
    (oldest,) = cohorts.by_code(wait_quantiles(so_far, codes=cohorts.codes, at=(0.9,)))
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

    figures = {}
    for limit in limits_of(run.service, name):
        counts = run.cohorts.summed(run.judged(name, limit))
        number = counts[LATE] + counts[WITHIN]
        figures[limit.measure(name)] = _Figure(counts[WITHIN] / np.maximum(number, 1), number > 0)
    return figures
