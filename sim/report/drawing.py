"""What all charts have in common: size, colours, title, and the line that says what a chart stands on.

Colours are those of Okabe and Ito, which people with any kind of colour vision can tell apart.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design: how to make figures and presentations that
are friendly to colourblind people.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.lean_svg import lean_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000",
)  # fmt: skip
GREY = "#666666"
_INKS: Final = {ORANGE: "#986900", GREEN: "#00825E", RED: "#BB5300", PURPLE: "#9D5D81", SKY: "#39779A"}
PALE = "#bbbbbb"
WIDTH, DPI = 9.6, 150
"""Width [inch] and dots an inch: read on a page of A4."""
SHADES = 256
"""In a PNG at most."""
BASIS = 0.3
"""Height of the line at the foot that says what a chart stands on [inch]."""


UNDER_WORDS: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
"""What lies under words that would else stand on a line."""


def ink(colour: str) -> str:
    """The colour for words: as dark as it takes to read small ones on white (4.5 to 1, WCAG 2.2)."""
    return _INKS.get(colour, colour)


def new_figure(height: float, width: float = WIDTH) -> "Figure":
    """An empty figure of this size [inch]."""
    # The figure is made without pyplot: no window, no state shared between charts.
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from sim.report.scripts import ScriptFigure  # imports matplotlib

    figure = ScriptFigure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def dress(figure: "Figure", title: str, under: str, *, foot: float = 0.0, basis: str = "") -> None:
    """Title, and below it how to read the chart or what it stands on, line by line.

    At the bottom ``foot`` [inch] stay free, and below that is the line ``basis``, if what the chart stands on is there.
    Nothing in the words that are there by now is taken for a formula.
    """
    from matplotlib.text import Text

    height = figure.get_figheight()
    figure.text(0.011, 1 - 0.1 / height, title, fontsize=13, fontweight="bold", va="top")
    figure.text(0.011, 1 - 0.37 / height, under, fontsize=8.5, color=GREY, va="top", linespacing=1.3)
    if basis:
        foot += BASIS
        figure.text(0.011, 0.07 / height, basis, fontsize=8.5, color=GREY, va="bottom")
    taken = 0.62 + 0.17 * under.count("\n")
    figure.set_layout_engine("constrained", rect=(0, foot / height, 1, 1 - (taken + foot) / height))
    for axes in figure.axes:
        plain_axes(axes)
    for text in figure.findobj(Text):
        text.set_parse_math(False)


def plain_axes(axes: "Axes") -> None:
    """A pale grid across the values, and no frame."""
    axes.grid(axis="x" if axes.get_xlabel() else "y", color="#dddddd")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def save(figure: "Figure", file: Path) -> None:
    """Write a figure as PNG."""
    file.write_bytes(_png(figure))


def as_bytes(figure: "Figure", kind: str) -> bytes:
    """A figure as the bytes of a PNG or SVG file, the same ones each time."""
    return _svg(figure) if kind == "svg" else _png(figure)


def _svg(figure: "Figure") -> bytes:
    from matplotlib import rc_context

    written = io.BytesIO()
    said = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    # Names within an SVG are made from a salt, which is random unless it is given.
    with rc_context({"svg.hashsalt": "carecap", "svg.fonttype": "path"}):
        figure.savefig(written, format="svg", dpi=DPI, facecolor="white", metadata=said)
    return lean_svg(written.getvalue())


def _png(figure: "Figure") -> bytes:
    """With a palette of its own: a third of the bytes, and no shade that anybody could tell from the drawn one."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas, written = figure.canvas, io.BytesIO()
    assert isinstance(canvas, FigureCanvasAgg)
    figure.savefig(io.BytesIO(), format="rgba", dpi=DPI, facecolor="white")
    drawn = Image.fromarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]
    # Of many colours the means of those that are alike: bands over one another must keep theirs.
    reduced = drawn.convert("RGB").quantize(
        SHADES, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
    )
    reduced.save(written, format="png", optimize=True, dpi=(DPI, DPI))
    return written.getvalue()


@contextmanager
def any_script() -> Iterator[None]:
    """Measure words before their figure has found fonts for them; nothing warns of letters still lacking."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def settle(figure: "Figure") -> None:
    """Lay a finished figure out once, so that its files do not depend on which is written first."""
    from sim.report.scripts import ScriptFigure

    assert isinstance(figure, ScriptFigure)
    figure.lay_out()
    figure.set_layout_engine(None)  # with any other, even "none", matplotlib draws twice for each file


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
