"""How much more demand a plan absorbs: the growth at which the first promise fails, from below and from above.

More demand makes nobody wait less, and the people of a future who come anyway come as before, so whether a plan still
does is a matter of one number. It is first narrowed down by means on a sample, then asked in fresh futures: what
growth it surely bears, and what growth it surely does not. In each every growth is asked for by itself at the whole
error: a wrong answer takes one on the wrong side of the true growth that passes, and then the nearest does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.experiment.staffing.certificate import Kept, KeptTarget
from sim.experiment.staffing.climb import Told
from sim.experiment.staffing.futures import Futures, Moments, Sample
from sim.experiment.staffing.limits import limits
from sim.experiment.staffing.problem import Plan, Problem
from sim.measures.rows import Floats

MOST_GROWTH = 100
"""Growth of demand beyond which nothing is asked for [%]."""

FRESH = 5_000
"""Futures of the search have lower numbers, those of certificates higher ones."""

_FIRST = 4
"""Growth that is tried first [%]."""


@dataclass(frozen=True, slots=True)
class AtGrowth:
    """What a plan does about every requirement with so much more demand.

    Attributes
    ----------
    percent
        More demand [%].
    fresh
        Whether in futures that the search has not seen.
    kept
        By requirement. Each is met or missed at the error of the statement; of the sample by its mean.
    """

    percent: int
    fresh: bool
    kept: tuple[KeptTarget, ...]

    @property
    def holds(self) -> bool:
        """Whether everything is met."""
        return all(item.verdict == "met" for item in self.kept)

    @property
    def missed(self) -> tuple[KeptTarget, ...]:
        """What is missed."""
        return tuple(item for item in self.kept if item.verdict == "missed")


@dataclass(frozen=True, slots=True)
class Absorbed:
    """How much more demand a plan absorbs.

    Attributes
    ----------
    near
        The most at which all means of the sample still reach their levels [%]; None if not even without growth.
    surely, not_surely
        The most of those tried that the plan surely bears, and the least that it surely does not, in fresh futures
        [%]; None if none of those tried.
    first_missed
        The requirement that falls shortest where the plan surely fails; empty if it does not.
    confidence, number
        Of each of the two, and fresh futures.
    looks
        Everything looked at, by growing demand, those of the sample first.
    """

    near: int | None
    surely: int | None
    not_surely: int | None
    first_missed: str
    confidence: float
    number: int
    looks: tuple[AtGrowth, ...]


def absorbed(
    problem: Problem, plan: Plan, at: Callable[[int], Futures], *, levels: Floats, first: int, number: int,
    confidence: float, told: Told,
) -> Absorbed:  # fmt: skip
    """Find how much more demand a plan absorbs.

    Parameters
    ----------
    at
        The futures with so much more demand [%].
    levels
        What means of the sample have to reach. Shape [requirements].
    first, number
        Futures of the sample, and fresh ones.
    confidence
        Of each of the two limits.
    """
    asked = _Asked(problem, plan, at, levels, 1 - confidence)

    def tried(percent: int) -> bool:
        told(f"{percent} % more demand", plan)
        return asked.on_sample(percent, first).holds

    near = _most_that_holds(tried)

    def fresh(percent: int) -> AtGrowth:
        told(f"{percent} % more demand, {number} fresh futures", plan)
        return asked.afresh(percent, number)

    surely = next((each for each in _away(near or 0, -1) if fresh(each).holds), None)
    not_surely = next((each for each in _away(0 if near is None else near + 1, 1) if fresh(each).missed), None)
    missed = fresh(not_surely).missed if not_surely is not None else ()
    scale = {item.name: item.scale for item in problem.requirements}
    fails = min(missed, key=lambda item: (item.high - item.wanted) / scale[item.name]).name if missed else ""
    looks = sorted(asked.looks.values(), key=lambda look: (look.fresh, look.percent))
    return Absorbed(near, surely, not_surely, fails, confidence, number, tuple(looks))


def _most_that_holds(holds: Callable[[int], bool]) -> int | None:
    """The most of 0 to ``MOST_GROWTH`` that holds, where what is above one that does not hold does not either."""
    if not holds(0):
        return None
    low, high = 0, _FIRST
    while holds(high):
        if high == MOST_GROWTH:
            return high
        low, high = high, min(2 * high, MOST_GROWTH)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _away(start: int, way: int) -> Iterator[int]:
    """A growth, and those 1, 2, 4 and so on away from it, as far as it goes."""
    last = MOST_GROWTH if way > 0 else 0
    if way * start <= way * last:
        yield start
    step = 1
    while way * (start + way * step) < way * last:
        yield start + way * step
        step *= 2
    if way * start < way * last:
        yield last


class _Asked:
    """What was looked at, each growth once in the sample and once afresh."""

    def __init__(
        self, problem: Problem, plan: Plan, at: Callable[[int], Futures], levels: Floats, error: float
    ) -> None:
        self._problem, self._plan, self._at, self._levels, self._error = problem, plan, at, levels, error
        self.looks: dict[tuple[bool, int], AtGrowth] = {}

    def on_sample(self, percent: int, number: int) -> AtGrowth:
        """By the means of a few futures against the levels of the sample."""
        return self._look(percent, number, fresh=False)

    def afresh(self, percent: int, number: int) -> AtGrowth:
        """By limits in fresh futures: all are met only if each is; one missed is enough, so misses share the error."""
        return self._look(percent, number, fresh=True)

    def _look(self, percent: int, number: int, *, fresh: bool) -> AtGrowth:
        if (fresh, percent) not in self.looks:
            sample = Sample(self._at(percent), begin=FRESH if fresh else 0)
            sample.ask([self._plan], number)
            kept = tuple(self._kept(sample.figures(self._plan), fresh=fresh))
            self.looks[fresh, percent] = AtGrowth(percent, fresh, kept)
        return self.looks[fresh, percent]

    def _kept(self, figures: Floats, *, fresh: bool) -> Iterator[KeptTarget]:
        moments = Moments(self._problem.requirements, figures)
        for place, item in enumerate(self._problem.requirements):
            low = limits(item, figures[:, place], self._error)[0]
            high = limits(item, figures[:, place], self._error / len(self._problem.requirements))[1]
            mean = float(moments.mean[place])
            verdict: Kept = "met" if low >= item.wanted else "missed" if high < item.wanted else "undecided"
            if not fresh:
                verdict = "met" if np.isnan(mean) or mean >= self._levels[place] - 1e-12 else "missed"
            wanted = item.wanted if fresh else float(self._levels[place])
            yield KeptTarget(item.name, wanted, int(moments.number[place]), mean, low, high, verdict)
