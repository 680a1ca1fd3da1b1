"""Names beside the points of a chart: each where it covers nothing, and a numbered list of those with no room.

And names at the ends of lines, which keep apart.
"""

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from sim.report.drawing import UNDER_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_AWAY = (7, 16)
"""How far from its point a name may stand [points]."""
_SIDES = (
    (1, 0, "left", "center"), (-1, 0, "right", "center"), (0.7, 0.7, "left", "bottom"), (0.7, -0.7, "left", "top"),
    (-0.7, 0.7, "right", "bottom"), (-0.7, -0.7, "right", "top"), (0, 1, "center", "bottom"), (0, -1, "center", "top"),
)  # fmt: skip
_HALF = 6
"""Half the width of a point that no name may cover [pixels at 100 dots an inch]."""
_FONT, _ACROSS = 7.5, 3
LINE = 0.17
"""Height of a line of the list [inch]."""


def lines_for(names: int) -> int:
    """Lines that the list of so many names takes."""
    return -(-names // _ACROSS)


def place_names(
    figure: "Figure", points: Sequence[tuple[float, float]], names: Sequence[str], *, first: Sequence[int]
) -> list[int]:
    """Write names beside their points where there is room, those of ``first`` first.

    Parameters
    ----------
    figure
        Of one chart, with everything drawn; its limits may not change any more.
    points, names
        In the same order, in the units of its axes.
    first
        Positions of the names that matter most.

    Returns
    -------
    list of int
        Positions of those with no room, in order.
    """
    from matplotlib.transforms import Bbox

    (axes,) = figure.axes
    figure.draw_without_rendering()
    taken = [Bbox.from_bounds(x - _HALF, y - _HALF, 2 * _HALF, 2 * _HALF) for x, y in axes.transData.transform(points)]
    order = [*first, *(place for place in range(len(points)) if place not in first)]
    return sorted(place for place in order if not _written(axes, points[place], names[place], place, taken))


def _written(axes: "Axes", point: tuple[float, float], name: str, place: int, taken: "list[Bbox]") -> bool:
    """Whether there is room for a name; if so it is written, and its room is taken."""
    inside = axes.get_window_extent()
    for away, (right, up, ha, va) in product(_AWAY, _SIDES):
        text = axes.annotate(
            name, point, xytext=(away * right, away * up), textcoords="offset points", ha=ha, va=va, fontsize=_FONT,
            zorder=6, bbox=UNDER_WORDS, parse_math=False,
        )  # fmt: skip
        # At other dots an inch letters are a little wider, and may not push the axes aside.
        text.set_in_layout(False)
        box = text.get_window_extent()
        within = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
        if within and not any(box.overlaps(other) for number, other in enumerate(taken) if number != place):
            taken.append(box)
            return True
        text.remove()
    return False


def list_names(
    figure: "Figure", points: Sequence[tuple[float, float]], names: Sequence[str], *, which: Sequence[int], above: float
) -> None:
    """Number the points ``which`` and name them at the foot of the figure, from the left, ``above`` its edge [inch]."""
    (axes,), height = figure.axes, figure.get_figheight()
    for number, place in enumerate(which, start=1):
        axes.annotate(str(number), points[place], fontsize=5.5, color="white", ha="center", va="center", zorder=5)
        down, across = divmod(number - 1, _ACROSS)
        top = (above + (lines_for(len(which)) - down) * LINE) / height
        name = f"{number}  {names[place]}"
        figure.text(0.012 + across / _ACROSS, top, name, fontsize=_FONT, va="top", parse_math=False)


def apart(values: Sequence[float], *, least: float, floor: float) -> list[float]:
    """Ascending values, moved as little as it takes to lie ``least`` apart and not under ``floor``.

    Neighbours that touch share a middle.
    """
    blocks: list[list[float]] = []
    for value in values:
        blocks.append([value])
        while len(blocks) > 1 and _foot(blocks[-1], least) - _head(blocks[-2], least) < least:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    places: list[float] = []
    for block in blocks:
        lowest = max(_foot(block, least), places[-1] + least if places else floor)
        places += [lowest + place * least for place in range(len(block))]
    return places


def _foot(block: Sequence[float], least: float) -> float:
    return _centre(block) - (len(block) - 1) / 2 * least


def _head(block: Sequence[float], least: float) -> float:
    return _centre(block) + (len(block) - 1) / 2 * least


def _centre(block: Sequence[float]) -> float:
    return sum(block) / len(block)
