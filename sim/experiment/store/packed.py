"""A replication ready to be written: packed where it was made, it travels and is kept at little cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

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
        What figures may be of, place by place: the columns ``DIMENSIONS``, packed once for all that have the same.
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
    columns = np.array(layout.cells.tolist(), dtype=np.object_).reshape(-1, len(DIMENSIONS)).T
    return pack_columns(dict(zip(DIMENSIONS, columns, strict=True)))


def cells_at(layout: bytes, places: Iterable[int]) -> list[Cell]:
    """The cells at some places of a layout that was packed."""
    chosen = np.fromiter(places, dtype=np.int64)
    columns = unpack_columns(layout)
    return list(zip(*(columns[name][chosen].tolist() for name in DIMENSIONS), strict=True))
