"""A scenario without some of its parts."""

from dataclasses import fields, replace

import numpy as np
from twin_scenarios import Scenario

from sim.demand.tables import Bools, Demand, Ints
from sim.units import NEVER

OF_STEPS = (
    "activity", "onward", "otherwise", "fork", "skill_list", "team", "effort", "delay", "deferrals", "second_list",
    "second_effort", "awaits", "step_patience", "step_expiry", "joins",
)  # fmt: skip
OF_CLIENTS = ("client_kind", "client_here", "client_tenure")
TO_STEPS = ("onward", "otherwise", "fork", "after_step", "reroute")
TO_CASES = ("after", "awaits")
"""Columns of steps and of clients, and those that hold positions of steps and of cases."""


def with_cases(scenario: Scenario, kept: Ints) -> Scenario:
    """Some cases only, and of those that others bring about none whose cause is missing."""
    return with_steps(scenario, kept, np.ones(scenario.demand.steps, dtype=np.bool_))


def with_steps(scenario: Scenario, kept: Ints, steps: Bools) -> Scenario:
    """The same, with some of their steps only; what begins beside a step that is not kept goes as well."""
    demand = scenario.demand
    here = np.zeros(demand.cases, dtype=np.bool_)
    here[kept] = True
    while True:
        cause = here[demand.after] & ((demand.after_step < 0) | steps[demand.after_step])
        orphans = here & (demand.after >= 0) & ~cause
        if not orphans.any():
            return replace(scenario, demand=_kept(demand, here, steps))
        here &= ~orphans


def with_slots(scenario: Scenario, kept: Ints) -> Scenario:
    """Some slots of the workers only."""
    workforce = scenario.workforce
    owner = np.repeat(np.arange(workforce.workers), np.diff(workforce.first_slot))
    counts = np.bincount(owner[kept], minlength=workforce.workers)
    columns = {name: getattr(workforce, name)[kept] for name in ("opening", "closing", "minutes", "blocks")}
    first = np.concatenate(([0], np.cumsum(counts)))
    return replace(scenario, workforce=replace(workforce, first_slot=first, **columns))


def with_slots_of(scenario: Scenario, kept: Ints) -> Scenario:
    """Some workers at work only; the others keep their number and never come, nor go."""
    workforce = scenario.workforce
    owner = np.repeat(np.arange(workforce.workers), np.diff(workforce.first_slot))
    here = np.isin(np.arange(workforce.workers), kept)
    mine = np.isin(workforce.absence_worker, kept)
    fewer = with_absences(with_slots(scenario, np.flatnonzero(here[owner])), np.flatnonzero(mine))
    stays = np.where(here, workforce.employed_to, NEVER)
    return replace(fewer, workforce=replace(fewer.workforce, employed_to=stays))


def with_absences(scenario: Scenario, kept: Ints) -> Scenario:
    """Some absences of the workers only."""
    workforce = scenario.workforce
    names = ("absence_worker", "absence_from", "absence_to")
    return replace(scenario, workforce=replace(workforce, **{name: getattr(workforce, name)[kept] for name in names}))


def until(scenario: Scenario, horizon: int) -> Scenario:
    """The scenario up to another end."""
    return replace(scenario, service=replace(scenario.service, horizon=horizon))


def with_rule(scenario: Scenario, *, name: str, value: object) -> Scenario:
    """The scenario with a rule of the service set."""
    epochs = scenario.service.epochs
    rules = epochs[0].scenario.rules.model_copy(update={name: value})
    first = replace(epochs[0], scenario=epochs[0].scenario.model_copy(update={"rules": rules}))
    return replace(scenario, service=replace(scenario.service, epochs=(first, *epochs[1:])))


def _kept(demand: Demand, cases: Bools, steps: Bools) -> Demand:
    """Some cases with some of their steps, all positions told anew; a position of what is left out becomes -1."""
    steps = steps & np.repeat(cases, np.diff(demand.first))
    first = np.concatenate(([0], np.cumsum(steps)))[demand.first]
    columns: dict[str, Ints] = {"first": np.append(first[:-1][cases], first[-1])}
    for name in (item.name for item in fields(Demand) if item.name != "first" and item.name not in OF_CLIENTS):
        column = getattr(demand, name)
        if name in TO_STEPS:
            column = _told_anew(column, steps)
        elif name in TO_CASES:
            column = _told_anew(column, cases)
        columns[name] = column[steps if name in OF_STEPS else cases]
    return replace(demand, **columns)


def _told_anew(positions: Ints, kept: Bools) -> Ints:
    place = np.where(kept, np.cumsum(kept) - 1, -1)
    return np.append(place, -1)[positions]
