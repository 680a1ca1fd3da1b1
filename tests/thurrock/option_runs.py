"""One replication of an option in force from the first day, and what happened at its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from option_worlds import in_force

from sim.demand.tables import Demand
from sim.engine import simulate
from sim.eventlog.log import FINISHED, FULL, EventLog
from sim.scenario import Service
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce.tables import Workforce
from worlds import draw


@dataclass(frozen=True, slots=True)
class Made:
    """A run."""

    service: Service
    demand: Demand
    workforce: Workforce
    log: EventLog

    def at(self, activity: str) -> NDArray[np.bool_]:
        """Which visits are to an activity."""
        steps = self.demand.activity[self.demand.first[self.log.case] + self.log.step]
        found: NDArray[np.bool_] = steps == self.service.activities.index(activity)
        return found

    def asked(self, activity: str) -> tuple[int, int]:
        """How many asked for a place there, and how many in vain."""
        there = self.at(activity)
        return int(there.sum()), int((there & (self.log.status == FULL)).sum())

    def done(self, activity: str) -> int:
        """Visits finished there."""
        return int((self.at(activity) & (self.log.status == FINISHED)).sum())

    def cases(self, activity: str) -> int:
        """Cases that came there."""
        return len(np.unique(self.log.case[self.at(activity)]))

    def waiting_days(self, activity: str) -> float:
        """Mean days from ready to start, to the end of the run for those who wait still."""
        there = self.at(activity)
        start = np.minimum(self.log.start[there], self.log.horizon)
        return float((start - self.log.ready[there]).mean() / MINUTES_PER_DAY)

    def staff(self, team: str, *roles: str) -> NDArray[np.int64]:
        """Workers of some roles in a team."""
        numbers = [self.service.roles.index(role) for role in roles]
        mine = np.isin(self.workforce.role, numbers) & (self.workforce.team == self.service.teams.index(team))
        return np.flatnonzero(mine)

    def hours_worked(self, workers: NDArray[np.int64]) -> float:
        return float(self.log.minutes[np.isin(self.log.worker, workers)].sum() / 60)

    def hours_there(self, workers: NDArray[np.int64]) -> float:
        """Hours of casework that they have beside blocks."""
        owner = np.repeat(np.arange(self.workforce.workers), np.diff(self.workforce.first_slot))
        mine = np.isin(owner, workers) & (self.workforce.opening < self.log.horizon)
        return float(self.workforce.minutes[mine].sum() / 60)

    def held_at_most(self, role: str) -> int:
        """The most cases that workers of a role held at one moment, day one's left out."""
        workers = np.flatnonzero(self.workforce.role == self.service.roles.index(role))
        mine = np.isin(self.log.allocated_to, workers)
        begun, ended = np.sort(self.log.allocated[mine]), np.sort(self.log.released[mine])
        moments = begun[(begun > 0) & (begun < NEVER)]
        return int(max(np.searchsorted(begun, moments, "right") - np.searchsorted(ended, moments, "right"), default=0))


def run(*names: str, years: float = 0.22, more: Mapping[str, Any] | None = None) -> Made:
    """A replication of the baseline with options from the first day on, and further settings."""
    service = in_force(*names, years=years, more=more)
    demand, workforce = draw(service)
    return Made(service, demand, workforce, simulate(service, demand, workforce))
