"""How text tables look on a terminal, and that they are never broken when piped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH = 180
"""Columns where the output is not a terminal: no table needs more."""


def make_console() -> "Console":
    """A console on stdout, wide enough for the tables when its output is piped."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=WIDTH, highlight=False)


def make_table(title: str, *columns: str, texts: int = 1) -> "Table":
    """A table headed by its title; the first ``texts`` columns are words, the others numbers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, column in enumerate((title, *columns)):
        words = place < texts
        table.add_column(column, justify="left" if words else "right", no_wrap=not words)
    return table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that is fitted to a width.

    Attributes
    ----------
    title
        May have line feeds.
    cells
        From the top down.
    least
        Columns of words break between words down to this width; 0 for numbers, which never break.
    leaves
        Columns with a number leave the table where it is too wide, 1 first; those with 0 stay.
    name
        What a column that has left is called, if not by its title.
    """

    title: str
    cells: tuple[str, ...]
    least: int = 0
    leaves: int = 0
    name: str = ""

    @property
    def width(self) -> int:
        """Characters that the column takes at least."""
        if self.least:
            return self.least
        return max(len(line) for text in (self.title, *self.cells) for line in text.split("\n"))


_GAP = 2


def fit(columns: Sequence[Column], width: int) -> tuple[list[Column], list[Column]]:
    """The columns that fit a width [characters], and those that had to leave, both in order."""
    kept = list(columns)
    for column in sorted((column for column in columns if column.leaves), key=lambda column: column.leaves):
        if _together(kept) <= width:
            break
        kept.remove(column)
    return kept, [column for column in columns if column not in kept]


def _together(columns: Sequence[Column]) -> int:
    return sum(column.width + _GAP for column in columns) - _GAP


def fitted_table(columns: Sequence[Column], *, width: int, lines_before: Sequence[int] = ()) -> "Table":
    """A table of columns, with a line before the rows at these places; words get the width that is left over."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    spare = max(width - _together(columns), 0)
    for column in columns:
        longest = max(len(cell) for cell in column.cells)
        more = min(spare, max(longest - column.least, 0)) if column.least else 0
        spare -= more
        table.add_column(
            column.title,
            justify="left" if column.least else "right",
            no_wrap=not column.least,
            width=column.width + more,
            overflow="fold",
        )
    for place, cells in enumerate(zip(*(column.cells for column in columns), strict=True)):
        if place and place in lines_before:
            table.add_section()
        table.add_row(*cells)
    return table


def print_table(console: "Console", table: "Table") -> None:
    """Print a table after an empty line, unless it has no rows."""
    if table.row_count:
        console.print()
        console.print(table)
