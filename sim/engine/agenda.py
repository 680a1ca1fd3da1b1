"""The agenda: SimPy's environment, and the order of things that happen in the same minute."""

from collections.abc import Callable
from heapq import heappush
from typing import Any

from simpy import Environment, Event

ORDINARY = 1
"""Finishes, delays over, contacts, slots that open: in any order, since they commute."""
STAFF_LEAVE = 2
"""Absences begin and leavers go, after what finishes in that minute."""
PATIENCE_WITH_STEP, PATIENCE_WITH_CASE = 3, 4
"""People run out of patience, after what happens in that minute and before anybody is served."""
DEATHS, CLIENTS_LEAVE, REVIEWS_DUE = 5, 6, 7
FIRST_GATE = 10
"""The first gate; the others follow in declared order, each after what the one before it set off."""
PLACES = 800
"""Places asked for: after all that may free one."""
ALLOCATION = 900
JOINT_START = 990
"""Both workers of a joint step begin, after the second has finished what they had in hand."""
DISPATCH = 1000


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
    """Minutes since midnight of the first day, and calls to come before the horizon."""

    now: int  # whole minutes in, whole minutes out

    def __init__(self, horizon: int) -> None:
        super().__init__(initial_time=0)
        self._horizon = horizon

    def at(self, minute: int, action: Callable[[Call], None], payload: Any = None, *, phase: int = ORDINARY) -> None:
        """Call ``action`` at a minute (at once, if it has passed), in its phase of that minute.

        What lies at the horizon or beyond it is not called.
        """
        if minute < self._horizon:
            # As SimPy's schedule does, but for a moment in place of a delay.
            now = self._now
            entry = (minute if minute > now else now, phase, next(self._eid), Call(self, action, payload))
            heappush(self._queue, entry)  # type: ignore[misc]  # phases are our own priorities

    def run_to_horizon(self) -> None:
        """Let time pass up to, and not including, the horizon."""
        self.run(until=self._horizon)
