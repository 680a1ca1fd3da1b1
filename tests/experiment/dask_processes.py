"""A Dask scheduler and workers, in real processes of this computer."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from keyboard import ENVIRONMENT


@dataclass
class DaskCluster:
    """A scheduler on a free port, and the workers that were started for it."""

    folder: Path
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        told = self.folder / "scheduler.json"
        scheduler = self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
        deadline = time.monotonic() + 60
        while not self.address and time.monotonic() < deadline:
            time.sleep(0.05)
            try:
                self.address = json.loads(told.read_text(encoding="utf-8"))["address"]
            except (OSError, ValueError):
                continue  # not yet, or half written
        return scheduler

    def start_worker(self, python_path: Path | None = None) -> subprocess.Popen[bytes]:
        where = ("--no-nanny", "--nthreads", "1", "--local-directory", str(self.folder))
        worker = self._start("dask_worker", self.address, *where, python_path=python_path)
        self.workers.append(worker)
        return worker

    def _start(self, module: str, *words: str, python_path: Path | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *words]
        path = {"PYTHONPATH": str(python_path)} if python_path else {}
        log = (self.folder / f"{module}-{len(self.workers)}.log").open("wb")
        with log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=ENVIRONMENT | path)


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[DaskCluster]:
    """A scheduler with so many workers of one thread; all of them killed at the end."""
    cluster = DaskCluster(folder)
    scheduler = cluster.start_scheduler()
    try:
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait()
