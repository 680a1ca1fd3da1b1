"""The certificate of a plan: on futures never seen before, every target is met and every post is needed.

Both are asked after so many futures, and again after more, until they are answered. The probability of error is shared
out beforehand among the looks and the attempts, so that neither looking again nor trying again makes a wrong answer
likelier than was said. Targets share nothing out: that all of them are met is wrongly said only if one that is missed
passes its own test (an intersection-union test). That a post is needed takes any one target, so there they do; half
of it goes to the target that the search has seen to break.

References
----------
Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics 24, 295-300.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.experiment.staffing.climb import Told
from sim.experiment.staffing.futures import Futures, Moments, Sample
from sim.experiment.staffing.limits import limits
from sim.experiment.staffing.problem import Lever, Plan, Problem, with_more
from sim.measures.rows import Bools, Floats

Kept = Literal["met", "missed", "undecided"]
Needed = Literal["needed", "spare", "undecided"]

FIRST_FRESH = 10_000
"""Futures of the search have lower numbers; each attempt at a certificate begins at a multiple of this."""

_LATER = 1.5
"""Looks share out the error by this power of their numbers of futures: little is answered early, most at last."""

_LEFT = 1 / 3
"""Of the error that earlier attempts have left, each leaves so much for those that follow."""


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
        With which each of the two statements holds, all attempts of a search together: 0.95 means that in one of
        twenty searches at most a plan is said to meet what it does not, and likewise for posts said to be needed.
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
        Of each of the two statements, all attempts together.
    looks
        Numbers of futures after which it is asked, ascending.
    attempts
        How often a certificate is tried for, at most.
    """

    confidence: float = 0.95
    looks: tuple[int, ...] = (50, 100, 200, 400)
    attempts: int = 5

    def errors(self, attempt: int) -> tuple[float, ...]:
        """Probability of error that an attempt (from 1) may spend on a statement at each look [looks]."""
        whole = (1 - self.confidence) * (1 - _LEFT) * _LEFT ** (attempt - 1)
        weights = [number**_LATER for number in self.looks]
        return tuple(whole * weight / sum(weights) for weight in weights)


def certify(
    problem: Problem,
    plan: Plan,
    futures: Futures,
    *,
    attempt: int,
    rules: Rules,
    told: Told,
    suspects: Mapping[int, int] | None = None,
) -> Certificate:
    """Look at a plan, and then at each plan with one post fewer, on fresh futures until all is answered, or hopeless.

    That all targets are met takes a lower limit at its level for each, at the error of the look. That a post is
    needed takes one target whose upper limit misses its level without it; the error of the look is shared out among
    the posts, and among the targets. What is so far from an answer that the last look would hardly give it is
    looked at no longer.

    Parameters
    ----------
    suspects
        By lever, the place of the requirement that is expected to break with a post fewer: half the error is kept
        for it.
    """
    fresh = Sample(futures, begin=FIRST_FRESH * attempt)
    asked = _Asked(problem, fresh, rules.errors(attempt), rules.looks)
    targets = _targets(asked, plan, told)
    fewer = _fewer(asked, plan, suspects or {}, told) if all(item.verdict == "met" for item in targets) else ()
    return Certificate(
        plan, attempt, rules.confidence, fresh.begin, fresh.size(plan), fresh.replications, targets, fewer
    )


def _targets(asked: "_Asked", plan: Plan, told: Told) -> tuple[KeptTarget, ...]:
    """What a plan does about every requirement, looked at until all are met, or one is missed, or it is hopeless."""
    alone = np.ones(len(asked.problem.requirements))
    targets: tuple[KeptTarget, ...] = ()
    for look, number in enumerate(asked.looks):
        told(f"fresh futures: {number}", plan)
        asked.fresh.ask([plan], number)
        targets = _once_met(targets, asked.kept(plan, look, alone))
        doubtful = [place for place, item in enumerate(targets) if item.verdict != "met"]
        if any(item.verdict == "missed" for item in targets) or asked.hopeless(plan, look, alone)[doubtful].any():
            break
        if not doubtful:
            break
    return targets


