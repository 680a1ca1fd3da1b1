"""One replication: chance is drawn, the work moves, the log is checked and measured."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.measures import Record
    from sim.measures.tables import Table
    from sim.scenario import Service

TABLES_KEPT = 1
"""How many replications keep their cases and visits; the rest keep figures only."""


class Measured(StrEnum):
    """Which figures of a replication are measured."""

    ALL = "all"
    PROMISES = "promises"
    """Those of targets and lists alone: a search for posts needs no more."""


@dataclass(frozen=True, slots=True)
class Replication:
    """What one replication leaves behind.

    ``cases`` and ``visits`` are tables (equally long columns by name), empty from replication ``TABLES_KEPT``
    on, if not wanted, and where promises alone are measured. ``seconds`` is how long it took.
    """

    number: int
    records: "Sequence[Record]"
    cases: "Table"
    visits: "Table"
    seconds: float

    @property
    def monthly(self) -> "Table":
        """The records of months as a table."""
        from sim.measures import monthly_of

        return monthly_of(self.records)


def replicate(
    service: "Service",
    *,
    seed: int,
    replication: int,
    engine: str,
    tables: bool = True,
    measured: Measured = Measured.ALL,
) -> Replication:
    """Draw, simulate, check and measure one replication.

    Without ``tables`` not even the first replications keep their cases and visits. Whatever is ``measured``, all of
    the log is checked.

    Raises
    ------
    RunFault
        If the log breaks an identity that holds on every path (cases received are closed,
        open or waiting; minutes used fit the timetable).
    """
    # Loaded by processes that replicate; those that only keep and compare replications have no use for it.
    from sim.demand import shared_demand
    from sim.engine import simulate
    from sim.measures import Trace, cases_table, check_run, measure_run, visits_table
    from sim.measures.measuring import measure_promises
    from sim.workforce import draw_workforce

    begun = time.perf_counter()
    demand = shared_demand(service, seed=seed, replication=replication)
    workforce = draw_workforce(service, seed=seed, replication=replication)
    log = simulate(service, demand, workforce, engine=engine)
    run = Trace(service, demand, workforce, log)
    check_run(run)
    whole = measured is Measured.ALL
    keep = whole and tables and replication < TABLES_KEPT
    return Replication(
        number=replication,
        records=measure_run(run) if whole else measure_promises(run),
        cases=cases_table(run) if keep else {},
        visits=visits_table(run) if keep else {},
        seconds=time.perf_counter() - begun,
    )
