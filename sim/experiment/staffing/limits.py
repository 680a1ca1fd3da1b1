"""One-sided confidence limits of a mean over futures, by what kind of figure it is.

References
----------
Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
binomial. Biometrika 26, 404-413.
Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221-228.
Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association 82, 171-185.
"""

import math

import numpy as np

from sim.experiment.staffing.problem import Requirement
from sim.measures.rows import Floats

MANY_AT_ONE = 0.2
"""Beyond this share of futures in which a share is 1, its mean is too skew for Student's t."""

_RESAMPLES = 9_999

_ENOUGH = 8
"""Figures from which skewness can be told at all."""

_NOTHING = 1e-9
"""So little is rounding."""


def limits(requirement: Requirement, figures: Floats, tail: float) -> tuple[float, float]:
    """Lower and upper limit of the mean of what :meth:`Requirement.judged` gives, each at level ``1 - tail``.

    Student's for a mean, corrected for skewness by Hall's transformation (lists are short in most futures and long in a
    few), and on the side of the long tail never nearer than Student's; Clopper and Pearson's for a share of futures.
    For a share that is 1 in more than a fifth of futures the bootstrap's (bias-corrected and accelerated), and where it
    is 1 in all n of them the lower limit is the least mean that shows 1 so often with probability ``tail``, whatever
    the distribution: its n-th root.

    Parameters
    ----------
    figures
        One a future, NaN where there is none. Shape [futures].
    tail
        Probability of error of each limit.

    Returns
    -------
    tuple
        With fewer than two figures all that the mean may be.
    """
    judged = requirement.judged(figures)
    known = judged[~np.isnan(judged)]
    number = len(known)
    if number < 2:
        return requirement.ends
    if requirement.futures is not None:
        return _clopper_pearson(int(known.sum()), number, tail)
    at_one = float((known >= 1.0).mean()) if requirement.bounded else 0.0
    if at_one == 1.0:
        return tail ** (1 / number), 1.0
    if at_one > MANY_AT_ONE:
        return _bootstrap(known, tail)
    least, most = requirement.ends
    low, high = _of_mean(known, tail)
    return max(low, least), min(high, most)


def _of_mean(known: Floats, tail: float) -> tuple[float, float]:
    from scipy.special import stdtrit
    from scipy.stats import skew

    mean, number = float(known.mean()), len(known)
    error = float(known.std(ddof=1)) / math.sqrt(number)
    quantile = -float(stdtrit(number - 1, tail))
    low, high = mean - quantile * error, mean + quantile * error
    if number < _ENOUGH or error <= _NOTHING * abs(mean):
        return low, high  # of three figures, or of equal ones, no skewness can be told
    lean = float(skew(known, bias=False)) / math.sqrt(number)
    if abs(lean) > _NOTHING:
        short, long = (mean - _untransformed(side * quantile, lean) * error for side in (1, -1))
        low, high = (short, max(high, long)) if lean > 0 else (min(low, short), long)
    return low, high


def _untransformed(transformed: float, lean: float) -> float:
    """What a studentised mean is whose transformed value is so and so, by the skewness over the root of the number."""
    return 3 / lean * float(np.cbrt(1 + lean * (transformed - lean / 6)) - 1)


def _clopper_pearson(hits: int, number: int, tail: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    low = float(betaincinv(hits, number - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, number - hits, 1 - tail)) if hits < number else 1.0
    return low, high


def _bootstrap(known: Floats, tail: float) -> tuple[float, float]:
    from scipy.stats import bootstrap

    interval = bootstrap(
        (known,),
        np.mean,
        confidence_level=1 - 2 * tail,
        n_resamples=_RESAMPLES,
        method="BCa",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return float(interval.low), float(interval.high)
