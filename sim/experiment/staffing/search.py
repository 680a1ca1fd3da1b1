"""The least-cost plan that meets every target: searched on one sample of futures, certified on others."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import RunFault
from sim.experiment.staffing.certificate import Certificate, Rules, certify
from sim.experiment.staffing.climb import Climb, Found, Told
from sim.experiment.staffing.effort import ROUNDS, Effort
from sim.experiment.staffing.futures import Futures, Moments, Sample, shortfall
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.levels import Levels
from sim.experiment.staffing.problem import Plan, Problem, Requirement
from sim.measures.rows import Floats
from sim.measures.summary import student


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A requirement that no staffing was seen to meet: what it comes to with as many posts as may be."""

    requirement: Requirement
    mean: float
    error: float
    number: int

    @property
    def half(self) -> float:
        """Half the width of the 95 % interval of the mean."""
        return student(self.number) * self.error

    @property
    def sure(self) -> bool:
        """Whether the interval leaves no doubt that it is missed."""
        return self.mean + self.half < self.requirement.wanted


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
        One an attempt, in order, but for that of ``plan``, which comes last: the cheapest plan that was certified, or
        the one tried last.
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

    @property
    def fresh(self) -> range:
        """Numbers of the futures of its certificate, which the search has not seen."""
        return range(self.certificate.first, self.certificate.first + self.certificate.number)


def _silent(what: str, plan: Plan) -> None:
    pass


def search(
    problem: Problem,
    futures: Futures,
    *,
    effort: Effort | None = None,
    rules: Rules | None = None,
    told: Told = _silent,
    start: Plan | None = None,
) -> Answer:
    """Find the cheapest plan that meets every requirement, and certify it.

    What the search finds on its sample is optimistic just where a target is met with little to spare. So the plan it
    has found is looked at in more futures; the sample's levels are moved by what the sample flatters it, and by as
    much as a certificate will ask for; and the search goes on from there until it stays. Differences between plans
    are much the same in every future, so a small sample tells them. Where a certificate fails, its futures tell more
    about how much the sample flatters, the sample is doubled, and the search goes on.

    A plan that was certified stays the answer unless a cheaper one is certified.

    Parameters
    ----------
    start
        A plan to begin with, which may do or not; without one the search begins with the bounds of each lever.

    Raises
    ------
    RunFault
        If no requirement is left, or no plan within the rules will do.
    """
    effort, rules = effort or Effort(), rules or Rules()
    told("as many posts as may be", problem.ample)
    problem, futures, aside, most = within_reach(problem, futures, effort)
    sample = Sample(futures)
    judge = Judge(problem, sample, first=effort.first, most=most)
    climb = Climb(judge, plans=effort.plans, told=told)
    levels = Levels(judge, effort, rules)
    found = _settled(climb, levels, _first(climb, judge) if start is None else start)
    tries: list[tuple[Certificate, bool]] = []
    for attempt in range(1, rules.attempts + 1):
        suspects = judge.suspects(found.plan)
        certificate = certify(problem, found.plan, futures, attempt=attempt, rules=rules, told=told, suspects=suspects)
        tries.append((certificate, found.looked_around))
        if attempt == rules.attempts:
            break
        if certificate.spare:
            found = _cheaper(climb, problem, min(certificate.spare, key=problem.cost))
        elif any(each.met for each, _ in tries):
            break  # a cheaper plan was tried for, and failed; or nothing is left to try
        else:
            judge.most = min(effort.largest, 2 * judge.most)
            levels.learn(certificate)
            try:
                found = _settled(climb, levels, found.plan)
            except RunFault:
                break  # nothing reaches levels as strict as that: the plan stays, without a certificate
    met = [each for each in tries if each[0].met]
    best, looked_around = min(met, key=lambda each: problem.cost(each[0].plan)) if met else tries[-1]
    ordered = (*(each for each, _ in tries if each is not best), best)
    fresh = sum(each.replications for each in ordered)
    return Answer(
        problem=problem, plan=best.plan, cost=problem.cost(best.plan), certificates=ordered, out_of_reach=aside,
        looked_around=looked_around, sample=sample, replications=sample.replications + fresh,
    )  # fmt: skip


