"""Spells of neighbouring days, taken from the days that are still worked.

There are two ways, which take the same days: one is compiled, the other is for where nothing is.
"""

from collections.abc import Callable
from functools import cache

import numpy as np

from sim.workforce.grid import Flags, Floats
from sim.workforce.tables import Ints

Way = Callable[[Flags, Ints, Floats, Floats], None]


def place(free: Flags, spells: list[int], weights: Floats, uniforms: list[float]) -> None:
    """Take spells of neighbouring free days, marking them no longer free.

    Parameters
    ----------
    free
        Whether each of the worker's days is still worked; changed in place. Shape [n].
    spells
        Their lengths, together no more than the free days.
    weights
        Relative chance of each day to begin a spell. Shape [n].
    uniforms
        One for each spell.
    """
    if spells:
        _quickest()(free, np.array(spells, dtype=np.int64), weights, np.array(uniforms))


def place_by_arrays(free: Flags, spells: Ints, weights: Floats, uniforms: Floats) -> None:
    """As :func:`place`."""
    for spell, u in zip(spells.tolist(), uniforms, strict=True):
        open_ = np.flatnonzero(free)
        # Days next to each other in ``open_`` may have absences between them in ``free``; a start
        # counts if its spell runs on unbroken, going round the end of the year.
        reach = np.concatenate((open_, open_[: spell - 1] + free.size))
        unbroken = reach[spell - 1 :] - open_ == spell - 1
        total = np.cumsum(unbroken * weights[open_])
        if total[-1] <= 0:
            # No unbroken stretch is left (or none in a month with weight): begin on any free day.
            total = np.arange(1.0, open_.size + 1)
        begin = int(np.searchsorted(total, u * total[-1], side="right"))
        free[np.take(open_, np.arange(begin, begin + spell), mode="wrap")] = False


@cache
def _quickest() -> Way:
    # Loaded when it is needed, since Numba takes its time.
    from sim.compiled import available
    from sim.workforce.kernels import place_from_day_to_day

    return place_from_day_to_day if available() else place_by_arrays
