"""An option against its baseline, replication by replication: the same chance, so what differs is the option.

Two services that see the same random numbers have figures that rise and fall together; the interval of their
paired difference is then far narrower than that of two runs apart. Methods that take groups to be independent
(Dunnett, Tukey) have no place here.

References
----------
Law, A. M. (2015). Simulation Modeling and Analysis, 5th edition, sections 10.2 and 11.2.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.measures.rows import Floats
from sim.measures.summary import CONFIDENCE, student

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Paired:
    """The difference option less baseline of a figure, over pairs of replications.

    Attributes
    ----------
    mean, low, high
        The mean difference and its 95 % interval (Student's t on the differences), in the figure's unit.
    low_all, high_all
        The interval that holds together with those of the whole family, with a confidence of 95 % (Bonferroni).
    n
        Pairs in which both have the figure.
    variance_ratio
        (Variance of the option + of the baseline) / variance of the difference: how many times as many
        replications unpaired runs would need; infinite where all differences are equal, NaN where nothing varies.
        Near 1 pairing saves nothing, which it cannot where one of the two varies far more than the other.
    better_share
        Share of the pairs (futures) in which the option is better; NaN for a figure that has no better.
    correlation
        Pearson's, of the pairs; NaN where one of the two does not vary. Near 0 nothing is shared.
    spread_ratio
        Standard deviation of the option over that of the baseline; NaN where one of the two does not vary.
    """

    mean: float
    low: float
    high: float
    low_all: float
    high_all: float
    n: int
    variance_ratio: float
    better_share: float
    correlation: float = math.nan
    spread_ratio: float = math.nan


def paired_difference(option: Floats, baseline: Floats, *, family: int = 1, better: int = 0) -> Paired:
    """The paired difference of a figure.

    Parameters
    ----------
    option, baseline
        The figure by replication, NaN where it is missing. Shape [replications], in the same order.
    family
        How many comparisons are read together.
    better
        -1 if less is better, +1 if more is, 0 if neither.
    """
    both = ~(np.isnan(option) | np.isnan(baseline))
    ours, theirs = option[both], baseline[both]
    difference = ours - theirs
    n = len(difference)
    if n == 0:
        return Paired(*(math.nan,) * 5, 0, math.nan, math.nan)
    mean = float(difference.mean())
    spread = _sum_of_squares(difference, scale=float(np.abs([ours, theirs]).max()))
    error = math.sqrt(spread / max(n - 1, 1) / n)
    one, every = (student(n, 1 - (1 - CONFIDENCE) / size) * error for size in (1, max(family, 1)))
    wins = float(np.mean(difference * better > 0)) if better else math.nan
    squares = _sum_of_squares(ours), _sum_of_squares(theirs)
    ratio = _ratio(sum(squares), spread) if n > 1 else math.nan
    correlation = spread_ratio = math.nan
    if all(squares):
        products = float(((ours - ours.mean()) * (theirs - theirs.mean())).sum())
        roots = [math.sqrt(each) for each in squares]
        correlation = max(-1.0, min(1.0, products / roots[0] / roots[1]))
        spread_ratio = roots[0] / roots[1]
    ends = (mean - one, mean + one, mean - every, mean + every)
    return Paired(mean, *ends, n, ratio, wins, correlation, spread_ratio)


def _sum_of_squares(values: Floats, scale: float | None = None) -> float:
    """Sum of squared deviations; exactly 0 where the values differ by rounding only."""
    largest = float(np.abs(values).max()) if scale is None else scale
    if np.ptp(values) <= _ROUNDING * largest:
        return 0.0
    return float(((values - values.mean()) ** 2).sum())


def _ratio(apart: float, paired: float) -> float:
    if paired == 0:
        return math.inf if apart > 0 else math.nan
    return apart / paired
