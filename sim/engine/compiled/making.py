"""How tables of records are made: empty, filled, or of numbers alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.rows import LINE
from sim.engine.compiled.state import FAR, TABLES

Table = NDArray[np.void]
Ints = NDArray[np.int64]


def near(minutes: Ints) -> Ints:
    """Minutes, with FAR for all that lie so far away."""
    return np.minimum(minutes, FAR)


def empty(name: str, rows: int) -> Table:
    """A table as it comes from memory, which is taken as rows are written; its rows begin with a line of the cache."""
    return _lined(np.empty, name, rows)


def blank(name: str, rows: int) -> Table:
    """A table whose fields are all 0."""
    return _lined(np.zeros, name, rows)


def _lined(memory_of: Callable[..., Any], name: str, rows: int) -> Table:
    size = rows * TABLES[name].itemsize
    memory = memory_of(size + LINE, dtype=np.uint8)
    begins = -memory.ctypes.data % LINE
    table: Table = memory[begins : begins + size].view(TABLES[name])
    return table


def filled(name: str, rows: int, **columns: Any) -> Table:
    """A table whose fields are 0, or as given."""
    table = blank(name, rows)
    for field, column in columns.items():
        table[field] = column
    return table


def copied(name: str, table: Table) -> Table:
    """Another table with the same rows."""
    copy = empty(name, len(table))
    copy[:] = table
    return copy


def numbers(values: Any) -> Table:
    """A table of numbers alone."""
    return filled("members", len(values), value=values)
