"""On the service of Thurrock the search finds what trying every plan of a box finds, with far fewer replications."""

from itertools import product
from pathlib import Path

import pytest

from sim.experiment import Store
from sim.experiment.replicated import Means
from sim.experiment.running import processes
from sim.experiment.staffing.climb import Climb
from sim.experiment.staffing.futures import Sample
from sim.experiment.staffing.judge import Judge
from sim.experiment.staffing.services import Replications
from sim.experiment.staffing.setup import setup_of
from sim.scenario.experiments import load_experiment

SEARCH = """
baseline = "thurrock-2014"
seed = 2014
years = 2
period = "2015/16"

[[scenario]]
name = "forecast"
files = ["options/care-act-forecast"]

[staffing]
from = 2015-04-01
levels = "baseline"

[[staffing.role]]
name = "planners"
role = "support_planner"

[[staffing.role]]
name = "social_workers"
role = "social_worker"

[[staffing.role]]
name = "deputies"
role = "deputy_manager"
"""
FUTURES, AROUND = 8, 2


@pytest.mark.slow
def test_the_search_finds_the_cheapest_plan_of_a_box_with_a_fraction_of_the_replications(tmp_path: Path) -> None:
    """On one sample, by its means: nothing is left to chance between the two."""
    (tmp_path / "box.toml").write_text(SEARCH, encoding="utf-8")
    experiment = load_experiment(tmp_path / "box.toml")
    with Store(tmp_path / "store.sqlite") as store, processes(2) as running:
        by = Replications(Means(store, running, "auto"), seed=experiment.seed)
        setup = setup_of(experiment, experiment.designs[0], by=by)
        sample = Sample(setup.futures)
        judge = Judge(setup.problem, sample, first=FUTURES, most=FUTURES)
        found = Climb(judge, plans=200, told=lambda what, plan: None).from_scratch()
        searched = sample.replications
        ranges = [range(number - AROUND, number + AROUND + 1) for number in found.plan]
        box = [plan for plan in product(*ranges) if setup.problem.has(plan)]
        cost = setup.problem.cost(found.plan)
        cheaper = [plan for plan in box if setup.problem.cost(plan) < cost - 1]
        assert judge.feasible([found.plan]) == [True]
        assert not any(judge.feasible(cheaper)), "a cheaper plan of the box would do"
        print(f"{searched} replications for {found.plan}; every plan of the box takes {len(box) * FUTURES}")
        assert searched < len(box) * FUTURES
