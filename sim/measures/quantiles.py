"""Quantiles of waits that may be unfinished, for many groups at once.

References
----------
Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
Journal of the American Statistical Association 53, 457-481.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.rows import Bools, Floats, stable_order

_TINY = 1e-9
_NOTHING_LEFT = -1e3
"""Stands for log(0) in sums of logarithms."""
_LONG = 2**20


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in order of length [minutes], so far where not finished; of equal lengths the finished first.

    A row's ``key`` says in which groups it counts: those of that row of ``groups`` (-1 for none), by way of
    grouping. Shapes [rows]; ``groups`` [keys, ways].
    """

    length: Ints
    finished: Bools
    key: Ints
    groups: NDArray[np.int32]

    def those(self, kept: Bools, *, finished: bool = False) -> "Waits":
        """Some of the rows; with ``finished`` they are taken as if they were."""
        done = np.ones(int(kept.sum()), dtype=np.bool_) if finished else self.finished[kept]
        return Waits(self.length[kept], done, self.key[kept], self.groups)


def wait_order(wait: Ints, finished: Bools) -> Ints:
    """Rows by length; of equal lengths the finished first, as the estimator wants them."""
    return stable_order(wait * 2 + ~finished)


def wait_quantiles(waits: Waits, *, codes: int, at: tuple[float, ...]) -> Floats:
    """Kaplan-Meier quantiles of waits by group.

    Parameters
    ----------
    waits
        The rows.
    codes
        Number of groups.
    at
        Rising probabilities.

    Returns
    -------
    array of shape [probabilities, codes] [minutes]
        Without unfinished rows the order statistic ceil(q n). Where the estimate does not reach q by
        the horizon, a lower bound: the larger of the same order statistic of the waits so far
        and the longest finished wait. 0 for groups without rows.
    """
    from sim.compiled import available

    return (compiled_quantiles if available() else vectorised_quantiles)(waits, codes=codes, at=at)


def compiled_quantiles(waits: Waits, *, codes: int, at: tuple[float, ...]) -> Floats:
    """The same as :func:`wait_quantiles`, row by row, which takes long where it is not compiled."""
    from sim.measures.kernels import quantiles_in_order

    chances = np.array(at)
    logs = _logs(len(waits.key) + 1)
    rows = (waits.key, waits.groups, waits.length, waits.finished)
    return quantiles_in_order(rows, chances, np.log1p(-chances) + _TINY, logs, codes)


def vectorised_quantiles(waits: Waits, *, codes: int, at: tuple[float, ...]) -> Floats:
    """The same as :func:`wait_quantiles`, way by way."""
    found = np.zeros((len(at), codes))
    for groups in waits.groups.T:
        # A group is reached in one way only, so that the others add nothing.
        found += _of_one_way(waits, groups[waits.key], codes, at)
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
    """log(1 - 1 / n) of each number n at risk below ``sizes``, and perhaps of more."""
    # At most twice as long as needed, so that few lengths are made; long ones would fill the memory.
    return _remembered_logs(2 ** sizes.bit_length()) if sizes < _LONG else _made_logs(sizes)


@lru_cache(maxsize=32)
def _remembered_logs(sizes: int) -> Floats:
    return _made_logs(sizes)


def _made_logs(sizes: int) -> Floats:
    logs = np.arange(sizes, dtype=np.float64)
    chance = logs[2:]
    np.divide(-1, chance, out=chance)
    np.log1p(chance, out=chance)
    logs[:2] = _NOTHING_LEFT
    return logs


def order_statistic(values: Ints, q: float) -> int:
    """The ceil(q n)-th smallest of n values, which are one at least."""
    rank = max(math.ceil(q * len(values) - _TINY), 1) - 1
    return int(np.partition(values, rank)[rank])
