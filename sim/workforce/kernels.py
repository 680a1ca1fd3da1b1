"""The part of drawing timetables that goes from day to day, compiled."""

import numpy as np

from sim.compiled import kernel
from sim.workforce.grid import Flags, Floats
from sim.workforce.tables import Ints


@kernel
def place_from_day_to_day(free: Flags, spells: Ints, weights: Floats, uniforms: Floats) -> None:
    """As :func:`sim.workforce.spells.place`."""
    open_ = np.empty(free.size, dtype=np.int64)
    total = np.empty(free.size, dtype=np.float64)
    for number in range(spells.size):
        more = spells[number] - 1
        size = 0
        for day in range(free.size):
            if free[day]:
                open_[size] = day
                size += 1
        whole = 0.0
        for at in range(size):
            last = open_[at + more] if at + more < size else open_[at + more - size] + free.size
            if last - open_[at] == more:
                whole += weights[open_[at]]
            total[at] = whole
        if whole <= 0:
            whole = float(size)
            for at in range(size):
                total[at] = at + 1.0
        wanted = uniforms[number] * whole
        begin = 0
        while begin < size and total[begin] <= wanted:
            begin += 1
        for at in range(begin, begin + more + 1):
            free[open_[at % size]] = False
