"""Who does it: roles, teams, posts, absence, vacancy, blocks."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.scenario.people import DayName, parse_hours
from sim.scenario.table import Table
from sim.scenario.values import Amount, Count, Day, Grade, Model, Positive, Real, Share, Switch, Whole


class Absence(Model):
    """Days a year away from work, per full-time post.

    Sickness is skewed: a worker has none in a year with probability ``sickness_none_share``;
    otherwise a day and a lognormal number more (within the year's working days), with the mean that
    gives ``sickness_days`` overall and coefficient of variation ``sickness_cv``, taken in spells.
    ``leave_months`` weights months; those not named weigh 1.
    """

    leave_days: Amount = Field(default=0.0, validate_default=True)
    sickness_days: Amount = Field(default=0.0, validate_default=True)
    sickness_none_share: Share = Field(default=0.45, validate_default=True)
    sickness_cv: Positive = Field(default=2.9, validate_default=True)
    training_days: Amount = Field(default=0.0, validate_default=True)
    leave_months: Table[Amount] = Field(default=Table())


class Starter(Model):
    """New workers: the share of full productivity, and for how many weeks."""

    productivity_share: Share = Field(default=1.0, validate_default=True)
    weeks: Amount = Field(default=0.0, validate_default=True)


class Role(Model):
    """A kind of post. Casework share is the part of paid attended time that goes to cases.

    ``blocks`` are hours a year of the whole role booked out of its workers' days (duty, ward
    rounds); ``direct_work_share`` is work with open cases, as a share added to the effort of held
    steps. Vacancy comes from ``net_vacancy_share``, or from ``turnover_per_year``, never both;
    ``weeks_to_fill`` goes with either. While ``hiring`` is false nobody is found for an empty post.
    ``reports_as`` adds the role to another in reports. After ``slice_hours`` of casework on a step a
    worker looks whether something else comes first. ``pay_premium_share`` is what temporary and
    agency staff cost beyond the annual pay. ``overtime_hours_per_week`` are casework hours beyond the
    contract, paid by the hour at ``overtime_pay_share`` of ordinary pay.
    """

    label: str = ""
    reports_as: str | None = None
    annual_pay_gbp: Amount = Field(default=0.0, validate_default=True)
    pay_premium_share: Amount = Field(default=0.0, validate_default=True)
    contract_hours_per_week: Positive = Field(default=37.0, validate_default=True)
    days: tuple[DayName, ...] = ("mon", "tue", "wed", "thu", "fri")
    hours: str = "09:00-17:00"
    bank_holidays: Switch = False
    casework_share: Share = Field(default=1.0, validate_default=True)
    overtime_hours_per_week: Amount = Field(default=0.0, validate_default=True)
    overtime_pay_share: Amount = Field(default=1.0, validate_default=True)
    caseload: Count | None = None
    slice_hours: Positive | None = None
    direct_work_share: Amount = Field(default=0.0, validate_default=True)
    absence: Absence = Absence()
    net_vacancy_share: Share | None = None
    turnover_per_year: Amount | None = None
    weeks_to_fill: Positive | None = None
    hiring: Switch = True
    starter: Starter = Starter()
    blocks: Table[Amount] = Field(default=Table())

    @field_validator("hours")
    @classmethod
    def _hours_are_hours(cls, text: str) -> str:
        parse_hours(text)
        return text

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.net_vacancy_share is not None and self.turnover_per_year is not None:
            raise ValueError("give net_vacancy_share or turnover_per_year, never both")
        vacancy = self.net_vacancy_share or self.turnover_per_year
        if vacancy is not None and vacancy.value > 0 and self.weeks_to_fill is None:
            raise ValueError("weeks_to_fill is needed with a vacancy share or turnover")
        if self.net_vacancy_share is not None and self.net_vacancy_share.value >= 1:
            raise ValueError("a net_vacancy_share of 1 would leave every post empty; set the posts to 0 instead")
        if not self.days or len(set(self.days)) != len(self.days):
            raise ValueError("days must name at least one day, each once")
        self._day_holds_its_work()
        return self

    def _day_holds_its_work(self) -> None:
        opening, closing = parse_hours(self.hours)
        casework = self.contract_hours_per_week.value * self.casework_share.value * 60 / len(self.days)
        overtime = self.overtime_hours_per_week.value * 60 / len(self.days)
        if casework + overtime > closing - opening + 1e-9:
            with_overtime = f" with {overtime:.0f} of overtime" if overtime else ""
            raise ValueError(
                f"the casework of a day ({casework + overtime:.0f} minutes{with_overtime}) does not fit its"
                f" opening hours ({closing - opening} minutes)"
            )


class Posts(Model):
    """The posts of one role in one team.

    ``part_time`` gives the FTE of those that are not full. ``warrants`` says how many of the posts
    are held by people with a warrant (counted from the first post, each warrant by itself).
    """

    number: Whole = Field(ge=0)
    part_time: tuple[Annotated[Real, Field(gt=0, le=1)], ...] = ()
    warrants: Table[Count] = Field(default=Table())
    low: Whole | None = None
    high: Whole | None = None
    source: str = ""
    grade: Grade = "assumption"
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(self.part_time) > self.number:
            raise ValueError(f"part_time names {len(self.part_time)} posts of only {self.number}")
        for name, posts in self.warrants.items():
            if posts.value > self.number:
                raise ValueError(f"warrants give {name!r} to {posts.value:g} posts of only {self.number}")
        if self.low is not None and self.low > self.number:
            raise ValueError(f"low ({self.low}) may not be above number ({self.number})")
        if self.high is not None and self.high < self.number:
            raise ValueError(f"high ({self.high}) may not be below number ({self.number})")
        return self

    @property
    def fte(self) -> float:
        """Full-time equivalent of the posts."""
        return self.number - len(self.part_time) + sum(self.part_time)

    def fte_of(self, post: int) -> float:
        """FTE of post number ``post`` (from 1); part-time posts come first, so one post more changes no other."""
        return self.part_time[post - 1] if post <= len(self.part_time) else 1.0


def _as_posts(raw: Any) -> Any:
    if isinstance(raw, bool):
        raise ValueError("a number of posts is wanted, not true or false")
    if isinstance(raw, int):
        return {"number": raw}
    if isinstance(raw, dict) and "value" in raw:
        return {("number" if key == "value" else key): item for key, item in raw.items() if key != "unit"}
    if isinstance(raw, float):
        raise ValueError("posts are whole numbers; give part-time posts as { number = 6, part_time = [0.6] }")
    return raw


class Team(Model):
    """A team: its posts by role, and roles whose posts in another team also serve this one.

    An ``external`` team belongs to a partner: its staff are not among the council's posts and pay.
    """

    label: str = ""
    external: Switch = False
    posts: Table[Annotated[Posts, BeforeValidator(_as_posts)]] = Field(default=Table())
    borrows: Table[str] = Field(default=Table())


class Warrant(Model):
    """What some posts' holders are approved to do, such as Mental Health Act assessments."""

    label: str = ""


class ProductivityDip(Model):
    """A time of lower output after a change: casework falls by ``drop_share`` and recovers over ``weeks``.

    It recovers along a straight line. Without ``roles`` or ``teams`` it is everybody's.
    """

    label: str = ""
    from_: Day = Field(alias="from")
    drop_share: Share
    weeks: Positive
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
