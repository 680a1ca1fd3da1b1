"""The definition of every figure; nothing here runs the service or draws a number."""

from typing import TYPE_CHECKING, Any

from sim.measures.identities import Balance, balance, check_run
from sim.measures.measuring import measure_run
from sim.measures.record import Record, Records
from sim.measures.registry import DAY_ONE, MEASURES, WHOLE_RUN, Measure, measure_named, within_name
from sim.measures.summary import Summary, summarise
from sim.measures.tables import cases_table, monthly_of, visits_table
from sim.measures.trace import Trace, reporting_role

if TYPE_CHECKING:
    from sim.measures.load import offered_load as offered_load

__all__ = [
    "DAY_ONE",
    "MEASURES",
    "WHOLE_RUN",
    "Balance",
    "Measure",
    "Record",
    "Records",
    "Summary",
    "Trace",
    "balance",
    "cases_table",
    "check_run",
    "measure_named",
    "measure_run",
    "monthly_of",
    "reporting_role",
    "summarise",
    "visits_table",
    "within_name",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "offered_load":
        from sim.measures.load import offered_load

        return offered_load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
