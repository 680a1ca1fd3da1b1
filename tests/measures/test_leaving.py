"""Those who leave before their clock stops stay in every figure, and nobody is counted who never came."""

import datetime as dt

import numpy as np
import pytest
from hand_made import (
    DAY,
    HORIZON,
    PAUSE,
    SHARED,
    STANDARD,
    URGENT,
    VISIT,
    Case,
    figures,
    replication,
)

from sim.demand.tables import CHASER, PAST_STRIP, RETURN, SIDE
from sim.eventlog.log import CANCELLED, ENDED, LEFT, WAITING, WITHDRAWN
from sim.measures import cases_table, measure_named
from sim.measures.limits import Limit
from sim.units import NEVER


def assessed(received: int, days: int, **more: object) -> Case:
    done = received + days * DAY
    return Case(
        received, (VISIT,), closed=done, visits=((0, received, received, done, 0, 1, 60),),
        allocations=((received, received, 1, done),), **more,
    )  # fmt: skip


def gone(received: int, days: int, outcome: int = WITHDRAWN, **more: object) -> Case:
    """A case that leaves the allocation list after so many days."""
    left = received + days * DAY
    return Case(
        received, (VISIT,), closed=left, outcome=outcome, visits=((0, received, NEVER, left, LEFT),),
        allocations=((received, NEVER, -1, left),), **more,
    )  # fmt: skip


def waiting(received: int, **more: object) -> Case:
    return Case(
        received, (VISIT,), visits=((0, received, NEVER, NEVER, WAITING),),
        allocations=((received, NEVER, -1, NEVER),), **more,
    )  # fmt: skip


def test_who_leaves_stays_in_the_cohort_with_the_wait_until_then() -> None:
    found = figures(replication([assessed(0, 10), gone(DAY, 4), gone(DAY, 7, ENDED), waiting(HORIZON - 3 * DAY)]))
    assert found["contact_to_assessment_cases", "all"] == 4
    assert found["contact_to_assessment_left", "all"] == 2
    assert found["contact_to_assessment_unfinished", "all"] == 1
    assert found["contact_to_assessment_unfinished_mean_days", "all"] == 3
    assert found["contact_to_assessment_mean_days", "all"] == pytest.approx((10 + 4 + 7 + 3) / 4)


def test_the_quantile_of_a_wait_treats_who_left_as_known_to_have_waited_that_long() -> None:
    found = figures(replication([assessed(0, 5), gone(0, 6), assessed(0, 8), assessed(0, 9)]))
    # S(5) = 3/4; with the leaver gone two are at risk, so S(8) = 3/8. A plain median of the four would be 6.
    assert found["contact_to_assessment_median_days", "all"] == 8


def test_leaving_closes_a_case_and_so_ends_its_time_in_the_system() -> None:
    found = figures(replication([gone(0, 6), assessed(0, 2)]))
    assert found["time_in_system_mean_days", "all"] == 4
    assert found["time_in_system_unfinished", "all"] == 0
    assert ("time_in_system_left", "all") not in found


def test_who_leaves_before_a_clock_begins_has_not_begun_it() -> None:
    found = figures(replication([gone(0, 6), assessed(0, 2)]))
    assert found["allocation_to_assessment_not_begun", "all"] == 1
    assert found["allocation_to_assessment_cases", "all"] == 1
    assert found["allocation_to_assessment_left", "all"] == 0


def test_a_share_does_not_judge_who_left_in_time_and_counts_who_left_late_as_not_within() -> None:
    target = {"label": "Within 28 days", "clock": "contact_to_assessment", "days": 28, "share": 0.5}
    cases = [assessed(0, 28), gone(0, 28), gone(0, 29)]
    found = figures(replication(cases, target=[target]))
    assert found["contact_to_assessment_within_28_days", "all"] == 0.5
    assert found["target_cases", "Within 28 days", "all"] == 2
    assert found["target_share", "Within 28 days", "all"] == 0.5


CALENDAR = {"start_date": dt.date(2014, 4, 1), "years": 2, "bank_holidays": "England"}
"""Day 0 is a Tuesday; Good Friday and Easter Monday are days 17 and 20."""


