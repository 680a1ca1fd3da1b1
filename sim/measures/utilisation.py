"""How much of the workers' casework time is used."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.demand.tables import CHASER, Ints
from sim.measures.by_dimension import records_by_dimension
from sim.measures.periods import Periods
from sim.measures.record import Records
from sim.units import MINUTES_PER_HOUR
from sim.workforce.tables import Workforce

if TYPE_CHECKING:
    from sim.measures.trace import Trace

_MEASURES: tuple[str, ...] = ("utilisation", "casework_hours", "block_hours", "step_hours")


def worked_by(workforce: Workforce, minutes: Ints, until: Ints) -> Ints:
    """Minutes of each worker's slots up to some moments: W(t) of the engine's law of time [workers, moments].

    Parameters
    ----------
    workforce
        The timetables.
    minutes
        Minutes of each slot [slots]: ``workforce.minutes`` or ``workforce.blocks``.
    until
        The moments, rising.
    """
    from sim.measures.worker_kernels import worked_until

    return worked_until((workforce.opening, workforce.closing, minutes), workforce.first_slot, until)


class Work(NamedTuple):
    """What the workers did.

    Attributes
    ----------
    faults
        What is wrong with it: see :func:`sim.measures.worker_kernels.follow_workers` [5].
    spent
        Minutes spent by each edge of the run, and those on chasing calls [2, workers, edges].
    """

    faults: Ints
    spent: Ints


def work_done(run: "Trace") -> Work:
    """Follow all workers from visit to visit."""
    from sim.measures.worker_kernels import follow_workers

    log, staff = run.log, run.workforce
    visits = (log.case, log.worker, log.start, log.finish, log.minutes)
    slots = (staff.opening, staff.closing, staff.minutes)
    is_call = run.demand.origin == CHASER
    return Work(*follow_workers(visits, is_call, slots, staff.first_slot, run.edges, log.horizon))


AVAILABLE, BOOKED, USED, CHASING = range(4)


def minutes_until(run: "Trace") -> Ints:
    """Minutes available, booked, used, and used on chasing calls, of each worker by each edge [4, workers, edges]."""
    staff = run.workforce
    of_slots = (worked_by(staff, minutes, run.edges) for minutes in (staff.minutes, staff.blocks))
    return np.stack((*of_slots, *run.work_done.spent))


def yearly_utilisation(run: "Trace") -> Records:
    """Utilisation by role and team, and the time available, used and booked, by year and for the whole run."""
    return Records.joined(_records(run, periods, hours=True) for periods in (run.years, run.whole))


def monthly_utilisation(run: "Trace") -> Records:
    """Utilisation by role and team, by month."""
    return _records(run, run.months, hours=False)


def _records(run: "Trace", periods: Periods, *, hours: bool) -> Records:
    of_staff = run.staff_groups
    groups = of_staff.of(run.worker_role, run.workforce.team, posts=True)
    minutes = run.between(run.minutes[: USED + 1], periods)
    available, booked, used = (of_staff.sums(groups, each) for each in minutes)
    there = available + booked > 0
    share = (used + booked) / np.where(there, available + booked, 1)
    values = np.stack((share, *(each / MINUTES_PER_HOUR for each in (available, booked, used))), axis=-1)
    given = np.broadcast_to(of_staff.present(groups)[:, None], there.shape)
    known = np.stack((there, given, given, given), axis=-1)
    kept = slice(len(_MEASURES) if hours else 1)
    return records_by_dimension(
        _MEASURES[kept],
        values[..., kept],
        axes="group period measure",
        order="dimension group period measure",
        dimensions=of_staff.dimensions,
        spans=(periods.labels,),
        there=known[..., kept],
    )
