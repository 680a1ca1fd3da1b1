"""What is done: work types, activities, gates, and the rules of the service."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from sim.scenario.people import DayName
from sim.scenario.shares import By, Patience, Route, Shares
from sim.scenario.table import Table
from sim.scenario.values import Amount, Count, Duration, Model, Share, Switch, Whole
from sim.units import parse_time_of_day

WORK, DELAY, GATE, PLACE, AWAIT = range(5)
KINDS = {"work": WORK, "delay": DELAY, "gate": GATE, "place": PLACE, "await": AWAIT}
"""Numbers of the kinds of activity, for tables."""

Kind = Literal["work", "delay", "gate", "place", "await"]

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


class Place(Model):
    """A caseload place that is asked for once, without waiting: a local area coordinator's, say.

    Whoever of ``by`` has a place free takes the case, and keeps it until the case is released or
    closed. If all are full in that minute the case goes to ``if_full`` instead.
    """

    if_full: str


class Joint(Model):
    """The second worker of a joint step: who it may be, and their own staff time."""

    by: By
    effort_hours: Duration


class Activity(Model):
    """A piece of the pathway: work by somebody, a delay that needs nobody, a gate, a place asked for, or an await.

    Work takes ``effort_hours``, or ``effort_share`` of the effort of the case's work type; who
    does it is ``by``, or the lists of the work type when ``by`` is left out. ``held`` work is
    done by the case's allocated worker. A delay is multiplied by the priority's delay_factor
    unless ``same_delay_for_all``. Effort of work types and milestones are explained in docs.

    ``alongside`` names the activity at which a side path begins when a case comes to this one; an
    activity that ``awaits`` that name holds the case until its side path is closed. ``chased_by`` names
    a side path (calls to ask what is happening) that goes on until this work starts.
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
    place: Place | None = None
    awaits: str | None = None
    alongside: str | None = None
    chased_by: str | None = None
    patience: Patience | None = None
    joint: Joint | None = None
    price_gbp: Amount | None = None
    online: Switch = False
    priority: str | None = None
    reaches_at_start: Milestone | None = None
    reaches: Milestone | None = None
    next: Route

    @property
    def kind(self) -> Kind:
        """What the activity is: work, a delay, a gate, a place asked for, or an await."""
        if self.gate is not None:
            return "gate"
        if self.place is not None:
            return "place"
        if self.awaits is not None:
            return "await"
        return "delay" if self.delay_days is not None else "work"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        ways = ("effort_hours", "effort_share", "delay_days", "gate", "place", "awaits")
        kinds = [name for name in ways if getattr(self, name) is not None]
        if len(kinds) != 1:
            found = ", ".join(kinds) if kinds else "none"
            raise ValueError(f"give exactly one of {', '.join(ways)}; found {found}")
        kind = "an await" if self.kind == "await" else f"a {self.kind}"
        if self.kind != "work":
            for name in ("by", "priority", "patience", "joint", "chased_by"):
                if getattr(self, name) is not None and (name, self.kind) != ("by", "place"):
                    raise ValueError(f"{name} goes with work, not with {kind}")
            if self.held:
                raise ValueError(f"held goes with work, not with {kind}")
        if self.by is None and (self.effort_hours is not None or self.place is not None):
            raise ValueError("by is needed: the roles that do this work, in order of preference")
        if self.joint is not None and not self.held:
            raise ValueError("a joint step is done by the case's own worker and another; set held = true")
        return self


class AtActivity(Model):
    """How one activity differs for a work type."""

    next: Route | None = None
    effort_hours: Duration | None = None
    patience: Patience | None = None


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
    urgent (held_first), or the oldest of all (oldest_first). ``queue_order`` serves by priority and
    then by age, or by due date (the priority's ``due_days`` after contact), so that who waits long
    comes first in the end. ``teams`` pooled lets any team's workers do any team's work, ``pooled_teams``
    those of a group of teams one another's. ``absence`` even spreads the same worked time over all days.
    """

    dispatch: Literal["held_first", "oldest_first"] = "held_first"
    teams: Literal["separate", "pooled"] = "separate"
    pooled_teams: tuple[tuple[str, ...], ...] = ()
    absence: Literal["drawn", "even"] = "drawn"
    queue_order: Literal["priority", "due_date"] = "priority"
    slices: Switch = True
    joint_steps: Switch = True
    side_work: Switch = True
    place_limits: Switch = True
    patience: Switch = True
    chasing: Switch = True
    returns: Switch = True
    deaths: Switch = True
    productivity_dips: Switch = True
    caseload_limits: Switch = True
    calendar_delays: Switch = True
    handback: Switch = True
    handback_days: Amount = Field(default=14.0, validate_default=True)
    handback_priority: Whole = Field(default=2, ge=0)
    leaving_notice_days: Amount = Field(default=20.0, validate_default=True)
    reread_hours: Amount = Field(default=0.0, validate_default=True)

    def pooled_with(self, team: str) -> tuple[str, ...]:
        """The teams whose workers do a team's work: those of its group, or itself alone."""
        return next((group for group in self.pooled_teams if team in group), (team,))
