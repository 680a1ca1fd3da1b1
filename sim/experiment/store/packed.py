"""A replication ready to be written: packed where it was made, it travels and is kept at little cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.experiment.replicate import Replication
from sim.experiment.store.columns import pack_array, pack_columns, unpack_columns
from sim.measures.record import Layout, Records
from sim.measures.rows import Bools
from sim.measures.summary import Cell

TABLES = ("cases", "visits")
"""The tables that some replications have beside their figures."""

DIMENSIONS = ("measure", "stream", "priority", "activity", "role", "team", "period", "unit")
"""What a cell is made of, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A replication, packed.

    Attributes
    ----------
    number, seconds
        Of the replication.
    layout
        What figures may be of, place by place: a :class:`CellTable`, packed once for all that have the same.
    there
        At which places there is a figure [places].
    figures
        The figures, in order.
    tables
        Those of ``TABLES`` that it has.
    """

    number: int
    seconds: float
    layout: bytes
    there: Bools
    figures: bytes
    tables: Mapping[str, bytes]


def packed(replication: Replication) -> Packed:
    """Pack a replication."""
    tables = {name: table for name in TABLES if (table := getattr(replication, name))}
    records = Records.of(replication.records)
    return Packed(
        number=int(replication.number),
        seconds=float(replication.seconds),
        layout=_packed_layout(records.layout),
        there=records.there,
        figures=pack_array(records.values),
        tables={name: pack_columns(table) for name, table in tables.items()},
    )


@lru_cache(maxsize=64)
def _packed_layout(layout: Layout) -> bytes:
    texts = [text for column in zip(*layout.cells, strict=True) for text in column]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    narrow = np.min_scalar_type(-max(len(places), 1))
    codes = np.fromiter(map(places.__getitem__, texts), dtype=narrow, count=len(texts))
    return pack_columns({"texts": np.array(list(places), dtype=np.object_), "codes": codes})


@dataclass(frozen=True, slots=True, eq=False)
class CellTable:
    """The cells of a layout as numbers of texts.

    Attributes
    ----------
    texts
        Every text that stands in the cells, once.
    codes
        The place in ``texts`` of each of a cell's ``DIMENSIONS``. Shape [8, cells].
    """

    texts: NDArray[np.object_]
    codes: NDArray[np.signedinteger[Any]]

    @classmethod
    def unpacked(cls, layout: bytes) -> Self:
        """Those of a layout that was packed."""
        columns = unpack_columns(layout)
        return cls(columns["texts"], columns["codes"].reshape(len(DIMENSIONS), -1))

    def cells(self, places: Ints) -> list[Cell]:
        """The cells at some places."""
        return list(map(tuple, self.texts[self.codes[:, places].T].tolist()))
