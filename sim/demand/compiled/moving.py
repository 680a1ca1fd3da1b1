"""Steps copied from where they stand in their batch to where they go."""

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
        by = to[case] - first[case]
        for step in range(first[case], first[case + 1]):
            placed[step + by] = column[step]


@kernel
def move_steps_told(column: Ints, first: Ints, to: Ints, placed: Ints) -> None:
    """See :func:`sim.demand.moving.move_positions`."""
    for case in range(len(to)):
        if to[case] < 0:
            continue
        by = to[case] - first[case]
        for step in range(first[case], first[case + 1]):
            told = column[step]
            placed[step + by] = told + by if told >= 0 else told
