"""Steps sorted by what their amounts follow from: a kernel with a sweep to count them and one to place them."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def sort_steps(
    of_rows: tuple[Ints, Ints, Ints, Ints],
    of_steps: tuple[Ints, Ints, Ints, Floats],
    priority: Ints,
    told: tuple[Ints, Ints, Floats],
) -> None:
    """Number the steps that take time by their amounts, and bring those of equal numbers together.

    Parameters
    ----------
    of_rows
        First numbers of rows, where their factors begin by list and by priority, and the numbers of factors.
    of_steps
        Row, list, case and uniform of each step. Shapes [steps].
    priority
        Of each case, -1 for those that have no factor.
    told
        What is written: where the steps of each number end, shape [numbers + 1], noughts before; and number for
        number the steps in order, and their uniforms.
    """
    first, by_list, by_priority, factor = of_rows
    row, skill_list, case, uniform = of_steps
    ends, steps, u = told
    numbers = np.empty(len(row), dtype=np.int32)
    for step in range(len(row)):
        at = row[step]
        number = first[at]
        if by_list[at] >= 0:
            number += factor[by_list[at] + skill_list[step]]
        elif by_priority[at] >= 0:
            number += factor[by_priority[at] + priority[case[step]]]
        numbers[step] = number
        if number >= 0:
            ends[number + 1] += 1
    places = np.empty(len(ends), dtype=np.int64)
    places[0] = 0
    for number in range(1, len(ends)):
        ends[number] += ends[number - 1]
        places[number] = ends[number]
    for step in range(len(row)):
        number = numbers[step]
        if number >= 0:
            place = places[number]
            steps[place], u[place] = step, uniform[step]
            places[number] = place + 1
