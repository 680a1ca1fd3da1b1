"""Overtime: casework beyond the contract on days at work, paid by the hour, within the opening hours."""

from pathlib import Path

import numpy as np
import pytest
from offices import AWAY, by_worker, day_of, days, hours, office, timetables

from sim.demand import draw_demand
from sim.engine import simulate
from sim.errors import InputFault
from sim.measures.money import HIGH, LOW, MIDDLE, staff_costs, staff_records
from sim.measures.overtime import overtime_hours
from sim.measures.trace import Trace
from sim.scenario.checks import evidence_in
from sim.scenario.timeline import Service
from sim.workforce import draw_workforce, expected_capacity

TWO_HOURS = "overtime_hours_per_week = 2\n"
PAY = "annual_pay_gbp = { value = 20_000, low = 18_000, high = 22_000 }\n"


def trace(service: Service) -> Trace:
    demand = draw_demand(service, seed=1, replication=0)
    workforce = draw_workforce(service, seed=1, replication=0)
    return Trace(service, demand, workforce, simulate(service, demand, workforce))


def test_two_hours_a_week_are_24_minutes_of_casework_a_day(tmp_path: Path) -> None:
    work = draw_workforce(office(tmp_path, TWO_HOURS, years=1), seed=1, replication=0)
    # 7.4 hours x 0.72 = 319.68 minutes, made whole so that running totals stay true; 24 on top.
    assert set(work.minutes.tolist()) == {343, 344}
    assert [sum(mine) for mine in by_worker(work, work.minutes)] == pytest.approx([253 * 343.68] * 10, abs=0.5)


def test_capacity_counts_overtime_on_days_at_work_only(tmp_path: Path) -> None:
    (found,) = expected_capacity(office(tmp_path, TWO_HOURS + AWAY, years=1))
    assert found.casework_hours == pytest.approx(10 * 211 * (7.4 * 0.72 + 0.4))


def test_part_timers_do_their_part_of_it(tmp_path: Path) -> None:
    posts = "{ clerk = { number = 2, part_time = [0.5] } }"
    work = draw_workforce(office(tmp_path, TWO_HOURS, posts, years=1), seed=1, replication=0)
    half, full = by_worker(work, work.minutes)
    # 18.5 hours and one of overtime a week, on three days: 18.5 x 60 x 0.72 / 3 + 60 / 3.
    assert half.mean() == pytest.approx(266.4 + 20, abs=0.01)
    assert full.mean() == pytest.approx(343.68, abs=0.01)


def test_overtime_from_a_date_alters_no_day_before_it_and_nobodys_days(tmp_path: Path) -> None:
    change = '[[change]]\nfrom = 2014-10-01\nset = { "role.clerk.overtime_hours_per_week" = 2 }\n'
    without, with_ = (draw_workforce(office(tmp_path, AWAY, more=more), seed=1, replication=0) for more in ("", change))
    begins = day_of(office(tmp_path), "2014-10-01")
    assert timetables(with_, begins * 1440) == timetables(without, begins * 1440)
    assert np.array_equal(with_.opening, without.opening)
    later = days(with_.opening) >= begins
    assert (with_.minutes - without.minutes)[later].mean() == pytest.approx(24, abs=0.01)


def test_overtime_must_fit_the_opening_hours(tmp_path: Path) -> None:
    # 480 minutes less 319.68: 160.3 a day, 13.36 hours a week.
    office(tmp_path, "overtime_hours_per_week = 13.3\n")
    with pytest.raises(InputFault) as fault:
        office(tmp_path, "overtime_hours_per_week = 14\n")
    told = "the casework of a day (488 minutes with 168 of overtime) does not fit its opening hours (480 minutes)"
    assert told in str(fault.value)


def test_an_hour_of_overtime_costs_an_hours_pay_with_on_costs_and_none_when_away(tmp_path: Path) -> None:
    cost = "[cost]\non_cost_share = 0.25\n"
    run = trace(office(tmp_path, TWO_HOURS + PAY + AWAY, years=1, more=cost))
    # 253 days less 27 of leave and 5 of training; sickness differs, so the days are counted.
    worked = np.diff(run.workforce.first_slot)
    assert worked.max() == 253 - 32
    assert overtime_hours(run, run.years.edges)[:, 0] == pytest.approx(worked * 0.4)
    hour = 20_000 / (37 * 365 / 7)
    assert staff_costs(run, run.years)[:, 0] == pytest.approx(1.25 * (20_000 + worked * 0.4 * hour))


