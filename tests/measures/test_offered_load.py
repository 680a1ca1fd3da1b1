"""Offered load by hand: a year in which every number can be worked out on paper."""

from pathlib import Path

import pytest

from sim.measures.day_one_load import places_on_day_one, waiting_on_day_one
from sim.measures.load import offered_load, single_posts
from sim.measures.waiting_list_arithmetic import ListTerms, list_arithmetic, target_weeks, waiting_list_arithmetic
from worlds import head, load, role

# 31 March 2014 to 30 March 2015: 52 weeks and a Monday, 261 days of 8 hours = 2,088 hours a worker.
YEAR_HOURS = 261 * 8

WORLD = (
    head(years=1)
    + role("nurse", caseload=10, direct_work_share=0.5)
    + role("clerk", blocks="{ phone = 1048 }")
    + role("deputy")
    + role("senior", reports_as="deputy")
    + """
[team.north.posts]
nurse = 2
clerk = 1
senior = 1
[team.south.posts]
nurse = 1
deputy = 1
[demand.calls]
per_year = 300
begins_at = "desk"
[work_type.visit_case]
effort_hours = 4
by = [
  { share = 0.75, who = ["nurse"], teams = { north = 0.8, south = 0.2 } },
  { share = 0.25, who = ["deputy", "nurse"], teams = { south = 1 } },
]
begins_at = "visit"
[activity.desk]
by = "clerk@north"
effort_hours = 2
next = { visit_case = 0.5, close = 0.5 }
[activity.visit]
held = true
effort_share = 0.75
next = { signature = 1 }
[activity.signature]
by = ["senior@any", "deputy@any", "clerk@any"]
effort_hours = 1
next = { report = 0.8, visit = 0.2 }
[activity.report]
held = true
effort_share = 0.25
next = "close"
"""
)


def test_visits_follow_branches_and_loops(tmp_path: Path) -> None:
    found = offered_load(load(tmp_path, WORLD))
    visits = {item.activity: item.visits for item in found.activities}
    # 150 cases come to the visit; a fifth of signatures send them back: 150 / 0.8 = 187.5.
    assert visits == pytest.approx({"desk": 300, "visit": 187.5, "signature": 187.5, "report": 150})
    assert found.work_types == pytest.approx({"visit_case": 150})


def test_hours_fall_on_the_first_preference_and_on_all_who_report_as_it(tmp_path: Path) -> None:
    found = offered_load(load(tmp_path, WORLD))
    # A case: visits 1.25 x 3 h + report 1 h = 4.75 h; nurses add half for direct work.
    assert found.cell("nurse", "north").work_hours == pytest.approx(150 * 0.75 * 0.8 * 4.75 * 1.5)
    assert found.cell("nurse", "south").work_hours == pytest.approx(150 * 0.75 * 0.2 * 4.75 * 1.5)
    # The deputy's own cases come first; 187.5 hours of signatures then level the two.
    together = 150 * 0.25 * 4.75 + 187.5
    assert found.cell("deputy", "south").work_hours == pytest.approx(150 * 0.25 * 4.75 + 187.5 / 2 - 178.125 / 2)
    assert found.role("deputy").work_hours == pytest.approx(together)
    assert found.role("deputy").posts == 2
    assert found.role("clerk").work_hours == pytest.approx(600)


def test_load_is_work_and_blocks_over_the_timetable_with_its_blocks(tmp_path: Path) -> None:
    clerk = offered_load(load(tmp_path, WORLD)).role("clerk")
    assert clerk.capacity_hours == pytest.approx(YEAR_HOURS)
    assert clerk.load == pytest.approx((600 + 1048) / YEAR_HOURS)
    assert clerk.posts_wanted == pytest.approx(clerk.load / 0.9)


def test_growth_is_averaged_over_the_year(tmp_path: Path) -> None:
    grown = WORLD.replace("per_year = 300", "per_year = 300\ngrowth = { follows = 'all' }")
    found = offered_load(load(tmp_path, grown + "[population.all]\ngrowth_per_year = 0.1\n"))
    assert found.streams["calls"] == pytest.approx(300 * 0.1 / 0.0953101798)  # g / ln(1 + g)


def test_a_dated_change_counts_from_its_date(tmp_path: Path) -> None:
    changed = (
        WORLD
        + """
[[change]]
from = 2014-09-29
set = { "demand.calls.per_year" = 0 }
"""
    )
    found = offered_load(load(tmp_path, changed))
    assert found.streams["calls"] == pytest.approx(300 * 182 / 365)  # 31 March to 28 September: 182 days
    assert found.role("clerk").work_hours == pytest.approx(600 * 182 / 365)


