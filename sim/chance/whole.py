"""Quantiles in whole numbers, such as minutes, mostly without the slow inverse functions.

A whole number changes where the quantile passes a half. For lognormal, and for gamma and PERT, whose inverses take a
microsecond, these places are told by the distribution function, once that pays, and a uniform is looked up among them.
The result is that of the inverse, since whatever lies too near to such a place for both functions to agree is asked of
the inverse itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.chance.quantiles import Floats, quantile
from sim.compiled import available
from sim.scenario.values import Distribution

Ints = NDArray[np.int64]

MOST_PLACES = 1 << 18
"""With more whole numbers than this the inverse is asked at once."""
NEAR, NEAR_IN_SHARE = 1e-9, 1e-12
"""What is too near: relative to the quantile, and in probability; both functions are right to some 1e-13."""
ENDS = 1e-6
"""Beyond these shares at either end the inverse is asked."""


def whole_quantile(distribution: Distribution, factors: tuple[float, ...], u: Floats) -> Ints:
    """The quantile at ``u``, multiplied by one factor after another, to the nearest whole number (halves to even).

    Parameters
    ----------
    distribution, u
        As for :func:`sim.chance.quantile`.
    factors
        Not below nought.

    Returns
    -------
    ndarray, shape [n]
    """
    d = distribution
    if 0.0 in factors:
        return np.zeros(len(u), dtype=np.int64)
    if d.distribution in ("gamma", "lognormal"):
        wholes = _wholes(d.distribution, (float(d.mean or 0), float(d.cv or 0)), factors)
    elif d.distribution == "pert":
        wholes = _wholes("pert", (float(d.min or 0), float(d.mode or 0), float(d.max or 0)), factors)
    else:
        return _asked(distribution, factors, u)
    places = wholes.places(len(u))
    if places is None:
        return _asked(distribution, factors, u)
    whole, unsure = _looked_up(places, u)
    if len(unsure):
        whole[unsure] = _asked(distribution, factors, u[unsure])
    return whole


def _looked_up(places: "_Places", u: Floats) -> tuple[Ints, Ints]:
    """The whole number at each share, and those that nobody knows but the inverse. Shapes as ``u``, and any."""
    if available():
        from sim.chance.lookup import look_up

        whole, unsure = np.empty(len(u), dtype=np.int64), np.empty(len(u), dtype=np.int64)
        count = look_up(places.bounds, places.guide, places.first, u, (whole, unsure))
        return whole, unsure[:count]
    at = np.searchsorted(places.bounds, u)
    # Odd places lie within the bounds of a half.
    return places.first + (at >> 1), np.flatnonzero((at & 1 == 1) | (at == 0) | (at == len(places.bounds)))


def _asked(distribution: Distribution, factors: tuple[float, ...], u: Floats) -> Ints:
    value = quantile(distribution, u)
    for factor in factors:
        value = value * factor
    return np.rint(value).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where whole numbers change.

    ``first`` is the whole number below the first half, ``bounds`` are the shares just below and just above each
    half in turn, and ``guide`` leads to them.
    """

    first: int
    bounds: Floats
    guide: Ints


class _Wholes:
    """The whole numbers of a distribution that is multiplied by factors.

    To tell their places takes as long as to ask the inverse for so many of them, so that is done once as many have
    been asked for.
    """

    def __init__(self, share: Callable[[Floats], Floats], least: float, most: float, times: float) -> None:
        self._share, self._times = share, times
        self._least, self._most = least * times, most * times
        self._places: _Places | None = None
        self._left = self._most - self._least if self._most - self._least <= MOST_PLACES else np.inf

    def places(self, wanted: int) -> _Places | None:
        """The places, to look up so many numbers; None if the inverse is to be asked."""
        self._left -= wanted
        if self._places is None and self._left <= 0:
            self._places = self._told()
            # If they lie too near to one another there are none, ever.
            self._left = np.inf
        return self._places

    def _told(self) -> _Places | None:
        first = int(np.floor(self._least))
        halves = (np.arange(first, int(self._most) + 1) + 0.5) / self._times
        around = halves[:, None] * np.array([1 - NEAR, 1 + NEAR])
        bounds = (self._share(around) + np.array([-NEAR_IN_SHARE, NEAR_IN_SHARE])).ravel()
        return _Places(first, bounds, _guide_to(bounds)) if (np.diff(bounds) > 0).all() else None


@lru_cache(maxsize=1024)
def _wholes(family: str, shape: tuple[float, ...], factors: tuple[float, ...]) -> _Wholes:
    """Those of a distribution of a family."""
    from scipy.special import betainc, betaincinv, gammainc, gammaincinv, ndtr, ndtri

    ends, times = np.array([ENDS, 1 - ENDS]), float(np.prod(factors))
    if family == "lognormal":
        mean, cv = shape
        variance = np.log1p(cv * cv)
        middle, spread = np.log(mean) - variance / 2, np.sqrt(variance)
        least, most = np.exp(middle + spread * ndtri(ends)).tolist()

        def share_below(value: Floats) -> Floats:
            return np.asarray(ndtr((np.log(value) - middle) / spread), dtype=np.float64)

        return _Wholes(share_below, least, most, times)
    if family == "gamma":
        mean, cv = shape
        form, scale = 1 / (cv * cv), mean * cv * cv
        least, most = (scale * gammaincinv(form, ends)).tolist()
        return _Wholes(lambda value: np.asarray(gammainc(form, value / scale), dtype=np.float64), least, most, times)
    low, mode, high = shape
    width, rise = high - low, 1 + 4 * (mode - low) / (high - low)
    least, most = (low + width * betaincinv(rise, 6 - rise, ends)).tolist()

    def share(value: Floats) -> Floats:
        return np.asarray(betainc(rise, 6 - rise, np.clip((value - low) / width, 0, 1)), dtype=np.float64)

    return _Wholes(share, least, most, times)


def _guide_to(bounds: Floats) -> Ints:
    """How many bounds lie below the start of each equal part of [0, 1), of which there is one for two bounds or so."""
    parts = 1 << max(len(bounds).bit_length() - 1, 0)
    return np.searchsorted(bounds, np.arange(parts) / parts).astype(np.int64)
