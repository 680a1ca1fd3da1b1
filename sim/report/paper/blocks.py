"""What a paper is made of, whatever it is printed on: sections of paragraphs, lists, tables and charts.

Figures in it are :class:`~sim.report.paper.found.Cited`, so that each can be followed to the row it came from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING, TypeAlias

from sim.report.paper.found import Cited

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody else has written, such as a label of a config; in any language and of any length."""

    text: str


Piece: TypeAlias = str | Cited | Strong | Name
Words: TypeAlias = tuple[Piece, ...]


def say(sentence: str, **pieces: Piece | Words) -> Words:
    """A sentence with figures in it: ``say("Waits fall to {mean} days.", mean=row.cite(...))``.

    Pieces that are bare words are taken for names.

    Raises
    ------
    KeyError
        If the sentence names a piece that is not given.
    """
    said: list[Piece] = []
    for before, name, _, _ in Formatter().parse(sentence):
        if before:
            said.append(before)
        if name is not None:
            piece = pieces[name]
            said += piece if isinstance(piece, tuple) else (Name(piece) if isinstance(piece, str) else piece,)
    return tuple(said)


def plain(words: Words) -> str:
    """The words without what marks them."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in words)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; ``lead`` for those that a reader should meet first."""

    words: Words
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader must not miss: partial or old results, targets that cannot hold."""

    words: Words


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, and whether it holds figures (which stand to the right)."""

    head: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first column names the row. ``note`` stands below it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]
    note: Words = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or map.

    Attributes
    ----------
    name
        Of its files, without what they end in.
    alt
        What it shows, for those who cannot see it.
    behind
        The table it is drawn from.
    text
        The same as a diagram in Mermaid's language, where there is one, for what prints no pictures.
    """

    name: str
    title: str
    alt: str
    figure: "Figure" = field(repr=False)
    behind: Grid | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Appended:
    """A part that stands in the appendix: where this block is, a reader finds a link to it.

    Attributes
    ----------
    section
        The part. Its title has no number.
    number, home
        Its number, and anchor and title of the part that speaks of it, which the paper fills in.
    """

    section: "Section"
    number: str = ""
    home: tuple[str, str] = ("", "")


Block: TypeAlias = Paragraph | Bullets | Notice | Grid | Picture | Appended


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper; ``anchor`` names it in links."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper; ``facts`` (name, words) stand under its title."""

    title: str
    question: str
    facts: tuple[tuple[str, Words], ...]
    sections: tuple[Section, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def appendix(self) -> list[Appended]:
        """What the sections put off to the appendix, in the order in which they speak of it."""
        return appended(self.sections)


def appended(sections: Sequence[Section]) -> list[Appended]:
    """What some sections put off to the appendix, in order."""
    return [block for block in _blocks(sections) if isinstance(block, Appended)]


def pictures(sections: Sequence[Section]) -> list[Picture]:
    """All charts of some sections, in order, those of the appendix with the part that speaks of them."""
    found: list[Picture] = []
    for block in _blocks(sections):
        if isinstance(block, Picture):
            found.append(block)
        elif isinstance(block, Appended):
            found += pictures((block.section,))
    return found


def _blocks(sections: Sequence[Section]) -> Iterator[Block]:
    for section in sections:
        yield from section.blocks
        yield from _blocks(section.parts)
