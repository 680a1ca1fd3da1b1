"""Dispatch: once a minute, for the whole network, who does what next.

A pair (step, worker) is feasible when the worker is free and present and, for a shared step under
the policy held_first, when their own in-tray holds nothing as urgent. Of all feasible pairs the
one of least (rank, ready, case, preference, worker) is taken, again and again until none is
left. Going list by list instead would starve the teams whose lists come late.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush

from sim.engine.reference.agenda import Agenda, Call
from sim.engine.reference.people import Key, WaitingList, Worker, take_out
from sim.engine.rules import DISPATCH, NO_LIMIT, NOBODY, OWN_TRAY

Pair = tuple[int, int, int, int, int, int]
"""(rank, ready, case, preference, worker, list): feasible pairs in the order they are taken."""


class Dispatch:
    """Gives free workers their next step.

    Only what changed since the last dispatch is looked at: workers who came free or came in, and
    lists that have a new head. Nothing else can have become feasible.
    """

    def __init__(
        self,
        agenda: Agenda,
        workers: list[Worker],
        lists: list[WaitingList],
        *,
        oldest_first: bool,
        start: Callable[[Worker, Key], None],
    ) -> None:
        self._agenda = agenda
        self._workers = workers
        self._lists = lists
        self._oldest_first = oldest_first
        self._start = start
        self._changed_workers: set[int] = set()
        self._changed_lists: set[int] = set()
        self._called = False

    def join_list(self, number: int, key: Key) -> None:
        """A shared step joins a list."""
        queue = self._lists[number].queue
        heappush(queue, key)
        if queue[0] is key:
            self._changed_lists.add(number)
            self._call()

    def join_tray(self, worker: Worker, key: Key) -> None:
        """A held step joins its worker's in-tray."""
        heappush(worker.tray, key)
        if worker.case == NOBODY:
            self._changed_workers.add(worker.number)
            self._call()

    def leave_list(self, number: int, key: Key) -> None:
        """A shared step leaves its list without having been done."""
        if take_out(self._lists[number].queue, key):
            self._changed_lists.add(number)
            self._call()

    def is_free(self, worker: Worker) -> None:
        """A worker has finished a step, or has come in."""
        self._changed_workers.add(worker.number)
        self._call()

    def _call(self) -> None:
        if not self._called:
            self._called = True
            self._agenda.at(self._agenda.now, self._dispatch, phase=DISPATCH)

    def _dispatch(self, call: Call) -> None:
        now = self._agenda.now
        workers, lists = self._workers, self._lists
        found = [self._best_for(workers[number], now) for number in self._changed_workers]
        found += [self._best_of(lists[number], now) for number in self._changed_lists]
        pairs = [pair for pair in found if pair is not None]
        self._called = False
        self._changed_workers.clear()
        self._changed_lists.clear()
        heapify(pairs)
        while pairs:
            _, _, case, _, who, number = heappop(pairs)
            worker = workers[who]
            free = worker.case == NOBODY and now < worker.present_until
            queue = worker.tray if number == OWN_TRAY else lists[number].queue
            waits = bool(queue) and queue[0][2] == case
            if free and waits:
                self._start(worker, heappop(queue))
            # Whatever the pair was, its list may have another worker for its head, and its worker
            # another step: one of them was taken since the pair was found, or nobody can join a joint step.
            again = self._best_for(worker, now) if free and worker.case == NOBODY else None
            if again is None and number != OWN_TRAY:
                again = self._best_of(lists[number], now)
            if again is not None:
                heappush(pairs, again)

    def _best_for(self, worker: Worker, now: int) -> Pair | None:
        """The least feasible pair of a worker."""
        if worker.case != NOBODY or now >= worker.present_until:
            return None
        best: Key | None = None
        preference, number = 0, OWN_TRAY
        more_urgent_than = NO_LIMIT
        if worker.tray:
            best = worker.tray[0]
            if not self._oldest_first:
                more_urgent_than = best[0]
        # A case waits in one place only, so no two heads are equal.
        for rank, waiting in worker.lists:
            if waiting.queue:
                head = waiting.queue[0]
                if head[0] < more_urgent_than and (best is None or head < best):
                    best, preference, number = head, rank, waiting.number
        return None if best is None else (*best, preference, worker.number, number)

    def _best_of(self, waiting: WaitingList, now: int) -> Pair | None:
        """The least feasible pair of a list's head."""
        if not waiting.queue:
            return None
        head = waiting.queue[0]
        for preference, group in enumerate(waiting.groups):
            for worker in group:
                if worker.case == NOBODY and now < worker.present_until:
                    tray = worker.tray
                    if self._oldest_first or not tray or tray[0][0] > head[0]:
                        return (*head, preference, worker.number, waiting.number)
        return None
