"""A hundred slips of the keyboard in the real config: refused in plain words, or a service, never anything else."""

import copy
import random
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from whole import WHOLE

from sim.errors import InputFault
from sim.scenario.load import service_of
from sim.scenario.read import Reading
from sim.scenario.shipped import find_config

SLIPS: tuple[Any, ...] = (
    "text", "20", "", -1, -0.5, 0, 1.5, 10**15, True, float("nan"), float("inf"), [], [1, 2], [{}], {}, {"a": 1},
    {"value": "x"}, {"": {}}, tomllib.loads("x = 2014-04-01")["x"], tomllib.loads("x = 09:00:00")["x"],
)  # fmt: skip

JARGON = re.compile(
    r"input|valid (integer|string|number|boolean|dict|tuple)|tuple|NoneType|field|pydantic|literal", re.I
)

Place = tuple[str | int, ...]


def places(raw: Any, above: Place = ()) -> Iterator[Place]:
    if above:
        yield above
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for name, value in inner:
        yield from places(value, (*above, name))


def slipped(raw: dict[str, Any], place: Place, dice: random.Random) -> dict[str, Any]:
    """The raw config with one key lost, one letter lost from a key, or another value at it."""
    changed = copy.deepcopy(raw)
    table: Any = changed
    for part in place[:-1]:
        table = table[part]
    kind = dice.random()
    if kind < 0.15:
        del table[place[-1]]
    elif kind < 0.3 and isinstance(place[-1], str):
        table[place[-1][:-1]] = table.pop(place[-1])
    else:
        table[place[-1]] = copy.deepcopy(dice.choice(SLIPS))
    return changed


def slips(raw: dict[str, Any], seed: int, number: int) -> int:
    """Slip so many times; every slip that is refused is told well. How many were."""
    every_place = list(places(raw))
    dice = random.Random(seed)
    refused = 0
    for _ in range(number):
        place = dice.choice(every_place)
        altered = slipped(raw, place, dice)
        # Parsing is tested elsewhere; here the tables are given, a hundred times faster.
        reading = Reading(altered, ("slip.toml",), ("",), (altered,))
        try:
            service_of(reading)
        except InputFault as fault:
            refused += 1
            told = [str(problem) for problem in fault.problems]
            assert len(told) == len(set(told)) <= 14, place
            for line in told:
                assert line.startswith("slip.toml: "), line
                assert not JARGON.search(re.sub(r"'[^']*'|\(found .*\)|slip\.toml: [^ ]*:", "", line)), line
                assert len(line) < 500, line
    return refused


@pytest.mark.parametrize("seed", range(4))
def test_a_slip_in_the_real_config_is_told_in_plain_words(seed: int) -> None:
    raw = tomllib.loads(find_config("thurrock-2014").read_text(encoding="utf-8"))
    assert slips(raw, seed, 100) > 60


@pytest.mark.parametrize("seed", range(4))
def test_a_slip_in_a_config_with_every_part_is_told_in_plain_words(seed: int) -> None:
    assert slips(tomllib.loads(WHOLE), seed, 250) > 150
