"""Spells of neighbouring days, taken from the days that are still worked.

There are two ways, which take the same days: one is compiled, the other is for where nothing is.
"""

import numpy as np

from sim.workforce.grid import Flags, Floats
from sim.workforce.tables import Ints


def place(free: Flags, weights: Floats, years: Ints, spells: list[list[int]], uniforms: list[float]) -> None:
    """Take spells of neighbouring free days of each year, marking them no longer free.

    Parameters
    ----------
    free
        Whether each of the worker's days is still worked; changed in place. Shape [n].
    weights
        Relative chance of each day to begin a spell of leave. Shape [n].
    years
        The first of each year's days, and the one after the last. Shape [years, 2].
    spells
        For each year the lengths of those of leave, and then of those that may begin on any day alike; together
        no more than the free days.
    uniforms
        One for each spell.
    """
    from sim.compiled import available

    lengths, numbers = np.array([length for some in spells for length in some], dtype=np.int64), np.array(uniforms)
    upto = np.cumsum([len(some) for some in spells], dtype=np.int64)
    if available():
        from sim.workforce.kernels import place_from_year_to_year

        place_from_year_to_year(free, weights, years, upto, lengths, numbers)
        return
    begin = 0
    for turn, end in enumerate(upto.tolist()):
        mine = slice(*years[turn // 2].tolist())
        alike = weights[mine] if turn % 2 == 0 else np.ones(mine.stop - mine.start)
        place_by_arrays(free[mine], lengths[begin:end], alike, numbers[begin:end])
        begin = end


def place_by_arrays(free: Flags, spells: Ints, weights: Floats, uniforms: Floats) -> None:
    """Take spells of neighbouring free days, of one year and one way to begin.

    Parameters
    ----------
    free
        As in :func:`place`. Shape [n].
    spells
        Their lengths.
    weights
        Relative chance of each day to begin a spell. Shape [n].
    uniforms
        One for each spell.
    """
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
