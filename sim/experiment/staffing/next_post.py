"""Where the next post should go: one post more of each lever, in the same fresh futures as the plan."""

from dataclasses import dataclass

import numpy as np

from sim.experiment.pairing import Paired, paired_difference
from sim.experiment.staffing.budget import Budget
from sim.experiment.staffing.futures import Moments, Sample
from sim.experiment.staffing.problem import Plan, Problem, with_more
from sim.experiment.staffing.slippage import scales_of, slipped
from sim.measures.rows import Floats


@dataclass(frozen=True, slots=True)
class Effect:
    """What a post more does to one requirement: its mean with it, and the paired difference from the plan."""

    requirement: str
    mean: float
    difference: Paired


@dataclass(frozen=True, slots=True)
class OneMore:
    """The plan with one post more of a lever.

    Attributes
    ----------
    lever, label, plan
        Which, and the plan with it.
    gbp_per_year
        What it costs more.
    slippage
        Of that plan, over the same futures.
    effects
        On the requirement that binds, and on all others that fall short, the worst first.
    """

    lever: str
    label: str
    plan: Plan
    gbp_per_year: float
    slippage: float
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class NextPosts:
    """Where the next post might go.

    Attributes
    ----------
    posts
        One more of each lever that may have more, by what the requirement that binds gains for what it takes.
    best
        The first of them, and those that are not clearly worse; none if what binds is not clearly better with it.
    """

    posts: tuple[OneMore, ...]
    best: tuple[OneMore, ...]


def next_posts(problem: Problem, budget: Budget, plan: Plan, fresh: Sample, number: int) -> NextPosts:
    """What one post more of each lever does.

    Parameters
    ----------
    problem
        Whose bounds hold, but not the budget.
    fresh
        Futures that the search has not seen.
    number
        How many of them to look at.
    """
    more = [each for lever in range(len(plan)) if problem.has(each := with_more(plan, lever))]
    fresh.ask([plan, *more], number)
    here, short = _judged(problem, plan, fresh, number), _short(_below(problem, plan, fresh, number))
    binds = short[0]
    scale = scales_of(problem.requirements)[binds]

    def gained(each: Plan) -> Floats:
        takes = budget.taken(each) - budget.taken(plan)
        found: Floats = (_judged(problem, each, fresh, number) - here)[:, binds] / scale / takes
        return found

    gains = {each: gained(each) for each in more}
    ranked = sorted(more, key=lambda each: -float(np.nanmean(gains[each])))
    found = {each: _one_more(problem, plan, each, fresh, number, short) for each in ranked}
    best = [
        each for each in ranked if paired_difference(gains[ranked[0]], gains[each], family=len(ranked) - 1).low_all <= 0
    ]
    if not ranked or found[ranked[0]].effects[0].difference.low_all <= 0:
        best = []
    return NextPosts(tuple(found.values()), tuple(found[each] for each in best))


def _one_more(problem: Problem, plan: Plan, more: Plan, fresh: Sample, number: int, short: list[int]) -> OneMore:
    here, there = (_judged(problem, each, fresh, number) for each in (plan, more))
    effects = tuple(
        Effect(
            problem.requirements[at].name,
            float(np.nanmean(there[:, at])),
            paired_difference(there[:, at], here[:, at], family=len(short) * len(plan), better=1),
        )
        for at in short
    )
    lever = problem.levers[next(place for place, posts in enumerate(more) if posts > plan[place])]
    price = problem.cost(more) - problem.cost(plan)
    slippage = float(_below(problem, more, fresh, number).max())
    return OneMore(lever.name, lever.label, more, price, slippage, effects)


def _judged(problem: Problem, plan: Plan, fresh: Sample, number: int) -> Floats:
    return problem.judged(fresh.figures(plan, number))


def _below(problem: Problem, plan: Plan, fresh: Sample, number: int) -> Floats:
    levels = np.array([item.wanted for item in problem.requirements])
    return slipped(problem.requirements, Moments(problem.requirements, fresh.figures(plan, number)).mean, levels)


def _short(below: Floats) -> list[int]:
    """The requirement that binds, and those that fall short, the worst first."""
    order = np.argsort(-below, kind="stable").tolist()
    return [place for rank, place in enumerate(order) if rank == 0 or below[place] > 0]
