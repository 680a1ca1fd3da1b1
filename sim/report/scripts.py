"""Letters of any script on charts: from another font of the machine where the charts' own has them not, else marked.

Only what the charts' own font lacks is looked for elsewhere, so that the bytes of a chart whose letters it has do not
depend on the machine. A letter that no font here has is drawn as the replacement character, U+FFFD.
"""

import logging
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from matplotlib.axis import Axis
from matplotlib.category import StrCategoryLocator
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator

# A font of another script often has one weight, which then stands in bold titles too; matplotlib says so each time.
logging.getLogger("matplotlib.font_manager").addFilter(
    lambda record: "Failed to find font weight" not in record.getMessage()
)

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""What is drawn for a letter that no font of the machine has."""

_REGULAR = 400
"""The weight of a font that is neither light nor bold."""

_UNSEEN = ("Cc", "Cf", "Mn", "Me")
"""Categories of signs that join or alter the letter before them; without that letter's font they say nothing."""


class ScriptFigure(Figure):
    """A figure that is drawn without a warning or an empty box, whatever letters its words have."""

    def draw(self, renderer: Any) -> None:
        """Draw it, after its words were given the fonts that they need."""
        self._find_fonts()
        super().draw(renderer)

    def lay_out(self) -> None:
        """Find the place of everything, as is done before it is drawn."""
        self._find_fonts()
        if self.axes and (engine := self.get_layout_engine()) is not None:
            engine.execute(self)

    def _find_fonts(self) -> None:
        """Give its words the fonts that they need."""
        for text in self.findobj(Text):
            assert isinstance(text, Text)
            if (words := text.get_text()) and (families := families_of(words, text.get_fontproperties())):
                text.set_text(shown(words, text.get_fontproperties()))
                text.set_fontfamily(list(families))
        for axes in self.axes:
            for axis in (axes.xaxis, axes.yaxis):
                _name_ticks(axis)


def _name_ticks(axis: Axis) -> None:
    """The same for names along an axis, which are made anew whenever it is drawn."""
    places = axis.get_major_locator()
    if not isinstance(places, FixedLocator | StrCategoryLocator):
        return
    names = list(axis.get_major_formatter().format_ticks(list(places())))
    font = FontProperties()
    if families := families_of("".join(names), font):
        axis.set_major_formatter(FixedFormatter([shown(name, font) for name in names]))
        axis.set_tick_params(labelfontfamily=list(families))


def families_of(words: str, font: FontProperties) -> tuple[str, ...]:
    """The fonts that some words need, the charts' own first; none if that one has all their letters."""
    lacking = _lacking(words, findfont(font))
    found = dict.fromkeys(family for letter in lacking if (family := _family_with(letter)))
    return tuple(dict.fromkeys((*font.get_family(), *found))) if lacking else ()


def shown(words: str, font: FontProperties) -> str:
    """Words as they can be drawn: letters that no font has are marked, and signs that belong to them left out."""
    unknown = {letter for letter in _lacking(words, findfont(font)) if not _family_with(letter)}
    return "".join(
        letter if letter not in unknown else "" if unicodedata.category(letter) in _UNSEEN else UNKNOWN
        for letter in words
    )


def _lacking(words: Iterable[str], file: str) -> list[str]:
    """The letters that a font has not, in the order of the words."""
    return [letter for letter in dict.fromkeys(words) if letter != "\n" and not _has(file, letter)]


@lru_cache(maxsize=4096)
def _has(file: str, letter: str) -> bool:
    return _font(file).get_char_index(ord(letter)) > 0


@lru_cache(maxsize=4096)
def _family_with(letter: str) -> str:
    """The first font of the machine, in order of the alphabet, that draws a letter; empty if there is none."""
    return next((family for family, file in _others() if _draws(file, letter)), "")


@lru_cache(maxsize=1)
def _others() -> tuple[tuple[str, str], ...]:
    """Families and files of the machine's upright fonts, one of each; one that has a box for everything is none."""
    found: dict[str, str] = {}
    for entry in sorted(fontManager.ttflist, key=lambda entry: (entry.name, entry.weight != _REGULAR, entry.fname)):
        if entry.style == "normal" and not entry.name.startswith(("Last Resort", "LastResort")):
            found.setdefault(entry.name, entry.fname)
    return tuple(found.items())


def _draws(file: str, letter: str) -> bool:
    """Whether a font has a letter with an outline; fonts of coloured pictures have none."""
    try:
        font = _font(file)
        if not font.get_char_index(ord(letter)):
            return False
        font.set_size(12, 72)
        font.load_char(ord(letter))
        return len(font.get_path()[0]) > 0
    except (OSError, RuntimeError):
        return False


@lru_cache(maxsize=64)
def _font(file: str) -> FT2Font:
    return FT2Font(file)
