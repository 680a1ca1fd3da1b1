"""More demand laid over a config, and its numbers at the ends of their ranges."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from sim.demand.arrivals import yearly_rate
from sim.errors import InputFault
from sim.scenario.experiments import at_value, moving_load, ranged, streams_scaled, with_growth
from sim.scenario.layers import Reading
from sim.scenario.load import service_of
from sim.scenario.read import read_scenario
from sim.scenario.timeline import Service, minute_of
from tiny import TINY, tiny_config

LATER = """
[population.carers]
people = 1_000
growth_per_year = { value = 0.0, low = -0.01, high = 0.02 }

[demand.carer]
person = "carer"
uptake = { of = "carers", per_person_per_year = 0.1 }
begins_at = "front_door"
teams = { north = 1 }
priorities = { standard = 1 }

[demand.court]
dates = [2014-06-02T09:00:00]
begins_at = "front_door"
teams = { north = 1 }
priorities = { standard = 1 }

[[change]]
from = 2015-01-05
set = { "demand.referral.per_year" = 360 }
"""


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    file = tiny_config(tmp_path)
    file.write_text(TINY + LATER, encoding="utf-8")
    return read_scenario(file)


def rate(service: Service, stream: str, date: dt.date) -> float:
    return float(yearly_rate(service, stream, np.array([minute_of(service.start_date, date)]))[0])


def test_rates_grow_from_the_date_on_and_stay_before(reading: Reading) -> None:
    service = service_of(with_growth(reading, 0.1, from_=dt.date(2014, 10, 1), file="staff.toml"))
    assert rate(service, "referral", dt.date(2014, 9, 30)) == 300
    assert rate(service, "referral", dt.date(2014, 10, 1)) == pytest.approx(330)
    assert rate(service, "carer", dt.date(2014, 9, 30)) == pytest.approx(100)
    assert rate(service, "carer", dt.date(2014, 10, 1)) == pytest.approx(110)


@pytest.mark.parametrize("from_", [None, dt.date(2014, 10, 1), dt.date(2015, 1, 5), dt.date(2015, 2, 1)])
def test_a_rate_that_alters_later_is_as_much_higher_from_then_on(reading: Reading, from_: dt.date | None) -> None:
    service = service_of(with_growth(reading, 0.1, from_=from_, file="staff.toml"))
    assert rate(service, "referral", dt.date(2015, 3, 2)) == pytest.approx(396)
    assert rate(service, "carer", dt.date(2015, 3, 2)) == pytest.approx(110)


def test_no_growth_changes_no_rate(reading: Reading) -> None:
    same, grown = (service_of(each) for each in (reading, with_growth(reading, 0.0, from_=None, file="staff.toml")))
    for date in (dt.date(2014, 5, 1), dt.date(2015, 3, 2)):
        assert [rate(same, stream, date) for stream in same.streams] == [
            rate(grown, stream, date) for stream in same.streams
        ]


def test_what_has_dates_of_its_own_does_not_grow(reading: Reading) -> None:
    assert streams_scaled(reading.raw) == ("referral", "carer")


def test_numbers_that_move_load_are_those_of_work_and_time(reading: Reading) -> None:
    numbers = moving_load(ranged(service_of(reading), reading), {"adviser"})
    assert [item.setting for item in numbers] == ["population.carers.growth_per_year", "demand.referral.per_year"]
    assert (numbers[1].label, numbers[1].low, numbers[1].value, numbers[1].high) == (
        "Referrals: per year", 200, 300, 400,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ('{ distribution = "lognormal", mean = 8, cv = 0.7, mean_low = 6 }', 6.0),
        ("{ value = 8, low = 6 }", 6.0),
        ("8", 6.0),
        ('{ distribution = "pert", min = 4, mode = 8, max = 12, mean_low = 6 }', 6.0),
        ('{ distribution = "uniform", min = 4, max = 12 }', 12.0),
        ('{ distribution = "empirical", values = [4, 12] }', 6.0),
    ],
)
def test_a_distribution_is_moved_to_another_mean_with_its_shape(tmp_path: Path, written: str, mean: float) -> None:
    file = tiny_config(tmp_path)
    text = TINY.replace(
        'effort_hours = { distribution = "lognormal", mean = 8, cv = 0.7 }', f"effort_hours = {written}"
    )
    file.write_text(text, encoding="utf-8")
    before = service_of(read_scenario(file)).base.activity["assessment"].effort_hours
    there = at_value(read_scenario(file), "activity.assessment.effort_hours", mean, file="staff.toml")
    after = service_of(there).base.activity["assessment"].effort_hours
    assert before is not None and after is not None
    assert after.average == pytest.approx(mean)
    for name in ("min", "mode", "max"):
        was = getattr(before, name)
        assert getattr(after, name) == (None if was is None else pytest.approx(was * mean / before.average))
    assert after.cv == before.cv


def test_other_shares_take_what_one_leaves(tmp_path: Path) -> None:
    file = tiny_config(tmp_path)
    text = TINY.replace(
        "next = { assessment = 0.5, close = 0.5 }", "next = { assessment = { value = 0.6, low = 0.2 }, close = 0.4 }"
    )
    file.write_text(text, encoding="utf-8")
    there = service_of(at_value(read_scenario(file), "activity.front_door.next.assessment", 0.2, file="staff.toml"))
    found = there.base.activity["front_door"].next
    assert {name: float(share) for name, share in found.items()} == pytest.approx({"assessment": 0.2, "close": 0.8})


def test_a_number_that_alters_later_alters_in_proportion(reading: Reading) -> None:
    service = service_of(at_value(reading, "demand.referral.per_year", 200, file="staff.toml"))
    assert rate(service, "referral", dt.date(2015, 1, 4)) == 200
    assert rate(service, "referral", dt.date(2015, 1, 5)) == pytest.approx(240)


def test_a_share_that_nothing_else_can_make_up_for_is_refused(tmp_path: Path) -> None:
    file = tiny_config(tmp_path)
    file.write_text(TINY.replace('next = "close"', "next = { close = { value = 1, low = 0.9 } }"), encoding="utf-8")
    with pytest.raises(InputFault, match="no other shares to take what this one leaves"):
        at_value(read_scenario(file), "activity.assessment.next.close", 0.9, file="staff.toml")


def test_a_config_without_the_number_stays_as_it_is(reading: Reading) -> None:
    same = at_value(reading, "activity.visit.effort_hours", 2.0, file="staff.toml")
    assert same.raw == reading.raw
