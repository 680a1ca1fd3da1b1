"""How much of the workers' casework time is used."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.measures.periods import Periods, edges_below
from sim.measures.record import Records, records
from sim.measures.rows import tally
from sim.units import MINUTES_PER_HOUR
from sim.workforce.tables import Workforce

if TYPE_CHECKING:
    from sim.measures.trace import Trace

_MEASURES: tuple[str, ...] = ("utilisation", "casework_hours", "block_hours", "step_hours")


def worked_by(workforce: Workforce, minutes: Ints, worker: Ints, until: Ints) -> Ints:
    """Minutes of a worker's slots up to a moment: W(t) of the engine's law of time.

    Parameters
    ----------
    workforce
        The timetables.
    minutes
        Minutes of each slot [slots]: ``workforce.minutes`` or ``workforce.blocks``.
    worker, until
        Worker and moment of each question [questions].
    """
    from sim.measures.worker_kernels import worked_at

    return worked_at((workforce.opening, workforce.closing, minutes), workforce.first_slot, worker, until)


def used_until(run: "Trace", visits: Ints | None = None) -> Ints:
    """Minutes that each worker has spent on steps by each edge of the run [workers, edges].

    All visits count unless some are given. The minutes of a step that passes an edge are split by its
    worker's own timetable.
    """
    log, workers, edges = run.log, run.workforce.workers, run.edges
    visit = np.flatnonzero(log.worker >= 0) if visits is None else visits
    worker, start, minutes = log.worker[visit], log.start[visit], log.minutes[visit]
    stop = np.minimum(log.finish[visit], log.horizon)
    columns = len(edges) + 1
    ends_in = edges_below(edges, stop)
    ended = tally(worker * columns + ends_in, workers * columns, minutes).reshape(workers, columns)
    used = np.cumsum(ended, axis=1)[:, :-1]
    passes = edges_below(edges, start + 1)
    row = np.flatnonzero(passes < ends_in)
    before = worked_by(run.workforce, run.workforce.minutes, worker[row], start[row])
    while len(row):
        by_edge = worked_by(run.workforce, run.workforce.minutes, worker[row], edges[passes[row]])
        np.add.at(used, (worker[row], passes[row]), np.minimum(by_edge - before, minutes[row]))
        passes[row] += 1
        still = passes[row] < ends_in[row]
        row, before = row[still], before[still]
    return used


def minutes_until(run: "Trace") -> Ints:
    """Minutes available, booked and used of each worker by each edge of the run [3, workers, edges]."""
    workforce, shape = run.workforce, (run.workforce.workers, len(run.edges))
    worker, edge = np.repeat(np.arange(shape[0]), shape[1]), np.tile(run.edges, shape[0])
    of_slots = (worked_by(workforce, minutes, worker, edge) for minutes in (workforce.minutes, workforce.blocks))
    return np.stack((*(each.reshape(shape) for each in of_slots), used_until(run)))


def yearly_utilisation(run: "Trace") -> Records:
    """Utilisation by role and team, and the time available, used and booked, by year and for the whole run."""
    return Records.joined(part for periods in (run.years, run.whole) for part in _records(run, periods, hours=True))


def monthly_utilisation(run: "Trace") -> Records:
    """Utilisation by role and team, by month."""
    return Records.joined(_records(run, run.months, hours=False))


def _records(run: "Trace", periods: Periods, *, hours: bool) -> Iterator[Records]:
    of_staff = run.staff_groups
    groups = of_staff.of(run.worker_role, run.workforce.team, posts=True)
    minutes = run.between(run.minutes, periods)
    available, booked, used = (of_staff.sums(groups, each) for each in minutes)
    there = available + booked > 0
    share = (used + booked) / np.where(there, available + booked, 1)
    values = np.stack((share, *(each / MINUTES_PER_HOUR for each in (available, booked, used))), axis=-1)
    given = np.broadcast_to(of_staff.present(groups)[:, None], there.shape)
    known = np.stack((there, given, given, given), axis=-1)
    kept = slice(len(_MEASURES) if hours else 1)
    for dimension in of_staff.dimensions:
        yield records(
            _MEASURES[kept],
            values[dimension.places, :, kept],
            axes="group period measure",
            groups=dimension.groups,
            periods=periods.labels,
            there=known[dimension.places, :, kept],
        )
