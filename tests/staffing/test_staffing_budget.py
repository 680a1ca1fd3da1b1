"""The best service that a budget buys is found where it is known, and its slippage is seldom misjudged."""

import math
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest
from exact_staffing import NETWORK_COSTS, Noisy, Truth, network_shares, problem

from sim.experiment.staffing import Bought, Effort, Lever, Plan, Problem, Requirement, Rules
from sim.experiment.staffing.best_service import best_service, look_at
from sim.experiment.staffing.budget import Budget, affordable
from sim.experiment.staffing.certificate import FIRST_FRESH
from sim.experiment.staffing.futures import Futures, Sample
from sim.experiment.staffing.next_post import next_posts
from sim.experiment.staffing.slippage import slipped
from sim.measures.rows import Floats

SEEDS = range(3)
EFFORT, RULES = Effort(first=4, most=8, second=64, largest=16, plans=16), Rules(looks=(50, 100))


def silent(what: str, plan: Plan) -> None:
    """Say nothing."""


def pay(asked: Problem, limit: float) -> Budget:
    """A budget in pay."""
    return Budget(limit, "gbp_per_year", asked.cost)


def posts(limit: float) -> Budget:
    """A budget in posts."""
    return Budget(limit, "posts", lambda plan: float(sum(plan)))


def slippage(asked: Problem, figures: Sequence[float]) -> float:
    """What true figures come to."""
    levels = np.array([item.wanted for item in asked.requirements])
    return float(slipped(asked.requirements, np.array(figures), levels).max())


def bought(asked: Problem, futures: Futures, budget: Budget) -> Bought:
    """What a search finds."""
    return best_service(asked, futures, budget, effort=EFFORT, rules=RULES, told=silent)


def least_slippage(asked: Problem, truth: Truth, budget: Budget, ranges: Sequence[range]) -> float:
    """The best of all plans of a box, by enumeration."""
    return min(slippage(asked, truth(plan)) for plan in product(*ranges) if asked.has(plan) and budget.allows(plan))


NETWORK = problem(3, [Requirement(name, 0.9, scale=0.1) for name in "abc"], NETWORK_COSTS, most=12)
BOX = [range(1, 13)] * 3


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "budget",
    [pay(NETWORK, 700), pay(NETWORK, 800), pay(NETWORK, 820), pay(NETWORK, 900), posts(17), posts(19), posts(21)],
)
def test_the_jackson_network_gets_the_best_that_a_budget_buys(budget: Budget, seed: int) -> None:
    found = bought(NETWORK, Noisy(network_shares, seed=seed, spread=0.01), budget)
    assert budget.allows(found.plan)
    true = slippage(NETWORK, network_shares(found.plan))
    assert true == pytest.approx(least_slippage(NETWORK, network_shares, budget, BOX))
    assert found.slippage.low <= true <= found.slippage.high


def trading(plan: Plan) -> list[float]:
    """Two roles that can do one another's work, with diminishing returns, and a role that slows them."""
    one, other, upstream = plan
    together = 1 - 0.98 ** (3 * one + 2 * other) - 0.004 * max(0, upstream - 3)
    return [together, 1 - 0.6**upstream]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("limit", [100.0, 150.0, 200.0, 260.0])
@pytest.mark.parametrize("costs", [(10.0, 5.0, 7.0), (10.0, 9.0, 7.0)])
def test_roles_that_stand_in_for_one_another_get_a_mix_that_is_hardly_beaten(
    costs: tuple[float, ...], limit: float, seed: int
) -> None:
    """Within two in a hundred of those who may be missed; what a post does is a multiple of that."""
    asked = problem(3, [Requirement("together", 0.7, scale=0.3), Requirement("first", 0.9, scale=0.1)], costs, most=40)
    best = least_slippage(asked, trading, pay(asked, limit), [range(1, 41), range(1, 41), range(1, 10)])
    found = bought(asked, Noisy(trading, seed=seed, spread=0.005), pay(asked, limit))
    assert slippage(asked, trading(found.plan)) <= best + 0.02


