"""Every figure of a replication."""

from sim.demand.tables import Demand
from sim.eventlog.log import EventLog
from sim.measures.caseloads import caseload_records
from sim.measures.completions import flow_records
from sim.measures.contacts import contact_records
from sim.measures.identities import balance_records
from sim.measures.lists import all_lists, list_records
from sim.measures.money import staff_records
from sim.measures.monthly import monthly_records
from sim.measures.national import national_records
from sim.measures.record import Record
from sim.measures.step_waits import step_wait_records
from sim.measures.support import support_records
from sim.measures.targets import target_records
from sim.measures.trace import Trace
from sim.measures.utilisation import year_utilisation_records
from sim.measures.waits import wait_records
from sim.scenario.timeline import Service
from sim.workforce.tables import Workforce


def measure_replication(service: Service, demand: Demand, workforce: Workforce, log: EventLog) -> list[Record]:
    """Measure one replication: waits, targets, lists, staff, flows, costs, people in support, the monthly series.

    No value is NaN or infinite: a figure that does not exist (the mean of no cases) has no record.
    """
    run = Trace(service, demand, workforce, log)
    if not len(run.years):
        return balance_records(run)
    lists = all_lists(run)
    return [
        *wait_records(run),
        *target_records(run),
        *step_wait_records(run),
        *list_records(run, lists, monthly=False),
        *year_utilisation_records(run),
        *caseload_records(run),
        *flow_records(run),
        *contact_records(run),
        *support_records(run),
        *national_records(run),
        *staff_records(run),
        *balance_records(run),
        *monthly_records(run, lists),
    ]
