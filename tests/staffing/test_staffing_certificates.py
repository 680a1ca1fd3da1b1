"""What a certificate says is seldom wrong, and what is not known is said to be undecided."""

import math
from pathlib import Path

import numpy as np
import pytest
from exact_staffing import NETWORK_COSTS, Noisy, network_shares, problem
from false_certificates import BESIDE, CASES, POINT, rate, row
from scipy import stats

from sim.experiment.staffing import Plan, Requirement, Rules, search
from sim.experiment.staffing.certificate import FIRST_FRESH, certify
from sim.experiment.staffing.limits import limits


def silent(what: str, plan: Plan) -> None:
    """Say nothing."""


STAFFING = (Path(__file__).parents[2] / "docs" / "staffing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", CASES)
def test_a_level_one_point_from_the_truth_is_wrongly_certified_in_under_five_in_a_hundred_repeats(words: str) -> None:
    """Surely so: the upper limit of the rate is."""
    assert rate(words, POINT).limits[1] < 0.05


@pytest.mark.parametrize("words", CASES)
def test_just_beside_the_truth_certificates_are_not_wrong_more_often_than_they_say(words: str) -> None:
    assert rate(words, BESIDE).limits[0] < 0.05


@pytest.mark.parametrize("words", CASES)
def test_the_document_tells_the_rate_of_false_certificates(words: str) -> None:
    assert row(words) in STAFFING, "run tests/staffing/false_certificates.py"


def test_fresh_futures_are_never_those_of_the_search_or_of_another_attempt() -> None:
    asked = problem(3, [Requirement(name, 0.93) for name in "abc"], NETWORK_COSTS)
    futures = Noisy(network_shares, seed=2, spread=0.1)
    found = search(asked, futures, rules=Rules(looks=(10, 20), attempts=3))
    numbers = {number for _, number in futures.asked}
    certified = {number for number in numbers if number >= FIRST_FRESH}
    assert max(numbers - certified) < FIRST_FRESH
    assert {number // FIRST_FRESH for number in certified} == {item.attempt for item in found.certificates}


def test_a_post_about_which_the_futures_do_not_tell_is_undecided() -> None:
    asked = problem(1, [Requirement("a", 0.85)], [1.0])
    futures = Noisy(lambda plan: [0.85 if plan[0] == 3 else 0.95], seed=0, spread=0.08)
    certificate = certify(asked, (4,), futures, attempt=1, rules=Rules(looks=(50, 100)), told=silent)
    assert certificate.met
    assert [item.verdict for item in certificate.fewer] == ["undecided"]
    assert certificate.undecided == certificate.fewer


def test_posts_fewer_are_looked_at_only_once_every_target_is_met() -> None:
    """A certificate that fails costs the futures of one plan, however many roles there are."""
    asked = problem(3, [Requirement("a", 0.85)], [1.0] * 3)
    futures = Noisy(lambda plan: [0.855], seed=0, spread=0.08)
    certificate = certify(asked, (4, 4, 4), futures, attempt=1, rules=Rules(looks=(50, 100)), told=silent)
    assert [item.verdict for item in certificate.targets] == ["undecided"]
    assert {plan for plan, _ in futures.asked} == {(4, 4, 4)}


def test_attempts_and_looks_share_the_probability_of_error_out() -> None:
    rules = Rules(confidence=0.9)
    assert sum(sum(rules.errors(attempt)) for attempt in range(1, 60)) == pytest.approx(0.1)


def test_a_mean_of_figures_that_are_not_skew_has_students_limits() -> None:
    half = np.random.default_rng(1).normal(0, 0.05, size=20)
    figures = 0.8 + np.concatenate((half, -half))
    low, high = limits(Requirement("a", 0.9), figures, 0.01)
    expected = stats.t.interval(0.98, 39, loc=figures.mean(), scale=stats.sem(figures))
    assert (low, high) == pytest.approx(expected)


def test_a_mean_of_skew_figures_has_halls_limits() -> None:
    """Hall's transformation of the studentised mean, at the limit, is Student's quantile."""
    figures = -np.random.default_rng(1).exponential(5, size=40)
    low, high = limits(Requirement("list", -9.0, unit="cases"), figures, 0.01)
    lean = stats.skew(figures, bias=False) / np.sqrt(40)
    ends = (figures.mean() - np.array([low, high])) / stats.sem(figures)
    transformed = ends + lean * ends**2 / 3 + lean**2 * ends**3 / 27 + lean / 6
    assert transformed == pytest.approx(np.array([1, -1]) * stats.t.ppf(0.99, 39))
    students = stats.t.interval(0.98, 39, loc=figures.mean(), scale=stats.sem(figures))
    assert low < students[0], "the lower limit is further out, where the long tail is"


def test_limits_are_what_the_mean_can_be() -> None:
    shares = np.array([1.0, 0.99, 0.4, 0.98, 0.97, 0.99, 0.98, 0.99])
    assert limits(Requirement("a", 0.9), shares, 0.001)[1] <= 1.0
    assert limits(Requirement("list", -9.0, unit="cases"), -np.array([0.0, 0.0, 20.0]), 0.05)[1] == 0.0


def test_a_share_of_futures_has_clopper_and_pearsons_limits() -> None:
    figures = np.array([0.95] * 37 + [0.5] * 3 + [math.nan])
    low, high = limits(Requirement("a", 0.9, futures=0.8), figures, 0.025)
    expected = stats.binomtest(37, 40).proportion_ci(0.95, method="exact")
    assert (low, high) == pytest.approx((expected.low, expected.high))


def test_a_share_that_is_always_one_is_no_certainty() -> None:
    """A figure that is 0 in one future of twenty shows thirty ones in a row with probability 0.21."""
    low, high = limits(Requirement("a", 0.9), np.ones(30), 0.05)
    assert low == pytest.approx(0.05 ** (1 / 30))
    assert high == 1.0


@pytest.mark.slow
def test_limits_of_shares_that_are_often_one_err_as_seldom_as_they_say() -> None:
    requirement, tail, number = Requirement("a", 0.9), 0.05, 50
    random = np.random.default_rng(5)
    true = 0.6 + 0.4 * 0.75
    below = above = 0
    for _ in range(1_000):
        figures = np.where(random.random(number) < 0.6, 1.0, 1 - 0.5 * random.random(number))
        low, high = limits(requirement, figures, tail)
        below += low > true
        above += high < true
    assert below / 1_000 < 0.075
    assert above / 1_000 < 0.075