def test_posts_that_follow_others_are_paid_from_the_budget() -> None:
    """One post in four brings a dear one along, so that what a post takes is anything but even."""

    def taken(plan: Plan) -> float:
        return plan[0] + plan[1] + 6 * math.ceil(sum(plan) / 4)

    levers = (Lever("a", "a", 0, 40, 5), Lever("b", "b", 0, 40, 5))
    asked = Problem(levers, (Requirement("a", 0.9, scale=0.1), Requirement("b", 0.8, scale=0.2)), taken)

    def truth(plan: Plan) -> list[float]:
        return [1 - 0.85 ** plan[0], 1 - 0.8 ** plan[1]]

    for limit in (20, 33, 41, 50, 64):
        budget = pay(asked, limit)
        found = bought(asked, Noisy(truth, seed=1, spread=0.001), budget)
        assert budget.allows(found.plan)
        best = least_slippage(asked, truth, budget, [range(41)] * 2)
        assert slippage(asked, truth(found.plan)) <= best + 0.02


def test_what_more_than_meets_everything_leaves_something_to_spare() -> None:
    found = bought(NETWORK, Noisy(network_shares, seed=1, spread=0.01), pay(NETWORK, 1_000))
    assert found.slippage.verdict == "kept"
    assert found.slippage.high < 0


def test_a_larger_budget_never_buys_a_worse_service() -> None:
    slips = [
        slippage(
            NETWORK, network_shares(bought(NETWORK, Noisy(network_shares, seed=2, spread=0.01), posts(limit)).plan)
        )
        for limit in range(14, 28)
    ]
    assert slips == sorted(slips, reverse=True)


def with_list(plan: Plan) -> list[float]:
    """A share, and a list that shrinks by half a case a week at most, and grows with fewer than five of a role."""
    return [1 - 0.85 ** plan[0], min(0.5, 0.5 * (plan[1] - 5))]


LISTED = problem(
    2, [Requirement("share", 0.8, scale=0.2), Requirement("list", 0.0, scale=5.0, unit="cases")], [1.0, 1.0], most=60
)


def test_what_a_list_has_to_spare_does_not_count() -> None:
    """The list can never be much shorter than it may be; the share is improved all the same."""
    found = bought(LISTED, Noisy(with_list, seed=0, spread=0.001), posts(25))
    assert found.plan == (20, 5)
    assert found.slippage.binds == "share"
    assert found.slippage.mean == pytest.approx((0.8 - with_list((20, 5))[0]) / 0.2, abs=0.01)


def test_a_list_that_grows_falls_short() -> None:
    assert slippage(LISTED, with_list((20, 3))) == pytest.approx(1.0 / 5)


def test_where_a_share_of_futures_is_promised_slippage_is_in_futures_that_fail() -> None:
    assured = (Requirement("a", 0.85, futures=0.9, scale=0.15),)
    assert slipped(assured, np.array([0.8]), np.array([0.9])) == pytest.approx(1.0)  # twice as many fail as may


def test_a_guess_is_scaled_to_what_there_is() -> None:
    asked = problem(3, [Requirement("a", 0.9)], [1.0, 1.0, 1.0], most=30, guess=10)
    assert affordable(asked, posts(15)) == (5, 5, 5)
    assert affordable(asked, posts(1_000)) == asked.ample


REPEATS = 400


@pytest.mark.parametrize("looks", [(50,), (50, 100, 200)])
def test_slippage_is_beyond_each_limit_in_under_five_in_a_hundred_repeats(looks: tuple[int, ...]) -> None:
    """Two requirements are equally far off, and nearly kept, so that there are many looks."""
    asked = problem(1, [Requirement(name, 0.86, scale=0.14) for name in "ab"], [1.0])
    true = 0.01 / 0.14
    below = above = 0
    for seed in range(REPEATS):
        fresh = Sample(Noisy(lambda plan: [0.85, 0.85], seed=seed, spread=0.08), begin=FIRST_FRESH)
        found = look_at(asked, (3,), fresh, rules=Rules(looks=looks), told=silent)
        below, above = below + (found.high < true), above + (found.low > true)
    assert below / REPEATS < 0.05
    assert above / REPEATS < 0.05


