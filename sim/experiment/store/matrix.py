"""Figures of several replications laid beside one another, without a record for each."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from sim.demand.tables import Ints
from sim.experiment.figure_table import FigureTable
from sim.experiment.store.cells import Cells, Numbers
from sim.measures import measure_named
from sim.measures.rows import Floats
from sim.measures.summary import Cell

Part = tuple[Numbers, Floats]
"""The figures of a replication: the number of the cell of each, and its value."""

Wanted = Callable[[Cell], bool]
"""Whether a cell is wanted."""


class Chosen:
    """The cells that are wanted; it is asked once for each, for the runs of an experiment have most in common.

    Parameters
    ----------
    cells
        Those of the store.
    wanted
        Which are wanted; all of them if not given.
    """

    def __init__(self, cells: Cells, wanted: Wanted | None) -> None:
        self._cells, self._wanted = cells, wanted
        # By the number of the cell.
        self._asked = self._yes = np.zeros(0, dtype=np.bool_)

    def among(self, numbers: Ints) -> Ints:
        """Those of the cells with these numbers that are wanted, in their order; the store knows all by then."""
        beyond = int(numbers.max(initial=-1)) + 1 - len(self._asked)
        if beyond > 0:
            self._asked, self._yes = (np.pad(each, (0, beyond)) for each in (self._asked, self._yes))
        new = numbers[~self._asked[numbers]]
        self._yes[new] = [self._wanted is None or self._wanted(cell) for cell in self._cells.cells_of(new)]
        self._asked[new] = True
        return numbers[self._yes[numbers]]


def laid_out(numbers: Sequence[int], parts: Sequence[Part], chosen: Ints, cells: Sequence[Cell]) -> FigureTable:
    """The figures of replications (their numbers ascending) in the cells that are chosen, which are given too."""
    column_of = np.full(max((int(part.max(initial=0)) for part, _ in parts), default=0) + 1, -1, dtype=np.int32)
    column_of[chosen] = np.arange(len(chosen))
    values = np.tile(np.array([_absent(cell[0]) for cell in cells], dtype=np.float64), (len(parts), 1))
    for row, (part, figures) in zip(values, parts, strict=True):
        column = column_of[part]
        kept = np.flatnonzero(column >= 0)
        row[column[kept]] = figures[kept]
    return FigureTable(np.array(numbers, dtype=np.int64), tuple(cells), values)


def as_they_appear(parts: Sequence[Numbers]) -> Ints:
    """Each number once, in the order in which the parts first have them."""
    seen = np.zeros(max((int(part.max(initial=0)) for part in parts), default=0) + 1, dtype=np.bool_)
    order = [np.zeros(0, dtype=np.int64)]
    for part in parts:
        new = part[~seen[part]]
        _, first = np.unique(new, return_index=True)
        order.append(new[np.sort(first)].astype(np.int64))
        seen[new] = True
    return np.concatenate(order)


@lru_cache(maxsize=4096)
def _absent(measure: str) -> float:
    """The value where a replication has no such figure: 0 of counts, else NaN."""
    try:
        return 0.0 if measure_named(measure).counts else math.nan
    except KeyError:  # kept by a version of carecap that had other measures
        return math.nan
