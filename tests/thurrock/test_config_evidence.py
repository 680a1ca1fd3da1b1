"""Every number of the shipped configs says what it rests on."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.values import GRADES

CONFIGS = Path(__file__).parents[2] / "configs"
FILES = (
    "thurrock-2014.toml",
    "thurrock-2014-level.toml",
    "thurrock-2014-care-act.toml",
    "thurrock-2014-pressures.toml",
)

SETTINGS = {
    "clock.years",
    "clock.warm_up_days",
    "priority.number",
    "comparator.days",
    "rules.handback_priority",
}
"""Numbers that define something (a length of run, an order, the point at which a share is read) and cannot be wrong."""

EXPLAINED = "caseload"
"""Whole numbers that have no room for a range: the comment above the roles gives it."""


def numbers(raw: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, dict[str, Any]]]:
    """Every number or table that is a number, with its place and the table around it."""
    items = raw.items() if isinstance(raw, dict) else ((None, item) for item in raw)
    for key, item in items:
        here = path if key is None else (*path, key)
        one_thing = isinstance(item, dict) and {"value", "number", "distribution"} & set(item) and "label" not in item
        if one_thing or (isinstance(item, int | float) and not isinstance(item, bool)):
            yield here, item, raw
        elif isinstance(item, dict | list):
            yield from numbers(item, here)


def load(file: str) -> dict[str, Any]:
    return tomllib.loads((CONFIGS / file).read_text(encoding="utf-8"))


def a_whole(item: Any, around: Any) -> bool:
    """Whether it is the only share of its table (or an activity's whole effort): nothing is split."""
    return item == 1 and (len(around) == 1 or "effort_share" in around)


def all_alike(place: tuple[str, ...], around: Any) -> bool:
    """Whether it is one of a pattern's days that are all the same: no pattern at all."""
    return place[-2] == "weekday" and set(around.values()) == {1}


def bare_numbers(raw: dict[str, Any]) -> list[str]:
    found = []
    for place, item, around in numbers(raw):
        if isinstance(item, dict):
            continue
        dotted = ".".join((place[0], place[-1]))
        allowed = dotted in SETTINGS or place[-1] == EXPLAINED or all_alike(place, around) or a_whole(item, around)
        if not allowed:
            found.append(".".join(place))
    return found


@pytest.mark.parametrize("file", FILES)
def test_no_number_stands_without_a_grade(file: str) -> None:
    raw = load(file)
    graded = [item for _, item, _ in numbers(raw) if isinstance(item, dict)]
    assert bare_numbers(raw) == []
    assert len(graded) >= 2
    assert [item for item in graded if item.get("grade") not in GRADES] == []


@pytest.mark.parametrize("file", FILES)
def test_every_assumption_has_a_low_and_a_high(file: str) -> None:
    for place, item, _ in numbers(load(file)):
        if isinstance(item, dict) and item["grade"] == "assumption":
            ends = ("mean_low", "mean_high") if "distribution" in item else ("low", "high")
            assert all(end in item for end in ends), ".".join(place)


def test_every_number_that_claims_a_source_names_one_that_is_listed_and_every_source_is_used() -> None:
    raw = load("thurrock-2014.toml")
    graded = [(place, item) for place, item, _ in numbers(raw) if isinstance(item, dict)]
    for place, item in graded:
        ungrounded = item["grade"] == "assumption" or item.get("note") == "the rest"
        assert ungrounded or item.get("source"), ".".join(place)
    assert {item["source"] for _, item in graded if item.get("source")} == set(raw["source"])


def test_the_walk_finds_a_number_that_has_no_grade() -> None:
    raw = {"role": {"nurse": {"annual_pay_gbp": 30_000}}, "demand": {"calls": {"per_year": {"value": 5}}}}
    assert bare_numbers(raw) == ["role.nurse.annual_pay_gbp"]
    assert len(list(numbers(raw))) == 2
