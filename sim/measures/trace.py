"""One replication, seen whole: its four tables with the columns that several measures derive from them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.demand.tables import CHASER, SIDE, Demand, Ints
from sim.eventlog.log import ASSISTED, CANCELLED, ENDED, FINISHED, WITHDRAWN, EventLog
from sim.measures.courses import MAIN, Course, courses, named_work_types
from sim.measures.groupings import Grouping, case_groupings
from sim.measures.measure import WHOLE_RUN
from sim.measures.milestones import Milestone, milestones
from sim.measures.periods import Periods, months, quarters, warm_up_end, years
from sim.measures.rows import Bools, first_of, last_of, picked
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
    def quarters(self) -> Periods:
        """Quarters of the years of the run, after the warm-up."""
        return quarters(self.service)

    @cached_property
    def whole(self) -> Periods:
        """The whole run after the warm-up, as one period."""
        return Periods((WHOLE_RUN,), self.years.edges[[0, -1]])

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
    def epoch(self) -> Ints:
        """Position of the epoch in force when each case was received [cases]."""
        starts = [epoch.start for epoch in self.service.epochs]
        found = np.searchsorted(starts, self.received, side="right") - 1
        return np.maximum(found, 0).astype(np.int64)

    @cached_property
    def step_case(self) -> Ints:
        """The case of each step [steps]."""
        return np.repeat(np.arange(self.demand.cases), np.diff(self.demand.first))

    @cached_property
    def kind(self) -> Ints:
        """The kind of each step's activity: WORK, DELAY, GATE, PLACE or AWAIT [steps]."""
        return self.by_activity(lambda activity: KINDS[activity.kind])

    @cached_property
    def held(self) -> Bools:
        """Whether the step is done by the case's allocated worker [steps]."""
        return self.by_activity(lambda activity: int(activity.held)).astype(np.bool_)

    def reaching(self, milestone: str, *, at_start: bool) -> Bools:
        """Whether the step's activity reaches a milestone, at its start or at its finish [steps]."""
        name = "reaches_at_start" if at_start else "reaches"
        return self.by_activity(lambda activity: int(getattr(activity, name) == milestone)).astype(np.bool_)

    def by_activity(self, value: Callable[[Activity], int]) -> Ints:
        """A number of each step's activity, as the scenario has it when the case is received [steps]."""
        table = np.zeros((len(self.service.epochs), len(self.service.activities)), dtype=np.int64)
        for row, epoch in enumerate(self.service.epochs):
            for column, name in enumerate(self.service.activities):
                if name in epoch.scenario.activity:
                    table[row, column] = value(epoch.scenario.activity[name])
        return table[self.epoch[self.step_case], self.demand.activity]

    @cached_property
    def course(self) -> Course:
        """The path that each case took, or would take as things stand."""
        return courses(self.demand, self.log, self.step_case)

    @cached_property
    def on_path(self) -> Bools:
        """Whether the step is on that path [steps]."""
        return self.course.place >= 0

    def first_on_path(self, marked: Bools) -> Ints:
        """Position among all steps of each case's first marked step on its path, -1 for none [cases]."""
        return self._on_path(marked, first_of)

    def last_on_path(self, marked: Bools) -> Ints:
        """Position among all steps of each case's last marked step on its path, -1 for none [cases]."""
        return self._on_path(marked, last_of)

    def _on_path(self, marked: Bools, pick: Callable[[Bools, Ints, int], Ints]) -> Ints:
        steps = self.course.steps
        return picked(steps, pick(marked[steps], self.step_case[steps], self.demand.cases), -1)

    @cached_property
    def work_type(self) -> Ints:
        """The case's last kind of work on its path, -1 for none [cases].

        The tables name it for the main path. On others it is the last one that the path's lists and
        beginnings give away, or that of the main path if the case had come to where it begins.
        """
        demand, named = self.demand, self.named_work_type
        off_main = self.last_on_path(demand.fork != MAIN) >= 0
        begun = self.last_on_path(self._begins_work_type()) >= 0
        given_away = picked(named, self.last_on_path(named >= 0), -1)
        otherwise = np.where(given_away >= 0, given_away, np.where(begun, demand.work_type, -1))
        return np.where(off_main, otherwise, demand.work_type)

    def _begins_work_type(self) -> Bools:
        """Whether the kind of work of the case's main path begins at the step's activity [steps]."""
        types, activities = self.service.work_types, self.service.activities
        starts = np.zeros((len(types) + 1, len(activities)), dtype=np.bool_)
        for epoch in self.service.epochs:
            for name, kind in epoch.scenario.work_type.items():
                starts[types.index(name), activities.index(kind.begins_at)] = True
        return starts[self.demand.work_type[self.step_case], self.demand.activity]

    @cached_property
    def named_work_type(self) -> Ints:
        """The kind of work that a step gives away by its list or because one begins there, -1 for none [steps]."""
        return named_work_types(self.service, self.demand)

    @cached_property
    def visit_step(self) -> Ints:
        """Position among all cases' steps of the step visited [visits]."""
        return self.demand.first[self.log.case] + self.log.step

    @cached_property
    def chain(self) -> Ints:
        """The visits that follow on one another: all but the second worker's part of joint steps."""
        return np.flatnonzero(self.log.status != ASSISTED)

    @cached_property
    def is_first(self) -> Bools:
        """Whether the visit is the first to its step [visits]."""
        step = self.visit_step[self.chain]
        new = np.ones(len(step), dtype=np.bool_)
        new[1:] = step[1:] != step[:-1]
        found = np.zeros(len(self.visit_step), dtype=np.bool_)
        found[self.chain[new]] = True
        return found

    @cached_property
    def wait_from(self) -> Ints:
        """When the visit's wait begins: ready, but never before the step's last visit ended [visits].

        The second worker of a joint step has none: theirs begins with the work.
        """
        log, chain = self.log, self.chain
        begins = np.where(log.status == ASSISTED, log.start, log.ready)
        again = np.flatnonzero(~self.is_first[chain])
        begins[chain[again]] = np.maximum(begins[chain[again]], log.finish[chain[again - 1]])
        return begins

    @cached_property
    def wait_to(self) -> Ints:
        """When the visit's wait ends: its start, or its end if it never started, or NEVER [visits]."""
        return np.where(self.log.start < NEVER, self.log.start, self.log.finish)

    @cached_property
    def goes_on(self) -> Ints:
        """When the case goes on from the visit: its finish; for a joint step the later of the two [visits]."""
        log = self.log
        assisted = log.status == ASSISTED
        if not assisted.any():
            return log.finish
        later = np.zeros(self.demand.steps, dtype=np.int64)
        np.maximum.at(later, self.visit_step[assisted], log.finish[assisted])
        return np.where(log.status == FINISHED, np.maximum(log.finish, later[self.visit_step]), log.finish)

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

    @cached_property
    def groupings(self) -> tuple[Grouping, ...]:
        """The dimensions of figures about cases."""
        return case_groupings(self)

    @cached_property
    def is_assessment(self) -> Bools:
        """Whether the case's kind of work is an assessment [cases]."""
        return self._assesses[self.epoch, self.work_type]

    @cached_property
    def assessed_on_path(self) -> Bools:
        """Whether an assessment is on the case's path, be it its last kind of work or not [cases]."""
        marked = self._assesses[self.epoch[self.step_case], self.named_work_type]
        return self.is_assessment | (self.first_on_path(marked) >= 0)

    @cached_property
    def _assesses(self) -> Bools:
        """Whether a kind of work is an assessment, by epoch; none (-1) is not [epochs, work types + 1]."""
        names = self.service.work_types
        table = np.zeros((len(self.service.epochs), len(names) + 1), dtype=np.bool_)
        for row, epoch in enumerate(self.service.epochs):
            for column, name in enumerate(names):
                table[row, column] = name in epoch.scenario.work_type and epoch.scenario.work_type[name].assessment
        return table

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
    def external_team(self) -> Bools:
        """Whether a team is a partner's, whose staff are not the council's; False at the end [teams + 1]."""
        states = [epoch.scenario.team for epoch in self.service.epochs]
        found = [any(name in state and state[name].external for state in states) for name in self.service.teams]
        return np.array([*found, False], dtype=np.bool_)

    def asked_for(self, steps: Ints) -> tuple[Ints, Ints]:
        """Reporting role and team that steps ask for first; -1 for a step that asks for no one, or is -1 itself."""
        lists = self.service.lists
        roles = np.array([*(item.who[0].role for item in lists), -1], dtype=np.int64)
        teams = np.array([*(item.who[0].team for item in lists), ANY_TEAM], dtype=np.int64)
        number = picked(self.demand.skill_list, steps, -1)
        team = teams[number]
        own = np.where(team == OWN_TEAM, picked(self.demand.team, steps, -1), np.where(team == ANY_TEAM, -1, team))
        return self.report_of[roles[number]], own


def reporting_role(service: Service, role: str) -> str:
    """The role that a role is added to in reports: itself, or what ``reports_as`` says."""
    for epoch in service.epochs:
        if role in epoch.scenario.role:
            return epoch.scenario.role[role].reports_as or role
    return role
