"""Every plan that a search tried, set side by side as if all had been looked at in the same futures.

A search gives up a plan as soon as it is plain that it will not do, so most are known from a few futures, and these may
be hard ones or easy ones. Differences between plans are much the same in every future. So each is told by what the plan
that was chosen comes to in the futures that the search has never seen, and by its difference from that plan in the
futures of the search that both have (the chosen plan is the control variate, with a factor of one). A plan that was
looked at in more of the futures never seen, for the certificate, is told by its difference there.

References
----------
Law, A. M. (2015). Simulation Modeling and Analysis, 5th ed. McGraw-Hill, New York. Section 11.4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Ints
from sim.experiment.staffing.best_service import Bought
from sim.experiment.staffing.futures import Sample
from sim.experiment.staffing.problem import Plan, Problem
from sim.experiment.staffing.search import Answer
from sim.experiment.staffing.slippage import slipped
from sim.measures.rows import Floats
from sim.measures.summary import intervals, student


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A plan that was tried.

    Attributes
    ----------
    plan, cost
        And what it costs [GBP a year].
    means, halves
        Of what is judged, and half-widths of their 95 % intervals; NaN where there is none. Shapes [requirements].
    slippage, low, high
        Of these means, and of the lower and upper ends of their intervals; 0 where every promise is kept.
    number
        Futures of the search, or of those never seen, that it has in common with the chosen plan.
    chosen
        Whether it is that plan.
    """

    plan: Plan
    cost: float
    means: Floats
    halves: Floats
    slippage: float
    low: float
    high: float
    number: int
    chosen: bool


def tried(answer: Answer | Bought, fresh: Mapping[Plan, Floats]) -> tuple[Tried, ...]:
    """The plans that a search tried, by rising cost.

    Parameters
    ----------
    fresh
        The figures of plans, the chosen one among them, in the first of the futures that the search has not seen.
        Each of shape [futures, requirements].
    """
    judged = {plan: answer.problem.judged(figures) for plan, figures in fresh.items()}
    return tuple(_each(answer.problem, answer.sample, answer.plan, judged))


def _each(problem: Problem, sample: Sample, chosen: Plan, fresh: Mapping[Plan, Floats]) -> Iterator[Tried]:
    control = problem.judged(sample.figures(chosen))
    mean, error, seen = _mean_and_error(fresh[chosen])
    wanted = np.array([item.wanted for item in problem.requirements])
    bounded = np.array([item.bounded or item.futures is not None for item in problem.requirements])
    for plan in sorted({*sample.plans, *fresh}, key=lambda plan: (problem.cost(plan), plan)):
        number = min(sample.size(plan), len(control))
        means, halves = mean, error * _quantiles(seen)
        if plan != chosen:
            if len(fresh.get(plan, ())) >= number:
                number = len(fresh[plan])
                difference = fresh[plan] - fresh[chosen][:number]
            else:
                difference = problem.judged(sample.figures(plan, number)) - control[:number]
            beside, of_difference, both = _mean_and_error(difference)
            means = mean + beside
            halves = np.hypot(error, of_difference) * _quantiles(np.minimum(seen, both))
            means = np.where(bounded, np.clip(means, 0, 1), means)
        known = np.nan_to_num(halves)
        low, middle, high = (
            max(0.0, float(slipped(problem.requirements, each, wanted).max()))
            for each in (means + known, means, means - known)
        )
        yield Tried(plan, problem.cost(plan), means, halves, middle, low, high, number, plan == chosen)


def _mean_and_error(values: Floats) -> tuple[Floats, Floats, Ints]:
    """Mean, its standard error, and number of values of each column; NaN where there are too few."""
    number, mean, half = intervals(values)
    return mean, half / _quantiles(number), number


def _quantiles(numbers: Ints) -> Floats:
    return np.array([student(int(number)) for number in numbers])
