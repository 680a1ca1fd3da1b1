"""Posts that vary team by team: the same requirements, a lever for each team, and a plan to begin with."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import InputFault
from sim.experiment import Store, in_order
from sim.experiment.replicated import Means
from sim.experiment.staffing.services import Replications
from sim.experiment.staffing.setup import setup_of
from sim.scenario.experiments import by_team, load_experiment
from tiny import tiny_config

SEARCH = """
baseline = "two.toml"
seed = 3
period = "2014/15"

[staffing]
targets = ["Assessed within 28 days"]
growth_per_week = false

[staffing.search]
first = 4
most = 8
second = 16
between_teams = true

[staffing.certificate]
looks = [20, 80]

[[staffing.role]]
name = "workers"
role = "social_worker"
teams = ["north", "south"]
shares = { north = 0.5, south = 0.5 }
"""
SOUTH = """
extends = "tiny.toml"

[team.south]
label = "South"
posts = { social_worker = 1 }
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    tiny_config(tmp_path)
    (tmp_path / "two.toml").write_text(SOUTH, encoding="utf-8")
    (tmp_path / "apart.toml").write_text(SEARCH, encoding="utf-8")
    return tmp_path / "apart.toml"


def test_each_team_has_a_lever_and_tied_posts_follow_all_of_them(file: Path) -> None:
    tied = '\n[[staffing.tied]]\nname = "advisers"\nrole = "adviser"\none_for = 4\nof = ["workers"]\n'
    file.write_text(SEARCH + tied, encoding="utf-8")
    experiment = load_experiment(file)
    assert experiment.staffing is not None
    apart = by_team(experiment.staffing, experiment.baseline.service)
    assert [(item.name, item.teams) for item in apart.roles] == [
        ("workers: north", ("north",)), ("workers: south", ("south",)),
    ]  # fmt: skip
    assert apart.roles[1].label == "Social workers, South"
    assert apart.tied[0].of == ("workers: north", "workers: south")


def test_what_is_required_is_the_same(file: Path, tmp_path: Path) -> None:
    experiment = load_experiment(file)
    with Store(tmp_path / "store.sqlite") as store:
        by = Replications(Means(store, in_order, "auto"), seed=experiment.seed)
        together, apart = (setup_of(experiment, experiment.designs[0], by=by, apart=way) for way in ("", "teams"))
    assert together.problem.requirements == apart.problem.requirements
    assert together.problem.cost((4,)) == apart.problem.cost((1, 3))
    assert apart.layout.schedule((1, 3))[0][1] == {("north", "social_worker"): 1, ("south", "social_worker"): 3}


def test_a_team_without_work_gives_up_its_posts(file: Path, tmp_path: Path) -> None:
    """Nobody's case is the South's; evenly spread, it would need as many posts as the North."""
    done = CliRunner().invoke(main, ["staff", str(file), "--jobs", "1"])
    assert done.exit_code == 0, done.output
    with (tmp_path / "results" / "apart" / "posts.csv").open(newline="", encoding="utf-8") as text:
        posts = {row["team"]: int(row["posts_needed"]) for row in csv.DictReader(text)}
    assert posts == {"north": 2, "south": 0}


def test_teams_and_dates_are_not_both_taken_apart(file: Path) -> None:
    phases = "\n[staffing.phases]\nuntil = 2014-10-01\n"
    text = SEARCH.replace("[staffing]\n", "[staffing]\nfrom = 2014-05-01\n") + phases
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputFault, match="between teams"):
        load_experiment(file)
