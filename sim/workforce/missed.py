"""Which of their due days a worker misses, over all years.

Most designs of an experiment leave most workers as they are. So what was drawn is remembered for a while, by all that
it follows from.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.workforce.absence import KINDS, Allowance, numbers_for, take_year
from sim.workforce.numbers import Chance, first_numbers
from sim.workforce.tables import Ints

REMEMBERED: Final = 16_384
"""Workers, with some five thousand bytes each; a replication has a few hundred, and a search meets the same fifty
futures again and again."""

_DAY: Final = np.uint16
"""What a day is kept in; enough for more than a hundred years."""


Days = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Years:
    """What the workers of a role share, besides the days they are due in.

    Attributes
    ----------
    year_first, full_time
        First day of each year and the day after the last, and what a full-timer misses in each.
    weekday, leave_weights
        Of each day, and how likely leave is to begin on it; the bytes of int64 and float64.
    """

    year_first: tuple[int, ...]
    full_time: tuple[Allowance, ...]
    weekday: bytes
    leave_weights: bytes


@dataclass(frozen=True, slots=True)
class Presence:
    """Which of a worker's due days are worked, and the gaps between, as places among the due days.

    Attributes
    ----------
    worked
        Rising. Shape [days worked].
    gap_from, gap_to
        The first day missed of each gap, and the next that is worked; after the last, the number of due days.
        Shapes [gaps].
    """

    worked: Days
    gap_from: Days
    gap_to: Days


def presence_of(chance: Chance, post: str, turn: int, years: Years, due: Ints) -> Presence:
    """When a worker is there, and when away for leave, training or sickness.

    Parameters
    ----------
    post, turn
        The name of the post and the worker's turn in it: with seed and replication, the names of their chance.
    due
        Days, rising.
    """
    return _drawn(chance, post, turn, years, due.astype(_DAY).tobytes())


@lru_cache(maxsize=REMEMBERED)
def _drawn(chance: Chance, post: str, turn: int, years: Years, due_days: bytes) -> Presence:
    due = np.frombuffer(due_days, dtype=_DAY)
    weekday = np.frombuffer(years.weekday, dtype=np.int64)[due]
    weights = np.frombuffer(years.leave_weights, dtype=np.float64)[due]
    places = np.searchsorted(due, years.year_first).tolist()
    worked = [year for year, begins in enumerate(places[:-1]) if begins < places[year + 1]]
    names = [f"{post}/{kind}/{turn}/{year}" for year in worked for kind in KINDS]
    count = max((numbers_for(years.full_time[year]) for year in worked), default=0)
    numbers = first_numbers(chance, names, count).reshape(len(worked), len(KINDS), count).tolist()
    free = np.ones(due.size, dtype=np.bool_)
    for year, drawn in zip(worked, numbers, strict=True):
        mine = slice(places[year], places[year + 1])
        take_year(free[mine], weights[mine], len(set(weekday[mine].tolist())), years.full_time[year], drawn)
    away = np.ones(due.size + 2, dtype=np.int8)
    away[[0, -1]] = 0
    away[1:-1] -= free
    edge = np.diff(away)
    return Presence(*(np.flatnonzero(which).astype(_DAY) for which in (free, edge == 1, edge == -1)))
