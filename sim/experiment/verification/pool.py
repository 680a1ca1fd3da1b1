"""A function of many tasks, on every core."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from sim.errors import RunFault

Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int | None) -> Iterator[Result]:
    """Results of the tasks, in their order.

    Parameters
    ----------
    work
        A function of a module.
    tasks
        Its arguments.
    jobs
        Processes; None for one a core. 1 does everything in this process.

    Raises
    ------
    RunFault
        If a process dies, or the keyboard interrupts.
    """
    processes = max(1, min(jobs or cores(), len(tasks)))
    try:
        if processes == 1:
            yield from map(work, tasks)
        else:
            yield from _in_parallel(work, tasks, processes)
    except KeyboardInterrupt:
        raise RunFault("Interrupted.") from None


def _in_parallel(work: Callable[[Task], Result], tasks: Sequence[Task], processes: int) -> Iterator[Result]:
    # "spawn" behaves alike on every platform; a fork would copy the progress bar's threads half alive.
    context = multiprocessing.get_context("spawn")
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_ignore_interrupts)
    try:
        yield from pool.map(work, tasks)
        pool.shutdown()
    except BaseException as fault:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        if isinstance(fault, BrokenProcessPool):
            raise RunFault("A worker process died (out of memory?). Try fewer --jobs.") from fault
        raise


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
