"""How text tables look on a terminal, and that they are never broken when piped."""

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


def print_table(console: "Console", table: "Table") -> None:
    """Print a table after an empty line, unless it has no rows."""
    if table.row_count:
        console.print()
        console.print(table)
