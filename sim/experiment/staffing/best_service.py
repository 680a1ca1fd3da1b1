"""The best service that a budget buys: searched on one sample of futures, looked at in others."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.experiment.staffing.aim import FAR, NEAR
from sim.experiment.staffing.budget import Budget, affordable
from sim.experiment.staffing.certificate import FIRST_FRESH, Rules
from sim.experiment.staffing.climb import Told
from sim.experiment.staffing.effort import ROUNDS, Effort
from sim.experiment.staffing.futures import Futures, Moments, Sample
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.limits import limits
from sim.experiment.staffing.next_post import NextPosts, next_posts
from sim.experiment.staffing.problem import Plan, Problem
from sim.experiment.staffing.search import OutOfReach, within_reach
from sim.experiment.staffing.slippage import slipped
from sim.experiment.staffing.spend import Spending

Whole = Literal["kept", "missed", "undecided"]


@dataclass(frozen=True, slots=True)
class Slippage:
    """The slippage of a plan over fresh futures.

    Attributes
    ----------
    mean, low, high
        Of the means, and its one-sided limits, each at ``confidence``, all looks together.
    binds
        The requirement that is worst.
    wanted, comes_to
        What its mean has to reach, and what it is.
    first, number
        Number of the first future, and how many were looked at.
    """

    mean: float
    low: float
    high: float
    confidence: float
    binds: str
    wanted: float
    comes_to: float
    first: int
    number: int

    @property
    def verdict(self) -> Whole:
        """Whether all promises are kept."""
        return "kept" if self.high <= 0 else "missed" if self.low > 0 else "undecided"


@dataclass(frozen=True, slots=True)
class Bought:
    """What a search within a budget found.

    Attributes
    ----------
    problem
        Without the requirements that are out of reach.
    budget, plan, cost
        The best plan found, and what it costs [GBP a year].
    slippage, next_posts
        In fresh futures.
    out_of_reach
        Requirements that were set aside, since no staffing meets them.
    sample
        Every plan that was tried, with its futures.
    replications
        Futures looked at in all, fresh ones included.
    """

    problem: Problem
    budget: Budget
    plan: Plan
    cost: float
    slippage: Slippage
    next_posts: NextPosts
    out_of_reach: tuple[OutOfReach, ...]
    sample: Sample
    replications: int

    @property
    def fresh(self) -> range:
        """Numbers of the futures that the search has not seen."""
        return range(self.slippage.first, self.slippage.first + self.slippage.number)


def best_service(
    problem: Problem,
    futures: Futures,
    budget: Budget,
    *,
    effort: Effort | None = None,
    rules: Rules | None = None,
    told: Told,
) -> Bought:
    """Find the plan with the least slippage within a budget, and where the next post would go.

    The least posts of all levers must be within the budget.

    Raises
    ------
    RunFault
        If no requirement is in reach of any staffing.
    """
    effort, rules = effort or Effort(), rules or Rules()
    told("as many posts as may be", problem.ample)
    problem, futures, aside, most = within_reach(problem, futures, effort)
    sample = Sample(futures)
    judge = Judge(budget.over(problem), sample, first=effort.first, most=most)
    spending = Spending(judge, budget, plans=effort.plans, told=told)
    plan = _settled(judge, spending, spending.stepped(affordable(problem, budget), reach=FAR), effort.second)
    fresh = Sample(futures, begin=FIRST_FRESH)
    slippage = look_at(problem, plan, fresh, rules=rules, told=told)
    told("where the next post goes", plan)
    posts = next_posts(problem, budget, plan, fresh, slippage.number)
    return Bought(
        problem=problem, budget=budget, plan=plan, cost=problem.cost(plan), slippage=slippage, next_posts=posts,
        out_of_reach=aside, sample=sample, replications=sample.replications + fresh.replications,
    )  # fmt: skip


def _settled(judge: Judge, spending: Spending, plan: Plan, second: int) -> Plan:
    """Where the search stays when its levels are moved by how much the sample flatters what it has found."""
    wanted = np.array([item.wanted for item in judge.problem.requirements])
    for _ in range(ROUNDS):
        judge.sample.ask([plan], max(second, judge.most))
        flattered = judge.moments(plan, judge.most).mean - judge.moments(plan, max(second, judge.most)).mean
        judge.levels = wanted + np.nan_to_num(flattered)
        better = spending.moved(spending.stepped(plan, reach=NEAR))
        if better == plan:
            break
        plan = better
    return plan


def look_at(problem: Problem, plan: Plan, fresh: Sample, *, rules: Rules, told: Told) -> Slippage:
    """The slippage of a plan in fresh futures, in growing numbers until it is told whether all promises are kept.

    The looks share out the error of each limit. The slippage is above its upper limit only if the requirement that
    truly binds is below its own lower limit, so requirements share nothing out there (an intersection-union argument);
    it may be below its lower limit by any of them, so there they do.
    """
    requirements = problem.requirements
    levels = np.array([item.wanted for item in requirements])
    for number, error in zip(rules.looks, rules.errors(1), strict=True):
        told(f"fresh futures: {number}", plan)
        fresh.ask([plan], number)
        figures = fresh.figures(plan, number)
        means = Moments(requirements, figures).mean
        lows = [limits(item, figures[:, place], error)[0] for place, item in enumerate(requirements)]
        highs = [
            limits(item, figures[:, place], error / len(requirements))[1] for place, item in enumerate(requirements)
        ]
        below = slipped(requirements, means, levels)
        binds = int(below.argmax())
        found = Slippage(
            mean=float(below[binds]),
            low=float(slipped(requirements, np.array(highs), levels).max()),
            high=float(slipped(requirements, np.array(lows), levels).max()),
            confidence=rules.confidence,
            binds=requirements[binds].name,
            wanted=requirements[binds].wanted,
            comes_to=float(means[binds]),
            first=fresh.begin,
            number=number,
        )
        if found.verdict != "undecided":
            break
    return found
