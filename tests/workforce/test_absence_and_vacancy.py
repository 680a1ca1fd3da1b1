"""Absence and vacancy: exact totals, true means, nothing counted twice."""

from pathlib import Path

import numpy as np
import pytest
from offices import AWAY, day_of, days, draws, hours, office, owners

from sim.scenario.calendar import months
from sim.scenario.staffing import Absence
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce import draw_workforce, expected_capacity
from sim.workforce.absence import allowance, leave_spells, sickness_days, sickness_spells
from sim.workforce.spells import place

VACANT = "net_vacancy_share = 0.1\nweeks_to_fill = 16\n"
STARTER = "starter = { productivity_share = 0.75, weeks = 8 }\n"


def test_every_full_year_has_exactly_its_days_of_leave_and_training(tmp_path: Path) -> None:
    service = office(tmp_path, "absence = { leave_days = 27, training_days = 5 }\n", years=3)
    for work in draws(service, 3):
        for worker in range(work.workers):
            opening = work.opening[work.first_slot[worker] : work.first_slot[worker + 1]]
            worked, _ = np.histogram(opening, bins=service.year_starts)
            assert worked.tolist() == [253 - 32, 252 - 32, 255 - 32]


def test_absences_are_the_gaps_in_the_timetable_and_end_with_a_slot(tmp_path: Path) -> None:
    service = office(tmp_path, AWAY, "{ clerk = 20 }")
    work = draw_workforce(service, seed=3, replication=0)
    missed = 0
    for worker, begins, ends in zip(work.absence_worker, work.absence_from, work.absence_to, strict=True):
        opening = work.opening[work.first_slot[worker] : work.first_slot[worker + 1]]
        assert not ((opening >= begins) & (opening < ends)).any()
        if ends < service.horizon:
            assert ends in opening
            missed += 1
    assert missed > 200
    fortnight = work.absence_to - work.absence_from == 14 * MINUTES_PER_DAY
    assert fortnight.sum() > 20


def test_leave_follows_the_months_weights(tmp_path: Path) -> None:
    absence = "absence = { leave_days = 25, leave_months = { aug = 3.0, nov = 0.0 } }\n"
    service = office(tmp_path, absence, "{ clerk = 200 }", years=1)
    work = draw_workforce(service, seed=3, replication=0)
    begun = np.bincount(months(service.start_date, days(work.absence_from)), minlength=12)
    assert begun[10] < 0.2 * begun[9]  # only spells that meet a holiday or another spell
    assert begun[7] > 1.8 * begun[9]


@pytest.mark.parametrize("none", [0.45, 0.0])
def test_sickness_is_skewed_and_keeps_its_mean(none: float) -> None:
    terms = Absence.model_validate({"sickness_days": 10, "sickness_none_share": none, "leave_days": 27})
    full_time = allowance(terms, 253)
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.array([sickness_days(float(x), full_time) for x in u])
    assert np.mean(drawn == 0) == pytest.approx(none, abs=1e-3)
    assert drawn.mean() == pytest.approx(10, rel=0.005)
    assert drawn.max() <= 253 - 27
    assert np.all(np.diff(drawn) >= 0)
    if none:
        # Council adult care staff: two in three have four days or fewer, one in thirteen over forty.
        assert np.mean(drawn <= 4.5) == pytest.approx(0.66, abs=0.03)
        assert np.mean(drawn > 40) == pytest.approx(0.07, abs=0.02)


def test_worker_years_without_sickness_and_mean_days_are_as_given(tmp_path: Path) -> None:
    absence = "absence = { leave_days = 20, sickness_days = 10, sickness_none_share = 0.45, sickness_cv = 1.0 }\n"
    service = office(tmp_path, absence, "{ clerk = 300 }", years=1)
    work = draw_workforce(service, seed=2, replication=0)
    sick = 253 - 20 - np.bincount(owners(work), minlength=300)
    assert sick.min() == 0
    assert np.mean(sick == 0) == pytest.approx(0.45, abs=0.07)
    assert sick.mean() == pytest.approx(10, abs=2)


