"""Every figure of a replication."""

from collections.abc import Callable

from sim.measures.caseloads import caseload_records
from sim.measures.completions import flow_records
from sim.measures.contacts import contact_records
from sim.measures.identities import balance_records
from sim.measures.lists import list_records, monthly_list_records
from sim.measures.money import staff_records
from sim.measures.monthly import monthly_records
from sim.measures.national import national_records
from sim.measures.record import Records
from sim.measures.step_waits import step_wait_records
from sim.measures.support import support_records
from sim.measures.targets import target_records
from sim.measures.trace import Trace
from sim.measures.utilisation import yearly_utilisation
from sim.measures.waits import wait_records

_IN_ORDER = (
    wait_records,
    target_records,
    step_wait_records,
    list_records,
    yearly_utilisation,
    caseload_records,
    flow_records,
    contact_records,
    support_records,
    national_records,
    staff_records,
    balance_records,
    monthly_records,
)

_OF_PROMISES = (target_records, list_records, monthly_list_records, balance_records)


def measure_run(run: Trace) -> Records:
    """Measure one replication: waits, targets, lists, staff, flows, costs, people in support, the monthly series.

    No value is NaN or infinite: a figure that does not exist (the mean of no cases) has no record.
    """
    return _measured(run, _IN_ORDER)


def measure_promises(run: Trace) -> Records:
    """The same figures of a replication, but only those that promises are judged by: targets, lists, the balance."""
    return _measured(run, _OF_PROMISES)


def _measured(run: Trace, parts: tuple[Callable[[Trace], Records], ...]) -> Records:
    if not len(run.years):
        return balance_records(run)
    return Records.joined(figures(run) for figures in parts)
