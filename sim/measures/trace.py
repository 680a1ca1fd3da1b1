"""One replication, seen whole: its four tables with the columns that several measures derive from them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.demand.tables import CHASER, SIDE, Demand, Ints
from sim.eventlog.log import CANCELLED, ENDED, WITHDRAWN, EventLog
from sim.measures.balance import Balance, Times
from sim.measures.cohorts import Cohorts, receipt_cohorts
from sim.measures.completions import flows
from sim.measures.courses import KIND, Course, Followed, Shorts, Stays, followed
from sim.measures.full_time import fte_by_epoch
from sim.measures.groupings import Groups, case_groups
from sim.measures.lists import Lists, all_lists
from sim.measures.measure import WHOLE_RUN
from sim.measures.milestones import ClockWaits, Milestone, clock, milestones
from sim.measures.periods import Periods, months, quarters, warm_up_end, years
from sim.measures.rows import Bools, Floats
from sim.measures.staff_groups import StaffGroups, staff_groups
from sim.measures.utilisation import Work, minutes_until, work_done
from sim.scenario.timeline import ANY_TEAM, Service
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
        # Three comparisons take a tenth of the time of a search among them.
        outcome = self.log.outcome
        found: Bools = (outcome == WITHDRAWN) | (outcome == ENDED) | (outcome == CANCELLED)
        return found

    @cached_property
    def starts(self) -> Ints:
        """First minute of each epoch [epochs]."""
        return np.array([epoch.start for epoch in self.service.epochs], dtype=np.int64)

    @cached_property
    def epoch(self) -> Shorts:
        """Position of the epoch in force when each case was received [cases]."""
        found = np.zeros(self.demand.cases, dtype=np.int16)
        # They are few: to search among them takes longer.
        for start in self.starts[1:].tolist():
            found += self.received >= start
        return found

    @cached_property
    def followed(self) -> Followed:
        """What is found by following every case."""
        return followed(self)

    @property
    def balance(self) -> tuple[Balance, Times]:
        """The cases at the horizon, and the times that all cases were in the system."""
        counts, kinds = self.followed.counts.tolist(), len(Balance._fields)
        return Balance(*counts[:kinds]), Times(*counts[kinds:])

    @property
    def stays(self) -> Stays:
        """What is to be known of each visit besides the log."""
        return self.followed.stays

    @property
    def course(self) -> Course:
        """The path that each case took, or would take as things stand, and what is on it."""
        return self.followed.course

    def step(self, visits: Ints) -> Ints:
        """The step of each of some visits, as a position among all cases' steps. Shape as ``visits``."""
        return self.demand.first[self.log.case[visits]] + self.log.step[visits]

    def visit_is(self, kind: int) -> Bools:
        """Whether the activity visited is of a kind: WORK, DELAY, GATE, PLACE or AWAIT [visits]."""
        found: Bools = self.stays.marks & KIND == kind
        return found

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        """When each case passes each milestone."""
        return milestones(self)

    def clock(self, name: str) -> ClockWaits:
        """The waits of a named clock."""
        if name not in self._clocks:
            self._clocks[name] = clock(self, name)
        return self._clocks[name]

    @cached_property
    def _clocks(self) -> dict[str, ClockWaits]:
        """Those that have been asked for."""
        return {}

    @cached_property
    def flows(self) -> dict[str, Ints]:
        """Cases counted in each flow before each edge, by group: see :func:`sim.measures.completions.flows`."""
        return flows(self)

    @cached_property
    def work_done(self) -> Work:
        """What the workers did, and what is wrong with it."""
        return work_done(self)

    @cached_property
    def minutes(self) -> Ints:
        """Minutes available, booked, used, used on chasing calls, of each worker by each edge [4, workers, edges]."""
        return minutes_until(self)

    @cached_property
    def lists(self) -> Lists:
        """Who stands on every list from when to when, by group of staff."""
        return all_lists(self)

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

    @cached_property
    def role_of_list(self) -> Ints:
        """Reporting role that each list asks for first, and -1 at the end [lists + 1]."""
        roles = np.array([*(item.who[0].role for item in self.service.lists), -1], dtype=np.int64)
        return self.report_of[roles]

    @cached_property
    def team_of_list(self) -> Ints:
        """Team that each list asks for first, which may be any or the case's own, and any at the end [lists + 1]."""
        return np.array([*(item.who[0].team for item in self.service.lists), ANY_TEAM], dtype=np.int64)


def reporting_role(service: Service, role: str) -> str:
    """The role that a role is added to in reports: itself, or what ``reports_as`` says."""
    for epoch in service.epochs:
        if role in epoch.scenario.role:
            return epoch.scenario.role[role].reports_as or role
    return role
