"""The figures of several replications as one matrix, which pairing and intervals work on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Ints
from sim.measures import Record, measure_named
from sim.measures.rows import Floats

Cell = tuple[str, str, str, str, str, str, str, str]
"""What a figure is of: measure, stream, priority, activity, role, team, period, unit."""


@dataclass(frozen=True, slots=True, eq=False)
class FigureTable:
    """Figures by replication and cell.

    Attributes
    ----------
    numbers
        Numbers of the replications, ascending. Shape [replications].
    cells
        In the order in which a replication's records first have them.
    values
        Shape [replications, cells]; NaN where a replication has no such figure, but 0 for counts.
    """

    numbers: Ints
    cells: tuple[Cell, ...]
    values: Floats

    def column(self, cell: Cell) -> Floats:
        """The values of a cell by replication; if no replication has it 0 for counts, else NaN. Shape [replications]."""
        if cell in self.cells:
            return self.values[:, self.cells.index(cell)]
        return np.full(len(self.numbers), _absent(cell))


def _absent(cell: Cell) -> float:
    return 0.0 if measure_named(cell[0]).counts else math.nan


def cell_of(record: Record) -> Cell:
    """The cell that a record is of."""
    who = (record.stream, record.priority, record.activity, record.role, record.team)
    return (record.measure, *who, record.period, record.unit)


def table_of(numbers: Sequence[int], records: Sequence[Sequence[Record]]) -> FigureTable:
    """The figures of replications, given their records in the same order."""
    rows: dict[Cell, int] = {}
    found = [[(rows.setdefault(cell_of(item), len(rows)), item.value) for item in each] for each in records]
    absent = np.array([_absent(cell) for cell in rows], dtype=np.float64)
    values = np.tile(absent, (len(found), 1))
    for row, each in enumerate(found):
        for place, value in each:
            values[row, place] = value
    return FigureTable(np.array(numbers, dtype=np.int64), tuple(rows), values)
