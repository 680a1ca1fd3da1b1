"""Steps copied from where they stand in their batch to where they go.

Positions without a sign are taken as they are; with one, each would first be asked whether it counts from the end, and
steps would go one by one.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]


@kernel
def move_steps(column: Ints, first: Ints, to: Ints, placed: Ints) -> None:
    """See :func:`sim.demand.moving.move`."""
    for case in range(len(to)):
        if to[case] < 0:
            continue
        at, goes_to = np.uint64(first[case]), np.uint64(to[case])
        for step in range(np.uint64(first[case + 1]) - at):
            placed[goes_to + step] = column[at + step]


@kernel
def move_steps_told(column: Ints, first: Ints, to: Ints, placed: Ints) -> None:
    """See :func:`sim.demand.moving.move_positions`."""
    for case in range(len(to)):
        if to[case] < 0:
            continue
        by = to[case] - first[case]
        at, goes_to = np.uint64(first[case]), np.uint64(to[case])
        for step in range(np.uint64(first[case + 1]) - at):
            told = column[at + step]
            placed[goes_to + step] = told + by if told >= 0 else told
