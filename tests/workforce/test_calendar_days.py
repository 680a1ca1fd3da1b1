"""The calendar as arrays of days."""

import datetime as dt
from pathlib import Path

import numpy as np
from offices import day_of, office

from sim.scenario.calendar import (
    bank_holiday_days,
    bank_holidays_between,
    is_working_day,
    months,
    next_working_day,
    weekdays,
)

START = dt.date(2014, 4, 1)


def test_england_has_eight_bank_holidays_in_2014_15() -> None:
    found = bank_holidays_between(START, "England", 0, 364)
    dates = [(START + dt.timedelta(days=int(day))).isoformat() for day in found]
    assert dates == [
        "2014-04-18",
        "2014-04-21",
        "2014-05-05",
        "2014-05-26",
        "2014-08-25",
        "2014-12-25",
        "2014-12-26",
        "2015-01-01",
    ]


def test_the_countries_differ_and_dates_can_be_given() -> None:
    counts = {c: bank_holidays_between(START, c, 0, 364).size for c in ("Wales", "Scotland", "Northern Ireland")}
    assert counts["Wales"] == 8
    assert counts["Scotland"] > 8
    assert counts["Northern Ireland"] > 8
    assert bank_holidays_between(START, "none", -400, 400).size == 0
    given = (dt.date(2014, 4, 3), dt.date(2014, 3, 30), dt.date(2024, 1, 1))
    assert bank_holidays_between(START, given, -400, 400).tolist() == [-2, 2]


def test_weekdays_and_months_count_from_monday_and_january_on_both_sides_of_day_0() -> None:
    assert weekdays(START, [0, 5, 6, -1]).tolist() == [1, 6, 0, 0]
    assert months(START, [0, 29, 30, -1, -32, 275]).tolist() == [3, 3, 4, 2, 1, 0]


def test_a_meeting_on_a_bank_holiday_moves_to_the_next_working_day(tmp_path: Path) -> None:
    service = office(tmp_path)
    friday, tuesday = day_of(service, "2014-04-18"), day_of(service, "2014-04-22")
    assert next_working_day(service, [0, friday, friday + 3, tuesday]).tolist() == [0, tuesday, tuesday, tuesday]
    assert next_working_day(service, np.zeros(0, dtype=np.int64)).size == 0


def test_holidays_are_known_before_day_0_and_after_the_horizon(tmp_path: Path) -> None:
    service = office(tmp_path, years=1)
    known = bank_holiday_days(service)
    assert day_of(service, "2013-12-25") in known
    assert day_of(service, "2015-12-25") in known
    assert not is_working_day(service, [day_of(service, "2013-12-25")])[0]
    assert is_working_day(service, [day_of(service, "2013-12-25")], bank_holidays=True)[0]
