"""Waits on the named clocks, by cohort of receipt, with the unfinished in every figure."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import Ints
from sim.measures.groupings import Grouping
from sim.measures.limits import Limit
from sim.measures.milestones import ClockTimes, clock
from sim.measures.quantiles import order_statistics, wait_quantiles
from sim.measures.record import Record, record
from sim.measures.registry import DAY_ONE, MEASURES, WHOLE_RUN
from sim.measures.rows import Bools, Floats, tally
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


def wait_records(run: Trace) -> list[Record]:
    """Every clock by every dimension of cases, for years of receipt, the whole run and day one's cases."""
    found: list[Record] = []
    for name in CLOCKS:
        measured = clock(run, name)
        if len(measured.case):
            limits = limits_of(run.service, name)
            last = {limit.measure(name): limit.last_minutes(run.service, measured.start) for limit in limits}
            for grouping in run.groupings:
                found += _of_clock(run, name, measured, last, grouping)
    return found


def receipt_cohorts(run: Trace, cases: Ints) -> tuple[tuple[Ints, tuple[str, ...]], ...]:
    """Two ways to number the periods in which cases were received: years with day one; the whole run."""
    received = run.received[cases]
    year = run.years.of(received)
    if run.measured_from == 0:
        # Only cases found on the first morning were received before minute 0.
        year = np.where(received < 0, len(run.years), year)
    whole = np.where((received >= run.measured_from) & (received >= 0), 0, -1)
    return (year, (*run.years.labels, DAY_ONE)), (whole, (WHOLE_RUN,))


def _of_clock(
    run: Trace, name: str, measured: ClockTimes, last: dict[str, Ints], grouping: Grouping
) -> Iterator[Record]:
    group = grouping.code[measured.case]
    for period, labels in receipt_cohorts(run, measured.case):
        known = (period >= 0) & (group >= 0)
        code = np.where(known, period * len(grouping) + group, -1)
        codes = len(labels) * len(grouping)
        figures = _statistics(name, measured, code, codes)
        for measure, minutes in last.items():
            figures[measure] = share_within(run, measured, code, codes=codes, last=minutes)[:2]
        for measure, (value, given) in figures.items():
            for cell in np.flatnonzero(given):
                columns = grouping.columns[cell % len(grouping)]
                yield record(measure, value[cell], labels[cell // len(grouping)], **columns)


def _statistics(name: str, measured: ClockTimes, code: Ints, codes: int) -> dict[str, tuple[Floats | Ints, Bools]]:
    """Values [codes] of every statistic of a clock, and where they exist [codes]."""
    wait, finished = measured.wait, measured.finished
    begun = np.where(measured.begun, code, -1)
    running = np.where(measured.unfinished, code, -1)
    number, unfinished = tally(begun, codes), tally(running, codes)
    given, some = number > 0, unfinished > 0
    # Who left is known only to have waited that long, as is who still waits.
    quantiles = wait_quantiles(begun, wait, finished, codes=codes, at=(0.5, 0.9, 0.95), order=measured.order)
    quantiles /= MINUTES_PER_DAY
    mean = tally(begun, codes, wait) / np.maximum(number, 1) / MINUTES_PER_DAY
    so_far = tally(running, codes, wait) / np.maximum(unfinished, 1) / MINUTES_PER_DAY
    oldest = order_statistics(running, wait, codes=codes, q=0.9) / MINUTES_PER_DAY
    cohort = tally(code, codes) > 0
    figures: dict[str, tuple[Floats | Ints, Bools]] = {
        f"{name}_mean_days": (mean, given),
        f"{name}_median_days": (quantiles[0], given),
        f"{name}_p90_days": (quantiles[1], given),
        f"{name}_p95_days": (quantiles[2], given),
        f"{name}_cases": (number, cohort),
        f"{name}_unfinished": (unfinished, cohort),
        f"{name}_unfinished_mean_days": (so_far, some),
        f"{name}_unfinished_p90_days": (oldest, some),
    }
    if f"{name}_left" in MEASURES:
        figures[f"{name}_left"] = (tally(np.where(measured.left, code, -1), codes), cohort)
    if f"{name}_not_begun" in MEASURES:
        figures[f"{name}_not_begun"] = (tally(code, codes) - number, cohort)
    return figures


def share_within(run: Trace, measured: ClockTimes, code: Ints, *, codes: int, last: Ints) -> tuple[Floats, Bools, Ints]:
    """Share of waits within a limit [codes], where it exists, and the number of cases it rests on.

    ``last`` is the last minute within the limit of each case of the clock, NEVER if it has not begun.
    Only cases whose limit has passed by the horizon are asked: all of them are decided. To take the
    quick ones of the last weeks as well would flatter the share. A case that left within the limit is
    not judged; one that left later was not within it.
    """
    judged = (last <= run.log.horizon) & (measured.gone > last)
    decided = np.where(judged, code, -1)
    number = tally(decided, codes)
    within = tally(np.where(measured.stop <= last, decided, -1), codes)
    return within / np.maximum(number, 1), number > 0, number
