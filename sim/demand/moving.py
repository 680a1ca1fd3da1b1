"""Columns of steps when cases change places: the steps of a case, and of cases that stay together, move together."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import available

Ints = NDArray[np.int64]

_LEFT_OUT = np.iinfo(np.int64).min // 2
"""Stands for how far cases move that are left out."""


def runs(first: Ints, to: Ints) -> tuple[Ints, Ints]:
    """Cases that stay together as if they were one: the same for their first steps, which is sooner done.

    Parameters
    ----------
    first
        Position of the first step of each case, and the number of steps. Shape [cases + 1].
    to
        Where that step goes, -1 for cases that are left out. Shape [cases].
    """
    by = np.where(to >= 0, to - first[:-1], _LEFT_OUT)
    heads = np.flatnonzero(np.diff(by, prepend=_LEFT_OUT - 1))
    return np.append(first[heads], first[-1]), to[heads]


def move(column: Ints, first: Ints, to: Ints, placed: Ints) -> None:
    """Put a column of a batch where its cases go, in a column of all batches of the same form.

    Parameters
    ----------
    first, to
        See :func:`runs`.
    """
    if available():
        from sim.demand.compiled.moving import move_steps

        move_steps(column, first, to, placed)
    else:
        steps, goes_to = _goes_to(first, to)
        placed[goes_to] = column[steps]


def move_positions(column: Ints, first: Ints, to: Ints, placed: Ints) -> None:
    """The same for positions of steps of the same case, which move with it; what is below nought stays."""
    if available():
        from sim.demand.compiled.moving import move_steps_told

        move_steps_told(column, first, to, placed)
    else:
        steps, goes_to = _goes_to(first, to)
        told = column[steps]
        placed[goes_to] = np.where(told >= 0, told + goes_to - steps, told)


def _goes_to(first: Ints, to: Ints) -> tuple[Ints, Ints]:
    """The steps that are not left out, and the new position of each."""
    lengths = np.diff(first)
    steps = np.flatnonzero(np.repeat(to >= 0, lengths))
    return steps, steps + np.repeat(to - first[:-1], lengths)[steps]
