"""Charts that stand in a paper: as wide as its page, so that letters are printed in the size they are drawn in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sim.report.drawing import dress
from sim.report.lettering import width_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAGE: Final = 7.0
"""Width of such a chart [inch]: that of the words on a page of A4 with margins of 16 mm."""
SMALL: Final = 8.5
"""Its smallest letters [points]: over 8 where the page leaves 17 cm."""
_SIDES, _LINE = 0.16, 0.16
"""Room left and right of a line of words together, and the height of one below a chart [inch]."""


def dress_for_page(figure: "Figure", title: str, under: Sequence[str], *, basis: str, foot: float = 0.0) -> float:
    """Title, what to know to read the chart (parts, which share lines where they fit), and what it stands on.

    Returns
    -------
    float
        Height of the lines that say what it stands on, above the one that every chart has [inch].
    """
    below = in_lines(basis.split(" · "), " · ")
    more = _LINE * below.count("\n")
    dress(figure, title, in_lines(under, "; "), foot=foot + more, basis=below)
    return more


def in_lines(parts: Sequence[str], between: str, *, wide: float = PAGE - _SIDES, size: float = SMALL) -> str:
    """Parts on as few lines as they fit on; one that is longer than a line goes on in the next."""
    lines: list[str] = []
    for part in parts:
        together = f"{lines[-1]}{between}{part}" if lines else part
        if lines and width_of(together, size=size) <= wide:
            lines[-1] = together
        else:
            lines += _broken(part, wide, size)
    return "\n".join(lines)


def _broken(words: str, wide: float, size: float) -> list[str]:
    """Words on lines of this width [inch]."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if not lines[-1] or width_of(longer, size=size) <= wide else [lines[-1], word]
    return lines
