"""Vacancy, hiring and starters by other terms from a date."""

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from offices import AWAY, day_of, draws, hours, office, timetables

from sim.errors import InputFault
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY
from sim.workforce import Workforce, draw_workforce, expected_capacity
from sim.workforce.filled import staffed
from sim.workforce.grid import grid_of, years_of
from sim.workforce.vacancy import Leaving, Terms, _filling_day, leaving_of

VACANT = "net_vacancy_share = 0.1\nweeks_to_fill = 16\n"
RAMP = "starter = { productivity_share = 0.75, weeks = 8 }\n"
RATE = 0.1 / (112 * 0.9)
"""Leavers a day that leave a tenth of the posts empty when each stays empty for 112 days."""


def changed(date: str, **settings: object) -> str:
    """A change of the clerks' terms from a date."""
    given = ", ".join(f'"role.clerk.{key}" = {str(value).lower()}' for key, value in settings.items())
    return f"[[change]]\nfrom = {date}\nset = {{ {given} }}\n"


FREEZE = changed("2015-04-01", hiring=False) + changed("2016-04-01", hiring=True)


def expected(service: Service, created: float = 0) -> NDArray[np.float64]:
    """Expected filled share of each day."""
    return staffed(service, grid_of(service, years_of(service)), "clerk", created)


def filled(work: Workforce, day: int) -> float:
    """The share of posts that somebody holds on a day."""
    begins, ends = work.employed_from // MINUTES_PER_DAY, work.employed_to // MINUTES_PER_DAY
    return float(np.count_nonzero((begins <= day) & (ends > day)) / len(work.post_fte))


def test_while_terms_hold_the_empty_share_is_that_of_the_long_run_on_every_day(tmp_path: Path) -> None:
    assert expected(office(tmp_path, VACANT, years=3)) == pytest.approx(np.full(1096, 0.9), rel=1e-9)


@pytest.mark.parametrize("settings", [
    {"net_vacancy_share": 0.02}, {"turnover_per_year": 0.1}, {"weeks_to_fill": 26, "turnover_per_year": 0.3},
])  # fmt: skip
def test_long_after_a_change_the_empty_share_is_that_of_the_new_terms(
    tmp_path: Path, settings: dict[str, float]
) -> None:
    service = office(tmp_path, VACANT, "{ clerk = 400 }", years=6, more=changed("2015-04-01", **settings))
    role = service.epochs[1].scenario.role["clerk"]
    theory = 1 - leaving_of(role).empty_share
    found = expected(service)
    assert found[364] == pytest.approx(0.9)
    assert found[-1] == pytest.approx(theory, abs=1e-3)
    # 400 posts at a moment: a standard error of 1.5 hundredths; a mean over twelve moments and two draws.
    late = [filled(work, day) for work in draws(service, 2) for day in range(1100, 2180, 90)]
    assert np.mean(late) == pytest.approx(theory, abs=0.015)


def test_turnover_from_a_date_takes_the_place_of_a_net_share(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT, years=3, more=changed("2015-04-01", turnover_per_year=0.13))
    before, after = (epoch.scenario.role["clerk"] for epoch in service.epochs)
    assert (before.net_vacancy_share is not None, before.turnover_per_year is not None) == (True, False)
    assert (after.net_vacancy_share is not None, after.turnover_per_year is not None) == (False, True)


def test_a_post_half_way_to_being_filled_goes_on_at_the_new_pace() -> None:
    sixteen, eight = Leaving(0.001, 112, 0.1), Leaving(0.001, 56, 0.05)
    terms = Terms((0.0, 100.0), (sixteen, eight))
    assert _filling_day(44, 1, terms) == pytest.approx(100 + 28)  # 56 of 112 days are done on day 100
    assert _filling_day(100, 1, terms) == 156
    assert _filling_day(-20, 1, Terms((-math.inf, 100.0), (sixteen, eight))) == 92
    slower = Terms((0.0, 100.0), (eight, sixteen))
    assert _filling_day(72, 1, slower) == pytest.approx(100 + 56)


