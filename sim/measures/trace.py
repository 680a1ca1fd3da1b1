"""One replication, seen whole: its four tables with the columns that several measures derive from them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.demand.tables import Demand, Ints
from sim.eventlog.log import EventLog
from sim.measures.groupings import Grouping, case_groupings
from sim.measures.milestones import Milestone, milestones
from sim.measures.periods import Periods, months, warm_up_end, years
from sim.measures.rows import Bools, first_of, last_of
from sim.scenario.pathway import KINDS, Activity
from sim.scenario.timeline import ANY_TEAM, OWN_TEAM, Service
from sim.units import NEVER
from sim.workforce.tables import Workforce


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
    def measured_from(self) -> int:
        """First minute that is measured."""
        return warm_up_end(self.service)

    @cached_property
    def epoch(self) -> Ints:
        """Position of the epoch in force when each case was received [cases]."""
        starts = [epoch.start for epoch in self.service.epochs]
        found = np.searchsorted(starts, self.demand.received, side="right") - 1
        return np.maximum(found, 0).astype(np.int64)

    @cached_property
    def step_case(self) -> Ints:
        """The case of each step [steps]."""
        return np.repeat(np.arange(self.demand.cases), np.diff(self.demand.first))

    @cached_property
    def kind(self) -> Ints:
        """WORK, DELAY or GATE [steps]."""
        return self._by_activity(lambda activity: KINDS[activity.kind])

    @cached_property
    def held(self) -> Bools:
        """Whether the step is done by the case's allocated worker [steps]."""
        return self._by_activity(lambda activity: int(activity.held)).astype(np.bool_)

    def reaching(self, milestone: str, *, at_start: bool) -> Bools:
        """Whether the step's activity reaches a milestone, at its start or at its finish [steps]."""
        name = "reaches_at_start" if at_start else "reaches"
        return self._by_activity(lambda activity: int(getattr(activity, name) == milestone)).astype(np.bool_)

    def _by_activity(self, value: Callable[[Activity], int]) -> Ints:
        table = np.zeros((len(self.service.epochs), len(self.service.activities)), dtype=np.int64)
        for row, epoch in enumerate(self.service.epochs):
            for column, name in enumerate(self.service.activities):
                if name in epoch.scenario.activity:
                    table[row, column] = value(epoch.scenario.activity[name])
        return table[self.epoch[self.step_case], self.demand.activity]

    @cached_property
    def visit_step(self) -> Ints:
        """Position among all cases' steps of the step visited [visits]."""
        return self.demand.first[self.log.case] + self.log.step

    @cached_property
    def repeats(self) -> Bools:
        """Whether the visit goes on with the same step as the row before, after a hand-back [visits]."""
        again = np.zeros(len(self.visit_step), dtype=np.bool_)
        again[1:] = self.visit_step[1:] == self.visit_step[:-1]
        return again

    @cached_property
    def wait_from(self) -> Ints:
        """When the visit's wait begins: ready, but never before the step's last visit ended [visits]."""
        begins = self.log.ready.copy()
        again = np.flatnonzero(self.repeats)
        begins[again] = np.maximum(begins[again], self.log.finish[again - 1])
        return begins

    @cached_property
    def wait_to(self) -> Ints:
        """When the visit's wait ends: its start, or its end if it never started, or NEVER [visits]."""
        return np.where(self.log.start < NEVER, self.log.start, self.log.finish)

    @cached_property
    def first_held(self) -> Ints:
        """Position among all steps of each case's first held step, -1 for none [cases]."""
        return first_of(self.held, self.step_case, self.demand.cases)

    @cached_property
    def case_team(self) -> Ints:
        """The case's team: that of its first held step, else of its last step with a team, else -1 [cases]."""
        demand = self.demand
        last = last_of(demand.team >= 0, self.step_case, demand.cases)
        team = np.where(last >= 0, demand.team[last], -1) if demand.steps else np.full(demand.cases, -1)
        if demand.steps:
            of_held = np.where(self.first_held >= 0, demand.team[self.first_held], -1)
            team = np.where(of_held >= 0, of_held, team)
        return np.where((team < 0) & (demand.holder_team >= 0), demand.holder_team, team)

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        """When each case passes each milestone."""
        return milestones(self)

    @cached_property
    def groupings(self) -> tuple[Grouping, ...]:
        """The dimensions of figures about cases."""
        return case_groupings(self)

    @cached_property
    def is_assessment(self) -> Bools:
        """Whether the case's work type is an assessment [cases]."""
        names = self.service.work_types
        table = np.zeros((len(self.service.epochs), len(names) + 1), dtype=np.bool_)
        for row, epoch in enumerate(self.service.epochs):
            for column, name in enumerate(names):
                table[row, column] = name in epoch.scenario.work_type and epoch.scenario.work_type[name].assessment
        return table[self.epoch, self.demand.work_type]

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

    def asked_for(self, steps: Ints) -> tuple[Ints, Ints]:
        """Reporting role and team that steps ask for first; -1 for a step that asks for no one."""
        lists = self.service.lists
        roles = np.array([*(item.who[0].role for item in lists), -1], dtype=np.int64)
        teams = np.array([*(item.who[0].team for item in lists), ANY_TEAM], dtype=np.int64)
        number = self.demand.skill_list[steps]
        team = teams[number]
        own = np.where(team == OWN_TEAM, self.demand.team[steps], np.where(team == ANY_TEAM, -1, team))
        return self.report_of[roles[number]], own


def reporting_role(service: Service, role: str) -> str:
    """The role that a role is added to in reports: itself, or what ``reports_as`` says."""
    for epoch in service.epochs:
        if role in epoch.scenario.role:
            return epoch.scenario.role[role].reports_as or role
    return role
