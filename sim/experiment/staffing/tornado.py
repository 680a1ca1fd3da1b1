"""The posts that a plan would need if a number of the config were other than it is believed to be.

Every such world begins with the plan itself, and with one whose posts are as many more as its load is higher. They are
looked at in a few futures, and straight lines around the better one say how to mend it or what it can spare; so again
from there, by the same lines. Where they lead to nothing that does, posts are added one promise at a time. So each
world takes a few plans only; that its posts are the least is an estimate.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.staffing.aim import Model, cheapest_in_reach
from sim.experiment.staffing.futures import Moments, Sample, shortfall
from sim.experiment.staffing.problem import Plan, Problem, with_more
from sim.measures.rows import Floats

_REACH = 0.25
"""Of the first step, as a part of a lever's posts."""

_NEAREST = 1
"""Of the last steps, in posts."""

_STEPS = 8
"""Plans that lines lead to in a world, at most."""

_ADDED = 8
"""Plans with more posts for the promise that lacks most, where lines lead to nothing that does."""

_TRIED = 2
"""Plans with one post fewer of a lever that are tried at the end, the likeliest to do."""


Around = Callable[[Plan], Model]
"""What posts more and fewer do near a plan."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The posts that a world needs.

    Attributes
    ----------
    plan, cost
        The cheapest plan tried that reaches every level, or, if ``enough`` is false, the one that lacks least.
    enough
        Whether it reaches them.
    number
        Futures it was looked at in.
    lacking
        If it is not enough, the promise that it falls short of most, for what may be missed of each.
    """

    plan: Plan
    cost: float
    enough: bool
    number: int
    lacking: str = ""


def scaled_plan(problem: Problem, plan: Plan, times: Floats) -> Plan:
    """A plan with so many times the posts of each lever [levers], within the bounds."""
    return tuple(
        min(max(round(posts * factor), lever.least), lever.most)
        for lever, posts, factor in zip(problem.levers, plan, times.tolist(), strict=True)
    )


def needed(
    problem: Problem, around: Around, sample: Sample, starts: Sequence[Plan], *, levels: Floats, number: int
) -> Needed:
    """The cheapest plan that reaches the levels in a world, as far as straight lines lead to it.

    Parameters
    ----------
    around
        What posts near a plan do to the figures of the world.
    sample
        Of the world's futures.
    starts
        Plans that are tried first; the search goes on from the best of them.
    levels
        What means have to reach. Shape [requirements].
    number
        Futures of each plan.
    """
    world = _World(problem, sample, levels, number)
    for start in starts:
        world.look(start)
    plan = world.best()
    model = around(plan)
    reach = [max(_NEAREST, math.ceil(_REACH * posts)) for posts in plan]
    while len(world.lacks) < _STEPS:
        world.look(plan)
        better = world.aimed(model, plan, reach)
        while better in world.lacks and max(reach) > _NEAREST:
            reach = [max(_NEAREST, far // 2) for far in reach]
            better = world.aimed(model, plan, reach)
        if better in world.lacks:
            break
        plan = better
    world.add(model)
    best = world.trimmed(model)
    enough = world.lacks[best] <= 0
    return Needed(best, problem.cost(best), enough, number, "" if enough else world.lacking(best))


class _World:
    """A world, and how far every plan that was looked at in it stays below the levels."""

    def __init__(self, problem: Problem, sample: Sample, levels: Floats, number: int) -> None:
        self._problem, self._levels, self._number = problem, levels, number
        self._sample = sample
        self._means: dict[Plan, Floats] = {}
        self.lacks: dict[Plan, float] = {}

    def look(self, plan: Plan) -> None:
        """Look at a plan, unless that was done."""
        if plan not in self.lacks:
            self._sample.ask([plan], self._number)
            moments = Moments(self._problem.requirements, self._sample.figures(plan))
            self._means[plan] = moments.mean
            self.lacks[plan] = shortfall(self._problem, moments, self._levels - 1e-12)

    def aimed(self, model: Model, plan: Plan, reach: Sequence[int]) -> Plan:
        """The cheapest plan in reach that would do by straight lines from a plan looked at."""
        there = replace(model, here=self._means[plan])
        return cheapest_in_reach(self._problem, there, plan, reach, levels=self._levels)

    def add(self, model: Model) -> None:
        """Look at plans with more and more posts for whatever lacks most, until one does or none can be added."""
        plan = self.best()
        for _ in range(_ADDED):
            if self.lacks[plan] <= 0:
                return
            short = self._below(plan)
            worst = int(np.nanargmax(short))
            helping = np.argsort(-model.gained[:, worst], kind="stable").tolist()
            more = (with_more(plan, lever) for lever in helping if model.gained[lever, worst] > 0)
            better = next((each for each in more if self._problem.has(each)), None)
            if better is None:
                return
            self.look(better)
            plan = better

    def _below(self, plan: Plan) -> Floats:
        """How far a plan looked at is below each level, in its requirement's scale. Shape [requirements]."""
        found: Floats = (self._levels - self._means[plan]) / np.array(
            [item.scale for item in self._problem.requirements]
        )
        return found

    def best(self) -> Plan:
        """The cheapest plan looked at that does; the one that lacks least, if none does."""
        enough = [plan for plan, lack in self.lacks.items() if lack <= 0]
        if not enough:
            return min(self.lacks, key=lambda plan: self.lacks[plan])
        return min(enough, key=self._problem.cost)

    def lacking(self, plan: Plan) -> str:
        """The requirement that a plan looked at falls short of most, in its own scale."""
        return self._problem.requirements[int(np.nanargmax(self._below(plan)))].name

    def trimmed(self, model: Model) -> Plan:
        """The best plan; if it does, without single posts it can spare.

        Lines say that a post is needed where a share near 100 % bends, so the likeliest ones are tried.
        """
        best = self.best()
        while self.lacks[best] <= 0:
            for less in self._likeliest_fewer(model, best):
                self.look(less)
                if self.lacks[less] <= 0:
                    best = less
                    break
            else:
                break
        return best

    def _likeliest_fewer(self, model: Model, plan: Plan) -> list[Plan]:
        """Plans with one post fewer of a lever, those that would lack least by straight lines."""
        scales = np.array([item.scale for item in self._problem.requirements])
        below = (self._levels - self._means[plan] + model.lost) / scales
        lacking = np.nansum(np.maximum(0.0, below), axis=1)
        fewer = [with_more(plan, int(lever), -1) for lever in np.argsort(lacking, kind="stable")]
        return [less for less in fewer if self._problem.has(less)][:_TRIED]


def flattered_levels(problem: Problem, sample: Moments, truth: Floats) -> Floats:
    """The levels that means of a sample have to reach: what is wanted, moved by how much it flatters the plan.

    Parameters
    ----------
    sample
        Of the plan.
    truth
        Its means in many futures of the same world. Shape [requirements].
    """
    wanted = np.array([item.wanted for item in problem.requirements])
    levels: Floats = wanted + np.nan_to_num(sample.mean - truth)
    return levels
