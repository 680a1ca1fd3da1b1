"""A scenario in which two engines differ, made as small as can be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from twin_parts import until, with_absences, with_cases, with_rule, with_slots, with_slots_of, with_steps
from twin_scenarios import Scenario

from sim.demand.tables import NO_STEP, STAY, Demand, Ints
from sim.eventlog.log import EventLog
from sim.scenario.timeline import Service
from sim.units import NEVER
from sim.workforce.tables import Workforce

Engine = Callable[[Service, Demand, Workforce], EventLog]
Differs = Callable[[Scenario], bool]
Change = Callable[[Scenario], Scenario]


def logs(scenario: Scenario, one: Engine, other: Engine) -> tuple[EventLog, EventLog | Exception]:
    """What both engines make of a scenario; a fault of the second counts as what it makes."""
    given = scenario.service, scenario.demand, scenario.workforce
    first = one(*given)
    try:
        return first, other(*given)
    except Exception as fault:
        return first, fault


def differ(scenario: Scenario, one: Engine, other: Engine) -> bool:
    """Whether two engines differ in anything; not in what the first cannot do at all, which is no scenario."""
    try:
        first, second = logs(scenario, one, other)
    except Exception:
        return False
    return isinstance(second, Exception) or not first.same_as(second)


def shrunk(scenario: Scenario, differs: Differs) -> Scenario:
    """The scenario without all that the difference does not need: nothing that is tried can be left out any more."""
    size = None
    while size != (size := _size(scenario)):
        scenario = _ends_early(scenario, differs)
        for change in _simpler(scenario):
            scenario = _if_still(scenario, change, differs)
        scenario = _without_any(scenario, scenario.demand.cases, with_cases, differs)
        scenario = _begin_later(scenario, differs)
        scenario = _without_any(scenario, scenario.workforce.workers, with_slots_of, differs)
        scenario = _without_any(scenario, len(scenario.workforce.opening), with_slots, differs)
        scenario = _without_any(scenario, len(scenario.workforce.absence_from), with_absences, differs)
        for change in (*_plainer_columns(scenario), *_plainer_steps(scenario)):
            scenario = _if_still(scenario, change, differs)
    return scenario


def _size(scenario: Scenario) -> tuple[int, ...]:
    demand, workforce = scenario.demand, scenario.workforce
    changes = len([*_simpler(scenario), *_plainer_columns(scenario), *_plainer_steps(scenario)])
    return (
        scenario.service.horizon,
        demand.cases,
        demand.steps,
        len(workforce.opening),
        len(workforce.absence_from),
        changes,
    )


def _if_still(scenario: Scenario, change: Change, differs: Differs) -> Scenario:
    changed = change(scenario)
    return changed if differs(changed) else scenario


def _without_any(
    scenario: Scenario, items: int, keep: Callable[[Scenario, Ints], Scenario], differs: Differs
) -> Scenario:
    """Leave out as many of some items as can be, first by large parts, then one by one (delta debugging)."""
    kept = np.arange(items, dtype=np.int64)
    part = len(kept)
    while part:
        at = 0
        while at < len(kept):
            fewer = np.delete(kept, slice(at, at + part))
            if differs(keep(scenario, fewer)):
                kept = fewer
            else:
                at += part
        part //= 2
    return keep(scenario, kept) if len(kept) < items else scenario


def _begin_later(scenario: Scenario, differs: Differs) -> Scenario:
    """Let cases begin at a later step of their path, where the difference stays."""
    for case in range(scenario.demand.cases):
        while case < scenario.demand.cases:
            demand = scenario.demand
            first = int(demand.first[case])
            if demand.onward[first] != first + 1:
                break
            steps = np.ones(demand.steps, dtype=np.bool_)
            steps[first] = False
            later = with_steps(scenario, np.arange(demand.cases), steps)
            if not differs(later):
                break
            scenario = later
    return scenario


def _ends_early(scenario: Scenario, differs: Differs) -> Scenario:
    """The least horizon at which the engines differ, as far as halving finds it."""
    low, high = 0, scenario.service.horizon
    while high - low > 1:
        middle = (low + high) // 2
        if differs(until(scenario, middle)):
            high = middle
        else:
            low = middle
    return until(scenario, high)


def _simpler(scenario: Scenario) -> Iterator[Change]:
    """Rules that may turn out not to matter."""
    rules = scenario.service.base.rules
    zero = type(rules.reread_hours)(value=0.0)
    plain: dict[str, Any] = {
        "dispatch": "held_first", "queue_order": "priority", "teams": "separate", "pooled_teams": (),
        "place_limits": True, "handback": False, "leaving_notice_days": zero, "reread_hours": zero,
    }  # fmt: skip
    for name, value in plain.items():
        if getattr(rules, name) != value:
            yield partial(with_rule, name=name, value=value)


PLAIN_DEMAND = {
    "ends": NEVER, "patience": NEVER, "expiry": STAY, "reroute": NO_STEP, "step_patience": NEVER, "step_expiry": STAY,
    "joins": -1, "deferrals": 0, "second_list": -1, "second_effort": 0, "awaits": -1, "gap": 0,
    "holder_list": -1, "client_tenure": NEVER // 4, "priority": 0, "delay": 0,
}  # fmt: skip
PLAIN_WORKFORCE = {"places": -1, "slice_minutes": 0, "employed_to": NEVER, "employed_from": 0}
TOGETHER = (("patience", "expiry", "reroute"), ("step_patience", "step_expiry"), ("second_list", "second_effort"))


def _plainer_columns(scenario: Scenario) -> Iterator[Change]:
    """Columns that may turn out not to matter, whole; those that belong together at once."""
    joined = {name for names in TOGETHER for name in names}
    for names in (*TOGETHER, *((name,) for name in PLAIN_DEMAND if name not in joined)):
        if any((getattr(scenario.demand, name) != PLAIN_DEMAND[name]).any() for name in names):
            yield partial(_plain_demand, names=names)
    for name, value in PLAIN_WORKFORCE.items():
        if (getattr(scenario.workforce, name) != value).any():
            yield partial(_plain_workforce, name=name)


def _plain_demand(scenario: Scenario, *, names: Sequence[str]) -> Scenario:
    columns = {name: np.full_like(getattr(scenario.demand, name), PLAIN_DEMAND[name]) for name in names}
    return replace(scenario, demand=replace(scenario.demand, **columns))


def _plain_workforce(scenario: Scenario, *, name: str) -> Scenario:
    column = np.full_like(getattr(scenario.workforce, name), PLAIN_WORKFORCE[name])
    return replace(scenario, workforce=replace(scenario.workforce, **{name: column}))


def _plainer_steps(scenario: Scenario) -> Iterator[Change]:
    """Cases that end sooner, a step at a time, from the last."""
    for step in np.flatnonzero(scenario.demand.onward >= 0)[::-1].tolist():
        yield partial(_closes_after, step=step)


def _closes_after(scenario: Scenario, *, step: int) -> Scenario:
    """What cannot be reached any more stays in the tables, where nobody comes."""
    onward = scenario.demand.onward.copy()
    onward[step] = NO_STEP
    return replace(scenario, demand=replace(scenario.demand, onward=onward))
