"""A replication ready to be written: packed where it was made, it travels and is kept at little cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.replicate import Replication
from sim.experiment.store.columns import pack_array, pack_columns
from sim.measures.record import Records
from sim.measures.summary import Cell

TABLES = ("cases", "visits")
"""The tables that some replications have beside their figures."""

DIMENSIONS = ("measure", "stream", "priority", "activity", "role", "team", "period", "unit")
"""What a cell is made of, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class CellTable:
    """Cells as numbers of texts.

    Attributes
    ----------
    texts
        Every text that stands in the cells.
    codes
        The place in ``texts`` of each of a cell's ``DIMENSIONS``. Shape [cells, 8].
    """

    texts: tuple[str, ...]
    codes: NDArray[np.int32]

    def cells(self, rows: Sequence[int]) -> list[Cell]:
        """The cells of some rows."""
        texts = np.array(self.texts, dtype=np.object_)
        return list(map(tuple, texts[self.codes[list(rows)]].tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A replication, packed.

    Attributes
    ----------
    number, seconds
        Of the replication.
    cells, figures
        What its figures are of, and the figures in their order.
    monthly, tables
        The monthly table, and those of ``TABLES`` that it has.
    """

    number: int
    seconds: float
    cells: CellTable
    figures: bytes
    monthly: bytes
    tables: Mapping[str, bytes]


def packed(replication: Replication) -> Packed:
    """Pack a replication."""
    tables = {name: table for name in TABLES if (table := getattr(replication, name))}
    records = Records.of(replication.records)
    return Packed(
        number=int(replication.number),
        seconds=float(replication.seconds),
        cells=cell_table(records.cells.tolist()),
        figures=pack_array(records.values),
        monthly=pack_columns(replication.monthly),
        tables={name: pack_columns(table) for name, table in tables.items()},
    )


def cell_table(cells: Iterable[Cell]) -> CellTable:
    """Cells as a table."""
    given = [text for cell in cells for text in cell]
    places = {text: place for place, text in enumerate(dict.fromkeys(given))}
    codes = np.fromiter(map(places.__getitem__, given), dtype=np.int32, count=len(given))
    return CellTable(tuple(places), codes.reshape(-1, len(DIMENSIONS)))
