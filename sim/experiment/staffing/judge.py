"""Whether plans reach what is required, on a sample of futures: looked at in growing numbers, until it is plain."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from sim.experiment.staffing.futures import Moments, Sample, shortfall
from sim.experiment.staffing.problem import Plan, Problem, with_more
from sim.measures.rows import Floats

PLAIN = 0.00135
"""A mean is plainly above or below a level if it would be so by chance with this probability."""


@cache
def _plain(number: int) -> float:
    """Standard errors that takes, of a mean of so many figures: three of many, nine of four."""
    from scipy.special import stdtrit

    return float(stdtrit(number - 1, 1 - PLAIN))


class Judge:
    """Judges plans by working levels, which may be stricter than what is required.

    A plan that is plainly on one side after a few futures is not looked at in more of them.

    Parameters
    ----------
    problem, sample
        What is required, and the futures.
    first, most
        Futures of the first look, and of the last; each look doubles them.
    """

    def __init__(self, problem: Problem, sample: Sample, *, first: int, most: int) -> None:
        assert 2 <= first <= most
        self.problem, self.sample, self.first, self.most = problem, sample, first, most
        self.levels: Floats = np.array([item.wanted for item in problem.requirements])

    def feasible(self, plans: Sequence[Plan]) -> list[bool]:
        """Whether each plan reaches every working level; all plans are looked at together."""
        found: dict[Plan, bool] = {}
        number, open_ = self.first, list(dict.fromkeys(plans))
        while open_:
            self.sample.ask(open_, number)
            found |= {plan: verdict for plan in open_ if (verdict := self._verdict(plan, number)) is not None}
            open_ = [plan for plan in open_ if plan not in found]
            number = min(self.most, 2 * number)
        return [found[plan] for plan in plans]

    def likely(self, plans: Sequence[Plan]) -> list[bool]:
        """Whether each plan reaches every working level by the means of the first look alone."""
        self.sample.ask(plans, self.first)
        return [shortfall(self.problem, self.moments(plan, self.first), self.levels) <= 0 for plan in plans]

    def _verdict(self, plan: Plan, number: int) -> bool | None:
        """None if it is not plain yet."""
        moments = self.moments(plan, number)
        above = self._above(moments.mean, self.levels)
        if number >= self.most:
            return bool((above >= -1e-12).all())
        plain = _plain(number) * moments.error
        if (self._above(moments.mean, np.fmin(self.levels, self._most_of(number))) < -plain).any():
            return False
        return True if (above >= plain).all() else None

    def _above(self, mean: Floats, levels: Floats) -> Floats:
        return np.nan_to_num(mean - levels)  # a promise to nobody is kept

    def _most_of(self, number: int) -> Floats:
        """What the ample plan comes to in the same futures: no plan is plainly short of more. Shape [requirements].

        What is set against a baseline may come to little in all of the first futures, and to much in a later one.
        """
        self.sample.ask([self.problem.ample], number)
        return self.moments(self.problem.ample, number).mean

    def moments(self, plan: Plan, number: int) -> Moments:
        """Means and errors of a plan over the first so many futures, which it has been asked for."""
        return Moments(self.problem.requirements, self.sample.figures(plan, number))

    def worst(self, plan: Plan) -> str:
        """The requirement that a plan, looked at before, stays furthest below; empty if it stays below none."""
        moments = self.moments(plan, self.sample.size(plan))
        scales = np.array([item.scale for item in self.problem.requirements])
        below = np.nan_to_num(self.levels - moments.mean) / scales
        return self.problem.requirements[int(below.argmax())].name if below.max() > 0 else ""

    def suspects(self, plan: Plan) -> dict[int, int]:
        """By lever, the requirement that breaks most surely with a post fewer, on the futures of the first look."""
        found = {}
        for lever in range(len(plan)):
            less = with_more(plan, lever, -1)
            if self.problem.has(less):
                self.sample.ask([less], self.first)
                moments = self.moments(less, self.first)
                above = (moments.mean - self.levels) / np.maximum(moments.error, 1e-12)
                if not np.isnan(above).all():
                    found[lever] = int(np.nanargmin(above))
        return found

    def shortfalls(self, plans: Sequence[Plan]) -> list[float]:
        """How far each plan stays below the working levels, over the futures of the last look."""
        self.sample.ask(plans, self.most)
        return [shortfall(self.problem, self.moments(plan, self.most), self.levels) for plan in plans]
