"""What a section of the paper is made of, piece by piece, and the way back from its figures."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sim.report.paper.blocks import Appended, Bullets, Grid, Notice, Paragraph, Picture, Piece, Section, Words, plain
from sim.report.paper.found import Cited


def all_words(section: Section) -> Iterator[Words]:
    """The words of a section and its parts, cell by cell, the tables behind pictures and what is put off to the
    appendix among them."""
    for block in section.blocks:
        if isinstance(block, Paragraph | Notice):
            yield block.words
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Grid):
            yield from _cells(block)
        elif isinstance(block, Picture) and block.behind is not None:
            yield from _cells(block.behind)
        elif isinstance(block, Appended):
            yield from all_words(block.section)
    for part in section.parts:
        yield from all_words(part)


def _cells(grid: Grid) -> Iterator[Words]:
    for row in grid.rows:
        assert len(row) == len(grid.columns)
        yield from row
    yield grid.note


def pieces(section: Section) -> list[Piece]:
    """Every piece of a section."""
    return [piece for words in all_words(section) for piece in words]


def text_of(section: Section) -> str:
    """All its words."""
    return "\n".join(plain(words) for words in all_words(section))


def grid_of(section: Section, caption: str) -> Grid:
    """The table whose caption begins so."""
    found = [block for block in section.blocks if isinstance(block, Grid) and block.caption.startswith(caption)]
    put_off = (block.section for block in section.blocks if isinstance(block, Appended))
    for part in (*section.parts, *put_off):
        try:
            found.append(grid_of(part, caption))
        except LookupError:
            continue
    if not found:
        raise LookupError(caption)
    return found[0]


def rows_of(grid: Grid) -> list[list[str]]:
    """The cells of a table as plain words."""
    return [[plain(cell) for cell in row] for row in grid.rows]


def not_led_back(folder: Path, section: Section) -> list[Cited]:
    """The cited figures of a section that do not stand where they say."""
    wrong = []
    for piece in pieces(section):
        if isinstance(piece, Cited):
            with (folder / piece.file).open(newline="", encoding="utf-8") as text:
                row = list(csv.DictReader(text))[piece.line - 2]
            there = row[piece.column]
            if (float(there) if isinstance(piece.value, float) else there) != piece.value:
                wrong.append(piece)
    return wrong
