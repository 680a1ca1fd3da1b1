"""Multiple comparisons with the best: the constants, a table worked by hand, and when pairs are too unlike."""

import math

import numpy as np
import pytest
from scipy.stats import t

from sim.experiment.best import Best, best_of, common_variance, equicoordinate, pair_variances

CONSTANTS = {
    (2, 10): 1.8331, (3, 10): 2.0404, (5, 10): 2.2384, (10, 10): 2.4605,
    (3, 20): 1.9733, (5, 20): 2.1967, (10, 20): 2.4374, (5, 30): 2.1841,
}  # fmt: skip
"""Nelson and Matejcik's g at 95 % by number of designs and of replications."""

HAND = np.array([[1.0, 2, 3], [2.0, 2, 5], [6.0, 5, 4]])
"""Less the means of rows and columns, plus the mean: thirds of (-2, 1, 1), (-2, -2, 4), (4, 1, -5); squares 72/9."""


def found(values: np.ndarray, **given: object) -> Best:
    names = [f"design {k}" for k in range(len(values))]
    best = best_of(values, **{"designs": names, "better": -1, **given})  # type: ignore[arg-type]
    assert best is not None
    return best


@pytest.mark.parametrize(("designs", "replications"), CONSTANTS)
def test_the_constants_are_those_of_the_tables(designs: int, replications: int) -> None:
    g = equicoordinate(designs - 1, (designs - 1) * (replications - 1))
    assert round(g, 4) == CONSTANTS[designs, replications]


@pytest.mark.parametrize("freedom", [1, 2, 9, 200])
def test_of_two_designs_the_constant_is_student_s(freedom: int) -> None:
    assert equicoordinate(1, freedom) == pytest.approx(float(t.ppf(0.95, freedom)), abs=1e-7)


def test_the_common_variance_of_a_table_worked_by_hand() -> None:
    assert common_variance(pair_variances(HAND)) == pytest.approx(2 * 8 / (2 * 2))


def test_with_two_designs_the_common_variance_is_that_of_their_difference() -> None:
    assert common_variance(pair_variances(HAND[1:])) == pytest.approx(float(np.var(HAND[1] - HAND[2], ddof=1)))


def test_the_common_variance_is_that_of_the_two_way_table() -> None:
    values = np.random.default_rng(6).normal(size=(5, 9))
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    assert common_variance(pair_variances(values)) == pytest.approx(2 * (rest**2).sum() / (4 * 8))


def test_intervals_are_constrained_differences_from_the_best_of_the_others() -> None:
    """Method: min(0, D - w) to max(0, D + w), D the lead over the best of the others, w = g sqrt(S2 / n)."""
    values = np.random.default_rng(5).normal(size=(4, 12)) + np.array([[0.0], [1.0], [4], [7]])
    best = found(values)
    width = equicoordinate(3, 33) * math.sqrt(common_variance(pair_variances(values)) / 12)
    means = values.mean(axis=1)
    assert (best.method, best.best, best.replications) == ("Nelson-Matejcik", 0, 12)
    for k, row in enumerate(best.contenders):
        behind = means[k] - min(np.delete(means, k))
        assert row.behind == pytest.approx(behind)
        assert row.low == pytest.approx(min(0.0, behind - width))
        assert row.high == pytest.approx(max(0.0, behind + width))
        assert row.could_be_best == (behind <= width)
    assert [row.could_be_best for row in best.contenders] == [True, True, False, False]


def test_more_can_be_better() -> None:
    values = np.random.default_rng(5).normal(size=(3, 12)) + np.array([[0.0], [2], [6]])
    most, least = found(values, better=1), found(-values, better=-1)
    assert most.best == least.best == 2
    pairs = zip(most.contenders, least.contenders, strict=True)
    assert all((one.behind, one.low, one.high) == (other.behind, other.low, other.high) for one, other in pairs)