@pytest.mark.parametrize(
    ("start", "days", "last_day"),
    [
        (0, 0, 0),  # Tuesday
        (9 * 60, 1, 1),
        (3 * DAY, 1, 6),  # Friday to Monday
        (4 * DAY, 1, 7),  # Saturday counts as Monday
        (16 * DAY, 1, 21),  # Thursday before Easter to the Tuesday after
        (18 * DAY + 5, 2, 23),
        (0, 20, 30),  # over Easter: 28 days and two bank holidays
    ],
)  # fmt: skip
def test_working_days_end_with_the_day_and_skip_weekends_and_bank_holidays(
    start: int, days: int, last_day: int
) -> None:
    service = replication([], clock=CALENDAR).service
    found = Limit(working_days=days).last_minutes(service, np.array([start // DAY]))
    assert found.tolist() == [(last_day + 1) * DAY - 1]


def test_a_target_in_working_days_is_judged_once_they_have_passed() -> None:
    target = {"label": "Next day", "clock": "contact_to_assessment", "working_days": 1, "share": 0.5}
    # HORIZON is midnight at the end of Thursday 31 March 2016.
    cases = [
        assessed(3 * DAY, 3),  # Friday to Monday
        assessed(3 * DAY, 4),  # Friday to Tuesday
        assessed(HORIZON - 2 * DAY, 1),  # Wednesday to Thursday
        assessed(HORIZON - DAY, 0),  # its next working day is past the horizon
    ]
    found = figures(replication(cases, target=[target], clock=CALENDAR))
    assert found["target_cases", "Next day", "all"] == 3
    assert found["target_share", "Next day", "all"] == pytest.approx(2 / 3)
    assert found["contact_to_assessment_within_1_working_days", "all"] == pytest.approx(2 / 3)
    assert measure_named("contact_to_assessment_within_1_working_days").unit == "share"


def test_what_became_of_cases_is_counted_when_it_happened() -> None:
    escalates = waiting(DAY, escalations=((5 * DAY, URGENT), (9 * DAY, URGENT)))
    found = figures(replication([gone(0, 400), gone(0, 3, ENDED), assessed(0, 2), escalates]))
    assert [found["withdrawn", year] for year in ("2014/15", "2015/16", "all")] == [0, 1, 1]
    assert found["ended", "2014/15"] == 1
    assert found["closed", "2014/15"] == 2
    assert found["escalated", "all"] == 1
    assert found["escalated", "standard", "2014/15"] == 1
    assert ("withdrawn", "2014-04") not in found


def test_who_escalates_is_counted_under_the_priority_they_came_with() -> None:
    found = figures(replication([assessed(0, 2, priority=STANDARD, escalations=((DAY, URGENT),))]))
    assert found["contact_to_assessment_cases", "standard", "all"] == 1
    assert ("contact_to_assessment_cases", "urgent", "all") not in found


def test_cases_that_never_came_and_parts_of_other_cases_are_in_no_figure_about_people() -> None:
    never = Case(NEVER, (VISIT,), origin=RETURN, after=0, outcome=5)
    side = Case(0, (PAUSE,), origin=SIDE, after=0, closed=DAY, visits=((0, 0, 0, DAY),))
    chaser = Case(0, (PAUSE,), origin=CHASER, after=0, closed=DAY, outcome=CANCELLED, visits=((0, 0, 0, DAY, LEFT),))
    run = replication([assessed(0, 2), never, side, chaser])
    found = figures(run)
    assert found["received", "all"] == 1
    assert found["closed", "all"] == 1
    assert found["time_in_system_cases", "all"] == 1
    assert found["cases_in_system_average", "2014/15"] * 365 == pytest.approx(2)
    assert found["balance_received", "all"] == 3
    table = cases_table(run)
    assert table["case"].tolist() == [0, 2, 3]
    assert table["origin"].tolist() == ["contact", "side_work", "chaser"]
    assert table["outcome"].tolist() == ["completed", "completed", "cancelled"]


def test_the_cases_table_says_who_it_was_and_how_urgent_it_became() -> None:
    back = Case(9 * DAY, (VISIT,), origin=RETURN, after=0, episode=1, number=0, client=0,
                visits=((0, 9 * DAY, NEVER, NEVER, WAITING),), allocations=((9 * DAY, NEVER, -1, NEVER),),
                escalations=((10 * DAY, STANDARD), (11 * DAY, URGENT)))  # fmt: skip
    past = assessed(DAY, 1, strip=PAST_STRIP)
    run = replication([assessed(0, 2), back, past])
    table = cases_table(run)
    assert list(table)[-6:] == ["origin", "outcome", "episode", "client", "joined_with", "escalated_to"]
    assert table["episode"].tolist() == [0, 1, 0]
    assert table["client"].tolist() == [-1, 0, -1]
    assert table["escalated_to"].tolist() == ["", "urgent", ""]
    assert table["source"].tolist() == ["arrival"] * 3
    assert table["received"][1] == np.datetime64("2014-04-10T00:00")


def test_steps_left_before_their_start_are_counted_apart_from_those_still_waiting() -> None:
    desk = Case(0, (SHARED,), closed=4 * DAY, visits=((0, 0, 4 * DAY, 4 * DAY, 0, 0, 60),))
    found = figures(replication([gone(0, 6), waiting(HORIZON - 2 * DAY), desk]))
    assert found["steps_left", "visit", "all"] == 1
    assert found["steps_unstarted", "visit", "all"] == 1
    assert found["step_wait_mean_days", "visit", "all"] == 4
    assert found["steps_left", "desk", "all"] == 0


def test_a_case_that_leaves_the_allocation_list_is_on_it_no_longer() -> None:
    found = figures(replication([gone(0, 6)]))
    assert found["allocation_list_average", "2014/15"] * 365 == pytest.approx(6)
    assert found["allocation_list_end", "2014/15"] == 0
    assert found["waiting_cases_average", "2014/15"] * 365 == pytest.approx(6)
