"""Warrants and slices of workers, dips of productivity, and posts funded for a time only."""

from pathlib import Path

import numpy as np
import pytest
from offices import AWAY, by_worker, day_of, days, draws, hours, office, owners, timetables

from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce import Workforce, draw_workforce, expected_capacity

VACANT = "net_vacancy_share = 0.2\nweeks_to_fill = 16\n"
WARRANTED = "{ clerk = { number = 3, warrants = { amhp = 2, bia = 1 } } }"
TWO_WARRANTS = "[warrant.bia]\n[warrant.amhp]\n"
DIP = "[[productivity_dip]]\nfrom = 2014-06-02\ndrop_share = 0.5\nweeks = 10\n"


def drawn(service: Service) -> Workforce:
    return draw_workforce(service, seed=1, replication=0)


def test_the_first_posts_hold_the_warrants_whoever_is_in_them(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT, WARRANTED, more=TWO_WARRANTS)
    assert service.warrants == ("bia", "amhp")
    work = drawn(service)
    assert work.turn.max() > 1
    by_post = {1: (0, 1), 2: (1,), 3: ()}
    assert work.warrants == tuple(by_post[int(work.post_number[post])] for post in work.post)


def test_a_warrant_changes_nobodys_timetable(tmp_path: Path) -> None:
    plain = drawn(office(tmp_path, VACANT + AWAY, "{ clerk = 3 }"))
    held = drawn(office(tmp_path, VACANT + AWAY, WARRANTED, more=TWO_WARRANTS))
    assert timetables(held, NEVER) == timetables(plain, NEVER)
    assert plain.warrants == ((),) * plain.workers


def test_posts_added_from_a_date_bring_the_warrants_that_they_are_given(tmp_path: Path) -> None:
    change = '[[change]]\nfrom = 2015-04-01\nset = { "team.desk.posts.clerk" = {'
    change += " number = 3, warrants = { amhp = 2 } } }\n"
    service = office(
        tmp_path, "", "{ clerk = { number = 1, warrants = { amhp = 1 } } }", more="[warrant.amhp]\n" + change
    )
    assert drawn(service).warrants == ((0,), (0,), ())


@pytest.mark.parametrize(("terms", "minutes"), [("", 0), ("slice_hours = 1.5\n", 90), ("slice_hours = 0.017\n", 1)])
def test_a_slice_is_the_roles_hours_in_minutes(tmp_path: Path, terms: str, minutes: int) -> None:
    assert drawn(office(tmp_path, terms, "{ clerk = 2 }")).slice_minutes.tolist() == [minutes] * 2


def test_no_slices_where_the_rule_is_off(tmp_path: Path) -> None:
    service = office(tmp_path, "slice_hours = 1.5\n", "{ clerk = 2 }", rules="slices = false\n")
    assert drawn(service).slice_minutes.tolist() == [0, 0]


def test_a_dip_takes_its_share_at_first_and_recovers_along_a_line(tmp_path: Path) -> None:
    service = office(tmp_path, "", "{ clerk = 1 }", years=1, more=DIP)
    work = drawn(service)
    first = day_of(service, "2014-06-02")
    minutes = dict(zip(days(work.opening).tolist(), work.minutes.tolist(), strict=True))
    assert minutes[first - 3] >= 319
    # 37 h / 5 x 0.72 = 319.68 minutes a day; half of it on the first day, three quarters after five weeks.
    assert minutes[first] == pytest.approx(159.84, abs=1)
    assert minutes[first + 35] == pytest.approx(319.68 * 0.75, abs=1)
    assert minutes[first + 69 - 2] == pytest.approx(319.68 * (1 - 0.5 * 3 / 70), abs=1)
    assert minutes[first + 70] >= 319


def test_dips_that_meet_multiply_and_concern_their_own_roles_and_teams_only(tmp_path: Path) -> None:
    scoped = DIP + 'roles = ["clerk"]\n' + DIP + 'teams = ["annexe"]\n' + DIP + 'teams = ["desk"]\nroles = ["porter"]\n'
    more = "[role.porter]\ncasework_share = 0.5\n[team.annexe]\nposts = { clerk = 1 }\n" + scoped
    service = office(tmp_path, "", "{ clerk = 1, porter = 1 }", years=1, more=more)
    work = drawn(service)
    on_the_day = days(work.opening) == day_of(service, "2014-06-02")
    left = dict(zip(np.array(work.names)[owners(work)[on_the_day]], work.minutes[on_the_day].tolist(), strict=True))
    full = {"desk/clerk/1": 319.68, "desk/porter/1": 222, "annexe/clerk/1": 319.68}
    share = {"desk/clerk/1": 0.5, "desk/porter/1": 0.5, "annexe/clerk/1": 0.25}
    assert left == pytest.approx({name: full[name] * share[name] for name in full}, abs=1)


