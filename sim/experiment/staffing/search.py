"""The least-cost plan that meets every target: searched on one sample of futures, certified on others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import RunFault
from sim.experiment.staffing.certificate import Certificate, Rules, certify
from sim.experiment.staffing.climb import Climb, Told
from sim.experiment.staffing.futures import Futures, Moments, Sample
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.problem import Plan, Problem, Requirement
from sim.measures.rows import Floats

_TENTH = 1.3
"""Student's one-sided 90 % quantile, nearly, for samples of this size: how far a search stays off its levels."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search.

    Attributes
    ----------
    first, most
        Futures of a plan's first look, and of its last.
    largest
        Futures that ``most`` grows to where certificates fail.
    plans
        Plans tried at most in the swaps, and again in the look around.
    """

    first: int = 8
    most: int = 32
    largest: int = 256
    plans: int = 200


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A requirement that no staffing meets: what it comes to with as many posts as may be."""

    requirement: Requirement
    mean: float
    error: float
    number: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found.

    Attributes
    ----------
    problem
        Without the requirements that are out of reach.
    plan, cost
        The cheapest plan found, and what it costs [GBP a year].
    certificates
        One an attempt; the last is that of ``plan``.
    out_of_reach
        Requirements that were set aside, since no staffing meets them.
    looked_around
        Whether every cheaper plan nearby was tried or ruled out.
    sample
        Every plan that was tried, with its futures.
    replications
        Futures looked at in all, fresh ones included.
    """

    problem: Problem
    plan: Plan
    cost: float
    certificates: tuple[Certificate, ...]
    out_of_reach: tuple[OutOfReach, ...]
    looked_around: bool
    sample: Sample
    replications: int

    @property
    def certificate(self) -> Certificate:
        """That of the plan."""
        return self.certificates[-1]


def _silent(what: str, plan: Plan) -> None:
    pass


def search(
    problem: Problem,
    futures: Futures,
    *,
    effort: Effort | None = None,
    rules: Rules | None = None,
    told: Told = _silent,
) -> Answer:
    """Find the cheapest plan that meets every requirement, and certify it.

    What the search finds on its sample is optimistic just where a target is met with little to spare. So it begins
    with levels that are a little stricter than asked, and where a certificate fails, the levels of the targets that
    failed are raised by what they lacked, the sample is doubled, and the search goes on from there.

    Raises
    ------
    RunFault
        If no requirement is left, or no plan within the rules will do.
    """
    effort, rules = effort or Effort(), rules or Rules()
    told("as many posts as may be", problem.ample)
    problem, futures, aside = within_reach(problem, futures, effort)
    sample = Sample(futures)
    judge = Judge(problem, sample, first=effort.first, most=effort.most)
    climb = Climb(judge, plans=effort.plans, told=told)
    found = climb.from_scratch()
    judge.levels = _with_a_margin(judge, found.plan)
    start = found.plan
    certificates: list[Certificate] = []
    for attempt in range(1, rules.attempts + 1):
        found = climb.from_plan(start)
        certificate = certify(problem, found.plan, futures, attempt=attempt, rules=rules, told=told)
        certificates.append(certificate)
        if not certificate.met:
            start = found.plan
            judge.most = min(effort.largest, 2 * judge.most)
            judge.levels = _raised(judge, certificate)
        elif certificate.spare:
            start = min(certificate.spare, key=problem.cost)
        else:
            break
    fresh = sum(each.replications for each in certificates)
    return Answer(
        problem=problem, plan=found.plan, cost=problem.cost(found.plan), certificates=tuple(certificates),
        out_of_reach=aside, looked_around=found.looked_around, sample=sample, replications=sample.replications + fresh,
    )  # fmt: skip


def within_reach(problem: Problem, futures: Futures, effort: Effort) -> tuple[Problem, Futures, tuple[OutOfReach, ...]]:
    """The problem without what no staffing can meet: what the ample plan misses over the largest look.

    Raises
    ------
    RunFault
        If nothing is left, or a requirement is about nobody in any future.
    """
    sample = Sample(futures)
    sample.ask([problem.ample], effort.most)
    moments = Moments(problem.requirements, sample.figures(problem.ample))
    of_nobody = [item.name for item, number in zip(problem.requirements, moments.number, strict=True) if not number]
    if of_nobody:
        raise RunFault(f"Nobody is ever judged by {_named(of_nobody)}: there is nothing to staff for.")
    wanted = np.array([item.wanted for item in problem.requirements])
    reached = moments.mean >= wanted
    aside = tuple(
        OutOfReach(problem.requirements[place], float(moments.mean[place]), float(moments.error[place]), effort.most)
        for place in np.flatnonzero(~reached)
    )
    kept = np.flatnonzero(reached).tolist()
    if not kept:
        names = _named([item.requirement.name for item in aside])
        raise RunFault(f"No staffing within the bounds meets any target: not {names}.")
    return problem.for_requirements(kept), _Columns(futures, kept), aside


def _named(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


class _Columns:
    """Futures with some of the figures only."""

    def __init__(self, futures: Futures, places: Sequence[int]) -> None:
        self._futures, self._places = futures, list(places)

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """As of :class:`Futures`."""
        return [figures[:, self._places] for figures in self._futures.figures(plans, numbers)]


def _with_a_margin(judge: Judge, plan: Plan) -> Floats:
    """Levels stricter by what a sample of this size may flatter a plan by, as far as the ample plan reaches them."""
    moments = _over_all(judge, plan)
    return _reachable(judge, judge.levels + _TENTH * moments.error)


def _raised(judge: Judge, certificate: Certificate) -> Floats:
    """Levels raised by what was lacking: from each lower limit to what is wanted."""
    lacking = np.array([max(0.0, item.wanted - item.low) for item in certificate.targets])
    return _reachable(judge, judge.levels + lacking)


def _reachable(judge: Judge, levels: Floats) -> Floats:
    """Levels no stricter than the ample plan reaches, nor milder than asked."""
    asked = np.array([item.wanted for item in judge.problem.requirements])
    reached: Floats = np.maximum(asked, np.minimum(levels, _over_all(judge, judge.problem.ample).mean))
    return reached


def _over_all(judge: Judge, plan: Plan) -> Moments:
    judge.sample.ask([plan], judge.most)
    return judge.moments(plan, judge.most)
