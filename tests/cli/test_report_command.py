"""``carecap report`` at the keyboard: where it writes, what it refuses, that it can be given again."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyboard import COMMAND, ENVIRONMENT, interrupted
from sim.cli import main
from sim.report.folder import digests
from tiny_board import tiny_board, tiny_sweep

Carecap = Callable[..., Result]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the results of a comparison, ``board``, of a sweep, ``posts``, and the ``report`` of both."""
    folder = tmp_path_factory.mktemp("made")
    board = tiny_board(folder, options="quick*", replications="replications = 2")
    for command, file, out in (("compare", board, "board"), ("sweep", tiny_sweep(folder), "posts")):
        words = [command, file, "--jobs", 1, "--quiet", "--store", folder / "s.sqlite", "--out", folder / out]
        assert CliRunner().invoke(main, [str(word) for word in words]).exit_code == 0
    words = ["report", folder / "board", folder / "posts", "--quiet", "--out", folder / "report"]
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert (done.exit_code, done.output) == (0, ""), "--quiet says nothing"
    return folder


@pytest.fixture
def carecap(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Carecap:
    for name in ("board", "posts", "report"):
        shutil.copytree(made / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, to the byte."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_the_report_goes_into_a_folder_of_its_own_within_the_results(carecap: Carecap, tmp_path: Path) -> None:
    before = content(tmp_path / "board")
    done = carecap("report", "board")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert "paper.html is the paper" in done.stderr
    folder = tmp_path / "board" / "report"
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(told["files"]) == set(content(folder)) >= {"paper.html", "manifest.json"}
    assert told["digests"] == digests(folder, told["files"])
    assert content(tmp_path / "board") == before


def test_a_report_made_again_elsewhere_is_the_same_to_the_byte(carecap: Carecap, tmp_path: Path) -> None:
    environment = ENVIRONMENT | {"PYTHONHASHSEED": "12345", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    words = [*COMMAND, "report", "board", "posts", "--out", "again"]
    assert subprocess.run(words, env=environment, capture_output=True, check=False).returncode == 0
    assert content(tmp_path / "again") == content(tmp_path / "report")


def test_several_results_are_named_in_the_manifest_the_first_being_what_it_is_about(made: Path) -> None:
    told = json.loads((made / "report" / "manifest.json").read_text(encoding="utf-8"))
    assert told["title"] == "Options of a small service"
    assert [(each["kind"], each["folder"]) for each in told["results"]] == [("compare", "board"), ("sweep", "posts")]


def test_results_are_never_replaced_by_a_report(carecap: Carecap) -> None:
    for folder in ("board", "posts"):
        before = content(Path(folder))
        done = carecap("report", "board", "--out", folder)
        assert done.exit_code == 2
        assert "there are results here, and a report in their place would remove them" in done.stderr
        assert content(Path(folder)) == before


@pytest.mark.parametrize("name", ["paper.html", "summary.csv", "manifest.json"])
def test_a_folder_of_others_is_refused(carecap: Carecap, name: str) -> None:
    Path("theirs").mkdir()
    Path("theirs", name).write_text("{}")
    done = carecap("report", "board", "--out", "theirs")
    assert done.exit_code == 2
    assert f"nothing is written over, and there is already {name}" in done.stderr
    assert content(Path("theirs")) == {name: b"{}"}


def test_a_folder_that_cannot_be_written_is_named(carecap: Carecap) -> None:
    Path("file").write_text("x")
    done = carecap("report", "board", "--out", "file/report")
    assert done.exit_code == 2
    assert "--out: file/report: results cannot be written there: Not a directory" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_results_that_are_read_only_need_another_folder(carecap: Carecap) -> None:
    Path("board").chmod(0o555)
    done = carecap("report", "board")
    Path("board").chmod(0o755)
    assert done.exit_code == 2
    assert "results cannot be written there: Permission denied" in done.stderr


def test_results_must_be_named(carecap: Carecap) -> None:
    done = carecap("report")
    assert done.exit_code == 2
    assert "Missing argument" in done.stderr


def test_an_interrupted_report_leaves_the_earlier_one_or_a_whole_new_one(carecap: Carecap) -> None:
    folder = Path("report")
    earlier = content(folder)
    cut = interrupted(Path(), "report", "posts", "--out", "report", when=lambda _: any(folder.glob(".new-*")))
    assert "Traceback" not in cut.stderr
    now = content(folder)
    told = json.loads(now["manifest.json"])
    assert told["digests"] == digests(folder, told["files"])
    assert cut.returncode == 0 or now == earlier
    assert not any(folder.glob(".new-*"))
