"""Every shipped option has a sheet that a board can read, and evidence for each of its numbers."""

import datetime as dt

import pytest
from option_worlds import NAMES, loaded, option, read, touched
from test_config_evidence import bare_numbers, load, numbers

from sim.scenario.option_sheet import OptionSheet
from sim.scenario.values import GRADES

KINDS = ("staffing", "organisation", "prevention and channels", "partners and technology", "pressure", "demand")
LONGEST_LABEL = 45


def sheet(name: str) -> OptionSheet:
    given = loaded(name).base.option
    assert given is not None
    return given


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_says_whose_it_is_what_it_does_and_where_it_ends(name: str) -> None:
    given = sheet(name)
    assert given.kind in KINDS
    assert 0 < len(given.label) <= LONGEST_LABEL
    assert all((given.owner, given.mechanism, given.limit, given.asks))
    for cost in (given.one_off_gbp, given.yearly_gbp):
        assert cost.low is not None
        assert cost.high is not None
        assert cost.low <= cost.value <= cost.high


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_an_option_has_a_grade_and_every_assumption_a_range(name: str) -> None:
    raw = load(f"options/{name}.toml")
    assert bare_numbers(raw) == []
    for place, item, _ in numbers(raw):
        if isinstance(item, dict):
            assert item.get("grade") in GRADES, ".".join(place)
            ends = ("mean_low", "mean_high") if "distribution" in item else ("low", "high")
            assert item["grade"] != "assumption" or all(end in item for end in ends), ".".join(place)


@pytest.mark.parametrize("name", NAMES)
def test_every_source_that_an_option_names_is_listed_and_every_source_it_lists_is_used(name: str) -> None:
    named = {
        item["source"]
        for _, item, _ in numbers(load(f"options/{name}.toml"))
        if isinstance(item, dict) and "source" in item
    }
    assert named <= read(option(name)).raw["source"].keys()
    assert load(f"options/{name}.toml").get("source", {}).keys() <= named


def test_no_two_options_have_one_label() -> None:
    assert len({sheet(name).label for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_sheets_date_is_that_of_the_first_thing_that_alters(name: str) -> None:
    dates = [date for date in touched(name).values() if date is not None]
    batches = [
        batch["date"]
        for stream in load(f"options/{name}.toml").get("demand", {}).values()
        for batch in stream.get("batches", [])
    ]
    since = sheet(name).from_
    if since is not None and dates:
        assert since == min(dates)
    elif since is not None:
        assert since <= min(batches, default=dt.date.max)


def test_costs_of_the_package_are_those_of_its_parts() -> None:
    parts = [sheet(name) for name in ("front-door-64", "more-lacs", "self-assessment-modest")]
    for cost in ("one_off_gbp", "yearly_gbp"):
        whole, each = getattr(sheet("combined-package"), cost), [getattr(part, cost) for part in parts]
        assert (whole.low, whole.value, whole.high) == tuple(
            sum(getattr(one, end) for one in each) for end in ("low", "value", "high")
        )
