"""``carecap compare`` as a person at the keyboard meets it."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyboard import carried_out, has_kept, interrupted
from sim.cli import main
from sim.report.manifest import read_manifest
from tiny_board import LABELS, tiny_board, tiny_sweep

FEW = ("--replications", "2", "--jobs", "1")
TABLES = {
    "options.csv",
    "differences.csv",
    "targets.csv",
    "summary.csv",
    "replications.csv",
    "monthly.csv",
    "journeys.csv",
}
CHARTS = {
    f"{name}.{kind}"
    for name in ("answer", "differences", "waits", "lists", "cost-and-wait", "targets")
    for kind in ("png", "svg")
}

Carecap = Callable[..., Result]


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Carecap:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


THREE = ("dearer", "quicker", "second-worker")


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return tiny_board(tmp_path, options="*er")


def tables(folder: Path) -> dict[str, bytes]:
    """Every CSV of a folder, to the byte."""
    return {file.name: file.read_bytes() for file in folder.glob("*.csv")}


def test_it_prints_a_table_and_writes_its_folder(carecap: Carecap, board: Path, tmp_path: Path) -> None:
    done = carecap("compare", "board.toml", *FEW)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    for words in ("What shortens waits?", "A small service", *(LABELS[name].split()[0] for name in THREE), "Verdict"):
        assert words in done.stdout
    folder = tmp_path / "results" / "board"
    names = {file.name for file in folder.iterdir()}
    assert names >= TABLES | CHARTS | {"manifest.json"}
    manifest = read_manifest(folder)
    assert manifest is not None
    assert set(manifest["files"]) == names
    assert (manifest["replications"], manifest["seed"]) == (2, 7)
    assert manifest["run"]["where"] == "1 process"


def test_json_is_the_options_table(carecap: Carecap, board: Path, tmp_path: Path) -> None:
    done = carecap("compare", "board.toml", *FEW, "--json", "--out", "there")
    records = json.loads(done.stdout)
    with (tmp_path / "there" / "options.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [list(record) for record in records] == [list(row) for row in rows]
    for record, row in zip(records, rows, strict=True):
        assert record["label"] == row["label"]
        assert record["wait_mean_days"] == pytest.approx(float(row["wait_mean_days"]), rel=1e-9)
        assert (record["difference_mean"] is None) == (row["difference_mean"] == "")


def test_quiet_says_nothing(carecap: Carecap, board: Path) -> None:
    done = carecap("compare", "board.toml", *FEW, "--quiet")
    assert (done.exit_code, done.output) == (0, "")


def test_two_comparisons_write_the_same_bytes_whatever_runs_them(carecap: Carecap, board: Path, tmp_path: Path) -> None:
    common = ("compare", "board.toml", "--replications", "3", "--quiet", "--best", "--worth", "2")
    assert carecap(*common, "--jobs", "1", "--store", "one.sqlite", "--out", "one").exit_code == 0
    assert carecap(*common, "--jobs", "2", "--store", "two.sqlite", "--out", "two").exit_code == 0
    # Half of it is there already, from another experiment with fewer replications and options.
    some = board.read_text().replace("options/*er.toml", "options/quicker.toml")
    (tmp_path / "some.toml").write_text(some)
    kept = ("--store", "three.sqlite", "--jobs", "1")
    assert carecap("compare", "some.toml", "--replications", "2", "--quiet", *kept).exit_code == 0
    assert carecap(*common, *kept, "--out", "three").exit_code == 0
    first = tables(tmp_path / "one")
    assert set(first) == TABLES | {"best.csv"}
    assert tables(tmp_path / "two") == first
    assert tables(tmp_path / "three") == first
    manifest = read_manifest(tmp_path / "three")
    assert manifest is not None
    assert manifest["run"]["replications_kept_from_before"] == 4
    assert manifest["run"]["replications_made_now"] == 8


def test_what_the_command_line_says_comes_before_the_file(carecap: Carecap, board: Path, tmp_path: Path) -> None:
    goal = '[precision]\nleast = 5\nmost = 9\n[[precision.goal]]\nmeasure = "received"\nhalf_width = 1\n'
    board.write_text(board.read_text().replace("replications = 6", "") + goal)
    done = carecap("compare", "board.toml", *FEW, "--seed", "5", "--worth", "2.5", "--quiet")
    assert done.exit_code == 0, done.output
    manifest = read_manifest(tmp_path / "results" / "board")
    assert manifest is not None
    assert (manifest["replications"], manifest["seed"], manifest["worth"]) == (2, 5, 2.5)
    assert "precision" not in manifest


def test_exit_code_3_is_for_targets_that_no_design_meets(carecap: Carecap, board: Path) -> None:
    common = ("compare", "board.toml", *FEW, "--quiet", "--fail-on-target")
    met = carecap(*common)
    assert met.exit_code == 0, met.output
    board.write_text(board.read_text().replace("options/*er.toml", "options/*people.toml"))
    tiny = board.parent / "tiny.toml"
    tiny.write_text(tiny.read_text().replace("share = 0.8", "share = 1.0"))
    missed = carecap(*common)
    assert missed.exit_code == 3
    assert missed.stderr.startswith("No design meets all its targets; nearest: ")
    assert carecap(*common[:-1]).exit_code == 0


def test_exit_code_3_is_for_targets_that_nobody_is_judged_on_too(carecap: Carecap, board: Path) -> None:
    board.write_text("years = 0.05\n" + board.read_text())
    done = carecap("compare", "board.toml", *FEW, "--quiet", "--fail-on-target")
    assert done.exit_code == 3, done.output
    assert "0 of 1 (nobody is judged on 1 of them)." in done.stderr


def test_a_difference_too_small_to_be_squared_is_no_fault(carecap: Carecap, board: Path) -> None:
    done = carecap("compare", "board.toml", *FEW, "--worth", "1e-200", "--best")
    assert done.exit_code == 0, done.output
    assert "takes more than a million replications" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("posts.toml",), "carecap sweep posts.toml"),
        (("nowhere.toml",), "nowhere.toml"),
        (("board.toml", "--best"), "--worth"),
        (("board.toml", "--worth", "0"), "above zero"),
        (("board.toml", "--worth", "nan"), "above zero"),
        (("board.toml", "--replications", "0"), "--replications"),
        (("board.toml", "--out", "board.toml"), "--out"),
        (("board.toml", "--engine", "steam"), "--engine"),
        (("unknown.toml",), "contact_to_assessment_mean_days"),
        (("bytes.toml",), "bytes.toml"),
        ((), "EXPERIMENT"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_nothing_is_written(
    carecap: Carecap, board: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    tiny_sweep(tmp_path)
    misspelt = board.read_text().replace('"contact_to_assessment_mean_days"', '"contact_to_assessment_mean_day"')
    (tmp_path / "unknown.toml").write_text(misspelt)
    (tmp_path / "bytes.toml").write_bytes(b"title = '\xff\xfe'")
    done = carecap("compare", *words)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "results").rglob("*.csv"))


def test_a_summary_that_carecap_did_not_write_stays(carecap: Carecap, board: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "summary.csv").write_text("mine\n")
    done = carecap("compare", "board.toml", *FEW, "--out", "mine")
    assert done.exit_code == 2
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["summary.csv"]


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_ends_with_1_and_the_same_command_goes_on(tmp_path: Path) -> None:
    tiny_board(tmp_path)
    words = ("compare", "board.toml", "--jobs", 2, "--replications")
    cut = interrupted(tmp_path, *words, 60, when=has_kept(tmp_path / "results" / "store.sqlite", 2))
    assert (cut.returncode, cut.stdout) == (1, "")
    assert "Interrupted after" in cut.stderr
    assert "store" in cut.stderr
    assert "Traceback" not in cut.stderr
    done = carried_out(tmp_path, *words, 2)  # each process has its own future, and either may be quicker
    assert done.returncode == 0, done.stderr
    manifest = read_manifest(tmp_path / "results" / "board")
    assert manifest is not None
    assert manifest["run"]["replications_kept_from_before"] >= 1
