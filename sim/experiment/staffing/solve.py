"""A staffing experiment: the least-cost plan, or the best that a budget buys, under each of its demand scenarios."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.experiment.replicated import Means
from sim.experiment.staffing.best_service import Bought, best_service
from sim.experiment.staffing.budget import budget_of
from sim.experiment.staffing.certificate import Rules
from sim.experiment.staffing.effort import Effort
from sim.experiment.staffing.obstacles import Obstacle, obstacles
from sim.experiment.staffing.other_lists import OtherList, other_lists
from sim.experiment.staffing.phases import starting
from sim.experiment.staffing.problem import Plan
from sim.experiment.staffing.promises import Promise, promises
from sim.experiment.staffing.robust import Robust, robustness
from sim.experiment.staffing.search import Answer, roughly, search
from sim.experiment.staffing.services import Replications
from sim.experiment.staffing.setup import Apart, Setup, setup_of
from sim.experiment.staffing.tried import Tried, tried
from sim.measures.rows import Floats
from sim.scenario.experiments import Design, Experiment

_PARTS = (0.0, 0.5)
"""Of the way from the posts of today to a plan."""

Stage = Callable[[str, str, Plan, int], None]
"""Called with the demand scenario, what the search is at, the plan it has, and the replications looked at so far."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The answer under one demand scenario, the problem it answers, and what becomes of every promise.

    The answer is the cheapest plan, or the best within a budget; ``obstacles`` are what stops targets out of reach;
    ``others`` are the lists of staff who do not vary, which nothing guards; ``robust`` is what becomes of the plan in
    other futures than believed, if that was asked; ``tried`` are all plans of the search, by rising cost.
    """

    setup: Setup
    answer: Answer | Bought
    obstacles: tuple[Obstacle, ...]
    promises: tuple[Promise, ...]
    others: tuple[OtherList, ...]
    robust: Robust | None
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StaffingResult:
    """What a staffing experiment found.

    Attributes
    ----------
    experiment
        What was asked.
    solved
        A row a demand scenario, in order.
    seconds, run, kept, engine
        Wall time; replications run, and found in the store, each counted once; the engine.
    """

    experiment: Experiment
    solved: tuple[Solved, ...]
    seconds: float
    run: int
    kept: int
    engine: str


def solve(experiment: Experiment, *, by: Means, stage: Stage) -> StaffingResult:
    """Search under every demand scenario of an experiment.

    Raises
    ------
    RunFault
        If no plan will do, or a replication cannot be made or kept.
    Interrupted
        If stopped from the keyboard; what is done is kept, and the same search goes on from there.
    """
    begun = time.perf_counter()
    replications = Replications(by, seed=experiment.seed)
    solved = tuple(_Work(experiment, design, replications, stage).solved() for design in experiment.designs)
    return StaffingResult(
        experiment=experiment,
        solved=solved,
        seconds=time.perf_counter() - begun,
        run=replications.run,
        kept=replications.kept,
        engine=by.engine,
    )


class _Work:
    """The search under one demand scenario."""

    def __init__(self, experiment: Experiment, design: Design, by: Replications, stage: Stage) -> None:
        assert experiment.staffing is not None, "a staffing search has one"
        self._experiment, self._design, self._by, self._stage = experiment, design, by, stage
        self._staffing = experiment.staffing
        effort, certificate = self._staffing.effort, self._staffing.certificate
        self._effort = Effort(effort.first, effort.most, effort.second, effort.largest, effort.plans)
        self._rules = Rules(certificate.confidence, certificate.looks, certificate.attempts)

    def solved(self) -> Solved:
        """The answer, what stops targets that are out of reach, and what becomes of every promise."""
        setup, start = self._posed()
        answer = self._answered(setup, start)
        if answer.out_of_reach:
            self._told("what stops the targets out of reach", setup.problem.ample)
        worlds = [(words, setup.compared(services)) for words, services in setup.without]
        stops = obstacles(setup.problem, answer.out_of_reach, worlds, number=self._effort.first)
        self._told("every promise, with the posts of today and with the plan", answer.plan)
        answer.sample.ask(list(self._between(setup, answer.plan)), self._effort.most)
        fresh = answer.fresh[: self._rules.looks[0]]
        kept = promises(setup, answer.plan, begin=fresh.start, number=len(fresh))
        others = other_lists(self._staffing, setup, answer.plan, fresh)
        robust = self._robust(setup, answer)
        return Solved(setup, answer, stops, kept, others, robust, tried(answer, _fresh(setup, answer)))

    def _robust(self, setup: Setup, answer: Answer | Bought) -> Robust | None:
        if self._staffing.robust is None or isinstance(answer, Bought):
            return None
        return robustness(self._experiment, setup, answer, effort=self._effort, rules=self._rules, told=self._told)

    def _between(self, setup: Setup, plan: Plan) -> Iterator[Plan]:
        """Plans on the way from the posts of today, to show what part of the way does."""
        now = setup.posts_now[: len(plan)]
        for part in _PARTS if len(now) == len(plan) else ():
            between = tuple(round(old + part * (new - old)) for old, new in zip(now, plan, strict=True))
            if setup.problem.has(between):
                yield between

    def _answered(self, setup: Setup, start: Plan | None) -> Answer | Bought:
        problem, futures, effort, rules = setup.problem, setup.futures, self._effort, self._rules
        if self._staffing.budget is None:
            return search(problem, futures, effort=effort, rules=rules, told=self._told, start=start)
        budget = budget_of(self._experiment, setup)
        return best_service(problem, futures, budget, effort=effort, rules=rules, told=self._told)

    def _posed(self) -> tuple[Setup, Plan | None]:
        """The problem, and where posts of dates or teams are apart, a plan to begin with, in which they go together."""
        together = self._setup()
        dates, teams = len(self._staffing.dates) > 1, self._staffing.effort.between_teams
        if not dates and not teams:
            return together, None
        plan = roughly(together.problem, together.futures, effort=self._effort, rules=self._rules, told=self._told)
        if dates:
            by_date = self._setup("dates")
            return by_date, starting(by_date.layout, self._staffing, plan)
        by_team = self._setup("teams")
        posts = together.layout.posts(plan)
        return by_team, tuple(posts[item.teams[0], item.role] for item in by_team.layout.varying)

    def _setup(self, apart: Apart = "") -> Setup:
        return setup_of(self._experiment, self._design, by=self._by, apart=apart)

    def _told(self, what: str, plan: Plan) -> None:
        self._stage(self._design.scenario_label, what, plan, self._by.looked_at)


def _fresh(setup: Setup, answer: Answer | Bought) -> dict[Plan, Floats]:
    """Figures of what is judged in the futures that the search had never seen: of the plan, and with one post fewer."""
    numbers = {answer.plan: len(answer.fresh)}
    if isinstance(answer, Answer):
        numbers |= {item.plan: min(item.number, len(answer.fresh)) for item in answer.certificate.fewer}
    places = {item.name: place for place, item in enumerate(setup.problem.requirements)}
    judged = [places[item.name] for item in answer.problem.requirements]
    return {
        plan: setup.futures.figures([plan], answer.fresh[:number])[0][:, judged] for plan, number in numbers.items()
    }
