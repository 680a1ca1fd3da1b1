"""What the benchmark times: the engine with and without drawing, and the idiomatic model beside it."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from idiomatic import PooledService

from sim.demand import draw_demand
from sim.engine import simulate
from sim.scenario import Service, load_service
from sim.workforce import draw_workforce

SEED = 2014


@dataclass(frozen=True)
class Timing:
    """Visits and processor seconds of one run."""

    visits: int
    seconds: float

    @property
    def speed(self) -> float:
        """Visits a second."""
        return self.visits / self.seconds


def engine_alone(service: Service) -> Timing:
    """The engine on tables drawn before the clock starts."""
    demand = draw_demand(service, seed=SEED, replication=0)
    workforce = draw_workforce(service, seed=SEED, replication=0)
    return _timed(lambda: len(simulate(service, demand, workforce).case))


def engine_and_drawing(service: Service) -> Timing:
    """A whole replication: drawing people and staff, then the engine."""

    def replication() -> int:
        demand = draw_demand(service, seed=SEED, replication=0)
        workforce = draw_workforce(service, seed=SEED, replication=0)
        return len(simulate(service, demand, workforce).case)

    return _timed(replication)


def idiomatic_model(service: Service) -> Timing:
    """The idiomatic model; it draws as it goes."""

    def replication() -> int:
        model = PooledService(service, SEED)
        model.run()
        return len(model.visits)

    return _timed(replication)


RUNS: dict[str, Callable[[Service], Timing]] = {
    "engine": engine_alone,
    "engine and drawing": engine_and_drawing,
    "idiomatic SimPy": idiomatic_model,
}


def peak_memory(run: str, config: str) -> float:
    """Peak resident memory [MiB] of one run in a process of its own."""
    command = [sys.executable, str(Path(__file__)), run, config]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=here, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _timed(run: Callable[[], int]) -> Timing:
    begun = time.process_time()
    visits = run()
    return Timing(visits, time.process_time() - begun)


def _own_peak() -> float:
    """Peak resident memory of this process [MiB]."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What getrusage says on Linux includes what the parent had used before it started this process.
        return next(
            int(line.split()[1]) / 2**10 for line in status.read_text().splitlines() if line.startswith("VmHWM")
        )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts in bytes


if __name__ == "__main__":
    RUNS[sys.argv[1]](load_service(sys.argv[2]))
    print(_own_peak())
