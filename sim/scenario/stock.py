"""The service on its first morning: cases in lists and cases in hand, and the people in support."""

import re
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.shares import Shares
from sim.scenario.table import Table
from sim.scenario.values import Amount, Count, Duration, Model, Share

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


class Clients(Model):
    """People in support: how many on day one, how long they stay, who joins them.

    Somebody joins, with probability ``join_share``, when a case of theirs finishes one of the
    activities of ``joined_at``. ``leaves_per_year`` is a rate (deaths, moves, support ended).
    ``review_takes_days`` is used by ``check`` only: from due to closed.
    """

    label: str = ""
    supported: Count
    leaves_per_year: Amount
    joined_at: tuple[str, ...] = ()
    join_share: Share = Field(default=0.0, validate_default=True)
    days_since_review: Ages = Field(default="even over 365 days", validate_default=True)
    review_takes_days: Amount = Field(default=28.0, validate_default=True)


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

    ``waiting`` cases stand in lists; ``open`` cases are held by a worker already; ``places`` are
    further stocks of held cases, such as people with a local area coordinator, by name.
    """

    waiting: Stock | None = None
    open: Stock | None = None
    places: Table[Stock] = Field(default=Table())
    waiting_cases: tuple[StockCase, ...] = ()
    open_cases: tuple[StockCase, ...] = ()
