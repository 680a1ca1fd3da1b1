"""Which task goes to which worker."""

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Generic, TypeVar

from sim.experiment.running.worker import Worker

Task = TypeVar("Task")

TRIES = 3
"""How often a task is begun if workers die; the last time alone, so that there is all the memory for it."""

Like = tuple[Hashable, Hashable]
"""What a task is like: equal in both for tasks that have most in common, in the second for all that have something."""

MOST, SOMETHING = range(2)
"""The places in a ``Like``."""

LOOKED_AHEAD: Final = 16
"""Tasks that a worker may choose from."""

MANY_LEFT: Final = LOOKED_AHEAD - 1
"""Tasks in view from which on one more may wait where a worker is busy; with fewer another may be free for it first."""

LOOKED_FAR: Final = 1_000
"""Tasks that are looked through if among the next all have something in common with what another worker does."""


@dataclass(slots=True, eq=False)
class Hand(Generic[Task]):
    """A task, what it is like (None: no other), and how often it was begun in vain."""

    task: Task
    like: Like | None
    deaths: int = 0

    @property
    def last_try(self) -> bool:
        """Whether it is not begun again if it is in vain once more."""
        return self.deaths == TRIES - 1


@dataclass(slots=True)
class Hands(Generic[Task]):
    """The tasks that are in flight, and those to be sent, nearly in their order.

    A worker is at the first of those it was sent. While many are left one more waits there, so that it need not wait
    itself.
    """

    coming: Iterator[Hand[Task]]
    ahead: list[Hand[Task]] = field(default_factory=list)
    again: deque[Hand[Task]] = field(default_factory=deque)
    flying: dict[Worker, list[Hand[Task]]] = field(default_factory=dict)

    def next_for(self, worker: Worker) -> Hand[Task] | None:
        """The next task to be sent to a worker, if there is one that may be sent now."""
        sent = self.flying.get(worker, [])
        if len(sent) > 1 or any(hand.last_try for hand in self._sent()):
            return None
        if self.again:
            return None if sent or (self.again[0].last_try and self.flying) else self.again.popleft()
        if sent and len(self.ahead) < MANY_LEFT:
            return None
        self._look_ahead(worker)
        if not self.ahead:
            return None
        chosen = self._best_for(worker)
        self.ahead.remove(chosen)
        return chosen

    def landed(self, worker: Worker, hand: Hand[Task]) -> None:
        """A task is finished."""
        sent = self.flying[worker]
        sent.remove(hand)
        if not sent:
            del self.flying[worker]

    def died(self, worker: Worker) -> Hand[Task]:
        """A worker has died over its first task, which is returned; what waited there is to be sent anew."""
        first, *waited = self.flying.pop(worker)
        first.deaths += 1
        self.again.extend(replace(hand) for hand in (first, *waited))
        return first

    def _sent(self) -> Iterator[Hand[Task]]:
        return (hand for sent in self.flying.values() for hand in sent)

    def _look_ahead(self, worker: Worker) -> None:
        """Take as many as may be chosen from, and more until one is nobody else's, or the worker has had such.

        None are taken beyond a task like no other, which waits for nothing.
        """
        flying = self._in_flight(SOMETHING)

        def suits(hand: Hand[Task]) -> bool:
            return hand.like is None or hand.like[SOMETHING] in worker.had or hand.like[SOMETHING] not in flying

        found = any(map(suits, self.ahead))
        while len(self.ahead) < (LOOKED_AHEAD if found else LOOKED_FAR) and not (
            self.ahead and self.ahead[-1].like is None
        ):
            hand = next(self.coming, None)
            if hand is None:
                return
            self.ahead.append(hand)
            found = found or suits(hand)

    def _best_for(self, worker: Worker) -> Hand[Task]:
        """The first most like the latest that it has had; else the first least like what is in flight."""

        def turns(hand: Hand[Task]) -> list[int]:
            return [worker.had.get(like, 0) for like in hand.like or ()]

        known = max(self.ahead, key=turns)
        if any(turns(known)):
            return known
        for place in (SOMETHING, MOST):
            flying = self._in_flight(place)
            for hand in self.ahead:
                if hand.like is None or hand.like[place] not in flying:
                    return hand
        return self.ahead[0]

    def _in_flight(self, place: int) -> set[Hashable]:
        return {hand.like[place] for hand in self._sent() if hand.like is not None}
