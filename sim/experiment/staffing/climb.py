"""The search on one sample of futures: bounds of each lever alone, then repair, trim, swap, and a look around.

A plan is a point of a lattice. More posts of a role shorten the waits for that role in every future; what they do to
others is not certain, since work that comes sooner may make others wait. So a lever's own bound is sought with all
others ample, plans are mended where that is not enough, and nothing is concluded from one role to another without
having been tried; only the last look around passes over plans with fewer posts of every lever than one that failed.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from sim.errors import RunFault
from sim.experiment.staffing.aim import FAR, NEAR, Model, aimed
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.problem import Plan, Problem, with_more

Told = Callable[[str, Plan], None]
"""Called with what the search is at, and the plan it has."""

REACH = 2
"""Posts that a swap takes from one lever and gives to another at most."""

_MORE = (1, 2, 4)
"""Posts of a lever that are tried when a plan has to be mended."""

_COUNTABLE = 100_000
"""Plans around one that can be put in order."""

AROUND = 3
"""Posts more or fewer of each lever in the last look around."""


@dataclass(frozen=True, slots=True)
class Found:
    """The plan that a climb ends with.

    Attributes
    ----------
    plan
        It reaches every working level on the sample, and no plan tried that does is cheaper.
    looked_around
        Whether every cheaper plan within three posts of each lever was tried or passed over for having fewer posts
        of every lever than one that failed; otherwise there were too many.
    """

    plan: Plan
    looked_around: bool


class Climb:
    """A search with one judge.

    Parameters
    ----------
    judge
        Says which plans will do. The ample plan has to.
    plans
        Plans to try at most in the swaps, and again in the look around.
    told
        Told of progress.
    """

    def __init__(self, judge: Judge, *, plans: int, told: Told) -> None:
        self._judge, self._plans, self._told = judge, plans, told
        self._failed: list[Plan] = []

    @property
    def _problem(self) -> Problem:
        return self._judge.problem

    def from_scratch(self) -> Found:
        """Begin with the bounds of each lever."""
        return self.from_plan(self._own_bounds())

    def first_plan(self) -> Plan:
        """A plan that is likely to do, and nearly as cheap as any."""
        return self._aimed(self._own_bounds(), reach=FAR)

    def mended(self, plan: Plan) -> Plan:
        """A plan that does, near one that need not, without posts to spare."""
        self._failed = []
        return self._trimmed(self._repaired(self._aimed(plan, reach=NEAR)))

    def from_plan(self, plan: Plan) -> Found:
        """Begin with a plan, which need not do."""
        plan = self.mended(plan)
        while True:
            better = self._swapped(plan)
            if better is None:
                better, whole = self._looked_around(plan)
                if better is None:
                    return Found(plan, whole)
            plan = self._trimmed(better)

    def _feasible(self, plans: Sequence[Plan]) -> list[bool]:
        found = self._judge.feasible(plans)
        self._failed += [plan for plan, will_do in zip(plans, found, strict=True) if not will_do]
        return found

    # The least posts of a lever when there are enough of all others.

    def _own_bounds(self) -> Plan:
        ample = self._problem.ample
        brackets = [_Bracket(lever.least, lever.most, lever.guess) for lever in self._problem.levers]
        while open_ := [place for place, bracket in enumerate(brackets) if not bracket.closed]:
            tried = [with_more(ample, place, brackets[place].probe - ample[place]) for place in open_]
            self._told("least posts of each role, the others being ample", ample)
            # A glance will do: what it gets wrong is mended, or trimmed away.
            for place, will_do in zip(open_, self._judge.likely(tried), strict=True):
                brackets[place].learn(will_do)
        return tuple(bracket.high for bracket in brackets)

    # Together they may be too few, or more than is needed.

    def _aimed(self, plan: Plan, *, reach: float) -> Plan:
        """The last plan that steps lead to."""
        self._told("how far posts of each role go", plan)
        for better in aimed(self._judge, plan, reach=reach):
            self._told("how far posts of each role go", better)
            plan = better
        return plan

    def _repaired(self, plan: Plan) -> Plan:
        while not self._feasible([plan])[0]:
            self._told("posts to add", plan)
            plan = self._mended(plan) or self._somewhat_more(plan)
        if not self._problem.keeps(plan):
            raise self._no_plan(plan, plan)
        return plan

    def _mended(self, plan: Plan) -> Plan | None:
        """A plan with more posts of the lever whose posts mend most for what they cost; None if none mends anything.

        One post more, or two or four if so few mend nothing.
        """
        before, cost = self._judge.shortfalls([plan])[0], self._problem.cost(plan)
        for posts in _MORE:
            more = [with_more(plan, lever, posts) for lever in range(len(plan)) if self._room(plan, lever) >= posts]
            more = [each for each in more if self._problem.keeps(each)]
            mends = [before - left for left in self._judge.shortfalls(more)]
            worth = [gain / (self._problem.cost(each) - cost) for gain, each in zip(mends, more, strict=True)]
            if worth and max(worth) > 0:
                return more[worth.index(max(worth))]
        return None

    def _room(self, plan: Plan, lever: int) -> int:
        return self._problem.levers[lever].most - plan[lever]

    def _somewhat_more(self, plan: Plan) -> Plan:
        """A tenth more of everything, one post at least, for want of anything better."""
        more = tuple(
            min(lever.most, max(number + 1, math.ceil(1.1 * number)))
            for lever, number in zip(self._problem.levers, plan, strict=True)
        )
        if more == plan:
            raise self._no_plan(plan, self._problem.ample)
        if not self._problem.keeps(more):
            raise self._no_plan(plan, more)
        return more

    def _no_plan(self, plan: Plan, more: Plan) -> RunFault:
        """That nothing will do: how far the search came, what falls shortest there, and what stops it.

        Parameters
        ----------
        more
            What comes next; the plan itself if it would do, were it not for the rules.
        """
        levers = self._problem.levers
        posts = ", ".join(f"{number} of {lever.label}" for lever, number in zip(levers, plan, strict=True))
        worst = self._judge.worst(plan)
        stops = " and ".join(self._problem.broken(more)) or "the most posts that each role may have"
        told = f"It would take about {posts}; what stops that is {stops}."
        if more != plan:
            short = f", where '{worst}' stays furthest from what is wanted" if worst else ""
            told = f"The search came to {posts}{short}; what stops more is {stops}."
        return RunFault(f"No staffing within the bounds and rules meets all targets together. {told}")

    # It may do with fewer.

    def _trimmed(self, plan: Plan) -> Plan:
        """The plan with what each lever can spare taken away, the dearest first, until none can spare one post."""
        cost = self._problem.cost
        dearest = sorted(range(len(plan)), key=lambda lever: cost(with_more(plan, lever, -1)))
        since = 0
        while since < len(plan):
            for lever in dearest:
                self._told("posts to spare", plan)
                less = self._least_of(plan, lever)
                since = 1 if less != plan else since + 1
                plan = less
                if since == len(plan):
                    break
        return plan

    def _least_of(self, plan: Plan, lever: int) -> Plan:
        """A plan that does, with as few posts of one lever as will do."""
        bracket = _Bracket(self._problem.levers[lever].least, plan[lever], plan[lever] - 1)
        while not bracket.closed:
            less = with_more(plan, lever, bracket.probe - plan[lever])
            bracket.learn(self._problem.has(less) and self._feasible([less])[0])
        return with_more(plan, lever, bracket.high - plan[lever])

    # Others may be cheaper.

    def _swapped(self, plan: Plan) -> Plan | None:
        """A cheaper plan with posts of one lever in place of another's."""
        self._told("posts of one role in place of another", plan)
        swaps = [
            with_more(with_more(plan, lever, -fewer), other, more)
            for lever, other in product(range(len(plan)), repeat=2)
            for fewer, more in product(range(1, REACH + 1), repeat=2)
            if lever != other
        ]
        return self._first_that_does(plan, [swap for swap in swaps if self._problem.has(swap)])[0]

    def _looked_around(self, plan: Plan) -> tuple[Plan | None, bool]:
        """A cheaper plan nearby, and whether all were looked at."""
        self._told("cheaper plans nearby", plan)
        if (2 * AROUND + 1) ** len(plan) > _COUNTABLE:
            return None, False
        ranges = (range(number - AROUND, number + AROUND + 1) for number in plan)
        return self._first_that_does(plan, [near for near in product(*ranges) if self._problem.has(near)])

    def _first_that_does(self, plan: Plan, others: Sequence[Plan]) -> tuple[Plan | None, bool]:
        """The cheapest of the first few cheaper plans among which one does; and whether all of them were looked at.

        Those come first that would do if figures changed in proportion to posts; and of these those that save least,
        since they are likelier to do and to rule out others.
        """
        cost = self._problem.cost(plan)
        cheaper = [(saved, other) for other in others if (saved := cost - self._problem.cost(other)) > 1e-9 * cost]
        if not cheaper or self._plans <= 0:
            return None, not cheaper
        model = Model.around(self._judge, plan, [1] * len(plan))

        def promise(each: tuple[float, Plan]) -> tuple[float, float, Plan]:
            saved, other = each
            moved = [there - here for there, here in zip(other, plan, strict=True)]
            return model.shortfall(self._judge, moved), saved, other

        left = self._plans
        for some in _chunks(iter(other for _, other in sorted(cheaper, key=promise)), self._passed_over):
            if left <= 0:
                return None, False
            left -= len(some)
            will_do = [each for each, holds in zip(some, self._feasible(some), strict=True) if holds]
            if will_do:
                return min(will_do, key=self._problem.cost), False
        return None, True

    def _passed_over(self, plan: Plan) -> bool:
        """Whether a plan that failed had as many posts of every lever."""
        return any(all(one <= other for one, other in zip(plan, failed, strict=True)) for failed in self._failed)


