"""Lists are counted from spans: who waits for whom, at a moment and on average."""

import pytest
from hand_made import DAY, HORIZON, PANEL, SHARED, VISIT, WAIT_FOR, YEAR, Case, figures, replication

from sim.demand.tables import SIDE
from sim.eventlog.log import ASSISTED, HANDED_BACK, SET_ASIDE, WAITING
from sim.units import NEVER

ALLOCATED = Case(
    0, (SHARED, VISIT), closed=30 * DAY,
    visits=((0, 0, 10 * DAY, 10 * DAY, 0, 0, 60), (1, 10 * DAY, 25 * DAY, 30 * DAY, 0, 1, 60)),
    allocations=((10 * DAY, 15 * DAY, 1, 30 * DAY),),
)  # fmt: skip


def test_a_case_stands_on_one_list_after_another() -> None:
    found = figures(replication([ALLOCATED]))
    days = {name: found[f"{name}_average", "2014/15"] * 365 for name in (
        "shared_list", "allocation_list", "in_tray", "open_cases", "waiting_cases", "cases_in_system", "gate_list",
    )}  # fmt: skip
    assert days == pytest.approx({
        "shared_list": 10, "allocation_list": 5, "in_tray": 10, "open_cases": 15, "waiting_cases": 15,
        "cases_in_system": 30, "gate_list": 0,
    })  # fmt: skip


def test_lists_name_the_role_and_team_asked_for_and_trays_the_worker() -> None:
    found = figures(replication([ALLOCATED]))
    assert found["shared_list_average", "adviser", "north", "2014/15"] * 365 == pytest.approx(10)
    assert found["allocation_list_average", "social_worker", "north", "2014/15"] * 365 == pytest.approx(5)
    assert found["in_tray_average", "social_worker", "2014/15"] * 365 == pytest.approx(10)
    assert found["open_cases_average", "north", "2014/15"] * 365 == pytest.approx(15)


def test_a_case_handed_back_leaves_its_place_and_waits_anew() -> None:
    case = Case(
        0, (VISIT,), closed=60 * DAY,
        visits=((0, 0, 10 * DAY, 20 * DAY, HANDED_BACK, 1, 30), (0, 0, 50 * DAY, 60 * DAY, 0, 1, 30)),
        # The list keeps the first ready minute of the case.
        allocations=((0, 10 * DAY, 1, 20 * DAY), (0, 40 * DAY, 1, 60 * DAY)),
    )  # fmt: skip
    found = figures(replication([case]))
    days = {name: found[f"{name}_average", "2014/15"] * 365 for name in (
        "allocation_list", "waiting_cases", "in_tray", "open_cases",
    )}  # fmt: skip
    assert days == pytest.approx({"allocation_list": 30, "waiting_cases": 30, "in_tray": 10, "open_cases": 30})


def test_sizes_at_the_end_growth_and_ages_speak_of_the_last_minute() -> None:
    def waiting(received: int) -> Case:
        return Case(received, (VISIT,), visits=((0, received, NEVER, NEVER, WAITING),),
                    allocations=((received, NEVER, -1, NEVER),))  # fmt: skip

    found = figures(replication([waiting(YEAR - 10 * DAY), waiting(YEAR + DAY), waiting(HORIZON - 10 * DAY)]))
    assert [found["waiting_cases_end", year] for year in ("2014/15", "2015/16", "all")] == [1, 3, 3]
    assert found["waiting_cases_growth_per_week", "2015/16"] == pytest.approx(2 / (366 / 7))
    assert found["waiting_cases_age_mean_days", "2014/15"] == pytest.approx(10)
    assert found["waiting_cases_end", "2015-03"] == 1
    assert found["waiting_cases_end", "2015-02"] == 0
    assert found["received", "2015-03"] == 1


def test_a_case_before_a_panel_waits_for_nobody() -> None:
    case = Case(0, (PANEL,), closed=6 * DAY, visits=((0, 0, 6 * DAY, 6 * DAY),))
    found = figures(replication([case]))
    assert found["gate_list_average", "2014/15"] * 365 == pytest.approx(6)
    assert found["waiting_cases_average", "2014/15"] == 0
    assert found["step_wait_mean_days", "panel", "2014/15"] == 6


def test_side_work_stands_on_lists_of_steps_and_holds_up_the_case_that_awaits_it() -> None:
    case = Case(0, (WAIT_FOR,), closed=8 * DAY, visits=((0, 0, 8 * DAY, 8 * DAY),))
    side = Case(0, (SHARED,), origin=SIDE, after=0, closed=8 * DAY, visits=((0, 0, 7 * DAY, 8 * DAY, 0, 0, 60),))
    found = figures(replication([case, side]))
    days = {name: found[f"{name}_average", "2014/15"] * 365 for name in (
        "await_list", "shared_list", "waiting_cases", "cases_in_system",
    )}  # fmt: skip
    assert days == pytest.approx({"await_list": 8, "shared_list": 7, "waiting_cases": 0, "cases_in_system": 8})
    assert found["step_wait_mean_days", "wait_for", "all"] == 8


def test_a_step_set_aside_waits_again_in_the_tray() -> None:
    case = Case(
        0, (VISIT,), closed=9 * DAY,
        visits=((0, 0, DAY, 2 * DAY, SET_ASIDE, 1, 60), (0, 0, 7 * DAY, 9 * DAY, 0, 1, 60)),
        allocations=((0, 0, 1, 9 * DAY),),
    )  # fmt: skip
    found = figures(replication([case]))
    assert found["in_tray_average", "2014/15"] * 365 == pytest.approx(1 + 5)
    assert found["step_wait_mean_days", "visit", "all"] == 1


def test_the_second_worker_of_a_joint_step_waits_on_no_list() -> None:
    case = Case(
        0, (VISIT,), closed=9 * DAY,
        visits=((0, 0, 4 * DAY, 5 * DAY, 0, 1, 60), (0, 0, 4 * DAY, 9 * DAY, ASSISTED, 0, 60)),
        allocations=((0, 0, 1, 9 * DAY),),
    )  # fmt: skip
    found = figures(replication([case]))
    assert found["in_tray_average", "2014/15"] * 365 == pytest.approx(4)
    assert found["steps_ready", "visit", "all"] == 1
    assert found["contact_to_assessment_mean_days", "all"] == 9


def test_a_steps_wait_ends_with_its_first_start_and_counts_the_unstarted() -> None:
    started = Case(0, (VISIT,), visits=((0, 0, 4 * DAY, 9 * DAY, HANDED_BACK, 1, 9), (0, 0, NEVER, NEVER, WAITING)),
                   allocations=((0, 4 * DAY, 1, 9 * DAY), (0, NEVER, -1, NEVER)))  # fmt: skip
    late = HORIZON - 6 * DAY
    unstarted = Case(late, (VISIT,), visits=((0, late, NEVER, NEVER, WAITING),),
                     allocations=((late, NEVER, -1, NEVER),))  # fmt: skip
    found = figures(replication([started, unstarted]))
    assert found["step_wait_mean_days", "visit", "all"] == 5
    assert found["steps_ready", "social_worker", "all"] == 2
    assert found["steps_unstarted", "social_worker", "all"] == 1
