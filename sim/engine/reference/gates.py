"""Gates: meetings, such as a weekly funding panel, that let cases through in batches."""

from collections.abc import Callable

from sim.engine.pathway import GateRule
from sim.engine.reference.agenda import Agenda, Call
from sim.engine.reference.people import Key
from sim.engine.rules import FIRST_GATE


class GateQueue:
    """One gate and the cases that wait for it, each with the appearances it will be deferred."""

    def __init__(self, agenda: Agenda, rule: GateRule, place: int, *, passes: Callable[[Key, int], None]) -> None:
        self._agenda = agenda
        self._rule = rule
        self._passes = passes
        self.waiting: dict[Key, int] = {}
        self._phase = FIRST_GATE + place
        self._meetings = iter(rule.meetings)
        self._call_next()

    def join(self, key: Key, deferrals: int) -> None:
        """A case comes to the gate."""
        self.waiting[key] = deferrals

    def leave(self, key: Key) -> None:
        """A case leaves without having passed."""
        del self.waiting[key]

    def lets_through(self, priority: int) -> bool:
        """Whether cases of a priority number pass without waiting for a meeting."""
        return priority in self._rule.skips

    def _call_next(self) -> None:
        minute = next(self._meetings, None)
        if minute is not None:
            self._agenda.at(minute, self._meet, phase=self._phase)

    def _meet(self, call: Call) -> None:
        now = self._agenda.now
        last = now - self._rule.cut_off
        for key in sorted(key for key in self.waiting if key[1] <= last)[: self._rule.capacity]:
            if key not in self.waiting:
                continue  # it left with a case that passed just before
            if self.waiting[key] > 0:
                self.waiting[key] -= 1
            else:
                del self.waiting[key]
                self._passes(key, now)
        self._call_next()
