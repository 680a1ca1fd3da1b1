"""With and without Numba the demand tables are the same to the bit, and so are the numbers behind them."""

import hashlib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from people_world import draw, service_of

from random_services import random_service
from sim.chance import uniforms
from sim.chance.named import uniforms_at
from sim.compiled import available
from sim.demand import Demand
from sim.errors import RunFault
from sim.scenario import load_service
from sim.scenario.timeline import Service
from worlds import load

pytestmark = pytest.mark.skipif(not available(), reason="Numba is not installed")

LOOP = {"activity.front_door.next": "front_door", "clock.years": 0.1}


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], Any]:
    """What something gives where Numba is not installed."""

    def given(something: Callable[[], Any]) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr("sim.compiled._numba", lambda: None)
            assert not available()
            return something()

    return given


def same(one: Demand, other: Demand) -> None:
    for item in fields(Demand):
        told, expected = getattr(one, item.name), getattr(other, item.name)
        assert told.dtype == expected.dtype
        assert np.array_equal(told, expected), item.name


@pytest.mark.parametrize("seed", range(40))
def test_random_services_have_the_same_cases_either_way(seed: int, tmp_path: Path, without_numba: Any) -> None:
    service = load(tmp_path, random_service(seed))
    same(draw(service), without_numba(lambda: draw(service)))


@pytest.mark.parametrize("name", ["thurrock-2014-pressures"])
def test_a_whole_council_has_the_same_cases_either_way(name: str, without_numba: Any) -> None:
    service: Service = load_service(name)
    same(draw(service, seed=7, replication=3), without_numba(lambda: draw(service, seed=7, replication=3)))


def test_paths_longer_and_more_than_there_is_room_for_at_first_are_the_same(without_numba: Any) -> None:
    service = service_of({"clock.years": 0.05, "activity.front_door.next": {"front_door": 0.99, "close": 0.01}})
    demand = draw(service)
    assert demand.steps > 20 * demand.cases + 256
    same(demand, without_numba(lambda: draw(service)))


def test_an_endless_loop_is_the_same_fault(monkeypatch: pytest.MonkeyPatch, without_numba: Any) -> None:
    service = service_of(LOOP)
    with pytest.raises(RunFault, match="10000 steps and not closed"):
        draw(service)
    monkeypatch.setattr("sim.demand.itinerary.MOST_STEPS", 50)
    with pytest.raises(RunFault, match="steps and not closed"):
        without_numba(lambda: draw(service))


@pytest.mark.parametrize("length", [1, 127, 128, 129, 255, 256, 257, 1000])
def test_the_compiled_hash_is_blake2b(length: int) -> None:
    from sim.chance.kernels import key_of

    name = bytes(position * 37 % 256 for position in range(length))
    words = np.frombuffer(name.ljust(-(-length // 128) * 128, b"\0"), dtype="<u8").copy()
    key = np.array(key_of(words, length), dtype="<u8").tobytes()
    assert key == hashlib.blake2b(name, digest_size=16).digest()


def test_single_uniforms_are_those_of_the_whole_vector(without_numba: Any) -> None:
    names = ["a", "b", "name/with/parts"]
    chance = np.random.default_rng(1)
    which, number = chance.integers(0, 3, 5000), chance.integers(0, 700, 5000)
    whole = np.array([uniforms(3, 8, name, 700) for name in names])
    for way in (lambda told: told(), without_numba):
        drawn = way(lambda: uniforms_at(3, 8, names, which=which, number=number))
        assert np.array_equal(drawn, whole[which, number])
