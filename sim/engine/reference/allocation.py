"""Allocation: a case that needs its own worker is given to one who has a place free."""

from collections.abc import Callable
from heapq import heapify, heappop, heappush

from sim.engine.reference.agenda import Agenda, Call
from sim.engine.reference.people import Key, WaitingList, Worker, take_out
from sim.engine.rules import ALLOCATION


class Allocation:
    """Gives cases to workers, most urgent and earliest first over all lists.

    Within the most preferred group that has anyone eligible, the worker with the least share of
    places used takes the case; then the lowest number. Being busy does not matter: the case
    goes to the worker's in-tray.
    """

    def __init__(self, agenda: Agenda, lists: list[WaitingList], *, allocate: Callable[[Worker, Key], None]) -> None:
        self._agenda = agenda
        self._lists = lists
        self._allocate = allocate
        self._changed: set[int] = set()
        self._called = False

    def join(self, number: int, key: Key) -> None:
        """A case joins an allocation list; it keeps the minute from which it has been ready."""
        queue = self._lists[number].queue
        heappush(queue, key)
        if queue[0] is key:
            # Behind a head for whom nobody was eligible, nobody is for the others either.
            self._look_at(number)

    def leave(self, number: int, key: Key) -> None:
        """A case leaves an allocation list without a worker."""
        if take_out(self._lists[number].queue, key):
            self._look_at(number)

    def may_take_more(self, worker: Worker) -> None:
        """A worker has come in, or has a place free."""
        if not worker.takes_new_cases(self._agenda.now):
            return
        for waiting in worker.allocation_lists:
            if waiting.queue:
                self._look_at(waiting.number)

    def _look_at(self, number: int) -> None:
        self._changed.add(number)
        if not self._called:
            self._called = True
            self._agenda.at(self._agenda.now, self._allocate_all, phase=ALLOCATION)

    def _allocate_all(self, call: Call) -> None:
        now = self._agenda.now
        heads = [(self._lists[number].queue[0], number) for number in self._changed if self._lists[number].queue]
        self._called = False
        self._changed.clear()
        heapify(heads)
        while heads:
            key, number = heappop(heads)
            waiting = self._lists[number]
            worker = self._choose(waiting, now)
            if worker is None:
                # All cases of a list may go to the same workers, so none of the others fares better.
                continue
            heappop(waiting.queue)
            self._allocate(worker, key)
            if waiting.queue:
                heappush(heads, (waiting.queue[0], number))

    @staticmethod
    def _choose(waiting: WaitingList, now: int) -> Worker | None:
        for group in waiting.groups:
            eligible = [worker for worker in group if worker.takes_new_cases(now)]
            if eligible:
                return min(eligible, key=lambda worker: (worker.fullness, worker.number))
        return None