def test_a_dip_that_began_before_the_run_has_recovered_in_part(tmp_path: Path) -> None:
    dip = "[[productivity_dip]]\nfrom = 2014-03-11\ndrop_share = 0.4\nweeks = 6\n"
    work = drawn(office(tmp_path, "", "{ clerk = 1 }", years=1, more=dip))
    assert work.minutes[0] == pytest.approx(319.68 * (1 - 0.4 * 0.5), abs=1)  # three weeks of six are over


def test_a_dip_to_nothing_leaves_no_slot_and_changes_nobodys_absences(tmp_path: Path) -> None:
    dip = "[[productivity_dip]]\nfrom = 2014-06-02\ndrop_share = 1\nweeks = 10\n"
    terms = VACANT + AWAY
    plain, dipped = (drawn(office(tmp_path, terms, "{ clerk = 8 }", more=more)) for more in ("", dip))
    service = office(tmp_path, terms, "{ clerk = 8 }", more=dip)
    first = day_of(service, "2014-06-02")
    assert dipped.minutes.min() >= 1
    assert first not in days(dipped.opening)
    assert dipped.names == plain.names
    assert dipped.absence_from.tolist() == plain.absence_from.tolist()
    for mine, other in zip(by_worker(dipped, dipped.opening), by_worker(plain, plain.opening), strict=True):
        assert mine.tolist() == [opening for opening in other.tolist() if opening // MINUTES_PER_DAY != first]


def test_no_dips_where_the_rule_is_off(tmp_path: Path) -> None:
    plain = drawn(office(tmp_path, AWAY, "{ clerk = 2 }"))
    off = drawn(office(tmp_path, AWAY, "{ clerk = 2 }", more=DIP, rules="productivity_dips = false\n"))
    assert timetables(off, NEVER) == timetables(plain, NEVER)


@pytest.mark.parametrize("absence", ["drawn", "even"])
def test_expected_capacity_knows_of_dips(tmp_path: Path, absence: str) -> None:
    terms = "starter = { productivity_share = 0.75, weeks = 8 }\nturnover_per_year = 0.13\nweeks_to_fill = 16\n" + AWAY
    dip = DIP.replace("weeks = 10", "weeks = 100")
    service = office(tmp_path, terms, "{ clerk = 40 }", absence=absence, more=dip)
    found = np.mean([hours(work, service) for work in draws(service, 20)], axis=0)
    expected = [expected_capacity(service, year)[0].casework_hours for year in (0, 1)]
    assert found == pytest.approx(expected, rel=0.01)
    plain = [expected_capacity(office(tmp_path, terms, "{ clerk = 40 }"), year)[0].casework_hours for year in (0, 1)]
    # From 2 June 303 days of the first year are left, on the middle one of which 151 of the dip's 700 are over.
    assert expected[0] / plain[0] == pytest.approx(1 - 0.5 * (1 - 151 / 700) * 303 / 365, abs=0.01)


AGENCY = """
[role.temp]
reports_as = "clerk"
casework_share = 0.72
weeks_to_fill = 4
[[change]]
from = 2014-07-01
set = { "team.desk.posts.temp" = 2 }
[[change]]
from = 2015-01-01
set = { "team.desk.posts.temp" = 0 }
"""


def test_agency_posts_are_filled_from_their_first_day_to_their_last(tmp_path: Path) -> None:
    service = office(tmp_path, "", "{ clerk = 1, temp = 0 }", more=AGENCY)
    work = drawn(service)
    assert work.names == ("desk/clerk/1", "desk/temp/1", "desk/temp/2")
    begins, ends = (day_of(service, date) for date in ("2014-07-01", "2015-01-01"))
    assert work.employed_from.tolist() == [0, begins * MINUTES_PER_DAY, begins * MINUTES_PER_DAY]
    assert work.employed_to.tolist() == [NEVER, ends * MINUTES_PER_DAY, ends * MINUTES_PER_DAY]
    clerk, *temps = by_worker(work, work.opening)
    between = days(clerk)[(days(clerk) >= begins) & (days(clerk) < ends)]
    for temp in temps:
        assert days(temp).tolist() == between.tolist()
    assert set(work.minutes.tolist()) == {319, 320}  # at full speed from the first day


def test_agency_posts_change_no_colleagues_draws(tmp_path: Path) -> None:
    plain = drawn(office(tmp_path, VACANT + AWAY, "{ clerk = 3 }"))
    with_temps = drawn(office(tmp_path, VACANT + AWAY, "{ clerk = 3, temp = 0 }", more=AGENCY))
    found = timetables(with_temps, NEVER)
    assert {name: rows for name, rows in found.items() if "temp" not in name} == timetables(plain, NEVER)


def test_agency_posts_count_for_the_part_of_the_year_that_they_are_there(tmp_path: Path) -> None:
    service = office(tmp_path, "", "{ clerk = 1, temp = 0 }", years=1, more=AGENCY)
    clerk, temp = expected_capacity(service)
    assert (clerk.posts, temp.posts) == pytest.approx((1, 2 * 184 / 365))
    assert temp.casework_hours == pytest.approx(hours(drawn(service), service)[0] - clerk.casework_hours, abs=0.1)
