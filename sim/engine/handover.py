"""Cases that change hands: long absences, leavers, and steps taken out of a worker's reach."""

from typing import TYPE_CHECKING

from sim.engine.agenda import Call
from sim.engine.people import NOBODY, PROMISED, Worker, take_out
from sim.engine.state import CLAIMED, IN_TRAY, IN_WORK, SEEKING
from sim.eventlog.log import HANDED_BACK

if TYPE_CHECKING:
    from sim.engine.simulation import ServiceRun


class Handover:
    """Long absences and leavers: what is in hand goes back, and cases go to other workers."""

    def __init__(self, run: "ServiceRun") -> None:
        self._run = run
        self.seeking: list[int] = []
        """Joint steps for which nobody could be had today, in the order in which they were tried."""

    def take_seeking(self) -> list[int]:
        """The joint steps to be tried again."""
        again, self.seeking = self.seeking, []
        return sorted(again)

    def begin_long_absence(self, call: Call) -> None:
        """Urgent cases go to other workers; the others wait."""
        worker = call.payload
        self._put_back_step_in_hand(worker)
        limit = self._run.network.handback_priority
        self._give_up(worker, [case for case in worker.cases if self._run.priority[case] <= limit])

    def leave_for_good(self, call: Call) -> None:
        """All cases go to other workers."""
        worker = call.payload
        self._put_back_step_in_hand(worker)
        self._give_up(worker, list(worker.cases))

    def take_from_worker(self, case: int) -> None:
        """Take a step out of the tray or promise it stands in."""
        run = self._run
        if run.at[case] == SEEKING:
            self.seeking.remove(case)
        elif run.at[case] == CLAIMED:
            claim = run.joint.of_case(case)
            assert claim is not None, "a claimed step has a claim"
            self._undo(claim.holder)
        else:
            owner = run.work.set_aside_shared.pop(case, None) or run.holder[case]
            assert owner is not None, "a step in a tray has a worker"
            if owner.aside == case:
                run.work.write_set_aside(owner)
            take_out(owner.tray, run.key[case])
            run.dispatch.is_free(owner)

    def _put_back_step_in_hand(self, worker: Worker) -> None:
        run, case = self._run, worker.case
        if worker.promised:
            self._release_from_promise(worker)
        if case in (NOBODY, PROMISED):
            return
        now = run.agenda.now
        used = worker.done_by(now) - worker.done_by(worker.started)
        worker.case = NOBODY
        worker.version += 1
        if worker.second:
            run.work.end_assistance(worker, case, minutes=used)
            return
        run.write_visit(
            case, worker.number, ready=worker.ready, start=worker.started, finish=now, minutes=used,
            status=HANDED_BACK,
        )  # fmt: skip
        run.left[case] -= used - worker.used
        run.work.set_aside_shared.pop(case, None)
        if case in run.work.leaving:
            run.close(case, now, run.work.leaving.pop(case))
        else:
            run.offer(case, worker.ready, since=now)

    def _release_from_promise(self, worker: Worker) -> None:
        claim = self._run.joint.of_worker(worker)
        if claim is not None:
            self._undo(worker)
            self._run.offer(claim.key[2], claim.key[1], since=self._run.agenda.now)

    def _undo(self, worker: Worker) -> None:
        claim = self._run.joint.of_worker(worker)
        assert claim is not None, "a promised worker has a claim"
        self._run.joint.undo(claim)
        for one in (claim.holder, claim.second):
            if one.case == NOBODY:
                self._run.dispatch.is_free(one)

    def _give_up(self, worker: Worker, cases: list[int]) -> None:
        """Held cases wait for a new worker, those on their way when they come to one; shared steps go back."""
        run = self._run
        now = run.agenda.now
        shared = [case for case, owner in run.work.set_aside_shared.items() if owner is worker]
        for case in sorted(cases):
            waits = run.at[case] in (IN_TRAY, SEEKING, CLAIMED) and case not in run.work.set_aside_shared
            if waits:
                self.take_from_worker(case)
            run.release(case, now)
            run.rereads[case] = True
            if waits:
                run.offer(case, run.key[case][1], since=now)
        for case in sorted(shared):
            if run.at[case] != IN_WORK:
                self.take_from_worker(case)
                run.offer(case, run.key[case][1], since=now)
