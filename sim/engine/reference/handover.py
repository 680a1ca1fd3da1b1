"""Cases that change hands: long absences, leavers, and steps taken out of a worker's reach."""

from typing import TYPE_CHECKING

from sim.engine.reference.agenda import Call
from sim.engine.reference.people import Worker, take_out
from sim.engine.rules import CLAIMED, IN_TRAY, IN_WORK, NOBODY, SEEKING
from sim.eventlog.log import HANDED_BACK

if TYPE_CHECKING:
    from sim.engine.reference.simulation import ServiceRun


class Handover:
    """Long absences and leavers: what is in hand goes back, and cases go to other workers."""

    def __init__(self, run: "ServiceRun") -> None:
        self._run = run

    def begin_long_absence(self, call: Call) -> None:
        """Urgent cases go to other workers; the others wait."""
        worker = call.payload
        self._put_back_step_in_hand(worker)
        limit = self._run.network.pathway.handback_priority
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
            run.joint.give_up(case)
        elif run.at[case] == CLAIMED:
            claim = run.joint.undo(case)
            for worker in (claim.holder, claim.second):
                if worker.case == NOBODY:
                    run.dispatch.is_free(worker)
        else:
            owner = run.work.set_aside_shared.pop(case, None) or run.holder[case]
            assert owner is not None, "a step in a tray has a worker"
            if owner.aside == case:
                run.work.write_set_aside(owner)
            take_out(owner.tray, run.key[case])
            run.dispatch.is_free(owner)

    def _put_back_step_in_hand(self, worker: Worker) -> None:
        run, case = self._run, worker.case
        assert not worker.promised, "a promise looks no further than the worker's day"
        if case == NOBODY:
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
        run.work.break_off(case)
        run.left[case] -= used - worker.used
        run.work.set_aside_shared.pop(case, None)
        if case in run.work.leaving:
            run.close(case, now, run.work.leaving.pop(case))
        else:
            run.offer(case, worker.ready, since=now)

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
