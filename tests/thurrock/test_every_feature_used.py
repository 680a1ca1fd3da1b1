"""Every setting that a config may hold is used by a shipped config of Thurrock: none is there for nothing."""

import typing
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from sim.scenario import Service, load_service
from sim.scenario.experiments import load_experiment
from sim.scenario.pathway import Rules
from sim.scenario.service import Scenario
from sim.scenario.table import Table
from sim.scenario.values import PARAMETERS, Distribution

ROOT = Path(__file__).parents[2]
SHIPPED = [
    *sorted((ROOT / "configs").glob("thurrock-2014*.toml")),
    *sorted((ROOT / "configs" / "options").glob("*.toml")),
]
WAITS = ROOT / "experiments" / "where-the-waits-come-from.toml"

UNUSED = {
    "Stream.every_hours": "a fixed interval between people is for worlds with a known answer",
    "Stock.csv": "a file of cases is a council's own; none is published",
    "DayOne.waiting_cases": "the rows of such a file",
    "DayOne.open_cases": "the rows of such a file",
    "StockCase.work_type": "a column of such a file",
    "StockCase.stream": "a column of such a file",
    "StockCase.activity": "a column of such a file",
    "StockCase.days_since_contact": "a column of such a file",
    "StockCase.days_in_activity": "a column of such a file",
    "StockCase.team": "a column of such a file",
    "StockCase.role": "a column of such a file",
    "StockCase.priority": "a column of such a file",
}
"""Settings that no config of Thurrock can use, and why."""


def inside(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, in whatever they are wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from inside(part)


def models(model: type[BaseModel], known: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """A model and all that its settings may hold."""
    if model not in known:
        known.add(model)
        for info in model.model_fields.values():
            for held in inside(info.annotation):
                models(held, known)
    return known


def settings() -> set[str]:
    return {f"{model.__name__}.{name}" for model in models(Scenario, set()) for name in model.model_fields}


def given(value: object) -> Iterator[BaseModel]:
    """Every model of a loaded scenario."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from given(getattr(value, name))
    elif isinstance(value, Table):
        for item in value.values():
            yield from given(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from given(item)


def used(services: Iterable[Service]) -> list[BaseModel]:
    return [model for service in services for epoch in service.epochs for model in given(epoch.scenario)]


@pytest.fixture(scope="module")
def shipped() -> list[BaseModel]:
    return used(map(load_service, SHIPPED))


def written(found: list[BaseModel]) -> set[str]:
    return {f"{type(model).__name__}.{name}" for model in found for name in model.model_fields_set}


def test_the_walk_knows_the_settings_of_every_part() -> None:
    known = settings()
    assert {"Joint.effort_hours", "Batch.every_year", "Clients.join_share", "Quantity.low", "Posts.warrants"} <= known
    assert len(known) > 200


def test_every_setting_is_used_by_a_shipped_config(shipped: list[BaseModel]) -> None:
    # A switch of the rules is used where it is turned: most in the experiment that takes the waits apart.
    taken_apart = used(design.service for design in load_experiment(WAITS).designs)
    switches = {name for name in written(taken_apart) if name.startswith(f"{Rules.__name__}.")}
    assert sorted(settings() - written(shipped) - switches - set(UNUSED)) == []


def test_nothing_is_excused_that_is_used_after_all(shipped: list[BaseModel]) -> None:
    assert set(UNUSED) <= settings()
    # A stock without a file holds no rows, but the loader sets the two fields for them.
    assert sorted(set(UNUSED) & written(shipped)) == []


def test_every_family_of_distributions_is_used(shipped: list[BaseModel]) -> None:
    assert {model.distribution for model in shipped if isinstance(model, Distribution)} == set(PARAMETERS)
