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
    return made


def _piece(piece: Piece) -> str:
    return _PIECES[type(piece)]
