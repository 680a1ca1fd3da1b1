"""The agenda: SimPy's environment, and the order of things that happen in the same minute."""

from collections.abc import Callable
from heapq import heappush
from typing import Any

from simpy import Environment, Event

from sim.engine.rules import ORDINARY
from sim.units import MINUTES_PER_DAY

MIDNIGHT = 0
"""The calls of a day take their places in the queue."""


class Call(Event):
    """A call at a moment: SimPy's event without the parts that processes need.

    A SimPy process would cost a generator, a first event and a second for each step. The engine
    has no use for them: what happens next depends on lists, not on one case's own story. This is
    the only place that touches private fields of SimPy, as SimPy's own Timeout does.
    """

    def __init__(self, env: Environment, action: Callable[["Call"], None], payload: Any = None) -> None:
        self.env = env
        self.callbacks = [action]
        self._ok = True
        self._value = payload
        self.payload = payload


class Agenda(Environment):
    """Minutes since midnight of the first day, and calls to come before the horizon.

    Calls of later days stand by day, out of SimPy's queue, until their midnight: most things that
    people might do one day (give up, die, leave support) never come to pass, and a queue of all of
    them would slow down every call.
    """

    now: int  # whole minutes in, whole minutes out

    def __init__(self, horizon: int) -> None:
        super().__init__(initial_time=0)
        self._horizon = horizon
        self._today = 0
        self._later: list[list[tuple[float, int, int, Call]]] = [[] for _ in range(horizon // MINUTES_PER_DAY + 1)]
        self.at(MINUTES_PER_DAY, self._next_day, phase=MIDNIGHT)

    def at(self, minute: int, action: Callable[[Call], None], payload: Any = None, *, phase: int = ORDINARY) -> None:
        """Call ``action`` at a minute (at once, if it has passed), in its phase of that minute.

        What lies at the horizon or beyond it is not called.
        """
        if minute >= self._horizon:
            return
        # As SimPy's schedule does, but for a moment in place of a delay.
        now = self._now
        entry = (minute if minute > now else now, phase, next(self._eid), Call(self, action, payload))
        day = minute // MINUTES_PER_DAY
        if day > self._today and phase != MIDNIGHT:
            self._later[day].append(entry)
        else:
            heappush(self._queue, entry)  # type: ignore[misc]  # phases are our own priorities

    def run_to_horizon(self) -> None:
        """Let time pass up to, and not including, the horizon."""
        self.run(until=self._horizon)

    def _next_day(self, call: Call) -> None:
        self._today += 1
        for entry in self._later[self._today]:
            heappush(self._queue, entry)  # type: ignore[misc]
        self._later[self._today] = []
        self.at(self.now + MINUTES_PER_DAY, self._next_day, phase=MIDNIGHT)
