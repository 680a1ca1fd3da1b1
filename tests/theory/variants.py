"""The pathway of ``pathway.toml`` with a few settings changed, and what happened in it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.demand.tables import Demand
from sim.engine import simulate
from sim.eventlog.log import EventLog
from sim.experiment.verification.running import WORLDS
from sim.scenario import Service, load_service
from sim.workforce.tables import Workforce
from worlds import draw

Identity = tuple[str, int, int]
Visit = tuple[Identity, int, str, str, int, int, int, int, int]

ALWAYS = """
hours = "00:00-24:00"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
bank_holidays = true
contract_hours_per_week = 168
"""
"""Settings of a role that is always there."""


@dataclass(frozen=True)
class Run:
    """One replication, whole."""

    service: Service
    demand: Demand
    workforce: Workforce
    log: EventLog

    @property
    def activity(self) -> np.ndarray:
        """Activity of each visit, by number."""
        return self.demand.activity[self.demand.first[self.log.case] + self.log.step]

    def visits(self, *activities: str) -> list[Visit]:
        """Every visit to some activities: who, which step, where, by whom, when, how long, how it ended."""
        log, demand = self.log, self.demand
        numbers = [self.service.activities.index(name) for name in activities]
        rows: list[Visit] = []
        for visit in np.flatnonzero(np.isin(self.activity, numbers)).tolist():
            case = int(log.case[visit])
            worker = self.workforce.names[log.worker[visit]] if log.worker[visit] >= 0 else ""
            columns = (log.ready, log.start, log.finish, log.minutes, log.status)
            step, activity = int(log.step[visit]), self.service.activities[self.activity[visit]]
            who = identity(self.service, demand, case)
            rows.append((who, step, activity, worker, *(int(column[visit]) for column in columns)))
        return sorted(rows)


def identity(service: Service, demand: Demand, case: int) -> Identity:
    """Who a case is, whatever its place in the tables."""
    return service.streams[demand.stream[case]], int(demand.strip[case]), int(demand.number[case])


def variant(folder: Path, changes: str = "", *, of: str = "pathway") -> Service:
    """The pathway, with other settings on top."""
    file = folder / "variant.toml"
    file.write_text(
        f'title = "A variant"\nextends = "{Path(str(WORLDS / of)).as_posix()}.toml"\n{changes}', encoding="utf-8"
    )
    return load_service(file)


def run(service: Service, *, replication: int = 0) -> Run:
    """Draw and run one replication."""
    demand, workforce = draw(service, replication=replication)
    return Run(service, demand, workforce, simulate(service, demand, workforce))
