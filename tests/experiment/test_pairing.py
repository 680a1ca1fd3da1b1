"""Paired differences: Student's interval on them, the interval for a family, and what pairing saves."""

import math
from dataclasses import replace

import numpy as np
import pytest
from comparing import WAIT, variant
from scipy.stats import t, ttest_rel

from sim.experiment import replicate
from sim.experiment.figure_table import table_of
from sim.experiment.pairing import Paired, paired_difference
from sim.measures.rows import Floats


def test_a_difference_worked_out_by_hand() -> None:
    """Differences -2, -3, -1, -4: mean -2.5, standard deviation sqrt(5/3), t(3) at 97.5 % is 3.182446."""
    paired = paired_difference(np.array([10.0, 12, 9, 11]), np.array([12.0, 15, 10, 15]), better=-1)
    half = 3.182446305284263 * math.sqrt(5 / 3) / 2
    assert (paired.mean, paired.n, paired.better_share) == (-2.5, 4, 1.0)
    assert (paired.low, paired.high) == (pytest.approx(-2.5 - half), pytest.approx(-2.5 + half))
    assert paired.variance_ratio == pytest.approx((5 + 18) / 5)


@pytest.mark.parametrize("family", [1, 3, 24])
def test_the_intervals_are_those_of_the_paired_t_test_at_the_family_s_share_of_the_risk(family: int) -> None:
    chance = np.random.default_rng(family)
    baseline = chance.gamma(2, 10, 17)
    option = 0.8 * baseline + chance.normal(0, 2, 17)
    paired = paired_difference(option, baseline, family=family)
    one = ttest_rel(option, baseline).confidence_interval(0.95)
    every = ttest_rel(option, baseline).confidence_interval(1 - 0.05 / family)
    assert (paired.low, paired.high) == (pytest.approx(one.low), pytest.approx(one.high))
    assert (paired.low_all, paired.high_all) == (pytest.approx(every.low), pytest.approx(every.high))


def test_the_correlation_is_pearsons_and_unknown_where_one_does_not_vary() -> None:
    chance = np.random.default_rng(9)
    baseline = chance.gamma(2, 10, 25)
    option = 0.1 * baseline + chance.normal(0, 1, 25)
    paired = paired_difference(np.append(option, np.nan), np.append(baseline, 3.0))
    assert paired.correlation == pytest.approx(float(np.corrcoef(option, baseline)[0, 1]))
    assert paired.spread_ratio == pytest.approx(option.std() / baseline.std())
    for flat in (paired_difference(np.full(25, 0.3), baseline), paired_difference(baseline, np.zeros(25))):
        assert math.isnan(flat.correlation) and math.isnan(flat.spread_ratio)


def test_the_ratio_is_near_one_where_one_varies_far_more_however_they_correlate() -> None:
    baseline = np.random.default_rng(9).normal(50, 10, 30)
    paired = paired_difference(0.02 * baseline, baseline)
    assert paired.variance_ratio < 1.1
    assert paired.correlation == pytest.approx(1.0)


def test_pairs_with_one_figure_only_are_left_out() -> None:
    option, baseline = np.array([1.0, np.nan, 3, 5, 9]), np.array([0.0, 4, np.nan, 2, 9])
    paired = paired_difference(option, baseline, better=1)
    assert paired == paired_difference(option[[0, 3, 4]], baseline[[0, 3, 4]], better=1)
    assert (paired.n, paired.mean, paired.better_share) == (3, pytest.approx(4 / 3), pytest.approx(2 / 3))


def test_differences_that_are_all_equal_have_an_interval_of_no_width() -> None:
    baseline = np.array([0.1, 20.3, 7.7])
    paired = paired_difference(baseline + 0.2, baseline, better=1, family=6)
    assert paired.mean == pytest.approx(0.2)
    assert paired.low == paired.high == paired.low_all == paired.high_all == paired.mean
    assert (paired.variance_ratio, paired.better_share) == (math.inf, 1.0)


def test_where_nothing_varies_there_is_no_ratio() -> None:
    paired = paired_difference(np.full(3, 0.1 + 0.2), np.full(3, 0.1))
    assert math.isnan(paired.variance_ratio)
    assert paired.low == paired.high


@pytest.mark.parametrize("values", [[], [4.0], [np.nan, 4.0]])
def test_fewer_than_two_pairs_give_no_interval(values: list[float]) -> None:
    paired = paired_difference(np.array(values), np.array(values))
    assert paired.n < 2
    assert all(math.isnan(value) for value in (paired.low, paired.high, paired.low_all, paired.variance_ratio))
    assert math.isnan(paired.mean) == (paired.n == 0)


def test_a_tie_is_not_better_and_a_figure_without_a_better_has_no_share_of_futures() -> None:
    option, baseline = np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 1])
    assert [paired_difference(option, baseline, better=better).better_share for better in (1, -1)] == [0.5, 0.25]
    assert math.isnan(paired_difference(option, baseline, better=0).better_share)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Floats, Floats]:
    """Mean waits of the small service, and of one whose social workers do a little more casework. [30] each."""
    folder = tmp_path_factory.mktemp("pairing")
    services = (variant(folder), variant(folder, "more", share="casework_share = 0.75 => casework_share = 0.8"))
    numbers = range(30)
    first, second = (
        table_of(numbers, [replicate(service, seed=7, replication=k, engine="simpy").records for k in numbers]).column(
            WAIT
        )
        for service in services
    )
    return second, first


def test_replications_that_share_their_chance_save_most_of_the_runs(real: tuple[Floats, Floats]) -> None:
    assert paired_difference(*real).variance_ratio > 4


def test_a_broken_pairing_shows_as_a_variance_ratio_near_one(real: tuple[Floats, Floats]) -> None:
    """Each replication of the option against another one of the baseline: seven ways to pair them wrongly."""
    option, baseline = real
    ratios = [paired_difference(option, np.roll(baseline, shift)).variance_ratio for shift in range(3, 30, 4)]
    assert 0.8 < float(np.mean(ratios)) < 1.25
    assert max(ratios) < paired_difference(*real).variance_ratio / 2
    shared = [paired_difference(option, np.roll(baseline, shift)).correlation for shift in range(3, 30, 4)]
    assert abs(float(np.median(shared))) < 0.2 < 0.7 < paired_difference(*real).correlation


def test_the_family_widens_the_interval_as_bonferroni_says() -> None:
    chance = np.random.default_rng(3)
    option, baseline = chance.normal(size=(2, 12))
    one, eight = (paired_difference(option, baseline, family=family) for family in (1, 8))
    wider = (eight.high_all - eight.mean) / (one.high_all - one.mean)
    assert wider == pytest.approx(float(t.ppf(1 - 0.025 / 8, 11) / t.ppf(0.975, 11)))
    assert replace(eight, low_all=0, high_all=0) == replace(one, low_all=0, high_all=0)
    assert isinstance(eight, Paired)