def test_replications_needed_for_a_difference_worth_caring_about() -> None:
    values = 3 * np.random.default_rng(8).normal(size=(5, 30))
    best = found(values, worth=0.5)
    needed = math.ceil(equicoordinate(4, 116) ** 2 * common_variance(pair_variances(values)) / 0.25)
    assert best.replications_needed == needed > 30
    assert not best.reached
    enough = found(values, worth=50.0)
    assert (enough.replications_needed, enough.reached) == (30, True)
    assert found(values).replications_needed is None
    assert not found(values).reached


@pytest.mark.parametrize("worth", [1e-3, 1e-100, 1e-200, 5e-324])
def test_more_than_a_million_replications_are_not_counted(worth: float) -> None:
    best = found(3 * np.random.default_rng(8).normal(size=(5, 30)), worth=worth)
    assert best.replications_needed == math.inf
    assert not best.reached


def test_pairs_that_vary_very_unalike_are_compared_by_bonferroni() -> None:
    chance = np.random.default_rng(2)
    values = chance.normal(size=(3, 15))
    values[1] = values[0] + chance.normal(scale=0.1, size=15)
    best = found(values, worth=0.4)
    variances = pair_variances(values)
    spread = float(variances.max() / variances[np.triu_indices(3, 1)].min())
    assert best.method == "Bonferroni"
    assert best.variance_ratio == pytest.approx(spread)
    assert best.variance_ratio > 4
    quantile = float(t.ppf(1 - 0.05 / 2, 14))
    assert best.replications_needed == max(15, math.ceil(quantile**2 * float(variances.max()) / 0.16))
    means, width = values.mean(axis=1), quantile * np.sqrt(variances / 15)
    for k, row in enumerate(best.contenders):
        lead = min(means[j] - means[k] + width[k, j] for j in range(3) if j != k)
        assert row.low == pytest.approx(-max(0.0, lead))
        assert row.could_be_best == (lead >= 0)


def test_designs_that_are_the_same_may_both_be_the_best() -> None:
    values = np.random.default_rng(4).normal(size=(1, 10)) * np.ones((2, 1))
    best = found(values, worth=1.0)
    assert [row.could_be_best for row in best.contenders] == [True, True]
    assert [(row.low, row.high) for row in best.contenders] == [(0, 0), (0, 0)]
    assert best.replications_needed == 10


def test_a_design_that_is_surely_the_best_leaves_no_other() -> None:
    values = np.random.default_rng(4).normal(size=(3, 10)) + np.array([[0.0], [30], [60]])
    rows = found(values).contenders
    assert [row.could_be_best for row in rows] == [True, False, False]
    assert rows[0].high == 0
    assert rows[1].low == rows[2].low == 0
    assert rows[1].high == pytest.approx(rows[1].behind, abs=2)


def test_only_replications_in_which_every_design_has_the_figure_enter() -> None:
    values = np.vstack([HAND, HAND[:1] * 2])
    holes = np.insert(values, 2, np.nan, axis=1)
    holes[0, 2] = 4.0  # the others miss this one
    assert found(holes) == found(values)


@pytest.mark.parametrize(("values", "better"), [(HAND, 0), (HAND[:1], -1), (HAND[:, :1], -1)])
def test_where_nothing_can_be_compared_there_is_no_best(values: np.ndarray, better: int) -> None:
    assert best_of(values, designs=["a", "b", "c"][: len(values)], better=better) is None


@pytest.mark.parametrize("correlated", [True, False])
def test_the_best_is_among_those_that_could_be_in_nearly_every_experiment(correlated: bool) -> None:
    """Two thousand experiments of five designs and ten replications: 95 % of all intervals hold, at the least."""
    chance = np.random.default_rng(11)
    means = np.array([0.0, 0.1, 0.4, 1.0, 2.0])
    held = 0
    for _ in range(2000):
        values = means[:, None] + chance.normal(size=(5, 10))
        if correlated:
            values += 3 * chance.normal(size=(1, 10))
        truth = [means[k] - np.delete(means, k).min() for k in range(5)]
        rows = found(values).contenders
        held += rows[0].could_be_best and all(
            row.low <= behind <= row.high for row, behind in zip(rows, truth, strict=True)
        )
    assert held >= 0.94 * 2000
