"""Which task goes to which worker."""

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from sim.experiment.running.worker import Worker

Task = TypeVar("Task")

TRIES = 3
"""How often a task is begun if workers die; the last time alone, so that there is all the memory for it."""

LOOKED_AHEAD: Final = 16
"""Tasks that a worker may choose from."""


@dataclass(slots=True, eq=False)
class Hand(Generic[Task]):
    """A task, what it is like (None: no other), and how often it was begun in vain."""

    task: Task
    like: Hashable
    deaths: int = 0

    @property
    def last_try(self) -> bool:
        """Whether it is not begun again if it is in vain once more."""
        return self.deaths == TRIES - 1


@dataclass(slots=True)
class Hands(Generic[Task]):
    """The tasks that are in flight, and those to be sent, nearly in their order."""

    coming: Iterator[Hand[Task]]
    ahead: list[Hand[Task]] = field(default_factory=list)
    again: deque[Hand[Task]] = field(default_factory=deque)
    flying: dict[Worker, Hand[Task]] = field(default_factory=dict)

    def next_for(self, worker: Worker) -> Hand[Task] | None:
        """The next task for a worker that is free, if there is one that may be begun now."""
        if any(hand.last_try for hand in self.flying.values()):
            return None
        if self.again:
            return None if self.again[0].last_try and self.flying else self.again.popleft()
        self._look_ahead()
        if not self.ahead:
            return None
        chosen = self._best_for(worker)
        self.ahead.remove(chosen)
        return chosen

    def _look_ahead(self) -> None:
        """Take as many as may be chosen from, but none beyond a task like no other, which waits for nothing."""
        while len(self.ahead) < LOOKED_AHEAD and not (self.ahead and self.ahead[-1].like is None):
            hand = next(self.coming, None)
            if hand is None:
                return
            self.ahead.append(hand)

    def _best_for(self, worker: Worker) -> Hand[Task]:
        """The first like the latest that it has had; else the first like none in flight; else the first."""
        known = max(self.ahead, key=lambda hand: worker.had.get(hand.like, 0))
        if known.like in worker.had:
            return known
        flying = [hand.like for hand in self.flying.values()]
        return next((hand for hand in self.ahead if hand.like not in flying), self.ahead[0])