def test_pooled_teams_share_all_work(tmp_path: Path) -> None:
    found = offered_load(load(tmp_path, WORLD + "[rules]\nteams = 'pooled'\n"))
    assert found.cell("nurse", "north").load == pytest.approx(found.cell("nurse", "south").load)


def test_a_single_post_that_work_depends_on_is_named_with_its_cover(tmp_path: Path) -> None:
    found = {(cell.role, cell.team): cell for cell in single_posts(offered_load(load(tmp_path, WORLD)))}
    assert set(found) == {("nurse", "south"), ("deputy", "south"), ("clerk", "north")}
    assert found["deputy", "south"].cover == {"allocation": ("nurse",)}
    assert found["nurse", "south"].cover == {"allocation": ()}
    assert found["nurse", "south"].alone == ("allocation",)
    assert found["deputy", "south"].alone == ()


def test_day_one_is_held_against_caseload_places(tmp_path: Path) -> None:
    stock = (
        WORLD
        + """
[day_one]
open = { cases = 20, work_types = { visit_case = 1 }, reached = { report = 1 } }
waiting = { cases = 8, work_types = { visit_case = 1 }, reached = { visit = 0.5, signature = 0.5 } }
"""
    )
    service = load(tmp_path, stock)
    places = {(item.role, item.team): (item.held, item.places) for item in places_on_day_one(service)}
    # 15 cases of nurses' lists, four in five in the north; the other 5 go to the deputy or the nurse beside them.
    assert places["nurse", "north"] == (pytest.approx(12), 20)
    assert places["nurse", "south"] == (pytest.approx(3 + 2.5), 10)
    assert places["deputy", "south"] == (pytest.approx(2.5), None)
    waiting = waiting_on_day_one(service)
    assert waiting["signature", "senior", "north"] == pytest.approx(4)
    assert waiting["allocation", "nurse", "north"] == pytest.approx(2.4)


def test_the_analysts_arithmetic_by_hand() -> None:
    row = list_arithmetic(("allocation", "nurse", "north"), 20.0, 22.0, 60.0, ListTerms(target_weeks=4))
    assert row.load == pytest.approx(20 / 22)
    assert row.target_list == 20
    assert row.target_capacity == 21  # 20 + ((1 + 1) / 2) x 4 / 4
    assert row.relief_capacity == pytest.approx(20 + 40 / 26)  # 60 waiting is over twice 20
    assert row.pressure == pytest.approx(2 * 3 / 4)  # 60 / 20 = 3 weeks on average
    calm = list_arithmetic(("allocation", "nurse", "north"), 20.0, 22.0, 40.0, ListTerms(target_weeks=4))
    assert calm.relief_capacity is None


def test_every_list_that_cases_join_has_its_arithmetic(tmp_path: Path) -> None:
    service = load(tmp_path, WORLD)
    load_found = offered_load(service)
    rows = waiting_list_arithmetic(load_found, {}, ListTerms(target_weeks=target_weeks(service.base)))
    assert len(rows) == len(load_found.lists)
    desk = next(row for row in rows if row.activity == "desk")
    assert desk.demand == pytest.approx(300 * 7 / 365.25)
    assert desk.load == pytest.approx(600 / (YEAR_HOURS - 1048))


@pytest.mark.parametrize(("limit", "weeks"), [("days = 42", 6), ("hours = 84", 0.5), ("working_days = 10", 2)])
def test_the_target_of_the_arithmetic_is_in_weeks_of_the_calendar(tmp_path: Path, limit: str, weeks: float) -> None:
    target = f'[[target]]\nlabel = "seen"\nclock = "contact_to_assessment"\n{limit}\nshare = 0.9\n'
    assert target_weeks(load(tmp_path, WORLD + target).base) == pytest.approx(weeks)
    assert target_weeks(load(tmp_path, WORLD).base) == 4


def test_parts_are_the_work_of_activities_by_who_bears_it(tmp_path: Path) -> None:
    found = offered_load(load(tmp_path, WORLD))
    for item in found.activities:
        hours = sum(part.hours for part in found.parts if part.activity == item.activity)
        assert hours == pytest.approx(item.hours)
    for cell in found.cells:
        hours = sum(part.hours for part in found.parts if part.cell == (cell.role, cell.team))
        assert hours == pytest.approx(cell.work_hours)
    assert {part.cell for part in found.parts if part.activity == "desk"} == {("clerk", "north")}
