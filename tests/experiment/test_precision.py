"""Replications until precise: where the rule stops, what it says, and that only the figures decide."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import t, ttest_1samp

from sim.experiment.precision import (
    PrecisionReport,
    Watched,
    look_ahead,
    met_after,
    replications_for,
    running_intervals,
    stopping_point,
    until_precise,
)
from sim.measures.rows import Floats
from sim.scenario.experiments import FigureRef, Goal

CHANCE = np.random.default_rng(1917)


def goal(half_width: float | None = None, relative: float | None = None, *, design: str = "option") -> Watched:
    return Watched(Goal(FigureRef("contact_to_assessment_mean_days"), half_width, relative), design)


def stop(values: Floats, watched: Sequence[Watched], *, least: int = 5, most: int = 200) -> PrecisionReport:
    """The report on figures that are all there; asks for no more than there are."""
    columns = values if values.ndim == 2 else values[:, None]
    return until_precise(watched, lambda number: columns[:number], least=least, most=most)


def by_definition(values: Floats, half_width: float, *, least: int, most: int) -> int:
    """The rule as it is written, one replication at a time."""
    for n in range(least, most + 1):
        ahead = range(n, n + 5 * max(n, 100) // 100 + 1)
        if ahead[-1] > most:
            return most
        if all(t.ppf(0.975, k - 1) * values[:k].std(ddof=1) / math.sqrt(k) <= half_width for k in ahead):
            return ahead[-1]
    return most


def test_half_widths_after_every_replication_are_student_s() -> None:
    values = CHANCE.gamma(2, 5, (40, 3))
    mean, half = running_intervals(values)
    for n in (2, 3, 17, 40):
        interval = ttest_1samp(values[:n], 0, axis=0).confidence_interval(0.95)
        np.testing.assert_allclose(mean[n - 1], values[:n].mean(axis=0))
        np.testing.assert_allclose(mean[n - 1] + half[n - 1], interval.high)
    assert np.isnan(half[0]).all()


def test_a_small_spread_about_a_large_mean_keeps_its_digits() -> None:
    values = 1e9 + np.array([0.0, 1, 2, 1, 0, 1])
    _, half = running_intervals(values[:, None])
    assert half[-1, 0] == pytest.approx(float(t.ppf(0.975, 5)) * values.std(ddof=1) / math.sqrt(6), rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_it_stops_where_the_rule_as_written_does(seed: int) -> None:
    values = np.random.default_rng(seed).normal(30, 4, 400)
    report = stop(values, [goal(1.0)], most=300)
    assert report.n == by_definition(values, 1.0, least=5, most=300)
    assert report.met and report.settled


def test_the_look_ahead_is_five_and_grows_beyond_a_hundred() -> None:
    assert [look_ahead(n) for n in (3, 99, 100, 119, 120, 1000)] == [5, 5, 5, 5, 6, 50]


def test_a_goal_that_is_met_by_luck_is_not_enough() -> None:
    """Met after 5 to 8, not after 9; then from 12 on."""
    met = np.array([False] * 4 + [True] * 4 + [False] * 3 + [True] * 20)
    assert stopping_point(met, least=5) == 17
    assert stopping_point(met[:16], least=5) is None
    assert stopping_point(met, least=14) == 19


@pytest.mark.parametrize("batch", [1, 2, 7, 1000])
def test_the_size_of_batches_does_not_matter(batch: int) -> None:
    """The source of replications may hand out more than it was asked for: what the store has already."""
    values = np.random.default_rng(3).normal(30, 4, 1000)[:, None]
    more = until_precise([goal(1.0)], lambda number: values[: -(-number // batch) * batch], least=5, most=300)
    assert more == stop(values, [goal(1.0)], most=300)


def test_a_relative_goal_follows_the_mean() -> None:
    values = np.random.default_rng(4).normal(30, 4, 300)
    relative = stop(values, [goal(relative=0.05)])
    (told,) = relative.goals
    assert told.wanted == pytest.approx(0.05 * values[: relative.n].mean())
    assert told.met and told.half_width <= told.wanted


def test_of_an_absolute_and_a_relative_goal_either_suffices() -> None:
    values = np.random.default_rng(4).normal(30, 4, 300)
    either, absolute, relative = (stop(values, [goal(*limits)]).n for limits in ((2.0, 0.01), (2.0,), (None, 0.01)))
    assert either == absolute < relative == 200


@pytest.mark.parametrize("values", [np.zeros(300), np.resize([1.0, -1.0], 300)])
def test_a_share_of_a_mean_that_may_be_nought_is_never_precise(values: Floats) -> None:
    report = stop(values, [goal(relative=0.5)], most=40)
    assert (report.n, report.met, report.settled) == (40, False, False)


def test_a_figure_that_never_varies_is_precise_after_the_least_and_the_look_ahead() -> None:
    for watched in (goal(0.1), goal(relative=0.1)):
        report = stop(np.full(50, 0.1 + 0.2), [watched], least=4)
        assert (report.n, report.met) == (9, True)
        assert report.goals[0].half_width == 0


def test_no_fewer_than_three_replications_are_looked_at() -> None:
    assert stop(np.full(50, 7.0), [goal(0.1)], least=1).n == 3 + 5


def test_a_figure_that_is_missing_somewhere_is_not_precise_and_that_is_told() -> None:
    values = np.random.default_rng(6).normal(30, 1, (60, 2))
    values[3, 1] = np.nan
    report = stop(values, [goal(5.0), goal(5.0, design="other")], most=60)
    fine, missing = report.goals
    assert (report.n, report.met) == (60, False)
    assert (fine.met, fine.missing) == (True, 0)
    assert (missing.met, missing.missing, missing.design, missing.needed) == (False, 1, "other", None)
    assert math.isnan(missing.half_width)


def test_every_goal_has_to_be_met_in_every_design() -> None:
    values = np.random.default_rng(6).normal(30, [1, 6], (300, 2))
    both = stop(values, [goal(1.0), goal(1.0, design="other")])
    assert both.n == stop(values[:, 1], [goal(1.0)]).n > stop(values[:, 0], [goal(1.0)]).n
    assert [told.design for told in both.goals] == ["option", "other"]


def test_at_the_most_it_says_which_goal_is_not_met_and_how_far() -> None:
    values = np.random.default_rng(6).normal(30, [1, 30], (100, 2))
    report = stop(values, [goal(1.0), goal(1.0, design="other")], most=50)
    assert (report.n, report.met, report.settled) == (50, False, False)
    assert [told.met for told in report.goals] == [True, False]
    _, half = running_intervals(values[:50])
    far = report.goals[1]
    assert (far.half_width, far.wanted) == (pytest.approx(half[-1, 1]), 1.0)
    assert far.needed is not None
    assert 2500 < far.needed < 5000


def test_met_at_the_most_but_not_steadily_is_met_but_not_settled() -> None:
    values = np.array([0.0, 9, 0, 9, *[4.5] * 30])
    met = met_after(values[:, None], [goal(2.0)])[:, 0]
    first = int(np.argmax(met)) + 1
    report = stop(values, [goal(2.0)], least=3, most=first + 2)
    assert (report.n, report.met, report.settled) == (first + 2, True, False)


@pytest.mark.parametrize("wanted", [2.0, 0.5, 0.05])
def test_replications_needed_are_the_fewest_that_do(wanted: float) -> None:
    error = 4.0
    half = float(t.ppf(0.975, 9)) * error / math.sqrt(10)
    needed = replications_for(half, 10, wanted)
    assert needed is not None
    assert float(t.ppf(0.975, needed - 1)) * error / math.sqrt(needed) <= wanted
    fewer = needed - 1 - needed // 500
    assert float(t.ppf(0.975, fewer - 1)) * error / math.sqrt(fewer) > wanted


@pytest.mark.parametrize("wanted", [0.001, 1e-9, 1e-200, 5e-324])
def test_more_than_a_million_replications_are_not_counted(wanted: float) -> None:
    assert replications_for(3.0, 10, wanted) == math.inf


def test_a_hopeless_goal_runs_to_the_most_and_no_further() -> None:
    values = np.random.default_rng(6).normal(30, 4, 100)
    report = stop(values, [goal(1e-200)], most=40)
    assert (report.n, report.met, report.goals[0].needed) == (40, False, math.inf)


def test_no_number_of_replications_makes_an_unknown_or_vanishing_goal() -> None:
    assert replications_for(math.nan, 10, 1.0) is None
    assert replications_for(3.0, 10, 0.0) is None
    assert replications_for(0.5, 10, 1.0) == 10
