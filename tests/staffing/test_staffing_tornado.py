"""The posts that another world needs, where they are known exactly."""

from collections.abc import Sequence

import numpy as np
import pytest
from exact_staffing import NETWORK_BEST, NETWORK_COSTS, Noisy, cheapest, network_shares, problem, within

from sim.experiment.staffing import Plan, Problem, Requirement
from sim.experiment.staffing.aim import Model
from sim.experiment.staffing.futures import Moments, Sample
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.tornado import Around, flattered_levels, needed, scaled_plan


def lines_of(asked: Problem, futures: Noisy) -> Around:
    judge = Judge(asked, Sample(futures), first=4, most=4)
    return lambda plan: Model.around(judge, plan, [1] * len(plan))


def wanted(asked: Problem) -> np.ndarray:
    return np.array([item.wanted for item in asked.requirements])


@pytest.mark.parametrize("factor", [0.6, 0.8, 0.9, 1.0, 1.1, 1.25, 1.6])
@pytest.mark.parametrize("load", [5.0, 20.0, 80.0])
def test_posts_follow_a_load_as_erlang_says(factor: float, load: float) -> None:
    """The square-root rule: of twice the load, fewer than twice the posts."""

    def truth(load: float) -> Noisy:
        return Noisy(lambda plan: [within(plan[0], rate=load, pace=1, limit=0.1)], seed=1, spread=0.001)

    def least(load: float) -> int:
        return next(c for c in range(1, 200) if within(c, rate=load, pace=1, limit=0.1) >= 0.9)

    asked = problem(1, [Requirement("share", 0.9)], [1.0], most=200)
    plan = (least(load),)
    world = needed(
        asked, lines_of(asked, truth(factor * load)), Sample(truth(factor * load)),
        (plan, scaled_plan(asked, plan, np.array([factor]))),
        levels=wanted(asked), number=4,
    )  # fmt: skip
    assert world.enough
    assert abs(world.plan[0] - least(factor * load)) <= 1


@pytest.mark.parametrize("factors", [(1.2, 1.2, 1.2), (0.8, 0.8, 0.8), (1.0, 1.3, 1.0), (0.7, 1.0, 1.25)])
@pytest.mark.parametrize("seed", range(3))
def test_posts_of_a_network_are_nearly_the_cheapest(factors: Sequence[float], seed: int) -> None:
    def slower(plan: Plan) -> list[float]:
        rates = zip(plan, (6.0, 5.25, 2.625), (2.0, 1.0, 0.5), (0.2, 1.0, 2.0), factors, strict=True)
        return [within(c, rate=times * rate, pace=pace, limit=limit) for c, rate, pace, limit, times in rates]

    asked = problem(3, [Requirement(name, 0.9) for name in "abc"], NETWORK_COSTS)
    there = Noisy(slower, seed=seed, spread=0.005)
    world = needed(
        asked, lines_of(asked, there), Sample(there),
        (NETWORK_BEST, scaled_plan(asked, NETWORK_BEST, np.array(factors))),
        levels=wanted(asked), number=8,
    )  # fmt: skip
    best = cheapest(asked, slower, [range(1, 14)] * 3)
    assert world.enough
    assert all(abs(one - other) <= 1 for one, other in zip(world.plan, best, strict=True))


def test_the_same_world_needs_the_same_plan() -> None:
    asked = problem(3, [Requirement(name, 0.9) for name in "abc"], NETWORK_COSTS)
    futures = Noisy(network_shares, seed=5, spread=0.005)
    world = needed(asked, lines_of(asked, futures), Sample(futures), [NETWORK_BEST], levels=wanted(asked), number=8)
    assert (world.plan, world.cost) == (NETWORK_BEST, asked.cost(NETWORK_BEST))


def test_a_world_for_which_the_bounds_are_too_narrow_is_told() -> None:
    asked = problem(1, [Requirement("share", 0.9)], [1.0], most=12)
    futures = Noisy(lambda plan: [within(plan[0], rate=20, pace=1, limit=0.1)], seed=1, spread=0.001)
    start = scaled_plan(asked, (11,), np.array([2.5]))
    world = needed(asked, lines_of(asked, futures), Sample(futures), [start], levels=wanted(asked), number=4)
    assert start == (12,)
    assert (world.plan, world.enough) == ((12,), False)


def test_levels_of_a_sample_move_by_what_it_flatters_the_plan() -> None:
    asked = problem(2, [Requirement("a", 0.8), Requirement("b", 0.9)], [1.0, 1.0])
    sample = Moments(asked.requirements, np.array([[0.86, np.nan], [0.84, np.nan]]))
    assert flattered_levels(asked, sample, np.array([0.83, 0.95])) == pytest.approx([0.82, 0.9])


def test_what_a_plan_that_is_not_enough_falls_short_of_is_named() -> None:
    asked = problem(1, [Requirement("kept", 0.1), Requirement("missed", 0.9)], [1.0], most=12)
    futures = Noisy(lambda plan: [within(plan[0], rate=20, pace=1, limit=0.1)] * 2, seed=1, spread=0.001)
    world = needed(asked, lines_of(asked, futures), Sample(futures), [(12,)], levels=wanted(asked), number=4)
    assert (world.enough, world.lacking) == (False, "missed")


def test_posts_are_added_where_straight_lines_promise_too_much() -> None:
    """The first post does nearly all, those after it next to nothing, and only the seventeenth is enough."""

    def late(plan: Plan) -> list[float]:
        return [0.8 if plan[0] <= 5 else 0.89 + 0.0005 * plan[0] if plan[0] < 17 else 0.92]

    asked = problem(1, [Requirement("share", 0.9)], [1.0], most=40)
    futures = Noisy(late, seed=3, spread=0.0001)
    world = needed(asked, lines_of(asked, futures), Sample(futures), [(5,)], levels=wanted(asked), number=4)
    assert (world.plan, world.enough) == ((17,), True)
