"""The monthly series: list sizes at the end of the month, utilisation, received, closed, completed."""

from sim.measures.completions import monthly_flows
from sim.measures.lists import list_records
from sim.measures.record import Record
from sim.measures.spans import Spans
from sim.measures.trace import Trace
from sim.measures.utilisation import utilisation_records


def monthly_records(run: Trace, lists: dict[str, Spans]) -> list[Record]:
    """One record a month of every series; ``period`` is the month, such as 2014-04."""
    return [
        *list_records(run, lists, monthly=True),
        *utilisation_records(run, run.months, hours=False),
        *monthly_flows(run),
    ]
