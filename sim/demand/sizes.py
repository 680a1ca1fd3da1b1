"""Quantiles of numbered distributions for many steps at once, one distribution after another."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.chance import quantile
from sim.scenario.values import Distribution

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_QUICKLY_SORTED = 1 << 15


def quantiles(sizes: tuple[Distribution, ...], which: Ints, u: Floats) -> Floats:
    """Quantile of each numbered distribution; 0 for number -1. Shape as ``which``."""
    found = np.zeros(len(which))
    for number, here in members(which):
        found[here] = quantile(sizes[number], u[here])
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
