"""Columns of steps when cases change places: the steps of a case move together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compiled import available
from sim.demand.tables import form_for

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

    def moved(self, name: str, parts: Sequence[Ints], shift: Ints, below: int) -> Ints:
        """A column in its form, of which each batch holds a part.

        Parameters
        ----------
        name
            That of the column in the demand tables.
        shift
            By how much the numbers of each case grow; what is below nought stays. Shape [cases].
        below
            Where the numbers are positions, how many there are.
        """
        form = form_for(name, parts, below)
        if available():
            from sim.demand.compiled.moving import move

            lying = [np.ascontiguousarray(part) for part in parts]
            addresses = np.array([part.ctypes.data for part in lying], dtype=np.int64)
            sizes = np.array([part.itemsize for part in lying], dtype=np.int64)
            assert set(sizes.tolist()) <= {4, 8}
            placed = np.empty(self.first[-1], dtype=form)
            move(addresses, sizes, self.batch, self.start, self.first, shift, placed)
            return placed
        lengths = np.diff(self.first)
        come_from = self.batch_starts[self.batch] + self.start - self.first[:-1]
        column: Ints = np.concatenate(parts)[np.arange(self.first[-1]) + np.repeat(come_from, lengths)]
        return np.where(column >= 0, column + np.repeat(shift, lengths), column).astype(form)
