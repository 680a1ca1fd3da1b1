"""Staffing problems whose best plans are known: closed forms with noise on them, as replications would have.

The closed forms are Erlang's: of people who come at random to c workers whose work is exponential, the share that
waits at most t is 1 - C(c, a) exp(-(c mu - lambda) t).
"""

import math
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from sim.experiment.staffing import Lever, Plan, Problem, Requirement
from sim.measures.rows import Floats

Truth = Callable[[Plan], Sequence[float]]
"""The true figures of a plan."""


def erlang_c(workers: int, load: float) -> float:
    """Probability of waiting in M/M/c; 1 where the load is too much."""
    if load >= workers:
        return 1.0
    blocked = 1.0
    for number in range(1, workers + 1):
        blocked = load * blocked / (number + load * blocked)
    return workers * blocked / (workers - load * (1 - blocked))


def within(workers: int, *, rate: float, pace: float, limit: float) -> float:
    """Share that waits at most ``limit`` in M/M/c: people come at ``rate``, each worker finishes ``pace``."""
    if rate >= workers * pace:
        return 0.0
    return 1 - erlang_c(workers, rate / pace) * math.exp(-(workers * pace - rate) * limit)


class Noisy:
    """Futures whose figures are true ones with an error that belongs to the future: the same for every plan."""

    def __init__(self, truth: Truth, *, seed: int, spread: float) -> None:
        self.truth, self.seed, self.spread = truth, seed, spread
        self.asked: list[tuple[Plan, int]] = []

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """True figures and the errors of these futures. Each of shape [numbers, figures]."""
        self.asked += [(plan, number) for plan in plans for number in numbers]
        return [self._of(plan, numbers) for plan in plans]

    def _of(self, plan: Plan, numbers: Sequence[int]) -> Floats:
        true = np.array(self.truth(plan))
        errors = [np.random.default_rng((self.seed, number)).normal(size=len(true)) for number in numbers]
        return true + self.spread * np.array(errors).reshape(len(numbers), len(true))


NETWORK_RATES, NETWORK_PACES, NETWORK_LIMITS = (6.0, 5.25, 2.625), (2.0, 1.0, 0.5), (0.2, 1.0, 2.0)
NETWORK_COSTS = (32.0, 48.0, 46.0)
NETWORK_BEST = (6, 7, 7)
"""Three pools with rework: solved by enumeration, 0.9701, 0.9327 and 0.9327 within their limits."""


def network_shares(plan: Plan) -> list[float]:
    """Share within its limit at each pool of the network."""
    stations = zip(plan, NETWORK_RATES, NETWORK_PACES, NETWORK_LIMITS, strict=True)
    return [within(workers, rate=rate, pace=pace, limit=limit) for workers, rate, pace, limit in stations]


def problem(
    number: int, requirements: Sequence[Requirement], costs: Sequence[float], *, most: int = 20, guess: int = 5
) -> Problem:
    """A problem of so many levers with a linear cost."""
    levers = tuple(Lever(name, name, 1, most, guess) for name in "abcdefgh"[:number])

    def cost(plan: Plan) -> float:
        return sum(posts * each for posts, each in zip(plan, costs, strict=True))

    return Problem(levers, tuple(requirements), cost)


def cheapest(asked: Problem, truth: Truth, ranges: Sequence[range]) -> Plan:
    """The cheapest plan of a box that truly meets every requirement, by enumeration."""
    plans = [
        plan
        for plan in product(*ranges)
        if asked.has(plan)
        and all(true >= item.level for true, item in zip(truth(plan), asked.requirements, strict=True))
    ]
    return min(plans, key=asked.cost)
