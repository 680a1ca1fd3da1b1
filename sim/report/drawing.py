"""What all charts have in common: size, colours, title, and the line that says what a chart stands on.

Colours are those of Okabe and Ito, which people with any kind of colour vision can tell apart.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design: how to make figures and presentations that
are friendly to colourblind people.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000",
)  # fmt: skip
GREY = "#666666"
PALE = "#bbbbbb"
WIDTH, DPI = 9.6, 150
"""Width [inch] and dots an inch: read on a page of A4."""


def new_figure(height: float, width: float = WIDTH) -> "Figure":
    """An empty figure of this size [inch]."""
    # The figure is made without pyplot: no window, no state shared between charts.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def dress(figure: "Figure", title: str, under: str, *, foot: float = 0.0) -> None:
    """Title, and below it what the chart stands on, line by line; at the bottom ``foot`` [inch] stay free."""
    height = figure.get_figheight()
    figure.text(0.011, 1 - 0.1 / height, title, fontsize=13, fontweight="bold", va="top")
    figure.text(0.011, 1 - 0.37 / height, under, fontsize=8.5, color=GREY, va="top", linespacing=1.3)
    taken = 0.62 + 0.17 * under.count("\n")
    figure.set_layout_engine("constrained", rect=(0, foot / height, 1, 1 - (taken + foot) / height))
    for axes in figure.axes:
        plain_axes(axes)


def plain_axes(axes: "Axes") -> None:
    """A pale grid across the values, and no frame."""
    axes.grid(axis="x" if axes.get_xlabel() else "y", color="#dddddd")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def save(figure: "Figure", file: Path) -> None:
    """Write a figure as PNG."""
    figure.savefig(file, dpi=DPI, facecolor="white")


def is_month(period: str) -> bool:
    """Whether a period is a month, such as 2014-04."""
    return len(period) == 7 and period[4] == "-"


def month_in_words(month: str) -> str:
    """A month as people write it: Apr 2014."""
    return str(np.datetime64(month, "M").item().strftime("%b %Y"))


def month_ticks(axes: "Axes", months: list[str]) -> None:
    """Mark March and September on an axis whose places are months in order."""
    ticks = [place for place, month in enumerate(months) if month.endswith(("-03", "-09"))]
    axes.set_xticks(ticks, [month_in_words(months[place]) for place in ticks])
