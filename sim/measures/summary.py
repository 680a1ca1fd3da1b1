"""Figures over replications: mean and 95 % interval.

References
----------
Law, A. M. (2015). Simulation Modeling and Analysis, 5th edition, section 4.5.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.demand.tables import Ints
from sim.measures.record import Cell, Record, Records
from sim.measures.registry import measure_named
from sim.measures.rows import Floats

__all__ = [
    "CONFIDENCE", "Cell", "Summary", "absent", "cell_of", "half_widths", "intervals", "matrix_of", "student",
    "summaries", "summarise",
]  # fmt: skip

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """A figure over replications.

    ``low`` and ``high`` bound the mean's 95 % interval (Student's t); they are NaN, which tables
    print as empty, where one replication gives no interval. ``n`` is the number of replications
    in which the figure exists; a count that a replication has no record of was 0 there.
    """

    measure: str
    stream: str
    priority: str
    activity: str
    role: str
    team: str
    period: str
    mean: float
    low: float
    high: float
    n: int
    unit: str


def summarise(replications: Sequence[Iterable[Record]]) -> list[Summary]:
    """Mean and interval of every figure, in the order in which the figures first appear.

    Parameters
    ----------
    replications
        The records of each replication.
    """
    cells, values = matrix_of(replications)
    return summaries(cells, values)


def matrix_of(replications: Sequence[Iterable[Record]]) -> tuple[tuple[Cell, ...], Floats]:
    """The cells of all replications as they first appear, and their values [replications, cells].

    NaN where a replication has no such figure, but 0 for counts.
    """
    columns: dict[Cell, int] = {}
    parts = [Records.of(each) for each in replications]
    places = [[columns.setdefault(cell, len(columns)) for cell in part.cells.tolist()] for part in parts]
    values = np.tile(np.array([absent(cell) for cell in columns], dtype=np.float64), (len(parts), 1))
    for row, (place, part) in enumerate(zip(places, parts, strict=True)):
        values[row, place] = part.values
    return tuple(columns), values


def cell_of(record: Record) -> Cell:
    """The cell that a record is of."""
    who = (record.stream, record.priority, record.activity, record.role, record.team)
    return (record.measure, *who, record.period, record.unit)


def absent(cell: Cell) -> float:
    """The value of a replication that has no record of a cell: 0 of a count, else none (NaN)."""
    return 0.0 if measure_named(cell[0]).counts else math.nan


def summaries(cells: Sequence[Cell], values: Floats) -> list[Summary]:
    """Mean and interval of every column.

    Parameters
    ----------
    cells
        What each column is of.
    values
        By replication, NaN where a figure is missing. Shape [replications, cells].
    """
    n, mean, half = intervals(values)
    return [
        Summary(*cell[:7], float(mean[k]), float(mean[k] - half[k]), float(mean[k] + half[k]), int(n[k]), cell[7])
        for k, cell in enumerate(cells)
    ]


def intervals(values: Floats) -> tuple[Ints, Floats, Floats]:
    """Number of values, mean and half-width of the mean's 95 % interval of each column [columns].

    The mean of no values is NaN, and so is the half-width of fewer than two.
    """
    there = ~np.isnan(values)
    n: Ints = there.sum(axis=0)
    mean = np.where(there, values, 0.0).sum(axis=0) / np.maximum(n, 1)
    squares = (np.where(there, values - mean, 0.0) ** 2).sum(axis=0)
    return n, np.where(n > 0, mean, math.nan), half_widths(n, squares)


def half_widths(n: Ints, squares: Floats) -> Floats:
    """Half-widths of 95 % intervals from numbers of values and sums of squared deviations; NaN where n is below 2."""
    sizes, place = np.unique(n, return_inverse=True)
    factor = np.array([student(int(size)) for size in sizes], dtype=np.float64)[place.reshape(n.shape)]
    half: Floats = factor * np.sqrt(squares / np.maximum(n - 1, 1) / np.maximum(n, 1))
    return half


@lru_cache(maxsize=4096)
def student(n: int, confidence: float = CONFIDENCE) -> float:
    """Student's two-sided quantile for a mean of n values; NaN for fewer than two."""
    from scipy.special import stdtrit  # much quicker to load than scipy.stats

    return float(stdtrit(n - 1, (1 + confidence) / 2)) if n > 1 else math.nan
