"""Two replications at once on two cores: in threads and in processes, against one after the other."""

import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import pytest
from engines import compiled
from measured import Table

from sim.demand import Demand, draw_demand
from sim.engine import simulate
from sim.experiment.replicate import replicate
from sim.scenario import Service, load_service
from sim.workforce import Workforce, draw_workforce

CONFIG = "thurrock-2014"
YEARS = 3
SEED = 2014
ROUNDS = 5
TASKS = 4
WANTED = 1.7 / 2
"""Of what two processes gain that only count: 2 on a computer with nothing else to do."""

_FUTURES = count(1)
"""Numbers of replications; 0 is what each worker begins with."""

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="two at once want two cores"),
]


class Here:
    """What a worker has at hand: the service, and tables drawn before the clock starts."""

    service: Service
    demand: Demand
    workforce: Workforce
    engine: str

    @classmethod
    def ready(cls, file: str, engine: str) -> None:
        cls.service = load_service(file)
        cls.engine = engine
        cls.demand = draw_demand(cls.service, seed=SEED, replication=0)
        cls.workforce = draw_workforce(cls.service, seed=SEED, replication=0)
        for task in (simulating, replicating):
            task(0)  # compiled before the first round


def simulating(_: int) -> None:
    simulate(Here.service, Here.demand, Here.workforce, engine=Here.engine)


def replicating(number: int) -> None:
    replicate(Here.service, seed=SEED, replication=number, engine=Here.engine, tables=False)


def counting(_: int) -> None:
    sum(range(10_000_000))


def test_two_replications_at_once(tmp_path: Path, tell: Callable[[Table], None]) -> None:
    file = tmp_path / "three-years.toml"
    file.write_text(f'extends = "{CONFIG}"\nclock.years = {YEARS}\n', encoding="utf-8")
    told = (str(file), compiled())
    Here.ready(*told)
    work = {"engine alone": simulating, "whole replications": replicating, "counting only": counting}
    taken: dict[tuple[str, str], list[float]] = {}
    with (
        ThreadPoolExecutor(2) as threads,
        ProcessPoolExecutor(2, get_context("spawn"), initializer=Here.ready, initargs=told) as processes,
    ):
        ways: dict[str, Executor | None] = {"one after the other": None, "threads": threads, "processes": processes}
        list(processes.map(counting, range(TASKS)))  # both are there
        for _ in range(ROUNDS):
            for name, task in work.items():
                for way, pool in ways.items():
                    taken.setdefault((name, way), []).append(_seconds(task, pool))
    gain = {(name, way): median(taken[name, "one after the other"]) / median(taken[name, way]) for name, way in taken}
    table = Table(
        "two-at-once",
        f"{TASKS} replications of {CONFIG}, {YEARS} years, two cores: seconds by the clock, medians of {ROUNDS} rounds",
        ("work", "one after the other", "threads", "processes", "gain of threads", "gain of processes"),
    )
    for name in work:
        table.add(
            name, *(median(taken[name, way]) for way in ways), *(gain[name, way] for way in ("threads", "processes"))
        )
    tell(table)
    whole = max(gain["whole replications", way] for way in ("threads", "processes"))
    assert whole >= WANTED * gain["counting only", "processes"]


def _seconds(task: Callable[[int], None], pool: Executor | None) -> float:
    # Futures that nobody has drawn before: whoever has may still keep their demand.
    numbers = list(islice(_FUTURES, TASKS))
    begun = time.perf_counter()
    for _ in map(task, numbers) if pool is None else pool.map(task, numbers):
        pass
    return time.perf_counter() - begun
