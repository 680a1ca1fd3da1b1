"""Steps towards the cheapest plan, by what a few posts more or fewer of each lever do to every figure.

Near a plan figures change nearly in proportion to posts, and differences between plans in the same futures are sure
after a few of them. So a straight-line model of all figures is made around the plan, the cheapest plan in reach of it
that would meet everything is worked out (a small integer programme), and the next step begins there: with twice the
reach for levers whose reach was used up, and half of it for the others.

References
----------
Palacios-Gomez, F., Lasdon, L. and Engquist, M. (1982). Nonlinear optimization by successive linear programming.
Management Science 28, 1106-1120.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.problem import Limit, Plan, Problem, with_more
from sim.measures.rows import Bools, Floats

FAR, NEAR = 0.25, 0.08
"""Reach of the first steps from a guess, and from a plan that is nearly there, as parts of a lever's posts."""

NEAREST = 2
"""Steps end when no lever has a reach above so many posts, or uses it: single posts are better tried."""

_STEPS = 10
"""At most."""

_MISSING = 1e3
"""What it costs to miss a requirement altogether, as a multiple of the plan: anything else is tried first."""


def aimed(judge: Judge, plan: Plan, *, reach: float) -> Iterator[Plan]:
    """The plans that steps from a plan lead to, one after another.

    Parameters
    ----------
    reach
        Of the first step, as a part of a lever's posts.
    """
    far = first_reach(plan, reach)
    seen = {plan}
    for _ in range(_STEPS):
        better = _step(judge, plan, far)
        if better not in seen:
            yield better
        further = next_reach(far, plan, better)
        if max(far) == NEAREST and (better in seen or further == far):
            return
        far = further
        if better not in seen:
            plan = better
            seen.add(plan)


def first_reach(plan: Plan, part: float) -> list[int]:
    """How far a first step may go with each lever: so large a part of its posts."""
    return [max(NEAREST, math.ceil(part * number)) for number in plan]


def next_reach(reach: Sequence[int], plan: Plan, better: Plan) -> list[int]:
    """How far the next step may go: twice as far with levers whose reach was used up, half as far with the others."""
    return [
        2 * far if abs(new - old) == far else max(NEAREST, far // 2)
        for far, old, new in zip(reach, plan, better, strict=True)
    ]


def room(problem: Problem, plan: Plan, reach: Sequence[int]) -> tuple[list[int], list[int]]:
    """Posts more and posts fewer of each lever that are in reach and within its bounds."""
    each = list(zip(problem.levers, plan, reach, strict=True))
    more = [min(item.most - posts, far) for item, posts, far in each]
    fewer = [min(posts - item.least, far) for item, posts, far in each]
    return more, fewer


def _step(judge: Judge, plan: Plan, reach: list[int]) -> Plan:
    return cheapest_in_reach(judge.problem, Model.around(judge, plan, reach), plan, reach, levels=judge.levels)


def cheapest_in_reach(problem: Problem, model: "Model", plan: Plan, reach: Sequence[int], *, levels: Floats) -> Plan:
    """The cheapest plan in reach that would do if figures changed in proportion; else the one that lacks least.

    Parameters
    ----------
    model
        Around ``plan``.
    levels
        What figures have to reach. Shape [requirements].
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    known = ~np.isnan(model.here)
    lacking = (levels - model.here)[known]
    scales = np.array([item.scale for item in problem.requirements])[known]
    price = np.array([problem.cost(with_more(plan, lever)) for lever in range(len(plan))]) - problem.cost(plan)
    up, down = room(problem, plan, reach)
    levers, wanted = len(plan), len(lacking)
    # What is bought are posts more, posts fewer, and leave to miss requirements.
    rules = [LinearConstraint(*_of_limit(limit, plan, wanted)) for limit in problem.limits]
    found = milp(
        np.concatenate([price, -price, _MISSING * problem.cost(plan) / scales]),
        integrality=np.repeat([1, 0], [2 * levers, wanted]),
        bounds=Bounds(0, np.concatenate([up, down, np.full(wanted, np.inf)])),
        constraints=[
            LinearConstraint(np.hstack([model.more_and_fewer(known), np.eye(wanted)]), lb=lacking),
            *rules,
        ],
    )
    if found.x is None:
        return plan
    better = moved(plan, found.x[: 2 * levers])
    return better if problem.has(better) else plan


def moved(plan: Plan, chosen: Floats) -> Plan:
    """A plan with the posts more, and then those fewer, that a programme has chosen. Shape [2 * levers]."""
    more, fewer = np.rint(chosen).astype(int).reshape(2, -1)
    return tuple(int(posts) for posts in np.array(plan) + more - fewer)


def _of_limit(limit: Limit, plan: Plan, wanted: int) -> tuple[Floats, float, float]:
    """A limit as a row on posts more, posts fewer and leave, with its bounds."""
    weights = np.array([limit.weights.get(lever, 0) for lever in range(len(plan))], dtype=np.float64)
    row = np.concatenate([weights, -weights, np.zeros(wanted)])
    return row, -np.inf, float(limit.most - weights @ np.array(plan))


@dataclass(frozen=True, slots=True)
class Model:
    """The figures of plans near one.

    Attributes
    ----------
    here
        Means of the plan itself [requirements].
    gained, lost
        By a post more of each lever, and by a post fewer [levers, requirements].
    """

    here: Floats
    gained: Floats
    lost: Floats

    def more_and_fewer(self, known: Bools) -> Floats:
        """What a post more of each lever, and then a post fewer, does to the figures known [known, 2 * levers]."""
        return np.hstack([self.gained[:, known].T, -self.lost[:, known].T])

    def shortfall(self, judge: Judge, moved: Sequence[int]) -> float:
        """How far a plan with so many posts more of each lever would stay below the working levels."""
        scales = np.array([item.scale for item in judge.problem.requirements])
        return float(np.nansum(np.maximum(0.0, judge.levels - self.means(moved)) / scales))

    def means(self, moved: Sequence[int]) -> Floats:
        """The means of a plan with so many posts more of each lever [requirements]."""
        posts = np.array(moved)
        found: Floats = self.here + np.maximum(posts, 0) @ self.gained - np.maximum(-posts, 0) @ self.lost
        return found

    @classmethod
    def around(cls, judge: Judge, plan: Plan, reach: list[int]) -> "Model":
        """From plans half the reach away, in the futures of the first look."""
        up, down = room(judge.problem, plan, [max(1, far // 2) for far in reach])
        more = [with_more(plan, lever, posts) for lever, posts in enumerate(up)]
        fewer = [with_more(plan, lever, -posts) for lever, posts in enumerate(down)]
        judge.sample.ask([plan, *fewer, *more], judge.first)
        judge.sample.ask([plan], judge.most)
        middle, *means = (judge.moments(each, judge.first).mean for each in (plan, *more, *fewer))
        gained = np.array([(mean - middle) / max(1, posts) for mean, posts in zip(means[: len(up)], up, strict=True)])
        lost = np.array([(middle - mean) / max(1, posts) for mean, posts in zip(means[len(up) :], down, strict=True)])
        # Where the last post seems to do less than the next one, chance is the likelier reason.
        both = (gained + lost) / 2
        lost, gained = np.where(gained > lost, both, lost), np.where(gained > lost, both, gained)
        return cls(judge.moments(plan, judge.most).mean, gained, lost)
