"""Timetables: which days are slots, how many minutes, and what leaves a timetable alone."""

from pathlib import Path

import numpy as np
from offices import AWAY, by_worker, day_of, days, draws, hours, office, owners, timetables

from sim.scenario.calendar import bank_holiday_days, is_bank_holiday, is_working_day, weekday_of
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce import draw_workforce

VACANT = "net_vacancy_share = 0.2\nweeks_to_fill = 16\n"


def test_a_clerk_with_no_absence_works_every_working_day_of_the_year(tmp_path: Path) -> None:
    service = office(tmp_path, posts="{ clerk = 1 }", years=1)
    work = draw_workforce(service, seed=1, replication=0)
    worked = days(work.opening)
    assert worked.size == 253  # 261 weekdays less 8 bank holidays
    assert set(weekday_of(service, worked).tolist()) == {0, 1, 2, 3, 4}
    assert not is_bank_holiday(service, worked).any()
    assert bank_holiday_days(service).size > 8
    # 37 h / 5 x 0.72 = 319.68 minutes a day: 320 mostly, 319 at times, and the sum holds.
    assert set(work.minutes.tolist()) == {319, 320}
    assert work.minutes.sum() == round(253 * 319.68)
    assert (work.opening[0], work.closing[0]) == (9 * 60, 17 * 60)
    assert work.absence_from.size == 0
    assert work.employed_to.tolist() == [NEVER]


def test_a_desk_staffed_day_and_night_is_always_open(tmp_path: Path) -> None:
    terms = '[role.porter]\ncontract_hours_per_week = 168\nhours = "00:00-24:00"\nbank_holidays = true\n'
    terms += 'days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]\n'
    service = office(tmp_path, terms, "{ clerk = 1, porter = 1 }", years=0.5)
    work = draw_workforce(service, seed=1, replication=0)
    _, porter = np.split(np.column_stack((work.opening, work.closing, work.minutes)), work.first_slot[1:-1])
    assert (porter[:, 2] == MINUTES_PER_DAY).all()
    assert (porter[1:, 0] == porter[:-1, 1]).all()
    assert porter[0, 0] == 0
    assert porter[-1, 1] >= service.horizon


def test_slots_are_in_order_and_hold_at_least_a_minute_and_at_most_their_opening_hours(tmp_path: Path) -> None:
    terms = VACANT + AWAY + "starter = { productivity_share = 0.5, weeks = 8 }\nblocks = { duty = 4000 }\n"
    service = office(tmp_path, terms, "{ clerk = { number = 4, part_time = [0.5, 0.1] } }")
    for work in draws(service, 5):
        assert work.minutes.min() >= 1
        assert work.blocks.min() >= 0
        assert (work.minutes + work.blocks <= work.closing - work.opening).all()
        same = owners(work)[1:] == owners(work)[:-1]
        assert (work.opening[1:] >= work.closing[:-1])[same].all()
        assert (work.opening >= work.employed_from[owners(work)]).all()
        assert (work.closing <= work.employed_to[owners(work)]).all()


def test_part_timers_come_in_on_fewer_shorter_days_and_work_their_share(tmp_path: Path) -> None:
    service = office(tmp_path, "caseload = 20\n", "{ clerk = { number = 3, part_time = [0.5, 0.6] } }", years=1)
    work = draw_workforce(service, seed=1, replication=0)
    half, three_fifths, full = (days(mine) for mine in by_worker(work, work.opening))
    assert set(weekday_of(service, half).tolist()) == {0, 1, 2}
    assert set(weekday_of(service, three_fifths).tolist()) == {1, 2, 3}
    assert full.size == 253
    shares = np.bincount(owners(work), work.minutes) / work.minutes[owners(work) == 2].sum()
    # Bank holidays fall on Mondays mostly, so the shares of the year are near those of the week.
    assert np.allclose(shares, [0.5, 0.6, 1], atol=0.02)
    first_day = work.minutes[0]
    assert abs(first_day - 37 * 60 * 0.72 * 0.5 / 3) <= 1
    assert work.places.tolist() == [10, 12, 20]


def test_an_extra_post_changes_no_colleagues_timetable(tmp_path: Path) -> None:
    few = draw_workforce(office(tmp_path, VACANT + AWAY, "{ clerk = 4 }"), seed=1, replication=3)
    more = draw_workforce(office(tmp_path, VACANT + AWAY, "{ clerk = 5 }"), seed=1, replication=3)
    part = draw_workforce(
        office(tmp_path, VACANT + AWAY, "{ clerk = { number = 5, part_time = [1.0] } }"), seed=1, replication=3
    )
    expected = timetables(few, NEVER)
    for other in (more, part):
        found = timetables(other, NEVER)
        assert {name: found[name] for name in expected} == expected


def test_a_longer_horizon_only_adds_to_the_end(tmp_path: Path) -> None:
    terms = VACANT + AWAY + "blocks = { duty = 4000 }\n"
    short = office(tmp_path, terms, years=1.4)
    brief, long = (draw_workforce(s, seed=1, replication=0) for s in (short, office(tmp_path, terms, years=3)))
    end = short.days * MINUTES_PER_DAY
    expected, found = timetables(brief, end), timetables(long, end)
    assert {name: found[name] for name in expected} == expected
    begun = long.absence_from < short.horizon
    assert long.absence_to[begun].tolist() == brief.absence_to.tolist()
    stays = dict(zip(long.names, long.employed_to.tolist(), strict=True))
    assert [stays[name] for name in brief.names] == brief.employed_to.tolist()


