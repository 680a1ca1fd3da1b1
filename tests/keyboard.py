"""``carecap`` in a process of its own, as it is begun at a keyboard, and Ctrl-C once it has come so far."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sim

# The package may be installed, or be read from where this test reads it.
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(sim.__file__).parents[1])}
# What runs in the background ignores Ctrl-C and hands that on: these tests may, the command may not.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = [sys.executable, "-c", f"{HEARS}; from sim.cli import main; main(prog_name='carecap')"]

Process = subprocess.Popen[str]


def begun(folder: Path, *words: object) -> Process:
    """A command line on its way in a folder."""
    command, pipe = [*COMMAND, *map(str, words)], subprocess.PIPE
    # A group of its own: what a terminal tells the command and its workers does not reach this process.
    return subprocess.Popen(
        command, cwd=folder, stdout=pipe, stderr=pipe, text=True, env=ENVIRONMENT, start_new_session=True
    )


def carried_out(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """How a command line ends that nobody disturbs."""
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=ENVIRONMENT, timeout=120, check=False
    )


def interrupted(
    folder: Path, *words: object, when: Callable[[Process], bool], workers_too: bool = False
) -> subprocess.CompletedProcess[str]:
    """How a command line ends that was interrupted as soon as something held; a terminal tells its workers too."""
    with begun(folder, *words) as process:
        try:
            late = time.monotonic() + 120
            while not when(process) and process.poll() is None:
                assert time.monotonic() < late, "it has not come so far"
                time.sleep(0.005)
            (os.killpg if workers_too else os.kill)(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()  # if it has not ended
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def has_kept(store: Path, replications: int) -> Callable[[Process], bool]:
    """Whether a store holds so many."""
    return lambda _: kept_in(store) >= replications


def kept_in(store: Path) -> int:
    """Replications in a store that another process may be writing."""
    if not store.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM replication").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # its tables are not there yet
