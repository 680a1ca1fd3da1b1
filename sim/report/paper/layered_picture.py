"""A picture of boxes in rows and arrows between them, drawn to the inch: a paper's map, and the diagram of a model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.report.drawing import BLACK, GREY, dress, new_figure
from sim.report.paper.layered import Layout, Line, layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINE = 0.14
"""Height of a line of words [inch]."""
_PAD, _FONT = 0.07, 7.8
"""Room for words above and below together [inch], and size of letters [points]."""
_MARK = 0.08
"""Width of the mark at the edge of a box [inch]."""
_SIDE, _TOP = 0.1, 0.08
"""Room at either side, and above the first row [inch]."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words in a box."""

    text: str
    colour: str = BLACK
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its words, line by line, what it is filled with, its width [inch], the colour of a mark at its edge."""

    words: tuple[Words, ...]
    fill: str
    width: float
    mark: str = ""

    @property
    def height(self) -> float:
        """Of the box [inch]."""
        return LINE * len(self.words) + _PAD


@dataclass(frozen=True, slots=True)
class Arrow:
    """How a line is drawn: its width [points], whether dashed, how much of others it hides, how large its head is."""

    width: float
    dashed: bool = False
    hides: float = 0.55
    head: float = 6.0


@dataclass(frozen=True, slots=True)
class Rooms:
    """Room of the whole picture across, of a line that passes a row, between two rows, and for the legend [inch]."""

    width: float
    pass_by: float
    gap: float
    foot: float = 0.42


def outside(activity: str) -> str:
    """The box of those who come to an activity from outside; no activity has such a name."""
    return f"\n{activity}"


def layered_picture(
    flows: Mapping[Line, float],
    names: Sequence[str],
    rooms: Rooms,
    *,
    room: Callable[[int], float],
    box: Callable[[str, int], Box],
    arrow: Callable[[Line], Arrow],
    title: str,
    under: str,
) -> "Figure":
    """Boxes from top to bottom, with arrows between them; the legend is left to the caller, at the foot.

    Parameters
    ----------
    flows
        From box to box, with what flows: see :func:`layout`. A line from a box to itself is not drawn.
    names
        All boxes.
    room
        Room of a box by the number of boxes in its row [inch].
    box
        A box by its name and the number of boxes in its row.
    arrow
        How a line is drawn.
    title, under
        Of the figure: what it is, and what it stands on.
    """
    made = layout(flows, names, width=rooms.width - 2 * _SIDE, box=room, pass_by=rooms.pass_by)
    boxes = {name: box(name, len(row)) for row in made.rows for name in row}
    tops = [_TOP]
    for row in made.rows:
        tops.append(tops[-1] + max((boxes[name].height for name in row), default=LINE) + rooms.gap)
    figure, axes = _paper(made.width, tops[-1], rooms.foot, title=title, under=under)
    for line in flows:
        if line[0] != line[1]:
            _draw_arrow(axes, _points(made, tops, boxes, line, rooms.gap), arrow(line))
    for place, row in enumerate(made.rows):
        for name in row:
            _draw_box(axes, (made.across[name], tops[place]), boxes[name])
    return figure


def _paper(width: float, height: float, foot: float, *, title: str, under: str) -> "tuple[Figure, Axes]":
    """A figure with a title, and in it axes of this size whose places are inches from the top left."""
    head = 0.62 + 0.17 * under.count("\n")
    wide, tall = width + 2 * _SIDE, height + head + foot
    figure = new_figure(tall, width=wide)
    dress(figure, title, under)
    figure.set_layout_engine("none")  # places are given here to the inch
    axes = figure.add_axes((_SIDE / wide, foot / tall, width / wide, height / tall))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def _points(
    made: Layout, tops: Sequence[float], boxes: Mapping[str, Box], line: Line, gap: float
) -> list[tuple[float, float]]:
    """Where a line begins, enters and leaves the rows it passes, and ends."""
    row_of = {name: row for row, names in enumerate(made.rows) for name in names}
    start, end = line
    falls = row_of[start] < row_of[end]
    foot, head = tops[row_of[start]] + boxes[start].height, tops[row_of[end]]
    if not falls:
        foot, head = tops[row_of[start]], tops[row_of[end]] + boxes[end].height
    points = [(made.across[start], foot)]
    for row, across in made.bends[line]:
        ends = (tops[row], tops[row + 1] - gap)
        points += [(across, y) for y in (ends if falls else ends[::-1])]
    return [*points, (made.across[end], head)]


def _draw_arrow(axes: "Axes", points: Sequence[tuple[float, float]], arrow: Arrow) -> None:
    """A smooth line that passes the rows straight, with its head at the end."""
    from matplotlib.patches import FancyArrowPatch, PathPatch
    from matplotlib.path import Path

    corners, codes = [points[0]], [Path.MOVETO]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        corners += [(x, middle), (to_x, middle), (to_x, to_y)]
        codes += [Path.CURVE4] * 3
    style = (0, (2.5, 1.5)) if arrow.dashed else "solid"
    axes.add_patch(PathPatch(
        Path(corners, codes), fill=False, edgecolor=GREY, alpha=arrow.hides, linewidth=arrow.width, linestyle=style,
        capstyle="butt", zorder=1,
    ))  # fmt: skip
    x, y = points[-1]
    back = 0.11 if y > points[-2][1] else -0.11
    axes.add_patch(FancyArrowPatch(
        (x, y - back), (x, y), arrowstyle="-|>", mutation_scale=arrow.head + arrow.width, shrinkA=0, shrinkB=0,
        color=GREY, linewidth=0, zorder=2,
    ))  # fmt: skip


def _draw_box(axes: "Axes", at: tuple[float, float], box: Box) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    middle, top = at
    pad = 0.03
    left = middle - box.width / 2
    axes.add_patch(FancyBboxPatch(
        (left + pad, top + pad), box.width - 2 * pad, box.height - 2 * pad,
        boxstyle=f"{'square' if box.mark else 'round'},pad={pad}", facecolor=box.fill, edgecolor=GREY, linewidth=0.7,
        zorder=3,
    ))  # fmt: skip
    if box.mark:
        axes.add_patch(Rectangle((left, top), _MARK, box.height, facecolor=box.mark, edgecolor="none", zorder=4))
        middle += _MARK / 2
    for place, words in enumerate(box.words):
        axes.text(
            middle, top + _PAD / 2 + LINE * (place + 0.5), words.text, ha="center", va="center", fontsize=_FONT,
            zorder=4, color=words.colour, fontweight="bold" if words.bold else "normal", parse_math=False,
        )  # fmt: skip
