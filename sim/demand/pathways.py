"""The pathway as numbered tables, one layer for each epoch: what the routing of cases looks up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import Choices, Rows
from sim.demand.features import FeatureBuilder, Features
from sim.demand.pattern import OperationalTime, operational_clocks
from sim.demand.reach import first_stream_to
from sim.scenario.once import once_for_each
from sim.scenario.pathway import CLOSE, Activity, WorkType
from sim.scenario.routes import RouteMap, route_map
from sim.scenario.service import Scenario
from sim.scenario.timeline import Epoch, Service
from sim.scenario.values import Distribution, Quantity

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLOSED = -1
"""The node at which a path ends."""


@dataclass(frozen=True, eq=False)
class Pathways:
    """Lookup tables of the pathway, the same for all replications; -1 stands for none.

    A node is an activity's number, or the number of activities plus a work type's number; the last
    axis of ``route`` and ``size`` is the work type's number plus one, 0 for cases without one.

    Attributes
    ----------
    nodes
        Names of the nodes.
    route, routes
        Row of the routes on from an activity, shape [epochs, activities, work types + 1].
    begins, stream_begins
        Activity at which a work type goes on, shape [epochs, work types]; first node of a stream,
        shape [epochs, streams].
    by, lists
        Row of the lists of a node, shape [epochs, nodes]; targets are positions in ``Service.lists``.
    team_of_list, team_of_stream, teams
        Rows of the teams that a list or a stream gives, shapes [lists], [epochs, streams + 1].
    priority_of_work, priority_of_stream, priorities
        Rows of priorities, shapes [epochs, work types], [epochs, streams + 1]; the last stream is none.
    size, sizes
        Distribution of a step's effort [hours] or delay [days], shape [epochs, activities, work types + 1].
    total, share
        Distribution of a work type's effort [hours], shape [epochs, work types]; an activity's share
        of it, shape [epochs, activities].
    deferred
        Share of appearances that a gate defers, 0 for other activities, shape [epochs, activities].
    work, held, fixed_delay
        Whether an activity is work, is held, has the same delay for all; shape [epochs, activities].
    direct_work
        Direct work with open cases as a share added to held steps of a list, shape [epochs, lists].
    delay_factor, calendar_delays
        Factor of delays by priority, and for delays that are the same for all; 0 where calendar
        delays are switched off. Shapes [epochs, priorities], [epochs].
    features
        What forks paths and brings other cases about.
    clocks
        The operational clock of each stream that is a Poisson process.
    ways
        The routes in force at the start.
    first_stream_to
        The first stream whose routes reach each work type, -1 if none does.
    """

    activities: int
    nodes: tuple[str, ...]
    starts: Ints
    route: Ints
    routes: Choices
    begins: Ints
    stream_begins: Ints
    by: Ints
    lists: Choices
    team_of_list: Ints
    team_of_stream: Ints
    teams: Choices
    priority_of_work: Ints
    priority_of_stream: Ints
    priorities: Choices
    size: Ints
    sizes: tuple[Distribution, ...]
    total: Ints
    share: Floats
    deferred: Floats
    work: Flags
    held: Flags
    fixed_delay: Flags
    direct_work: Floats
    delay_factor: Floats
    calendar_delays: Floats
    features: Features
    clocks: Mapping[str, OperationalTime]
    ways: RouteMap
    first_stream_to: Mapping[str, int]

    def epoch_of(self, minutes: Ints) -> Ints:
        """Number of the epoch in force at each minute; the first for minutes before the start."""
        return np.maximum(np.searchsorted(self.starts, minutes, side="right") - 1, 0)

    def node(self, name: str) -> int:
        """Number of an activity or work type."""
        return self.nodes.index(name)

    @cached_property
    def sized_alone(self) -> Flags:
        """Whether an activity's size is its own, not a share of a work type's effort. Shape as ``size``."""
        return ~self.work[:, :, None] | (self.size >= 0)

    @cached_property
    def certain(self) -> Flags:
        """Which of ``sizes`` leave nothing to chance."""
        return np.array([size.distribution == "fixed" for size in self.sizes], dtype=np.bool_)


class _Builder:
    """Fills the tables epoch by epoch."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.nodes = (*service.activities, *service.work_types)
        self.number = {name: number for number, name in enumerate(self.nodes)} | {CLOSE: CLOSED}
        self.activities = {name: number for number, name in enumerate(service.activities)}
        self.works = {name: number for number, name in enumerate(service.work_types)}
        self.streams = {name: number for number, name in enumerate(service.streams)}
        e, a, w = len(service.epochs), len(self.activities), len(self.works)
        self.route = np.full((e, a, w + 1), -1, dtype=np.int64)
        self.size = np.full((e, a, w + 1), -1, dtype=np.int64)
        self.begins = np.full((e, w), -1, dtype=np.int64)
        self.stream_begins = np.full((e, len(self.streams)), -1, dtype=np.int64)
        self.total = np.full((e, w), -1, dtype=np.int64)
        self.priority_of_work = np.full((e, w), -1, dtype=np.int64)
        self.by = np.full((e, a + w), -1, dtype=np.int64)
        self.team_of_stream = np.full((e, len(self.streams) + 1), -1, dtype=np.int64)
        self.priority_of_stream = np.full((e, len(self.streams) + 1), -1, dtype=np.int64)
        self.share = np.zeros((e, a))
        self.deferred = np.zeros((e, a))
        self.work = np.zeros((e, a), dtype=np.bool_)
        self.held = np.zeros((e, a), dtype=np.bool_)
        self.fixed_delay = np.zeros((e, a), dtype=np.bool_)
        self.direct_work = np.zeros((e, len(service.lists)))
        self.delay_factor = np.zeros((e, len(service.priorities)))
        self.calendar_delays = np.zeros(e)
        self.sizes: dict[Distribution, int] = {}
        self.routes, self.lists, self.teams, self.priorities = Rows(), Rows(), Rows(), Rows()

    def build(self) -> Pathways:
        for number, epoch in enumerate(self.service.epochs):
            self._epoch(number, epoch)
            for name, activity in epoch.scenario.activity.items():
                self._activity(number, self.activities[name], activity)
            for name, work_type in epoch.scenario.work_type.items():
                self._work_type(number, epoch.scenario, self.works[name], work_type)
            for name, stream in epoch.scenario.demand.items():
                place = number, self.streams[name]
                self.stream_begins[place] = self.number[stream.begins_at]
                if stream.priorities is not None:
                    self.priority_of_stream[place] = self._priority(epoch.scenario, stream.priorities)
                if stream.teams is not None:
                    teams = [self.service.teams.index(team) for team in stream.teams]
                    self.team_of_stream[place] = self.teams.add(teams, map(float, stream.teams.values()))
        features = FeatureBuilder(self.service, self.number, self._size, self.lists).build()
        given = [self.teams.add(item.teams, item.team_shares) if item.teams else -1 for item in self.service.lists]
        return Pathways(
            activities=len(self.activities),
            nodes=self.nodes,
            starts=np.array([epoch.start for epoch in self.service.epochs], dtype=np.int64),
            route=self.route,
            routes=self.routes.choices(),
            begins=self.begins,
            stream_begins=self.stream_begins,
            by=self.by,
            lists=self.lists.choices(),
            team_of_list=np.array(given, dtype=np.int64),
            team_of_stream=self.team_of_stream,
            teams=self.teams.choices(),
            priority_of_work=self.priority_of_work,
            priority_of_stream=self.priority_of_stream,
            priorities=self.priorities.choices(),
            size=self.size,
            sizes=tuple(self.sizes),
            total=self.total,
            share=self.share,
            deferred=self.deferred,
            work=self.work,
            held=self.held,
            fixed_delay=self.fixed_delay,
            direct_work=self.direct_work,
            delay_factor=self.delay_factor,
            calendar_delays=self.calendar_delays,
            features=features,
            clocks=operational_clocks(self.service),
            ways=route_map(self.service.base),
            first_stream_to=first_stream_to(self.service),
        )

    def _epoch(self, number: int, epoch: Epoch) -> None:
        scenario = epoch.scenario
        self.priority_of_stream[number] = self.priorities.add([0], [1.0])
        if scenario.rules.calendar_delays:
            self.calendar_delays[number] = 1.0
            self.delay_factor[number] = [float(item.delay_factor) for item in scenario.priority.values()]
        for (kind, owner), first in epoch.first_list.items():
            if kind == "joint":
                continue
            by = getattr(scenario, kind)[owner].by
            row = self.lists.add(range(first, first + len(by)), (float(item.share) for item in by))
            self.by[number, self.number[owner]] = row
        for place, item in enumerate(self.service.lists):
            # Nobody's direct work is told from a warrant: the first role named speaks for the list.
            named = [self.service.roles[who.role] for who in item.who if who.role >= 0]
            role = scenario.role.get(named[0]) if named else None
            self.direct_work[number, place] = float(role.direct_work_share) if role is not None else 0.0

    def _activity(self, number: int, place: int, activity: Activity) -> None:
        self.route[number, place] = self._route(activity.next)
        size = activity.delay_days if activity.delay_days is not None else activity.effort_hours
        if size is not None:
            self.size[number, place] = self._size(size)
        if activity.effort_share is not None:
            self.share[number, place] = float(activity.effort_share)
        if activity.gate is not None:
            self.deferred[number, place] = float(activity.gate.deferred_share)
        self.work[number, place] = activity.kind == "work"
        self.held[number, place] = activity.held
        self.fixed_delay[number, place] = activity.same_delay_for_all

    def _work_type(self, number: int, scenario: Scenario, place: int, work_type: WorkType) -> None:
        self.begins[number, place] = self.number[work_type.begins_at]
        if work_type.effort_hours is not None:
            self.total[number, place] = self._size(work_type.effort_hours)
        if work_type.priorities is not None:
            self.priority_of_work[number, place] = self._priority(scenario, work_type.priorities)
        for name, at in work_type.at.items():
            activity = self.activities[name]
            if at.next is not None:
                self.route[number, activity, place + 1] = self._route(at.next)
            if at.effort_hours is not None and self.work[number, activity]:
                self.size[number, activity, place + 1] = self._size(at.effort_hours)

    def _route(self, route: Mapping[str, Quantity]) -> int:
        return self.routes.add((self.number[name] for name in route), map(float, route.values()))

    def _size(self, size: Distribution) -> int:
        return self.sizes.setdefault(size, len(self.sizes))

    def _priority(self, scenario: Scenario, shares: Mapping[str, Quantity]) -> int:
        return self.priorities.add(*priority_row(self.service, scenario, shares))


def priority_row(
    service: Service, scenario: Scenario, shares: Mapping[str, Quantity]
) -> tuple[Sequence[int], Sequence[float]]:
    """Priorities and their shares, most urgent first whatever the order in the file.

    So a case's one uniform means the same wherever it is asked: the lower, the more urgent.
    """
    ordered = sorted(shares, key=lambda name: scenario.priority[name].number)
    return [service.priorities.index(name) for name in ordered], [float(shares[name]) for name in ordered]


@once_for_each
def pathways_of(service: Service) -> Pathways:
    """The tables of a service."""
    return _Builder(service).build()
