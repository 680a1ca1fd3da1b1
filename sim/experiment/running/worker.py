"""One process of this computer that works: a fresh interpreter on every platform, by way of loky.

Each has an executor of its own, so that it is known which process does what, and who dies dies alone.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Hashable, Iterable
from multiprocessing.connection import Connection, wait
from typing import Any

from loky import Future, ProcessPoolExecutor
from loky.process_executor import BrokenProcessPool, TerminatedWorkerError

from sim.experiment.running.interrupts import workers_spared

Died = TerminatedWorkerError
"""What the future of a task says whose process died."""

_ENVIRONMENT = {
    "LOKY_MAX_MEMORY_LEAK_SIZE": "1e18",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(512 * 2**20),
}
"""loky would end, with a warning, a worker that has grown by 300 MB; a large service needs that for good. And the C
library of Linux would give back the memory of a replication, to take it anew, page by page, for the next."""

_NICENESS = 5
"""Of 19 at most."""


class Worker:
    """A process that is started when there is work for it, and anew when it has died.

    It never hears Ctrl-C, which is the parent's to answer, and ends with a parent that was killed.

    Parameters
    ----------
    ready
        What it does before its first task.

    Attributes
    ----------
    had
        What the tasks of its process were like, and the turn of the last such task.
    """

    def __init__(self, ready: Callable[[], object] | None = None) -> None:
        self.had: dict[Hashable, int] = {}
        self._turn = 0
        self._ready = ready
        self._executor: ProcessPoolExecutor | None = None
        self._lifeline: tuple[Connection[Any, Any], ...] = ()

    def prepare(self, load: Callable[[], object]) -> None:
        """Start the process, unless it has started, with nothing to do but to load what will be needed."""
        self.send(load)

    def send(self, work: Callable[..., Any], *given: object, like: Iterable[Hashable] | None = None) -> Future:
        """Have some work done. Ctrl-C is to be held back by the caller."""
        try:
            sent = self._started().submit(work, *given)
        except BrokenProcessPool:  # it died while it had nothing to do
            self.end()
            sent = self._started().submit(work, *given)
        if like is not None:
            self._turn += 1
            self.had |= dict.fromkeys(like, self._turn)
        return sent

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._lifeline = multiprocessing.Pipe(duplex=False)
            self._executor = ProcessPoolExecutor(
                1, initializer=_begin, initargs=(self._lifeline[0], self._ready), env=_ENVIRONMENT
            )
        return self._executor

    def end(self) -> None:
        """End the process, whatever it does."""
        with workers_spared():
            self.had = {}
            executor, self._executor = self._executor, None
            if executor is not None:
                executor.shutdown(wait=True, kill_workers=True)
            for end in self._lifeline:
                end.close()


def _begin(lifeline: "Connection[Any, Any]", ready: Callable[[], object] | None) -> None:
    """What a worker does first.

    It lets others of this computer go before it, its parent above all: until that has a core, whoever is done waits.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    threading.Thread(target=_end_with_the_parent, args=(lifeline,), daemon=True).start()
    if ready is not None:
        ready()


def nothing() -> None:
    """The first task, for the sake of which a process is started."""


def _end_with_the_parent(lifeline: "Connection[Any, Any]") -> None:
    """A task can take minutes; nobody wants it of a parent that was killed, whose end of the pipe closes."""
    wait([lifeline])
    os._exit(1)
