"""Utilisation, posts and money come from timetables and employment."""

from dataclasses import replace

import numpy as np
import pytest
from hand_made import (
    ADVISER,
    CONFIG,
    DAY,
    FORM,
    PAUSE,
    PLAN,
    SHARED,
    SOCIAL_WORKER,
    STUDENT,
    VISIT,
    YEAR,
    Case,
    cell,
    demand_of,
    figures,
    ints,
    log_of,
    replication,
    service,
    workforce_of,
)

from sim.demand.tables import SIDE
from sim.eventlog.log import ASSISTED, IN_HAND, LEFT, WITHDRAWN
from sim.measures import Trace, measure_run
from sim.measures.utilisation import worked_by
from sim.scenario.service import Scenario
from sim.scenario.timeline import build_service
from sim.units import NEVER
from sim.workforce.tables import Workforce

NINE, FIVE = 9 * 60, 17 * 60


def day_slot(worker: int, day: int, minutes: int = 240, blocks: int = 0) -> tuple[int, int, int, int, int]:
    return worker, day * DAY + NINE, day * DAY + FIVE, minutes, blocks


def test_time_worked_grows_evenly_within_a_slot_and_rests_between_slots() -> None:
    staff = workforce_of(day_slot(0, 0), day_slot(0, 2), day_slot(1, 0, 480))
    moments = ints([0, NINE, NINE + 1, NINE + 2, FIVE, DAY, 2 * DAY + NINE + 240, 9 * DAY])
    for worker, expected in enumerate(([0, 0, 0, 1, 240, 240, 360, 480], [0, 0, 1, 2, 480, 480, 480, 480])):
        assert worked_by(staff, staff.minutes, moments)[worker].tolist() == expected


def test_minutes_of_a_step_that_passes_an_edge_are_split_by_the_timetable() -> None:
    # 31 days of April and May are worked, 16 of them in April.
    days = range(14, 45)
    slots = [day_slot(0, day) for day in days]
    begun, ended = 14 * DAY + NINE + 2, 44 * DAY + FIVE
    before = (0, 0, 14 * DAY + NINE, begun, 0, 0, 1)
    case = Case(0, (SHARED,) * 2, closed=ended, visits=(before, (1, begun, begun, ended, 0, 0, 31 * 240 - 1)))
    run = replication([case], *slots)
    april_and_may = run.at(run.months)[:3]
    assert run.work_done.spent[0, 0, april_and_may].tolist() == [0, 16 * 240, 31 * 240]
    assert run.work_done.spent[1].sum() == 0


def test_utilisation_counts_steps_and_blocks_over_timetables_and_blocks() -> None:
    case = Case(0, (SHARED,), closed=NINE + 240, visits=((0, 0, NINE, NINE + 240, 0, 0, 120),))
    found = figures(replication([case], day_slot(0, 0, 240, 60), day_slot(1, 0, 100)))
    assert found["utilisation", "adviser", "2014/15"] == pytest.approx((120 + 60) / (240 + 60))
    assert found["utilisation", "social_worker", "2014/15"] == 0
    assert found["utilisation", "2014/15"] == pytest.approx(180 / 400)
    assert found["utilisation", "adviser", "north", "2014-04"] == pytest.approx(180 / 300)
    assert ("utilisation", "2015/16") not in found


def test_a_step_over_the_year_end_is_split_by_its_workers_timetable() -> None:
    last, next_ = 364, 365
    visit = (0, 0, last * DAY + NINE + 240, next_ * DAY + NINE + 120, 0, 0, 120 + 60)
    case = Case(0, (SHARED,), closed=visit[3], visits=(visit,))
    found = figures(replication([case], day_slot(0, last), day_slot(0, next_)))
    assert found["step_hours", "adviser", "2014/15"] == 2
    assert found["step_hours", "adviser", "2015/16"] == 1
    assert found["utilisation", "adviser", "2015/16"] == pytest.approx(60 / 240)


def test_work_in_hand_at_the_horizon_counts_the_minutes_used() -> None:
    day = 730
    case = Case(0, (SHARED,), visits=((0, 0, day * DAY + NINE, NEVER, IN_HAND, 0, 240),))
    found = figures(replication([case], day_slot(0, day)))
    assert found["utilisation", "adviser", "2015/16"] == 1


def test_roles_that_report_as_another_are_added_to_it() -> None:
    staff = workforce_of(day_slot(0, 0, 100), day_slot(1, 0, 300), roles=(SOCIAL_WORKER, STUDENT))
    run = Trace(service(), demand_of([]), staff, log_of([]))
    records = measure_run(run)
    found = {cell(record): record.value for record in records}
    assert found["casework_hours", "social_worker", "2014/15"] == pytest.approx(400 / 60)
    assert found["posts_filled", "social_worker", "2014/15"] == 2
    assert not [record for record in records if record.role == "student"]


