"""Spells of absence: the compiled way takes the days that the way by arrays takes."""

import numpy as np
import pytest

from sim.workforce.kernels import place_from_day_to_day
from sim.workforce.spells import place_by_arrays


def cases(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Days with gaps, spells that fit, and weights: plain, of a few months, or nought nearly everywhere."""
    generator = np.random.default_rng(seed)
    free = generator.random(int(generator.integers(1, 262))) < generator.choice([0.3, 0.9, 1.0])
    spells: list[int] = []
    left = int(free.sum())
    while left and len(spells) < 6:
        spells.append(int(generator.integers(1, min(left, 12) + 1)))
        left -= spells[-1]
    kind = seed % 3
    weights = np.ones(free.size) if kind == 0 else generator.choice([0.0, 0.3, 1.0, 2.7], free.size)
    if kind == 2:
        weights *= np.arange(free.size) < 3
    # The ends of the interval, too: the first day and the last hang on them.
    uniforms = generator.random(len(spells))
    uniforms[generator.random(len(spells)) < 0.1] = 0.0
    uniforms[generator.random(len(spells)) < 0.1] = 1 - 2.0**-53
    return free, np.array(spells, dtype=np.int64), weights, uniforms


@pytest.mark.parametrize("seed", range(300))
def test_both_ways_take_the_same_days(seed: int) -> None:
    free, spells, weights, uniforms = cases(seed)
    one, other = free.copy(), free.copy()
    place_by_arrays(one, spells, weights, uniforms)
    place_from_day_to_day(other, spells, weights, uniforms)
    assert one.tolist() == other.tolist()
    assert free.sum() - one.sum() == spells.sum(), "each day of a spell is taken once"
    assert not (one & ~free).any()


def test_a_spell_runs_on_round_the_end_of_the_year() -> None:
    for way in (place_by_arrays, place_from_day_to_day):
        free = np.ones(10, dtype=np.bool_)
        way(free, np.array([4]), np.ones(10), np.array([0.85]))
        assert np.flatnonzero(~free).tolist() == [0, 1, 8, 9]


def test_without_an_unbroken_stretch_a_spell_begins_on_any_free_day() -> None:
    for way in (place_by_arrays, place_from_day_to_day):
        free = np.array([True, False, True, False, True, False])
        way(free, np.array([2]), np.ones(6), np.array([0.5]))
        assert np.flatnonzero(free).tolist() == [0], "the second of the three free days, and the next"
