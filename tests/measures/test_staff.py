"""Utilisation, posts and money come from timetables and employment."""

from dataclasses import replace

import numpy as np
import pytest
from hand_made import (
    ADVISER,
    DAY,
    SHARED,
    SOCIAL_WORKER,
    STUDENT,
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

from sim.eventlog.log import IN_HAND
from sim.measures import Trace, measure_replication
from sim.measures.utilisation import worked_by
from sim.units import NEVER

NINE, FIVE = 9 * 60, 17 * 60


def day_slot(worker: int, day: int, minutes: int = 240, blocks: int = 0) -> tuple[int, int, int, int, int]:
    return worker, day * DAY + NINE, day * DAY + FIVE, minutes, blocks


def test_time_worked_grows_evenly_within_a_slot_and_rests_between_slots() -> None:
    staff = workforce_of(day_slot(0, 0), day_slot(0, 2), day_slot(1, 0, 480))
    moments = ints([0, NINE, NINE + 1, NINE + 2, FIVE, DAY, 2 * DAY + NINE + 240, 9 * DAY])
    assert worked_by(staff, staff.minutes, ints(0), moments).tolist() == [0, 0, 0, 1, 240, 240, 360, 480]
    assert worked_by(staff, staff.minutes, ints(1), moments).tolist() == [0, 0, 1, 2, 480, 480, 480, 480]


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
    records = measure_replication(run.service, run.demand, run.workforce, run.log)
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
    done = Case(0, (2,), closed=DAY, visits=((0, 0, 0, DAY),), allocations=((0, 0, 1, DAY),))
    records = measure_replication(service(), demand_of([done, done]), staff, log_of([done, done]))
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
    from hand_made import CONFIG

    from sim.scenario.service import Scenario
    from sim.scenario.timeline import build_service

    dearer = {**CONFIG["role"], "adviser": {"annual_pay_gbp": 40_000}}
    states = [(0, Scenario.model_validate(CONFIG)), (YEAR, Scenario.model_validate({**CONFIG, "role": dearer}))]
    records = measure_replication(
        build_service("hand", (), "", states), demand_of([]), workforce_of(roles=(ADVISER,)), log_of([])
    )
    found = {cell(record): record.value for record in records}
    assert found["staff_cost_gbp", "2014/15"] == pytest.approx(25_000)
    assert found["staff_cost_gbp", "2015/16"] == pytest.approx(50_000)
