"""The reference results in results/board are whole, small, and what the code makes today."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.experiment.compare import run_comparison
from sim.experiment.running import in_order
from sim.experiment.store import Store
from sim.report.compare_results import comparison_tables
from sim.report.folder import digests
from sim.report.manifest import versions
from sim.report.paper.found import read_found
from sim.report.tables import write_table
from sim.scenario.experiments import Experiment, load_experiment

ROOT = Path(__file__).parents[2]
BOARD = ROOT / "results" / "board"
REPORT = BOARD / "report"
AGAIN = (
    "If figures may differ, remake results/board: carecap compare board --compact --out results/board"
    " && carecap report results/board"
)
MADE_AGAIN_BY_THE_COMMAND = re.compile(r".*\.svg|all-targets\.png|report/(model\.(html|md)|.*\.png)")
"""Files that the manifests list and the repository leaves out."""
MOST_BYTES = 5_000_000
OPTION = "mobile-working"


def table(folder: Path, name: str) -> list[bytes]:
    """The lines of a table; how it is compressed depends on the library that does it."""
    return gzip.decompress((folder / f"{name}.csv.gz").read_bytes()).splitlines(keepends=True)


@cache
def board() -> Experiment:
    return load_experiment("board")


@cache
def manifest(folder: Path) -> dict[str, Any]:
    assert (folder / "manifest.json").is_file(), f"there are no reference results in {folder.name}. {AGAIN}"
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


def kept() -> Iterator[Path]:
    """The files of the reference results that are committed."""
    for folder, place in ((BOARD, ""), (REPORT, "report/")):
        for name in manifest(folder)["files"]:
            if not MADE_AGAIN_BY_THE_COMMAND.fullmatch(place + name):
                yield folder / name


@pytest.mark.parametrize("folder", [BOARD, REPORT], ids=["results", "report"])
def test_every_file_is_there_as_it_was_written(folder: Path) -> None:
    told = manifest(folder)["digests"]
    names = [file.name for file in kept() if file.parent == folder and file.name in told]
    assert len(names) > 2
    assert digests(folder, names) == {name: told[name] for name in names}, AGAIN


def test_they_are_of_the_experiment_and_the_configs_as_they_are() -> None:
    told, asked = manifest(BOARD), board()
    assert told["experiment"]["text"] == asked.text, f"experiments/board.toml is another one. {AGAIN}"
    now = {(Path(file).name, text) for design in asked.designs for file, text in design.service.texts}
    assert {(each["file"], each["text"]) for each in told["texts"]} == now, f"the configs are others. {AGAIN}"
    assert read_found(BOARD).faults == ()


def test_they_are_small_and_name_no_place_of_a_machine() -> None:
    assert sum(file.stat().st_size for file in kept()) < MOST_BYTES
    for file in kept():
        if file.suffix in (".json", ".html", ".gz"):
            data = file.read_bytes()
            text = gzip.decompress(data) if file.suffix == ".gz" else data
            assert re.search(rb"[\"' ](/(home|root|tmp|work|Users|var)/|[A-Z]:\\)", text) is None, file.name


def test_a_replication_is_remade_line_by_line(tmp_path: Path) -> None:
    option = next(each for each in board().designs if each.name == OPTION)
    few = replace(board(), designs=(replace(option, against=""),), replications=1)  # as if it were the baseline
    with Store(tmp_path / "store.sqlite") as store, in_order as running:
        made = comparison_tables(run_comparison(few, store=store, running=running, engine="compiled"), best=False)
    write_table(tmp_path, "replications", made["replications"], compact=True)
    kept_lines = [line for line in table(BOARD, "replications") if line.startswith(f"{OPTION},0,".encode())]
    assert len(kept_lines) > 10
    assert table(tmp_path, "replications")[1:] == kept_lines, AGAIN


@pytest.mark.slow
def test_all_tables_are_remade_byte_for_byte(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite")
    given = ["compare", "board", "--compact", "--quiet", "--out", str(tmp_path / "board"), "--store", store]
    assert CliRunner().invoke(main, given).exit_code == 0
    names = [name.removesuffix(".csv.gz") for name in manifest(BOARD)["files"] if name.endswith(".csv.gz")]
    assert sorted(f"{name}.csv.gz" for name in names) == sorted(each.name for each in tmp_path.glob("board/*.csv.gz"))
    for name in names:
        assert table(tmp_path / "board", name) == table(BOARD, name), f"{name} differs. {AGAIN}"


@pytest.mark.slow
def test_the_report_is_the_one_that_the_results_give(tmp_path: Path) -> None:
    folder = tmp_path / "board"
    folder.mkdir()
    for file in kept():
        if file.parent == BOARD:
            shutil.copy(file, folder)
    assert CliRunner().invoke(main, ["report", str(folder), "--quiet"]).exit_code == 0
    for name, digest in digests(folder / "report", manifest(REPORT)["digests"]).items():
        if versions() == manifest(REPORT)["versions"]:
            assert manifest(REPORT)["digests"][name] == digest, f"{name} differs. {AGAIN}"
    assert without_charts(folder / "report") == without_charts(REPORT), AGAIN


def without_charts(folder: Path) -> str:
    """The paper without its charts, which another version of matplotlib draws with other bytes."""
    return re.sub(r"<img src='[^']*'", "<img", (folder / "paper.html").read_text(encoding="utf-8"))
