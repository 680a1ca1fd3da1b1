"""Lists of staff who do not vary: which they are, and that they take no replication more than promises do."""

from pathlib import Path

import pytest

from sim.experiment import Store, in_order
from sim.experiment.replicated import Means
from sim.experiment.staffing.other_lists import other_lists
from sim.experiment.staffing.promises import promises
from sim.experiment.staffing.services import Replications
from sim.experiment.staffing.setup import setup_of
from sim.scenario.experiments import load_experiment
from tiny import tiny_config

SEARCH = """
baseline = "two.toml"
seed = 3
period = "2014/15"

[[scenario]]
name = "rise"
files = ["rise.toml"]

[staffing]
targets = ["Assessed within 28 days"]

[[staffing.role]]
name = "workers"
role = "social_worker"
teams = ["north"]
"""
TWO = """
extends = "tiny.toml"

[demand.referral]
teams = { north = 0.5, south = 0.5 }

[activity.assessment]
by = ["social_worker"]

[team.south]
label = "South"
posts = { social_worker = 1 }
"""
RISE = """
extends = "two.toml"

[demand.referral]
per_year = 700
"""


def test_lists_are_of_roles_that_vary_nowhere_and_of_teams_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than twice the people: the work waiting in the team that gets nobody grows, in futures looked at before."""
    monkeypatch.chdir(tmp_path)
    tiny_config(tmp_path)
    for name, text in {"two": TWO, "rise": RISE, "search": SEARCH}.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    experiment = load_experiment(tmp_path / "search.toml")
    assert experiment.staffing is not None
    with Store(tmp_path / "store.sqlite") as store:
        replications = Replications(Means(store, in_order, "auto"), seed=experiment.seed)
        setup = setup_of(experiment, experiment.designs[0], by=replications)
        promises(setup, (2,), begin=0, number=2)
        made = replications.run
        advisers, south = other_lists(experiment.staffing, setup, (2,), range(2))
        assert (replications.run, replications.kept) == (made, 0)
    assert (advisers.role, advisers.team, advisers.label) == ("adviser", "", "Advisers")
    assert (south.role, south.team, south.label) == ("social_worker", "south", "Social workers, South")
    assert south.more.n == 2
    assert south.plan - south.baseline == pytest.approx(south.more.mean)
    assert south.more.mean > 0
