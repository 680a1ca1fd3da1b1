"""The calendar as arrays of day indexes: weekdays, months, bank holidays, working days.

Day 0 is the first day of the run; days before it are negative. Nothing here walks from day to
day: a question about many days is asked once, with an array.
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.scenario.people import DAYS
from sim.scenario.timeline import Service

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MARGIN_DAYS: Final = 400
"""Days looked at before the start (ages on day one) and after the horizon (delays that end later)."""

SUBDIVISIONS: Final = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}

_EPOCH = dt.date(1970, 1, 1)


@lru_cache(maxsize=64)
def bank_holidays_between(start_date: dt.date, spec: str | tuple[dt.date, ...], first_day: int, last_day: int) -> Ints:
    """Bank holidays from ``first_day`` to ``last_day`` inclusive, as rising day indexes.

    Parameters
    ----------
    start_date
        The date of day 0.
    spec
        A country of the United Kingdom, the dates themselves, or "none".
    first_day, last_day
        Day indexes [days].

    Returns
    -------
    Read-only array of shape [holidays]. Holidays that fall on a weekend are in it beside the
    weekday given in their place.
    """
    if isinstance(spec, str):
        years = range(_date(start_date, first_day).year, _date(start_date, last_day).year + 1)
        dates = _published(spec, years) if spec != "none" else ()
    else:
        dates = spec
    days = np.unique(np.array([(date - start_date).days for date in dates], dtype=np.int64))
    days = days[(days >= first_day) & (days <= last_day)]
    days.flags.writeable = False
    return days


def _published(country: str, years: Iterable[int]) -> Iterable[dt.date]:
    import holidays  # costs a tenth of a second: only when a country is named

    return tuple(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[country], years=years))


def _date(start_date: dt.date, day: int) -> dt.date:
    return start_date + dt.timedelta(days=day)


def bank_holiday_days(service: Service) -> Ints:
    """Bank holidays from 400 days before day 0 to 400 days after the horizon, as rising day indexes."""
    spec = service.base.clock.bank_holidays
    return bank_holidays_between(service.start_date, spec, -MARGIN_DAYS, service.days + MARGIN_DAYS)


def weekdays(start_date: dt.date, days: ArrayLike) -> Ints:
    """Day of the week of each day index: 0 is Monday. Shape as ``days``."""
    return (np.asarray(days, dtype=np.int64) + start_date.weekday()) % 7


def weekday_of(service: Service, days: ArrayLike) -> Ints:
    """Day of the week of each day index of a service: 0 is Monday. Shape as ``days``."""
    return weekdays(service.start_date, days)


def months(start_date: dt.date, days: ArrayLike) -> Ints:
    """Month of each day index: 0 is January. Shape as ``days``."""
    offset = np.asarray(days, dtype=np.int64) + (start_date - _EPOCH).days
    since_1970: Ints = offset.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return since_1970 % 12


def month_of(service: Service, days: ArrayLike) -> Ints:
    """Month of each day index of a service: 0 is January. Shape as ``days``."""
    return months(service.start_date, days)


def is_bank_holiday(service: Service, days: ArrayLike) -> Flags:
    """Whether each day index is a bank holiday. Shape as ``days``."""
    flags: Flags = np.isin(np.asarray(days, dtype=np.int64), bank_holiday_days(service))
    return flags


def is_working_day(
    service: Service, days: ArrayLike, *, names: Iterable[str] = DAYS[:5], bank_holidays: bool = False
) -> Flags:
    """Whether each day index is worked by people who work on the named weekdays.

    Parameters
    ----------
    days
        Day indexes, any shape.
    names
        The weekdays worked; Monday to Friday unless given.
    bank_holidays
        True if bank holidays are worked too.
    """
    week = np.zeros(7, dtype=np.bool_)
    week[[DAYS.index(name) for name in names]] = True
    worked: Flags = week[weekday_of(service, days)]
    return worked if bank_holidays else worked & ~is_bank_holiday(service, days)


def next_working_day(service: Service, days: ArrayLike) -> Ints:
    """The first Monday to Friday that is no bank holiday, on or after each day. Shape as ``days``.

    A meeting that would fall on a bank holiday is held on this day.
    """
    wanted = np.asarray(days, dtype=np.int64)
    if wanted.size == 0:
        return wanted
    # Even at Christmas five days in a row hold a working day; a fortnight is safe for given dates too.
    span = np.arange(int(wanted.min()), int(wanted.max()) + 15, dtype=np.int64)
    working = span[is_working_day(service, span)]
    if working.size == 0 or working[-1] < wanted.max():
        working = np.append(working, span[-1] + 1)
    found: Ints = working[np.searchsorted(working, wanted)]
    return found
