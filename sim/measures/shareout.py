"""Who bears the expected work: lists of preferences against the posts there are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from sim.scenario.service import Scenario
from sim.scenario.timeline import parse_who

Cell = tuple[str, str]
"""A role and a team."""

ListKey = tuple[str, str, str]
"""Activity (or ``ALLOCATION``), role and team of a list: ``ANY``, or a group's teams joined by ``+``, for several."""

ALLOCATION = "allocation"
"""The activity of the lists of cases in need of a worker."""

ANY = "any"


class Choice(NamedTuple):
    """One preference of a list: the role or warrant, the cells with posts that it means, and the team it names."""

    name: str
    cells: tuple[Cell, ...]
    team: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Expected work of one kind: hours, cases that join its list, and who may do it in order of preference."""

    activity: str
    held: bool
    team: str
    choices: tuple[Choice, ...]
    joining: float
    hours: float


def candidates(scenario: Scenario, who: Iterable[str], team: str, manned: Iterable[Cell]) -> tuple[Choice, ...]:
    """The preferences of a list that have posts, for a case of ``team`` ("" for none).

    A warrant means the cells in which somebody holds it, whole: work is borne by cells.
    """
    manned = tuple(manned)
    found = []
    for text in who:
        name, named = parse_who(text)
        wanted = named or team or ANY
        if scenario.rules.teams == "pooled":
            wanted = ANY
        cells = tuple(
            (role, home)
            for role, home in manned
            if _may(scenario, name, role, home) and (wanted == ANY or _serves(scenario, role, home, wanted))
        )
        if cells:
            found.append(Choice(name, cells, _team_named(scenario, wanted)))
    return tuple(dict.fromkeys(found))


def holders(scenario: Scenario, warrant: str, cell: Cell) -> int:
    """How many posts of a cell are held by people with a warrant."""
    role, team = cell
    posts = scenario.team[team].posts.get(role) if team in scenario.team else None
    return int(posts.warrants[warrant].value) if posts is not None and warrant in posts.warrants else 0


def _may(scenario: Scenario, name: str, role: str, home: str) -> bool:
    if name in scenario.warrant:
        return holders(scenario, name, (role, home)) > 0
    return role == name


def key_of(activity: str, choice: Choice) -> ListKey:
    """The name of a list, by its first preference with posts."""
    return activity, choice.name, choice.cells[0][1] if len(choice.cells) == 1 else choice.team


def _team_named(scenario: Scenario, wanted: str) -> str:
    """What a list of several cells is called: by the teams that are pooled, or any."""
    group = scenario.rules.pooled_with(wanted)
    return "+".join(group) if len(group) > 1 else ANY


def _serves(scenario: Scenario, role: str, home: str, team: str) -> bool:
    return any(
        home == other or (other in scenario.team and scenario.team[other].borrows.get(role) == home)
        for other in scenario.rules.pooled_with(team)
    )


class Part(NamedTuple):
    """Hours of an activity that fall to a cell."""

    activity: str
    cell: Cell
    hours: float


def share_out(pieces: Iterable[Piece], free: Mapping[Cell, float], reporting: Mapping[str, str]) -> list[Part]:
    """What each cell bears of each activity.

    Work that only one cell can do comes first, then the rest by how many cells can do it, each
    poured where the load is least.

    Parameters
    ----------
    free
        Hours a year of each cell, blocks out.
    reporting
        The role that each role is reported as.
    """
    borne = dict.fromkeys(free, 0.0)
    parts: list[Part] = []
    able = [(bearers(piece.choices, reporting), piece) for piece in pieces if piece.choices]
    for cells, piece in sorted(able, key=lambda item: len(item[0])):
        for cell, hours in pour(piece.hours, {cell: (borne[cell], free[cell]) for cell in cells}).items():
            borne[cell] += hours
            parts.append(Part(piece.activity, cell, hours))
    return parts


def bearers(choices: tuple[Choice, ...], reporting: Mapping[str, str]) -> tuple[Cell, ...]:
    """The cells of the first preference, and of those after it as long as they report as the same role."""
    return tuple(dict.fromkeys(cell for choice in _alike(choices, reporting) for cell in choice.cells))


def covering(choices: tuple[Choice, ...], reporting: Mapping[str, str]) -> tuple[str, ...]:
    """The other roles and warrants of a list, which may stand in for those who bear its work."""
    alike = tuple(_alike(choices, reporting))
    mine = {choice.name for choice in alike} | {role for choice in alike for role, _ in choice.cells}
    return tuple(dict.fromkeys(choice.name for choice in choices if choice.name not in mine))


def _alike(choices: tuple[Choice, ...], reporting: Mapping[str, str]) -> Iterator[Choice]:
    first = {reporting[role] for role, _ in choices[0].cells}
    return takewhile(lambda choice: {reporting[role] for role, _ in choice.cells} <= first, choices)


def pour(hours: float, cells: Mapping[Cell, tuple[float, float]]) -> dict[Cell, float]:
    """Split hours so that the largest of (borne + part) / free is as small as it can be.

    Parameters
    ----------
    cells
        Hours borne already and hours free, by cell; with no free hours anywhere the split is even.
    """
    open_ = {cell: (borne, free) for cell, (borne, free) in cells.items() if free > 0}
    if not open_:
        return dict.fromkeys(cells, hours / len(cells))
    ranked = sorted(open_.items(), key=lambda item: item[1][0] / item[1][1])
    level, borne_sum, free_sum = 0.0, 0.0, 0.0
    for place, (_, (borne, free)) in enumerate(ranked):
        borne_sum, free_sum = borne_sum + borne, free_sum + free
        level = (hours + borne_sum) / free_sum
        following = ranked[place + 1 : place + 2]
        if not following or level <= following[0][1][0] / following[0][1][1]:
            break
    return {cell: max(level * free - borne, 0.0) for cell, (borne, free) in open_.items()}
