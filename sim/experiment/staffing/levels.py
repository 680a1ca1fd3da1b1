"""The levels that a search works with: what is asked, moved by how much its sample flatters a plan."""

import numpy as np

from sim.experiment.staffing.certificate import Certificate, Rules
from sim.experiment.staffing.effort import Effort
from sim.experiment.staffing.futures import Moments
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.problem import Plan
from sim.measures.rows import Floats

_TENTH = 1.3
"""The normal's one-sided 90 % quantile, nearly: a plan that just reaches its levels fails its certificate so seldom."""

_NEARLY = 0.02
"""Of a requirement's scale: so near to what the ample plan reaches is as good."""


class Levels:
    """Working levels of a judge.

    Parameters
    ----------
    judge
        Whose levels are moved.
    effort, rules
        How many futures a second look takes, and a certificate at most.
    """

    def __init__(self, judge: Judge, effort: Effort, rules: Rules) -> None:
        self._judge, self._effort, self._rules = judge, effort, rules
        self._asked: Floats = np.array([item.wanted for item in judge.problem.requirements])
        self._scales: Floats = np.array([item.scale for item in judge.problem.requirements])
        self._learnt = np.zeros(len(self._asked))

    def move(self, plan: Plan) -> None:
        """Move the levels so that a plan which reaches them on the sample is likely to be certified.

        That is by the difference of the plan's means over the sample and over the second look, and by the distance
        from its level that a certificate takes.
        """
        second = self._second(plan)
        here = self._over(plan, self._judge.most)
        flattered = here.mean - second.mean - self._learnt
        levels = self._asked + np.where(np.isnan(flattered), 0.0, flattered) + self._distance(second)
        # No stricter than the ample plan reaches on the sample, nor quite that: where no posts do anything about a
        # figure, plans differ by next to nothing, and one would be staffed without end for the rest of it.
        reached = self._over(self._judge.problem.ample, self._judge.most).mean - _NEARLY * self._scales
        self._judge.levels = np.fmin(levels, np.fmax(reached, self._asked))

    def learn(self, certificate: Certificate) -> None:
        """A certificate that failed tells how far the second look was from the truth."""
        second = self._second(certificate.plan)
        fresh = np.array([item.mean for item in certificate.targets])
        number = np.array([item.number for item in certificate.targets])
        weight = number / (number + second.number)
        self._learnt = np.nan_to_num(weight * (fresh - second.mean))

    def _second(self, plan: Plan) -> Moments:
        return self._over(plan, max(self._effort.second, self._judge.most))

    def _over(self, plan: Plan, number: int) -> Moments:
        self._judge.sample.ask([plan], number)
        return self._judge.moments(plan, number)

    def _distance(self, second: Moments) -> Floats:
        """From the level to the mean of a plan that the last look of a certificate will hardly fail."""
        from scipy.special import ndtri

        last = self._rules.looks[-1]
        spread = np.where(second.number > 1, second.error * np.sqrt(second.number), 0.0)
        found: Floats = (_TENTH - ndtri(self._rules.errors(1)[-1])) * spread / np.sqrt(last)
        return found
