"""Where the capacity of an option ends it saves no more: each limited lever is filled up here, within some weeks."""

from functools import cache

import pytest
from option_runs import Made, run

PLANNERS = "team.community_solutions.posts.support_planner"


@cache
def made(*names: str) -> Made:
    return run(*names)


def busy_to_the_limit(short: Made, team: str, *roles: str) -> bool:
    staff = short.staff(team, *roles)
    return 0.9 * short.hours_there(staff) < short.hours_worked(staff) <= short.hours_there(staff)


def test_coordinators_places_fill_up_and_the_others_are_assessed() -> None:
    few = {"team.local_area_coordination.posts.local_area_coordinator": 3, "day_one.places.coordinators.cases": 50}
    three, fourteen = (run("more-lacs", years=0.35, more=more) for more in (few, {}))
    asked, in_vain = three.asked("further_coordinator")
    assert asked == fourteen.asked("further_coordinator")[0] > 20
    assert in_vain > asked / 2 > fourteen.asked("further_coordinator")[1]
    assert three.held_at_most("local_area_coordinator") <= 3 * 18 < fourteen.held_at_most("local_area_coordinator")
    assert fourteen.held_at_most("local_area_coordinator") <= 14 * 18
    assert three.cases("screening") > fourteen.cases("screening")


@pytest.mark.slow
def test_coordinators_beyond_those_whom_the_front_door_introduces_save_nothing_more() -> None:
    posts = "team.local_area_coordination.posts.local_area_coordinator"
    thirty, sixty = (run("more-lacs", more={posts: number}) for number in (30, 60))
    assert thirty.asked("further_coordinator")[1] == sixty.asked("further_coordinator")[1] == 0
    assert thirty.asked("coordinator_instead")[1] == 0
    assert thirty.cases("screening") == pytest.approx(sixty.cases("screening"), abs=5)


def test_longer_conversations_help_only_while_community_solutions_has_the_time() -> None:
    # Two planners and the worker at the hub are fewer than contacts need: longer conversations then mean fewer of them.
    few = {PLANNERS: 2}
    usual, longer, enough = run(more=few), run("front-door-64", more=few), made("front-door-64")
    assert longer.done("front_door") < 0.9 * usual.done("front_door")
    assert busy_to_the_limit(longer, "community_solutions", "support_planner", "hub_worker")
    assert longer.waiting_days("front_door") > 5 > 0.5 > enough.waiting_days("front_door")
    # Contact assessments stand behind contacts: hardly any is made, and not for want of cases.
    assert longer.done("contact_assessment") < 0.2 * longer.cases("contact_assessment")
    assert enough.done("contact_assessment") > 0.9 * enough.cases("contact_assessment")


def test_forms_wait_to_be_checked_when_community_solutions_has_no_time() -> None:
    short, enough = run("self-assessment-ambitious", more={PLANNERS: 4}), made("self-assessment-ambitious")
    assert enough.done("self_assessment_validation") > 0.9 * enough.cases("self_assessment_validation")
    assert short.done("self_assessment_validation") < 0.5 * short.cases("self_assessment_validation")
    assert short.waiting_days("self_assessment_validation") > 3 * enough.waiting_days("self_assessment_validation")
    assert busy_to_the_limit(short, "community_solutions", "support_planner", "hub_worker")


def test_the_contract_with_cariads_fills_up_and_the_council_assesses_the_others() -> None:
    forecast, usual = made("carers-by-cariads", "care-act-forecast"), made("carers-by-cariads")
    one = run("carers-by-cariads", more={"team.cariads.posts.carers_adviser": 1})
    asked, in_vain = usual.asked("cariads_place")
    assert in_vain < 0.1 * asked
    assert one.asked("cariads_place")[1] > asked / 2
    assert forecast.asked("cariads_place")[0] > 1.5 * asked
    assert forecast.asked("cariads_place")[1] > 3 * max(in_vain, 10)
    for run_made, advisers in ((one, 1), (usual, 4), (forecast, 4)):
        assert run_made.held_at_most("carers_adviser") <= 12 * advisers
    # The more find no place, the more carers' assessments are left to the council.
    in_house = [of.cases("cariads_place") - of.cases("cariads_assessment") for of in (usual, one)]
    assert in_house[0] < in_house[1]
