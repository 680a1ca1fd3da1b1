"""Steps copied from where they stand in their batches to where they go."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]


@kernel
def trace(start: Ints, before: Ints, first: Ints, was: Ints, come_from: Ints) -> None:
    """Write where each step comes from; see :meth:`sim.demand.moving.Moves.of`."""
    for case in range(len(start)):
        by = start[case] - first[case]
        for place in range(first[case], first[case + 1]):
            was[place] = place + by
            come_from[place] = place + by + before[case]


@kernel
def move(column: Ints, come_from: Ints, placed: Ints) -> None:
    """Write a column in its new order."""
    for place in range(len(placed)):
        placed[place] = column[come_from[place]]


@kernel
def move_positions(column: Ints, come_from: Ints, was: Ints, placed: Ints) -> None:
    """Write a column of positions in its new order; they move as their own step does, but for those below nought."""
    for place in range(len(placed)):
        told = column[come_from[place]]
        placed[place] = told + (place - was[place]) if told >= 0 else told
