"""The engine as it was in version 0.1.0, taken from the project's history and run in a process of its own."""

import io
import os
import re
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

COMMIT = "576b6cd9955292f3a3bcf1df45701740884301e2"
"""Where the first engine was done: version 0.1.0."""
ROOT = Path(__file__).parents[2]


def checked_out(folder: Path, *, years: int) -> tuple[Path, str]:
    """The code of version 0.1.0, and Thurrock's config of that version as both versions read it.

    The test is skipped where the history cannot be had.
    """
    command = ["git", "-C", str(ROOT), "archive", COMMIT, "sim", "configs"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("version 0.1.0 is not at hand: this is no checkout with its history")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    text = (folder / "configs" / "thurrock-2014.toml").read_text(encoding="utf-8")
    # A number that neither engine read, under a name that has another meaning by now.
    text, found = re.subn(r"(?m)^\[clients\]\n(?:[^\[\n].*\n|\n)*", "", text)
    text, periods = re.subn(r"(?m)^years = 5$", f"years = {years}", text)
    assert found == periods == 1
    return folder, text


class FirstEngine:
    """A process that runs the engine of version 0.1.0 on one replication of a config, when it is asked to."""

    def __init__(self, code: Path, config: Path, *, seed: int) -> None:
        here = {**os.environ, "PYTHONPATH": str(code)}
        command = [sys.executable, str(Path(__file__)), str(config), str(seed)]
        self.process = subprocess.Popen(
            command, env=here, cwd=code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.visits = int(self._answer())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def seconds(self) -> float:
        """Processor seconds of one more run."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        assert self.process.stdout is not None
        answer = self.process.stdout.readline()
        assert answer, "the process of version 0.1.0 has ended"
        return answer


def _serve(config: str, seed: int) -> None:
    from sim.demand import draw_demand
    from sim.engine import simulate
    from sim.scenario import load_service
    from sim.workforce import draw_workforce

    service = load_service(Path(config))
    demand = draw_demand(service, seed=seed, replication=0)
    workforce = draw_workforce(service, seed=seed, replication=0)
    print(len(simulate(service, demand, workforce).case), flush=True)
    for _ in sys.stdin:
        begun = time.process_time()
        simulate(service, demand, workforce)
        print(time.process_time() - begun, flush=True)


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))
    _serve(sys.argv[1], int(sys.argv[2]))
