"""Who comes: population bands, arrival patterns, streams of contacts, urgency."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.scenario.shares import Patience, Shares
from sim.scenario.table import Table
from sim.scenario.values import Amount, Count, Day, Duration, Model, Number, Positive, Share, Switch, Whole
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


WAYS_OF_COMING = ("per_year", "uptake", "every_hours", "dates", "batches", "from_clients")
"""The settings of a stream of which it has exactly one."""


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


class Uptake(Model):
    """A Poisson process of so many contacts a year for each person of a population band; it grows with the band."""

    of: str
    per_person_per_year: Amount


class Batch(Model):
    """A number of cases that come on a date, or spread evenly over the days from it; once, or every year."""

    date: Day
    cases: Count
    over_days: Amount = Field(default=0.0, validate_default=True)
    every_year: Switch = False


class FromClients(Model):
    """Cases that the people in support bring about: reviews due, or needs that have changed.

    A review is due ``review_after_days`` after the last review or reassessment was closed; a
    change of need comes at random, ``per_client_per_year``.
    """

    of: str
    review_after_days: Positive | None = None
    per_client_per_year: Amount | None = None

    @model_validator(mode="after")
    def _review_or_change(self) -> Self:
        if (self.review_after_days is None) == (self.per_client_per_year is None):
            raise ValueError("give either review_after_days or per_client_per_year")
        return self


class Returns(Model):
    """The share of closed cases whose person comes back with a new one, and how long after."""

    share: Share
    after_days: Duration

    @model_validator(mode="after")
    def _not_everybody(self) -> Self:
        if self.share.value >= 1:
            raise ValueError("a share of 1 would bring everybody back for ever")
        return self


class Stream(Model):
    """One kind of demand: how many come, in which pattern, with which priorities, to where.

    Exactly one of ``per_year`` or ``uptake`` (Poisson processes), ``every_hours`` (a fixed interval,
    the first after one interval), ``dates`` (given minutes), ``batches`` or ``from_clients`` says
    when people come. ``patience`` runs from contact while the case stands on a list and nobody has
    worked on it. ``deaths_per_year`` is the rate at which people of this stream die.
    """

    label: str = ""
    person: Literal["adult", "carer"] = "adult"
    per_year: Amount | None = None
    every_hours: Positive | None = None
    dates: tuple[Moment, ...] | None = None
    uptake: Uptake | None = None
    batches: tuple[Batch, ...] | None = None
    from_clients: FromClients | None = None
    growth: Shares | None = None
    pattern: str | None = None
    priorities: Shares | None = None
    teams: Shares | None = None
    patience: Patience | None = None
    deaths_per_year: Amount = Field(default=0.0, validate_default=True)
    returns: Returns | None = None
    begins_at: str

    @field_validator("growth", mode="before")
    @classmethod
    def _follows(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and set(raw) == {"follows"} and isinstance(raw["follows"], str):
            return {raw["follows"]: 1.0}
        return raw

    @model_validator(mode="after")
    def _one_way_of_coming(self) -> Self:
        ways = [name for name in WAYS_OF_COMING if getattr(self, name) is not None]
        if len(ways) != 1:
            found = ", ".join(ways) if ways else "none"
            raise ValueError(f"give exactly one of {', '.join(WAYS_OF_COMING)}; found {found}")
        if self.growth is not None and self.per_year is None:
            raise ValueError("growth goes with per_year only")
        if self.pattern is not None and self.per_year is None and self.uptake is None and self.from_clients is None:
            raise ValueError("pattern goes with per_year, uptake and from_clients only")
        return self


class Priority(Model):
    """An urgency class. ``number`` 1 is served first; ``delay_factor`` multiplies calendar delays.

    ``due_days`` after contact work is due, where lists are served by due date.
    """

    label: str = ""
    number: Whole = Field(ge=1)
    due_days: Amount | None = None
    delay_factor: Amount = Field(default=1.0, validate_default=True)