def _chunks(plans: Iterator[Plan], passed_over: Callable[[Plan], bool], size: int = 4) -> Iterator[list[Plan]]:
    """A few plans at a time, without those that are passed over when their turn comes."""
    some: list[Plan] = []
    for plan in plans:
        if not passed_over(plan):
            some.append(plan)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


class _Bracket:
    """The least number that will do, above ``low`` and at most ``high``: sought from a guess in growing steps."""

    def __init__(self, least: int, most: int, guess: int) -> None:
        self.low, self.high = least - 1, most
        self._step = 1
        self._walked: bool | None = None
        self.probe = min(max(guess, least), most)
        self._settle()

    @property
    def closed(self) -> bool:
        """Whether it is found."""
        return self.high - self.low == 1

    def learn(self, will_do: bool) -> None:
        """What the probe has shown."""
        if will_do:
            self.high = self.probe
        else:
            self.low = self.probe
        turned = self._walked is not None and self._walked != will_do
        self._walked = will_do
        if turned or self._step == 0:
            self._step = 0
            self.probe = (self.low + self.high) // 2
        else:
            self.probe += -self._step if will_do else self._step
            self._step *= 2
        self._settle()

    def _settle(self) -> None:
        """The most is known to do, and what is below the least is not asked for."""
        if not self.closed:
            self.probe = min(max(self.probe, self.low + 1), self.high - 1)
