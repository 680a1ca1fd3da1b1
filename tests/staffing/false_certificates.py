"""How often a certificate is wrong, over many repeats in which the truth is known and each would be.

    PYTHONPATH=.:tests/staffing python tests/staffing/false_certificates.py

prints the table of docs/staffing.md. The level lies a point from the truth, or just beside it, where chance is worst.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from exact_staffing import Noisy, problem
from scipy import stats

from sim.experiment.staffing import Certificate, Plan, Problem, Requirement, Rules
from sim.experiment.staffing.certificate import certify
from sim.experiment.staffing.futures import Futures
from sim.measures.rows import Floats

REPEATS, SPREAD, TRUTH = 400, 0.08, 0.85
"""Repeats; standard deviation of a future's share, and its mean."""

POINT, BESIDE = 0.01, 1e-9
"""How far the level lies from the truth."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often certificates were wrong."""

    wrong: int

    @property
    def limits(self) -> tuple[float, float]:
        """Clopper and Pearson's limits of the rate, each at 95 %."""
        both = stats.binomtest(self.wrong, REPEATS).proportion_ci(0.90, method="exact")
        return float(both.low), float(both.high)

    def __str__(self) -> str:
        """As a cell of the table."""
        return f"{self.wrong} of {REPEATS}, below {100 * self.limits[1]:.1f} %"


def met(distance: float, *looks: int) -> Rate:
    """Two targets said to be kept, of which one is missed."""
    asked = problem(1, [Requirement("a", TRUTH + distance), Requirement("b", TRUTH / 2)], [1.0])
    return _wrong(lambda seed: _certified(asked, (3,), _flat(2, seed), Rules(looks=looks)).met)


def met_in_the_end(distance: float) -> Rate:
    """One of five attempts that says of a target that it is kept, though even the most posts miss it."""
    asked = problem(1, [Requirement("a", TRUTH + distance)], [1.0], most=4)
    rules = Rules(looks=(50, 100), attempts=5)
    return _wrong(
        lambda seed: any(_certified(asked, (4,), _flat(1, seed), rules, attempt).met for attempt in range(1, 6))
    )


def needed(distance: float) -> Rate:
    """A post said to be needed, without which the target is still kept."""
    asked = problem(1, [Requirement("a", TRUTH - distance)], [1.0])

    def said(seed: int) -> bool:
        futures = Noisy(lambda plan: [TRUTH if plan[0] == 3 else 0.9], seed=seed, spread=SPREAD)
        return _certified(asked, (4,), futures, Rules(looks=(50, 100))).fewer[0].verdict == "needed"

    return _wrong(said)


class Seldom:
    """Futures in which a list of two cases is one of fifty, now and then."""

    OFTEN, LONG, SHORT = 1 / 12, -50.0, -2.0
    TRUTH = OFTEN * LONG + (1 - OFTEN) * SHORT

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """As of futures; the same for every plan."""
        long = [np.random.default_rng((self._seed, number)).random() < self.OFTEN for number in numbers]
        return [np.where(long, self.LONG, self.SHORT)[:, None] for _ in plans]


def short(distance: float) -> Rate:
    """A list said to be short, though it is longer: by a case for a point."""
    asked = problem(1, [Requirement("list", Seldom.TRUTH + 100 * distance, unit="cases")], [1.0])
    return _wrong(lambda seed: _certified(asked, (3,), Seldom(seed), Rules(looks=(50, 100))).met)


CASES: Final[dict[str, Callable[[float], Rate]]] = {
    "one of two targets missed, one look at 50 futures": lambda distance: met(distance, 50),
    "one of two targets missed, looks at 50, 100 and 200": lambda distance: met(distance, 50, 100, 200),
    "a target missed, five attempts with looks at 50 and 100": met_in_the_end,
    "a post that can be spared, looks at 50 and 100": needed,
    "a list too long, of 50 cases in a future of twelve and 2 else, looks at 50 and 100": short,
}
"""What certificates may not see, in words."""


@cache
def rate(words: str, distance: float) -> Rate:
    """Of a case, by how far the level lies from the truth."""
    return CASES[words](distance)


def row(words: str) -> str:
    """A case in the table of the document."""
    return f"| {words} | {rate(words, POINT)} | {rate(words, BESIDE)} |"


def _flat(targets: int, seed: int) -> Noisy:
    return Noisy(lambda plan: [TRUTH] * targets, seed=seed, spread=SPREAD)


def _certified(asked: Problem, plan: Plan, futures: Futures, rules: Rules, attempt: int = 1) -> Certificate:
    return certify(asked, plan, futures, attempt=attempt, rules=rules, told=lambda what, plan: None)


def _wrong(said: Callable[[int], bool]) -> Rate:
    return Rate(sum(said(seed) for seed in range(REPEATS)))


if __name__ == "__main__":
    print("\n".join(map(row, CASES)))
