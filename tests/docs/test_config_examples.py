"""Every example of config.md that is a table of its own is laid over the made-up council, and all of them run."""

import re
from pathlib import Path

import pytest

from sim.experiment import run_option
from sim.report.project import project_files
from sim.scenario import load_service
from sim.scenario.pathway import Activity, Rules
from sim.scenario.people import Stream
from sim.scenario.staffing import Role, Team
from sim.scenario.values import Model

TEXT = (Path(__file__).parents[2] / "docs" / "config.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.+?)```", TEXT.partition("## Dated changes")[0], re.DOTALL)
EXAMPLES = [block for block in BLOCKS if block.startswith("[")]


def write_council(folder: Path) -> None:
    (folder / "council.toml").write_text(project_files()["configs/council.toml"], encoding="utf-8")


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.partition("\n")[0] for example in EXAMPLES])
def test_an_example_is_sound_by_itself(example: str, tmp_path: Path) -> None:
    write_council(tmp_path)
    config = tmp_path / "example.toml"
    config.write_text(f'extends = "council.toml"\n{example}', encoding="utf-8")
    load_service(config)


def test_all_examples_run_together(tmp_path: Path) -> None:
    write_council(tmp_path)
    below = "council.toml"
    for number, example in enumerate(EXAMPLES):
        config = tmp_path / f"example-{number}.toml"
        years = "[clock]\nyears = 1\n" if "[clock]" not in example else ""
        config.write_text(f'extends = "{below}"\n{years}{example}', encoding="utf-8")
        below = config.name
    result = run_option(load_service(tmp_path / below), replications=1, jobs=1)
    assert result.replications[0].records


@pytest.mark.parametrize("model", [Stream, Activity, Rules, Role, Team])
def test_what_needs_an_example_has_one(model: type[Model]) -> None:
    wanted = {
        "uptake", "batches", "from_clients", "returns", "deaths_per_year", "patience", "place", "awaits", "alongside",
        "chased_by", "joint", "price_gbp", "queue_order", "slice_hours", "pay_premium_share", "external",
    }  # fmt: skip
    shown = set(re.findall(r"[\w]+", "\n".join(EXAMPLES)))
    assert set(model.model_fields) & wanted <= shown
