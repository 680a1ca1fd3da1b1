"""Numbers looked up among ordered bounds, one after another in a kernel."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def look_up(bounds: Floats, guide: Ints, first: int, u: Floats, told: tuple[Ints, Ints]) -> int:
    """The whole number at each share; see :func:`sim.chance.whole.whole_quantile`.

    Parameters
    ----------
    bounds
        In order: just below and just above where each whole number ends.
    guide
        How many bounds lie below the start of each of equal parts of [0, 1), as many as a power of two, so
        that a number times that many is exact.
    first
        The first whole number.
    u
        At least 0 and below 1. Shape [n].
    told
        What is written: the whole numbers, and the positions of those that nobody knows but the inverse, because they
        lie within the bounds of a change or beyond all. Shapes [n].

    Returns
    -------
    How many of these there are.
    """
    whole, unsure = told
    count = 0
    for i in range(len(u)):
        at = guide[int(u[i] * len(guide))]
        while at < len(bounds) and bounds[at] < u[i]:
            at += 1
        whole[i] = first + (at >> 1)
        if at & 1 or at == 0 or at == len(bounds):
            unsure[count] = i
            count += 1
    return count
