"""Figures of several replications laid beside one another, without a record for each."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from sim.demand.tables import Ints
from sim.experiment.figure_table import FigureTable
from sim.experiment.store.cells import Numbers
from sim.measures import measure_named
from sim.measures.rows import Floats
from sim.measures.summary import Cell

Part = tuple[Numbers, Floats]
"""The figures of a replication: the number of the cell of each, and its value."""


def laid_out(
    numbers: Sequence[int],
    parts: Sequence[Part],
    present: Ints,
    cells: Sequence[Cell],
    wanted: Callable[[Cell], bool] | None,
) -> FigureTable:
    """The figures of replications (their numbers ascending) in the cells that are wanted.

    ``present`` is :func:`as_they_appear` of the parts, ``cells`` the cell of each of its numbers.
    """
    chosen = np.array([k for k, cell in enumerate(cells) if wanted is None or wanted(cell)], dtype=np.int64)
    column_of = np.full(int(present.max(initial=0)) + 1, -1, dtype=np.int64)
    column_of[present[chosen]] = np.arange(len(chosen))
    kept = tuple(cells[k] for k in chosen.tolist())
    values = np.tile(np.array([_absent(cell[0]) for cell in kept], dtype=np.float64), (len(parts), 1))
    for row, (part, figures) in zip(values, parts, strict=True):
        column = column_of[part]
        row[column[column >= 0]] = figures[column >= 0]
    return FigureTable(np.array(numbers, dtype=np.int64), kept, values)


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
