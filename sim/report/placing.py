"""Names beside the points of a chart, each where it covers nothing, and at the ends of lines, which keep apart."""

from collections.abc import Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING

from sim.report.drawing import GREY, UNDER_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_AWAY = (7, 18, 32, 48)
"""How far from its point a name may stand [points]; from further away than the first a thread leads to it."""
_SIDES = (
    (1, 0, "left", "center"), (-1, 0, "right", "center"), (0.7, 0.7, "left", "bottom"), (0.7, -0.7, "left", "top"),
    (-0.7, 0.7, "right", "bottom"), (-0.7, -0.7, "right", "top"), (0, 1, "center", "bottom"), (0, -1, "center", "top"),
)  # fmt: skip
_HALF, _OTHERS, _THIN, _STEPS = 6, 13, 2, 40
"""Half the widths of what no name may cover [pixels at 100 dots an inch]: a point; one with another name, which
nobody may take it for; and a line, which is so many pieces."""


def place_names(
    figure: "Figure",
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    *,
    which: Sequence[int],
    line: Sequence[tuple[float, float]] = (),
    size: float = 7.5,
) -> list[int]:
    """Write names beside their points where there is room.

    Parameters
    ----------
    figure
        Of one chart, with everything drawn; its limits may not change any more.
    points, names
        In the same order, in the units of its axes.
    which
        Positions of those that are to be named, those that matter most first.
    line
        The corners of a line that no name may cover.
    size
        Of the letters [points].

    Returns
    -------
    list of int
        Positions of those with no room, in order.
    """
    from matplotlib.transforms import Bbox

    (axes,) = figure.axes
    figure.draw_without_rendering()
    on_line = [
        (x + (to_x - x) * step / _STEPS, y + (to_y - y) * step / _STEPS)
        for (x, y), (to_x, to_y) in pairwise(line) for step in range(_STEPS)
    ]  # fmt: skip
    taken = [
        Bbox.from_bounds(x - half, y - half, 2 * half, 2 * half)
        for place, half in [
            *((point, _OTHERS if n in which else _HALF) for n, point in enumerate(points)),
            *((point, _THIN) for point in on_line),
        ]
        for x, y in [axes.transData.transform(place)]
    ]  # fmt: skip
    return sorted(place for place in which if not _written(axes, points[place], names[place], size, place, taken))


def _written(axes: "Axes", point: tuple[float, float], name: str, size: float, place: int, taken: "list[Bbox]") -> bool:
    """Whether there is room for a name; if so it is written, and its room is taken."""
    from matplotlib.lines import Line2D

    inside = axes.get_window_extent()
    for away, (right, up, ha, va) in product(_AWAY, _SIDES):
        offset = (away * right, away * up)
        text = axes.annotate(
            name, point, xytext=offset, textcoords="offset points", ha=ha, va=va, fontsize=size, zorder=6,
            bbox=UNDER_WORDS, parse_math=False,
        )  # fmt: skip
        # At other dots an inch letters are a little wider, and may not push the axes aside.
        text.set_in_layout(False)
        box = text.get_window_extent()
        within = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
        if within and not any(box.overlaps(other) for number, other in enumerate(taken) if number != place):
            taken.append(box)
            if away > _AWAY[0]:
                dots = axes.figure.dpi / 72
                x, y = axes.transData.transform(point)
                end = axes.transData.inverted().transform((x + offset[0] * dots, y + offset[1] * dots))
                axes.add_line(Line2D(*zip(point, end, strict=True), color=GREY, linewidth=0.7, zorder=1))
            return True
        text.remove()
    return False


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
