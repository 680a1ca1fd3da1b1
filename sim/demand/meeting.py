"""What differs at each step of what is known: a kernel that goes along all of them once."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@kernel
def look_along(
    of_cases: tuple[Ints, Ints], of_steps: tuple[Ints, Ints], of_times: tuple[Bytes, Ints], told: tuple[Ints, Ints]
) -> int:
    """Find the steps at which something differs, and number all their lists anew.

    Parameters
    ----------
    of_cases
        First step of each, shape [cases + 1], and its time, shape [cases].
    of_steps
        Activity and kind of work as one number, and list. Shapes [steps].
    of_times
        What differs at each such number, and the number of each list, the first for none; one time after another.
    told
        What is written: the steps at which something differs, in order, and the lists. Shapes [steps].

    Returns
    -------
    How many steps were found.
    """
    first, time = of_cases
    at, lists = of_steps
    differ, numbers = of_times
    found, renumbered = told
    count = 0
    for case in range(len(time)):
        here, number = differ[time[case]], numbers[time[case]]
        # Positions without a sign are taken as they are; what is found last is overwritten unless it counts.
        for step in range(np.uint64(first[case]), np.uint64(first[case + 1])):
            renumbered[step] = number[np.uint64(lists[step] + 1)]
            found[np.uint64(count)] = step
            count += here[np.uint64(at[step])] != 0
    return count
