"""Numbers looked up among ordered bounds, one after another in a kernel."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def count_below(bounds: Floats, guide: Ints, u: Floats, found: Ints) -> None:
    """How many of the bounds lie below each number, as ``np.searchsorted`` has it, written into ``found``.

    Parameters
    ----------
    bounds
        In order.
    guide
        How many bounds lie below the start of each of equal parts of [0, 1), as many as a power of two, so
        that a number times that many is exact.
    u, found
        At least 0 and below 1. Shapes [n].
    """
    for i in range(len(u)):
        at = guide[int(u[i] * len(guide))]
        while at < len(bounds) and bounds[at] < u[i]:
            at += 1
        found[i] = at
