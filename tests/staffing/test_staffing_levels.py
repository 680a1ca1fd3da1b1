"""What a search works with: levels that allow for its sample, differences from a reference, steps along slopes."""

from collections.abc import Sequence

import numpy as np
import pytest
from exact_staffing import NETWORK_BEST, NETWORK_COSTS, Noisy, network_shares, problem
from scipy.special import ndtri

from sim.experiment.staffing import Effort, Plan, Requirement, Rules, search
from sim.experiment.staffing.aim import aimed
from sim.experiment.staffing.certificate import certify
from sim.experiment.staffing.compared import Compared
from sim.experiment.staffing.futures import Sample
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.levels import Levels
from sim.measures.rows import Floats


def diminishing(plan: Plan) -> list[float]:
    """Two shares, each of which mostly one of two roles decides."""
    return [1 - 0.9 ** (plan[0] + 0.2 * plan[1]), 1 - 0.92 ** (plan[1] + 0.1 * plan[0])]


def test_levels_move_by_what_the_sample_flatters_and_by_what_a_certificate_takes() -> None:
    asked = problem(1, [Requirement("a", 0.8)], [1.0])
    futures = Noisy(lambda plan: [0.8], seed=4, spread=0.05)
    judge = Judge(asked, Sample(futures), first=4, most=8)
    judge.sample.ask([asked.ample], 8)
    rules = Rules(looks=(100, 400))
    Levels(judge, Effort(first=4, most=8, second=100), rules).move((5,))
    figures = judge.sample.figures((5,))[:, 0]
    flattered = figures[:8].mean() - figures[:100].mean()
    # 1.3 for a certificate in nine of ten, and what the error left for the last look takes, for 400 futures.
    error = 0.05 * 2 / 3 * 400**1.5 / (100**1.5 + 400**1.5)
    distance = (1.3 - ndtri(error)) * figures[:100].std(ddof=1) / 20
    expected = 0.8 + flattered + distance
    ample = figures[:8].mean() - 0.02  # of the scale; the same for every plan here, so no plan could reach more
    assert judge.levels[0] == pytest.approx(min(expected, max(ample, 0.8)))


def test_levels_buy_no_posts_that_do_next_to_nothing() -> None:
    """A plan a millionth below what as many posts as may be reach will do, however much a certificate would like."""
    asked = problem(1, [Requirement("list", -0.01, scale=0.05, unit="cases")], [1.0])
    futures = Noisy(lambda plan: [-1e-6 * (20 - plan[0])], seed=1, spread=0.05)
    judge = Judge(asked, Sample(futures), first=4, most=8)
    judge.sample.ask([asked.ample], 8)
    Levels(judge, Effort(first=4, most=8, second=100), Rules(looks=(100,))).move((5,))
    ample = float(judge.sample.figures(asked.ample)[:8].mean())
    assert judge.levels[0] == pytest.approx(ample - 0.02 * 0.05), "a certificate would like more than there is"
    assert judge.feasible([(1,), (5,), (20,)]) == [True, True, True]


def test_a_small_sample_does_not_cost_the_certificate() -> None:
    """Eight futures flatter a plan by three points as often as not; the first certificate succeeds all the same."""
    asked = problem(2, [Requirement("a", 0.9), Requirement("b", 0.9)], [3.0, 2.0], most=60)
    effort, rules = Effort(first=4, most=8, second=128), Rules(looks=(100, 200, 400))
    found = [
        search(asked, Noisy(diminishing, seed=seed, spread=0.08), effort=effort, rules=rules) for seed in range(20)
    ]
    first = [next(item for item in each.certificates if item.attempt == 1) for each in found]
    assert sum(item.met for item in first) >= 14
    assert all(each.certificate.met for each in found)


