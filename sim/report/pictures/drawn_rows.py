"""What charts with a row an option have in common: labels, changes with their intervals, and columns of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from sim.report.design_cells import PARTIAL, is_partial
from sim.report.drawing import BASIS, BLACK, BLUE, GREY, PURPLE, RED
from sim.report.lettering import fitted
from sim.report.paper.found import Row
from sim.report.pictures.reading import CHANGE, Compared

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

LEGEND = 0.22
"""Height of the line with what colours and shapes mean [inch]."""
_LABEL = 2.85
"""Width of the labels beside an axis [inch]."""
_FAR = 1.5
"""Of the span of the means: intervals that reach further leave the chart."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of change is drawn: told apart by its colour and by its shape."""

    colour: str
    marker: str
    filled: bool = True


_LOOKS: Final = {
    "better": Look(BLUE, "o"),
    "worse": Look(RED, "s"),
    "mixed": Look(PURPLE, "D"),
    "clearly different": Look(PURPLE, "D"),
}
_UNCLEAR = Look(GREY, "o", filled=False)


def look_of(kind: str) -> Look:
    """How a verdict, or a kind of change, is drawn."""
    return _LOOKS.get(kind, _UNCLEAR)


def height_of(rows: Sequence[Row]) -> float:
    """What some rows with their labels take [inch]."""
    return sum(0.36 if "\n" in _label(row, _LABEL, 8.0) else 0.27 for row in rows)


def label_rows(
    axes: "Axes", rows: Sequence[Row], places: Sequence[float], *, wide: float = _LABEL, size: float = 8.0
) -> None:
    """Labels of the rows at their places, which grow from the top down; the baseline's is bold.

    They are ``wide`` [inch] at most, in letters of this ``size`` [points].
    """
    axes.set_yticks(places, [_label(row, wide, size) for row in rows], fontsize=size)
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        text.set_fontweight("normal" if row.text("against") else "bold")
        text.set_linespacing(1.0)
    axes.set_ylim(max(places) + 0.6, min(places) - 0.6)


def _label(row: Row, wide: float, size: float) -> str:
    return fitted(row.text("label"), wide, lines=2, size=size, bold=not row.text("against"))


def reach(rows: Sequence[Row], scale: float) -> tuple[float, float]:
    """The ends of an axis that holds every change and nought, and the intervals as far as that leaves them readable."""
    low, mean, high = ([row.number(column) / scale for row in rows] for column in CHANGE)
    ends = [0.0, *(value for value in mean if isfinite(value))]
    span = max(ends) - min(ends) or 1.0
    least = max(min([*ends, *filter(isfinite, low)]), min(ends) - _FAR * span)
    most = min(max([*ends, *filter(isfinite, high)]), max(ends) + _FAR * span)
    room = 0.05 * (most - least)
    return least - room, most + room


def draw_change(axes: "Axes", place: float, row: Row, look: Look, scale: float) -> bool:
    """A dot for the change of the first figure and a line for its interval; whether some of it is beyond the axis.

    What is beyond is an arrow at the end of the axis, whose limits may not change any more.
    """
    low, mean, high = (row.number(column) / scale for column in CHANGE)
    left, right = axes.get_xlim()
    known = isfinite(low) and isfinite(high)
    if known and low < right and high > left:
        ends = [max(low, left), min(high, right)]
        axes.plot(ends, [place, place], color=look.colour, linewidth=2.2, solid_capstyle="butt")
    if left <= mean <= right:
        inside = look.colour if look.filled else "white"
        axes.plot(mean, place, look.marker, color=look.colour, markerfacecolor=inside, markersize=6)
    leaves = [
        (left, "<", mean < left, known and low < left),
        (right, ">", mean > right, known and high > right),
    ]
    for edge, marker, all_of_it, some in leaves:
        if all_of_it or some:
            size = 8 if all_of_it else 5
            axes.plot(edge, place, marker, color=look.colour, markersize=size, clip_on=False, zorder=4)
    return any(all_of_it or some for *_, all_of_it, some in leaves)


def words_beside(
    axes: "Axes", place: float, words: str, *, away: float, colour: str = BLACK, size: float = 8.0
) -> None:
    """Words that end ``away`` [points] to the right of the axes: under one another, and off every dot."""
    axes.annotate(
        words, (1, place), xycoords=("axes fraction", "data"), xytext=(away, 0), textcoords="offset points",
        ha="right", va="center", fontsize=size, color=colour, linespacing=1.1,
    )  # fmt: skip


def legend_of(figure: "Figure", kinds: Sequence[str], *, above: float = 0.0, size: float = 8.0) -> None:
    """What the colours and shapes mean, of the kinds that occur: a line of the height ``LEGEND`` above the last one.

    It stands ``above`` [inch] higher where there are more lines than that one.
    """
    handles = [_handle(kind) for kind in dict.fromkeys(kinds)]
    figure.legend(
        handles=handles, loc="lower center", bbox_to_anchor=(0.5, (BASIS + above) / figure.get_figheight()),
        ncols=len(handles), frameon=False, fontsize=size, borderpad=0,
    )  # fmt: skip


def _handle(kind: str) -> "Line2D":
    from matplotlib.lines import Line2D

    look = look_of(kind)
    inside = look.colour if look.filled else "white"
    return Line2D(
        [], [], color=look.colour, marker=look.marker, markerfacecolor=inside, linewidth=2.2, markersize=6, label=kind
    )


def remarks(
    compared: Compared, rows: Sequence[Row], column: str = "difference_n", *, beyond: bool = False
) -> list[str]:
    """What arrows and marks mean, if there are any; ``column`` has the replications in which a figure exists."""
    n = compared.found.replications
    some = any(isfinite(row.number(column)) and is_partial(int(row.number(column)), n) for row in rows)
    return [
        *(["an arrow goes on beyond the chart, and the numbers beside it say how far"] if beyond else []),
        *([f"{PARTIAL} in some of the replications only"] if some else []),
    ]
