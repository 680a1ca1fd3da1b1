"""A replication ready to be written: packed where it was made, it travels and is kept at little cost."""

import threading
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

_MOST_MET = 2**18
"""Cells remembered at most; a service has some ten thousands."""

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
        cells=_MET.coded.table(records.cells.tolist()),
        figures=pack_array(records.values),
        monthly=pack_columns(replication.monthly),
        tables={name: pack_columns(table) for name, table in tables.items()},
    )


class _Coded(dict[Cell, bytes]):
    """Cells as the numbers of their texts, remembered as they are met: replications have nearly the same cells."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, int] = {}

    def __missing__(self, cell: Cell) -> bytes:
        places = self._places
        self[cell] = coded = np.array([places.setdefault(text, len(places)) for text in cell], dtype=np.int32).tobytes()
        return coded

    def table(self, cells: Iterable[Cell]) -> CellTable:
        """Cells as a table, whose texts are all of those met so far."""
        if len(self) > _MOST_MET:
            self.clear()
            self._places.clear()
        codes = np.frombuffer(b"".join(map(self.__getitem__, cells)), dtype=np.int32)
        return CellTable(tuple(self._places), codes.reshape(-1, len(DIMENSIONS)))


class _Met(threading.local):
    """Each thread's own, since the number of a text is how many were met before."""

    def __init__(self) -> None:
        self.coded = _Coded()


_MET = _Met()
