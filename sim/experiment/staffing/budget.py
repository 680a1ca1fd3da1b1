"""What there is to spend on posts, and plans that keep to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from sim.errors import InputFault
from sim.errors import Problem as Fault
from sim.experiment.staffing.problem import Plan, Problem
from sim.experiment.staffing.setup import Setup
from sim.scenario.experiments import Experiment

_HALVINGS = 40
"""Of the interval in which the part of a guess is sought that there is money for."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So much to spend, in pay or in posts.

    Attributes
    ----------
    limit, unit
        How much, and of what.
    taken
        What a plan takes of it; more posts of any lever take no less.
    """

    limit: float
    unit: Literal["gbp_per_year", "posts"]
    taken: Callable[[Plan], float]

    def left(self, plan: Plan) -> float:
        """What a plan leaves; below zero if it takes too much."""
        return self.limit - self.taken(plan)

    def allows(self, plan: Plan) -> bool:
        """Whether a plan keeps to it."""
        return self.left(plan) >= -1e-9 * self.limit

    def over(self, problem: Problem) -> Problem:
        """A problem in which plans keep to the budget as well."""
        return replace(problem, allows=lambda plan: problem.allows(plan) and self.allows(plan))


def affordable(problem: Problem, budget: Budget) -> Plan:
    """The guesses of all levers times one factor, as large as the budget allows: where a search may begin."""

    def scaled(factor: float) -> Plan:
        return tuple(min(max(lever.least, int(factor * lever.guess)), lever.most) for lever in problem.levers)

    low, high = 0.0, 1.0 + max(lever.most / max(lever.guess, 1) for lever in problem.levers)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if budget.allows(scaled(middle)) else (low, middle)
    return scaled(low)


def budget_of(experiment: Experiment, setup: Setup) -> Budget:
    """The budget of a search.

    Raises
    ------
    InputFault
        If it does not pay for the least posts that there may be.
    """
    assert experiment.staffing is not None
    asked, least = experiment.staffing.budget, tuple(lever.least for lever in setup.problem.levers)
    assert asked is not None, "a search within a budget has one"
    if asked.posts is not None:
        found = Budget(float(asked.posts), "posts", lambda plan: float(sum(setup.layout.totals(plan))))
    else:
        assert asked.gbp_per_year is not None, "a budget is in posts or in pay"
        found = Budget(asked.gbp_per_year, "gbp_per_year", setup.problem.cost)
    if not found.allows(least):
        rule = f"the least posts that there may be take {found.taken(least):,.0f}"
        hint = "Give more, or lower what the roles have at least."
        raise InputFault([Fault(experiment.file, f"staffing.budget.{found.unit}", rule, f"{found.limit:,.0f}", hint)])
    return found