def test_a_freeze_keeps_the_way_that_was_made_and_starts_the_others_at_its_end() -> None:
    open_, frozen = Leaving(0.001, 112, 0.1), Leaving(0.001, 112, 0.1, hiring=False)
    terms = Terms((0.0, 100.0, 200.0), (open_, frozen, open_))
    assert _filling_day(72, 1, terms) == pytest.approx(200 + 84)  # 28 of 112 days were done
    assert _filling_day(100, 1, terms) == _filling_day(150, 1, terms) == 312
    assert _filling_day(150, 1, Terms((0.0, 100.0), (open_, frozen))) == math.inf


def test_under_a_freeze_posts_only_empty_and_nobody_begins(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT, "{ clerk = 400 }", years=4, more=FREEZE)
    begins, ends = day_of(service, "2015-04-01"), day_of(service, "2016-04-01")
    found = expected(service)
    by_hand = 0.9 * np.exp(-RATE * np.arange(366))
    assert found[begins : ends + 1] == pytest.approx(np.append(by_hand, by_hand[-1]), rel=2e-3)
    for work in draws(service, 2):
        first = work.employed_from // MINUTES_PER_DAY
        assert not ((first > begins) & (first <= ends)).any()
        assert filled(work, ends) == pytest.approx(by_hand[-1], abs=0.07)  # three standard errors
        # Who left under the freeze is replaced 112 days after its end, to the day.
        left = work.employed_to // MINUTES_PER_DAY
        followed = np.flatnonzero(work.turn > 1)
        of_freeze = followed[(left[followed - 1] > begins) & (left[followed - 1] < ends)]
        assert of_freeze.size > 50
        assert set(first[of_freeze].tolist()) == {ends + 112}


def test_what_is_expected_of_a_freeze_is_the_mean_of_the_draws(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT + RAMP + AWAY, "{ clerk = 60 }", years=4, more=FREEZE)
    made = draws(service, 15)
    drawn = np.mean([hours(work, service) for work in made], axis=0)
    assert drawn == pytest.approx([expected_capacity(service, year)[0].casework_hours for year in range(4)], rel=0.03)
    moments = list(range(0, 1460, 73))
    mean = np.mean([[filled(work, day) for day in moments] for work in made], axis=0)
    plain = office(tmp_path, VACANT, "{ clerk = 60 }", years=4, more=FREEZE)
    assert mean == pytest.approx(expected(plain)[moments], abs=0.05)  # 900 posts


def test_the_starters_of_a_week_yield_less_together(tmp_path: Path) -> None:
    """All who left in a year of freeze are replaced on one day, and give three quarters for eight weeks."""
    with_, without = (expected(office(tmp_path, VACANT + ramp, years=4, more=FREEZE)) for ramp in (RAMP, ""))
    back = day_of(office(tmp_path), "2016-04-01") + 112
    newcomers = 0.9 * (1 - math.exp(-RATE * 366))
    # Of those begun in the eight weeks before (the rest of the old vacancies, at the usual rate) a quarter is lost too.
    others = 0.9 * (1 - math.exp(-RATE * 56))
    lost = without - with_
    assert lost[back + 10] == pytest.approx(0.25 * (newcomers + others * 46 / 56), abs=0.005)
    assert lost[back + 80] < 0.02
    assert lost[back - 60 : back - 1].max() < 0.25 * others + 1e-3
    assert without[back + 1] - without[back - 1] == pytest.approx(newcomers, abs=0.01)


