"""Waits come from cohorts, and the unfinished are in every figure."""

import datetime as dt

import numpy as np
import pytest
from hand_made import (
    DAY,
    HORIZON,
    PANEL,
    PAUSE,
    PLAN,
    SHARED,
    STANDARD,
    URGENT,
    VISIT,
    YEAR,
    Case,
    cell,
    figures,
    replication,
    waits,
)

from sim.eventlog.log import HANDED_BACK, WAITING
from sim.measures import DAY_ONE, measure_run
from sim.measures.quantiles import Waits, wait_quantiles
from sim.units import NEVER


def assessed(received: int, days: int, **more: object) -> Case:
    """A case of one held step that is allocated at once and assessed after so many days."""
    done = received + days * DAY
    return Case(
        received, (VISIT,), closed=done, visits=((0, received, received, done, 0, 1, 60),),
        allocations=((received, received, 1, done),), **more,
    )  # fmt: skip


def still_waiting(received: int, **more: object) -> Case:
    return Case(
        received, (VISIT,), visits=((0, received, NEVER, NEVER, WAITING),),
        allocations=((received, NEVER, -1, NEVER),), **more,
    )  # fmt: skip


def test_a_finished_cohort_has_the_plain_mean_and_order_statistics() -> None:
    found = figures(replication([assessed(DAY * k, k) for k in range(1, 11)]))
    assert found["contact_to_assessment_mean_days", "2014/15"] == pytest.approx(5.5)
    assert found["contact_to_assessment_median_days", "2014/15"] == 5
    assert found["contact_to_assessment_p90_days", "2014/15"] == 9
    assert found["contact_to_assessment_p95_days", "2014/15"] == 10
    assert found["contact_to_assessment_cases", "2014/15"] == 10
    assert found["contact_to_assessment_unfinished", "2014/15"] == 0
    assert ("contact_to_assessment_mean_days", "2015/16") not in found


def test_unfinished_cases_enter_the_mean_with_their_wait_so_far_and_are_counted_with_their_ages() -> None:
    cases = [assessed(0, 10), still_waiting(HORIZON - 100 * DAY), still_waiting(HORIZON - 40 * DAY)]
    found = figures(replication(cases))
    assert found["contact_to_assessment_mean_days", "all"] == pytest.approx((10 + 100 + 40) / 3)
    assert found["contact_to_assessment_unfinished", "2015/16"] == 2
    assert found["contact_to_assessment_unfinished_mean_days", "2015/16"] == pytest.approx(70)
    assert found["contact_to_assessment_unfinished_p90_days", "2015/16"] == 100


def test_cases_belong_to_the_year_they_were_received_in_whenever_they_finish() -> None:
    found = figures(replication([assessed(YEAR - DAY, 20), assessed(YEAR, 3)]))
    assert found["contact_to_assessment_mean_days", "2014/15"] == 20
    assert found["contact_to_assessment_mean_days", "2015/16"] == 3
    assert found["assessments_completed", "2015/16"] == 2


def test_a_quantile_is_the_kaplan_meier_one_and_a_lower_bound_where_the_horizon_hides_it() -> None:
    # 2 finished, 3 known to pass 4, 6 finished, 9 known to pass 10: S is 0.8 after 2, 0.8 x 2/3 after 6, 0 never.
    wait = np.array([2, 3, 6, 9, 10]) * DAY
    done = np.array([True, False, True, False, False])
    at = wait_quantiles(of_one_group(wait, done), groups=1, at=(0.2, 0.4, 0.5, 0.8)) / DAY
    assert at[:, 0].tolist() == [2, 6, 6, 9]


def of_one_group(wait: np.ndarray, done: np.ndarray) -> Waits:
    """Waits that all count in group 0."""
    return Waits.of(wait, done, np.zeros_like(wait), np.zeros((1, 1), dtype=np.int32), np.ones(1, dtype=np.bool_))


def test_a_quantile_never_falls_as_its_probability_rises() -> None:
    rng = np.random.default_rng(5)
    at = (0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99)
    for _ in range(50):
        size = int(rng.integers(1, 12))
        wait, done = rng.integers(0, 9, size), rng.random(size) < 0.5
        found = wait_quantiles(of_one_group(wait, done), groups=1, at=at)[:, 0]
        assert (np.diff(found) >= 0).all()


def test_each_dimension_counts_its_own_cases() -> None:
    cases = [
        assessed(DAY, 2, stream=0, priority=URGENT, team=0),
        assessed(DAY, 8, stream=1, priority=STANDARD, team=1, work_type=1),
    ]
    found = figures(replication(cases, group={"both": {"streams": ["referral", "review"]}, "none": {"teams": []}}))
    name = "contact_to_assessment_mean_days"
    assert [found[name, key, "all"] for key in ("referral", "review")] == [2, 8]
    assert [found[name, key, "all"] for key in ("urgent", "standard")] == [2, 8]
    assert [found[name, key, "all"] for key in ("north", "south")] == [2, 8]
    assert [found[name, key, "all"] for key in ("full", "task")] == [2, 8]
    assert found[name, "both", "all"] == 5


def test_a_clock_counts_only_cases_whose_path_passes_both_ends() -> None:
    desk_only = Case(DAY, (SHARED,), closed=2 * DAY, visits=((0, DAY, 2 * DAY - 60, 2 * DAY, 0, 0, 60),))
    found = figures(replication([desk_only, assessed(DAY, 3)]))
    assert found["contact_to_assessment_cases", "all"] == 1
    assert found["contact_to_response_cases", "all"] == 1
    assert found["time_in_system_cases", "all"] == 2
    assert found["contact_to_response_mean_days", "all"] == pytest.approx(1 - 60 / DAY)


