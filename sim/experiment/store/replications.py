"""A replication as a row of the store, and back, with a checksum over all of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_type_hints

import numpy as np

from sim.experiment.replicate import Replication
from sim.experiment.store.cells import Numbers
from sim.experiment.store.columns import Columns, pack_array, unpack_array
from sim.experiment.store.keys import digest_of, versions
from sim.experiment.store.packed import Packed
from sim.measures import Record
from sim.measures.rows import Floats
from sim.measures.summary import Cell

REPLICATION_COLUMNS = ("number", "engine", "seconds", "made", "versions", "cells", "seal", "figures")
"""The columns of the table ``replication`` that its checksum is over, beside the key of its run."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table ``replication``; ``checksum`` is over the key of its run and all else."""

    number: int
    engine: str
    seconds: float
    made: str
    versions: str
    cells: bytes
    seal: str
    figures: bytes
    checksum: str

    def is_sound(self, key: str) -> bool:
        """Whether the row is as it was written."""
        # Damage can make a number or nothing of what was bytes, or a text of the same bytes.
        if any(type(getattr(self, name)) is not kind for name, kind in _kinds().items()):
            return False
        return self.checksum == _checksum(key, self)

    def in_order(self) -> tuple[Any, ...]:
        """The values of ``REPLICATION_COLUMNS``, and the checksum."""
        return tuple(getattr(self, name) for name in (*REPLICATION_COLUMNS, "checksum"))

    def cell_numbers(self) -> Numbers:
        """The number of the cell of each figure."""
        numbers: Numbers = np.cumsum(unpack_array(self.cells, "<i4"), dtype=np.int32)
        return numbers

    def values(self) -> Floats:
        """The figures, in the order of the records."""
        return unpack_array(self.figures, "<f8")


@cache
def _kinds() -> dict[str, type]:
    return get_type_hints(Row)


def row_of(key: str, packed: Packed, numbers: Numbers, *, seal: str, engine: str, made: str) -> Row:
    """A replication as a row, given the numbers of its cells and their seal."""
    row = Row(
        number=packed.number,
        engine=engine,
        seconds=packed.seconds,
        made=made,
        versions=json.dumps(versions()),
        # From one record to the next the number mostly rises by one.
        cells=pack_array(np.diff(numbers, prepend=np.int32(0))),
        seal=seal,
        figures=packed.figures,
        checksum="",
    )
    return replace(row, checksum=_checksum(key, row))


def replication_of(row: Row, cells: Sequence[Cell], tables: dict[str, Columns]) -> Replication:
    """The replication that a row is of, given its records' cells and its tables."""
    records = tuple(Record(*cell[:7], value, cell[7]) for cell, value in zip(cells, row.values().tolist(), strict=True))
    return Replication(
        number=row.number,
        records=records,
        cases=tables.get("cases", {}),
        visits=tables.get("visits", {}),
        seconds=row.seconds,
    )


def table_checksum(key: str, number: int, name: str, packed: bytes) -> str:
    """The checksum of a table (cases or visits) of a replication."""
    return digest_of(key, str(number), name, packed)


def _checksum(key: str, row: Row) -> str:
    told = (str(row.number), row.engine, repr(row.seconds), row.made, row.versions, row.seal)
    return digest_of(key, *told, row.cells, row.figures)
