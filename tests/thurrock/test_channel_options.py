"""Prevention and channels: coordinators, the front door, online forms and plans, together too, and their limits."""

import pytest
from option_worlds import offered

CHANNELS = (
    "more-lacs", "front-door-64", "self-assessment-modest", "self-assessment-ambitious", "online-planning",
    "combined-package",
)  # fmt: skip
DOORS = ("front_door", "hub_front_door", "carer_front_door", "self_funder_front_door")
ASSESSORS = ("social_worker", "support_planner", "deputy_manager")
YEAR = 2


def posts_saved(name: str) -> float:
    """Posts of assessors that an option saves in 2016/17, at 1,075 hours."""
    before, after = (sum(offered(which, YEAR).role(role).work_hours for role in ASSESSORS) for which in ("", name))
    return (before - after) / 1_075


def fewer(name: str, kind: str) -> float:
    return offered("", YEAR).work_types[kind] - offered(name, YEAR).work_types[kind]


def visits(name: str, activity: str) -> float:
    return next((item.visits for item in offered(name, YEAR).activities if item.activity == activity), 0.0)


def asking(name: str) -> float:
    return sum(place.requests for place in offered(name, YEAR).places if "coordinator" in place.activity)


@pytest.mark.parametrize("name", CHANNELS)
def test_nothing_is_saved_before_april_2015(name: str) -> None:
    for role in ASSESSORS:
        assert offered(name, 0).role(role).load == pytest.approx(offered("", 0).role(role).load)


@pytest.mark.parametrize(
    ("name", "first_order", "most"),
    [("more-lacs", 0.5, 1.0), ("front-door-64", 3.4, 6.8), ("self-assessment-modest", 0.7, 1.4),
     ("self-assessment-ambitious", 3.3, 5.5), ("online-planning", 0.6, 1.0)],
)  # fmt: skip
def test_savings_are_of_the_evidences_size_and_what_follows_an_assessment_on_top(
    name: str, first_order: float, most: float
) -> None:
    assert first_order < posts_saved(name) < most


def test_introductions_grow_as_coordinators_do_and_avoid_15_per_cent_of_those_known() -> None:
    assert asking("more-lacs") == pytest.approx(asking("") * 14 / 9, rel=0.001)
    growth = offered("", YEAR).streams["community_referral"] / 7_400
    assert fewer("more-lacs", "full_assessment") == pytest.approx(0.15 * 5 * 60 * growth, rel=0.02)


def test_the_front_door_resolves_64_per_cent_instead_of_54() -> None:
    def passed_on(name: str) -> float:
        load = offered(name, YEAR)
        there = ("contact_assessment_at_desk", "full_assessment", "rapid_response", "complex_assessment")
        assessed = sum(load.work_types[kind] for kind in (*there, "carer_assessment", "self_funder_assessment"))
        # Young people in transition do not come by the front door.
        return (assessed - load.streams["transition"]) / sum(visits(name, door) for door in DOORS)

    assert 1 - passed_on("") == pytest.approx(0.54, abs=0.005)
    assert 1 - passed_on("front-door-64") == pytest.approx(0.64, abs=0.005)


def test_conversations_take_a_quarter_longer_and_rapid_and_complex_cases_go_on_as_before() -> None:
    for door in DOORS[:3]:
        each = [next(a.hours / a.visits for a in offered(which, YEAR).activities if a.activity == door)
                for which in ("", "front-door-64")]  # fmt: skip
        assert each == pytest.approx([0.45, 0.5625])
    assert fewer("front-door-64", "rapid_response") == pytest.approx(0)
    assert fewer("front-door-64", "complex_assessment") == pytest.approx(0)


@pytest.mark.parametrize(
    ("name", "offer", "take_up", "complete"),
    [("self-assessment-modest", 0.30, 0.40, 0.65), ("self-assessment-ambitious", 0.80, 0.60, 0.75)],
)
def test_forms_are_offered_taken_up_finished_and_checked_as_set(
    name: str, offer: float, take_up: float, complete: float
) -> None:
    due = visits("", "front_door") + visits("", "hub_front_door")
    checked = due * 0.157375 * offer * take_up * complete
    given_up = due * 0.157375 * offer * take_up * (1 - complete)
    assert visits(name, "self_assessment_validation") == pytest.approx(checked, rel=0.001)
    assert visits(name, "form_given_up") == pytest.approx(given_up / 2, rel=0.001)
    # Half of the checked need no full assessment, and half of those who give up are not heard of.
    assert fewer(name, "full_assessment") == pytest.approx(checked / 2 + given_up / 2, rel=0.01)


def test_plans_written_online_take_two_hours_for_four() -> None:
    before, after = visits("", "support_planning"), visits("online-planning", "support_planning")
    online = visits("online-planning", "own_plan_check")
    assert after + online == pytest.approx(before, rel=0.001)
    assert 0.15 < online / before < 0.25


def test_together_the_three_save_more_than_each_and_less_than_their_sum() -> None:
    parts = [posts_saved(name) for name in ("front-door-64", "more-lacs", "self-assessment-modest")]
    assert max(parts) < posts_saved("combined-package") < sum(parts)
