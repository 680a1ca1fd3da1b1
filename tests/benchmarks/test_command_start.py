"""From typing the command of a comparison to its first replication: with nothing compiled yet, and a second time."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from engines import compiled
from measured import Table

ROOT = Path(__file__).parents[2]
EXPERIMENT = "experiments/board.toml"
SECOND_TIME = 3.0
"""Seconds by the clock, where nothing else runs."""
PATIENCE = 300.0

pytestmark = pytest.mark.benchmark


def test_a_second_comparison_starts_simulating_within_three_seconds(
    tmp_path: Path, tell: Callable[[Table], None]
) -> None:
    engine = compiled()
    taken = {name: _seconds_to_first_replication(tmp_path, engine, name) for name in ("first", "second", "third")}
    table = Table(
        "command-start",
        f"carecap compare {EXPERIMENT}: seconds by the clock from the command to the first replication's start",
        ("time", "seconds"),
    )
    for name, seconds in taken.items():
        table.add(f"{name} time, nothing compiled before" if name == "first" else f"{name} time", seconds)
    tell(table)
    assert min(taken["second"], taken["third"]) <= SECOND_TIME


def _seconds_to_first_replication(folder: Path, engine: str, name: str) -> float:
    """Start the command with the caches in ``folder``, and stop it when its store has the first replication."""
    store = folder / f"{name}.sqlite"
    here = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "python"),
        "NUMBA_CACHE_DIR": str(folder / "numba"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    here.pop("PYTHONDONTWRITEBYTECODE", None)  # else every module would be compiled each time
    command = [
        sys.executable, "-c", "from sim.cli import main; main()", "compare", EXPERIMENT, "--engine", engine,
        "--store", str(store), "--out", str(folder / name), "--quiet",
    ]  # fmt: skip
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=here, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        while (took := _first_replication(store)) is None:
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.perf_counter() - begun < PATIENCE
            time.sleep(0.01)
        return time.perf_counter() - begun - took
    finally:
        process.kill()  # its workers end with it
        process.communicate()


def _first_replication(store: Path) -> float | None:
    """How long the first replication of a store took, from its start; None while there is none."""
    if not store.is_file():
        return None
    connection = sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)
    try:
        found = connection.execute("SELECT max(seconds) FROM replication").fetchone()
    except sqlite3.OperationalError:  # the tables are being made
        return None
    finally:
        connection.close()
    return float(found[0]) if found and found[0] is not None else None
