"""Columns of steps when cases change places: the steps of a case move together."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import available

Ints = NDArray[np.int64]


def move(column: Ints, first: Ints, to: Ints, placed: Ints) -> None:
    """Put a column of a batch where its cases go, in a column of all batches of the same form.

    Parameters
    ----------
    first
        Position of the first step of each case, and the number of steps. Shape [cases + 1].
    to
        Where that step goes. Shape [cases].
    """
    if available():
        from sim.demand.compiled.moving import move_steps

        move_steps(column, first, to, placed)
    else:
        placed[_goes_to(first, to)] = column


def move_positions(column: Ints, first: Ints, to: Ints, placed: Ints) -> None:
    """The same for positions of steps of the same case, which move with it; what is below nought stays."""
    if available():
        from sim.demand.compiled.moving import move_steps_told

        move_steps_told(column, first, to, placed)
    else:
        goes_to = _goes_to(first, to)
        placed[goes_to] = np.where(column >= 0, column + goes_to - np.arange(len(column)), column)


def _goes_to(first: Ints, to: Ints) -> Ints:
    """The new position of each step. Shape [steps]."""
    return np.arange(first[-1]) + np.repeat(to - first[:-1], np.diff(first))
