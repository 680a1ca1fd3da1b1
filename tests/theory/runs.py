"""The worlds of this folder, drawn and run by the public path: load, draw, simulate."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from policy import Figures, Sample
from recursion import starts

from sim.demand import Demand, draw_demand
from sim.engine import simulate
from sim.eventlog.log import EventLog
from sim.scenario import Service, load_service
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce import draw_workforce

WORLDS = Path(__file__).parent / "worlds"
SEED = 1917
COOL_DOWN = 60 * MINUTES_PER_DAY
"""Whoever comes later than this before the horizon is not measured: they may still be waiting."""

Ints = np.ndarray
Measure = Callable[[Service, Demand, Ints], Figures]
"""Figures of a replication from the minute at which each person's work starts."""


def world(name: str) -> Service:
    """One of the worlds of this folder."""
    return load_service(WORLDS / f"{name}.toml")


def drawn(service: Service, replication: int) -> Demand:
    """The people of a replication."""
    return draw_demand(service, seed=SEED, replication=replication)


def run(service: Service, demand: Demand, replication: int) -> EventLog:
    """The engine's log of a replication."""
    return simulate(service, demand, draw_workforce(service, seed=SEED, replication=replication))


def of_one_list(name: str, measure: Measure, *, engine: int) -> Sample:
    """Figures of a world in which each person has one step, in one list or one list for each team.

    The engine serves the first ``engine`` replications, and must serve each person in the very
    minute in which the recursion does. It is forty times as fast, so it serves the rest.
    """
    service = world(name)

    def sample(replications: Sequence[int]) -> list[Figures]:
        rows = []
        for replication in replications:
            demand = drawn(service, replication)
            start = by_recursion(service, demand)
            if replication < engine:
                start = _checked(run(service, demand, replication), start)
            rows.append(measure(service, demand, start))
        return rows

    return sample


def by_recursion(service: Service, demand: Demand) -> Ints:
    """The minute at which each person's one step starts, by the recursion. Shape [cases]."""
    base = service.base
    teams = [sum(posts.number for posts in team.posts.values()) for team in base.team.values()]
    pooled = len(teams) == 1 or base.rules.teams == "pooled"
    priority = np.array([base.priority[name].number for name in service.priorities])[demand.priority]
    start = np.empty(demand.cases, dtype=np.int64)
    for team, workers in [(-1, sum(teams))] if pooled else list(enumerate(teams)):
        here = np.flatnonzero((demand.team == team) | pooled)
        come = np.maximum(demand.begins[here], 0)
        start[here] = starts(workers, come, demand.effort[here], priority[here])
    return start


def measured(service: Service, demand: Demand) -> Ints:
    """Who comes after the warm-up and before the cool-down. Boolean, shape [cases]."""
    warm_up = float(service.base.clock.warm_up_days) * MINUTES_PER_DAY
    return (demand.received >= warm_up) & (demand.received < service.horizon - COOL_DOWN)


def _checked(log: EventLog, start: Ints) -> Ints:
    """The engine's starts; those after the horizon are the recursion's."""
    assert np.array_equal(log.case, np.arange(len(start))), "each person has one visit"
    assert np.array_equal(log.start, np.where(start < log.horizon, start, NEVER))
    return np.where(log.start < NEVER, log.start, start)
