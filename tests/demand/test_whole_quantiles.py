"""Whole numbers from quantiles: told by looking up, equal to what the inverse function says."""

import numpy as np
import pytest

from sim.chance import Floats, quantile, whole_quantile
from sim.compiled import available
from sim.scenario.values import Distribution

GAMMAS = [
    Distribution(distribution="gamma", mean=mean, cv=cv) for mean, cv in ((0.15, 0.5), (1.5, 0.6), (9, 2.5), (3, 0.01))
]
PERTS = [
    Distribution(distribution="pert", min=low, mode=mode, max=high)
    for low, mode, high in ((3, 4.5, 21), (0, 0, 5), (1, 6, 6), (1, 2, 1.0e4))
]
LOGNORMALS = [Distribution(distribution="lognormal", mean=mean, cv=cv) for mean, cv in ((9, 0.7), (0.15, 3), (2, 0.01))]
OTHERS = [Distribution(distribution="uniform", min=0, max=4), Distribution(distribution="fixed", value=2.5)]
ASKED = 12
"""So often, and the wide ones of these are looked up too: at first the inverse is asked."""
FACTORS = [(60.0,), (0.4, 1440.0), (1.0, 1.2, 60.0)]


def by_inverse(distribution: Distribution, factors: tuple[float, ...], u: Floats) -> Floats:
    value = quantile(distribution, u)
    for factor in factors:
        value = value * factor
    return np.rint(value)


def around_changes(distribution: Distribution, factors: tuple[float, ...], u: Floats) -> Floats:
    """Pairs of numbers next to one another at which the inverse function goes from one whole number to another."""
    low, high = u[:-1], u[1:]
    low, high = (
        side[by_inverse(distribution, factors, low) != by_inverse(distribution, factors, high)] for side in (low, high)
    )
    for _ in range(60):
        middle = (low + high) / 2
        same = by_inverse(distribution, factors, middle) == by_inverse(distribution, factors, low)
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.concatenate([low, high, low - 1e-12, high + 1e-12])


@pytest.mark.parametrize("factors", FACTORS, ids=str)
@pytest.mark.parametrize("distribution", [*GAMMAS, *PERTS, *LOGNORMALS, *OTHERS], ids=lambda d: d.distribution)
def test_a_whole_quantile_is_that_of_the_inverse_also_where_it_changes(
    distribution: Distribution, factors: tuple[float, ...]
) -> None:
    u = np.concatenate([np.random.default_rng(1).random(20_000), [1e-15, 1e-9, 1 - 1e-9, 1 - 1e-15]])
    u = np.concatenate([u, np.clip(around_changes(distribution, factors, np.sort(u)[::20]), 1e-15, 1 - 1e-15)])
    assert np.array_equal(whole_quantile(distribution, factors, u), by_inverse(distribution, factors, u))


@pytest.mark.skipif(not available(), reason="Numba is not installed")
@pytest.mark.parametrize("factors", FACTORS, ids=str)
@pytest.mark.parametrize("distribution", [*GAMMAS, *PERTS, *LOGNORMALS], ids=lambda d: d.distribution)
def test_the_compiled_look_up_counts_as_numpy_does_also_at_the_bounds(
    distribution: Distribution, factors: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    u = np.random.default_rng(2).random(5_000)
    u = np.concatenate([u, np.clip(around_changes(distribution, factors, np.sort(u)[::20]), 1e-15, 1 - 1e-15)])
    compiled = whole_quantile(distribution, factors, u)
    for _ in range(ASKED):
        assert np.array_equal(whole_quantile(distribution, factors, u), compiled)
    monkeypatch.setattr("sim.compiled._numba", lambda: None)
    assert np.array_equal(whole_quantile(distribution, factors, u), compiled)


@pytest.mark.skipif(not available(), reason="Numba is not installed")
def test_whole_numbers_are_looked_up_as_numpy_finds_them() -> None:
    from sim.chance.lookup import look_up

    bounds = np.array([-0.5, 0.0, 0.1, 0.25, 0.5, 0.5, 0.75, 1.0, 1.5, 1.6])
    u = np.append(bounds[1:7], [0.05, 0.3, 0.6, 1 - 2.0**-53])
    whole, unsure = np.empty(len(u), dtype=np.int64), np.empty(len(u), dtype=np.int64)
    count = look_up(bounds, np.searchsorted(bounds, np.arange(8) / 8), 7, u, (whole, unsure))
    places = np.searchsorted(bounds, u)
    assert whole.tolist() == (7 + places // 2).tolist()
    assert unsure[:count].tolist() == np.flatnonzero(places % 2).tolist()


def test_nothing_of_anything_is_nought() -> None:
    assert whole_quantile(PERTS[0], (0.0, 1440.0), np.array([0.1, 0.9])).tolist() == [0, 0]