def test_differences_in_the_same_future_are_free_of_what_the_future_brings() -> None:
    requirements = [Requirement("a", -0.01, against=1.0), Requirement("b", 0.5)]
    plans = Noisy(lambda plan: [0.8, 0.6], seed=1, spread=0.1)
    reference = Noisy(lambda plan: [0.7, 0.1], seed=1, spread=0.1)
    (figures,) = Compared(plans, reference, requirements).figures([(1,)], range(30))
    (alone,) = plans.figures([(1,)], range(30))
    assert figures[:, 0] == pytest.approx(0.1)
    assert figures[:, 1] == pytest.approx(alone[:, 1])


def test_a_future_in_which_the_reference_has_no_figure_has_no_difference() -> None:
    requirements = [Requirement("a", 0.0, against=1.0), Requirement("b", 0.5)]
    plans = Noisy(lambda plan: [0.8, 0.6], seed=1, spread=0.0)
    nobody = Noisy(lambda plan: [float("nan"), float("nan")], seed=1, spread=0.0)
    (figures,) = Compared(plans, nobody, requirements).figures([(1,)], range(3))
    assert np.isnan(figures[:, 0]).all()
    assert figures[:, 1] == pytest.approx(0.6)


@pytest.mark.parametrize("seed", range(3))
def test_a_search_against_a_reference_finds_the_least_that_is_as_good(seed: int) -> None:
    """The reference has what (6, 7, 7) has; a point less will do, and nothing cheaper does."""
    shares = network_shares(NETWORK_BEST)
    requirements = [Requirement(name, -0.01, against=1.0) for name in "abc"]
    asked = problem(3, requirements, NETWORK_COSTS)
    plans = Noisy(network_shares, seed=seed, spread=0.1)
    reference = Noisy(lambda plan: shares, seed=seed, spread=0.1)
    found = search(asked, Compared(plans, reference, requirements))
    assert found.plan == NETWORK_BEST
    assert found.certificate.met


@pytest.mark.parametrize("start", [(2, 2), (40, 40), (40, 2)])
def test_steps_along_slopes_come_near_the_best_from_anywhere(start: Plan) -> None:
    asked = problem(2, [Requirement("a", 0.88), Requirement("b", 0.9)], [3.0, 2.0], most=60)
    futures = Noisy(diminishing, seed=1, spread=0.0)
    best = min(
        (
            plan
            for plan in ((one, other) for one in range(1, 61) for other in range(1, 61))
            if all(share >= item.level for share, item in zip(diminishing(plan), asked.requirements, strict=True))
        ),
        key=asked.cost,
    )
    judge = Judge(asked, Sample(futures), first=2, most=2)
    *_, last = aimed(judge, start, reach=0.25)
    assert max(abs(one - other) for one, other in zip(last, best, strict=True)) <= 1
    assert len(judge.sample.plans) < 60


def test_a_certificate_gives_up_when_it_has_no_hope() -> None:
    """The figure lies just below its level: sixteen hundred futures would be spent for nothing."""
    asked = problem(1, [Requirement("a", 0.85)], [1.0], most=4)
    looks = (50, 100, 200, 1600)
    numbers = []
    for seed in range(20):
        futures = Noisy(lambda plan: [0.845], seed=seed, spread=0.08)
        told = certify(asked, (4,), futures, attempt=1, rules=Rules(looks=looks), told=lambda what, plan: None)
        assert not told.met
        numbers.append(told.number)
    assert np.mean(numbers) < 800


class Bursts:
    """What is saved of a list that is long from the ninth future on only; enough posts save all of it."""

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        saved = np.array([1.5 if number < 8 else 20.0 for number in numbers]) + np.arange(len(numbers)) % 2 / 10
        return [(saved * min(plan[0] / 5, 1.0))[:, None] for plan in plans]


def test_a_plan_is_not_turned_down_for_what_no_plan_could_show_in_the_first_futures() -> None:
    judge = Judge(problem(1, [Requirement("list", -1.0)], [1.0]), Sample(Bursts()), first=4, most=16)
    judge.levels = np.array([6.0])
    assert judge.feasible([(5,), (1,)]) == [True, False]
    assert judge.sample.size((1,)) < 16, "a plan that is plainly short is still told at a glance"
