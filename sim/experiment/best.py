"""Multiple comparisons with the best: which designs could be the best, at 95 % confidence for all of them.

References
----------
Nelson, B. L. and Matejcik, F. J. (1995). Using common random numbers for indifference-zone selection and multiple
comparisons in simulation. Management Science 41, 1935-1945.
Clark, G. M. and Yang, W. (1986). A Bonferroni selection procedure when using common random numbers with unknown
variances. Proceedings of the Winter Simulation Conference, 313-315.
Hsu, J. C. (1996). Multiple Comparisons: Theory and Methods, chapter 4.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from sim.experiment.precision import MANY
from sim.measures.rows import Floats
from sim.measures.summary import CONFIDENCE

MOST_UNEQUAL: Final = 4.0
"""Nelson and Matejcik take the differences of all pairs to vary alike; beyond this ratio that is given up."""

_NODES: Final = 80
_TAIL: Final = 1e-15
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Contender:
    """A design among those compared with the best of the others.

    Attributes
    ----------
    design
        Its name.
    mean
        Of the figure.
    behind, low, high
        How much worse it is than the best of the others (mean, and the interval that holds for all designs
        together), in the figure's unit: positive is worse, negative better than all others. ``low`` is never above
        0 and ``high`` never below.
    could_be_best
        Whether the data leave that open.
    """

    design: str
    mean: float
    behind: float
    low: float
    high: float
    could_be_best: bool


@dataclass(frozen=True, slots=True)
class Best:
    """Which of several designs is the best in a figure.

    Attributes
    ----------
    scenario
        The demand scenario under which they were compared; empty if there is none.
    contenders
        Every design, the baseline included, in order.
    best
        Position of the design with the best mean.
    worth
        The smallest difference worth caring about, None if not given.
    method
        "Nelson-Matejcik", or "Bonferroni" where the differences of some pairs vary more than four times as much as
        those of others.
    variance_ratio
        Largest variance of a pair's difference over the smallest.
    replications, replications_needed
        Replications there are, and those that the choice takes to be right with 95 % confidence whenever the best
        is better by ``worth``; infinite if more than a million, None without ``worth``.
    """

    scenario: str
    contenders: tuple[Contender, ...]
    best: int
    worth: float | None
    method: Literal["Nelson-Matejcik", "Bonferroni"]
    variance_ratio: float
    replications: int
    replications_needed: float | None

    @property
    def reached(self) -> bool:
        """Whether there are as many replications as ``worth`` takes."""
        return self.replications_needed is not None and self.replications >= self.replications_needed


def best_of(
    values: Floats, *, designs: Sequence[str], better: int, worth: float | None = None, scenario: str = ""
) -> Best | None:
    """Compare designs with the best of the others.

    Parameters
    ----------
    values
        The figure of each design in each replication, NaN where it is missing: replications in which all designs
        have it enter. Shape [designs, replications].
    designs
        The designs' names.
    better
        -1 if less is better, +1 if more is.
    worth
        The smallest difference worth caring about.
    scenario
        The demand scenario of the designs.

    Returns
    -------
    Best or None
        None where there is nothing to compare: no better, fewer than two designs or two complete replications.
    """
    complete = values[:, ~np.isnan(values).any(axis=0)]
    k, n = complete.shape
    if not better or k < 2 or n < 2:
        return None
    means = complete.mean(axis=1)
    variances = pair_variances(complete)
    ratio = _largest_ratio(variances[np.triu_indices(k, 1)])
    alike = ratio <= MOST_UNEQUAL
    if alike:
        quantile = equicoordinate(k - 1, (k - 1) * (n - 1))
        variances = np.full((k, k), common_variance(variances))
    else:
        quantile = student_upper(n - 1, 1 - (1 - CONFIDENCE) / (k - 1))
    needed = None if worth is None else _needed(quantile * math.sqrt(float(variances.max())), worth, n)
    return Best(
        scenario=scenario,
        contenders=_contenders(designs, means, better, quantile * np.sqrt(variances / n)),
        best=int(np.argmax(better * means)),
        worth=worth,
        method="Nelson-Matejcik" if alike else "Bonferroni",
        variance_ratio=ratio,
        replications=n,
        replications_needed=needed,
    )


def common_variance(variances: Floats) -> float:
    """Nelson and Matejcik's variance of a pair's difference, from those of all pairs [designs, designs].

    Their sum of squares about the means of designs and of replications comes to the mean over pairs.
    """
    k = len(variances)
    return float(variances.sum() / (k * (k - 1)))


def pair_variances(values: Floats) -> Floats:
    """Variance of the difference of each pair of designs [designs, designs], from values [designs, replications]."""
    centred = values - values.mean(axis=1, keepdims=True)
    apart = centred[:, None, :] - centred[None, :, :]
    found: Floats = (apart**2).sum(axis=2) / (values.shape[1] - 1)
    # Designs whose figures differ by rounding only have differences that do not vary.
    found[found <= (_ROUNDING * np.abs(values).max()) ** 2] = 0.0
    return found


@lru_cache(maxsize=256)
def equicoordinate(variables: int, freedom: int, confidence: float = CONFIDENCE) -> float:
    """The upper equicoordinate quantile of a multivariate t whose variables are all correlated by a half.

    That is the g with P(T_1 <= g, ..., T_m <= g) = confidence, where T_j = (Z_j - Z_0) / (sqrt(2) S), Z independent
    standard normal and S the root of a chi-squared over its degrees of freedom. Given Z_0 and S the T_j are
    independent, which leaves two integrals.
    """
    from scipy.optimize import brentq
    from scipy.special import chdtri, gammaln, ndtr

    point, weight = np.polynomial.legendre.leggauss(_NODES)
    low, high = (math.sqrt(chdtri(freedom, tail) / freedom) for tail in (1 - _TAIL, _TAIL))
    spread = (low + high) / 2 + (high - low) / 2 * point
    half = freedom / 2
    logarithm = half * math.log(half) - gammaln(half) + (freedom - 1) * np.log(spread) - half * spread**2
    weight = weight * np.exp(logarithm)
    weight /= weight.sum()
    centre, mass = np.polynomial.hermite_e.hermegauss(_NODES)
    mass = mass / mass.sum()

    def beyond(g: float) -> float:
        inside = ndtr(centre[:, None] + math.sqrt(2) * g * spread[None, :]) ** variables
        return float(mass @ inside @ weight) - confidence

    return float(brentq(beyond, 0.0, 100.0, xtol=1e-10))


def student_upper(freedom: int, confidence: float) -> float:
    """Student's one-sided quantile."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, confidence))


