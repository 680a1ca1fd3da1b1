"""Running in processes: the figures of running in order, whatever happens to a worker."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest

from random_services import random_service
from sim.errors import InputFault, RunFault
from sim.experiment.running import Running, Task, in_order, processes, running_for
from sim.experiment.running.pool import Pool
from sim.experiment.store import Packed
from sim.scenario import Service, load_service
from tiny import tiny_config

Figures = dict[tuple[str, int], tuple[object, ...]]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> list[Service]:
    folder = tmp_path_factory.mktemp("services")
    files = [tiny_config(folder)]
    for seed in (3, 4):
        file = folder / f"random-{seed}.toml"
        file.write_text(random_service(seed), encoding="utf-8")
        files.append(file)
    return [load_service(str(file)) for file in files]


def tasks_of(services: list[Service], replications: int = 2) -> list[Task]:
    return [Task(each, 7, number, "simpy", True) for number in range(replications) for each in services]


def figures(made: Iterator[tuple[Task, Packed]]) -> Figures:
    """Everything that replications say, in bytes that differ if one bit does."""
    return {(task.service.name, task.number): everything(replication) for task, replication in made}


def everything(made: Packed) -> tuple[object, ...]:
    return (made.number, made.layout, made.there.tobytes(), made.figures, tuple(made.tables.items()))


@pytest.fixture(scope="module")
def in_order_figures(services: list[Service]) -> Figures:
    return figures(in_order(tasks_of(services)))


def test_processes_make_what_is_made_in_order(services: list[Service], in_order_figures: Figures) -> None:
    with processes(2) as running:
        assert figures(running(tasks_of(services))) == in_order_figures
        assert len(multiprocessing.active_children()) == 2
        assert figures(running(tasks_of(services))) == in_order_figures, "the same workers serve another call"
    assert not multiprocessing.active_children()


def test_processes_that_were_prepared_make_the_same(services: list[Service], in_order_figures: Figures) -> None:
    with processes(2) as running:
        running.prepare()
        assert len(multiprocessing.active_children()) == 2
        running.prepare()
        assert figures(running(tasks_of(services))) == in_order_figures
        assert len(multiprocessing.active_children()) == 2
    assert not multiprocessing.active_children()


def test_processes_that_were_prepared_for_nothing_end(services: list[Service]) -> None:
    with processes(2) as running:
        running.prepare()
    assert not multiprocessing.active_children()


def test_tasks_are_taken_only_as_workers_come_free(services: list[Service]) -> None:
    taken: list[int] = []

    def noted() -> Iterator[Task]:
        for number, task in enumerate(tasks_of(services, 4)):
            taken.append(number)
            yield task

    with processes(2) as running:
        for done, _ in enumerate(running(noted()), start=1):
            assert len(taken) <= done + 2
    assert len(taken) == 12


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_a_worker_killed_costs_only_a_second_try(services: list[Service], in_order_figures: Figures) -> None:
    with processes(2) as running:
        made = running(tasks_of(services))
        found = [next(made)]
        killed = multiprocessing.active_children()
        for worker in killed:
            os.kill(worker.pid or 0, signal.SIGKILL)
        found += made
        assert figures(iter(found)) == in_order_figures
        assert not {worker.pid for worker in killed} & {worker.pid for worker in multiprocessing.active_children()}


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_a_task_that_kills_every_worker_ends_the_run_and_is_named(services: list[Service]) -> None:
    over = threading.Event()

    def kill_all() -> None:
        while not over.wait(0.005):
            for worker in multiprocessing.active_children():
                with suppress(ProcessLookupError):
                    os.kill(worker.pid or 0, signal.SIGKILL)

    killer = threading.Thread(target=kill_all)
    with processes(2) as running:
        killer.start()
        try:
            with pytest.raises(RunFault, match=r"Replication \d of \S+: 3 worker processes died"):
                list(running(tasks_of(services)))
        finally:
            over.set()
            killer.join()


def deadly(task: str) -> str:
    """Die over a task that is called so, a moment after its neighbour has begun."""
    time.sleep(0.2)
    if task == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return task.upper()


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_a_task_that_kills_its_worker_is_not_taken_for_its_neighbours() -> None:
    made: list[tuple[str, str]] = []
    with Pool(2) as pool:
        results = pool.each(deadly, ["a", "deadly", "b", "c", "d"], title=lambda task: f"The {task} one")
        with pytest.raises(RunFault, match=r"^The deadly one: 3 worker processes died"):
            made.extend(results)
    assert len(made) == len(set(made))
    assert set(made) <= {(name, name.upper()) for name in "abcd"}


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_workers_that_died_idle_are_replaced() -> None:
    with Pool(2) as pool:
        for _ in range(3):
            assert sorted(pool.each(len, ["a", "bb", "ccc"], title=str)) == [("a", 1), ("bb", 2), ("ccc", 3)]
            for worker in multiprocessing.active_children():
                with suppress(ProcessLookupError):
                    os.kill(worker.pid or 0, signal.SIGKILL)
            time.sleep(0.1)


def test_what_nobody_waits_for_any_more_is_ended() -> None:
    with Pool(2) as pool:
        begun = time.monotonic()
        made = pool.each(time.sleep, [0.1, 60, 60], title=str)
        assert next(made) == (0.1, None)
        made.close()  # type: ignore[attr-defined] # it is a generator
        assert not multiprocessing.active_children()
        assert time.monotonic() - begun < 50
        assert sorted(pool.each(abs, [-1, -2], title=str)) == [(-2, 2), (-1, 1)], "the pool serves on"


def test_a_fault_in_a_worker_is_told_with_its_replication(services: list[Service]) -> None:
    wrong = [Task(services[0], 7, number, "steam") for number in range(2)]
    with processes(2) as running, pytest.raises(InputFault, match="no such engine"):
        list(running(wrong))


def test_a_worker_ends_with_a_parent_that_was_killed(services: list[Service], tmp_path: Path) -> None:
    from designs_run import started

    config = tiny_config(tmp_path, name="long")
    config.write_text(config.read_text().replace("years = 1.5", "years = 50"), encoding="utf-8")
    parent = started(tmp_path / "store.sqlite", "2", 2, [config])
    workers = children_at_work(parent.pid)
    parent.kill()
    parent.communicate()
    assert len(workers) >= 2
    deadline = time.monotonic() + 10
    while any(alive(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(worker) for worker in workers)


def children_at_work(parent: int) -> list[int]:
    """The workers of a process, once there are two that have been at work for a while."""
    psutil = pytest.importorskip("psutil")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        busy = [child.pid for child in psutil.Process(parent).children() if child.cpu_times().user > 1]
        if len(busy) >= 2:
            return busy
        time.sleep(0.05)
    return []


def alive(process: int) -> bool:
    psutil = pytest.importorskip("psutil")
    return bool(psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE)


def test_a_single_task_needs_no_process(services: list[Service], in_order_figures: Figures) -> None:
    with processes(2) as running:
        assert set(figures(running(tasks_of(services)[:1])).items()) <= set(in_order_figures.items())
        assert not multiprocessing.active_children()


def test_processes_and_a_cluster_are_not_asked_for_together() -> None:
    with pytest.raises(InputFault, match="--jobs"):
        running_for(2, "tcp://scheduler:8786")


def test_one_process_is_this_one() -> None:
    assert running_for(1) is in_order
    assert isinstance(running_for(None), Running)


def test_ctrl_c_while_compiled_code_hands_over_a_result_is_told_as_such(services: list[Service]) -> None:
    """Numba makes a result of Python in a function of its own, and takes an interrupt there for a fault of its own."""
    assert list(in_order(tasks_of(services[:1], 1))), "compiled, and all loaded, before"
    interrupted = False

    def interrupt(frame: FrameType, event: str, argument: object) -> None:
        nonlocal interrupted
        if event == "call" and frame.f_code.co_name == "_numba_unpickle" and not interrupted:
            interrupted = True
            raise KeyboardInterrupt

    sys.setprofile(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(in_order(tasks_of(services[:1], 1)))
    finally:
        sys.setprofile(None)
    assert interrupted
