"""``carecap run`` and the store: what is there is not run again, and Ctrl-C loses nothing."""

import json
import os
import pty
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from keyboard import COMMAND, ENVIRONMENT, Process, begun, carried_out, has_kept, interrupted, kept_in
from sim.cli import main
from sim.experiment import in_order, replicate_designs
from sim.experiment.store import Store
from sim.scenario import load_service
from tiny import tiny_config

TABLES = ("summary.csv", "replications.csv", "monthly.csv", "cases.csv", "visits.csv")


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    tiny_config(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def kept_before(folder: Path) -> int:
    kept: int = manifest(folder)["run"]["replications_kept_from_before"]
    return kept


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def test_the_same_run_again_simulates_nothing(carecap: Callable[..., Result], tmp_path: Path) -> None:
    words = ("run", "tiny.toml", "--replications", 2, "--jobs", 1, "--quiet")
    assert carecap(*words).exit_code == 0
    first = tables(tmp_path / "results" / "tiny")
    assert carecap(*words, "--out", "again").exit_code == 0
    assert (kept_before(tmp_path / "results" / "tiny"), kept_before(tmp_path / "again")) == (0, 2)
    assert tables(tmp_path / "again") == first
    assert kept_in(tmp_path / "results" / "store.sqlite") == 2


def test_more_replications_add_and_another_seed_starts_afresh(carecap: Callable[..., Result], tmp_path: Path) -> None:
    for replications, seed, there in ((1, 2014, 0), (2, 2014, 1), (1, 2014, 2), (1, 2015, 0)):
        words = ("--replications", replications, "--seed", seed, "--jobs", 1, "--quiet")
        assert carecap("run", "tiny.toml", *words, "--store", "mine.sqlite").exit_code == 0
        assert kept_before(tmp_path / "results" / "tiny") == min(there, replications)
    assert kept_in(tmp_path / "mine.sqlite") == 3
    assert not (tmp_path / "results" / "store.sqlite").exists()


def test_figures_kept_without_cases_are_made_again_with_them(carecap: Callable[..., Result], tmp_path: Path) -> None:
    service = load_service("tiny.toml")
    file = tmp_path / "results" / "store.sqlite"
    with Store(file) as store:
        replicate_designs([service], range(2), seed=2014, engine="simpy", store=store, running=in_order)
    assert carecap("run", "tiny.toml", "--replications", 2, "--jobs", 1, "--quiet").exit_code == 0
    assert kept_before(tmp_path / "results" / "tiny") == 1
    assert len((tmp_path / "results" / "tiny" / "cases.csv").read_text().splitlines()) > 100


def test_a_file_that_is_no_store_is_left_alone(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine\n" * 100, encoding="utf-8")
    done = carecap("run", "tiny.toml", "--store", "mine.txt")
    assert done.exit_code == 2
    assert "mine.txt" in done.stderr
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine\n" * 100


def test_processes_or_a_cluster(carecap: Callable[..., Result]) -> None:
    done = carecap("run", "tiny.toml", "--jobs", 2, "--cluster", "tcp://scheduler:8786")
    assert done.exit_code == 2
    assert "--jobs" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_with_1_and_the_same_command_goes_on(tmp_path: Path, jobs: str) -> None:
    tiny_config(tmp_path)
    words = ("run", "tiny.toml", "--jobs", jobs, "--replications")
    store = tmp_path / "results" / "store.sqlite"
    cut = interrupted(tmp_path, *words, 200, when=has_kept(store, 1), workers_too=True)
    assert (cut.returncode, cut.stdout) == (1, "")
    told = cut.stderr
    assert told.startswith("Interrupted after "), told
    assert told.endswith(" of 200 replications. They are kept in the store: the same command goes on from there.\n")
    kept = kept_in(store)
    assert kept >= 1
    done = carried_out(tmp_path, *words, kept + 1, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert kept_before(tmp_path / "results" / "tiny") == kept


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_while_workers_are_starting_leaves_no_traceback(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    tiny_config(tmp_path)

    def starting(process: Process) -> bool:  # two trackers of resources, and the first worker
        return len(psutil.Process(process.pid).children()) >= 3

    cut = interrupted(tmp_path, "run", "tiny.toml", "--jobs", 2, when=starting, workers_too=True)
    assert (cut.returncode, cut.stderr) == (1, "Interrupted after 0 of 20 replications.\n")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_at_any_moment_ends_everything_soon_with_one_line(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    tiny_config(tmp_path)
    chance = random.Random(5)
    for number in range(20):
        process = begun(tmp_path, "run", "tiny.toml", "--jobs", 2, "--replications", 5000)
        time.sleep(chance.uniform(0.5, 6))
        children = psutil.Process(process.pid).children(recursive=True)
        since = time.monotonic()
        (os.kill if number % 2 else os.killpg)(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - since < 5, "it takes half a second, where nobody else is at work"
        assert (process.returncode, out) == (1, "")
        assert re.fullmatch(r"\nAborted!\n|Interrupted after \d+ of 5000 replications\.[^\n]*\n", err)
        _, left = psutil.wait_procs(children, timeout=2)
        assert not [child for child in left if child.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_sees_how_far_it_is_how_fast_and_how_long_still(tmp_path: Path) -> None:
    tiny_config(tmp_path)
    ours, theirs = pty.openpty()
    words = [*COMMAND, "run", "tiny.toml", "--replications", "3", "--jobs", "1", "--json"]
    environment = ENVIRONMENT | {"TERM": "xterm", "COLUMNS": "140"}
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    assert process.wait(timeout=60) == 0
    text = seen.decode()
    for words_seen in ("tiny", "/3", "replications,", "a minute", "gone", "left"):
        assert words_seen in text


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""  # the other end is closed
