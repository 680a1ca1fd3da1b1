"""How many of a role's posts are expected to be filled on each day, and by how many who are new."""

import math
from functools import lru_cache
from typing import Final

import numpy as np

from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY
from sim.workforce.grid import Floats, Grid
from sim.workforce.starters import Ramp, ramps_of
from sim.workforce.vacancy import Leaving, Terms, empty_at_first, terms_of

AT_ONCE: Final = 1e-6
"""Days to fill a post, where a role has none since nobody leaves."""


def staffed(service: Service, grid: Grid, role_name: str, created: float) -> Floats:
    """Expected share of a post's time that is filled, less what starters do not yet give. Shape [days].

    Those in post on day one are no starters; everybody in a post created later is.

    Parameters
    ----------
    created
        Day on which the post begins; the days before it are as that day.
    """
    terms = terms_of(service, role_name)
    ramps = ramps_of(service, role_name)
    first = min(math.ceil(created), grid.days)
    share = _staffed(terms, ramps, first, grid.days)
    return np.concatenate((np.full(first, share[0]), share))[: grid.days]


@lru_cache(maxsize=256)
def _staffed(terms: Terms, ramps: tuple[Ramp, ...], first: int, end: int) -> Floats:
    """The share on each day from ``first``; at least one. Shape [max(end - first, 1)].

    Let L(t) be the expected leavers up to t and P(t) the way that an empty post has made (1 from leaver
    to starter). Empty on day t are those who left after s(t), the last moment with P(s) <= P(t) - 1:
    E(t) = L(t) - L(s(t)), and L grows by rate x (1 - E). Before the first day L and P are straight
    lines, which makes E constant for as long as the terms are.
    """
    day = np.arange(first, max(end, first + 1), dtype=np.float64)
    epoch = np.maximum(np.searchsorted(terms.starts, day, side="right") - 1, 0)
    at_first, of_old = empty_at_first(terms.at(first), first), _pace(terms.at(first))
    rate = np.array([item.rate for item in terms.leaving])[epoch]
    pace = np.array([_pace(item) if item.hiring else 0.0 for item in terms.leaving])[epoch]
    empty, hired = _flows(rate, _last_filled(pace, of_old), at_first, at_first * of_old)
    stayed = np.concatenate(([0.0], np.cumsum(rate)))
    new = hired * np.exp((stayed[:-1] + stayed[1:]) / 2)
    lost = np.zeros(day.size)
    since = [ramp.since / MINUTES_PER_DAY for ramp in ramps]
    start = np.maximum(np.searchsorted(since, day, side="right") - 1, 0)
    for number in np.unique(start).tolist():
        ramp = ramps[number]
        total = np.concatenate(([0.0], np.cumsum(np.where(start == number, new, 0.0))))
        age = np.arange(total.size, dtype=np.float64)
        lost += (1 - ramp.share) * (total - np.interp(age - ramp.days, age, total, left=0.0))[:-1]
    if first > 0:
        ramp = ramps[int(start[0])]
        lost += np.where(day - first < ramp.days, (1 - ramp.share) * (1 - at_first), 0.0)
    return 1 - empty - lost * np.exp(-stayed[:-1])


def _pace(leaving: Leaving) -> float:
    """The part of the way from leaver to starter that a day makes."""
    return 1 / max(leaving.days_to_fill, AT_ONCE)


def _last_filled(pace: Floats, of_old: float) -> Floats:
    """For the start of each day the moment s(t) whose leavers are just replaced, from the first day. Shape [n + 1]."""
    way = np.concatenate(([0.0], np.cumsum(pace)))
    target = way - 1
    place = np.maximum(np.searchsorted(way, target, side="right") - 1, 0)
    slope = np.append(pace, pace[-1])[place]
    inside = place + np.divide(target - way[place], slope, out=np.zeros(way.size), where=slope > 0)
    since = np.where(target < 0, target / of_old, inside)
    return np.minimum(since, np.arange(way.size))


def _flows(rate: Floats, since: Floats, at_first: float, of_old: float) -> tuple[Floats, Floats]:
    """The empty share at the start of each day, and starters on it. Shapes [n].

    ``of_old`` are the leavers a day before the first; where all are empty at first (``at_first`` 1),
    they have left on it.
    """
    left, filled, empty = [0.0], [], []
    for day, moment in enumerate(since.tolist()):
        whole = int(moment)
        if moment < 0:
            replaced = -1.0 if at_first >= 1 else of_old * moment
        elif whole < day:
            replaced = left[whole] + (moment - whole) * (left[whole + 1] - left[whole])
        else:
            replaced = left[day]
        filled.append(replaced)
        empty.append(left[day] - replaced)
        if day < rate.size:
            left.append(left[day] + float(rate[day]) * (1 - empty[day]))
    return np.array(empty[:-1]), np.diff(filled)