def _needed(width: float, worth: float, n: int) -> float:
    """Replications that bring a half-width, here that of one replication, down to ``worth``."""
    # Divided before it is squared: the square of a small difference may be 0 to a computer.
    root = width / worth
    return max(n, math.ceil(root**2 - _ROUNDING)) if root <= math.sqrt(MANY) else math.inf


def _largest_ratio(variances: Floats) -> float:
    """The largest over the smallest; 1 where none varies."""
    smallest, largest = float(variances.min()), float(variances.max())
    if largest == 0:
        return 1.0
    return largest / smallest if smallest > 0 else math.inf


def _contenders(designs: Sequence[str], means: Floats, better: int, width: Floats) -> tuple[Contender, ...]:
    """Hsu's constrained intervals, with a half-width for each pair [designs, designs].

    A design could be the best if no other is surely better. How far it is behind at most is asked of those that
    could be: the best is one of them.
    """
    k = len(means)
    # How much better than each other design, by mean.
    ahead = better * (means[:, None] - means[None, :])
    others = ~np.eye(k, dtype=np.bool_)
    most = np.array([(ahead[i] + width[i])[others[i]].min() for i in range(k)])
    could = most >= -_ROUNDING * np.abs(means).max()
    rows = []
    for i in range(k):
        rivals = others[i] & could
        least = float((ahead[i] - width[i])[rivals].min()) if rivals.any() else 0.0
        behind = -float(ahead[i][others[i]].min())
        low, high = 0.0 - max(0.0, float(most[i])), 0.0 - min(0.0, least)
        rows.append(Contender(designs[i], float(means[i]), behind, low, high, bool(could[i])))
    return tuple(rows)