def test_the_clocks_run_between_the_moments_they_are_named_for() -> None:
    case = Case(
        0, (SHARED, PAUSE, VISIT, PANEL, PLAN), closed=30 * DAY,
        visits=(
            (0, 0, 1 * DAY, 1 * DAY + 60, 0, 0, 60),
            (1, 1 * DAY + 60, 1 * DAY + 60, 2 * DAY),
            (2, 2 * DAY, 5 * DAY, 9 * DAY, HANDED_BACK, 1, 30),
            (2, 2 * DAY, 11 * DAY, 12 * DAY, 0, 1, 30),
            (3, 12 * DAY, 20 * DAY, 20 * DAY),
            (4, 20 * DAY, 25 * DAY, 30 * DAY, 0, 1, 60),
        ),
        allocations=((2 * DAY, 4 * DAY, 1, 9 * DAY), (2 * DAY, 10 * DAY, 1, 30 * DAY)),
    )  # fmt: skip
    run = replication([case])
    found = {name: waits(run, name) for name in (
        "contact_to_response", "contact_to_allocation", "allocation_to_assessment", "contact_to_assessment",
        "assessment_to_support", "contact_to_support", "time_in_system",
    )}  # fmt: skip
    days = {name: [minutes / DAY for minutes in each] for name, each in found.items()}
    assert days == {
        "contact_to_response": [1], "contact_to_allocation": [4], "allocation_to_assessment": [8],
        "contact_to_assessment": [12], "assessment_to_support": [18], "contact_to_support": [30],
        "time_in_system": [30],
    }  # fmt: skip


def test_work_sent_back_is_assessed_when_the_last_visit_ends() -> None:
    case = Case(0, (VISIT, VISIT), closed=9 * DAY, visits=((0, 0, 0, DAY, 0, 1, 60), (1, DAY, DAY, 9 * DAY, 0, 1, 60)),
                allocations=((0, 0, 1, 9 * DAY),))  # fmt: skip
    assert figures(replication([case]))["contact_to_assessment_mean_days", "all"] == 9


def test_a_clock_that_has_not_begun_is_counted_apart() -> None:
    found = figures(replication([still_waiting(DAY), assessed(DAY, 4)]))
    assert found["allocation_to_assessment_not_begun", "all"] == 1
    assert found["allocation_to_assessment_cases", "all"] == 1
    assert found["allocation_to_assessment_mean_days", "all"] == 4


def test_day_ones_cases_are_a_cohort_of_their_own() -> None:
    waiting = Case(-10 * DAY, (VISIT,), strip=-1, closed=5 * DAY, visits=((0, -10 * DAY, DAY, 5 * DAY, 0, 1, 60),),
                   allocations=((-10 * DAY, DAY, 1, 5 * DAY),))  # fmt: skip
    held = Case(-30 * DAY, (PLAN,), strip=-2, begins=0, holder_list=1, closed=DAY,
                visits=((0, 0, 0, DAY, 0, 1, 60),), allocations=((0, 0, 1, DAY),))  # fmt: skip
    found = figures(replication([held, waiting]))
    assert found["contact_to_assessment_mean_days", DAY_ONE] == 15
    assert found["contact_to_allocation_cases", DAY_ONE] == 1
    assert found["time_in_system_cases", DAY_ONE] == 2
    assert not [key for key in found if key[0].startswith("contact_to_assessment") and key[-1] in ("2014/15", "all")]


def test_warm_up_cuts_by_receipt() -> None:
    run = replication([assessed(99 * DAY, 50), assessed(100 * DAY, 2)],
                      clock={"start_date": dt.date(2014, 4, 1), "years": 2, "warm_up_days": 100})  # fmt: skip
    found = figures(run)
    assert found["contact_to_assessment_mean_days", "2014/15"] == 2
    assert found["contact_to_assessment_cases", "all"] == 1


def test_a_share_within_a_limit_asks_only_cases_old_enough_to_be_decided() -> None:
    target = {"label": "Within 28 days", "clock": "contact_to_assessment", "days": 28, "share": 0.5}
    cases = [
        assessed(0, 28),
        assessed(DAY, 29),
        still_waiting(HORIZON - 28 * DAY),
        # Too young to be judged, quick or not.
        assessed(HORIZON - 20 * DAY, 1),
        still_waiting(HORIZON - 20 * DAY),
    ]
    found = figures(replication(cases, target=[target]))
    assert found["contact_to_assessment_within_28_days", "all"] == pytest.approx(1 / 3)
    assert found["target_share", "Within 28 days", "2014/15"] == 0.5
    assert found["target_met", "Within 28 days", "2014/15"] == 1
    assert found["target_share", "Within 28 days", "2015/16"] == 0
    assert found["target_met", "Within 28 days", "2015/16"] == 0
    assert found["target_cases", "Within 28 days", "all"] == 3


def test_no_figure_is_missing_or_infinite_and_no_cell_is_given_twice() -> None:
    run = replication([still_waiting(HORIZON - 1), assessed(0, 3, stream=-1, work_type=-1, team=-1)],
                      (0, 480, 960, 300, 30))  # fmt: skip
    records = measure_run(run)
    assert np.isfinite([record.value for record in records]).all()
    assert len({(cell(record)) for record in records}) == len(records)


def test_a_service_without_cases_is_measured() -> None:
    found = figures(replication([]))
    assert found["received", "all"] == 0
    assert found["cases_in_system_average", "all"] == 0
