"""A sheet of the workbook as plain data: a table with a heading, and sentences above it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Value: TypeAlias = str | float | dt.date | None
"""Of a cell: words, a number, a day, or nothing."""

Form = Literal["name", "text", "long", "day", "month", "whole", "decimal", "fine", "share", "money", "by unit"]
"""How the values of a column look; those "by unit" as the unit of their row has it."""

WORDS: tuple[Form, ...] = ("name", "text", "long")
"""Forms of words, which stay words even if they look like a number."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column.

    Attributes
    ----------
    column
        Its name in the table it is read from.
    head
        The same for people, with the unit.
    meaning
        A sentence for the sheet of definitions; empty if the head says it all.
    unit
        Name of the column that holds the unit of each row, for values "by unit".
    of
        What the values name, such as "role", if people are to read its label; else empty.
    """

    column: str
    head: str
    form: Form = "text"
    meaning: str = ""
    unit: str = "unit"
    of: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes
    ----------
    name
        On its tab, and, without spaces, of its table.
    said
        Sentences that stand above the table.
    rows
        A value for each of the fields.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Sequence[tuple[Value, ...]] = field(repr=False)
    said: tuple[str, ...] = ()
