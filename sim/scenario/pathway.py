"""What is done: work types, activities, gates, and the rules of the service."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from sim.scenario.people import DayName
from sim.scenario.shares import By, Route, Shares
from sim.scenario.table import Table
from sim.scenario.values import Amount, Count, Duration, Model, Share, Switch, Whole
from sim.units import parse_time_of_day

WORK, DELAY, GATE = range(3)
KINDS = {"work": WORK, "delay": DELAY, "gate": GATE}
"""Numbers of the kinds of activity, for tables."""

CLOSE = "close"
"""The name that ends a route."""

Milestone = Literal["response", "assessment", "support"]
"""Moments of a case that clocks run between; contact, allocation and closing are known anyway."""


class Gate(Model):
    """A meeting that releases cases in batches, such as a weekly funding panel.

    Cases that joined at least ``cut_off_days`` before the meeting are taken, most urgent and
    then earliest first, up to ``capacity`` if given; each appearance may be deferred to the next
    meeting. A meeting due on a bank holiday moves to the next working day.
    """

    every: Literal["week", "fortnight"] = "week"
    day: DayName
    time: str = "10:00"
    cut_off_days: Amount = Field(default=0.0, validate_default=True)
    capacity: Count | None = None
    deferred_share: Share = Field(default=0.0, validate_default=True)
    skips: tuple[str, ...] = ()

    @field_validator("time")
    @classmethod
    def _time_of_day(cls, text: str) -> str:
        parse_time_of_day(text)
        return text

    @model_validator(mode="after")
    def _someone_gets_through(self) -> Self:
        if self.capacity is not None and self.capacity.value < 1:
            raise ValueError("a capacity of 0 would let nobody through, ever")
        if self.deferred_share.value >= 1:
            raise ValueError("deferred_share of 1 would defer every case for ever")
        return self


class Activity(Model):
    """A piece of the pathway: work by somebody, a delay that needs nobody, or a gate.

    Work takes ``effort_hours``, or ``effort_share`` of the effort of the case's work type; who
    does it is ``by``, or the lists of the work type when ``by`` is left out. ``held`` work is
    done by the case's allocated worker. A delay is multiplied by the priority's delay_factor
    unless ``same_delay_for_all``. Effort of work types and milestones are explained in docs.
    """

    label: str = ""
    by: By | None = None
    held: Switch = False
    releases: Switch = False
    effort_hours: Duration | None = None
    effort_share: Share | None = None
    delay_days: Duration | None = None
    same_delay_for_all: Switch = False
    gate: Gate | None = None
    priority: str | None = None
    reaches_at_start: Milestone | None = None
    reaches: Milestone | None = None
    next: Route

    @property
    def kind(self) -> Literal["work", "delay", "gate"]:
        """Whether the activity is work, a delay or a gate."""
        if self.gate is not None:
            return "gate"
        return "delay" if self.delay_days is not None else "work"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        ways = ("effort_hours", "effort_share", "delay_days", "gate")
        kinds = [name for name in ways if getattr(self, name) is not None]
        if len(kinds) != 1:
            found = ", ".join(kinds) if kinds else "none"
            raise ValueError(f"give exactly one of {', '.join(ways)}; found {found}")
        if self.kind != "work":
            for name in ("by", "priority"):
                if getattr(self, name) is not None:
                    raise ValueError(f"{name} goes with work, not with a {self.kind}")
            if self.held:
                raise ValueError(f"held goes with work, not with a {self.kind}")
        if self.effort_hours is not None and self.by is None:
            raise ValueError("by is needed: the roles that do this work, in order of preference")
        return self


class AtActivity(Model):
    """How one activity differs for a work type."""

    next: Route | None = None
    effort_hours: Duration | None = None


class WorkType(Model):
    """A kind of assessment or task that a case is about, with its own effort, workers and route.

    A route that names a work type gives the case that work type (and its team, priority and
    skill need) and goes on at ``begins_at``. ``at`` holds what differs at single activities.
    """

    label: str = ""
    assessment: Switch = False
    by: By | None = None
    effort_hours: Duration | None = None
    priorities: Shares | None = None
    begins_at: str
    at: Table[AtActivity] = Field(default=Table())


class Rules(Model):
    """How the service runs its lists; each rule can be switched to show its part in the waits.

    ``dispatch``: a worker with held steps of their own takes a shared step only if it is more
    urgent (held_first), or the oldest of all (oldest_first). ``teams`` pooled lets any team's
    workers do any team's work. ``absence`` even spreads the same worked time over all days.
    """

    dispatch: Literal["held_first", "oldest_first"] = "held_first"
    teams: Literal["separate", "pooled"] = "separate"
    absence: Literal["drawn", "even"] = "drawn"
    caseload_limits: Switch = True
    calendar_delays: Switch = True
    handback: Switch = True
    handback_days: Amount = Field(default=14.0, validate_default=True)
    handback_priority: Whole = Field(default=2, ge=0)
    leaving_notice_days: Amount = Field(default=20.0, validate_default=True)
    reread_hours: Amount = Field(default=0.0, validate_default=True)