def _cheaper(climb: Climb, problem: Problem, spare: Plan) -> Found:
    """Where the search comes to from a plan that fresh futures have shown to do.

    The sample may tell otherwise, and lead back to dearer plans; then the plan itself is to be tried.
    """
    found = climb.from_plan(spare)
    return found if problem.cost(found.plan) <= problem.cost(spare) else Found(spare, looked_around=False)


def roughly(problem: Problem, futures: Futures, *, effort: Effort, rules: Rules, told: Told) -> Plan:
    """A plan that is likely to do, to begin another search with; it is not certified. Raises as :func:`search`."""
    told("as many posts as may be", problem.ample)
    problem, futures, _, most = within_reach(problem, futures, effort)
    judge = Judge(problem, Sample(futures), first=effort.first, most=most)
    climb = Climb(judge, plans=0, told=told)
    levels = Levels(judge, effort, rules)
    plan = _first(climb, judge)
    levels.move(plan)
    return climb.mended(plan)


def _first(climb: Climb, judge: Judge) -> Plan:
    """Where a search begins: with the bounds of each lever, or a plan that is known where ample posts do not do."""
    problem = judge.problem
    judge.sample.ask([problem.ample], judge.most)
    short = shortfall(problem, judge.moments(problem.ample, judge.most), judge.levels)
    return problem.known[0] if short > 0 and problem.known else climb.first_plan()


def _settled(climb: Climb, levels: Levels, plan: Plan) -> Found:
    """Where the search stays when its levels are moved by what it has found."""
    tried: set[Plan] = set()
    while plan not in tried and len(tried) < ROUNDS:
        tried.add(plan)
        levels.move(plan)
        plan = climb.mended(plan)
    return climb.from_plan(plan)


def within_reach(
    problem: Problem, futures: Futures, effort: Effort
) -> tuple[Problem, Futures, tuple[OutOfReach, ...], int]:
    """The problem without what no staffing can meet: what the ample plan and the plans known miss over the last look.

    More posts of some roles may leave others, who cannot have more, with more work than they had: there as many posts
    as may be are not best.

    Where chance alone may be the reason, it is looked at in more futures, up to ``effort.largest``. In how many is the
    last that is returned: in so many the ample plan, or one that is known, meets each of what is left.

    Raises
    ------
    RunFault
        If nothing is left, or a requirement is about nobody in any future.
    """
    sample, number = Sample(futures), effort.most
    while True:
        sample.ask([problem.ample], number)
        moments = Moments(problem.requirements, sample.figures(problem.ample))
        looked_at = [
            OutOfReach(item, float(mean), float(error), number)
            for item, mean, error in zip(problem.requirements, moments.mean, moments.error, strict=True)
        ]
        missed = [item for item in looked_at if not item.mean >= item.requirement.wanted]
        if missed:
            elsewhere = _met_by(problem, sample, number)
            missed = [item for item in missed if item.requirement.name not in elsewhere]
        if number >= effort.largest or all(item.sure for item in missed):
            break
        number = min(2 * number, effort.largest)
    of_nobody = [item.name for item, number in zip(problem.requirements, moments.number, strict=True) if not number]
    if of_nobody:
        raise RunFault(f"Nobody is ever judged by {_named(of_nobody)}: there is nothing to staff for.")
    kept = [place for place, item in enumerate(looked_at) if item not in missed]
    if not kept:
        names = _named([item.requirement.name for item in missed])
        raise RunFault(f"No staffing within the bounds meets any target: not {names}.")
    return problem.for_requirements(kept), Columns(futures, kept), tuple(missed), number


def _met_by(problem: Problem, sample: Sample, number: int) -> set[str]:
    """The requirements that one of the plans known reaches on average."""
    sample.ask(problem.known, number)
    means = [Moments(problem.requirements, sample.figures(plan, number)).mean for plan in problem.known]
    return {
        item.name
        for place, item in enumerate(problem.requirements)
        if any(mean[place] >= item.wanted for mean in means)
    }


def _named(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


class Columns:
    """Futures with some of the figures only, by their places."""

    def __init__(self, futures: Futures, places: Sequence[int]) -> None:
        self._futures, self._places = futures, list(places)

    def figures(self, plans: Sequence[Plan], numbers: Sequence[int]) -> list[Floats]:
        """As of :class:`Futures`."""
        return [figures[:, self._places] for figures in self._futures.figures(plans, numbers)]
