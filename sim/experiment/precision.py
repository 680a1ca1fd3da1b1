"""Replications until the figures that matter are precise enough, and steadily so.

The half-width of a goal's interval is looked at after every replication in turn, from the least number on. The
replications stop where all goals are met in all designs and stay met for the next few: a narrow interval after few
replications may be luck. Only the figures, in order, decide; how many are run at a time does not.

References
----------
Hoad, K., Robinson, S. and Davies, R. (2010). Automated selection of the number of replications for a discrete-event
simulation. Journal of the Operational Research Society 61, 1632-1644.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.measures.rows import Bools, Floats
from sim.measures.summary import student
from sim.scenario.experiments import Goal

LOOK_AHEAD: Final = 5
"""Replications for which the goals must stay met, where fewer than 100 have been run."""
LEAST: Final = 3
"""With fewer replications an interval says nothing worth stopping for."""
MANY: Final = 1_000_000
"""Beyond this many it does not matter how many replications something takes: the number is infinite."""


@dataclass(frozen=True, slots=True)
class GoalReport:
    """How precise a figure of a design is when the replications stop.

    Attributes
    ----------
    goal, design
        The goal, and the name of the design.
    half_width, mean
        Of the figure's 95 % interval, in its unit; NaN if the figure is missing in a replication.
    wanted
        The half-width that suffices at this mean.
    needed
        About how many replications the goal takes at the variance seen (those there are if it is met); infinite if
        more than a million, None if no number would do.
    missing
        Replications that do not have the figure; with any, it is not precise.
    met
        Whether the half-width suffices.
    """

    goal: Goal
    design: str
    half_width: float
    mean: float
    wanted: float
    needed: float | None
    missing: int
    met: bool


@dataclass(frozen=True, slots=True)
class PrecisionReport:
    """Where the rule stopped.

    Attributes
    ----------
    n
        Replications of every design, those of the look-ahead included.
    met
        Whether every goal is met in every design.
    settled
        Whether the goals stayed met through the look-ahead.
    goals
        Each goal in each design.
    """

    n: int
    met: bool
    settled: bool
    goals: tuple[GoalReport, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """A figure that has to be precise: a goal in a design."""

    goal: Goal
    design: str


def until_precise(
    watched: Sequence[Watched], values_of: Callable[[int], Floats], *, least: int, most: int
) -> PrecisionReport:
    """Ask for replications until every watched figure is precise.

    Parameters
    ----------
    watched
        The goals, in each design.
    values_of
        Gives the watched figures of the first so many replications, running those that are missing.
        Returns an array [replications, watched], NaN where a figure is missing.
    least, most
        Bounds of the number of replications.
    """
    least = max(least, LEAST)
    asked = min(most, least + look_ahead(least))
    while True:
        values = values_of(asked)
        met: Bools = np.all(met_after(values, watched), axis=1, keepdims=True)[:, 0]
        stop = stopping_point(met, least=least)
        if stop is not None or asked >= most:
            n = asked if stop is None else stop
            return PrecisionReport(n, bool(met[n - 1]), stop is not None, _reports(values[:n], watched))
        asked = min(most, _next(values, met, watched))


def look_ahead(n: int) -> int:
    """For how many replications after n the goals must stay met."""
    return LOOK_AHEAD * max(n, 100) // 100


def stopping_point(met: Bools, *, least: int) -> int | None:
    """The number of replications at which to stop, None if that is not among these.

    Parameters
    ----------
    met
        Whether all goals are met after 1, 2, ... replications. Shape [replications].
    least
        The first number to look at.
    """
    for n in range(least, len(met) + 1):
        if n + look_ahead(n) > len(met):
            return None
        if met[n - 1 : n + look_ahead(n)].all():
            return n + look_ahead(n)
    return None


def met_after(values: Floats, watched: Sequence[Watched]) -> Bools:
    """Whether each figure is precise after 1, 2, ... replications [replications, watched]."""
    mean, half = running_intervals(values)
    absolute, relative = _limits(watched)
    # An interval that holds 0 leaves even the sign open: no share of the mean is known then.
    return (half <= absolute) | ((half <= relative * np.abs(mean)) & (half < np.abs(mean)))


def running_intervals(values: Floats) -> tuple[Floats, Floats]:
    """Mean and half-width of the 95 % interval after 1, 2, ... replications [replications, figures].

    NaN from the first missing value on; the half-width of one value is NaN.
    """
    n = np.arange(1, len(values) + 1)[:, None]
    # Differences from the first value keep the sums of squares exact enough, and exactly 0 for equal values.
    shifted = values - values[:1]
    total = np.cumsum(shifted, axis=0)
    squares = np.maximum(np.cumsum(shifted**2, axis=0) - total**2 / n, 0.0)
    quantile = np.array([student(int(size)) for size in n[:, 0]])[:, None]
    return values[:1] + total / n, quantile * np.sqrt(squares / np.maximum(n - 1, 1) / n)


def replications_for(half_width: float, n: int, wanted: float) -> float | None:
    """Replications that bring the half-width after n down to what is wanted; None if no number would.

    Infinite if it takes more than a million.
    """
    if math.isnan(half_width) or math.isnan(wanted) or (wanted <= 0 < half_width):
        return None
    if half_width <= wanted:
        return n
    error = half_width / student(n) * math.sqrt(n)
    # Divided before it is squared: a small share of a small figure has a square that no number can hold.
    root = 1.95 * error / wanted
    if root > math.sqrt(MANY):
        return math.inf
    size = max(n, math.ceil(root**2))
    while student(size) * error / math.sqrt(size) > wanted:
        size += max(1, size // 1000)
    return size if size <= max(n, MANY) else math.inf


def _limits(watched: Sequence[Watched]) -> tuple[Floats, Floats]:
    """The absolute and the relative half-width that each goal asks for, -1 where it asks for none [watched]."""
    goals = [each.goal for each in watched]
    absolute = [-1.0 if goal.half_width is None else goal.half_width for goal in goals]
    relative = [-1.0 if goal.relative is None else goal.relative for goal in goals]
    return np.array(absolute, dtype=np.float64), np.array(relative, dtype=np.float64)


def _wanted(values: Floats, watched: Sequence[Watched]) -> list[tuple[float, float, float, float | None]]:
    """Mean, half-width, the half-width that suffices and the replications it takes, of each figure."""
    n = len(values)
    mean, half = (each[-1] for each in running_intervals(values))
    absolute, relative = _limits(watched)
    wanted = np.maximum(absolute, relative * np.abs(mean))
    wanted = np.where(np.isnan(mean) & (absolute >= 0), absolute, wanted)
    return [
        (float(m), float(h), float(w), replications_for(float(h), n, float(w)))
        for m, h, w in zip(mean, half, wanted, strict=True)
    ]


def _next(values: Floats, met: Bools, watched: Sequence[Watched]) -> int:
    """How many replications to look at next: enough for the look-ahead, or what the variance seen suggests."""
    n = len(values)
    if met[-1]:
        since = n - int(np.argmin(met[::-1])) + 1 if not met.all() else 1
        return max(n + 1, since + look_ahead(since))
    needed = [size for *_, size in _wanted(values, watched)]
    likely = max(2 * n if size is None else int(min(size, MANY)) for size in needed)
    return max(n + 2, min(2 * n, likely + look_ahead(likely)))


def _reports(values: Floats, watched: Sequence[Watched]) -> tuple[GoalReport, ...]:
    met = met_after(values, watched)[-1]
    missing = np.isnan(values).sum(axis=0)
    rows = zip(watched, _wanted(values, watched), missing, met, strict=True)
    return tuple(
        GoalReport(each.goal, each.design, half, mean, wanted, needed, int(gone), bool(done))
        for each, (mean, half, wanted, needed), gone, done in rows
    )
