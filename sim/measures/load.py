"""Offered load: expected work of a year against expected staff time, before anything runs.

The work of every activity is its expected visits times its expected effort. Who bears it follows
from the lists: the first preference that has posts, together with those right after it that report
as the same role (deputies of two kinds, say). Work that several teams may do goes where there is
most room. Cover by another role is noted, never counted, so that the load of a role is what it
would be if nobody helped. Nor is what nobody can know before a run: people turned away from full
places, patience that ends, calls to ask what is happening, deaths.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sim.measures.flow import Flow, State, flow, second_hours, second_lists, step_hours, work_list
from sim.measures.place_load import PlaceLoad, Stretch, place_loads
from sim.measures.shareout import (
    ALLOCATION,
    Cell,
    Choice,
    ListKey,
    Part,
    Piece,
    bearers,
    candidates,
    covering,
    key_of,
    share_out,
)
from sim.measures.volumes import Support, spans, together, volumes_and_support
from sim.measures.warrant_load import WarrantLoad, warrant_loads
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service
from sim.workforce import expected_capacity

WANTED_LOAD = 0.90
"""The load at which the posts needed are given."""


@dataclass(frozen=True, slots=True)
class RoleLoad:
    """Load of a role in a team, or (``team`` empty) of a reporting role with all that report as it.

    ``capacity_hours`` is casework time in the year, absence, vacancy and starters out, blocks in.
    """

    role: str
    team: str
    posts: float
    fte: float
    work_hours: float
    block_hours: float
    capacity_hours: float

    @property
    def load(self) -> float:
        """(Work + blocks) / capacity; may pass 1, infinite where there is work and no time."""
        demand = self.work_hours + self.block_hours
        if self.capacity_hours > 0:
            return demand / self.capacity_hours
        return math.inf if demand > 0 else 0.0

    @property
    def posts_wanted(self) -> float:
        """Posts of the same kind at which the load would be 0.90; infinite where posts have no time."""
        if self.capacity_hours <= 0:
            return math.inf if self.work_hours + self.block_hours > 0 else 0.0
        return self.posts * self.load / WANTED_LOAD


@dataclass(frozen=True, slots=True)
class ListLoad:
    """One list of work in a year: who may take it, cases that join it, and its hours.

    ``activity`` is the activity, or "allocation" for cases in need of a worker, whose hours are
    those of all their held steps. ``role`` (or warrant) and ``team`` are those of the first preference
    with posts ("any" for several teams); ``cells`` are those who bear it, ``cover`` the other roles
    and warrants named. No cases join the list of second workers of a joint step.
    """

    activity: str
    role: str
    team: str
    cases: float
    hours: float
    cells: tuple[Cell, ...]
    cover: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActivityLoad:
    """Expected visits and staff hours of an activity in a year."""

    activity: str
    visits: float
    hours: float


@dataclass(frozen=True, slots=True)
class OfferedLoad:
    """Expected work and time of one year of the run.

    Attributes
    ----------
    year
        Its label, such as 2014/15.
    streams, work_types
        Cases received by stream, cases that enter each work type.
    assessments
        Cases that enter a work type that counts as an assessment.
    activities, lists
        Visits and hours by activity (work only), and by list.
    parts
        Hours of each activity by who bears them; a cell may bear several parts of an activity.
    cells, roles
        Load by role and team as posts are held, and by reporting role in the council's own teams.
    places, warrants
        Places asked for without waiting, and work reserved for those with a warrant.
    clients
        People in support by kind.
    nobody
        Activities of which some work falls to a list that nobody holds a post for.
    """

    year: str
    streams: Mapping[str, float]
    work_types: Mapping[str, float]
    assessments: float
    activities: tuple[ActivityLoad, ...]
    lists: tuple[ListLoad, ...]
    parts: tuple[Part, ...]
    cells: tuple[RoleLoad, ...]
    roles: tuple[RoleLoad, ...]
    places: tuple[PlaceLoad, ...]
    warrants: tuple[WarrantLoad, ...]
    clients: Mapping[str, Support]
    nobody: tuple[str, ...]

    def role(self, name: str) -> RoleLoad:
        """The load of a reporting role."""
        return next(item for item in self.roles if item.role == name)

    def cell(self, role: str, team: str) -> RoleLoad:
        """The load of a role in a team."""
        return next(item for item in self.cells if (item.role, item.team) == (role, team))


def offered_load(service: Service, year: int = 0) -> OfferedLoad:
    """Expected work against expected staff time in a year of the run, taken whole.

    Day one's cases are not in it: they are work of the years before.

    Parameters
    ----------
    year
        Year of the run, from 0.
    """
    capacity = {(service.roles[item.role], service.teams[item.team]): item for item in expected_capacity(service, year)}
    reporting = _reporting(service)
    stretches, support = _stretches(service, year)
    streams: dict[str, float] = defaultdict(float)
    entering: dict[str, float] = defaultdict(float)
    activities: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    pieces: list[Piece] = []
    for scenario, volumes, _ in stretches:
        found = flow(scenario, volumes)
        _add(streams, volumes)
        _add(entering, found.entering)
        _add_activities(activities, scenario, found)
        pieces += _pieces(scenario, found, capacity)
    free = {cell: item.casework_hours - item.block_hours for cell, item in capacity.items()}
    parts = share_out(pieces, free, reporting)
    borne: dict[Cell, float] = defaultdict(float)
    for part in parts:
        borne[part.cell] += part.hours
    cells = tuple(
        RoleLoad(role, team, c.posts, c.fte, borne.get((role, team), 0.0), c.block_hours, c.casework_hours)
        for (role, team), c in capacity.items()
    )
    kinds = {name: kind for scenario, _, _ in stretches for name, kind in scenario.work_type.items()}
    partners = {name for scenario, _, _ in stretches for name, team in scenario.team.items() if team.external}
    return OfferedLoad(
        year=service.year_label(year),
        streams=dict(streams),
        work_types=dict(entering),
        assessments=sum(number for name, number in entering.items() if kinds[name].assessment),
        activities=tuple(ActivityLoad(name, *numbers) for name, numbers in activities.items()),
        lists=_merged(pieces, reporting),
        parts=tuple(parts),
        cells=cells,
        roles=_by_reporting_role((cell for cell in cells if cell.team not in partners), reporting),
        places=place_loads(stretches, capacity),
        warrants=warrant_loads(pieces, [(scenario, share) for scenario, _, share in stretches], capacity),
        clients=support,
        nobody=tuple(dict.fromkeys(piece.activity for piece in pieces if not piece.choices and piece.hours > 0)),
    )


def _stretches(service: Service, year: int) -> tuple[list[Stretch], dict[str, Support]]:
    """The stretches of a year, and the people in support over all of it."""
    found = list(spans(service, year))
    length = found[-1][2] - found[0][1]
    stretches: list[Stretch] = []
    total: dict[str, Support] = {}
    for epoch, begin, end in found:
        volumes, support = volumes_and_support(service, epoch.scenario, begin, end)
        stretches.append((epoch.scenario, volumes, (end - begin) / length))
        total = {kind: together(total[kind], people) if total else people for kind, people in support.items()}
    return stretches, total


def _merged(pieces: Iterable[Piece], reporting: Mapping[str, str]) -> tuple[ListLoad, ...]:
    """Pieces of work by list: shared activities each, held work as lists of cases in need of a worker."""
    sums: dict[ListKey, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    served: dict[ListKey, tuple[tuple[Cell, ...], dict[str, None]]] = {}
    for piece in pieces:
        if not piece.choices:
            continue
        key = key_of(ALLOCATION if piece.held else piece.activity, piece.choices[0])
        cases, hours = sums[key]
        sums[key] = (cases + piece.joining, hours + piece.hours)
        _, cover = served.setdefault(key, (bearers(piece.choices, reporting), {}))
        cover.update(dict.fromkeys(covering(piece.choices, reporting)))
    return tuple(ListLoad(*key, *sums[key], served[key][0], tuple(served[key][1])) for key in sums)


def _pieces(scenario: Scenario, found: Flow, capacity: Mapping[Cell, object]) -> list[Piece]:
    pieces: dict[tuple[str, bool, tuple[Choice, ...], str], Piece] = {}

    def add(piece: Piece) -> None:
        key = (piece.activity, piece.held, piece.choices, piece.team)
        known = pieces.get(key)
        if known is not None:
            piece = replace(piece, joining=piece.joining + known.joining, hours=piece.hours + known.hours)
        pieces[key] = piece

    for state, visits in found.visits.items():
        activity = scenario.activity[state.activity]
        if activity.kind != "work" or visits <= 0:
            continue
        choices = candidates(scenario, work_list(scenario, state).who, state.team, capacity)
        joining = visits if not activity.held or not state.has_worker else 0.0
        hours = visits * step_hours(scenario, state)
        add(Piece(state.activity, activity.held, state.team, choices, joining, hours))
        for second, share in second_lists(scenario, state):
            choices = candidates(scenario, second.who, state.team, capacity)
            hours = visits * share * second_hours(scenario, state)
            add(Piece(state.activity, False, state.team, choices, 0.0, hours))
    return list(pieces.values())


def _add(totals: dict[str, float], more: Mapping[str, float]) -> None:
    for name, number in more.items():
        totals[name] += number


def _add_activities(totals: dict[str, tuple[float, float]], scenario: Scenario, found: Flow) -> None:
    state: State
    for state, number in found.visits.items():
        if scenario.activity[state.activity].kind == "work":
            visits, hours = totals[state.activity]
            each = step_hours(scenario, state) + second_hours(scenario, state)
            totals[state.activity] = (visits + number, hours + number * each)


def _reporting(service: Service) -> dict[str, str]:
    """The role that each role is reported as."""
    return {
        name: role.reports_as or name
        for epoch in reversed(service.epochs)
        for name, role in epoch.scenario.role.items()
    }


def _by_reporting_role(cells: Iterable[RoleLoad], reporting: Mapping[str, str]) -> tuple[RoleLoad, ...]:
    sums: dict[str, list[float]] = {}
    for cell in cells:
        total = sums.setdefault(reporting[cell.role], [0.0] * 5)
        numbers = (cell.posts, cell.fte, cell.work_hours, cell.block_hours, cell.capacity_hours)
        for place, number in enumerate(numbers):
            total[place] += number
    return tuple(RoleLoad(role, "", *total) for role, total in sums.items())


@dataclass(frozen=True, slots=True)
class SinglePost:
    """A role with one post in a team, and for each activity that needs it the others who may stand in."""

    role: str
    team: str
    cover: Mapping[str, tuple[str, ...]]

    @property
    def alone(self) -> tuple[str, ...]:
        """Activities that nobody else may do: when the holder is away, they wait."""
        return tuple(activity for activity, others in self.cover.items() if not others)


def single_posts(load: OfferedLoad) -> tuple[SinglePost, ...]:
    """Cells of at most one post that the work of some list depends on."""
    found = []
    for cell in load.cells:
        cover: dict[str, tuple[str, ...]] = {}
        for item in load.lists:
            if item.cells == ((cell.role, cell.team),) and item.hours > 0:
                before = cover.get(item.activity, item.cover)
                # One list without cover is work that nobody else may do.
                both = (*before, *item.cover) if before and item.cover else ()
                cover[item.activity] = tuple(dict.fromkeys(both))
        if cell.posts <= 1 and cover:
            found.append(SinglePost(cell.role, cell.team, cover))
    return tuple(found)