def test_spells_add_up_and_take_only_free_days() -> None:
    assert leave_spells(27, 5) == [10, 5, 5, 5, 2]
    assert leave_spells(7, 5) == [7]
    assert leave_spells(0, 5) == []
    assert sickness_spells(18) == [9, 5, 2, 2]
    assert sickness_spells(1) == [1]
    free = np.array([True, True, False, True, True, True])
    place(free, [3], np.ones(6), np.array([0.01]))  # days 3, 4 and 5, or round the end from 4 or 5
    assert free.tolist() == [True, True, False, False, False, False]
    place(free, [2], np.ones(6), np.array([0.99]))
    assert not free.any()
    free = np.array([True, False, True, False, True])
    place(free, [2], np.ones(5), np.array([0.5]))  # 4 and 0 meet round the end of the year
    assert free.tolist() == [False, False, True, False, False]


def test_vacancy_takes_its_net_share_from_the_first_day(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT, "{ clerk = 300 }", years=3)
    work = draw_workforce(service, seed=2, replication=0)
    filled, _ = np.histogram(work.opening, bins=service.year_starts)
    assert filled / (300 * np.array([253, 252, 255])) == pytest.approx([0.9, 0.9, 0.9], abs=0.02)
    first_day = np.mean(days(work.opening) == 0) * work.opening.size / 300
    assert first_day == pytest.approx(0.9, abs=0.05)
    followed = np.flatnonzero(work.turn > 1)
    assert (work.turn[followed - 1] == work.turn[followed] - 1).all()
    gaps = work.employed_from[followed] - work.employed_to[followed - 1]
    assert gaps / MINUTES_PER_DAY == pytest.approx(np.full(gaps.size, 112), abs=1)


def test_turnover_is_the_share_of_workers_who_leave_in_a_year(tmp_path: Path) -> None:
    terms = "turnover_per_year = 0.13\nweeks_to_fill = 16\n"
    service = office(tmp_path, terms, "{ clerk = 400 }", years=2)
    work = draw_workforce(service, seed=2, replication=0)
    left = np.count_nonzero(work.employed_to < service.horizon)
    years = (np.minimum(work.employed_to, service.horizon) - work.employed_from).sum() / (365.25 * MINUTES_PER_DAY)
    assert left / years == pytest.approx(0.13, abs=0.03)


def test_a_role_that_nobody_leaves_stays_for_ever(tmp_path: Path) -> None:
    work = draw_workforce(office(tmp_path, AWAY), seed=2, replication=0)
    assert (work.employed_to == NEVER).all()
    assert (work.turn == 1).all()


def test_expected_capacity_is_the_mean_of_the_draws(tmp_path: Path) -> None:
    posts = "{ number = 50, part_time = [0.5, 0.6] }"
    more = f'[[change]]\nfrom = 2015-10-01\nset = {{ "team.desk.posts.clerk" = {posts} }}\n'
    terms = VACANT + STARTER + AWAY + "blocks = { duty = 5000 }\n"
    service = office(tmp_path, terms, "{ clerk = { number = 40, part_time = [0.5, 0.6] } }", more=more)
    drawn = np.mean([hours(work, service) for work in draws(service, 30)], axis=0)
    expected = [expected_capacity(service, year)[0] for year in (0, 1)]
    assert drawn == pytest.approx([c.casework_hours for c in expected], rel=0.01)
    assert [c.block_hours for c in expected] == pytest.approx([5000, 5000])
    assert (expected[0].posts, expected[0].fte) == pytest.approx((40, 39.1))
    assert expected[1].posts == pytest.approx(40 + 10 * 183 / 366)


def test_expected_capacity_by_hand(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT + AWAY, "{ clerk = 1 }", years=1)
    (found,) = expected_capacity(service)
    # 253 days less 42 away, 7.4 hours, 72 % casework, a tenth of the time empty.
    assert found.casework_hours == pytest.approx(211 * 7.4 * 0.72 * 0.9)
    assert found.free_hours == found.casework_hours


def test_even_absence_gives_the_expected_minutes_every_working_day(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT + STARTER + AWAY + "blocks = { duty = 2000 }\n", absence="even")
    work = draw_workforce(service, seed=2, replication=0)
    assert work.names == tuple(f"desk/clerk/{post}" for post in range(1, 11))
    assert work.absence_from.size == 0
    expected = [expected_capacity(service, year)[0].casework_hours for year in (0, 1)]
    assert hours(work, service) == pytest.approx(expected, abs=1)
    assert np.diff(work.first_slot).tolist() == [253 + 252] * 10
    gross = (work.minutes + work.blocks)[days(work.opening) < day_of(service, "2015-04-01")]
    assert gross.max() - gross.min() <= 6  # the ramp of starters, spread
