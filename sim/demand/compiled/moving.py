"""Steps copied case by case, from where they stand in their batches to where they go."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.compiled.rows import fetch_ahead
from sim.demand.compiled.ground import number_at

Ints = NDArray[np.int64]

_AHEAD = 32
"""How many cases ahead of its turn a case is brought to the cache; they lie far from one another."""
_STEPS_OF_MANY = 8
"""Most cases have no more steps than this, and lie in the line of their first and that of this step."""


@kernel
def move(addresses: Ints, batch: Ints, start: Ints, first: Ints, shift: Ints, column: Ints) -> tuple[int, int]:
    """Write a column; what is not below nought grows by the shift of its case. Returns the least and largest number.

    Numbers that the column is too narrow for are written wrongly.

    Parameters
    ----------
    addresses
        Where the part of each batch lies.
    batch, start, first
        As in :class:`sim.demand.moving.Moves`.
    """
    least = most = 0
    for case in range(len(batch)):
        ahead = min(case + _AHEAD, len(batch) - 1)
        soon = addresses[batch[ahead]] + 8 * start[ahead]
        fetch_ahead(number_at(soon, 0))
        fetch_ahead(number_at(soon, _STEPS_OF_MANY - 1))
        source = addresses[batch[case]] + 8 * start[case]
        for place in range(first[case], first[case + 1]):
            told = number_at(source, place - first[case]).value
            told += shift[case] if told >= 0 else 0
            column[place] = told
            least, most = min(least, told), max(most, told)
    return least, most