def _fewer(asked: "_Asked", plan: Plan, suspects: Mapping[int, int], told: Told) -> tuple[OneFewer, ...]:
    """What becomes of every plan with one post fewer, each looked at until that is told, or hardly ever will be."""
    problem, number_of = asked.problem, len(asked.problem.requirements)
    fewer = {place: less for place in range(len(plan)) if problem.has(less := with_more(plan, place, -1))}
    shares = {place: _shares(number_of, suspects.get(place)) / len(fewer) for place in fewer}
    found: dict[int, OneFewer] = {}
    open_ = list(fewer)
    for look, number in enumerate(asked.looks):
        if not open_:
            break
        told(f"one post fewer in fresh futures: {number}", plan)
        asked.fresh.ask([fewer[place] for place in open_], number)
        for place in open_:
            kept = asked.kept(fewer[place], look, shares[place])
            found[place] = _one_fewer(problem.levers[place], fewer[place], kept)
        open_ = [
            place
            for place in open_
            if found[place].verdict == "undecided" and not asked.open_for_ever(fewer[place], look, shares[place])
        ]
    return tuple(found[place] for place in sorted(found))


def _once_met(before: Sequence[KeptTarget], now: Sequence[KeptTarget]) -> tuple[KeptTarget, ...]:
    """What is known of targets: one that was certainly met at an earlier look stays so."""
    if not before:
        return tuple(now)
    return tuple(old if old.verdict == "met" else new for old, new in zip(before, now, strict=True))


def _shares(requirements: int, suspect: int | None) -> Floats:
    """How the error is shared out among requirements of which any may tell."""
    shares = np.full(requirements, 1 / requirements)
    if suspect is not None and requirements > 1:
        shares[:] = 0.5 / (requirements - 1)
        shares[suspect] = 0.5
    return shares


@dataclass(frozen=True, slots=True)
class _Asked:
    """Verdicts on fresh futures, at an error for each look."""

    problem: Problem
    fresh: Sample
    errors: tuple[float, ...]
    looks: tuple[int, ...]

    def kept(self, plan: Plan, look: int, shares: Floats) -> tuple[KeptTarget, ...]:
        """What a plan does about every requirement, each at its share of the look's error."""
        figures = self.fresh.figures(plan, self.looks[look])
        moments = Moments(self.problem.requirements, figures)
        found = []
        for place, item in enumerate(self.problem.requirements):
            low, high = limits(item, figures[:, place], self.errors[look] * float(shares[place]))
            verdict: Kept = "met" if low >= item.wanted else "missed" if high < item.wanted else "undecided"
            mean, number = float(moments.mean[place]), int(moments.number[place])
            found.append(KeptTarget(item.name, item.wanted, number, mean, low, high, verdict))
        return tuple(found)

    def hopeless(self, plan: Plan, look: int, shares: Floats, *, side: int = 1) -> Bools:
        """Of which requirements the last look would hardly show that they are met (or missed, if ``side`` is -1).

        The means would have to move by more than their error of now. Giving up makes no wrong answer likelier.
        Shape [requirements].
        """
        from scipy.special import ndtri

        moments = Moments(self.problem.requirements, self.fresh.figures(plan, self.looks[look]))
        at_last = moments.error * np.sqrt(self.looks[look] / self.looks[-1])
        needs = -ndtri(self.errors[-1] * shares) * at_last - moments.error
        above = moments.mean - np.array([item.wanted for item in self.problem.requirements])
        found: Bools = (side * above < needs) & (look < len(self.looks) - 1)
        return found

    def open_for_ever(self, plan: Plan, look: int, shares: Floats) -> bool:
        """Whether it would hardly be shown that a plan meets all requirements, nor that it misses any."""
        no_miss = self.hopeless(plan, look, shares, side=-1).all()
        return bool(no_miss and self.hopeless(plan, look, shares).any())


def _one_fewer(lever: Lever, plan: Plan, kept: Sequence[KeptTarget]) -> OneFewer:
    missed = [item for item in kept if item.verdict == "missed"]
    # The one that tells most: the surest miss, or else the one with least to spare.
    tells = min(missed or kept, key=lambda item: item.high - item.wanted if missed else item.low - item.wanted)
    verdict: Needed = "needed" if missed else "spare" if all(item.verdict == "met" for item in kept) else "undecided"
    figures = (tells.name, tells.wanted, tells.number, tells.mean, tells.low, tells.high)
    return OneFewer(lever.name, lever.label, plan, *figures, verdict)
