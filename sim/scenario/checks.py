"""What must hold between the parts of a scenario: names that exist, routes that end, roles that are held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem
from sim.scenario import demand_checks, path_checks, staff_checks
from sim.scenario.limits import Found, clock_limits, size_limits, too_large
from sim.scenario.names import known, names_given
from sim.scenario.once import once_for_each
from sim.scenario.parts import TABLES
from sim.scenario.service import Scenario
from sim.scenario.staffing import Posts
from sim.scenario.table import Table
from sim.scenario.timeline import horizon_of
from sim.scenario.values import Evidence
from sim.units import MINUTES_PER_DAY


def cross_check(scenario: Scenario, file: str) -> list[Problem]:
    """Every problem between the parts of a scenario whose parts are valid by themselves."""
    numbers = _numbers_of(scenario)
    found = [
        *clock_limits(scenario),
        *(fault for part in numbers for fault in part.too_large),
        *size_limits(scenario),
        *_warm_up(scenario),
        *demand_checks.priorities(scenario),
        *demand_checks.streams(scenario),
        *demand_checks.clients(scenario),
        *names_given(scenario),
        *path_checks.routes(scenario),
        *staff_checks.workers(scenario),
        *staff_checks.teams(scenario),
        *staff_checks.pools(scenario),
        *staff_checks.dips(scenario),
        *demand_checks.day_one(scenario),
        *_reports(scenario),
        *_sources(scenario, numbers),
    ]
    if not any(rule.startswith("there is no") for _, rule, _, _ in found):
        found += path_checks.paths(scenario)
    return [Problem(file, *parts) for parts in dict.fromkeys(found)]


def _warm_up(scenario: Scenario) -> Iterator[Found]:
    if any(clock_limits(scenario)):
        return
    warm_up = scenario.clock.warm_up_days.value
    if warm_up * MINUTES_PER_DAY >= horizon_of(scenario):
        yield "clock.warm_up_days", "the warm-up must end before the run does", f"{warm_up:g}", ""


def _reports(scenario: Scenario) -> Iterator[Found]:
    for name, group in scenario.group.items():
        path = f"group.{name}"
        yield from known(f"{path}.streams", group.streams, scenario.demand, "stream")
        yield from known(f"{path}.work_types", group.work_types, scenario.work_type, "work type")
        yield from known(f"{path}.teams", group.teams, scenario.team, "team")
    for place, target in enumerate(scenario.target):
        path = f"target[{place}]"
        yield from known(f"{path}.priorities", target.priorities, scenario.priority, "priority")
        yield from known(f"{path}.streams", target.streams, scenario.demand, "stream")
        yield from known(f"{path}.work_types", target.work_types, scenario.work_type, "work type")
    for place, comparator in enumerate(scenario.comparator):
        path = f"comparator[{place}]"
        yield from known(f"{path}.group", [comparator.group] if comparator.group else (), scenario.group, "group")
        if (comparator.statistic == "within_days") != (comparator.days is not None):
            yield f"{path}.days", "days goes with the statistic within_days, and is needed there", "", ""


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What is found in the numbers of a part of a scenario, whatever the rest: faults, and sources by their places."""

    too_large: tuple[Found, ...]
    sources: tuple[tuple[str, str], ...]


def _numbers_of(scenario: Scenario) -> list[_Numbers]:
    found = []
    for name, value in _given(scenario):
        if name in TABLES:
            found += [_numbers_in(entry, f"{name}.{entry_name}") for entry_name, entry in value.items()]
        else:
            found.append(_judged(_evidence_at(name, value)))
    return found


@once_for_each
def _numbers_in(entry: BaseModel, path: str) -> _Numbers:
    """Of an entry of a table, found once for all scenarios that share it."""
    return _judged(evidence_in(entry, path))


def _judged(numbers: Sequence[tuple[str, Evidence | Posts]]) -> _Numbers:
    sources = ((f"{path}.source", item.source) for path, item in numbers if item.source)
    return _Numbers(tuple(too_large(numbers)), tuple(sources))


def _sources(scenario: Scenario, numbers: list[_Numbers]) -> Iterator[Found]:
    for path, source in (given for part in numbers for given in part.sources):
        yield from known(path, [source], scenario.source, "source")


def evidence_in(model: BaseModel | Table[Any], path: str = "") -> list[tuple[str, Evidence | Posts]]:
    """Every number given in a scenario (not defaults) that carries evidence, with its place in the file."""
    found: list[tuple[str, Evidence | Posts]] = []
    for name, value in _given(model):
        found += _evidence_at(f"{path}.{name}" if path else name, value)
    return found


def _evidence_at(place: str, value: Any) -> list[tuple[str, Evidence | Posts]]:
    found: list[tuple[str, Evidence | Posts]] = []
    for number, item in enumerate(value) if isinstance(value, tuple) else ((None, value),):
        here = place if number is None else f"{place}[{number}]"
        kind = _kind(item.__class__)
        if kind is Evidence or kind is Posts:
            found.append((here, item))
        if kind is Posts:
            found += evidence_in(item.warrants, f"{here}.warrants")
        elif kind is BaseModel or kind is Table:
            found += evidence_in(item, here)
    return found


def _given(model: BaseModel | Table[Any]) -> Iterable[tuple[str, Any]]:
    if not isinstance(model, BaseModel):
        return model.items()
    given, values = model.model_fields_set, vars(model)
    return [(alias, values[name]) for alias, name in _settings(type(model)) if name in given]


@cache
def _settings(kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The settings of a table of the file, as they are written there and as we have them."""
    return tuple((info.alias or name, name) for name, info in kind.model_fields.items())


@cache
def _kind(own: type) -> type | None:
    """Of which kind the values of a type are: for models a slow question, and a scenario has thousands of values."""
    return next((kind for kind in (Evidence, Posts, BaseModel, Table) if issubclass(own, kind)), None)
