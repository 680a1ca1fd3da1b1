"""What the documents say of experiments, their folders and those that come with carecap."""

import re
from pathlib import Path

import pytest
from test_docs_true import generator, text_of

from sim.report.records import SUMMARY_COLUMNS
from sim.scenario.experiments import load_experiment
from sim.scenario.shipped import shipped_experiments

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def headers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The columns of every table that a small comparison and a small sweep write."""
    folder = tmp_path_factory.mktemp("experiments")
    for name, text in generator().WRITTEN.items():
        (folder / name).write_text(text, encoding="utf-8")
    generator().experiment_tables(folder)
    tables = (*folder.glob("compared/*.csv"), *folder.glob("swept/*.csv"))
    return {
        f"{file.parent.name}/{file.name}": file.read_text(encoding="utf-8").partition("\n")[0].split(",")
        for file in tables
    }


def test_tables_that_are_said_to_be_alike_are(headers: dict[str, list[str]]) -> None:
    assert headers["swept/frontier.csv"] == headers["swept/points.csv"]
    for name in ("targets.csv", "summary.csv", "replications.csv"):
        assert headers[f"compared/{name}"] == headers[f"swept/{name}"]
    assert headers["compared/summary.csv"] == list(SUMMARY_COLUMNS)
    _, _, documented = text_of("data-dictionary.md").partition("<!-- table: columns of replications -->\n\n")
    columns = re.findall(r"^\| `(\w+)`", documented.partition("\n\n")[0], re.MULTILINE)
    assert headers["compared/replications.csv"] == columns


def test_waits_md_names_options_of_its_experiment() -> None:
    named = re.findall(r"^\| `([\w-]+)`", text_of("waits.md"), re.MULTILINE)
    assert len(named) == 19
    assert set(named) <= {design.name for design in load_experiment("where-the-waits-come-from").designs}


def _command_for(experiment: str) -> str:
    asked = load_experiment(experiment)
    return "sweep" if asked.sweep is not None else "staff" if asked.staffing is not None else "compare"


def test_the_readme_names_the_experiments_that_come_with_carecap() -> None:
    asked = re.findall(r"carecap (compare|sweep|staff) ([a-z-]+)", README)
    assert [(command, name) for command, name in asked if command != _command_for(name)] == []
    assert [name for name in shipped_experiments() if f"`{name}`" not in README and f" {name} " not in README] == []


def test_the_readme_names_the_configs_of_the_variants_table() -> None:
    variants = re.findall(r"^\| `(thurrock-[\w-]+)\.toml`", text_of("evidence.md"), re.MULTILINE)
    assert variants
    assert [name for name in variants if f"`{name}`" not in README] == []
