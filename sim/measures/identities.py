"""What must hold exactly in every run: no case is lost, nobody is at two places, Little's law along the path."""

from sim.errors import RunFault
from sim.measures.balance import Balance
from sim.measures.record import Records, records
from sim.measures.registry import WHOLE_RUN
from sim.measures.stages import check_stages
from sim.measures.trace import Trace

__all__ = ["Balance", "balance", "balance_records", "check_run"]


def balance(run: Trace) -> Balance:
    """Count the cases at the horizon, each kind from its own columns of the log; side work counts as it stands."""
    return run.balance[0]


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
    times = run.balance[1]
    if times.by_heads != times.by_times:
        raise RunFault(
            f"Little's law fails along the path: {times.by_heads} case-minutes in the system by counting heads,"
            f" {times.by_times} by adding times"
        )
    if times.gaps:
        raise RunFault(
            f"the visits of {times.gaps} cases do not fill their time in the system; the first is case {times.case}:"
            f" {times.visited} minutes of visits, {times.within} minutes in the system"
        )
    check_stages(run)
    _check_workers(run)


def _check_workers(run: Trace) -> None:
    log, names = run.log, run.workforce.names
    other, one, backwards, wrong, held = run.work_done.faults.tolist()
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
