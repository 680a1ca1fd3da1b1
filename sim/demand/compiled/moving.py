"""Steps copied case by case, from where they stand in their batches to where they go."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.compiled.rows import fetch_ahead
from sim.demand.compiled.ground import SHORT, letter_at, number_at, short_at

Ints = NDArray[np.int64]

_AHEAD = 32
"""How many cases ahead of its turn a case is brought to the cache; they lie far from one another."""
_STEPS_OF_MANY = 8
"""Most cases have no more steps than this, and lie in the line of their first and that of this step."""

_SHORT = SHORT.itemsize


@kernel
def move(addresses: Ints, sizes: Ints, batch: Ints, start: Ints, first: Ints, shift: Ints, column: Ints) -> None:
    """Write a column, which has to be wide enough; what is not below nought grows by the shift of its case.

    Parameters
    ----------
    addresses, sizes
        Where the part of each batch lies, and how many bytes each number has there, 4 or 8.
    batch, start, first
        As in :class:`sim.demand.moving.Moves`.
    """
    for case in range(len(batch)):
        ahead = min(case + _AHEAD, len(batch) - 1)
        soon, length = addresses[batch[ahead]], sizes[batch[ahead]]
        fetch_ahead(letter_at(soon, length * start[ahead]))
        fetch_ahead(letter_at(soon, length * (start[ahead] + _STEPS_OF_MANY) - 1))
        length = sizes[batch[case]]
        source = addresses[batch[case]] + length * start[case]
        for place in range(first[case], first[case + 1]):
            at = place - first[case]
            told = short_at(source, at).value if length == _SHORT else number_at(source, at).value
            column[place] = told + shift[case] if told >= 0 else told
