"""Who comes: population bands, arrival patterns, streams of contacts, day one."""

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.scenario.shares import Shares
from sim.scenario.table import Table
from sim.scenario.values import Amount, Distribution, Duration, Model, Number, Positive, Share, Switch, Whole
from sim.units import parse_time_of_day

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def parse_hours(text: str) -> tuple[int, int]:
    """Opening and closing minute of the day of "HH:MM-HH:MM"."""
    opens, dash, closes = text.partition("-")
    if not dash:
        raise ValueError(f"write hours as 09:00-17:00, not {text!r}")
    start, end = parse_time_of_day(opens.strip()), parse_time_of_day(closes.strip())
    if start >= end:
        raise ValueError(f"hours must open before they close: {text!r}")
    return start, end


def _moment(raw: Any) -> Any:
    if not isinstance(raw, dt.date):
        raise ValueError("a date such as 2014-04-01 or a moment such as 2014-04-01T09:30:00 is wanted")
    if isinstance(raw, dt.datetime) and raw.tzinfo is not None:
        raise ValueError("write local time, without Z or an offset")
    return raw


Moment = Annotated[dt.datetime | dt.date, BeforeValidator(_moment)]


class PopulationBand(Model):
    """A part of the population and its yearly growth (0.032 is 3.2 % a year, compounding)."""

    label: str = ""
    people: Amount | None = None
    growth_per_year: Number


class Pattern(Model):
    """When in the week, the year and the day people make contact; factors are relative.

    ``weekday`` names the days contacts come on (a day left out has none); ``months`` gives
    factors for some months (others 1); ``after_bank_holiday`` is the factor on the first
    working day after one. No contacts come on bank holidays unless ``bank_holidays`` is true.
    """

    weekday: Table[Amount] = Field(default=Table())
    months: Table[Amount] = Field(default=Table())
    after_bank_holiday: Amount = Field(default=1.0, validate_default=True)
    bank_holidays: Switch = False
    hours: str = "00:00-24:00"

    @field_validator("hours")
    @classmethod
    def _hours_are_hours(cls, text: str) -> str:
        parse_hours(text)
        return text

    @model_validator(mode="after")
    def _names_are_days_and_months(self) -> Self:
        for given, known, kind in ((self.weekday, DAYS, "day"), (self.months, MONTHS, "month")):
            for name in given:
                if name not in known:
                    raise ValueError(f"{name!r} is not a {kind}: use {', '.join(known)}")
        if self.weekday and not any(float(factor) > 0 for factor in self.weekday.values()):
            raise ValueError("weekday needs a factor above zero on at least one day")
        return self


class Stream(Model):
    """One kind of demand: how many come, in which pattern, with which priorities, to where.

    Exactly one of ``per_year`` (a Poisson process), ``every_hours`` (a fixed interval, the first
    after one interval) or ``dates`` (given minutes) says when people come.
    """

    label: str = ""
    person: Literal["adult", "carer"] = "adult"
    per_year: Amount | None = None
    every_hours: Positive | None = None
    dates: tuple[Moment, ...] | None = None
    growth: Shares | None = None
    pattern: str | None = None
    priorities: Shares | None = None
    teams: Shares | None = None
    begins_at: str

    @field_validator("growth", mode="before")
    @classmethod
    def _follows(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and set(raw) == {"follows"} and isinstance(raw["follows"], str):
            return {raw["follows"]: 1.0}
        return raw

    @model_validator(mode="after")
    def _one_way_of_coming(self) -> Self:
        ways = [name for name in ("per_year", "every_hours", "dates") if getattr(self, name) is not None]
        if len(ways) != 1:
            found = ", ".join(ways) if ways else "none"
            raise ValueError(f"give exactly one of per_year, every_hours and dates; found {found}")
        if self.per_year is None and (self.growth is not None or self.pattern is not None):
            raise ValueError("growth and pattern go with per_year only")
        return self


class Priority(Model):
    """An urgency class. ``number`` 1 is served first; ``delay_factor`` multiplies calendar delays."""

    label: str = ""
    number: Whole = Field(ge=1)
    delay_factor: Amount = Field(default=1.0, validate_default=True)


_EVEN = re.compile(r"even over (\d+(?:\.\d+)?) days?")


def _as_ages(raw: Any) -> Any:
    if isinstance(raw, str):
        found = _EVEN.fullmatch(raw.strip())
        if found is None:
            raise ValueError(f'write ages as "even over 30 days" or as a distribution of days, not {raw!r}')
        days = float(found.group(1))
        if days == 0:
            return {"distribution": "fixed", "value": 0.0}
        return {"distribution": "uniform", "min": 0.0, "max": days}
    return raw


Ages = Annotated[Duration, BeforeValidator(_as_ages)]


class Stock(Model):
    """Cases present on day one: a number with the shape of their ages, or a CSV of real cases.

    ``reached`` shares the cases between the activities they have reached; ``work_types`` between
    kinds of work; a CSV (path relative to the config) replaces all of these.
    """

    cases: Amount | None = None
    ages: Ages = Field(default="even over 30 days", validate_default=True)
    work_types: Shares | None = None
    stream: str | None = None
    priorities: Shares | None = None
    reached: Shares | None = None
    csv: str | None = None

    @model_validator(mode="after")
    def _number_or_file(self) -> Self:
        if (self.cases is None) == (self.csv is None):
            raise ValueError("give either cases (a number) or csv (a file of cases)")
        if self.cases is not None and self.reached is None:
            raise ValueError("reached is needed: the activities that these cases have reached, with shares")
        if self.cases is not None and (self.work_types is None) == (self.stream is None):
            raise ValueError("give either work_types (with shares) or a stream")
        if self.cases is not None and self.cases.value != int(self.cases.value):
            raise ValueError("cases must be a whole number")
        return self


class StockCase(Model):
    """One real case of a day-one CSV (see docs: day-one files)."""

    work_type: str = ""
    stream: str = ""
    activity: str
    days_since_contact: float = Field(ge=0)
    days_in_activity: float = Field(default=0, ge=0)
    team: str = ""
    role: str = ""
    priority: str = ""


class DayOne(Model):
    """The service as it stands on the first morning.

    ``waiting`` cases stand in lists; ``open`` cases are held by a worker already.
    """

    waiting: Stock | None = None
    open: Stock | None = None
    waiting_cases: tuple[StockCase, ...] = ()
    open_cases: tuple[StockCase, ...] = ()


__all__ = [
    "DAYS",
    "MONTHS",
    "Ages",
    "DayName",
    "DayOne",
    "Distribution",
    "Pattern",
    "PopulationBand",
    "Priority",
    "Share",
    "Stock",
    "StockCase",
    "Stream",
    "parse_hours",
]
