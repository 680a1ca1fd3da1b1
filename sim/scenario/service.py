"""The scenario: everything the simulator needs to know about a service, frozen."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.option_sheet import OptionSheet
from sim.scenario.pathway import Activity, Rules, WorkType
from sim.scenario.people import Pattern, PopulationBand, Priority, Stream
from sim.scenario.staffing import ProductivityDip, Role, Team, Warrant
from sim.scenario.stock import Clients, DayOne
from sim.scenario.table import Table, frozen
from sim.scenario.values import Amount, Count, Day, Model, Positive, Real, Share

CLOCKS = (
    "contact_to_response",
    "contact_to_allocation",
    "allocation_to_assessment",
    "contact_to_assessment",
    "assessment_to_support",
    "contact_to_support",
    "time_in_system",
)
"""The named clocks that waits are measured by."""

ClockName = Literal[
    "contact_to_response",
    "contact_to_allocation",
    "allocation_to_assessment",
    "contact_to_assessment",
    "assessment_to_support",
    "contact_to_support",
    "time_in_system",
]


class Clock(Model):
    """The simulated period. ``bank_holidays`` is a country of the UK, or dates, or "none"."""

    start_date: Day
    years: Positive
    warm_up_days: Amount = Field(default=0.0, validate_default=True)
    bank_holidays: Literal["England", "Wales", "Scotland", "Northern Ireland", "none"] | tuple[Day, ...] = "none"


class Group(Model):
    """People to report on together: those of any of these streams and work types, in these teams."""

    label: str = ""
    streams: tuple[str, ...] = ()
    work_types: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class Target(Model):
    """A promise: the share of people whose clock stops within so many days, hours or working days.

    One working day after contact is the end of the next working day.
    """

    label: str
    clock: ClockName
    days: Positive | None = None
    hours: Positive | None = None
    working_days: Count | None = None
    share: Share
    priorities: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    work_types: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _days_or_hours(self) -> Self:
        if sum(limit is not None for limit in (self.days, self.hours, self.working_days)) != 1:
            raise ValueError("give exactly one of days, hours and working_days")
        return self

    @property
    def minutes(self) -> int:
        """The limit in minutes."""
        if self.days is not None:
            return round(self.days.value * 24 * 60)
        assert self.hours is not None
        return round(self.hours.value * 60)


class Comparator(Model):
    """A published figure of another council or year to print beside ours; nothing is fitted to it."""

    label: str
    clock: ClockName
    group: str | None = None
    statistic: Literal["mean_days", "median_days", "within_days"]
    days: Real | None = None
    published: Amount


class Cost(Model):
    """Money that is not pay: employer on-costs as a share of pay."""

    on_cost_share: Share = Field(default=0.0, validate_default=True)


class Source(Model):
    """Where evidence comes from."""

    title: str
    address: str = ""
    year: str = ""
    note: str = ""


class Documentation(Model):
    """What only people can say of a model, in its documentation; nothing in it changes what a run does.

    ``purpose``: who is to decide what with it. ``preparation``: what was done to data before it became numbers of the
    config. ``assumptions``: what is simplified for this service beyond what the model itself leaves out.
    ``access``: where the config, the data and the results can be had, and from whom.
    """

    purpose: str = ""
    preparation: str = ""
    assumptions: str = ""
    access: str = ""


class Change(Model):
    """What alters from a date: dotted settings and their new values."""

    from_: Day = Field(alias="from")
    label: str = ""
    set: Table[Annotated[Any, AfterValidator(frozen)]]


class Scenario(Model):
    """A council's service, whole. Built by :func:`sim.scenario.load`, never by hand in the code."""

    title: str
    description: str = ""
    documentation: Documentation = Documentation()
    clock: Clock
    population: Table[PopulationBand] = Field(default=Table())
    clients: Table[Clients] = Field(default=Table())
    priority: Table[Priority]
    pattern: Table[Pattern] = Field(default=Table())
    demand: Table[Stream]
    work_type: Table[WorkType] = Field(default=Table())
    activity: Table[Activity]
    role: Table[Role] = Field(default=Table())
    team: Table[Team] = Field(default=Table())
    warrant: Table[Warrant] = Field(default=Table())
    productivity_dip: tuple[ProductivityDip, ...] = ()
    rules: Rules = Rules()
    day_one: DayOne = DayOne()
    group: Table[Group] = Field(default=Table())
    target: tuple[Target, ...] = ()
    comparator: tuple[Comparator, ...] = ()
    cost: Cost = Cost()
    source: Table[Source] = Field(default=Table())
    change: tuple[Change, ...] = ()
    option: OptionSheet | None = None