def test_a_post_that_begins_under_a_freeze_is_empty_until_it_ends(tmp_path: Path) -> None:
    more = '[[change]]\nfrom = 2015-10-01\nset = { "team.desk.posts.clerk" = 60 }\n'
    stop, go = FREEZE.split("[[change]]")[1:]
    service = office(tmp_path, VACANT + RAMP, "{ clerk = 10 }", years=4, more=f"[[change]]{stop}{more}[[change]]{go}")
    ends = day_of(service, "2016-04-01")
    found = expected(service, day_of(service, "2015-10-01"))
    assert found[ends + 111] == 0
    assert found[ends + 113] == pytest.approx(0.75, abs=0.01)
    work = draw_workforce(service, seed=4, replication=0)
    new = [worker for worker in range(work.workers) if work.post_number[work.post[worker]] > 10]
    assert min(work.employed_from[new] // MINUTES_PER_DAY) == ends + 112


def test_hiring_that_stops_on_day_one_finds_the_posts_as_they_are(tmp_path: Path) -> None:
    service = office(tmp_path, VACANT + "hiring = false\n", "{ clerk = 300 }", years=2)
    assert expected(service)[[0, 365]] == pytest.approx([0.9, 0.9 * math.exp(-RATE * 365)], rel=1e-3)
    work = draw_workforce(service, seed=3, replication=0)
    assert filled(work, 0) == pytest.approx(0.9, abs=0.05)
    assert (work.turn == 1).all()


@pytest.mark.parametrize("change", [
    changed("2015-04-01", net_vacancy_share=0.02), changed("2015-04-01", weeks_to_fill=8, turnover_per_year=0.08),
    changed("2015-04-01", hiring=False), changed("2015-04-01", starter="{ productivity_share = 0.9, weeks = 4 }"),
])  # fmt: skip
def test_nothing_differs_before_the_change_nor_for_those_who_stay(tmp_path: Path, change: str) -> None:
    service = office(tmp_path, VACANT + RAMP + AWAY, "{ clerk = 60 }", years=3)
    other = office(tmp_path, VACANT + RAMP + AWAY, "{ clerk = 60 }", years=3, more=change)
    one, two = (draw_workforce(world, seed=5, replication=1) for world in (service, other))
    begins = day_of(service, "2015-04-01") * MINUTES_PER_DAY
    before, after = timetables(one, begins), timetables(two, begins)
    there = {name for name, slots in before.items() if slots}
    assert {name: before[name] for name in there} == {name: after[name] for name in there}
    both = stays(one, begins, service.horizon) & stays(two, begins, service.horizon)
    assert len(both) > 20
    whole, whole_after = timetables(one, service.horizon), timetables(two, service.horizon)
    assert all(whole[name] == whole_after[name] for name in both)


def stays(work: Workforce, begins: int, horizon: int) -> set[str]:
    """Those who were in post before the change and are at the end."""
    people = zip(work.names, work.employed_from, work.employed_to, strict=True)
    return {name for name, starts, ends in people if starts < begins and ends >= horizon}


def test_a_starter_has_the_ramp_of_the_day_they_begin(tmp_path: Path) -> None:
    change = changed("2015-04-01", starter="{ productivity_share = 0.9, weeks = 4 }")
    service = office(tmp_path, VACANT + RAMP, "{ clerk = 300 }", years=2, more=change)
    work = draw_workforce(service, seed=2, replication=0)
    begins = day_of(service, "2015-04-01") * MINUTES_PER_DAY
    full = 7.4 * 60 * 0.72
    for worker in np.flatnonzero(work.employed_from > 0):
        mine = slice(work.first_slot[worker], work.first_slot[worker + 1])
        age = (work.opening[mine] - work.employed_from[worker]) // MINUTES_PER_DAY
        old = work.employed_from[worker] < begins
        new_days = age <= (54 if old else 26)
        if new_days.sum() > 4:
            assert work.minutes[mine][new_days].mean() == pytest.approx(full * (0.75 if old else 0.9), abs=0.5)
            assert (work.minutes[mine][age > 57] >= 319).all()


def test_a_net_share_needs_time_to_fill_in_every_state(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="weeks_to_fill is needed"):
        office(tmp_path, more=changed("2015-04-01", net_vacancy_share=0.1))
