"""Quantiles of numbered distributions for many steps at once, one distribution after another."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.chance import quantile, whole_quantile
from sim.scenario.values import Distribution

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_QUICKLY_SORTED = 1 << 15


class Factor:
    """A row of factors, most of which are the same; each is known by its position among the different ones."""

    def __init__(self, row: Floats) -> None:
        values, self._codes = np.unique(row, return_inverse=True)
        self.values: list[float] = values.tolist()

    def at(self, place: Ints) -> "Codes":
        """The factor at each place of the row."""
        return self.values, self._codes[place]


Codes = tuple[list[float], Ints]
"""Factors, and for each step the position of its own."""


def quantiles(sizes: tuple[Distribution, ...], which: Ints, u: Floats) -> Floats:
    """Quantile of each numbered distribution; 0 for number -1. Shape as ``which``."""
    found = np.zeros(len(which))
    for number, here in members(which):
        found[here] = quantile(sizes[number], u[here])
    return found


def whole_minutes(
    sizes: tuple[Distribution, ...], which: Ints, u: Floats, *, factors: Sequence[Codes], units: int
) -> Ints:
    """Quantile of each numbered distribution times its factors, to the nearest minute; 0 for number -1.

    Parameters
    ----------
    factors
        By which the quantiles are multiplied, one after another.
    units
        Minutes in the unit of the distributions.
    """
    combined = which
    for values, codes in factors:
        combined = combined * len(values) + codes
    found = np.zeros(len(which), dtype=np.int64)
    for number, here in members(combined):
        times = [float(units)]
        for values, _ in reversed(factors):
            number, code = divmod(number, len(values))
            times.append(values[code])
        found[here] = whole_quantile(sizes[number], tuple(reversed(times)), u[here])
    return found


def members(numbers: Ints) -> Iterator[tuple[int, Ints]]:
    """Each number from 0 on that there is, and where it stands."""
    # NumPy sorts whole numbers of 16 bits in one sweep.
    quick = numbers.max(initial=0) < _QUICKLY_SORTED
    keys = np.maximum(numbers, -1).astype(np.int16 if quick else np.int64)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    bounds = [*np.flatnonzero(np.diff(keys, prepend=-2)).tolist(), len(keys)]
    for start, end in pairwise(bounds):
        if keys[start] >= 0:
            yield int(keys[start]), order[start:end]
