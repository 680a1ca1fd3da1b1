"""Nothing of a loaded service can be altered, and a service travels between processes."""

import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from small import SMALL, write

from sim.scenario import Service, load_service

CHANGE = '[[change]]\nfrom = 2015-04-01\nset = { "activity.visit.by" = [{ share = 1, who = ["nurse"] }] }\n'


@pytest.fixture(scope="module", params=["small", "thurrock-2014"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Service:
    if request.param == "small":
        return load_service(write(tmp_path_factory.mktemp("small"), SMALL + CHANGE))
    return load_service(request.param)


def parts(of: object) -> Iterator[object]:
    """Everything inside a service, models, tables, tuples and values alike."""
    yield of
    inner: Iterator[Any] = iter(())
    if isinstance(of, BaseModel):
        inner = iter([getattr(of, name) for name in type(of).model_fields])
    elif isinstance(of, Mapping):
        inner = iter([*of.keys(), *of.values()])
    elif isinstance(of, tuple):
        inner = iter(of)
    elif hasattr(of, "__dataclass_fields__"):
        inner = iter([getattr(of, name) for name in of.__dataclass_fields__])
    for item in inner:
        yield from parts(item)


def test_no_part_of_a_service_is_a_list_a_set_or_a_dict(service: Service) -> None:
    found = [type(part) for part in parts(service) if isinstance(part, list | set | dict | bytearray)]
    assert found == []
    assert sum(1 for _ in parts(service)) > 200


def test_no_model_takes_a_new_value(service: Service) -> None:
    for part in parts(service):
        if isinstance(part, BaseModel):
            name = next(iter(type(part).model_fields))
            with pytest.raises(ValidationError):
                setattr(part, name, None)


def test_no_table_takes_or_loses_an_entry(service: Service) -> None:
    for part in parts(service):
        if isinstance(part, Mapping):
            with pytest.raises(TypeError):
                part["new"] = 1  # type: ignore[index]
            with pytest.raises(AttributeError):
                part._items = {}  # type: ignore[attr-defined]
            with pytest.raises(AttributeError):
                del part._items  # type: ignore[attr-defined]


def test_a_service_and_its_epochs_take_no_new_value(service: Service) -> None:
    for part in (service, *service.epochs, *service.lists):
        with pytest.raises(AttributeError):
            setattr(part, next(iter(part.__dataclass_fields__)), None)


def test_a_service_comes_out_of_a_pickle_as_it_went_in(service: Service) -> None:
    again = pickle.loads(pickle.dumps(service))
    assert again == service
    assert again.year_starts == service.year_starts


def test_loading_twice_gives_equal_services(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL + CHANGE)
    assert load_service(file) == load_service(file)
