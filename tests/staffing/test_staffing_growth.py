"""How much more demand a plan absorbs, where that is known exactly."""

from dataclasses import replace

import numpy as np
import pytest
from exact_staffing import Noisy, problem, within

from sim.experiment.staffing import Absorbed, Plan, Problem, Requirement
from sim.experiment.staffing.growth import MOST_GROWTH, absorbed
from sim.report.staffing_robust import growth_sentence

LEVELS, LIMITS, RATES = (0.8, 0.9), (0.5, 1.0), (10.0, 20.0)
PLAN = (13, 24)


def silent(what: str, plan: Plan) -> None:
    """Say nothing."""


def shares(plan: Plan, percent: int) -> list[float]:
    """Of two pools of Erlang's, with so much more demand."""
    more = 1 + percent / 100
    return [
        within(c, rate=more * rate, pace=1, limit=limit) for c, rate, limit in zip(plan, RATES, LIMITS, strict=True)
    ]


def truly_absorbed(plan: Plan) -> int:
    """The most growth at which both shares reach their levels [%]."""
    holds = (all(np.array(shares(plan, percent)) >= LEVELS) for percent in range(MOST_GROWTH + 1))
    return next(percent for percent, held in enumerate(holds) if not held) - 1


def asked(names: str = "ab") -> Problem:
    return problem(
        2, [Requirement(name, level) for name, level in zip(names, LEVELS, strict=True)], [1.0, 1.0], most=60
    )


def found(plan: Plan, *, seed: int, spread: float, number: int = 50) -> Absorbed:
    return absorbed(
        asked(), plan, lambda percent: Noisy(lambda plan: shares(plan, percent), seed=seed, spread=spread),
        levels=np.array(LEVELS), first=8, number=number, confidence=0.95, told=silent,
    )  # fmt: skip


@pytest.mark.parametrize("plan", [PLAN, (14, 24), (13, 27), (16, 30)])
def test_growth_absorbed_is_what_theory_says(plan: Plan) -> None:
    growth = found(plan, seed=1, spread=0.0)
    assert growth.near == growth.surely == truly_absorbed(plan)
    assert growth.not_surely == truly_absorbed(plan) + 1


def test_a_look_at_the_sample_is_told_with_the_level_that_it_was_judged_by() -> None:
    """The levels of a sample are moved by how much it flatters the plan."""
    moved = np.array(LEVELS) - 0.05
    growth = absorbed(
        asked(), PLAN, lambda percent: Noisy(lambda plan: shares(plan, percent), seed=1, spread=0.0),
        levels=moved, first=8, number=50, confidence=0.95, told=silent,
    )  # fmt: skip
    of_sample = [kept for look in growth.looks if not look.fresh for kept in look.kept]
    afresh = [kept for look in growth.looks if look.fresh for kept in look.kept]
    assert {kept.wanted for kept in of_sample} == set(moved.tolist())
    assert {kept.wanted for kept in afresh} == set(LEVELS)
    assert all((kept.verdict == "met") == (kept.mean >= kept.wanted) for kept in of_sample)


@pytest.mark.parametrize("seed", range(5))
def test_the_truth_lies_between_the_limits(seed: int) -> None:
    growth = found(PLAN, seed=seed, spread=0.03)
    assert growth.surely is not None and growth.not_surely is not None
    assert growth.surely <= truly_absorbed(PLAN) < growth.not_surely


def test_limits_are_wrong_as_seldom_as_said() -> None:
    truth, runs = truly_absorbed(PLAN), 300
    all_found = [found(PLAN, seed=seed, spread=0.05, number=20) for seed in range(runs)]
    too_high = sum((growth.surely or 0) > truth for growth in all_found)
    too_low = sum((growth.not_surely or MOST_GROWTH) <= truth for growth in all_found)
    assert too_high <= 0.05 * runs + 2 * np.sqrt(0.05 * 0.95 * runs)
    assert too_low <= 0.05 * runs + 2 * np.sqrt(0.05 * 0.95 * runs)


def test_more_posts_absorb_no_less() -> None:
    posts = [found((c, 40), seed=2, spread=0.0).near or 0 for c in range(12, 20)]
    assert posts == sorted(posts)
    assert posts[0] < posts[-1]


def test_the_promise_that_fails_first_is_named() -> None:
    assert found((13, 40), seed=0, spread=0.001).first_missed == "a"
    assert found((30, 24), seed=0, spread=0.001).first_missed == "b"


def test_a_plan_that_does_not_do_absorbs_nothing() -> None:
    growth = found((9, 24), seed=0, spread=0.001)
    assert (growth.near, growth.surely, growth.not_surely) == (None, None, 0)


def test_a_plan_that_would_do_for_twice_as_many_is_asked_no_further() -> None:
    growth = found((60, 60), seed=0, spread=0.001)
    assert (growth.near, growth.surely, growth.not_surely) == (MOST_GROWTH, MOST_GROWTH, None)
    assert growth.first_missed == ""
    assert max(look.percent for look in growth.looks) == MOST_GROWTH


def test_a_plan_without_reserve_is_said_to_absorb_not_even_one_per_cent() -> None:
    growth = replace(found(PLAN, seed=0, spread=0.001), near=0)
    assert "the plan absorbs not even 1 % more demand" in growth_sentence(growth, certified=True)


def test_what_a_certificate_tells_is_not_said_to_be_uncertain() -> None:
    """It took as many futures as were needed; those in which growth is asked for are as many as its first look."""
    growth = replace(found(PLAN, seed=0, spread=0.001), surely=None)
    assert "not certain that all promises are kept" in growth_sentence(growth, certified=False)
    assert "no growth is certain to be borne (without any, the certificate stands)" in growth_sentence(
        growth, certified=True
    )


def test_fresh_futures_are_not_those_of_the_search() -> None:
    futures = Noisy(lambda plan: [0.9, 0.95], seed=0, spread=0.01)
    absorbed(
        asked(), PLAN, lambda percent: futures,
        levels=np.array(LEVELS), first=8, number=20, confidence=0.95, told=silent,
    )  # fmt: skip
    assert {number for _, number in futures.asked} == {*range(8), *range(5_000, 5_020)}
