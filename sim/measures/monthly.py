"""The monthly series: list sizes at the end of the month, utilisation, received, closed, completed."""

from sim.measures.completions import monthly_flows
from sim.measures.lists import monthly_list_records
from sim.measures.record import Records
from sim.measures.trace import Trace
from sim.measures.utilisation import monthly_utilisation


def monthly_records(run: Trace) -> Records:
    """One record a month of every series; ``period`` is the month, such as 2014-04."""
    return Records.joined((monthly_list_records(run), monthly_utilisation(run), monthly_flows(run)))
