"""The worlds of verification, loaded, drawn and run by the public path; one run of one world, whole."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from sim.demand import Demand, draw_demand
from sim.engine import AUTO, ENGINES, simulate, why_not_compiled
from sim.errors import RunFault
from sim.eventlog.log import EventLog
from sim.scenario import Service
from sim.scenario.load import service_of
from sim.scenario.read import extend, read_scenario
from sim.units import MINUTES_PER_DAY
from sim.workforce import draw_workforce
from sim.workforce.tables import Workforce

WORLDS = files("sim.experiment.verification") / "worlds"
"""The folder of worlds: ordinary configs."""

COOL_DOWN = 60 * MINUTES_PER_DAY
"""Whoever comes later than this before the horizon is not measured: they may still be waiting."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Play:
    """One replication of a world: its people, and what became of them when somebody asks."""

    service: Service
    demand: Demand
    simulated: Callable[[], tuple[Workforce, EventLog]]

    @cached_property
    def workforce(self) -> Workforce:
        """The workers."""
        return self._run[0]

    @cached_property
    def log(self) -> EventLog:
        """What happened."""
        return self._run[1]

    @cached_property
    def _run(self) -> tuple[Workforce, EventLog]:
        return self.simulated()

    @property
    def warm_up(self) -> int:
        """First minute that is measured."""
        return round(float(self.service.base.clock.warm_up_days) * MINUTES_PER_DAY)

    @property
    def measured(self) -> Bools:
        """Who comes after the warm-up and before the cool-down. Shape [cases]."""
        received = self.demand.received
        return (received >= self.warm_up) & (received < self.service.horizon - COOL_DOWN)

    def at(self, activity: str) -> Bools:
        """Which visits are to an activity. Shape [visits]."""
        number = self.service.activities.index(activity)
        here: Bools = self.demand.activity[self.demand.first[self.log.case] + self.log.step] == number
        return here


@cache
def world(name: str, years: float | None = None) -> Service:
    """The world of that name; for ``years`` in place of its own, if given."""
    with as_file(WORLDS) as folder:
        reading = read_scenario(folder / f"{name}.toml")
        if years is not None:
            reading = replace(reading, raw=extend(reading.raw, {"clock": {"years": years}}))
        return service_of(reading)


def play(service: Service, *, seed: int, replication: int) -> Play:
    """One replication of a world; the engine runs when the log is asked for."""
    demand = draw_demand(service, seed=seed, replication=replication)

    def simulated() -> tuple[Workforce, EventLog]:
        workforce = draw_workforce(service, seed=seed, replication=replication)
        logs = [simulate(service, demand, workforce, engine=engine) for engine in _engines_for(replication)]
        if not all(log.same_as(logs[0]) for log in logs):
            raise RunFault(f"{service.name}, replication {replication}: the engines differ.")
        return workforce, logs[0]

    return Play(service, demand, simulated)


def _engines_for(replication: int) -> tuple[str, ...]:
    """The first replication is run by every engine that there is here, and their logs must be equal."""
    return ENGINES if replication == 0 and not why_not_compiled() else (AUTO,)
