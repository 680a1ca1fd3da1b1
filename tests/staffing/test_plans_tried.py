"""Plans that were tried in few futures are set beside the one chosen as if all had been looked at in the same."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from exact_staffing import Noisy, problem
from scipy.stats import t as student

from sim.experiment.staffing import Plan, Requirement, search
from sim.experiment.staffing.futures import Sample
from sim.experiment.staffing.limits import limits
from sim.experiment.staffing.tried import Tried, tried
from sim.measures.rows import Floats
from sim.report.staffing_senses import sense_of

CHOSEN, CHEAP, AMPLE = (4,), (2,), (20,)


class Listed:
    """Futures as they are written down: by plan, a row a future."""

    def __init__(self, figures: dict[Plan, list[list[float]]]) -> None:
        self._figures = figures

    def figures(self, plans: list[Plan], numbers: range) -> list[Floats]:
        """As of futures."""
        return [np.array([self._figures[plan][number] for number in numbers]) for plan in plans]


def told(asked: Any, figures: dict[Plan, list[list[float]]], chosen: Plan, fresh: list[list[float]]) -> list[Tried]:
    """What is told of plans whose figures are known."""
    sample = Sample(Listed(figures))  # type: ignore[arg-type]
    for plan, known in figures.items():
        sample.ask([plan], len(known))
    answer = SimpleNamespace(problem=asked, sample=sample, plan=chosen)
    return list(tried(answer, {chosen: np.array(fresh)}))  # type: ignore[arg-type]


def test_a_plan_known_from_hard_futures_is_told_as_if_it_had_been_looked_at_in_all() -> None:
    """In the two hard futures the cheap plan comes to 0.5 and the chosen one to 0.6; over all futures that has 0.8."""
    asked = problem(1, [Requirement("a", 0.75)], [1.0])
    figures = {CHOSEN: [[0.5], [0.7], [0.9], [0.9]], CHEAP: [[0.4], [0.6]]}
    cheap, chosen = told(asked, figures, CHOSEN, fresh=[[0.7], [0.9], [0.8], [0.8]])
    assert (cheap.plan, cheap.number, cheap.chosen) == (CHEAP, 2, False)
    assert cheap.means == pytest.approx([0.7])
    assert (chosen.plan, chosen.means[0], chosen.chosen) == (CHOSEN, pytest.approx(0.8), True)
    # Slippage is the distance from the level in scales of one.
    assert (cheap.slippage, chosen.slippage) == (pytest.approx(0.05), 0.0)


def test_the_interval_is_made_of_the_fresh_futures_and_of_the_differences() -> None:
    asked = problem(1, [Requirement("a", 0.75)], [1.0])
    figures = {CHOSEN: [[0.5], [0.7], [0.9]], CHEAP: [[0.4], [0.7], [0.6]]}
    fresh = [[0.7], [0.9], [0.8], [0.8]]
    cheap, _ = told(asked, figures, CHOSEN, fresh)
    variance = np.var([0.7, 0.9, 0.8, 0.8], ddof=1) / 4 + np.var([-0.1, 0.0, -0.3], ddof=1) / 3
    assert cheap.halves == pytest.approx([student.ppf(0.975, 2) * np.sqrt(variance)])
    assert cheap.low <= cheap.slippage <= cheap.high
    assert cheap.high == pytest.approx(0.75 - cheap.means[0] + cheap.halves[0])


def test_a_share_is_told_within_its_bounds_and_a_promise_to_nobody_is_kept() -> None:
    asked = problem(1, [Requirement("a", 0.9), Requirement("nobody", 0.9)], [1.0])
    nan = float("nan")
    figures = {CHOSEN: [[0.8, nan], [0.9, nan]], AMPLE: [[1.0, nan], [1.0, nan]]}
    _, ample = told(asked, figures, CHOSEN, fresh=[[0.95, nan], [0.97, nan]])
    assert ample.means[0] == 1.0
    assert np.isnan(ample.means[1])
    assert ample.slippage == 0.0


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """A plan that is five points worse than the one chosen, known from eight futures: 95 % of 400 searches."""
    asked = problem(1, [Requirement("a", 0.75)], [1.0])
    held = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        common, own, fresh = rng.normal(0, 0.1, 30), rng.normal(0, 0.02, 8), rng.normal(0.8, 0.1, 60)
        figures = {
            CHOSEN: [[0.8 + each] for each in common],
            CHEAP: [[0.75 + c + o] for c, o in zip(common[:8], own, strict=True)],
        }
        cheap, _ = told(asked, figures, CHOSEN, fresh=[[each] for each in fresh])
        held += abs(cheap.means[0] - 0.75) <= cheap.halves[0]
    assert held >= 372, "a true share of 95 % comes to fewer once in 200"


def test_every_plan_of_a_search_is_told_once_by_rising_cost() -> None:
    asked = problem(2, [Requirement("a", 0.9), Requirement("b", 0.9)], [3.0, 2.0])
    futures = Noisy(lambda plan: [1 - 0.5 ** plan[0], 1 - 0.5 ** plan[1]], seed=0, spread=0.01)
    answer = search(asked, futures)
    (fresh,) = futures.figures([answer.plan], answer.fresh)
    every = tried(answer, {answer.plan: fresh})
    assert {item.plan for item in every} == set(answer.sample.plans)
    assert all(one.cost <= other.cost for one, other in pairwise(every))
    (chosen,) = (item for item in every if item.chosen)
    assert chosen.plan == answer.plan
    assert chosen.means[0] == pytest.approx(fresh[:, 0].mean())
    # Noise is the same for every plan, so differences are free of it.
    gaps = {item.plan: item.means[0] - chosen.means[0] for item in every if 0 < item.means[0] < 1}
    assert all(gap == pytest.approx(0.5 ** chosen.plan[0] - 0.5 ** plan[0]) for plan, gap in gaps.items())


def test_lists_are_told_as_cases_at_most_and_their_interval_from_the_lower_end() -> None:
    sense = sense_of(Requirement("list", -12.0, unit="cases"))
    row = sense.row(-12.0, -7.5, -9.0, -6.0)
    assert row == {"sense": "at most", "wanted": 12.0, "mean": 7.5, "low": 6.0, "high": 9.0, "unit": "cases"}
    assert str(sense.told(0.0)) == "0.0", "never a minus nought"


def test_differences_say_what_they_are_beyond() -> None:
    share = sense_of(Requirement("share", -0.01, against=1.0))
    assert (share.wanted, share.unit) == ("at least", "share beyond the baseline's")
    assert share.text(-0.01) == "-1.0 points"
    cases = sense_of(Requirement("list", -1.0, unit="cases and steps", against=1.05))
    assert (cases.wanted, cases.unit) == ("at most", "cases and steps beyond 1.05 times the baseline's")


def test_with_assurance_a_list_too_is_told_as_the_share_of_futures_that_keep_it() -> None:
    sense = sense_of(Requirement("list", -12.0, 0.8, unit="cases"))
    assert (sense.wanted, sense.unit, sense.told(0.85), sense.text(0.85)) == (
        "at least",
        "share of futures",
        0.85,
        "85.0 %",
    )


@pytest.mark.parametrize(
    ("item", "ends"),
    [
        (Requirement("share", 0.8), (0.0, 1.0)),
        (Requirement("share", 0.8, 0.9), (0.0, 1.0)),
        (Requirement("difference", -0.01, against=1.0), (-1.0, 1.0)),
        (Requirement("list", -1.0, unit="cases"), (-np.inf, 0.0)),
        (Requirement("growth", -0.5, unit="cases per week"), (-np.inf, np.inf)),
    ],
)
def test_what_no_future_tells_may_be_all_that_it_can_be(item: Requirement, ends: tuple[float, float]) -> None:
    assert limits(item, np.array([np.nan, np.nan, 0.5]), 0.05) == ends
