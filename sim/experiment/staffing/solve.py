"""A staffing experiment: the least-cost plan under each of its demand scenarios."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sim.experiment.replicated import Means
from sim.experiment.staffing.certificate import Rules
from sim.experiment.staffing.effort import Effort
from sim.experiment.staffing.obstacles import Obstacle, obstacles
from sim.experiment.staffing.phases import starting
from sim.experiment.staffing.problem import Plan
from sim.experiment.staffing.promises import Promise, promises
from sim.experiment.staffing.search import Answer, roughly, search
from sim.experiment.staffing.setup import Setup, setup_of
from sim.scenario.experiments import Experiment, Staffing

Stage = Callable[[str, str, Plan, int], None]
"""Called with the demand scenario, what the search is at, the plan it has, and the replications looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The answer under one demand scenario, the problem it answers, and what becomes of every promise.

    ``obstacles`` are what stops targets that are out of reach.
    """

    setup: Setup
    answer: Answer
    obstacles: tuple[Obstacle, ...]
    promises: tuple[Promise, ...]


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
        Wall time; replications run, and found in the store; the engine.
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
    assert experiment.staffing is not None
    solved: list[Solved] = []
    for design in experiment.designs:
        setup = setup_of(experiment, design, by=by, phased=True)

        def told(what: str, plan: Plan, setup: Setup = setup) -> None:
            looked_at = setup.services.run + setup.services.kept + setup.reference.run + setup.reference.kept
            stage(setup.design.scenario_label, what, plan, looked_at)

        effort, rules = _asked(experiment.staffing)
        start = None
        if len(setup.layout.dates) > 1:
            at_once = setup_of(experiment, design, by=by)
            plan = roughly(at_once.problem, at_once.futures, effort=effort, rules=rules, told=told)
            start = starting(setup.layout, experiment.staffing, plan)
        answer = search(setup.problem, setup.futures, effort=effort, rules=rules, told=told, start=start)
        if answer.out_of_reach:
            told("what stops the targets out of reach", setup.problem.ample)
        worlds = [(words, setup.compared(services)) for words, services in setup.without]
        found = obstacles(setup.problem, answer.out_of_reach, worlds, number=effort.first)
        told("every promise, with the posts of today and with the plan", answer.plan)
        certificate = answer.certificate
        number = min(certificate.number, rules.looks[0])
        kept = promises(setup, answer.plan, begin=certificate.first, number=number)
        solved.append(Solved(setup, answer, found, kept))
    counted = [
        services
        for each in solved
        for services in (
            each.setup.services,
            each.setup.today,
            each.setup.reference,
            *(of for _, of in each.setup.without),
        )
    ]
    return StaffingResult(
        experiment=experiment,
        solved=tuple(solved),
        seconds=time.perf_counter() - begun,
        run=sum(each.run for each in counted),
        kept=sum(each.kept for each in counted),
        engine=by.engine,
    )


def _asked(staffing: Staffing) -> tuple[Effort, Rules]:
    effort, certificate = staffing.effort, staffing.certificate
    return (
        Effort(effort.first, effort.most, effort.second, effort.largest, effort.plans),
        Rules(certificate.confidence, certificate.looks, certificate.attempts),
    )
