"""Quantiles of waits that may be unfinished, for many groups at once.

References
----------
Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
Journal of the American Statistical Association 53, 457-481.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.rows import Bools, Floats, stable_order

_TINY = 1e-9
_NOTHING_LEFT = -1e3
"""Stands for log(0) in sums of logarithms."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in order of length, so far where not finished; of equal lengths the finished first.

    Attributes
    ----------
    rows
        Length [minutes], then whether the wait is unfinished, then the key in so many bits, as one number [rows].
    bits
        How many bits a key has.
    cells
        Where rows of a key count: group x periods + period, one for each way of grouping, -1 for none [keys, ways].
    in_total
        Which periods the last of each group is the total of, among them itself, for rows of no other [periods].
    """

    rows: Ints
    bits: int
    cells: NDArray[np.int32]
    in_total: Bools

    @classmethod
    def of(cls, length: Ints, finished: Bools, key: Ints, cells: NDArray[np.int32], in_total: Bools) -> Self:
        """Waits from their columns [rows]."""
        bits = key_bits(len(cells))
        return cls.sorted((length * 2 + ~finished) << bits | key, bits, cells, in_total)

    @classmethod
    def sorted(cls, rows: Ints, bits: int, cells: NDArray[np.int32], in_total: Bools) -> Self:
        """The same of rows that are in no order."""
        from sim.compiled import available
        from sim.measures.kernels import sorted_above

        ordered = sorted_above(rows, bits) if available() else rows[stable_order(rows >> bits)]
        return cls(ordered, bits, cells, in_total)

    @property
    def length(self) -> Ints:
        """Minutes of each row."""
        return self.rows >> self.bits + 1

    @property
    def finished(self) -> Bools:
        """Whether each row has come to its end."""
        found: Bools = self.rows >> self.bits & 1 == 0
        return found

    @property
    def key(self) -> Ints:
        """The key of each row."""
        return self.rows & (1 << self.bits) - 1


def key_bits(keys: int) -> int:
    """Bits that hold each of some keys from 0."""
    return max(keys - 1, 1).bit_length()


def wait_quantiles(waits: Waits, *, groups: int, at: tuple[float, ...]) -> Floats:
    """Kaplan-Meier quantiles of waits by group and period.

    Parameters
    ----------
    waits
        The rows.
    groups
        Their number.
    at
        Rising probabilities.

    Returns
    -------
    array of shape [probabilities, groups x periods] [minutes]
        Without unfinished rows the order statistic ceil(q n). Where the estimate does not reach q by
        the horizon, a lower bound: the larger of the same order statistic of the waits so far
        and the longest finished wait. 0 for groups without rows.
    """
    from sim.compiled import available

    return (compiled_quantiles if available() else vectorised_quantiles)(waits, groups=groups, at=at)


def compiled_quantiles(waits: Waits, *, groups: int, at: tuple[float, ...]) -> Floats:
    """The same as :func:`wait_quantiles`, row by row, which takes long where it is not compiled."""
    from sim.measures.quantile_kernels import quantiles_in_order

    return quantiles_in_order(waits.rows, waits.bits, waits.cells, waits.in_total, groups, np.array(at))


def vectorised_quantiles(waits: Waits, *, groups: int, at: tuple[float, ...]) -> Floats:
    """The same as :func:`wait_quantiles`, way by way."""
    periods, key = len(waits.in_total), waits.key
    found = np.zeros((len(at), groups * periods))
    for cells in waits.cells.T:
        period, total = cells % periods, cells // periods * periods + periods - 1
        in_period = np.where((cells >= 0) & (period < periods - 1), cells, -1)
        in_total = np.where((cells >= 0) & waits.in_total[period], total, -1)
        # A cell is reached in one way only, so that the others add nothing.
        found += _of_one_way(waits, in_period[key], groups * periods, at)
        found += _of_one_way(waits, in_total[key], groups * periods, at)
    return found


def _of_one_way(waits: Waits, code: Ints, codes: int, at: tuple[float, ...]) -> Floats:
    kept = np.flatnonzero(code >= 0)
    rows = kept[stable_order(code[kept])]
    group, length, done = code[rows], waits.length[rows], waits.finished[rows]
    size = np.bincount(group, minlength=codes)
    first = np.cumsum(size) - size
    at_risk = first[group] + size[group] - np.arange(len(rows))
    left = np.cumsum(np.where(done, _logs(len(rows) + 1)[at_risk], 0.0))
    left -= np.concatenate(([0.0], left))[first[group]] if len(rows) else 0.0
    longest = np.zeros(codes, dtype=np.int64)
    np.maximum.at(longest, group[done], length[done])
    result = np.zeros((len(at), codes))
    present = size > 0
    for row, q in enumerate(at):
        beyond = np.bincount(group[left > np.log1p(-q) + _TINY], minlength=codes)
        rank = np.maximum(np.ceil(q * size - _TINY).astype(np.int64), 1) - 1
        reached = present & (beyond < size)
        hidden = present & ~reached
        result[row, reached] = length[(first + beyond)[reached]]
        result[row, hidden] = np.maximum(length[(first + rank)[hidden]], longest[hidden])
    return result


def _logs(sizes: int) -> Floats:
    """log(1 - 1 / n) of each number n at risk below ``sizes``."""
    return np.concatenate((np.full(min(sizes, 2), _NOTHING_LEFT), np.log1p(-1 / np.arange(2, sizes))))


def order_statistic(values: Ints, q: float) -> int:
    """The ceil(q n)-th smallest of n values, which are one at least."""
    rank = max(math.ceil(q * len(values) - _TINY), 1) - 1
    return int(np.partition(values, rank)[rank])
