"""Places for the boxes of a pathway and for the lines between them: rows from top to bottom, few crossings.

Rows are those of the shortest lines altogether, a linear programme. Boxes of a row stand in the order of the mean place
of their neighbours, and as near to it as they may without touching.

References
----------
Sugiyama, K., Tagawa, S. and Toda, M. (1981). Methods for visual understanding of hierarchical system structures.
Gansner, E. R., Koutsofios, E., North, S. C. and Vo, K.-P. (1993). A technique for drawing directed graphs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Line = tuple[str, str]
Point = tuple[str, int]
"""A box (its name and its row), or where a line passes a row that it does not stop at."""

_SWEEPS = 24


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand.

    Attributes
    ----------
    rows
        Names of boxes from the top down, each row from left to right.
    across
        The middle of each box [inch from the left].
    bends
        By line: where it passes the rows between its ends, as (row, place across), from its beginning.
    width
        Of the whole [inch].
    """

    rows: tuple[tuple[str, ...], ...]
    across: Mapping[str, float]
    bends: Mapping[Line, tuple[tuple[int, float], ...]]
    width: float


def layout(
    lines: Mapping[Line, float], boxes: Iterable[str], *, width: float, box: Callable[[int], float], pass_by: float
) -> Layout:
    """Rows and places of boxes.

    Parameters
    ----------
    lines
        From box to box, with what flows: of a loop the thinnest line leads back up.
    boxes
        All boxes; some may have no line.
    width
        Of the whole [inch]; a row that needs more is as wide as it must be.
    box
        Room of a box by the number of boxes in its row [inch].
    pass_by
        Room of a line that passes a row [inch].
    """
    down = _downwards(lines, list(boxes))
    row_of = _rows(list(down.values()), list(boxes))
    ways = {line: _way(ends, row_of) for line, ends in down.items()}
    rows = _points(ways.values(), row_of)
    named = tuple(tuple(point for point in row if row_of.get(point[0]) == point[1]) for row in rows)
    room = {point: pass_by for row in rows for point in row} | {point: box(len(row)) for row in named for point in row}
    whole = max([width, *(sum(room[point] for point in row) for row in rows)])
    across = _across(rows, list(ways.values()), room, whole)
    bends = {
        line: tuple((row, across[name, row]) for name, row in (way if down[line] == line else way[::-1])[1:-1])
        for line, way in ways.items()
    }
    return Layout(
        tuple(tuple(name for name, _ in row) for row in named),
        {name: across[name, row] for name, row in row_of.items()},
        bends,
        whole,
    )


def _downwards(lines: Mapping[Line, float], names: Sequence[str]) -> dict[Line, Line]:
    """Every line between two boxes with its ends in order of the rows: turned round if it would close a loop."""
    below: dict[str, set[str]] = {name: set() for name in names}
    turned: dict[Line, Line] = {}
    for start, end in sorted((line for line in lines if line[0] != line[1]), key=lambda line: -lines[line]):
        above, under = (end, start) if _reaches(below, end, start) else (start, end)
        below[above].add(under)
        turned[start, end] = (above, under)
    return turned


def _reaches(below: Mapping[str, set[str]], start: str, wanted: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for name in below[waiting.pop()] - seen:
            seen.add(name)
            waiting.append(name)
    return wanted in seen


def _rows(lines: Sequence[Line], names: Sequence[str]) -> dict[str, int]:
    """Rows, from 0, that make the lines shortest altogether while each leads at least one row down."""
    from scipy.optimize import linprog

    if not lines:
        return dict.fromkeys(names, 0)
    place = {name: at for at, name in enumerate(names)}
    cost = np.zeros(len(names))
    for above, under in lines:
        cost[place[under]] += 1
        cost[place[above]] -= 1
    steps = np.zeros((len(lines), len(names)))
    for at, (above, under) in enumerate(lines):
        steps[at, place[above]], steps[at, place[under]] = 1.0, -1.0
    # The matrix is totally unimodular, so the corners of the programme are whole numbers.
    found = linprog(cost, A_ub=steps, b_ub=-np.ones(len(lines)), bounds=(0, len(names)), method="highs")
    assert found.x is not None, "every line leads down after those of loops were turned round"
    rows = [round(row) for row in found.x]
    in_use = {row: at for at, row in enumerate(sorted(set(rows)))}
    return {name: in_use[row] for name, row in zip(names, rows, strict=True)}


def _way(ends: Line, row_of: Mapping[str, int]) -> list[Point]:
    above, under = ends
    between = [(f"{above}\n{under}", row) for row in range(row_of[above] + 1, row_of[under])]
    return [(above, row_of[above]), *between, (under, row_of[under])]


def _points(ways: Iterable[list[Point]], row_of: Mapping[str, int]) -> list[list[Point]]:
    rows: list[list[Point]] = [[] for _ in range(max(row_of.values(), default=-1) + 1)]
    for point in dict.fromkeys([*row_of.items(), *(point for way in ways for point in way)]):
        rows[point[1]].append(point)
    return rows


def _across(
    rows: list[list[Point]], ways: Sequence[list[Point]], room: Mapping[Point, float], width: float
) -> dict[Point, float]:
    """Places of all points: sweeps down and up, each row put in the order of what its points are drawn to."""
    beside: dict[Point, list[Point]] = defaultdict(list)
    straight: dict[Point, list[Point]] = {}
    for way in ways:
        for above, below in pairwise(way):
            beside[above].append(below)
            beside[below].append(above)
        straight |= dict.fromkeys(way[1:-1], way[1:-1])
    across: dict[Point, float] = {}
    for row in rows:
        across |= _placed(row, dict.fromkeys(row, width / 2), room, width)
    for sweep in range(_SWEEPS):
        late = sweep >= _SWEEPS // 2
        for row in rows if sweep % 2 == 0 else reversed(rows):
            near = row[0][1] + (-1 if sweep % 2 == 0 else 1)
            wanted = {}
            for point in row:
                # At first the neighbours of one side decide the order; then those of both the places, and lines
                # that pass several rows are drawn straight.
                drawn = straight.get(point, beside[point]) if late else [at for at in beside[point] if at[1] == near]
                wanted[point] = float(np.mean([across[at] for at in drawn])) if drawn else across[point]
            row.sort(key=lambda point: wanted[point])
            across |= _placed(row, wanted, room, width)
    return across


def _placed(
    row: Sequence[Point], wanted: Mapping[Point, float], room: Mapping[Point, float], width: float
) -> dict[Point, float]:
    """Places in this order, nearest to those wanted, that leave everything its room."""
    from scipy.optimize import isotonic_regression

    rooms = np.array([room[point] for point in row])
    middles = np.cumsum(rooms) - rooms / 2
    free = isotonic_regression(np.array([wanted[point] for point in row]) - middles).x
    places = np.clip(free, 0.0, max(width - rooms.sum(), 0.0)) + middles
    return dict(zip(row, places.tolist(), strict=True))