def test_filled_posts_cost_their_pay_with_on_costs_for_the_time_they_are_filled() -> None:
    staff = replace(
        workforce_of(roles=(ADVISER, SOCIAL_WORKER)),
        post_fte=np.array([0.5, 1.0]),
        employed_to=ints([NEVER, YEAR + 183 * DAY]),
    )
    done = Case(0, (VISIT,), closed=DAY, visits=((0, 0, 0, DAY),), allocations=((0, 0, 1, DAY),))
    records = measure_run(Trace(service(), demand_of([done, done]), staff, log_of([done, done])))
    found = {cell(record): record.value for record in records}
    assert found["staff_cost_gbp", "adviser", "2014/15"] == pytest.approx(0.5 * 20_000 * 1.25)
    assert found["staff_cost_gbp", "social_worker", "2015/16"] == pytest.approx(30_000 * 1.25 * 183 / 366)
    assert found["cost_per_assessment_gbp", "2014/15"] == pytest.approx((10_000 + 30_000) * 1.25 / 2)
    assert ("cost_per_assessment_gbp", "2015/16") not in found
    assert found["staff_cost_gbp", "all"] == pytest.approx(1.25 * (2 * 10_000 + 30_000 * 1.5))
    assert found["fte_filled", "social_worker", "2015/16"] == pytest.approx(0.5)
    assert found["fte_funded", "2014/15"] == 1.5
    assert found["posts_funded", "all"] == 2


def test_pay_follows_dated_changes() -> None:
    dearer = {**CONFIG["role"], "adviser": {"annual_pay_gbp": 40_000}}
    states = [(0, Scenario.model_validate(CONFIG)), (YEAR, Scenario.model_validate({**CONFIG, "role": dearer}))]
    world = build_service("hand", (), (), states)
    records = measure_run(Trace(world, demand_of([]), workforce_of(roles=(ADVISER,)), log_of([])))
    found = {cell(record): record.value for record in records}
    assert found["staff_cost_gbp", "2014/15"] == pytest.approx(25_000)
    assert found["staff_cost_gbp", "2015/16"] == pytest.approx(50_000)


def test_both_workers_of_a_joint_step_are_busy() -> None:
    case = Case(0, (VISIT,), closed=NINE + 480,
                visits=((0, 0, NINE, NINE + 240, 0, 1, 120), (0, 0, NINE, NINE + 480, ASSISTED, 0, 240)),
                allocations=((0, 0, 1, NINE + 480),))  # fmt: skip
    found = figures(replication([case], day_slot(0, 0), day_slot(1, 0)))
    assert found["utilisation", "social_worker", "2014/15"] == 0.5
    assert found["utilisation", "adviser", "2014/15"] == 1
    assert found["step_hours", "2014/15"] == 6


def partners(*, team: tuple[int, ...] = (0, 1)) -> Workforce:
    """An adviser in the north and a social worker in the south."""
    staff = workforce_of(day_slot(0, 0), day_slot(1, 0))
    return replace(staff, team=ints(team), post_team=ints(team))


def test_staff_of_external_teams_are_reported_by_team_and_cost_the_council_nothing() -> None:
    case = Case(0, (VISIT,), closed=FIVE, visits=((0, 0, NINE, FIVE, 0, 1, 240),), allocations=((0, 0, 1, FIVE),))
    world = service(team={"north": {}, "south": {"external": True}})
    records = measure_run(Trace(world, demand_of([case]), partners(), log_of([case])))
    found = {cell(record): record.value for record in records}
    assert found["fte_filled", "2014/15"] == 1
    assert found["posts_funded", "all"] == 1
    assert found["fte_filled", "south", "2014/15"] == 1
    assert ("fte_filled", "social_worker", "2014/15") not in found
    assert found["fte_filled", "social_worker", "south", "2014/15"] == 1
    assert found["utilisation", "2014/15"] == 0
    assert found["utilisation", "south", "2014/15"] == 1
    assert found["casework_hours", "2014/15"] == 4
    assert found["staff_cost_gbp", "2014/15"] == 25_000
    assert found["staff_cost_gbp", "south", "2014/15"] == 0
    assert found["hours_per_case", "2014/15"] == 0


def test_costs_have_a_low_and_a_high_end_from_pay_on_costs_and_premium() -> None:
    role = {
        "adviser": {"annual_pay_gbp": {"value": 20_000, "low": 18_000, "high": 21_000}},
        "social_worker": {"annual_pay_gbp": 30_000, "pay_premium_share": {"value": 0.1, "low": 0.05, "high": 0.2}},
    }
    world = service(role=role, cost={"on_cost_share": {"value": 0.25, "low": 0.2}})
    found = {cell(record): record.value for record in measure_run(Trace(world, demand_of([]), partners(), log_of([])))}
    assert found["staff_cost_gbp", "adviser", "2014/15"] == pytest.approx(20_000 * 1.25)
    assert found["staff_cost_low_gbp", "adviser", "2014/15"] == pytest.approx(18_000 * 1.2)
    assert found["staff_cost_high_gbp", "adviser", "2014/15"] == pytest.approx(21_000 * 1.25)
    assert found["staff_cost_gbp", "social_worker", "2014/15"] == pytest.approx(30_000 * 1.35)
    assert found["staff_cost_low_gbp", "2014/15"] == pytest.approx(18_000 * 1.2 + 30_000 * 1.25)
    assert found["staff_cost_high_gbp", "2014/15"] == pytest.approx(21_000 * 1.25 + 30_000 * 1.45)


