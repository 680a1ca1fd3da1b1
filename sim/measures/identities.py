"""What must hold exactly in every run: no case is lost, nobody is at two places, Little's law along the path."""

from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Ints
from sim.errors import RunFault
from sim.eventlog.log import WAITING
from sim.measures.record import Records, records
from sim.measures.registry import WHOLE_RUN
from sim.measures.rows import Bools, tally
from sim.measures.stages import check_stages
from sim.measures.trace import Trace
from sim.scenario.pathway import WORK
from sim.units import NEVER


@dataclass(frozen=True, slots=True)
class Balance:
    """Cases of the whole run, day one's among them: received = closed + in_progress + waiting."""

    received: int
    closed: int
    in_progress: int
    waiting: int


def balance(run: Trace) -> Balance:
    """Count the cases at the horizon, each kind from its own columns of the log; side work counts as it stands."""
    log = run.log
    cases = run.demand.cases
    open_ = run.came & (log.closed > log.horizon)
    place = _marked(cases, log.allocation_case[(log.allocated < NEVER) & (log.released > log.horizon)])
    lasting = log.finish >= NEVER
    for_work = (log.status == WAITING) & (run.visit_kind == WORK)
    busy = _marked(cases, log.case[lasting & ~for_work])
    waits = _marked(cases, log.case[lasting & for_work])
    return Balance(
        received=int(run.came.sum()),
        closed=int((log.closed <= log.horizon).sum()),
        in_progress=int((open_ & (busy | place)).sum()),
        waiting=int((open_ & waits & ~busy & ~place).sum()),
    )


def _marked(cases: int, which: Ints) -> Bools:
    found = np.zeros(cases, dtype=np.bool_)
    found[which] = True
    return found


def balance_records(run: Trace) -> Records:
    """The balance of cases at the horizon."""
    found = balance(run)
    names = ("received", "closed", "in_progress", "waiting")
    values = [getattr(found, name) for name in names]
    return records(tuple(f"balance_{name}" for name in names), values, axes="measure", periods=(WHOLE_RUN,))


def check_run(run: Trace) -> None:
    """Check a run against the identities that hold whatever the scenario.

    1. received = closed + in progress + waiting at the horizon, each counted by itself.
    2. Little's law along the path: the integral over the run of the number in the system, added up
       from its changes, equals the sum of the cases' times in the system within the run.
    3. The visits of each case follow on one another without a gap: their lengths sum to the
       case's time in the system. A joint step lasts until both its workers have finished.
    4. Little's law and the balance of flow at every stage: see :mod:`sim.measures.stages`.
    5. Nobody does two steps at once, and the minutes of each visit are those that its worker's
       timetable holds from its start to its finish; the second worker's part of a joint step
       included. So nobody uses more than there is.

    Cases that never came are in none of them; side work and chasing calls are.

    Raises
    ------
    RunFault
        If one fails, with the figures.

    References
    ----------
    Little, J. D. C. (1961). A proof for the queuing formula L = lambda W. Operations Research 9, 383-387.
    """
    found = balance(run)
    if found.received != found.closed + found.in_progress + found.waiting:
        raise RunFault(
            f"the cases do not balance: {found.received} received, but {found.closed} closed"
            f" + {found.in_progress} in progress + {found.waiting} waiting"
        )
    within = _within_run(run)
    stepped = _integral(run)
    if stepped != int(within.sum()):
        raise RunFault(
            f"Little's law fails along the path: {stepped} case-minutes in the system by counting heads,"
            f" {int(within.sum())} by adding times"
        )
    _check_visits(run, within)
    check_stages(run)
    _check_workers(run)


def _within_run(run: Trace) -> Ints:
    """Minutes of each case's time in the system from minute 0 to the horizon [cases]."""
    stop = np.minimum(run.log.closed, run.log.horizon)
    minutes: Ints = np.maximum(stop - np.maximum(run.received, 0), 0)
    return minutes


def _integral(run: Trace) -> int:
    """Integral of the number in the system over the run, from its jumps [case-minutes]."""
    horizon = run.log.horizon
    arrivals, departures = (np.clip(moment, 0, horizon) for moment in (run.received, run.log.closed))
    # From its moment on a jump adds its height to the number in every minute that is left.
    return int((horizon - arrivals).sum() - (horizon - departures).sum())


def _check_visits(run: Trace, within: Ints) -> None:
    demand, log, visit = run.demand, run.log, run.chain
    length = np.minimum(run.goes_on[visit], log.horizon) - np.maximum(run.wait_from[visit], 0)
    total = tally(log.case[visit], demand.cases, np.maximum(length, 0))
    # Day one's open cases were in the system before their first listed step.
    begins = np.where(demand.begins < NEVER, demand.begins, run.received)
    before = np.clip(np.minimum(begins, log.horizon) - np.maximum(run.received, 0), 0, None)
    wrong = np.flatnonzero((total + before != within) & (np.diff(demand.first) > 0))
    if len(wrong):
        case = int(wrong[0])
        raise RunFault(
            f"the visits of {len(wrong)} cases do not fill their time in the system; the first is case {case}:"
            f" {int(total[case])} minutes of visits, {int(within[case] - before[case])} minutes in the system"
        )


def _check_workers(run: Trace) -> None:
    from sim.measures.worker_kernels import faults_of_workers

    log, staff, names = run.log, run.workforce, run.workforce.names
    columns, slots = (log.worker, log.start, log.finish, log.minutes), (staff.opening, staff.closing, staff.minutes)
    other, one, backwards, wrong, held = faults_of_workers(columns, slots, staff.first_slot, log.horizon).tolist()
    if other >= 0:
        raise RunFault(
            f"{names[log.worker[one]]} does two steps at once: of case {int(log.case[one])} and, from minute"
            f" {int(log.start[other])}, of case {int(log.case[other])}"
        )
    if backwards >= 0:
        raise RunFault(
            f"{names[log.worker[backwards]]} has a step of case {int(log.case[backwards])} that ends before it starts"
        )
    if wrong >= 0:
        raise RunFault(
            f"{names[log.worker[wrong]]} used {int(log.minutes[wrong])} minutes on a step of case"
            f" {int(log.case[wrong])}; the timetable holds {held} from its start to its finish"
        )
