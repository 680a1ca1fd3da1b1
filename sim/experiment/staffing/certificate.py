"""The certificate of a plan: on futures never seen before, every target is met and every post is needed.

Both are asked after so many futures, and again after more, until they are answered. The probability of error is shared
out beforehand among the looks, the targets and the posts taken away, and among the attempts at a certificate, so that
neither looking again nor trying again makes a wrong answer likelier than was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.experiment.staffing.climb import Told
from sim.experiment.staffing.futures import Futures, Moments, Sample
from sim.experiment.staffing.limits import limits
from sim.experiment.staffing.problem import Lever, Plan, Problem, with_more

Kept = Literal["met", "missed", "undecided"]
Needed = Literal["needed", "spare", "undecided"]

FIRST_FRESH = 10_000
"""Futures of the search have lower numbers; each attempt at a certificate begins at a multiple of this."""


@dataclass(frozen=True, slots=True)
class KeptTarget:
    """What a plan does about one requirement: mean over ``number`` futures, and its one-sided limits."""

    name: str
    wanted: float
    number: int
    mean: float
    low: float
    high: float
    verdict: Kept


@dataclass(frozen=True, slots=True)
class OneFewer:
    """What happens with one post fewer of a lever: the requirement that tells, and what it comes to.

    ``breaks`` is the requirement that is missed, or the nearest to being missed.
    """

    lever: str
    label: str
    plan: Plan
    breaks: str
    wanted: float
    number: int
    mean: float
    low: float
    high: float
    verdict: Needed


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found on fresh futures.

    Attributes
    ----------
    plan, attempt
        Of the search, from 1.
    confidence
        With which all that the attempts of a search certify holds together: 0.95 means an error in one of twenty
        searches at most.
    first, number
        Number of the first future, and how many of ``plan`` were looked at.
    replications
        Futures looked at of all plans together.
    targets, fewer
        What was asked.
    """

    plan: Plan
    attempt: int
    confidence: float
    first: int
    number: int
    replications: int
    targets: tuple[KeptTarget, ...]
    fewer: tuple[OneFewer, ...]

    @property
    def met(self) -> bool:
        """Whether every target is certainly met."""
        return all(item.verdict == "met" for item in self.targets)

    @property
    def spare(self) -> tuple[Plan, ...]:
        """Plans with one post fewer that certainly meet every target as well."""
        return tuple(item.plan for item in self.fewer if item.verdict == "spare")

    @property
    def undecided(self) -> tuple[OneFewer, ...]:
        """Posts of which it stays open whether they are needed."""
        return tuple(item for item in self.fewer if item.verdict == "undecided")


@dataclass(frozen=True, slots=True)
class Rules:
    """How certain a certificate has to be.

    Attributes
    ----------
    confidence
        Of the whole search, all attempts together.
    looks
        Numbers of futures after which it is asked, ascending.
    attempts
        How often a certificate is tried for, at most.
    """

    confidence: float = 0.95
    looks: tuple[int, ...] = (50, 100, 200, 400)
    attempts: int = 5

    def error(self, attempt: int) -> float:
        """Probability of error that an attempt (from 1) may spend on each of the two statements."""
        return (1 - self.confidence) / 2 / 2.0**attempt


def certify(problem: Problem, plan: Plan, futures: Futures, *, attempt: int, rules: Rules, told: Told) -> Certificate:
    """Look at a plan, and at each plan with one post fewer, on fresh futures until all is answered.

    That a target is met needs a lower limit at its level at least, each at an error of ``error / (targets x looks)``.
    That a post is needed takes one target whose upper limit misses its level without it, each at an error of
    ``error / (targets x posts x looks)``; that it is spare, every lower limit at its level.
    """
    fresh = Sample(futures, begin=FIRST_FRESH * attempt)
    fewer = {place: less for place in range(len(plan)) if problem.has(less := with_more(plan, place, -1))}
    error = rules.error(attempt) / (len(problem.requirements) * len(rules.looks))
    error_fewer = error / max(1, len(fewer))
    targets: tuple[KeptTarget, ...] = ()
    found: dict[int, OneFewer] = {}
    number = 0
    for number in rules.looks:
        told(f"fresh futures: {number}", plan)
        fresh.ask([plan], number)
        targets = _kept(problem, fresh, plan, number, error)
        if any(item.verdict == "missed" for item in targets):
            break  # whether posts are spare is no question then
        open_ = [place for place in fewer if place not in found or found[place].verdict == "undecided"]
        fresh.ask([fewer[place] for place in open_], number)
        for place in open_:
            kept = _kept(problem, fresh, fewer[place], number, error_fewer)
            found[place] = _one_fewer(problem.levers[place], fewer[place], kept)
        if all(item.verdict == "met" for item in targets) and all(
            item.verdict != "undecided" for item in found.values()
        ):
            break
    return Certificate(
        plan, attempt, rules.confidence, fresh.begin, number, fresh.replications, targets, tuple(found.values())
    )


def _kept(problem: Problem, fresh: Sample, plan: Plan, number: int, tail: float) -> tuple[KeptTarget, ...]:
    figures = fresh.figures(plan, number)
    moments = Moments(problem.requirements, figures)
    found = []
    for place, item in enumerate(problem.requirements):
        low, high = limits(item, figures[:, place], tail)
        verdict: Kept = "met" if low >= item.wanted else "missed" if high < item.wanted else "undecided"
        found.append(
            KeptTarget(
                item.name, item.wanted, int(moments.number[place]), float(moments.mean[place]), low, high, verdict
            )
        )
    return tuple(found)


def _one_fewer(lever: Lever, plan: Plan, kept: Sequence[KeptTarget]) -> OneFewer:
    missed = [item for item in kept if item.verdict == "missed"]
    # The one that tells most: the surest miss, or else the one with least to spare.
    tells = min(missed or kept, key=lambda item: item.high - item.wanted if missed else item.low - item.wanted)
    verdict: Needed = "needed" if missed else "spare" if all(item.verdict == "met" for item in kept) else "undecided"
    return OneFewer(
        lever.name,
        lever.label,
        plan,
        tells.name,
        tells.wanted,
        tells.number,
        tells.mean,
        tells.low,
        tells.high,
        verdict,
    )
