"""Walkers: the state of everybody who is on the way along a path."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import MIDDLE, Draws, People
from sim.demand.pathways import Pathways

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


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
    reroute
        Node to which the case may turn from its first step, out of patience; -1 for none.
    """

    people: People
    epoch: Ints
    stream: Ints
    node: Ints
    jump: Ints
    team: Ints
    reroute: Ints

    def only(self, which: Flags) -> "Starts":
        """Some of them."""
        people = self.people.only(which)
        columns = {item.name: getattr(self, item.name)[which] for item in fields(self) if item.name != "people"}
        return Starts(people=people, **columns)


@dataclass(slots=True)
class Walkers:
    """Cases on the main or another path of theirs, with all that their next steps depend on. Shapes [walkers].

    ``root`` is the case of the batch that theirs hails from, itself or the one it began beside.
    ``visits`` counts visits by node, shape [walkers, nodes]; ``sides`` holds the latest case of each
    kind of side path begun on the way, -1 for none, shape [walkers, slots]; ``joined`` says whether
    the way holds a step at which the person may join the people in support.
    """

    case: Ints
    root: Ints
    group: Ints
    number: Ints
    epoch: Ints
    stream: Ints
    node: Ints
    jump: Ints
    team: Ints
    keeps_team: Flags
    work_type: Ints
    skill_list: Ints
    total_u: Floats
    priority_row: Ints
    visits: NDArray[np.int32]
    sides: Ints
    joined: Flags

    def __len__(self) -> int:
        return len(self.case)

    def copies(self, which: Ints) -> "Walkers":
        """New walkers in the state of some of these."""
        return Walkers(**{item.name: getattr(self, item.name)[which] for item in fields(self)})

    def place(self, which: Ints) -> tuple[Ints, Ints]:
        """The node of some walkers, and the count of their visits to it."""
        node = self.node[which]
        return node, self.visits[which, node].astype(np.int64)


def together(parts: list[Walkers]) -> Walkers:
    """Several lots of walkers as one, in order."""
    return Walkers(
        **{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Walkers)}
    )


def stream_teams(pathways: Pathways, draws: Draws, starts: Starts) -> Ints:
    """The team with which each case sets out: the one known, or that which its stream gives; -1 for none."""
    row = np.where((starts.stream >= 0) & (starts.team < 0), pathways.team_of_stream[starts.epoch, starts.stream], -1)
    team, some = starts.team.copy(), row >= 0
    if some.any():
        u = starts.people.draw(draws, "team", some & pathways.teams.open[row])
        team[some] = pathways.teams.pick(row[some], u[some])
    return team


def set_out(pathways: Pathways, draws: Draws, starts: Starts) -> Walkers:
    """A walker for each case, at its first node."""
    n = len(starts.node)
    return Walkers(
        case=np.arange(n, dtype=np.int64),
        root=np.arange(n, dtype=np.int64),
        group=starts.people.group,
        number=starts.people.number,
        epoch=starts.epoch,
        stream=starts.stream,
        node=starts.node.copy(),
        jump=starts.jump.copy(),
        team=stream_teams(pathways, draws, starts),
        keeps_team=starts.team >= 0,
        work_type=np.full(n, -1, dtype=np.int64),
        skill_list=np.full(n, -1, dtype=np.int64),
        total_u=np.full(n, MIDDLE),
        priority_row=pathways.priority_of_stream[starts.epoch, starts.stream],
        visits=np.zeros((n, len(pathways.nodes)), dtype=np.int32),
        sides=np.full((n, pathways.features.slots), -1, dtype=np.int64),
        joined=np.zeros(n, dtype=np.bool_),
    )
