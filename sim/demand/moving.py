"""Columns of steps when cases change places: the steps of a case move together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compiled import available

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moves:
    """Where steps come from. Shapes [steps].

    Attributes
    ----------
    was
        Position that each step had in its batch.
    come_from
        Its position among the steps of all batches, one batch after another.
    """

    was: Ints
    come_from: Ints

    @classmethod
    def of(cls, start: Ints, before: Ints, first: Ints) -> "Moves":
        """The moves of the steps of some cases.

        Parameters
        ----------
        start
            Position of the first step of each case in its batch, in the new order of cases. Shape [cases].
        before
            Steps in the batches before that of each. Shape [cases].
        first
            Position of its first step now. Shape [cases + 1].
        """
        if available():
            from sim.demand.compiled.moving import trace

            form = np.int32 if first[-1] <= np.iinfo(np.int32).max else np.int64
            was, come_from = np.empty(first[-1], dtype=form), np.empty(first[-1], dtype=form)
            trace(start, before, first, was, come_from)
            return cls(was, come_from)
        lengths = np.diff(first)
        was = np.arange(first[-1]) + np.repeat(start - first[:-1], lengths)
        return cls(was, was + np.repeat(before, lengths))

    def moved(self, column: Ints) -> Ints:
        """A column of all batches, one after another, when its steps have moved."""
        if not available():
            return column[self.come_from]
        from sim.demand.compiled.moving import move

        placed = np.empty(len(self.come_from), dtype=column.dtype)
        move(column, self.come_from, placed)
        return placed

    def told(self, column: Ints) -> Ints:
        """The same for a column of positions in the batch, of steps of the same case; what is below nought stays."""
        if not available():
            moved = column[self.come_from]
            by = np.arange(len(moved)) - self.was
            return np.where(moved >= 0, moved + by, moved).astype(column.dtype)
        from sim.demand.compiled.moving import move_positions

        placed = np.empty(len(self.come_from), dtype=column.dtype)
        move_positions(column, self.come_from, self.was, placed)
        return placed