class Apart:
    """Futures whose errors are another in every plan, as if nothing were shared."""

    def __init__(self, truth: Callable[[Plan], Sequence[float]], *, spread: float) -> None:
        self.truth, self.spread = truth, spread

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """As of futures."""
        found = []
        for plan in plans:
            errors = [np.random.default_rng((*plan, number)).normal(size=2) for number in numbers]
            found.append(np.array(self.truth(plan)) + self.spread * np.array(errors))
        return found


def after(futures: Futures, plan: Plan, costs: tuple[float, ...]) -> list[list[str]]:
    """Where the next post goes, all in the order in which they gain, and the best."""
    asked = problem(3, [Requirement("a", 0.9, scale=0.1), Requirement("b", 0.9, scale=0.1)], costs, most=40)
    found = next_posts(asked, pay(asked, 100), plan, Sample(futures, begin=FIRST_FRESH), 50)
    return [[item.lever for item in items] for items in (found.posts, found.best)]


def two(plan: Plan) -> list[float]:
    """What binds, which two roles mend, the first more; and what the third mends."""
    return [0.5 + 0.02 * plan[0] + 0.01 * plan[1], 0.6 + 0.05 * plan[2]]


def test_the_next_post_goes_where_what_binds_gains_most_for_its_price() -> None:
    futures = Noisy(two, seed=0, spread=0.05)
    assert after(futures, (1, 1, 1), (3.0, 2.0, 1.0)) == [["a", "b", "c"], ["a"]]
    assert after(futures, (1, 1, 1), (5.0, 2.0, 1.0)) == [["b", "a", "c"], ["b"]]


def test_posts_that_the_futures_do_not_tell_apart_may_both_be_best() -> None:
    assert set(after(Apart(two, spread=0.01), (1, 1, 1), (2.0, 1.0, 9.0))[1]) == {"a", "b"}


def test_no_post_is_best_where_nothing_is_clearly_better() -> None:
    assert after(Apart(two, spread=0.5), (1, 1, 1), (1.0, 1.0, 1.0))[1] == []


def test_a_post_more_is_told_on_what_binds_and_on_all_that_falls_short() -> None:
    asked = problem(3, [Requirement("a", 0.5, scale=0.1), Requirement("b", 0.9, scale=0.1)], [1.0] * 3, most=3)
    found = next_posts(asked, pay(asked, 9), (2, 3, 2), Sample(Noisy(two, seed=1, spread=0.02)), 50)
    assert [item.plan for item in found.posts] == [(2, 3, 3), (3, 3, 2)]  # of the second there may be no more
    third, _ = found.posts
    (effect,) = third.effects  # the other is kept
    assert (effect.requirement, effect.difference.mean) == ("b", pytest.approx(0.05))
    assert third.slippage == pytest.approx((0.9 - effect.mean) / 0.1)


def test_what_is_told_comes_from_futures_that_the_search_has_not_seen() -> None:
    futures = Noisy(network_shares, seed=3, spread=0.02)
    found = bought(NETWORK, futures, pay(NETWORK, 820))
    fresh = {number for _, number in futures.asked if number >= FIRST_FRESH}
    assert fresh == set(found.fresh)
    asked = {plan for plan, number in futures.asked if number >= FIRST_FRESH}
    assert asked == {found.plan, *(item.plan for item in found.next_posts.posts)}


def test_an_answer_is_the_same_when_it_is_asked_for_again() -> None:
    one, other = (bought(NETWORK, Noisy(network_shares, seed=7, spread=0.05), pay(NETWORK, 800)) for _ in range(2))
    assert (one.plan, one.slippage, one.next_posts) == (other.plan, other.slippage, other.next_posts)
