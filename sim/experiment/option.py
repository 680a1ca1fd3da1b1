"""One option, replicated: in this process or in several, with the same results either way."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.errors import RunFault
from sim.experiment.keep import pack, unpack
from sim.experiment.replicate import Replication, replicate
from sim.experiment.store import Store, key_of
from sim.scenario import Service

Progress = Callable[[int, int], None]
"""Called with the number of replications done and wanted, first of all with those kept from before."""

DEFAULT_REPLICATIONS = 20
DEFAULT_SEED = 2014


class Interrupted(RunFault):
    """A run was stopped from the keyboard before its last replication."""

    def __init__(self, done: int, wanted: int, kept: bool) -> None:
        self.done, self.wanted, self.kept = done, wanted, kept
        after = " They are kept: the same command goes on from there." if kept and done else ""
        super().__init__(f"Interrupted after {done} of {wanted} replications.{after}")

    def __reduce__(self) -> tuple[type["Interrupted"], tuple[int, int, bool]]:
        return (Interrupted, (self.done, self.wanted, self.kept))


@dataclass(frozen=True, slots=True)
class OptionResult:
    """The replications of one option, in order, and what is needed to make them again.

    ``seconds`` is the wall time of this run; ``resumed`` how many replications an earlier,
    interrupted run had left.
    """

    service: Service
    seed: int
    engine: str
    jobs: int
    replications: tuple[Replication, ...]
    seconds: float
    resumed: int


def run_option(
    service: Service,
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = "simpy",
    jobs: int | None = None,
    progress: Progress | None = None,
    keep_in: Path | None = None,
) -> OptionResult:
    """Run the replications of one option.

    The figures depend on the service, the seed and the engine, never on ``jobs``.

    Parameters
    ----------
    service
        A loaded scenario.
    replications
        Number of replications, at least 1.
    seed
        Seed of all chance; replication k of two options shares its random numbers.
    engine
        Name of the engine.
    jobs
        Processes; by default one for each core. 1 runs everything in this process. With more,
        a script must guard its entry with ``if __name__ == "__main__"``.
    progress
        Told of every finished replication.
    keep_in
        A folder in which finished replications are kept until the caller removes it; those
        that an interrupted run left there are not run again.

    Raises
    ------
    RunFault
        If a replication breaks an identity or a process dies.
    Interrupted
        If stopped from the keyboard.
    """
    if replications < 1:
        raise ValueError(f"at least one replication is needed, not {replications}")
    begun = time.perf_counter()
    store = Store(keep_in, key_of(service.content, seed=seed, engine=engine)) if keep_in else None
    done = _kept(store, replications)
    resumed = len(done)
    tell = progress or (lambda finished, wanted: None)
    tell(resumed, replications)
    missing = [number for number in range(replications) if number not in done]
    processes = max(1, min(jobs or _cores(), len(missing)))
    work = _in_order if processes == 1 else _in_parallel
    try:
        for result in work(_Task(service, seed, engine, store), missing, processes):
            done[result.number] = result
            tell(len(done), replications)
    except KeyboardInterrupt:
        raise Interrupted(len(done), replications, store is not None) from None
    return OptionResult(
        service=service,
        seed=seed,
        engine=engine,
        jobs=processes,
        replications=tuple(done[number] for number in range(replications)),
        seconds=time.perf_counter() - begun,
        resumed=resumed,
    )


@dataclass(frozen=True, slots=True)
class _Task:
    service: Service
    seed: int
    engine: str
    store: Store | None

    def run(self, number: int) -> Replication:
        result = replicate(self.service, seed=self.seed, replication=number, engine=self.engine)
        if self.store is not None:
            self.store.save(number, pack(result))
        return result


def _kept(store: Store | None, wanted: int) -> dict[int, Replication]:
    if store is None:
        return {}
    found = ((number, store.load(number)) for number in range(wanted))
    return {number: unpack(number, tables) for number, tables in found if tables is not None}


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_order(task: _Task, numbers: list[int], processes: int) -> Iterator[Replication]:
    return map(task.run, numbers)


def _in_parallel(task: _Task, numbers: list[int], processes: int) -> Iterator[Replication]:
    # "spawn" behaves alike on every platform; a fork would copy the progress bar's threads half alive.
    context = multiprocessing.get_context("spawn")
    with _children_ended_on_error():
        pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start_worker, initargs=(task,))
        try:
            futures: list[Future[Replication]] = [pool.submit(_run_in_worker, number) for number in numbers]
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool as broken:
            raise RunFault(
                "A worker process died (out of memory?). Fewer --jobs need less memory; finished replications are kept."
            ) from broken
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _children_ended_on_error() -> Iterator[None]:
    """End the worker processes of this run if it does not end well: a replication can take minutes."""
    before = set(multiprocessing.active_children())
    try:
        yield
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise


_task: _Task | None = None


def _start_worker(task: _Task) -> None:
    global _task  # a worker process has one task for its whole life
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer


def _run_in_worker(number: int) -> Replication:
    assert _task is not None, "the pool's initializer has run"
    return _task.run(number)
