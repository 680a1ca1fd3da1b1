"""The search for the best plan within a budget, on one sample of futures.

Steps along straight lines lead to where no few posts more of one lever and fewer of others lower the slippage; then
single posts, one or two of two levers, and swaps of one or two posts for one or two of another lever, are tried one by
one.

References
----------
Palacios-Gomez, F., Lasdon, L. and Engquist, M. (1982). Nonlinear optimization by successive linear programming.
Management Science 28, 1106-1120.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np

from sim.experiment.staffing.aim import NEAREST, Model, first_reach, moved, next_reach, room
from sim.experiment.staffing.budget import Budget
from sim.experiment.staffing.climb import REACH, Told
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.problem import Plan, with_more
from sim.experiment.staffing.slippage import ALSO, badness, scales_of, slipped, spares
from sim.measures.rows import Floats

_STEPS = 12
"""At most."""

_GAIN = 1e-4
"""A plan is better by so much at least."""

_TOGETHER = 4
"""Plans that are looked at together."""

_PRICE = 0.02
"""What the part of the budget that is spent counts beside the slippage: posts that do nothing are not bought."""

_FAR_OFF = 1e3
"""A slippage that no plan has."""

_TRIES = 3
"""How often a step is made again with less to spend, where posts that follow others made it too dear."""


class Spending:
    """A search with one judge; its problem keeps to the budget.

    Parameters
    ----------
    judge
        Has the sample and the working levels.
    budget
        What there is to spend.
    plans
        Moves of single posts to try at most, each time.
    told
        Told of progress.
    """

    def __init__(self, judge: Judge, budget: Budget, *, plans: int, told: Told) -> None:
        self._judge, self._budget, self._plans, self._told = judge, budget, plans, told
        self._problem = judge.problem

    def stepped(self, plan: Plan, *, reach: float) -> Plan:
        """The plan that steps lead to; the first reaches so large a part of a lever's posts."""
        far = first_reach(plan, reach)
        for _ in range(_STEPS):
            self._told("what the budget buys", plan)
            better = self._step(plan, far)
            if self._better([better], plan):
                far, plan = next_reach(far, plan, better), better
            elif max(far) == NEAREST:
                break
            else:
                far = next_reach(far, plan, plan)
        return plan

    def moved(self, plan: Plan) -> Plan:
        """The plan that moves of single posts lead to."""
        while (better := self._move(plan)) is not None:
            plan = better
        return plan

    def _bad(self, plan: Plan, means: Floats) -> float:
        """What is made least: how a plan with these means slips, and a little for what it takes of the budget."""
        spent = self._budget.taken(plan) / self._budget.limit
        return badness(slipped(self._problem.requirements, means, self._judge.levels)) + _PRICE * spent

    def _better(self, plans: list[Plan], than: Plan) -> Plan | None:
        """The best of some plans, if it is better than one.

        Differences are much the same in all futures: where those of the first look make nothing better, there is no
        other look.
        """
        judge = self._judge
        judge.sample.ask([than], judge.most)
        middle = judge.moments(than, judge.most).mean
        limit = self._bad(than, middle) - _GAIN
        bad: dict[Plan, float] = {}
        for number in (judge.first, judge.most):
            judge.sample.ask(plans, number)
            here = judge.moments(than, number).mean
            bad = {plan: self._bad(plan, middle + judge.moments(plan, number).mean - here) for plan in plans}
            plans = [plan for plan in plans if bad[plan] < limit]
        return min(plans, key=lambda plan: (bad[plan], plan), default=None)

    # Steps.

    def _step(self, plan: Plan, reach: list[int]) -> Plan:
        """The best plan in reach and within the budget, if figures changed in proportion."""
        model = Model.around(self._judge, plan, reach)
        left = self._budget.left(plan)
        for _ in range(_TRIES):
            better = self._best_by(model, plan, reach, left)
            if self._problem.has(better):
                return better
            left += min(0.0, self._budget.left(better))
        return plan

    def _best_by(self, model: Model, plan: Plan, reach: list[int], left: float) -> Plan:
        from scipy.optimize import Bounds, LinearConstraint, milp

        problem = self._problem
        known = ~np.isnan(model.here)
        lacking = (self._judge.levels - model.here)[known]
        scales, counts = scales_of(problem.requirements)[known], spares(problem.requirements)[known]
        up, down = room(problem, plan, reach)
        price = np.array([*self._prices(plan, up), *self._prices(plan, [-posts for posts in down])])
        gains = model.more_and_fewer(known)
        levers, wanted, none = len(price), len(lacking), np.zeros((len(lacking), 1))
        # What is chosen are posts more and fewer; the slippage above 0, or below it, and which (1 for below); and how
        # far each requirement slips. What a list has to spare is no matter.
        worst = np.hstack([gains, scales[:, None], -(scales * counts)[:, None], none, np.zeros((wanted, wanted))])
        each = np.hstack([gains, none, none, none, np.diag(scales)])
        rest = np.zeros((3, levers + 3 + wanted))
        rest[0, :levers] = price
        rest[1, levers : levers + 3] = 1.0, 0.0, _FAR_OFF
        rest[2, levers : levers + 3] = 0.0, 1.0, -_FAR_OFF
        found = milp(
            np.concatenate([_PRICE / self._budget.limit * price, [1.0, -1.0, 0.0], np.full(wanted, ALSO)]),
            integrality=np.repeat([1, 0, 1, 0], [levers, 2, 1, wanted]),
            bounds=Bounds(
                np.concatenate([np.zeros(levers + 3), np.where(counts, -np.inf, 0.0)]),
                np.concatenate([up, down, [np.inf, np.inf, 1], np.full(wanted, np.inf)]),
            ),
            constraints=[
                LinearConstraint(worst, lb=lacking),
                LinearConstraint(each, lb=lacking),
                LinearConstraint(rest, ub=[left, _FAR_OFF, 0.0]),
            ],
        )
        return plan if found.x is None else moved(plan, found.x[:levers])

    def _prices(self, plan: Plan, posts: list[int]) -> Iterator[float]:
        """What a post of each lever takes of the budget, on average over so many (negative: what one fewer gives)."""
        here = self._budget.taken(plan)
        for lever, number in enumerate(posts):
            there = self._budget.taken(with_more(plan, lever, number))
            yield (there - here) / abs(number) if number else 0.0

    # Single posts.

    def _move(self, plan: Plan) -> Plan | None:
        """A better plan with one or two posts more or fewer of a lever, one or two more of another, or both."""
        self._told("posts of one role in place of another", plan)
        # More of two at once as well: what one lets through waits for the other, so that either by itself helps nobody.
        moves = [
            with_more(with_more(plan, lever, change), other, more)
            for lever, other in product(range(len(plan)), repeat=2)
            for change, more in product(range(-REACH, REACH + 1), range(REACH + 1))
            if lever != other
        ]
        moves = [move for move in dict.fromkeys(moves) if move != plan and self._problem.has(move)]
        if not moves or self._plans <= 0:
            return None
        model = Model.around(self._judge, plan, [1] * len(plan))

        def promise(move: Plan) -> tuple[float, Plan]:
            means = model.means([there - here for there, here in zip(move, plan, strict=True)])
            return self._bad(move, means), move

        likeliest = sorted(moves, key=promise)[: self._plans]
        for place in range(0, len(likeliest), _TOGETHER):
            better = self._better(likeliest[place : place + _TOGETHER], plan)
            if better is not None:
                return better
        return None