def test_posts_added_and_cut_from_a_date_leave_the_others_alone(tmp_path: Path) -> None:
    more = """
[[change]]
from = 2015-04-01
set = { "team.desk.posts.clerk" = 6 }
[[change]]
from = 2016-04-01
set = { "team.desk.posts.clerk" = 3 }
"""
    steady = draw_workforce(office(tmp_path, AWAY, "{ clerk = 4 }", years=3), seed=1, replication=0)
    service = office(tmp_path, AWAY, "{ clerk = 4 }", years=3, more=more)
    work = draw_workforce(service, seed=1, replication=0)
    raised, cut = (day_of(service, date) * MINUTES_PER_DAY for date in ("2015-04-01", "2016-04-01"))
    assert work.funded_from.tolist() == [0, 0, 0, 0, raised, raised]
    assert work.funded_to.tolist() == [NEVER, NEVER, NEVER, cut, cut, cut]
    assert work.employed_to.tolist() == work.funded_to.tolist()
    before, after = timetables(steady, cut), timetables(work, NEVER)
    for post in (1, 2, 3, 4):
        name = f"desk/clerk/{post}"
        assert [row for row in after[name] if row[0] < cut] == before[name]
    assert min(after["desk/clerk/5"])[0] >= raised


def test_a_post_cut_and_funded_again_has_new_turns(tmp_path: Path) -> None:
    more = """
[[change]]
from = 2014-10-01
set = { "team.desk.posts.clerk" = 1 }
[[change]]
from = 2015-04-01
set = { "team.desk.posts.clerk" = 2 }
"""
    work = draw_workforce(office(tmp_path, "", "{ clerk = 2 }", more=more), seed=1, replication=0)
    assert work.names == ("desk/clerk/1", "desk/clerk/2", "desk/clerk/2.2")
    assert work.post_number[work.post].tolist() == [1, 2, 2]
    assert work.employed_to[1] < work.employed_from[2]


def test_a_starter_works_at_half_speed_for_eight_weeks(tmp_path: Path) -> None:
    terms = "starter = { productivity_share = 0.5, weeks = 8 }\n"
    more = '[[change]]\nfrom = 2014-09-01\nset = { "team.desk.posts.clerk" = 2 }\n'
    work = draw_workforce(office(tmp_path, terms, "{ clerk = 1 }", years=1, more=more), seed=1, replication=0)
    old, new = by_worker(work, work.minutes)
    assert old.min() >= 319  # in post on day one: no starter
    assert set(new[:40].tolist()) == {159, 160}
    assert new[40:].min() >= 319


def test_blocks_take_their_yearly_hours_out_of_those_present(tmp_path: Path) -> None:
    terms = VACANT + AWAY + "blocks = { duty = 3000, court = 500 }\n"
    service = office(tmp_path, terms, "{ clerk = 40 }")
    for work in draws(service, 3):
        booked, _ = np.histogram(work.opening, bins=service.year_starts, weights=work.blocks)
        assert np.allclose(booked / 60, 3500, atol=1)
        # Every working day has its part of the hours, borne in proportion to each one's minutes.
        day = days(work.opening)
        daily = np.bincount(day, work.blocks)
        assert np.allclose(daily[daily > 0], 3500 * 60 / 253, atol=41)  # half a minute each
        part = work.blocks / daily[day]
        alike = work.minutes + work.blocks >= 319
        fair = 1 / np.bincount(day[alike])[day[alike]]
        assert np.allclose(part[alike], fair, atol=0.003)


def test_blocks_larger_than_the_role_take_all_but_a_minute_of_each_day(tmp_path: Path) -> None:
    work = draw_workforce(office(tmp_path, "blocks = { duty = 99_000 }\n", years=1), seed=1, replication=0)
    assert (work.minutes == 1).all()
    assert (work.blocks >= 318).all()


def test_a_block_missed_on_a_day_without_staff_is_made_up_later(tmp_path: Path) -> None:
    service = office(tmp_path, AWAY + "blocks = { duty = 253 }\n", "{ clerk = 1 }", years=1)
    for work in draws(service, 3):
        # An hour for each working day of the year, though one in six is missed.
        last = days(work.opening)[-1]
        left = 60 * np.count_nonzero(is_working_day(service, np.arange(last + 1, service.days)))
        assert abs(work.blocks.sum() - (253 * 60 - left)) <= 2


def test_a_borrowed_worker_serves_both_teams_home_first(tmp_path: Path) -> None:
    more = '[team.annexe]\nborrows = { clerk = "desk" }\n'
    work = draw_workforce(office(tmp_path, "", "{ clerk = 1 }", more=more), seed=1, replication=0)
    assert work.serves == ((0, 1),)


def test_hours_worked_are_the_same_every_time_they_are_drawn(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT + AWAY)
    one, other = (draw_workforce(service, seed=1, replication=0) for _ in range(2))
    assert timetables(one, NEVER) == timetables(other, NEVER)
    assert hours(one, service).tolist() != hours(draws(service, 2, seed=1)[1], service).tolist()
