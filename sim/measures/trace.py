"""One replication, seen whole: its four tables with the columns that several measures derive from them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import CHASER, SIDE, Demand, Ints
from sim.eventlog.log import ASSISTED, CANCELLED, ENDED, WITHDRAWN, EventLog
from sim.measures.cohorts import Cohorts, receipt_cohorts
from sim.measures.completions import flows
from sim.measures.courses import Course, courses
from sim.measures.full_time import fte_by_epoch
from sim.measures.groupings import Groups, case_groups
from sim.measures.lists import all_lists, list_stocks, places_held, work_waits
from sim.measures.measure import WHOLE_RUN
from sim.measures.milestones import ClockTimes, Milestone, clock, milestones
from sim.measures.periods import Periods, months, quarters, warm_up_end, years
from sim.measures.rows import Bools, Floats, picked
from sim.measures.spans import Pieces, Spans, Stock, overlay
from sim.measures.staff_groups import StaffGroups, staff_groups
from sim.measures.utilisation import minutes_until
from sim.measures.work_types import assessed_on_path, assessments, last_work_types, named_work_types
from sim.scenario.pathway import KINDS, Activity
from sim.scenario.timeline import ANY_TEAM, OWN_TEAM, Service
from sim.units import NEVER
from sim.workforce.tables import Workforce

Number = TypeVar("Number", np.int8, np.bool_)


@dataclass(frozen=True)
class Trace:
    """Service, demand, workforce and log, and what follows from them (computed once, when asked for).

    Shapes are those of the tables: [cases], [steps] (all cases' steps), [visits], [workers].
    """

    service: Service
    demand: Demand
    workforce: Workforce
    log: EventLog

    @cached_property
    def years(self) -> Periods:
        """Years of the run after the warm-up."""
        return years(self.service)

    @cached_property
    def months(self) -> Periods:
        """Months of the run after the warm-up."""
        return months(self.service)

    @cached_property
    def quarters(self) -> Periods:
        """Quarters of the years of the run, after the warm-up."""
        return quarters(self.service)

    @cached_property
    def whole(self) -> Periods:
        """The whole run after the warm-up, as one period."""
        return Periods((WHOLE_RUN,), self.years.edges[[0, -1]])

    @cached_property
    def told(self) -> tuple[tuple[tuple[str, ...], slice], ...]:
        """Labels of the years and of the whole run, and where each stand in an array with the total as last column."""
        years = len(self.years)
        return (self.years.labels, slice(years)), ((WHOLE_RUN,), slice(years, None))

    @cached_property
    def edges(self) -> Ints:
        """Where a year or a month begins or ends [minutes]."""
        return np.union1d(self.years.edges, self.months.edges)

    def at(self, periods: Periods) -> Ints:
        """Positions of a period's edges (of years, months, or the whole run) among all edges."""
        return np.searchsorted(self.edges, periods.edges)

    def between(self, until: Ints | Floats, periods: Periods) -> Any:
        """What was added in each period, given what there was by each edge [..., edges]."""
        return np.diff(until[..., self.at(periods)], axis=-1)

    @cached_property
    def measured_from(self) -> int:
        """First minute that is measured."""
        return warm_up_end(self.service)

    @property
    def received(self) -> Ints:
        """Minute of receipt, NEVER for cases that never came [cases]."""
        return self.log.received

    @cached_property
    def came(self) -> Bools:
        """Whether the case was received in the run or before it [cases]."""
        return self.received < NEVER

    @cached_property
    def counted(self) -> Bools:
        """Whether the case came and stands for a person: side work and chasing calls are part of others [cases]."""
        found: Bools = self.came & (self.demand.origin != SIDE) & (self.demand.origin != CHASER)
        return found

    @cached_property
    def left(self) -> Bools:
        """Whether the case was closed before its path was done [cases]."""
        found: Bools = np.isin(self.log.outcome, (WITHDRAWN, ENDED, CANCELLED))
        return found

    @cached_property
    def starts(self) -> Ints:
        """First minute of each epoch [epochs]."""
        return np.array([epoch.start for epoch in self.service.epochs], dtype=np.int64)

    @cached_property
    def epoch(self) -> Ints:
        """Position of the epoch in force when each case was received [cases]."""
        found = np.searchsorted(self.starts, self.received, side="right") - 1
        return np.maximum(found, 0).astype(np.int64)

    @cached_property
    def step_case(self) -> Ints:
        """The case of each step [steps]."""
        return np.repeat(np.arange(self.demand.cases), np.diff(self.demand.first))

    @cached_property
    def kind(self) -> NDArray[np.int8]:
        """The kind of each step's activity: WORK, DELAY, GATE, PLACE or AWAIT [steps]."""
        return self.by_activity(lambda activity: KINDS[activity.kind], np.int8)

    @cached_property
    def held(self) -> Bools:
        """Whether the step is done by the case's allocated worker [steps]."""
        return self.by_activity(lambda activity: activity.held, np.bool_)

    def reaching(self, milestone: str, *, at_start: bool) -> Bools:
        """Whether the step's activity reaches a milestone, at its start or at its finish [steps]."""
        name = "reaches_at_start" if at_start else "reaches"
        return self.by_activity(lambda activity: getattr(activity, name) == milestone, np.bool_)

    def by_activity(self, value: Callable[[Activity], int], dtype: type[Number]) -> NDArray[Number]:
        """A number of each step's activity, as the scenario has it when the case is received [steps]."""
        table = np.zeros((len(self.service.epochs), len(self.service.activities)), dtype=dtype)
        for row, epoch in enumerate(self.service.epochs):
            for column, name in enumerate(self.service.activities):
                if name in epoch.scenario.activity:
                    table[row, column] = value(epoch.scenario.activity[name])
        return table.ravel()[self._terms]

    @cached_property
    def _terms(self) -> Ints:
        """Epoch and activity of each step as one number [steps]."""
        if len(self.service.epochs) == 1:
            return self.demand.activity.astype(np.intp)
        return self.epoch[self.step_case] * len(self.service.activities) + self.demand.activity

    @cached_property
    def course(self) -> Course:
        """The path that each case took, or would take as things stand."""
        return courses(self.demand, self.log, self.visit_step)

    @cached_property
    def on_path(self) -> Bools:
        """Whether the step is on that path [steps]."""
        return self.course.place >= 0

    def first_on_path(self, marked: Bools) -> Ints:
        """Position among all steps of each case's first marked step on its path, -1 for none [cases]."""
        return self._ends_on_path(marked)[0]

    def last_on_path(self, marked: Bools) -> Ints:
        """Position among all steps of each case's last marked step on its path, -1 for none [cases]."""
        return self._ends_on_path(marked)[1]

    def _ends_on_path(self, marked: Bools) -> tuple[Ints, Ints]:
        from sim.measures.path_kernels import ends_on_paths

        return ends_on_paths(np.flatnonzero(marked), self.course.place, self.step_case, self.demand.cases)

    @cached_property
    def work_type(self) -> Ints:
        """The case's last kind of work on its path, -1 for none [cases]."""
        return last_work_types(self)

    @cached_property
    def named_work_type(self) -> Ints:
        """The kind of work that a step gives away by its list or because one begins there, -1 for none [steps]."""
        return named_work_types(self.service, self.demand)

    @cached_property
    def is_assessment(self) -> Bools:
        """Whether the case's kind of work is an assessment [cases]."""
        return assessments(self.service)[self.epoch, self.work_type]

    @cached_property
    def assessed_on_path(self) -> Bools:
        """Whether an assessment is on the case's path, be it its last kind of work or not [cases]."""
        return assessed_on_path(self)

    @cached_property
    def visit_step(self) -> Ints:
        """Position among all cases' steps of the step visited [visits]."""
        return self.demand.first[self.log.case] + self.log.step

    @cached_property
    def visit_kind(self) -> NDArray[np.int8]:
        """The kind of the activity of the step visited [visits]."""
        return self.kind[self.visit_step]

    @cached_property
    def chain(self) -> Ints:
        """The visits that follow on one another: all but the second worker's part of joint steps."""
        return np.flatnonzero(self.log.status != ASSISTED)

    @property
    def is_first(self) -> Bools:
        """Whether the visit is the first to its step [visits]."""
        return self._stays[0]

    @property
    def wait_from(self) -> Ints:
        """When the visit's wait begins: ready, but never before the step's last visit ended [visits].

        The second worker of a joint step has none: theirs begins with the work.
        """
        return self._stays[1]

    @property
    def goes_on(self) -> Ints:
        """When the case goes on from the visit: its finish; for a joint step the later of the two [visits]."""
        return self._stays[2]

    @cached_property
    def _stays(self) -> tuple[Bools, Ints, Ints]:
        from sim.measures.path_kernels import stays

        log = self.log
        return stays(self.visit_step, log.status, log.ready, log.start, log.finish)

    @cached_property
    def wait_to(self) -> Ints:
        """When the visit's wait ends: its start, or its end if it never started, or NEVER [visits]."""
        return np.where(self.log.start < NEVER, self.log.start, self.log.finish)

    @cached_property
    def first_held(self) -> Ints:
        """Position among all steps of the first held step on each case's path, -1 for none [cases]."""
        return self.first_on_path(self.held)

    @cached_property
    def case_team(self) -> Ints:
        """The case's team: that of its first held step, else of its last step with a team, else -1 [cases]."""
        demand = self.demand
        team = picked(demand.team, self.last_on_path(demand.team >= 0), -1)
        of_held = picked(demand.team, self.first_held, -1)
        team = np.where(of_held >= 0, of_held, team)
        return np.where((team < 0) & (demand.holder_team >= 0), demand.holder_team, team)

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        """When each case passes each milestone."""
        return milestones(self)

    def clock(self, name: str) -> ClockTimes:
        """A named clock."""
        if name not in self._clocks:
            self._clocks[name] = clock(self, name)
        return self._clocks[name]

    @cached_property
    def _clocks(self) -> dict[str, ClockTimes]:
        """Those that have been asked for."""
        return {}

    @cached_property
    def flows(self) -> dict[str, Ints]:
        """When each case is counted in each flow: see :func:`sim.measures.completions.flows`."""
        return flows(self)

    @cached_property
    def minutes(self) -> Ints:
        """Minutes available, booked and used of each worker by each edge [3, workers, edges]."""
        return minutes_until(self)

    @cached_property
    def lists(self) -> dict[str, Spans]:
        """The spans of every list, by its name in the registry."""
        return all_lists(self)

    @cached_property
    def places(self) -> Spans:
        """Time in which cases hold a caseload place."""
        return places_held(self)

    @cached_property
    def waits(self) -> Spans:
        """Waits of steps for a worker."""
        return self._waits[0]

    @cached_property
    def waits_held(self) -> Bools:
        """Whether each of those waits is of a held step."""
        return self._waits[1]

    @cached_property
    def _waits(self) -> tuple[Spans, Bools]:
        return work_waits(self)

    @cached_property
    def wait_pieces(self) -> Pieces:
        """Those waits, cut where the case gets a caseload place or loses it."""
        return overlay(self.waits, self.places)

    @cached_property
    def stocks(self) -> dict[str, Stock]:
        """How many there are on every list at each edge, and for how long, by group of staff."""
        return list_stocks(self)

    @cached_property
    def case_groups(self) -> Groups:
        """The groups of figures about cases."""
        return case_groups(self)

    @cached_property
    def cohorts(self) -> Cohorts:
        """Cases by group and period of receipt."""
        return receipt_cohorts(self)

    @cached_property
    def staff_groups(self) -> StaffGroups:
        """The groups of figures about staff."""
        return staff_groups(self)

    @cached_property
    def online(self) -> Bools:
        """Whether an activity done online is on the case's path [cases]."""
        return self.first_on_path(self.by_activity(lambda activity: activity.online, np.bool_)) >= 0

    @cached_property
    def reporting_roles(self) -> tuple[str, ...]:
        """The roles of reports, in the order of the scenario."""
        return tuple(dict.fromkeys(reporting_role(self.service, role) for role in self.service.roles))

    @cached_property
    def report_of(self) -> Ints:
        """Position in ``reporting_roles`` of each role of the service, and -1 at the end [roles + 1]."""
        found = [self.reporting_roles.index(reporting_role(self.service, role)) for role in self.service.roles]
        return np.array([*found, -1], dtype=np.int64)

    @cached_property
    def worker_role(self) -> Ints:
        """Each worker's reporting role [workers]."""
        return self.report_of[self.workforce.role]

    @cached_property
    def fte(self) -> Floats:
        """FTE of each post in each epoch [posts, epochs]."""
        return fte_by_epoch(self)

    @cached_property
    def external_team(self) -> Bools:
        """Whether a team is a partner's, whose staff are not the council's; False at the end [teams + 1]."""
        states = [epoch.scenario.team for epoch in self.service.epochs]
        found = [any(name in state and state[name].external for state in states) for name in self.service.teams]
        return np.array([*found, False], dtype=np.bool_)

    def asked_for(self, steps: Ints) -> tuple[Ints, Ints]:
        """Reporting role and team that steps ask for first; -1 for a step that asks for no one, or is -1 itself."""
        lists = self.service.lists
        teams = np.array([*(item.who[0].team for item in lists), ANY_TEAM], dtype=np.int64)
        number = picked(self.demand.skill_list, steps, -1)
        team = teams[number]
        own = np.where(team == OWN_TEAM, picked(self.demand.team, steps, -1), np.where(team == ANY_TEAM, -1, team))
        return self.role_of_list[number], own

    @cached_property
    def role_of_list(self) -> Ints:
        """Reporting role that each list asks for first, and -1 at the end [lists + 1]."""
        roles = np.array([*(item.who[0].role for item in self.service.lists), -1], dtype=np.int64)
        return self.report_of[roles]


def reporting_role(service: Service, role: str) -> str:
    """The role that a role is added to in reports: itself, or what ``reports_as`` says."""
    for epoch in service.epochs:
        if role in epoch.scenario.role:
            return epoch.scenario.role[role].reports_as or role
    return role
