"""Figures over replications: mean and 95 % interval.

References
----------
Law, A. M. (2015). Simulation Modeling and Analysis, 5th edition, section 4.5.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Ints
from sim.measures.record import Record
from sim.measures.registry import measure_named
from sim.measures.rows import Floats

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


_Cell = tuple[str, str, str, str, str, str, str, str]


def summarise(replications: Sequence[Iterable[Record]]) -> list[Summary]:
    """Mean and interval of every figure, in the order in which the figures first appear.

    Parameters
    ----------
    replications
        The records of each replication.
    """
    rows: dict[_Cell, int] = {}
    places: list[int] = []
    values: list[float] = []
    for records in replications:
        for item in records:
            who = (item.stream, item.priority, item.activity, item.role, item.team)
            cell = (item.measure, *who, item.period, item.unit)
            places.append(rows.setdefault(cell, len(rows)))
            values.append(item.value)
    place, value = np.array(places, dtype=np.int64), np.array(values, dtype=np.float64)
    there = np.bincount(place, minlength=len(rows))
    counts = np.array([measure_named(cell[0]).counts for cell in rows], dtype=np.bool_)
    n = np.where(counts, len(replications), there)
    mean = np.bincount(place, weights=value, minlength=len(rows)) / np.maximum(n, 1)
    # Replications without a record of a count had 0.
    absent = (n - there) * mean**2
    squares = absent + np.bincount(place, weights=(value - mean[place]) ** 2, minlength=len(rows))
    half = _half_widths(n, squares)
    return [
        Summary(*cell[:7], float(mean[k]), float(mean[k] - half[k]), float(mean[k] + half[k]), int(n[k]), cell[7])
        for cell, k in rows.items()
    ]


def _half_widths(n: Ints, squares: Floats) -> Floats:
    """Half-widths of intervals from numbers of values and sums of squared deviations; NaN where n is 1."""
    from scipy.stats import t

    quantile = {int(size): float(t.ppf((1 + CONFIDENCE) / 2, size - 1)) for size in np.unique(n) if size > 1}
    factor = np.array([quantile.get(int(size), math.nan) for size in n], dtype=np.float64)
    half: Floats = factor * np.sqrt(squares / np.maximum(n - 1, 1) / np.maximum(n, 1))
    return half
