"""Places asked for: somebody's caseload place, found at once or not at all."""

from collections.abc import Callable

from sim.engine.reference.agenda import Agenda, Call
from sim.engine.reference.people import Key, WaitingList, Worker
from sim.engine.rules import PLACES


class Places:
    """Answers all who ask for a place in a minute, by key, after everything that may have freed one.

    Within the most preferred group that has anyone with a place free, the worker with the least
    share of places used takes the case; then the lowest number. Being away does not matter.
    """

    def __init__(
        self, agenda: Agenda, lists: list[WaitingList], *, limited: bool, answer: Callable[[Key, Worker | None], None]
    ) -> None:
        self._agenda = agenda
        self._lists = lists
        self._limited = limited
        self._answer = answer
        self._asking: dict[Key, int] = {}
        self._called = False

    def ask(self, number: int, key: Key) -> None:
        """A case asks for a place with one of a list's workers."""
        if not self._called:
            self._called = True
            self._agenda.at(self._agenda.now, self._answer_all, phase=PLACES)
        self._asking[key] = number

    def leave(self, key: Key) -> None:
        """A case asks no longer."""
        del self._asking[key]

    def _answer_all(self, call: Call) -> None:
        self._called = False
        for key in sorted(self._asking):
            # Whoever closes may take along a part of theirs that asks too.
            if key in self._asking:
                self._answer(key, self._choose(self._lists[self._asking.pop(key)]))

    def _choose(self, waiting: WaitingList) -> Worker | None:
        now = self._agenda.now
        for group in waiting.groups:
            able = [worker for worker in group if worker.keeps_place(now) and (worker.has_place or not self._limited)]
            if able:
                return min(able, key=lambda worker: (worker.fullness, worker.number))
        return None
