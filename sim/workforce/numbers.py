"""The numbers that timetables are drawn with: those of many names at once.

There are two ways, which give the same numbers: one is compiled, the other is for where nothing is.
"""

import numpy as np

from sim.chance import Floats, full_name, generator
from sim.compiled import available

Chance = tuple[int, int]
"""Seed and replication."""


def first_numbers(chance: Chance, names: list[str], count: int) -> Floats:
    """What the generator of each name gives first. Shape [names, count]."""
    if not available():
        return numbers_by_generators(chance, names, count)
    from sim.chance.kernels import HASH_BLOCK
    from sim.workforce.kernels import draw_first

    texts = [full_name(*chance, name).encode() for name in names]
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    room = -(-int(lengths.max(initial=1)) // HASH_BLOCK) * HASH_BLOCK
    words = np.array(np.frombuffer(b"".join(text.ljust(room, b"\0") for text in texts), dtype="<u8"))
    drawn = np.empty((len(names), count))
    draw_first(words.reshape(len(names), room // words.itemsize), lengths, drawn)
    return drawn


def numbers_by_generators(chance: Chance, names: list[str], count: int) -> Floats:
    """As :func:`first_numbers`."""
    drawn = np.empty((len(names), count))
    for row, name in zip(drawn, names, strict=True):
        row[:] = generator(*chance, name).random(count)
    return drawn