@pytest.mark.parametrize(("share", "end", "expected"), [(0, MIDDLE, 20_000), (1.5, MIDDLE, 20_000 * (1 + 1.5 * 0.0525)),
                                                        (1.5, LOW, 18_000 * (1 + 1.2 * 0.0525)),
                                                        (1.5, HIGH, 22_000 * (1 + 2 * 0.0525))])  # fmt: skip
def test_overtime_may_be_unpaid_or_dearer_and_has_its_own_range(
    tmp_path: Path, share: float, end: str, expected: float
) -> None:
    given = "0" if share == 0 else "{ value = 1.5, low = 1.2, high = 2 }"
    run = trace(office(tmp_path, TWO_HOURS + PAY + f"overtime_pay_share = {given}\n", years=1))
    # 253 days x 0.4 hours over 37 x 365 / 7 = 1,929.3 hours: 5.245 % of a year's pay.
    assert staff_costs(run, run.years, end)[:, 0] == pytest.approx([expected] * 10, rel=1e-4)


def test_with_absence_spread_evenly_overtime_is_worked_and_paid_as_expected(tmp_path: Path) -> None:
    service = office(tmp_path, TWO_HOURS + PAY + AWAY, years=1, absence="even")
    run = trace(service)
    assert hours(run.workforce, service)[0] == pytest.approx(10 * 211 * (7.4 * 0.72 + 0.4), abs=1)
    assert overtime_hours(run, run.years.edges).sum() == pytest.approx(10 * 211 * 0.4, rel=1e-3)


DIP = "[[productivity_dip]]\nfrom = 2014-04-01\ndrop_share = {drop}\nweeks = 40\n"
LEAVING = "turnover_per_year = 1.5\nweeks_to_fill = 13\nstarter = {{ productivity_share = {share}, weeks = 26 }}\n"


@pytest.mark.parametrize("absence", ["drawn", "even"])
@pytest.mark.parametrize(("drop", "share"), [(0.5, 0.3), (1, 0)])
def test_overtime_of_starters_and_in_a_dip_is_paid_whatever_it_yields(
    tmp_path: Path, absence: str, drop: float, share: float
) -> None:
    def paid(drop: float, share: float) -> np.ndarray:
        terms = TWO_HOURS + PAY + AWAY + LEAVING.format(share=share)
        run = trace(office(tmp_path, terms, years=1.5, absence=absence, more=DIP.format(drop=drop)))
        return overtime_hours(run, run.years.edges)

    assert paid(drop, share) == pytest.approx(paid(0, 1))


def test_with_absence_spread_evenly_overtime_is_that_of_the_posts_filled_and_people_at_work(tmp_path: Path) -> None:
    vacant = "net_vacancy_share = 0.2\nweeks_to_fill = 10\nstarter = { productivity_share = 0.5, weeks = 20 }\n"
    more = DIP.format(drop=0.5)
    run = trace(office(tmp_path, TWO_HOURS + PAY + AWAY + vacant, years=1, absence="even", more=more))
    assert overtime_hours(run, run.years.edges).sum() == pytest.approx(0.8 * 10 * 211 * 0.4, rel=1e-3)


def test_a_role_without_overtime_has_nothing_of_it_in_its_register(tmp_path: Path) -> None:
    named = [path for path, _ in evidence_in(office(tmp_path).base)]
    assert [path for path in named if "overtime" in path] == []
    given = [path for path, _ in evidence_in(office(tmp_path, TWO_HOURS).base)]
    assert [path for path in given if "overtime" in path] == ["role.clerk.overtime_hours_per_week"]


def test_a_post_that_goes_part_time_is_paid_for_its_part_from_that_day(tmp_path: Path) -> None:
    more = '[[change]]\nfrom = 2015-04-01\nset = { "team.desk.posts.clerk" = { number = 2, part_time = [0.4] } }\n'
    service = office(tmp_path, PAY, "{ clerk = 2 }", more=more)
    run = trace(service)
    assert staff_costs(run, run.years) == pytest.approx(np.array([[20_000, 8_000], [20_000, 20_000]]))
    found = {
        record.period: record.value
        for record in staff_records(run)
        if record.measure == "fte_filled" and not record.role and not record.team
    }
    assert found == pytest.approx({"2014/15": 2, "2015/16": 1.4, "all": (365 * 2 + 366 * 1.4) / 731})
