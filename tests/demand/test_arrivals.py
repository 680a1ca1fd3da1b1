"""Who comes and when."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from people_world import START, draw, only, service_of

from sim.demand import Demand
from sim.demand.pattern import received_from, reception
from sim.errors import InputFault
from sim.scenario.calendar import bank_holiday_days
from sim.scenario.people import MONTHS
from sim.scenario.timeline import Service, minute_of
from sim.units import MINUTES_PER_DAY, NEVER

DAY = MINUTES_PER_DAY


def received(service: Service, replication: int = 0) -> np.ndarray[Any, np.dtype[np.int64]]:
    return draw(service, replication=replication).received


def year_counts(service: Service, demand: Demand) -> list[int]:
    return np.histogram(demand.received, service.year_starts)[0].tolist()


def test_yearly_counts_have_the_mean_and_variance_of_a_poisson_process() -> None:
    service = service_of(only({"per_year": 610}, **{"clock.years": 1.0}))
    counts = np.array([len(received(service, replication)) for replication in range(400)])
    assert abs(counts.mean() - 610) < 4 * np.sqrt(610 / 400)
    # The sample variance of n Poisson counts has a relative standard error of about sqrt(2 / n).
    assert abs(counts.var(ddof=1) / 610 - 1) < 4 * np.sqrt(2 / 400)


def test_a_fixed_interval_is_exact() -> None:
    service = service_of(only({"every_hours": 36.5}, **{"clock.years": 0.02}))
    gap = int(36.5 * 60)
    assert received(service).tolist() == list(range(gap, service.horizon, gap))


def test_a_new_interval_counts_from_the_last_arrival_under_the_old_one() -> None:
    later = {START + dt.timedelta(days=2): {"demand.adults.every_hours": 30}}
    service = service_of(only({"every_hours": 20}, **{"clock.years": 0.02}), later)
    assert (received(service)[:4] / 60).tolist() == [20, 40, 70, 100]


def test_an_unrelated_change_leaves_a_fixed_interval_alone() -> None:
    world = only({"every_hours": 0.7}, **{"clock.years": 0.1})
    later = {START + dt.timedelta(days=2): {"team.north.posts.worker": 3}}
    assert (received(service_of(world)) == received(service_of(world, later))).all()


def test_given_dates_are_kept_and_those_outside_the_run_left_out() -> None:
    dates = [dt.datetime(2014, 4, 3, 9, 30), dt.date(2014, 4, 2), dt.date(2014, 3, 31), dt.date(2017, 1, 1)]
    assert received(service_of(only({"dates": dates}))).tolist() == [DAY, 2 * DAY + 570]


def test_a_higher_rate_keeps_everybody_and_a_dated_rate_takes_effect_at_its_date() -> None:
    date = dt.date(2015, 1, 1)
    base = service_of(only({"per_year": 700}))
    more = service_of(only({"per_year": 700}), {date: {"demand.adults.per_year": 1400}})
    before, after = received(base), received(more)
    minute = minute_of(START, date)
    assert (before[before < minute] == after[after < minute]).all()
    assert np.isin(before, after).all()
    expected = 1400 * (base.horizon - minute) / (365.25 * DAY)
    assert abs((after >= minute).sum() - expected) < 4 * np.sqrt(expected)


def test_a_stream_that_falls_to_nought_stops() -> None:
    later = {dt.date(2015, 4, 1): {"demand.adults.per_year": 0}}
    service = service_of(only({"per_year": 700}), later)
    assert year_counts(service, draw(service))[1] == 0


def test_growth_compounds_from_the_start_date() -> None:
    world = only(
        {"per_year": 2000, "growth": {"old": 0.5, "oldest": 0.5}},
        **{"clock.years": 5.0, "population": {"old": {"growth_per_year": 0.1}, "oldest": {"growth_per_year": 0.3}}},
    )
    service = service_of(world)
    counts = np.sum([year_counts(service, draw(service, replication=r)) for r in range(5)], axis=0) / 5
    for year, count in enumerate(counts):
        middle = year + 0.5
        expected = 1000 * (1.1**middle + 1.3**middle)
        assert abs(count / expected - 1) < 4 / np.sqrt(5 * expected) + 0.004


def test_a_growth_rate_changed_from_a_date_goes_on_from_the_level_reached() -> None:
    world = only(
        {"per_year": 20_000, "growth": {"old": 1.0}},
        **{"clock.years": 4.0, "population": {"old": {"growth_per_year": 0.5}}},
    )
    service = service_of(world, {dt.date(2016, 4, 1): {"population.old.growth_per_year": 0.0}})
    first, second, third, fourth = year_counts(service, draw(service))
    assert second / first == pytest.approx(1.5, abs=0.04)
    assert third == pytest.approx(20_000 * 1.5**2, rel=0.02)
    assert fourth == pytest.approx(third, rel=0.02)


PATTERN = {
    "weekday": {"mon": 2.0, "tue": 1.0, "wed": 1.0, "thu": 1.0, "fri": 0.5},
    "months": {"dec": 0.5, "jan": 1.5},
    "after_bank_holiday": 2.0,
    "hours": "08:00-18:00",
}


def patterned() -> Service:
    return service_of(
        only(
            {"per_year": 30_000, "pattern": "office"},
            **{"pattern": {"office": PATTERN}, "clock.bank_holidays": "England"},
        )
    )


def test_a_pattern_keeps_the_years_total() -> None:
    service = patterned()
    for count in year_counts(service, draw(service)):
        assert abs(count - 30_000) < 4 * np.sqrt(30_000)


def test_nobody_comes_at_weekends_on_bank_holidays_or_outside_the_hours() -> None:
    service = patterned()
    minutes = received(service)
    day, minute = np.divmod(minutes, DAY)
    weekday = (day + START.weekday()) % 7
    assert weekday.max() == 4
    assert not np.isin(day, bank_holiday_days(service)).any()
    assert minute.min() >= 8 * 60
    assert minute.max() < 18 * 60
    halves = np.histogram(minute, [480, 780, 1080])[0] / len(minute)
    assert halves == pytest.approx([0.5, 0.5], abs=0.01)


def test_weekday_month_and_after_bank_holiday_factors_are_met() -> None:
    service = patterned()
    day = received(service) // DAY
    counts = np.bincount(day, minlength=service.days)
    dates = [START + dt.timedelta(days=number) for number in range(service.days)]
    closed = set(bank_holiday_days(service).tolist())
    after = {day + 1 for day in closed}

    def mean(wanted: Any) -> float:
        plain = [n for n, date in enumerate(dates) if n not in closed | after and wanted(date)]
        return float(np.mean(counts[plain]))

    ordinary = mean(lambda date: date.weekday() in (1, 2, 3) and date.month not in (12, 1))
    assert mean(lambda date: date.weekday() == 0 and date.month not in (12, 1)) / ordinary == pytest.approx(2, rel=0.05)
    assert mean(lambda date: date.weekday() == 4 and date.month not in (12, 1)) / ordinary == pytest.approx(
        0.5, rel=0.05
    )
    assert mean(lambda date: date.weekday() in (1, 2, 3) and date.month == 12) / ordinary == pytest.approx(
        0.5, rel=0.08
    )
    assert mean(lambda date: date.weekday() in (1, 2, 3) and date.month == 1) / ordinary == pytest.approx(1.5, rel=0.06)
    tuesdays = [dt.date(2014, 5, 6), dt.date(2014, 5, 27), dt.date(2014, 8, 26), dt.date(2015, 5, 5)]
    rush = np.mean([counts[(date - START).days] for date in tuesdays])
    assert rush / ordinary == pytest.approx(2, rel=0.12)


def test_a_pattern_moves_people_and_neither_adds_nor_loses_any() -> None:
    flat = draw(service_of(only({"per_year": 900}, **{"clock.years": 2.0})))
    shaped = draw(service_of(only({"per_year": 900, "pattern": "office"}, pattern={"office": PATTERN})))
    for one, other in ((flat, shaped), (shaped, flat)):
        people = set(zip(other.strip.tolist(), other.number.tolist(), strict=True))
        assert people == set(zip(one.strip.tolist(), one.number.tolist(), strict=True))
    assert (flat.received[:50] != shaped.received[:50]).any()


def test_a_pattern_changed_from_a_date_leaves_the_days_before_alone() -> None:
    date = dt.date(2014, 11, 3)
    world = only({"per_year": 900, "pattern": "office"}, pattern={"office": PATTERN})
    before = received(service_of(world))
    after = received(service_of(world, {date: {"pattern.office.weekday": {"sat": 1.0}}}))
    minute = minute_of(START, date)
    assert (before[before < minute] == after[after < minute]).all()
    assert set((after[after >= minute] // DAY + START.weekday()) % 7) == {5}


def test_a_pattern_without_any_day_is_refused() -> None:
    months = dict.fromkeys(MONTHS, 0.0)
    world = only({"per_year": 900, "pattern": "office"}, pattern={"office": {"months": months}})
    with pytest.raises(InputFault, match=r"pattern\.office.*no day"):
        draw(service_of(world))


def test_uptake_is_so_many_of_a_band_of_people_and_grows_with_it() -> None:
    world = only(
        {"uptake": {"of": "old", "per_person_per_year": 0.25}},
        **{"clock.years": 3.0, "population": {"old": {"people": 40_000, "growth_per_year": 0.2}}},
    )
    service = service_of(world)
    for year, count in enumerate(year_counts(service, draw(service))):
        # The mean of 1.2 ** t over the year.
        expected = 10_000 * 1.2**year * 0.2 / np.log(1.2)
        assert abs(count - expected) < 4 * np.sqrt(expected)


def test_more_uptake_only_adds_people_and_equals_the_same_number_per_year() -> None:
    def of(each: float) -> Service:
        uptake = {"of": "old", "per_person_per_year": each}
        return service_of(only({"uptake": uptake}, population={"old": {"people": 7000, "growth_per_year": 0}}))

    base, more = received(of(0.1)), received(of(0.11))
    assert len(base) < len(more)
    assert np.isin(base, more).all()
    assert base.tolist() == received(service_of(only({"per_year": 700}))).tolist()


def test_a_batch_comes_on_its_date_or_in_the_middle_of_equal_parts_of_its_days() -> None:
    batches = [
        {"date": dt.date(2014, 4, 3), "cases": 2},
        {"date": dt.date(2014, 4, 5), "cases": 4, "over_days": 2},
    ]
    service = service_of(only({"batches": batches}, **{"clock.years": 0.1}))
    demand = draw(service)
    assert (demand.received / DAY).tolist() == [2, 2, 4.25, 4.75, 5.25, 5.75]
    assert demand.number.tolist() == list(range(6))
    assert set(demand.strip) == {0}


def test_a_yearly_batch_comes_on_every_anniversary_within_the_run_and_numbers_go_on() -> None:
    batch = {"date": dt.date(2012, 2, 29), "cases": 2, "every_year": True}
    service = service_of(only({"batches": [batch]}, **{"clock.years": 3.0}))
    demand = draw(service)
    assert [service.date_of(minute).date() for minute in demand.received[::2]] == [
        dt.date(2015, 3, 1), dt.date(2016, 2, 29), dt.date(2017, 3, 1)
    ]  # fmt: skip
    assert demand.number.tolist() == list(range(6))


def test_a_batch_in_progress_at_the_start_brings_only_what_is_left_of_it() -> None:
    batch = {"date": dt.date(2014, 3, 30), "cases": 4, "over_days": 4}
    demand = draw(service_of(only({"batches": [batch]})))
    assert (demand.received / DAY).tolist() == [0.5, 1.5]


def test_reception_is_open_in_the_patterns_hours_on_days_on_which_people_come() -> None:
    pattern = {"weekday": {"thu": 1.0, "mon": 1.0}, "hours": "09:00-17:00"}
    world = only({"per_year": 1, "pattern": "office"}, **{"pattern": {"office": pattern}, "clock.years": 0.1})
    service = service_of({**world, "clock.bank_holidays": (dt.date(2014, 4, 10),)})
    opens, closes = reception(service, 0)
    open_days = np.flatnonzero(closes > opens)
    # Day 0 is Tuesday 1 April; Thursday 10 April is a holiday.
    assert open_days[:4].tolist() == [2, 6, 13, 16]
    assert opens[2] == 2 * DAY + 9 * 60
    assert closes[2] == 2 * DAY + 17 * 60
    wanted = [0, opens[2], closes[2] - 1, closes[2], 6 * DAY, service.horizon]
    assert received_from(service, 0, np.array(wanted)).tolist() == [
        opens[2], opens[2], closes[2] - 1, opens[6], opens[6], NEVER
    ]  # fmt: skip


def test_reception_without_a_pattern_is_open_at_every_minute() -> None:
    opens, closes = reception(service_of(only({"per_year": 1}, **{"clock.years": 0.01})), 0)
    assert opens.tolist() == [0, DAY, 2 * DAY, 3 * DAY]
    assert closes.tolist() == [DAY, 2 * DAY, 3 * DAY, 4 * DAY]
