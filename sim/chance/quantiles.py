"""Inverse distribution functions."""

import numpy as np
from numpy.typing import NDArray

from sim.scenario.values import Distribution

Floats = NDArray[np.float64]


def quantile(distribution: Distribution, u: Floats) -> Floats:
    """The inverse distribution function at ``u``, in the unit of the key that holds the distribution.

    It never falls as ``u`` rises.

    Parameters
    ----------
    distribution
        Any family of the scenario.
    u
        Probabilities strictly between 0 and 1, any shape.

    Returns
    -------
    ndarray, shape of ``u``

    References
    ----------
    Lognormal and gamma by mean and coefficient of variation c: sigma^2 = ln(1 + c^2) and
    mu = ln(mean) - sigma^2 / 2; shape 1 / c^2 and scale mean c^2. PERT is the beta distribution on
    [min, max] with shapes 1 + 4 (mode - min) / range and 1 + 4 (max - mode) / range.
    """
    u = np.asarray(u, dtype=np.float64)
    d = distribution
    match d.distribution:
        case "fixed":
            return np.full(u.shape, d.average)
        case "exponential":
            return -d.average * np.log1p(-u)
        case "lognormal" | "gamma":
            assert d.mean is not None and d.cv is not None
            return _lognormal(d.mean, d.cv, u) if d.distribution == "lognormal" else _gamma(d.mean, d.cv, u)
        case "uniform":
            assert d.min is not None and d.max is not None
            return d.min + (d.max - d.min) * u
        case "triangular" | "pert":
            assert d.min is not None and d.mode is not None and d.max is not None
            place = (d.mode - d.min) / (d.max - d.min)
            shape = _triangular if d.distribution == "triangular" else _pert
            return d.min + (d.max - d.min) * shape(place, u)
        case "empirical":
            assert d.values is not None
            return _empirical(d.values, d.shares, u)


def _lognormal(mean: float, cv: float, u: Floats) -> Floats:
    from scipy.special import ndtri

    variance = np.log1p(cv * cv)
    return np.asarray(mean * np.exp(np.sqrt(variance) * ndtri(u) - variance / 2), dtype=np.float64)


def _gamma(mean: float, cv: float, u: Floats) -> Floats:
    from scipy.special import gammaincinv

    return np.asarray(mean * cv * cv * gammaincinv(1 / (cv * cv), u), dtype=np.float64)


def _pert(mode: float, u: Floats) -> Floats:
    from scipy.special import betaincinv

    return np.asarray(betaincinv(1 + 4 * mode, 5 - 4 * mode, u), dtype=np.float64)


def _triangular(mode: float, u: Floats) -> Floats:
    rising = np.sqrt(u * mode)
    falling = 1 - np.sqrt((1 - u) * (1 - mode))
    return np.where(u < mode, rising, falling)


def _empirical(values: tuple[float, ...], shares: tuple[float, ...] | None, u: Floats) -> Floats:
    ordered = np.argsort(values, kind="stable")
    weights = np.asarray(shares if shares is not None else np.full(len(values), 1 / len(values)))[ordered]
    place = np.searchsorted(np.cumsum(weights)[:-1], u, side="left")
    return np.asarray(values, dtype=np.float64)[ordered][place]