def test_work_with_a_price_costs_it_when_it_is_finished_and_not_when_it_is_left() -> None:
    done = Case(0, (FORM,), closed=DAY, visits=((0, 0, 0, DAY),))
    late = Case(YEAR - DAY, (FORM,), closed=YEAR, visits=((0, YEAR - DAY, YEAR - DAY, YEAR),))
    left = Case(0, (FORM,), closed=DAY, outcome=WITHDRAWN, visits=((0, 0, 0, DAY, LEFT),))
    found = figures(replication([done, done, late, left]))
    assert [found["contract_cost_gbp", year] for year in ("2014/15", "2015/16", "all")] == [100, 50, 150]
    assert found["contract_cost_gbp", "form", "all"] == 150
    assert ("contract_cost_gbp", "desk", "all") not in found


def test_a_price_follows_dated_changes() -> None:
    dearer = {**CONFIG["activity"], "form": {"delay_days": 1, "price_gbp": 80, "next": "close"}}
    states = [(0, Scenario.model_validate(CONFIG)), (YEAR, Scenario.model_validate({**CONFIG, "activity": dearer}))]
    late = Case(YEAR - DAY, (FORM,), closed=YEAR, visits=((0, YEAR - DAY, YEAR - DAY, YEAR),))
    world = build_service("hand", (), (), states)
    records = measure_run(Trace(world, demand_of([late]), workforce_of(), log_of([late])))
    assert {cell(record): record.value for record in records}["contract_cost_gbp", "2015/16"] == 80


def test_a_completed_case_costs_its_share_of_staff_and_contracts_and_of_time() -> None:
    online = Case(0, (FORM,), closed=DAY, visits=((0, 0, 0, DAY),))
    desk = Case(0, (SHARED,), closed=FIVE, visits=((0, 0, NINE, FIVE, 0, 0, 240),))
    left = Case(0, (FORM,), closed=DAY, outcome=WITHDRAWN, visits=((0, 0, 0, DAY, LEFT),))
    side = Case(0, (FORM,), origin=SIDE, after=1, closed=DAY, visits=((0, 0, 0, DAY),))
    found = figures(replication([online, desk, left, side], day_slot(0, 0)))
    # An adviser and a social worker with on-costs; the form of the side work is paid for, but is no case.
    assert found["cost_per_case_gbp", "2014/15"] == pytest.approx((50_000 * 1.25 + 2 * 50) / 2)
    assert found["hours_per_case", "2014/15"] == pytest.approx(4 / 3)
    assert ("cost_per_case_gbp", "2015/16") not in found


def test_open_cases_a_worker_are_counted_over_those_whose_roles_hold_cases() -> None:
    held = Case(
        0, (VISIT,), closed=73 * DAY, visits=((0, 0, 0, 73 * DAY, 0, 1, 0),), allocations=((0, 0, 1, 73 * DAY),)
    )
    staff = replace(workforce_of(roles=(ADVISER, SOCIAL_WORKER, SOCIAL_WORKER)), employed_to=ints([NEVER, NEVER, YEAR]))
    records = measure_run(Trace(service(), demand_of([held, held]), staff, log_of([held, held])))
    found = {cell(record): record.value for record in records}
    assert found["open_cases_per_worker", "2014/15"] == pytest.approx(2 * 73 / 365 / 2)
    assert found["open_cases_per_worker", "social_worker", "north", "2014/15"] == pytest.approx(0.2)
    assert found["open_cases_per_worker", "2015/16"] == 0
    assert ("open_cases_per_worker", "adviser", "2014/15") not in found
    # With caseload places of their own they count before they hold anything.
    staff = replace(staff, places=ints([5, 5, 5]))
    records = measure_run(Trace(service(), demand_of([held, held]), staff, log_of([held, held])))
    assert {cell(record): record.value for record in records}["open_cases_per_worker", "adviser", "2014/15"] == 0


def test_a_place_is_idle_while_its_case_is_neither_in_the_tray_nor_in_the_hands_of_its_worker() -> None:
    case = Case(
        0, (VISIT, PAUSE, SHARED, PLAN), closed=20 * DAY,
        visits=(
            (0, 0, 3 * DAY, 5 * DAY, 0, 1, 0),  # in the tray from day 1, in hand from day 3
            (1, 5 * DAY, 5 * DAY, 9 * DAY),  # a delay
            (2, 9 * DAY, 12 * DAY, 13 * DAY, 0, 0, 0),  # waits for the adviser, who works on it
            (3, 13 * DAY, 18 * DAY, 20 * DAY, 0, 1, 0),
        ),
        allocations=((0, DAY, 1, 20 * DAY),),
    )  # fmt: skip
    found = figures(replication([case]))
    assert found["places_held_idle_share", "2014/15"] == pytest.approx(8 / 19)
    assert found["places_held_idle_share", "social_worker", "north", "2014/15"] == pytest.approx(8 / 19)
    assert ("places_held_idle_share", "2015/16") not in found
