"""Work in several processes of this computer. A worker that dies is replaced, and its task begun again."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from loky import Future, cpu_count

from sim.errors import RunFault
from sim.experiment.running.hands import TRIES, Hand, Hands, Like
from sim.experiment.running.interrupts import workers_spared
from sim.experiment.running.worker import Died, Worker, nothing

Task = TypeVar("Task")
Result = TypeVar("Result")

_Landed = SimpleQueue[tuple[Worker, Hand[Any], Future]]
"""Who is done with what. A thread-safe queue, since a wait for a future that is interrupted may keep its lock."""


class Pool:
    """So many processes, by default one for each core, started when there is work for them.

    A context manager: at its end, however it ends, nothing runs any more.

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
        self._workers: list[Worker] = []

    def prepare(self, load: Callable[[], object] | None = None) -> None:
        """Start the processes now, while the caller has other things to do than to ask for work.

        ``load``, a function of a module, is what each does meanwhile, also those that have started already.
        """
        if self.jobs > 1 and (load or not self._workers):
            with workers_spared():
                for worker in self._at_least(self.jobs):
                    worker.prepare(load or nothing)

    def each(
        self,
        work: Callable[[Task], Result],
        tasks: Iterable[Task],
        *,
        title: Callable[[Task], str],
        like: Callable[[Task], Like | None] = lambda task: None,
    ) -> Iterator[tuple[Task, Result]]:
        """Results of the tasks, each given out as it is finished, in any order.

        Tasks are taken as workers come free; of those that are like others one more waits where a worker is busy.
        With one job, or for a single task, the work is done in this process.

        Parameters
        ----------
        work
            A function of a module.
        tasks
            Its arguments.
        title
            What a person calls a task.
        like
            Equal for tasks that a process does faster one after another, which it therefore gets as far as it can be
            seen, the second half still for those that it does somewhat faster; None for a task like no other.

        Raises
        ------
        RunFault
            If workers die again and again over the same task.
        """
        tasks = iter(tasks)
        first = list(islice(tasks, self.jobs))
        if self.jobs == 1 or (len(first) < 2 and not self._workers):
            yield from ((task, work(task)) for task in chain(first, tasks))
            return
        workers = self._at_least(len(first))
        hands = Hands(Hand(task, like(task)) for task in chain(first, tasks))
        landed: _Landed = SimpleQueue()
        try:
            _send(work, hands, workers, landed)
            while hands.flying:
                made = self._land(hands, landed, title)
                # The workers go on before the caller looks at what was made.
                _send(work, hands, workers, landed)
                yield from made
        except BaseException:
            self.close()  # nobody waits for what is in flight
            raise

    def _land(self, hands: Hands[Task], landed: _Landed, title: Callable[[Task], str]) -> list[tuple[Task, Any]]:
        """The task that is finished next; none if a worker has died instead."""
        worker, hand, future = landed.get()
        if hand not in hands.flying.get(worker, ()):
            return []  # it waited where a worker has died, and was sent anew
        try:
            result = future.result()
        except Died as fault:
            worker.end()
            first = hands.died(worker)
            if first.deaths == TRIES:
                raise RunFault(_too_often(title(first.task))) from fault
            return []
        hands.landed(worker, hand)
        return [(hand.task, result)]

    def _at_least(self, number: int) -> list[Worker]:
        """The workers, more of them if there are too few."""
        self._workers += [Worker(self._ready) for _ in range(number - len(self._workers))]
        return self._workers

    def close(self) -> None:
        """End the processes, whatever they do."""
        with workers_spared(for_good=True):
            for worker in self._workers:
                worker.end()
            self._workers = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _send(work: Callable[[Task], Any], hands: Hands[Task], workers: list[Worker], landed: _Landed) -> None:
    """Keep the workers busy: first those that have nothing to do."""
    for worker in sorted(workers, key=hands.flying.__contains__):
        hand = hands.next_for(worker)
        if hand is None:
            continue
        with workers_spared():
            hands.flying.setdefault(worker, []).append(hand)
            sent = worker.send(work, hand.task, like=hand.like)
            sent.add_done_callback(lambda future, worker=worker, hand=hand: landed.put((worker, hand, future)))


def _too_often(title: str) -> str:
    return (
        f"{title}: {TRIES} worker processes died over it, the last with no other at work. "
        "Perhaps memory ran out: free some, or run something smaller. Finished replications are kept."
    )
