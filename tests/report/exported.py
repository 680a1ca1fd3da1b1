"""Runs of small services, exported by the command and read back, for tests."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from click.testing import CliRunner

from sim.cli import main

MOMENTS = {
    "cases": ("received", "response", "allocation", "assessment", "support", "closed"),
    "visits": ("ready", "start", "finish"),
}


@dataclass(frozen=True)
class Exported:
    """A results folder with its own two tables, and a file made from it."""

    folder: Path
    file: Path
    cases: pd.DataFrame
    visits: pd.DataFrame


def run(folder: Path, config: str) -> Path:
    """Run a config once; the results folder."""
    (folder / "world.toml").write_text(config, encoding="utf-8")
    command(
        "run",
        folder / "world.toml",
        "--replications",
        1,
        "--jobs",
        1,
        "--quiet",
        "--store",
        folder / "store.db",
        "--out",
        folder / "out",
    )
    return folder / "out"


def export(results: Path, layout: str, *more: object, ending: str = "csv") -> Exported:
    """Export results, and read their own tables."""
    file = results.parent / f"{layout}.{ending}"
    command("export", results, "--layout", layout, "--out", file, *more)
    return Exported(results, file, own_table(results, "cases"), own_table(results, "visits"))


def own_table(results: Path, name: str) -> pd.DataFrame:
    """A table of the results themselves."""
    read = pd.read_csv(results / f"{name}.csv", parse_dates=list(MOMENTS[name]), date_format="ISO8601")
    texts = read.select_dtypes(exclude=["number", "datetime"]).columns
    return read.fillna(dict.fromkeys(texts, ""))


def command(*words: object) -> str:
    """What a command that must succeed prints."""
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout
