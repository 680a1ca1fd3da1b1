"""A run killed again and again at any moment: in the end the tables of a run that nobody disturbed."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from designs_run import stored

from keyboard import begun
from tiny import tiny_config

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals differ")

TABLES = ("summary.csv", "replications.csv", "monthly.csv", "cases.csv", "visits.csv")


def started(folder: Path, replications: int, jobs: int) -> subprocess.Popen[str]:
    return begun(folder, "run", "tiny.toml", "--quiet", "--replications", replications, "--jobs", jobs)


def finished(folder: Path, replications: int, jobs: int) -> dict[str, bytes]:
    """The tables of a run that may come to its end."""
    process = started(folder, replications, jobs)
    _, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    return {name: (folder / "results" / "tiny" / name).read_bytes() for name in TABLES}


def kill_after(process: subprocess.Popen[str], store: Path, more: int, pause: float) -> bool:
    """Kill a run some seconds after it has kept so many replications more; whether it was still running."""
    wanted = len(stored(store)) + more
    deadline = time.monotonic() + 120
    while len(stored(store)) < wanted and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def killed_until_done(folder: Path, *, kills: int, replications: int, chance: random.Random) -> None:
    undisturbed, disturbed = folder / "undisturbed", folder / "disturbed"
    for each in (undisturbed, disturbed):
        each.mkdir()
        tiny_config(each)
    expected = finished(undisturbed, replications, 1)
    store = disturbed / "results" / "store.sqlite"
    before: list[tuple[int, int, str, float]] = []
    hit = 0
    for number in range(kills):
        process = started(disturbed, replications, jobs=1 + number % 2)
        hit += kill_after(process, store, chance.choice((0, 1, 1, 2)), chance.choice((0, chance.uniform(0, 0.4))))
        after = stored(store)
        assert set(before) <= set(after), "what was kept stays as it was"
        before = after
    assert finished(disturbed, replications, 2) == expected
    assert len(before) < replications, "all kills were in the middle"
    assert hit == kills
    assert set(before) <= set(stored(store))
    manifest = json.loads((disturbed / "results" / "tiny" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["replications_kept_from_before"] == len(before), "nothing kept was run again"


def test_a_run_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    killed_until_done(tmp_path, kills=2, replications=24, chance=random.Random(1))


@pytest.mark.slow
def test_a_run_killed_forty_times_loses_nothing(tmp_path: Path) -> None:
    killed_until_done(tmp_path, kills=40, replications=200, chance=random.Random(2))
