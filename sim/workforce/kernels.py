"""The parts of drawing timetables that go from number to number and from day to day, compiled."""

import numpy as np

from sim.chance.kernels import Words, draw_block, key_of
from sim.compiled import kernel
from sim.workforce.grid import Flags, Floats
from sim.workforce.tables import Ints

_SPARE = np.uint64(11)


@kernel
def draw_first(texts: Words, lengths: Ints, drawn: Floats) -> None:
    """Fill each row of ``drawn`` with what NumPy's generator of a text gives first.

    Parameters
    ----------
    texts
        What is hashed to the keys, as :func:`sim.chance.kernels.key_of` has it. Shape [names, words].
    lengths
        Their bytes. Shape [names].
    drawn
        Shape [names, count].
    """
    raw = np.empty(4, dtype=np.uint64)
    for name in range(len(lengths)):
        key = key_of(texts[name], lengths[name])
        for number in range(drawn.shape[1]):
            if number % 4 == 0:
                raw[0], raw[1], raw[2], raw[3] = draw_block(key, number // 4 + 1)
            drawn[name, number] = float(np.int64(raw[number % 4] >> _SPARE)) * 2.0**-53


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
