"""Settings of a sweep: what a dotted name sets and what it leaves, ranges, points, and points that cannot be."""

import contextlib
import copy
import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from small import SMALL, write
from trial import SWEEP, council, told, trial
from whole import WHOLE

from sim.errors import InputFault
from sim.scenario.experiments import Experiment, grid_points, load_experiment, point_design, put
from sim.scenario.experiments.factors import plus
from sim.scenario.service import Scenario

RAW = tomllib.loads(WHOLE)
SMALL_RAW = tomllib.loads(SMALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return council(tmp_path)


def at(raw: Any, *place: Any) -> Any:
    for part in place:
        raw = raw[part]
    return raw


def sweep(folder: Path, text: str) -> Experiment:
    return load_experiment(trial(folder, SWEEP + text))


SET: dict[str, tuple[str, Any, tuple[Any, ...], Any]] = {
    "a number with its evidence": (
        "demand.referral.per_year", 550, ("demand", "referral", "per_year"),
        {"value": 550, "low": 400, "high": 600, "unit": "a year", "source": "plan", "grade": "seed"},
    ),
    "a number beyond its range": (
        "demand.referral.per_year", 900, ("demand", "referral", "per_year"),
        {"value": 900, "low": 400, "unit": "a year", "source": "plan", "grade": "seed"},
    ),
    "a number below its range": (
        "demand.referral.per_year", 1, ("demand", "referral", "per_year"),
        {"value": 1, "high": 600, "unit": "a year", "source": "plan", "grade": "seed"},
    ),
    "the value of a number": (
        "demand.referral.per_year.value", 900, ("demand", "referral", "per_year"),
        {"value": 900, "low": 400, "unit": "a year", "source": "plan", "grade": "seed"},
    ),
    "a bound of a number": (
        "demand.referral.per_year.high", 700, ("demand", "referral", "per_year", "high"), 700,
    ),
    "a bare number": ("role.planner.casework_share", 0.6, ("role", "planner", "casework_share"), 0.6),
    "a number that is not given": ("role.planner.slice_hours", 2, ("role", "planner", "slice_hours"), 2),
    "a number in a table that is not given": (
        "role.planner.absence.sickness_days", 12, ("role", "planner", "absence"), {"sickness_days": 12},
    ),
    "the mean of a distribution": (
        "activity.front_door.effort_hours.mean", 2, ("activity", "front_door", "effort_hours"),
        {"distribution": "gamma", "mean": 2, "cv": 0.6, "mean_low": 0.25, "grade": "published"},
    ),
    "the mean of a fixed duration": (
        "activity.visit.effort_hours.mean", 2, ("activity", "visit", "effort_hours"), {"value": 2},
    ),
    "a fixed duration": ("activity.visit.effort_hours", 2, ("activity", "visit", "effort_hours"), 2),
    "posts": ("team.north.posts.planner", 6, ("team", "north", "posts", "planner"), 6),
    "posts with part-time posts": (
        "team.north.posts.nurse", 3, ("team", "north", "posts", "nurse"), {"number": 3, "part_time": [0.5]},
    ),
    "the number of posts with part-time posts": (
        "team.north.posts.nurse.number", 1, ("team", "north", "posts", "nurse"), {"number": 1, "part_time": [0.5]},
    ),
    "a share of a route": (
        "activity.front_door.next.visit", 0.5, ("activity", "front_door", "next"), {"visit": 0.5, "close": 0.6},
    ),
    "a rule that is not given": ("rules.slices", False, ("rules", "slices"), False),
}  # fmt: skip


@pytest.mark.parametrize("case", SET)
def test_a_dotted_name_sets_one_thing_and_leaves_the_rest(case: str) -> None:
    dotted, value, place, wanted = SET[case]
    before = copy.deepcopy(SMALL_RAW)
    after = put(SMALL_RAW, dotted, value)
    assert before == SMALL_RAW
    assert at(after, *place) == wanted
    top = dotted.partition(".")[0]
    assert {name: table for name, table in after.items() if name != top} == {
        name: table for name, table in before.items() if name != top
    }


def test_posts_keep_the_warrants_that_fit() -> None:
    assert at(put(RAW, "team.north.posts.planner", 1), "team", "north", "posts", "planner") == {
        "number": 1,
        "warrants": {"amhp": 1},
    }


@pytest.mark.parametrize("dotted", ["target[0].share", "target.0.share"])
def test_an_entry_of_a_list_is_named_by_its_position(dotted: str) -> None:
    after = put(RAW, dotted, 0.5)
    assert after["target"] == [{**RAW["target"][0], "share": 0.5}]
    assert RAW["target"][0]["share"] == 0.9


def test_a_way_of_coming_takes_the_place_of_another() -> None:
    after = put(RAW, "demand.referral.every_hours", 3)["demand"]["referral"]
    assert ("per_year" in after, after["every_hours"]) == (False, 3)


NOT_THERE: dict[str, str] = {
    "team.nroth.posts.planner": "there is no 'nroth' in team (found 'team.nroth.posts.planner'). Did you mean 'north'?",
    "team.north.posts.planer": (
        "there is no 'planer' in team.north.posts (found 'team.north.posts.planer'). Did you mean 'planner'?"
    ),
    "role.planner.caswork_share": (
        "there is no such setting (found 'role.planner.caswork_share'). Did you mean 'casework_share'?"
    ),
    "rolle.planner.caseload": "there is no such setting (found 'rolle.planner.caseload'). Did you mean 'role'?",
    "target[1].share": "target has 1 entries, the first being [0] (found 'target[1].share').",
    "target.share": "target is a list; name the position, from 0: target[0].share (found 'target.share').",
    "title.x": "title is not set here: a label says what a design is (found 'title.x').",
    "role.planner.slice_hours.x": "there is no such setting (found 'role.planner.slice_hours.x').",
}


@pytest.mark.parametrize("dotted", NOT_THERE)
def test_a_dotted_name_of_nothing_is_refused(dotted: str) -> None:
    with pytest.raises(InputFault) as fault:
        put(RAW, dotted, 1)
    assert str(fault.value).startswith(f": {NOT_THERE[dotted]}")


NO_NAMES = ("", "...", "[0]", "role", "role.nurse", "role.nurse.label.x", "activity.visit.next.close.x.y", "rules.x.y")


@pytest.mark.parametrize("dotted", NO_NAMES)
def test_what_is_no_dotted_name_is_refused_at_once_or_when_validated(dotted: str) -> None:
    with pytest.raises((InputFault, ValidationError)):
        Scenario.model_validate(put(RAW, dotted, 1))


def test_a_number_does_not_take_away_a_spread() -> None:
    with pytest.raises(InputFault) as fault:
        put(SMALL_RAW, "activity.front_door.effort_hours", 2)
    assert str(fault.value).endswith(
        "this is a distribution (gamma), of which a number would take away the spread"
        " (found 'activity.front_door.effort_hours'). Set activity.front_door.effort_hours.mean."
    )


PARTS = (
    "team",
    "north",
    "posts",
    "planner",
    "role",
    "target[0]",
    "0",
    "value",
    "next",
    "activity",
    "visit",
    "held",
    "",
)


@given(
    dotted=st.lists(st.sampled_from(PARTS), max_size=6).map(".".join),
    value=st.one_of(st.integers(), st.floats(), st.text(max_size=3), st.booleans()),
)
def test_whatever_is_set_stands_in_the_scenario_or_is_refused(dotted: str, value: Any) -> None:
    before = copy.deepcopy(RAW)
    with contextlib.suppress(InputFault):
        assert put(RAW, dotted, value).keys() >= RAW.keys()
    assert before == RAW


RANGES = {
    "{ from = 0.6, to = 0.8, step = 0.05 }": (0.6, 0.65, 0.7, 0.75, 0.8),
    "{ from = 4, to = 8, step = 2 }": (4, 6, 8),
    "{ from = 4, to = 9, step = 2 }": (4, 6, 8),
    "{ from = 4, to = 4, step = 1 }": (4,),
    "{ from = 1, to = 2, step = 0.5 }": (1.0, 1.5, 2.0),
    "{ from = 0.1, to = 0.3, step = 0.1 }": (0.1, 0.2, 0.3),
}


@pytest.mark.parametrize("written", RANGES)
def test_a_range_holds_both_ends_and_exact_numbers(folder: Path, written: str) -> None:
    made = sweep(folder, f'method = "grid"\n[sweep.grid]\n"role.planner.absence.leave_days" = {written}\n').sweep
    assert made is not None
    values = made.factors[0].values
    assert [(type(value), value) for value in values] == [(type(value), value) for value in RANGES[written]]


@given(st.integers(-50, 50), st.integers(0, 40), st.integers(1, 9), st.sampled_from([1, 10, 100, 1000]))
def test_steps_never_drift(first: int, count: int, step: int, parts: int) -> None:
    from sim.scenario.experiments.factors import _steps
    from sim.scenario.experiments.file import RangeFile

    text = {"from": first / parts, "to": (first + count * step) / parts, "step": step / parts}
    values, problems = _steps(RangeFile.model_validate(text), "", "")
    assert problems == []
    assert list(values) == [(first + place * step) / parts for place in range(count + 1)]


GRID = """\
method = "grid"
[sweep.grid]
"team.north.posts.planner" = [4, 6]
[[sweep.factor]]
name = "share"
settings = ["role.planner.casework_share", "role.nurse.casework_share"]
offsets = [0, 0.1]
range = { from = 0.6, to = 0.8, step = 0.1 }
"""


def test_the_points_of_a_grid_go_through_the_last_factor_first(folder: Path) -> None:
    made = sweep(folder, GRID).sweep
    assert made is not None
    assert grid_points(made) == made.points == ((4, 0.6), (4, 0.7), (4, 0.8), (6, 0.6), (6, 0.7), (6, 0.8))
    assert (made.number, made.factors[0].label, made.factors[1].label) == (6, "planner, north", "share")


def test_a_point_is_a_design_with_every_linked_setting(folder: Path) -> None:
    experiment = sweep(folder, GRID)
    design = point_design(experiment, 2, (6, 0.7))
    assert (design.name, design.label, design.against) == ("point-002", "planner, north 6, share 0.7", "small")
    assert design.settings == (("team.north.posts.planner", 6), ("share", 0.7))
    assert design.files == ("small.toml", "trial.toml")
    base = design.service.base
    assert design.service.name == "point-002"
    assert base.team["north"].posts["planner"].number == 6
    assert [base.role[name].casework_share.value for name in ("planner", "nurse")] == [0.7, 0.8]


def test_a_point_equals_the_config_written_by_hand(folder: Path) -> None:
    from sim.scenario import load_service

    point = point_design(sweep(folder, GRID), 1, (6, 0.7))
    hand = SMALL.replace("planner = 4", "planner = 6").replace("casework_share = 0.7\n", "casework_share = 0.7\n")
    hand = hand.replace("[role.nurse]\n", "[role.nurse]\ncasework_share = 0.8\n")
    assert point.service.epochs == load_service(write(folder, hand, "hand.toml")).epochs


def test_a_point_from_a_date_equals_the_change_written_by_hand(folder: Path) -> None:
    from sim.scenario import load_service

    text = 'method = "grid"\nfrom = 2014-10-01\n[sweep.grid]\n"activity.front_door.effort_hours.mean" = [1, 2]\n'
    point = point_design(sweep(folder, text), 1, (2,))
    change = (
        '[[change]]\nfrom = 2014-10-01\nset = { "activity.front_door.effort_hours" = { distribution = "gamma",'
        ' mean = 2, cv = 0.6, mean_low = 0.25, grade = "published" } }\n'
    )
    hand = load_service(write(folder, SMALL + change, "hand.toml"))
    assert point.service.epochs == hand.epochs
    assert [epoch.start for epoch in point.service.epochs] == [0, 183 * 1440]


LIST = """\
method = "list"
[[sweep.factor]]
name = "planners"
settings = ["team.north.posts.planner"]
[[sweep.factor]]
name = "share"
settings = ["role.planner.casework_share"]
[[sweep.point]]
planners = 5
share = 0.5
[[sweep.point]]
share = 0.6
planners = 4
"""


def test_the_points_of_a_list_are_those_given_in_the_order_of_the_factors(folder: Path) -> None:
    made = sweep(folder, LIST).sweep
    assert made is not None
    assert made.points == grid_points(made) == ((5, 0.5), (4, 0.6))


@pytest.mark.parametrize("name", ['"team.north.posts.planner"', "team.north.posts.planner"])
def test_points_of_a_list_may_name_settings_themselves(folder: Path, name: str) -> None:
    made = sweep(folder, f'method = "list"\n[[sweep.point]]\n{name} = 5\n[[sweep.point]]\n{name} = 7\n').sweep
    assert made is not None
    assert (made.factors[0].name, made.points) == ("team.north.posts.planner", ((5,), (7,)))


def test_settings_may_be_written_without_quotes(folder: Path) -> None:
    made = sweep(
        folder, 'method = "grid"\n[sweep.grid.team.north.posts]\nplanner = { from = 4, to = 6, step = 1 }\n'
    ).sweep
    assert made is not None
    assert made.factors[0].settings == ("team.north.posts.planner",)
    assert made.points == ((4,), (5,), (6,))


def test_a_hypercube_keeps_its_ends_and_its_number(folder: Path) -> None:
    text = (
        'method = "latin_hypercube"\npoints = 40\n[[sweep.factor]]\nname = "planners"\n'
        "whole = true\nlow = 2\nhigh = 9\n"
        'settings = ["team.north.posts.planner"]\n'
    )
    experiment = sweep(folder, text)
    made = experiment.sweep
    assert made is not None
    assert (made.points, made.number, made.factors[0].low, made.factors[0].high, made.factors[0].whole) == (
        (),
        40,
        2,
        9,
        True,
    )
    assert point_design(experiment, 40, (7,)).service.base.team["north"].posts["planner"].number == 7


def test_words_and_switches_can_be_swept(folder: Path) -> None:
    experiment = sweep(
        folder,
        'method = "grid"\n[sweep.grid]\n"rules.slices" = [true, false]\n"rules.teams" = ["separate", "pooled"]\n',
    )
    design = point_design(experiment, 4, (False, "pooled"))
    assert design.label == "rules slices off, rules teams pooled"
    assert (design.service.base.rules.slices, design.service.base.rules.teams) == (False, "pooled")


def test_a_point_that_breaks_a_rule_names_the_point_and_the_setting(folder: Path) -> None:
    experiment = sweep(folder, GRID)
    with pytest.raises(InputFault) as fault:
        point_design(experiment, 3, (4, 0.95))
    assert [str(problem) for problem in fault.value.problems] == [
        "trial.toml: point-003: role.nurse.casework_share: value must be between 0 and 1, not 1.05."
    ]


def test_a_point_needs_a_value_for_each_factor(folder: Path) -> None:
    with pytest.raises(InputFault, match="a point has a value for each factor"):
        point_design(sweep(folder, GRID), 1, (4,))


def test_every_value_of_a_factor_is_tried_before_the_sweep_begins(folder: Path) -> None:
    text = 'method = "grid"\n[sweep.grid]\n"role.planner.casework_share" = [0.5, 1.5]\n'
    text += '"team.north.posts.planner" = [3, -1]\n'
    assert told(trial(folder, SWEEP + text)) == [
        'trial.toml: sweep.grid."role.planner.casework_share": value must be between 0 and 1, not 1.5.',
        'trial.toml: sweep.grid."team.north.posts.planner": must be at least 0 (found -1).',
    ]


def test_a_setting_that_the_config_changes_later_is_refused(folder: Path) -> None:
    change = '[[change]]\nfrom = 2015-04-01\nset = { "team.north.posts.planner" = 5 }\n'
    write(folder, SMALL + change)
    text = 'method = "grid"\n{}[sweep.grid]\n"team.north.posts.planner" = [4, 6]\n'
    rule = (
        'trial.toml: sweep.grid."team.north.posts.planner": this is changed again on 2015-04-01 by small.toml, so the'
        " sweep would not hold. Let it hold from 2015-04-01 on: from = 2015-04-01."
    )
    assert told(trial(folder, SWEEP + text.format(""))) == [rule]
    assert told(trial(folder, SWEEP + text.format("from = 2014-10-01\n"))) == [rule]
    point = point_design(sweep(folder, text.format("from = 2015-04-01\n")), 1, (6,))
    numbers = [epoch.scenario.team["north"].posts["planner"].number for epoch in point.service.epochs]
    assert numbers == [4, 6]


@given(st.integers(-1000, 1000), st.floats(-10, 10).map(lambda number: round(number, 3)))
def test_offsets_are_exact(value: int, offset: float) -> None:
    made = plus(value, offset)
    assert isinstance(made, int | float)
    assert math.isclose(made, value + offset, abs_tol=1e-9)
    assert len(str(made).partition(".")[2]) <= 3 or "e" in str(made)


def test_an_offset_leaves_words_and_whole_numbers_as_they_are() -> None:
    assert (plus("a", 2), plus(True, 2), plus(3, 2), plus(3, 0)) == ("a", True, 5, 3)
    assert type(plus(3, 2)) is int
