"""The points of a sweep: all combinations, a list, or a Latin hypercube."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.chance import Floats, uniforms
from sim.scenario.experiments import Factor, Sweep, Value

HYPERCUBE: Final = "sweep/latin_hypercube"
"""Opens the names of the chance that a Latin hypercube is drawn with: a factor's values depend on no other factor."""

_NOISE: Final = 12
"""Digits to which drawn values are kept: no more than a file would hold."""


def points_of(sweep: Sweep, *, seed: int) -> tuple[tuple[Value, ...], ...]:
    """A value for each factor at every point, in order.

    A Latin hypercube depends on the seed, its size and the factors' names.
    """
    if sweep.method == "latin_hypercube":
        return latin_hypercube(sweep.factors, sweep.number, seed=seed)
    return sweep.points


def latin_hypercube(factors: Sequence[Factor], number: int, *, seed: int) -> tuple[tuple[Value, ...], ...]:
    """Points that cut the range of every factor into as many equal parts, one point in each.

    Whole numbers from low to high, both included, share the points as evenly as can be.

    References
    ----------
    McKay, M. D., Beckman, R. J. and Conover, W. J. (1979). A comparison of three methods for selecting values of
    input variables. Technometrics 21, 239-245.
    """
    columns = [_levels(factor, _places(factor.name, number, seed=seed)) for factor in factors]
    return tuple(zip(*columns, strict=True))


def _places(name: str, number: int, *, seed: int) -> Floats:
    """One place between 0 and 1 in each of so many equal parts, in chance order [number]."""
    order = np.argsort(uniforms(seed, 0, f"{HYPERCUBE}/{name}/order", number), kind="stable")
    return np.asarray((order + uniforms(seed, 0, f"{HYPERCUBE}/{name}/place", number)) / number, dtype=np.float64)


def _levels(factor: Factor, place: Floats) -> list[Value]:
    """The factor's value at each place between 0 and 1."""
    assert factor.low is not None and factor.high is not None, "a hypercube's factors have a range"
    if not factor.whole:
        return [round(float(factor.low + (factor.high - factor.low) * part), _NOISE) for part in place]
    first, levels = round(factor.low), round(factor.high) - round(factor.low) + 1
    if len(place) >= levels:
        # The middle of each part: then no whole number has two points more than another, as chance might give it.
        place = (np.floor(place * len(place)) + 0.5) / len(place)
    # Every whole number has an equal part of the range, ends too: rounding would give those half a part.
    return [first + min(int(part * levels), levels - 1) for part in place]
