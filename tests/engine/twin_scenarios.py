"""Scenarios for two engines: random services, their tables drawn, and some of their clocks made to strike together."""

import random
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from random_services import random_service
from sim.demand.tables import Demand, Ints
from sim.engine import simulate
from sim.eventlog.log import FINISHED, EventLog
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, NEVER
from sim.workforce.tables import Workforce
from worlds import draw, leaves, load

ENGINE, TWIN = (partial(simulate, engine=name) for name in ("simpy", "compiled"))
"""The reference, and the engine that must do the same."""

FIRST_SEED = 10_000
"""Other tests use the services before."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What an engine is given."""

    seed: int
    service: Service
    demand: Demand
    workforce: Workforce


@dataclass(frozen=True, slots=True)
class Made:
    """A scenario and what became of it."""

    service: Service
    demand: Demand
    workforce: Workforce
    log: EventLog


def scenario(seed: int, folder: Path) -> Scenario:
    """The scenario of a seed; its config is written to a folder."""
    service = load(folder, random_service(seed), f"{seed}.toml")
    demand, workforce = draw(service, seed=seed)
    chance = random.Random(f"{seed} clocks")
    grid = chance.choice((1, MINUTES_PER_HOUR, MINUTES_PER_DAY, MINUTES_PER_DAY))
    made = Scenario(seed, service, _on_a_grid(demand, grid), _some_leave_in_the_day(workforce, chance))
    return _one_leaves_as_work_ends(made, chance) if chance.random() < 0.4 else made


def _on_a_grid(demand: Demand, grid: int) -> Demand:
    """Lives, time in support and patience in whole hours or days, so that they end when other things happen."""
    if grid == 1:
        return demand
    names = ("ends", "client_tenure", "patience", "step_patience")
    return replace(demand, **{name: _rounded(getattr(demand, name), grid) for name in names})


def _rounded(minutes: Ints, grid: int) -> Ints:
    short = np.minimum(minutes, NEVER // 2)
    return np.where(minutes < NEVER, np.maximum(grid, (short + grid // 2) // grid * grid), NEVER)


def _some_leave_in_the_day(workforce: Workforce, chance: random.Random) -> Workforce:
    """Some workers go for good in the middle of a day, on the hour or half past, where work is likely to end."""
    for _ in range(chance.choice((0, 1, 3, 6))):
        worker = chance.randrange(workforce.workers)
        mine = slice(int(workforce.first_slot[worker]), int(workforce.first_slot[worker + 1]))
        if workforce.employed_to[worker] == NEVER and mine.stop > mine.start:
            slot = chance.randrange(mine.start, mine.stop)
            at = int(workforce.opening[slot]) + chance.choice((30, 60, 120, 180))
            workforce = _gone_from(workforce, worker, at)
    return workforce


def _one_leaves_as_work_ends(made: Scenario, chance: random.Random) -> Scenario:
    """A worker goes for good in the very minute in which work of theirs would end, as far as that can be foreseen."""
    log, workforce = ENGINE(made.service, made.demand, made.workforce), made.workforce
    stays = workforce.employed_to[log.worker] == NEVER
    ends = np.flatnonzero((log.worker >= 0) & (log.status == FINISHED) & stays)
    if not len(ends):
        return made
    visit = chance.choice(ends.tolist())
    return replace(made, workforce=_gone_from(workforce, int(log.worker[visit]), int(log.finish[visit])))


def _gone_from(workforce: Workforce, worker: int, at: int) -> Workforce:
    workforce = leaves(workforce, workforce.names[worker], at)
    return _without_absences_from(workforce, worker, at)


def _without_absences_from(workforce: Workforce, worker: int, at: int) -> Workforce:
    kept = (workforce.absence_worker != worker) | (workforce.absence_from < at)
    names = ("absence_worker", "absence_from", "absence_to")
    return replace(workforce, **{name: getattr(workforce, name)[kept] for name in names})
