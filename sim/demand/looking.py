"""Kernels that go along all steps once: to give their lists other numbers, and to find those where something differs.

Positions without a sign are taken as they are; with one, each would first be asked whether it counts from the end.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


def renumbered(lists: Ints, first: Ints, time: Ints, numbers: Ints) -> Ints:
    """Lists of steps with other numbers.

    Parameters
    ----------
    lists
        The list of each step, -1 for none. Shape [steps].
    first, time
        First step of each case, shape [cases + 1], and the time whose numbers it has, shape [cases].
    numbers
        The number of each list. Shape [times, lists].
    """
    # The first of each time stands for no list.
    told: Ints = np.empty(len(lists), dtype=numbers.dtype)
    _renumber(lists, first, time, np.append(np.full_like(numbers[:, :1], -1), numbers, axis=1), told)
    return told


@kernel
def _renumber(lists: Ints, first: Ints, time: Ints, numbers: Ints, told: Ints) -> None:
    for case in range(len(time)):
        number = numbers[time[case]]
        for step in range(np.uint64(first[case]), np.uint64(first[case + 1])):
            told[step] = number[np.uint64(lists[step] + 1)]


def differing(at: Ints, first: Ints, time: Ints, differ: Bytes) -> tuple[Ints, Bytes]:
    """The steps at which something differs, in order, and what it is.

    Parameters
    ----------
    at
        Activity and kind of work of each step as one number. Shape [steps].
    first, time
        First step of each case, shape [cases + 1], and its time, shape [cases].
    differ
        What differs at each such number, nought for nothing. Shape [times, numbers].
    """
    found: Ints = np.empty(len(at), dtype=np.int32)
    what = np.empty(len(at), dtype=np.uint8)
    count = _look_along(at, first, time, differ, found, what) if differ.any() else 0
    return found[:count].copy(), what[:count].copy()


@kernel
def _look_along(at: Ints, first: Ints, time: Ints, differ: Bytes, found: Ints, what: Bytes) -> int:
    count = 0
    for case in range(len(time)):
        here = differ[time[case]]
        for step in range(np.uint64(first[case]), np.uint64(first[case + 1])):
            bits = here[np.uint64(at[step])]
            # What is found last is overwritten unless it counts.
            found[np.uint64(count)], what[np.uint64(count)] = step, bits
            count += bits != 0
    return count
