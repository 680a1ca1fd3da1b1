"""How much of the workers' casework time is used."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import Ints
from sim.measures.groupings import staff_groupings
from sim.measures.periods import Periods
from sim.measures.record import Record, record
from sim.measures.rows import Floats, sums, tally
from sim.measures.trace import Trace
from sim.units import MINUTES_PER_HOUR
from sim.workforce.tables import Workforce

_SPREAD = 2**40
"""Longer than any run, so that (worker, minute) sorts as one number."""


def worked_by(workforce: Workforce, minutes: Ints, worker: Ints, until: Ints) -> Ints:
    """Minutes of a worker's slots up to a moment: W(t) of the engine's law of time.

    Parameters
    ----------
    workforce
        The timetables.
    minutes
        Minutes of each slot [slots]: ``workforce.minutes`` or ``workforce.blocks``.
    worker, until
        Worker and moment of each question; shapes that broadcast.
    """
    worker, until = np.broadcast_arrays(worker, until)
    if not len(workforce.opening):
        return np.zeros(worker.shape, dtype=np.int64)
    of_slot = np.repeat(np.arange(workforce.workers), np.diff(workforce.first_slot))
    place = np.searchsorted(of_slot * _SPREAD + workforce.opening, worker * _SPREAD + until, side="right") - 1
    slot = np.maximum(place, 0)
    known = place >= workforce.first_slot[worker]
    before = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(minutes)))
    length = workforce.closing[slot] - workforce.opening[slot]
    gone = np.clip(until - workforce.opening[slot], 0, length)
    total = before[slot] - before[workforce.first_slot[worker]] + minutes[slot] * gone // length
    return np.where(known, total, 0)


def used_by(run: Trace, edges: Ints, visits: Ints | None = None) -> Ints:
    """Minutes that each worker has spent on steps between edges [workers, edges - 1].

    All visits count unless some are given. The minutes of a step that passes an edge are split by its
    worker's own timetable.
    """
    log, workers = run.log, run.workforce.workers
    visit = np.flatnonzero(log.worker >= 0) if visits is None else visits
    worker, start, minutes = log.worker[visit], log.start[visit], log.minutes[visit]
    stop = np.minimum(log.finish[visit], log.horizon)
    columns = len(edges) + 1
    ends_in = np.searchsorted(edges, stop, side="left")
    ended = tally(worker * columns + ends_in, workers * columns, minutes).reshape(workers, columns)
    used = np.cumsum(ended, axis=1)[:, :-1]
    passes = np.searchsorted(edges, start, side="right")
    row = np.flatnonzero(passes < ends_in)
    before = worked_by(run.workforce, run.workforce.minutes, worker[row], start[row])
    while len(row):
        by_edge = worked_by(run.workforce, run.workforce.minutes, worker[row], edges[passes[row]])
        np.add.at(used, (worker[row], passes[row]), np.minimum(by_edge - before, minutes[row]))
        passes[row] += 1
        still = passes[row] < ends_in[row]
        row, before = row[still], before[still]
    return np.diff(used, axis=1)


def utilisation_records(run: Trace, periods: Periods, *, hours: bool) -> Iterator[Record]:
    """Utilisation by role and team; with ``hours`` also the time available, used and booked."""
    workforce, workers = run.workforce, run.workforce.workers
    edge, everyone = periods.edges[None, :], np.arange(workers)[:, None]
    available = np.diff(worked_by(workforce, workforce.minutes, everyone, edge), axis=1)
    booked = np.diff(worked_by(workforce, workforce.blocks, everyone, edge), axis=1)
    used = used_by(run, periods.edges)
    parts = np.concatenate((available, booked, used), axis=1)
    size = len(periods)
    for grouping in staff_groupings(run, run.worker_role, workforce.team, posts=True):
        total = sums(grouping.code, len(grouping), parts)
        for cell in np.flatnonzero(tally(grouping.code, len(grouping))):
            for period, label in enumerate(periods.labels):
                yield from _cell_records(total[cell, period::size], label, grouping.columns[cell], hours)


def _cell_records(minutes: Floats, label: str, columns: dict[str, str], hours: bool) -> Iterator[Record]:
    available, booked, used = minutes
    if available + booked > 0:
        yield record("utilisation", (used + booked) / (available + booked), label, **columns)
    if hours:
        yield record("casework_hours", available / MINUTES_PER_HOUR, label, **columns)
        yield record("block_hours", booked / MINUTES_PER_HOUR, label, **columns)
        yield record("step_hours", used / MINUTES_PER_HOUR, label, **columns)


def year_utilisation_records(run: Trace) -> list[Record]:
    """By year and for the whole run."""
    return [item for periods in (run.years, run.whole) for item in utilisation_records(run, periods, hours=True)]
