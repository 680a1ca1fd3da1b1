"""Columns of steps when cases change places: the steps of a case move together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compiled import available

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the steps of each case come from. Cases in their new order, shapes [cases].

    Attributes
    ----------
    batch, start
        Position of the batch that each case stood in, and of its first step there.
    first
        Position of its first step now, shape [cases + 1].
    batch_starts
        Number of steps before each batch, shape [batches].
    """

    batch: Ints
    start: Ints
    first: Ints
    batch_starts: Ints

    def moved(self, parts: Sequence[Ints], shift: Ints) -> Ints:
        """A column, of which each batch holds a part.

        Parameters
        ----------
        shift
            By how much the numbers of each case grow; what is below nought stays. Shape [cases].
        """
        if available():
            from sim.demand.compiled.moving import move

            placed = np.empty(self.first[-1], dtype=np.int64)
            lying = [np.ascontiguousarray(part, dtype=np.int64) for part in parts]
            addresses = np.array([part.ctypes.data for part in lying], dtype=np.int64)
            move(addresses, self.batch, self.start, self.first, shift, placed)
            return placed
        lengths = np.diff(self.first)
        come_from = self.batch_starts[self.batch] + self.start - self.first[:-1]
        column: Ints = np.concatenate(parts)[np.arange(self.first[-1]) + np.repeat(come_from, lengths)]
        return np.where(column >= 0, column + np.repeat(shift, lengths), column)
