"""Running in several processes of this computer.

Each worker has a pipe of its own and one task at a time, so that it is known what a worker that dies had in hand: that
task alone is given to another. (An executor of the standard library loses all that is in flight with one worker, cannot
say whose task it was, and cannot be ended while a worker half hands over a result.)
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.connection import wait

from sim.errors import RunFault
from sim.experiment.replicate import Replication
from sim.experiment.running.interface import Made, Running, Task
from sim.experiment.running.order import in_order
from sim.experiment.running.worker import Worker

DEATHS = 3
"""Workers that may die over the same task; the last of them ends the run."""


@dataclass(slots=True)
class _Hand:
    """A task, and how many workers have died over it."""

    task: Task
    deaths: int = 0


class Processes(Running):
    """So many processes, started when there is work for them."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._staff: dict[Worker, _Hand | None] = {}

    @property
    def workers(self) -> int:
        """The processes asked for."""
        return self._jobs

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """See :class:`Running`. A single task is not worth a process."""
        tasks = iter(tasks)
        first = list(islice(tasks, 2))
        alone = self._jobs == 1 or (len(first) < 2 and not self._staff)
        yield from (in_order if alone else self._spread)(chain(first, tasks))

    def close(self) -> None:
        """End the processes, whatever they do."""
        staff, self._staff = list(self._staff), {}
        for worker in staff:
            worker.stop()
        for worker in staff:
            worker.wait_for_its_end()

    def _spread(self, tasks: Iterator[Task]) -> Iterator[Made]:
        hands = (_Hand(task) for task in tasks)
        again: deque[_Hand] = deque()
        try:
            self._hand_out(again, hands)
            while busy := {worker.pipe: worker for worker, hand in self._staff.items() if hand}:
                for pipe in wait(list(busy)):
                    made = self._take_from(busy[pipe], again)  # type: ignore[index] # of those asked about
                    # The worker goes on before the caller looks at what it made.
                    self._hand_out(again, hands)
                    if made is not None:
                        yield made
        finally:
            self._let_go_of_the_busy()

    def _hand_out(self, again: deque[_Hand], hands: Iterator[_Hand]) -> None:
        while sum(hand is not None for hand in self._staff.values()) < self._jobs:
            hand = again.popleft() if again else next(hands, None)
            if hand is None:
                return
            worker = self._idle()
            self._staff[worker] = hand
            worker.give(hand.task)

    def _idle(self) -> Worker:
        """A worker without a task: one that is there, or a new one."""
        for worker in [worker for worker, hand in self._staff.items() if hand is None]:
            if worker.alive:
                return worker
            del self._staff[worker]
        return Worker()

    def _take_from(self, worker: Worker, again: deque[_Hand]) -> Made | None:
        """What the worker has made; None if it has died instead, and its task is to be done again."""
        hand = self._staff[worker]
        assert hand is not None, "only those at work are waited for"
        try:
            answer = worker.take()
        except (EOFError, OSError):
            del self._staff[worker]
            worker.stop()
            worker.wait_for_its_end()
            hand.deaths += 1
            if hand.deaths == DEATHS:
                raise RunFault(_too_often(hand.task, worker)) from None
            again.append(hand)
            return None
        self._staff[worker] = None
        if isinstance(answer, Replication):
            return hand.task, answer
        raise answer

    def _let_go_of_the_busy(self) -> None:
        """Workers whose results nobody waits for any more."""
        busy = [worker for worker, hand in self._staff.items() if hand]
        for worker in busy:
            del self._staff[worker]
            worker.stop()
        for worker in busy:
            worker.wait_for_its_end()


def _too_often(task: Task, worker: Worker) -> str:
    return (
        f"{task.title}: {DEATHS} worker processes died over it, the last with {worker.how_it_ended}. "
        "If memory ran out, fewer --jobs need less. Finished replications are kept."
    )


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(jobs: int | None = None) -> Running:
    """So many processes, by default one for each core; 1 is this process.

    With more than one, a script must guard its entry with ``if __name__ == "__main__"``.
    """
    wanted = cores() if jobs is None else jobs
    return in_order if wanted == 1 else Processes(wanted)
