"""The examples of experiments.md are files that belong together; each of them loads."""

import re
from pathlib import Path

import pytest

from sim.report.project import project_files
from sim.scenario import load_service
from sim.scenario.experiments import Experiment, load_experiment, point_design
from sim.scenario.experiments.file import ExperimentFile, FigureFile, OptionFile

TEXT = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```toml\n# (\S+)\n(.+?)```", TEXT, re.DOTALL))
EXPERIMENTS = [name for name in EXAMPLES if name.startswith("experiments/")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up council with every example where its first line says."""
    texts = {"configs/council.toml": project_files()["configs/council.toml"], **EXAMPLES}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_example_names_its_file() -> None:
    assert len(EXAMPLES) == len(re.findall("```toml", TEXT)) == 11


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("configs/")])
def test_a_config_of_the_page_loads(folder: Path, name: str) -> None:
    assert load_service(folder / name).files[0] == "council.toml"


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_of_the_page_loads(folder: Path, name: str) -> None:
    experiment = load_experiment(folder / name)
    assert experiment.question
    if experiment.sweep is not None:
        ends = [factor.high if factor.high is not None else factor.values[-1:] for factor in experiment.sweep.factors]
        assert all(end is not None for end in ends)
        for number, values in enumerate(experiment.sweep.points, start=1):
            assert point_design(experiment, number, values).against == "council"


def of(folder: Path, name: str) -> Experiment:
    return load_experiment(folder / "experiments" / f"{name}.toml")


def test_the_examples_make_what_the_page_says(folder: Path) -> None:
    names = [design.name for design in of(folder, "which-option").designs]
    assert names == ["council", "both-at-once", "faster-sign-off", "two-more-assessors", "both", "shorter-visits"]
    assert [design.scenario for design in of(folder, "if-more-come").designs] == ["as-now"] * 2 + ["more"] * 2
    precision = of(folder, "precise").precision
    assert precision is not None
    assert (precision.least, precision.most, precision.goals[0].half_width) == (10, 200, 1.5)
    sizes = [sweep.number for name in ("grid", "linked", "list", "hypercube") if (sweep := of(folder, name).sweep)]
    assert sizes == [12, 3, 3, 24]


def test_a_sheet_of_a_joined_file_stands_for_those_it_joins(folder: Path) -> None:
    designs = {design.name: design for design in of(folder, "which-option").designs}
    assert [sheet.label for sheet in designs["both-at-once"].sheets] == ["Both at once"]
    assert [sheet.label for sheet in designs["both"].sheets] == ["Two more assessors"]


def test_linked_settings_keep_their_distance(folder: Path) -> None:
    teams = point_design(of(folder, "linked"), 3, (10,)).service.base.team
    assert [teams[name].posts["assessor"].number for name in ("town", "valley")] == [10, 8]


@pytest.mark.parametrize("model", [ExperimentFile, OptionFile, FigureFile])
def test_the_page_names_every_key(model: type[ExperimentFile]) -> None:
    keys = {info.alias or name for name, info in model.model_fields.items()}
    assert [key for key in keys if f"`{key}`" not in TEXT and f"[{key}" not in TEXT] == []


def test_the_page_gives_the_defaults_of_the_code() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", TEXT, re.MULTILINE))
    defaults = {name: info.default for name, info in ExperimentFile.model_fields.items()}
    assert (int(rows["replications"]), int(rows["seed"])) == (defaults["replications"], defaults["seed"])
