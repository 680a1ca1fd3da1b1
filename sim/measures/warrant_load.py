"""Work reserved for the holders of a warrant against their time: they are but some of the posts of their roles."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.measures.shareout import Cell, Piece, holders
from sim.scenario.service import Scenario
from sim.workforce import Capacity


@dataclass(frozen=True, slots=True)
class WarrantLoad:
    """A warrant in a year.

    Attributes
    ----------
    warrant
        Its name.
    posts
        Posts whose holders have it.
    work_hours
        Expected hours of the work whose first preference it is.
    capacity_hours
        Casework time of its holders, absence, vacancy and starters out, blocks in.
    """

    warrant: str
    posts: float
    work_hours: float
    capacity_hours: float

    @property
    def load(self) -> float:
        """Work / capacity; infinite where there is work and no time."""
        if self.capacity_hours > 0:
            return self.work_hours / self.capacity_hours
        return math.inf if self.work_hours > 0 else 0.0


def warrant_loads(
    pieces: Iterable[Piece], stretches: Iterable[tuple[Scenario, float]], capacity: Mapping[Cell, Capacity]
) -> tuple[WarrantLoad, ...]:
    """The load of every warrant.

    Parameters
    ----------
    pieces
        The work of the year.
    stretches
        The scenarios in force in the year, each with its share of it.
    capacity
        Posts and time of each cell in the year.
    """
    pieces, stretches = tuple(pieces), tuple(stretches)
    rows = []
    for warrant in stretches[0][0].warrant:
        work = sum(piece.hours for piece in pieces if piece.choices and piece.choices[0][0] == warrant)
        posts, hours = 0.0, 0.0
        for scenario, share in stretches:
            for cell, terms in capacity.items():
                held = holders(scenario, warrant, cell)
                posts += share * held
                hours += share * terms.casework_hours * _part(scenario, cell, held)
        rows.append(WarrantLoad(warrant, posts, work, hours))
    return tuple(rows)


def _part(scenario: Scenario, cell: Cell, held: int) -> float:
    """The first posts of a cell as a share of its FTE."""
    if not held:
        return 0.0
    posts = scenario.team[cell[1]].posts[cell[0]]
    return sum(posts.fte_of(number) for number in range(1, held + 1)) / posts.fte
