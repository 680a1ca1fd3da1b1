"""One replication of a service of many councils, stage by stage, in a process of its own: time and memory."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STAGES = ("demand", "workforce", "engine", "identities", "measures")
STOPPED = "stopped"


@dataclass(frozen=True)
class Stages:
    """Processor seconds and peak memory [MiB] after each stage, and the numbers of what there was.

    ``stopped`` says at which stage the process came to an end, if it did, and how.
    """

    councils: int
    seconds: dict[str, float]
    peaks: dict[str, float]
    counts: dict[str, int]
    stopped: str

    @property
    def whole(self) -> float:
        """Processor seconds of a replication."""
        return sum(self.seconds[name] for name in STAGES)

    @property
    def peak(self) -> float:
        """Peak memory of a replication, beyond that of the program itself [MiB]."""
        return max(self.peaks.values()) - self.peaks["program"]


def run_stages(councils: int, *, years: float, engine: str, memory: int | None = None, minutes: float = 60) -> Stages:
    """Run a replication of so many councils in a process of its own.

    Parameters
    ----------
    councils
        How many Thurrocks.
    years
        Length of the run.
    engine
        A name of ``ENGINES``.
    memory
        Address space that the process may have [GiB]; None for as much as there is.
    minutes
        How long it may take.
    """
    command = [sys.executable, str(Path(__file__)), str(councils), str(years), engine, str(memory or 0)]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    stopped = ""
    process = subprocess.Popen(command, env=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, error = process.communicate(timeout=minutes * 60)
        if process.returncode:
            stopped = (error.strip().splitlines() or [f"ended with {process.returncode}"])[-1]
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
        stopped = f"not done in {minutes:g} minutes"
    found: dict[str, dict[str, Any]] = {"seconds": {}, "peaks": {}, "counts": {}}
    for line in out.splitlines():
        kind, name, value = json.loads(line)
        found[kind][name] = value
    if stopped:
        stopped = f"{next(name for name in STAGES if name not in found['seconds'])}: {stopped}"
    return Stages(councils, found["seconds"], found["peaks"], found["counts"], stopped)


def _told(kind: str, name: str, value: float) -> None:
    print(json.dumps([kind, name, value]), flush=True)


def _stage(name: str, run: Callable[[], Any]) -> Any:
    begun = time.process_time()
    done = run()
    _told("seconds", name, time.process_time() - begun)
    _told("peaks", name, _peak())
    return done


def _peak() -> float:
    """Peak resident memory of this process [MiB]."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What getrusage says on Linux includes what the parent had used before it started this process.
        return next(
            int(line.split()[1]) / 2**10 for line in status.read_text().splitlines() if line.startswith("VmHWM")
        )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts in bytes


def _run(councils: int, years: float, engine: str) -> None:
    from larger import larger

    from sim.demand import draw_demand
    from sim.engine import simulate
    from sim.measures import Trace, check_run, measure_run
    from sim.workforce import draw_workforce

    small = larger("thurrock-2014", 1, years=0.5)
    demand, workforce = draw_demand(small, seed=1, replication=0), draw_workforce(small, seed=1, replication=0)
    log = simulate(small, demand, workforce, engine=engine)
    run = Trace(small, demand, workforce, log)
    for warm in (check_run, measure_run):
        tuple(warm(run) or ())  # all that is compiled is there
    _told("peaks", "program", _peak())

    service = _stage("loading", lambda: larger("thurrock-2014", councils, years=years))
    demand = _stage("demand", lambda: draw_demand(service, seed=2014, replication=0))
    _told("counts", "cases", demand.cases)
    workforce = _stage("workforce", lambda: draw_workforce(service, seed=2014, replication=0))
    _told("counts", "workers", workforce.workers)
    log = _stage("engine", lambda: simulate(service, demand, workforce, engine=engine))
    _told("counts", "visits", len(log.case))
    run = Trace(service, demand, workforce, log)
    _stage("identities", lambda: check_run(run))
    _stage("measures", lambda: tuple(measure_run(run)))


if __name__ == "__main__":
    if limit := int(sys.argv[4]):
        resource.setrlimit(resource.RLIMIT_AS, (limit * 2**30, limit * 2**30))
    _run(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
