"""The figures of several replications as one matrix, which pairing and intervals work on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.demand.tables import Ints
from sim.measures import Record, Summary
from sim.measures.rows import Floats
from sim.measures.summary import Cell, absent, cell_of, matrix_of, summaries

__all__ = ["Cell", "FigureTable", "cell_of", "table_of"]


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
    _places: dict[Cell, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {cell: place for place, cell in enumerate(self.cells)})

    def column(self, cell: Cell) -> Floats:
        """The values of a cell, if no replication has it 0 for counts and else NaN. Shape [replications]."""
        place = self._places.get(cell)
        return self.values[:, place] if place is not None else np.full(len(self.numbers), absent(cell))

    def columns(self, cells: Sequence[Cell]) -> Floats:
        """The values of several cells, as of :meth:`column`. Shape [replications, cells]."""
        return np.stack([self.column(cell) for cell in cells], axis=1) if cells else np.zeros((len(self.numbers), 0))

    def summary(self, cell: Cell) -> Summary:
        """Mean and interval of a cell."""
        return summaries((cell,), self.column(cell)[:, None])[0]

    def only(self, wanted: Callable[[Cell], bool]) -> "FigureTable":
        """The table of the cells that are wanted."""
        places = [place for place, cell in enumerate(self.cells) if wanted(cell)]
        return FigureTable(self.numbers, tuple(self.cells[place] for place in places), self.values[:, places])


def table_of(numbers: Sequence[int], records: Sequence[Sequence[Record]]) -> FigureTable:
    """The figures of replications, given their records in the same order."""
    return FigureTable(np.array(numbers, dtype=np.int64), *matrix_of(records))
