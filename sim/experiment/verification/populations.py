"""Exact results about who is present where nobody waits, and about how many come.

Times in any one unit; rates per that unit.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm, poisson


def lognormal_until(limit: float, mean: float, deviation: float) -> float:
    """E[min(S, limit)] of a lognormal S: the integral of its survival function from 0 to ``limit``.

    Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1 (1994), section 14.3.
    """
    if limit <= 0:
        return 0.0
    spread = math.log1p((deviation / mean) ** 2) ** 0.5
    place = (math.log(limit / mean) + spread**2 / 2) / spread
    return float(limit * norm.sf(place) + mean * norm.cdf(place - spread))


def present_in_steps(t: float, begins: Sequence[float], rates: Sequence[float], mean: float, deviation: float) -> float:
    """Mean number present at t in M(t)/G/infinity, empty at 0, with lognormal stays.

    ``rates[k]`` holds from ``begins[k]`` to ``begins[k + 1]``, the last for ever. The number is Poisson.
    Eick, Massey and Whitt, The physics of the Mt/G/infinity queue (1993), theorem 1.
    """
    ends = [*begins[1:], math.inf]
    return sum(
        rate * (lognormal_until(t - begin, mean, deviation) - lognormal_until(t - end, mean, deviation))
        for begin, end, rate in zip(begins, ends, rates, strict=True)
    )


def present_in_growth(t: float, rate: float, growth: float, mean: float, deviation: float) -> float:
    """The same where the rate grows on a straight line: rate + growth t."""
    spread = math.log1p((deviation / mean) ** 2) ** 0.5
    centre = math.log(mean) - spread**2 / 2

    def still_here(age: float) -> float:
        beyond = norm.sf((math.log(age) - centre) / spread) if age > 0 else 1.0
        return float((rate + growth * (t - age)) * beyond)

    return float(quad(still_here, 0, t, limit=200)[0])


def share_up_to(most: int, means: Sequence[float]) -> float:
    """Share of some moments at which at most so many are present, where the number is Poisson with these means."""
    return float(np.mean(poisson.cdf(most, means)))


def expected_count(begins: Sequence[float], end: float, rates: Sequence[float], growth: float) -> float:
    """Mean (and variance) of the number who come in a Poisson process by ``end``.

    The rate at t is ``rates[k] exp(growth t)``, k the last step with ``begins[k]`` <= t.
    Cinlar, Introduction to Stochastic Processes (1975), section 4.7.
    """
    ends = [*begins[1:], end]
    steps = zip(begins, ends, rates, strict=True)
    return sum(rate * (math.exp(growth * b) - math.exp(growth * a)) / growth for a, b, rate in steps)


def reviews_due(window: tuple[float, float], joining: float, supported: int, every: float, stay: float) -> float:
    """Mean number of reviews within a window, one each ``every`` since joining, for exponential stays of mean ``stay``.

    People join at rate ``joining``; on day one there are ``supported``, their last reviews spread
    evenly over the time between two. In the long run reviews come at rate joining q / (1 - q) with
    q = exp(-every / stay): each of the geometrically many that somebody lives to see.
    """
    q = math.exp(-every / stay)
    rounds = range(1, math.ceil(window[1] / every) + 1)
    of_joiners = sum(
        joining * q**k * (max(0.0, window[1] - every * k) - max(0.0, window[0] - every * k)) for k in rounds
    )
    # Left to the first review of each, and whether they live to see the others.
    left = every * (1 - (np.arange(supported) + 0.5) / supported)
    due = left[:, None] + every * np.arange(len(rounds))[None, :]
    inside = (due >= window[0]) & (due < window[1])
    return float(of_joiners + (np.exp(-due / stay) * inside).sum())


def in_support(t: float, joining: float, supported: int, stay: float) -> float:
    """Mean number in support at t, from ``supported`` at 0 (M/M/infinity)."""
    steady = joining * stay
    return steady + (supported - steady) * math.exp(-t / stay)
