"""Names beside the points of a chart: each where it covers nothing, and a numbered list of those with no room."""

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

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
    from matplotlib.patheffects import withStroke

    inside = axes.get_window_extent()
    for away, (right, up, ha, va) in product(_AWAY, _SIDES):
        text = axes.annotate(
            name, point, xytext=(away * right, away * up), textcoords="offset points", ha=ha, va=va, fontsize=_FONT,
            zorder=6, path_effects=[withStroke(linewidth=2, foreground="white")],
        )  # fmt: skip
        box = text.get_window_extent()
        within = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
        if within and not any(box.overlaps(other) for number, other in enumerate(taken) if number != place):
            taken.append(box)
            return True
        text.remove()
    return False


def list_names(
    figure: "Figure", points: Sequence[tuple[float, float]], names: Sequence[str], *, which: Sequence[int]
) -> None:
    """Number the points ``which`` and name them at the foot of the figure, from the left."""
    (axes,), height = figure.axes, figure.get_figheight()
    for number, place in enumerate(which, start=1):
        axes.annotate(str(number), points[place], fontsize=5.5, color="white", ha="center", va="center", zorder=5)
        down, across = divmod(number - 1, _ACROSS)
        top = (lines_for(len(which)) - down) * LINE / height
        figure.text(0.012 + across / _ACROSS, top, f"{number}  {names[place]}", fontsize=_FONT, va="top")
