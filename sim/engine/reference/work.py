"""Workers at work: steps taken up, looked up from, and finished, by one worker or two."""

from typing import TYPE_CHECKING

from sim.engine.reference.agenda import Call
from sim.engine.reference.people import Key, Worker
from sim.engine.rules import CLAIMED, IN_TRAY, IN_WORK, NO_LIST, NOBODY, PROMISED, SEEKING
from sim.eventlog.log import ASSISTED, FINISHED, LEFT, SET_ASIDE
from sim.units import NEVER

if TYPE_CHECKING:
    from sim.engine.reference.simulation import ServiceRun


class Work:
    """What is in whose hands.

    A worker works on a step in stretches. After each they look up: the unfinished step stands in their
    tray with its key, and dispatch chooses anew. ``leaving`` holds the outcome of cases that end as soon as
    whoever works on them looks up.
    """

    def __init__(self, run: "ServiceRun") -> None:
        self._run = run
        self.set_aside_shared: dict[int, Worker] = {}
        self.leaving: dict[int, int] = {}
        self._second_of: dict[int, Worker] = {}
        self._waits_for_second: set[int] = set()

    def take_up(self, worker: Worker, key: Key) -> None:
        """A worker begins a step, or goes on with one."""
        run = self._run
        case = key[2]
        if not run.begun[case]:
            step = run.step[case]
            if run.second_list[step] != NO_LIST:
                self._seek_second(worker, key, run.second_list[step])
                return
            self._start_for_the_first_time(case, step)
        self._begin_stretch(worker, key, run.left[case], worker.slice)

    def _start_for_the_first_time(self, case: int, step: int) -> None:
        run = self._run
        run.begun[case] = run.worked[case] = True
        if step in run.chasers:
            run.call_off(run.chasers[step])

    def _begin_stretch(self, worker: Worker, key: Key, minutes: int, at_most: int) -> None:
        """Work on a step until it is done or it is time to look up."""
        run = self._run
        agenda = run.agenda
        now = agenda.now
        _, ready, case = key
        goes_straight_on = worker.aside == case and worker.done_by(worker.aside_since) == worker.done_by(now)
        if not goes_straight_on:
            if worker.aside != NOBODY:
                self.write_set_aside(worker)
            worker.ready, worker.started, worker.used = ready, now, 0
        worker.aside = NOBODY
        worker.case = case
        worker.stretch = stretch = minutes if minutes < at_most else at_most
        worker.version += 1
        worker.free_at = free_at = worker.finish(now, stretch)
        run.at[case] = IN_WORK
        agenda.at(free_at, self._finish, (worker, worker.version))

    def write_set_aside(self, worker: Worker) -> None:
        """Something else came first: the visit of the step put aside ended with its last stretch."""
        run = self._run
        if worker.aside != NOBODY:
            run.write_visit(
                worker.aside, worker.number, ready=worker.ready, start=worker.started, finish=worker.aside_since,
                minutes=worker.used, status=SET_ASIDE,
            )  # fmt: skip
            worker.aside = NOBODY

    def _finish(self, call: Call) -> None:
        worker, version = call.payload
        if version != worker.version:
            return  # the step was handed back meanwhile
        run = self._run
        case = worker.case
        stretch = worker.stretch
        worker.used += stretch
        self._free(worker)
        if worker.second:
            self.end_assistance(worker, case, minutes=worker.used)
            return
        run.left[case] -= stretch
        if run.left[case] > 0 and case not in self.leaving:
            self._put_aside(worker, case)
            return
        done = run.left[case] == 0
        self._end_visit(worker, case, FINISHED if done else LEFT)
        if case in self.set_aside_shared:
            del self.set_aside_shared[case]
        if case in self._second_of:
            self._waits_for_second.add(case)
        elif done:
            self._end_work(case)
        else:
            run.close(case, run.agenda.now, self.leaving.pop(case))

    def _free(self, worker: Worker) -> None:
        """Nothing is in the worker's hands any more."""
        if worker.promised:
            worker.case = PROMISED
        else:
            worker.case = NOBODY
            self._run.dispatch.is_free(worker)

    def _end_visit(self, worker: Worker, case: int, status: int) -> None:
        run = self._run
        run.write_visit(
            case, worker.number, ready=worker.ready, start=worker.started, finish=run.agenda.now,
            minutes=worker.used, status=status,
        )  # fmt: skip

    def _end_work(self, case: int) -> None:
        run = self._run
        now = run.agenda.now
        if case in self.leaving:
            run.close(case, now, self.leaving.pop(case))
        else:
            run.leave_step(case, now)
            run.go_on(case, now)

    def _put_aside(self, worker: Worker, case: int) -> None:
        """The stretch is over and the step is not: it stands in the worker's tray, shared or not."""
        run = self._run
        worker.aside, worker.aside_since = case, run.agenda.now
        run.at[case] = IN_TRAY
        if run.holder[case] is not worker or not run.held[run.activity[run.step[case]]]:
            self.set_aside_shared[case] = worker
        run.dispatch.join_tray(worker, run.key[case])

    # Two workers take a joint step.

    def _seek_second(self, worker: Worker, key: Key, number: int) -> None:
        run = self._run
        case = key[2]
        run.at[case] = CLAIMED
        if not run.joint.claim(worker, key, number):
            run.at[case] = SEEKING
            run.joint.seek(case)

    def begin_joint(self, holder: Worker, second: Worker, key: Key) -> None:
        """Both workers of a joint step begin; it is not cut into stretches."""
        run = self._run
        case = key[2]
        step = run.step[case]
        self._start_for_the_first_time(case, step)
        self._second_of[case] = second
        self._begin_stretch(second, key, run.second_effort[step], NEVER)
        second.second = True
        self._begin_stretch(holder, key, run.left[case], NEVER)

    def break_off(self, case: int) -> None:
        """The first worker of a joint step is called away: the second goes too, and has done their part."""
        if case in self._second_of:
            second = self._second_of[case]
            used = second.done_by(self._run.agenda.now) - second.done_by(second.started)
            second.version += 1
            self._free(second)
            self.end_assistance(second, case, minutes=used)

    def end_assistance(self, worker: Worker, case: int, *, minutes: int) -> None:
        """The second worker's part of a joint step is over."""
        worker.second = False
        worker.used = minutes
        self._end_visit(worker, case, ASSISTED)
        del self._second_of[case]
        if case in self._waits_for_second:
            self._waits_for_second.remove(case)
            self._end_work(case)
