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
from sim.measures.rows import Floats

_NEAREST = 2
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
    far = [max(_NEAREST, math.ceil(reach * number)) for number in plan]
    seen = {plan}
    for _ in range(_STEPS):
        better = _step(judge, plan, far)
        used = [abs(new - old) == most for new, old, most in zip(better, plan, far, strict=True)]
        if better not in seen:
            yield better
        if max(far) == _NEAREST and (better in seen or not any(used)):
            return
        far = [2 * most if whole else max(_NEAREST, most // 2) for most, whole in zip(far, used, strict=True)]
        if better not in seen:
            plan = better
            seen.add(plan)


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
    most = [min(item.most - posts, far) for item, posts, far in zip(problem.levers, plan, reach, strict=True)]
    least = [min(posts - item.least, far) for item, posts, far in zip(problem.levers, plan, reach, strict=True)]
    levers, wanted = len(plan), len(lacking)
    # What is bought are posts more, posts fewer, and leave to miss requirements.
    rules = [LinearConstraint(*_of_limit(limit, plan, wanted)) for limit in problem.limits]
    found = milp(
        np.concatenate([price, -price, _MISSING * problem.cost(plan) / scales]),
        integrality=np.repeat([1, 0], [2 * levers, wanted]),
        bounds=Bounds(0, np.concatenate([most, least, np.full(wanted, np.inf)])),
        constraints=[
            LinearConstraint(
                np.hstack([model.gained[:, known].T, -model.lost[:, known].T, np.eye(wanted)]), lb=lacking
            ),
            *rules,
        ],
    )
    if found.x is None:
        return plan
    more, fewer = np.rint(found.x[:levers]).astype(int), np.rint(found.x[levers : 2 * levers]).astype(int)
    better = tuple(int(posts) for posts in np.array(plan) + more - fewer)
    return better if problem.has(better) else plan


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
        problem = judge.problem
        apart = [
            (min(posts - item.least, max(1, far // 2)), min(item.most - posts, max(1, far // 2)))
            for item, posts, far in zip(problem.levers, plan, reach, strict=True)
        ]
        fewer = [with_more(plan, lever, -down) for lever, (down, _) in enumerate(apart)]
        more = [with_more(plan, lever, up) for lever, (_, up) in enumerate(apart)]
        judge.sample.ask([plan, *fewer, *more], judge.first)
        judge.sample.ask([plan], judge.most)
        middle = judge.moments(plan, judge.first).mean
        gained = np.array(
            [
                (judge.moments(each, judge.first).mean - middle) / max(1, up)
                for each, (_, up) in zip(more, apart, strict=True)
            ]
        )
        lost = np.array(
            [
                (middle - judge.moments(each, judge.first).mean) / max(1, down)
                for each, (down, _) in zip(fewer, apart, strict=True)
            ]
        )
        # Where the last post seems to do less than the next one, chance is the likelier reason.
        both = (gained + lost) / 2
        lost, gained = np.where(gained > lost, both, lost), np.where(gained > lost, both, gained)
        return cls(judge.moments(plan, judge.most).mean, gained, lost)
