"""Samples of the worlds of verification: by the engine, and by a recursion that is much faster."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial

import numpy as np
from policy import Figures, Sample
from recursion import starts

from sim.demand import Demand
from sim.eventlog.log import FORMS, EventLog
from sim.experiment.verification.oracle import Oracle
from sim.experiment.verification.running import Ints, Play, play, world
from sim.scenario import Service
from sim.units import NEVER

SEED = 1917
Read = Callable[..., Figures]


def by_engine(oracle: Oracle) -> Sample:
    """Figures of an oracle's worlds, for as long as they last, as the engine has them."""

    def sample(replications: Sequence[int]) -> list[Figures]:
        return [
            oracle.read(*(play(world(name), seed=SEED, replication=number) for name in oracle.worlds))
            for number in replications
        ]

    return sample


def of_one_list(worlds: Sequence[str], read: Read, *, engine: int) -> Sample:
    """Figures of worlds in which each person has one step, in one list or one list for each team.

    The engine serves the first ``engine`` replications, and must serve each person in the very
    minute in which the recursion does. It is forty times as fast, so it serves the rest.
    """

    def sample(replications: Sequence[int]) -> list[Figures]:
        rows = []
        for number in replications:
            plays = [play(world(name), seed=SEED, replication=number) for name in worlds]
            rows.append(read(*(by_recursion(each, checked=number < engine) for each in plays)))
        return rows

    return sample


def by_recursion(simulated: Play, *, checked: bool) -> Play:
    """The same replication, with the recursion's account of it."""
    start = starts_of(simulated.service, simulated.demand)
    if checked:
        log = simulated.log
        assert np.array_equal(log.case, np.arange(len(start))), "each person has one visit"
        assert np.array_equal(log.start, np.where(start < log.horizon, start, NEVER))
    tell = partial(_told, simulated, start)
    return Play(simulated.service, simulated.demand, tell)


def starts_of(service: Service, demand: Demand) -> Ints:
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


def _told(simulated: Play, start: Ints) -> tuple[None, EventLog]:
    """A log of one visit a person; those who start after the horizon have their start all the same."""
    demand = simulated.demand
    nothing = np.zeros(0, dtype=np.int64)
    columns = {item.name: nothing for item in fields(EventLog)} | {
        "case": np.arange(demand.cases, dtype=FORMS["case"]),
        "step": np.zeros(demand.cases, dtype=FORMS["step"]),
        "ready": demand.begins,
        "start": start,
        "finish": start + demand.effort,
        "horizon": simulated.service.horizon,
    }
    return None, EventLog(**columns)
