"""Where cases go: whole paths, drawn a step of every case at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import MIDDLE, Draws, People, Visits
from sim.demand.pathways import CLOSED, Pathways
from sim.errors import RunFault

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_STEPS = 10_000
"""A path longer than this is taken for an endless loop."""


@dataclass(frozen=True, slots=True)
class Starts:
    """Cases about to set out. Shapes [cases].

    Attributes
    ----------
    people
        Names and numbers for their draws.
    epoch
        Epoch in force when they were received.
    stream
        Position in ``Service.streams``, -1 for none.
    node
        First activity or work type.
    jump
        Activity to be at once the first work type is entered (or at once, without one); -1 to go on as usual.
    team
        Team known beforehand, which no list then alters; -1 to be drawn.
    """

    people: People
    epoch: Ints
    stream: Ints
    node: Ints
    jump: Ints
    team: Ints


@dataclass(frozen=True, slots=True)
class Paths:
    """Cases with their steps; case c has the steps ``first[c]:first[c + 1]``.

    Attributes
    ----------
    work_type
        Last work type entered, -1 for none. Shape [cases].
    priority_row
        Row of shares that the case's priority is drawn from. Shape [cases].
    case, activity, skill_list, team
        Of each step, as in the demand tables. Shape [steps].
    kind
        Work type of the case at the step plus one, 0 for none. Shape [steps].
    size_u, total_u
        Uniforms of the step's own size, and of the whole effort of its work type. Shape [steps].
    """

    first: Ints
    work_type: Ints
    priority_row: Ints
    case: Ints
    activity: Ints
    skill_list: Ints
    team: Ints
    kind: Ints
    size_u: Floats
    total_u: Floats


class _Frontier:
    """Every case at the place it has come to."""

    def __init__(self, pathways: Pathways, draws: Draws, starts: Starts) -> None:
        n = len(starts.node)
        self.pathways, self.draws, self.starts = pathways, draws, starts
        self.node = starts.node.copy()
        self.jump = starts.jump.copy()
        self.team = starts.team.copy()
        self.keeps_team = starts.team >= 0
        self.work_type = np.full(n, -1, dtype=np.int64)
        self.skill_list = np.full(n, -1, dtype=np.int64)
        self.total_u = np.full(n, MIDDLE)
        self.priority_row = pathways.priority_of_stream[starts.epoch, starts.stream]
        self.visits = np.zeros((n, len(pathways.nodes)), dtype=np.int32)
        certain = np.append(pathways.certain, True)  # the last stands for -1, no distribution
        self.size_varies = ~certain[pathways.size] | (pathways.deferred > 0)[:, :, None]
        self.total_varies = ~certain[pathways.total]
        self._give_stream_teams()

    def _give_stream_teams(self) -> None:
        row = np.where(
            (self.starts.stream >= 0) & ~self.keeps_team,
            self.pathways.team_of_stream[self.starts.epoch, self.starts.stream],
            -1,
        )
        some = row >= 0
        if some.any():
            u = self.starts.people.draw(self.draws, "team", some & self.pathways.teams.open[row])
            self.team[some] = self.pathways.teams.pick(row[some], u[some])

    def arrive(self, case: Ints) -> Visits:
        """Count a visit of each case to the node it is at."""
        place = self.node[case]
        self.visits[case, place] += 1
        visit = self.visits[case, place].astype(np.int64)
        return Visits(self.draws, self.starts.people, case, place, visit, self.pathways.nodes)

    def draw_list(self, case: Ints, here: Visits) -> Ints:
        """The list of the node each case is at (-1 if it has none); the case takes the team it gives."""
        net = self.pathways
        row = net.by[self.starts.epoch[case], self.node[case]]
        drawn = np.full(len(case), -1, dtype=np.int64)
        some = row >= 0
        if not some.any():
            return drawn
        u = here.draw("list", some & net.lists.open[row])
        drawn[some] = net.lists.pick(row[some], u[some])
        team_row = np.where(some & ~self.keeps_team[case], net.team_of_list[drawn], -1)
        given = team_row >= 0
        if given.any():
            u = here.draw("team", given & net.teams.open[team_row])
            self.team[case[given]] = net.teams.pick(team_row[given], u[given])
        return drawn

    def enter_work_types(self, active: Ints) -> None:
        """Cases on the way to a work type take it up, and stand where it begins."""
        case = active[self.node[active] >= self.pathways.activities]
        if len(case):
            here = self.arrive(case)
            epoch, kind = self.starts.epoch[case], self.node[case] - self.pathways.activities
            drawn = self.draw_list(case, here)
            self.skill_list[case] = np.where(drawn >= 0, drawn, self.skill_list[case])
            self.total_u[case] = here.draw("size", self.total_varies[epoch, kind])
            row = self.pathways.priority_of_work[epoch, kind]
            self.priority_row[case] = np.where(row >= 0, row, self.priority_row[case])
            self.work_type[case] = kind
            self.node[case] = self.pathways.begins[epoch, kind]
        jumping = active[self.jump[active] >= 0]
        self.node[jumping] = self.jump[jumping]
        self.jump[jumping] = -1

    def step(self, case: Ints) -> tuple[Ints | Floats, ...]:
        """Cases at activities make their step there and move on; returns the step's columns."""
        net = self.pathways
        here = self.arrive(case)
        epoch, activity, kind = self.starts.epoch[case], self.node[case], self.work_type[case] + 1
        own = self.draw_list(case, here)
        lists = np.where(net.work[epoch, activity], np.where(own >= 0, own, self.skill_list[case]), -1)
        size_u = here.draw("size", self.size_varies[epoch, activity, kind])
        route = net.route[epoch, activity, kind]
        onward = net.routes.pick(route, here.draw("next", net.routes.open[route]))
        self.node[case] = onward
        return case, activity, lists, self.team[case], kind, size_u, self.total_u[case]


def follow(pathways: Pathways, draws: Draws, starts: Starts) -> Paths:
    """Draw the whole path of every case.

    Raises
    ------
    RunFault
        If a path goes on without end.
    """
    frontier = _Frontier(pathways, draws, starts)
    active = np.arange(len(starts.node), dtype=np.int64)
    levels: list[tuple[Ints | Floats, ...]] = []
    while len(active):
        if len(levels) == MOST_STEPS:
            name = pathways.nodes[int(frontier.node[active[0]])]
            raise RunFault(f"a case has made {MOST_STEPS} steps and not closed; look at the routes from {name!r}")
        frontier.enter_work_types(active)
        levels.append(frontier.step(active))
        active = active[frontier.node[active] != CLOSED]
    return _collect(frontier, levels)


def _collect(frontier: _Frontier, levels: list[tuple[Ints | Floats, ...]]) -> Paths:
    n = len(frontier.node)
    if not levels:
        none = np.zeros(0, dtype=np.int64)
        first = np.zeros(1, dtype=np.int64)
        return Paths(first, none, none, none, none, none, none, none, none.astype(float), none.astype(float))
    columns = [np.concatenate(parts) for parts in zip(*levels, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    case, activity, lists, team, kind, size_u, total_u = (column[order] for column in columns)
    first = np.concatenate([[0], np.cumsum(np.bincount(case, minlength=n))])
    return Paths(first, frontier.work_type, frontier.priority_row, case, activity, lists, team, kind, size_u, total_u)
