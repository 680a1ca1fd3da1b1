"""Words of others on a chart, in lines that are no wider than the room there is, whatever letters they have."""

import re
from functools import lru_cache
from textwrap import wrap

_POINTS = 72
"""To the inch."""
_LETTERS = 60
"""In a line at most."""


@lru_cache(maxsize=1024)
def fitted(words: str, wide: float, *, lines: int = 1, size: float = 8.0, bold: bool = False) -> str:
    """Words in at most so many lines; what has no room is cut off.

    Parameters
    ----------
    words
        In any script; line breaks in them are spaces.
    wide
        The room [inch].
    lines
        How many at most.
    size, bold
        Of the letters [points].
    """
    for letters in range(_LETTERS * (1 + (lines == 1)), 2, -1):
        # A word longer than a line is taken apart here, for wrap would leave it out where it cuts off.
        parted = re.sub(rf"(\S{{{max(letters - 2, 1)}}})(?=\S)", r"\1 ", words)
        broken = wrap(parted, letters, max_lines=lines, placeholder=" …")
        if all(width_of(line, size=size, bold=bold) <= wide for line in broken):
            break
    return "\n".join(broken)


@lru_cache(maxsize=4096)
def width_of(line: str, *, size: float, bold: bool = False) -> float:
    """How wide a line of words is drawn [inch]."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    from sim.report.scripts import families_of, shown  # imports matplotlib

    font = FontProperties(size=size, weight="bold" if bold else "normal")
    if families := families_of(line, font):
        line = shown(line, font)
        font.set_family(list(families))
    width, *_ = text_to_path.get_text_width_height_descent(line, font, False)
    return float(width) / _POINTS
