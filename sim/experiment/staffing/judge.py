"""Whether plans reach what is required, on a sample of futures: looked at in growing numbers, until it is plain."""

from collections.abc import Sequence

import numpy as np

from sim.experiment.staffing.futures import Moments, Sample, shortfall
from sim.experiment.staffing.problem import Plan, Problem
from sim.measures.rows import Floats

PLAIN = 3.0
"""Standard errors beyond which a mean is plainly above or below a level."""


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

    def _verdict(self, plan: Plan, number: int) -> bool | None:
        """None if it is not plain yet."""
        moments = self.moments(plan, number)
        above = moments.mean - self.levels
        above[np.isnan(above)] = 0.0  # a promise to nobody is kept
        if number >= self.most:
            return bool((above >= -1e-12).all())
        if (above < -PLAIN * moments.error).any():
            return False
        return True if (above >= PLAIN * moments.error).all() else None

    def moments(self, plan: Plan, number: int) -> Moments:
        """Means and errors of a plan over the first so many futures, which it has been asked for."""
        return Moments(self.problem.requirements, self.sample.figures(plan, number))

    def shortfalls(self, plans: Sequence[Plan]) -> list[float]:
        """How far each plan stays below the working levels, over the futures of the first look."""
        self.sample.ask(plans, self.first)
        return [shortfall(self.problem, self.moments(plan, self.first), self.levels) for plan in plans]
