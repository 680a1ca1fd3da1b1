"""Work in several processes of this computer: those of loky, which are fresh interpreters on every platform.

A worker that dies takes the whole of loky's executor with it, so the tasks that were in hand are given to a new one.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from loky import Future, ProcessPoolExecutor, cpu_count
from loky.process_executor import BrokenProcessPool, TerminatedWorkerError

from sim.errors import RunFault
from sim.experiment.running.interrupts import held_back

Task = TypeVar("Task")
Result = TypeVar("Result")

TRIES = 3
"""How often a task is begun if workers die; the last time alone, so that it is known whose fault it is."""

_ENVIRONMENT = {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e18"}
"""loky would end, with a warning, a worker that has grown by 300 MB; a large service needs that for good."""


@dataclass(slots=True)
class _Hand(Generic[Task]):
    """A task and how often it was begun in vain."""

    task: Task
    deaths: int = 0

    @property
    def last_try(self) -> bool:
        return self.deaths == TRIES - 1


@dataclass(slots=True)
class _Hands(Generic[Task]):
    """The tasks that are in flight, and those to be sent, in their order."""

    coming: Iterator[_Hand[Task]]
    again: deque[_Hand[Task]] = field(default_factory=deque)
    flying: dict[Future, _Hand[Task]] = field(default_factory=dict)
    landed: SimpleQueue[Future] = field(default_factory=SimpleQueue)

    def next_for(self, places: int) -> _Hand[Task] | None:
        """The next to be sent, if there is one and a place for it."""
        if len(self.flying) >= places or any(hand.last_try for hand in self.flying.values()):
            return None
        if not self.again:
            return next(self.coming, None)
        return None if self.again[0].last_try and self.flying else self.again.popleft()


class Pool:
    """So many processes, by default one for each core, started when there is work for them.

    A context manager: at its end, however it ends, nothing runs any more. Workers never hear Ctrl-C, which is the
    parent's to answer, and end with a parent that was killed.

    Parameters
    ----------
    jobs
        How many.
    ready
        What each does before its first task.
    """

    def __init__(self, jobs: int | None = None, *, ready: Callable[[], object] | None = None) -> None:
        self.jobs = jobs or cpu_count()
        self._ready = ready
        self._executor: ProcessPoolExecutor | None = None
        self._started = 0
        self._lifeline: tuple[Connection[Any, Any], ...] = ()

    def prepare(self) -> None:
        """Start the processes now, while the caller has other things to do than to ask for work."""
        if self.jobs > 1 and self._executor is None:
            self._started = self.jobs
            with held_back():
                self._start().submit(_nothing)

    def each(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], *, title: Callable[[Task], str]
    ) -> Iterator[tuple[Task, Result]]:
        """Results of the tasks, each given out as it is finished, in any order.

        Tasks are taken as workers come free. With one job, or for a single task, the work is done in this process.

        Parameters
        ----------
        work
            A function of a module.
        tasks
            Its arguments.
        title
            What a person calls a task.

        Raises
        ------
        RunFault
            If workers die again and again over the same task.
        """
        tasks = iter(tasks)
        first = list(islice(tasks, self.jobs))
        if self.jobs == 1 or (len(first) < 2 and not self._executor):
            yield from ((task, work(task)) for task in chain(first, tasks))
            return
        if self._started < len(first):
            self.close()
            self._started = len(first)
        hands = _Hands(_Hand(task) for task in chain(first, tasks))
        try:
            self._send(work, hands)
            while hands.flying:
                made = self._land(hands, title)
                # The workers go on before the caller looks at what was made.
                self._send(work, hands)
                yield from made
        except BaseException:
            self.close()  # nobody waits for what is in flight
            raise

    def _send(self, work: Callable[[Task], Any], hands: _Hands[Task]) -> None:
        """Keep the workers busy."""
        while hand := hands.next_for(self._started):
            try:
                with held_back():
                    executor = self._executor or self._start()
                    future = executor.submit(work, hand.task)
                    hands.flying[future] = hand
                    # The thread-safe queue, since a wait for a future that is interrupted may keep its lock for ever.
                    future.add_done_callback(hands.landed.put)
            except BrokenProcessPool:  # of workers that died meanwhile
                hands.again.appendleft(hand)
                if hands.flying:
                    return
                self._end_executor()

    def _land(self, hands: _Hands[Task], title: Callable[[Task], str]) -> list[tuple[Task, Any]]:
        """What is finished next: usually one task; none or several if a worker has died."""
        made: list[tuple[Task, Any]] = []
        dead: TerminatedWorkerError | None = None
        while hands.flying:
            future = hands.landed.get()
            hand = hands.flying.pop(future)
            try:
                made.append((hand.task, future.result()))
            except TerminatedWorkerError as fault:  # and so it is with all that are in flight
                dead = fault
                hand.deaths += 1
                if hand.deaths == TRIES:
                    raise RunFault(_too_often(title(hand.task))) from fault
                hands.again.append(hand)
            if dead is None:
                return made
        self._end_executor()
        return made

    def _start(self) -> ProcessPoolExecutor:
        self._lifeline = multiprocessing.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(
            self._started, initializer=_begin, initargs=(self._lifeline[0], self._ready), env=_ENVIRONMENT
        )
        return self._executor

    def _end_executor(self) -> None:
        with held_back():
            executor, self._executor = self._executor, None
            if executor is not None:
                executor.shutdown(wait=True, kill_workers=True)
            for end in self._lifeline:
                end.close()

    def close(self) -> None:
        """End the processes, whatever they do."""
        with held_back(for_good=True):
            self._end_executor()
            self._started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _begin(lifeline: "Connection[Any, Any]", ready: Callable[[], object] | None) -> None:
    """What a worker does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, args=(lifeline,), daemon=True).start()
    if ready is not None:
        ready()


def _nothing() -> None:
    """The first task, for the sake of which processes are started."""


def _end_with_the_parent(lifeline: "Connection[Any, Any]") -> None:
    """A task can take minutes; nobody wants it of a parent that was killed, whose end of the pipe closes."""
    wait([lifeline])
    os._exit(1)


def _too_often(title: str) -> str:
    return (
        f"{title}: {TRIES} worker processes died over it, the last with no other at work. "
        "Perhaps memory ran out: free some, or run something smaller. Finished replications are kept."
    )
