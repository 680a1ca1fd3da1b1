"""Joint steps: a case's own worker and a second one, promised to each other and begun together."""

from collections.abc import Callable
from typing import NamedTuple

from sim.engine.reference.agenda import Agenda, Call
from sim.engine.reference.people import Key, WaitingList, Worker
from sim.engine.rules import JOINT_START, NOBODY, PROMISED


class Claim(NamedTuple):
    """Two workers promised to a joint step that starts at a minute to come."""

    holder: Worker
    second: Worker
    key: Key
    start: int


class JointSteps:
    """Finds the second worker and keeps the promise.

    A promised worker finishes the stretch in hand and takes nothing else. A claim looks at the rest of
    the day only: whoever is present, not promised and free soonest before both go home; then the fewest
    open cases, then the lowest number. So nobody is kept idle overnight, and no absence comes between.
    A step for which nobody can be had is tried again when somebody comes in or is free of a promise.
    """

    def __init__(
        self,
        agenda: Agenda,
        lists: list[WaitingList],
        *,
        begin: Callable[[Worker, Worker, Key], None],
        again: Callable[[int], None],
    ) -> None:
        self._agenda = agenda
        self._lists = lists
        self._begin = begin
        self._again = again
        self._claims: dict[int, Claim] = {}
        self._seeking: set[int] = set()
        self._called = False

    def claim(self, holder: Worker, key: Key, number: int) -> bool:
        """Promise a second worker of a list to the holder's step; whether one can be had today."""
        now = self._agenda.now
        for group in self._lists[number].groups:
            found = [
                (start, len(worker.cases), worker.number, worker)
                for worker in group
                if worker is not holder
                and not worker.promised
                and now < worker.present_until
                and (start := now if worker.case == NOBODY else worker.free_at)
                < min(worker.present_until, holder.present_until)
            ]
            if found:
                start, _, _, second = min(found)
                self._promise(Claim(holder, second, key, start))
                return True
        return False

    def seek(self, case: int) -> None:
        """Nobody can be had for a case's step at present."""
        self._seeking.add(case)

    def give_up(self, case: int) -> None:
        """The case's step waits for no second worker any more."""
        self._seeking.remove(case)

    def try_again(self) -> None:
        """Somebody has come in, or is free of a promise."""
        if self._seeking and not self._called:
            self._called = True
            self._agenda.at(self._agenda.now, self._try_all)

    def undo(self, case: int) -> Claim:
        """Free both workers of a case's step of their promise."""
        claim = self._claims.pop(case)
        for worker in (claim.holder, claim.second):
            worker.promised = False
            if worker.case == PROMISED:
                worker.case = NOBODY
        self.try_again()
        return claim

    def _try_all(self, call: Call) -> None:
        self._called = False
        seeking, self._seeking = self._seeking, set()
        for case in sorted(seeking):
            self._again(case)

    def _promise(self, claim: Claim) -> None:
        self._claims[claim.key[2]] = claim
        for worker in (claim.holder, claim.second):
            worker.promised = True
            if worker.case == NOBODY:
                worker.case = PROMISED
        if claim.start == self._agenda.now:
            self._keep(claim)
        else:
            self._agenda.at(claim.start, self._come_together, claim, phase=JOINT_START)

    def _come_together(self, call: Call) -> None:
        claim: Claim = call.payload
        if self._claims.get(claim.key[2]) is claim:
            self._keep(claim)

    def _keep(self, claim: Claim) -> None:
        self.undo(claim.key[2])
        self._begin(claim.holder, claim.second, claim.key)
