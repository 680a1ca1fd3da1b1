"""A paper as one HTML file that needs nothing else: styles and charts are in it, and it asks nobody for anything."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sim.report.paper.blocks import (
    Appended,
    Bullets,
    Grid,
    Name,
    Notice,
    Paper,
    Paragraph,
    Picture,
    Piece,
    Strong,
    plain,
)
from sim.report.paper.found import Cited

if TYPE_CHECKING:
    from jinja2 import Environment

_KINDS = {
    Paragraph: "paragraph", Bullets: "bullets", Notice: "notice", Grid: "grid", Picture: "picture",
    Appended: "appended",
}  # fmt: skip
_PIECES = {str: "words", Cited: "cited", Strong: "strong", Name: "name"}

_AS_THEY_ARE: Final = ' "<>=:;/,()?!@$*+[]{}|^`'
"""Signs that an address in a page may hold between single quotes."""


_PRINTED: Final = 120
"""Letters of a table's type that a printed line holds."""
_AT_EASE, _BETWEEN = 16, 3
"""Letters that a column of words has to itself, and letters of space between columns."""


def html_of(paper: Paper, drawn: Mapping[str, bytes]) -> str:
    """A paper as HTML.

    Parameters
    ----------
    drawn
        Each chart as SVG, by its name.
    """
    # As text, which is a fifth shorter than base64.
    sources = {name: f"data:image/svg+xml,{quote(svg, safe=_AS_THEY_ARE)}" for name, svg in drawn.items()}
    return _environment().get_template("paper.html.jinja").render(paper=paper, sources=sources)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("sim.report.paper"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["kind"] = lambda block: _KINDS[type(block)]
    made.filters["piece"] = _piece
    made.filters["fits_unbroken"] = _fits_unbroken
    return made


def _fits_unbroken(grid: Grid) -> bool:
    """Whether a table is narrow enough for a printed page with every figure on one line.

    Figures need the whole of their longest cell; words may be broken into lines, so a column of words needs its
    longest word, and to be read with ease some letters more.
    """
    letters = 0
    for place, column in enumerate(grid.columns):
        cells = [plain(row[place]) for row in grid.rows]
        words = [word for text in (column.head, *(() if column.figures else cells)) for word in text.split()]
        longest = max(map(len, words), default=0)
        whole = max(map(len, cells), default=0)
        letters += max(longest, whole if column.figures else min(whole, _AT_EASE)) + _BETWEEN
    return letters <= _PRINTED


def _piece(piece: Piece) -> str:
    return _PIECES[type(piece)]
