"""Means, quantiles and shares of waits that may be unfinished, for many groups at once.

References
----------
Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
Journal of the American Statistical Association 53, 457-481.
"""

import numpy as np

from sim.demand.tables import Ints
from sim.measures.rows import Bools, Floats

_TINY = 1e-9
_NOTHING_LEFT = -1e3
"""Stands for log(0) in sums of logarithms."""


def by_code(code: Ints, order: Ints) -> Ints:
    """The rows of ``order`` whose code is not -1, stably sorted by code."""
    kept = order[code[order] >= 0]
    # Sixteen-bit keys are sorted by radix, an order of magnitude faster.
    keys = code[kept]
    small = keys.astype(np.int16) if len(keys) == 0 or keys.max() < 2**15 else keys
    return kept[np.argsort(small, kind="stable")]


def wait_order(wait: Ints, finished: Bools) -> Ints:
    """Rows by length; of equal lengths the finished first, as the estimator wants them."""
    return np.argsort(wait * 2 + ~finished, kind="stable")


def wait_quantiles(
    code: Ints, wait: Ints, finished: Bools, *, codes: int, at: tuple[float, ...], order: Ints | None = None
) -> Floats:
    """Kaplan-Meier quantiles of waits by group.

    Parameters
    ----------
    code
        Group of each row, -1 for none.
    wait, finished
        Length [minutes], so far where not finished.
    codes
        Number of groups.
    at
        Probabilities.
    order
        ``wait_order`` of the rows, if known.

    Returns
    -------
    array of shape [probabilities, codes] [minutes]
        Without unfinished rows the order statistic ceil(q n). Where the estimate does not reach q by
        the horizon, a lower bound: the larger of the same order statistic of the waits so far
        and the longest finished wait. Meaningless (0) for groups without rows.
    """
    rows = by_code(code, wait_order(wait, finished) if order is None else order)
    group, length, done = code[rows], wait[rows], finished[rows]
    size = np.bincount(group, minlength=codes).astype(np.int64)
    first = np.cumsum(size) - size
    at_risk = first[group] + size[group] - np.arange(len(rows))
    step = np.where(at_risk > 1, np.log1p(-1 / np.maximum(at_risk, 2)), _NOTHING_LEFT)
    left = np.cumsum(np.where(done, step, 0.0))
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


def order_statistics(code: Ints, value: Ints, *, codes: int, q: float) -> Floats:
    """The ceil(q n)-th smallest value of each group [codes]; 0 for groups without rows."""
    rows = np.flatnonzero(code >= 0)
    found: Floats = wait_quantiles(code[rows], value[rows], np.ones(len(rows), dtype=np.bool_), codes=codes, at=(q,))[0]
    return found
