"""The service at work: the reference engine, on SimPy.

Read it from :class:`ServiceRun`: a case is received, goes from step to step, and is closed. A step
is a delay, a gate, or work. Shared work waits in a list; held work waits in the in-tray of the
case's own worker, and before that for such a worker. Everything random was drawn beforehand.
"""

from itertools import groupby

from sim.demand.tables import Demand
from sim.engine.agenda import STAFF_LEAVE, Agenda, Call
from sim.engine.allocation import Allocation
from sim.engine.dispatch import Dispatch
from sim.engine.gates import GateQueue
from sim.engine.journal import Journal
from sim.engine.network import NO_LIST, Network
from sim.engine.people import NOBODY, Key, WaitingList, Worker, make_lists, make_workers
from sim.eventlog.log import DELAYED, FINISHED, HANDED_BACK, IN_HAND, NO_WORKER, WAITING, EventLog
from sim.scenario.pathway import DELAY, WORK
from sim.units import NEVER
from sim.workforce.tables import Workforce


class ServiceRun:
    """One replication of the service. Build it, call :meth:`run` once, keep the log."""

    def __init__(self, network: Network, demand: Demand, workforce: Workforce, horizon: int) -> None:
        self.network = network
        self.horizon = horizon
        self.agenda = Agenda()
        self.journal = Journal(demand.cases, demand.received)
        self.workers = make_workers(workforce, network.leaving_notice)
        shared, for_allocation = make_lists(network.lists, self.workers)
        self.shared, self.for_allocation = shared, for_allocation
        self.dispatch = Dispatch(
            self.agenda, self.workers, shared, oldest_first=network.oldest_first, start=self._start
        )
        self.allocation = Allocation(self.agenda, for_allocation, allocate=self._allocate)
        self.gates = {
            rule.activity: GateQueue(self.agenda, rule, place, passes=self._pass_gate)
            for place, rule in enumerate(network.gates)
        }
        self._take_in_demand(demand)
        self._take_in_workforce(workforce)

    def run(self) -> EventLog:
        """Let the whole period pass, from midnight of the first day to the horizon.

        Returns
        -------
        EventLog
            Every visit, allocation and closing, in canonical order.
        """
        if self.arrivals:
            self.agenda.at(self.begins[self.arrivals[-1]], self._receive)
        self.agenda.run(until=self.horizon)
        self._write_down_what_is_left()
        return self.journal.event_log(self.horizon)

    # The demand tables as lists, which Python reads faster than arrays.

    def _take_in_demand(self, demand: Demand) -> None:
        self.first = demand.first.tolist()
        self.activity = demand.activity.tolist()
        self.effort = demand.effort.tolist()
        self.delay = demand.delay.tolist()
        self.deferrals = demand.deferrals.tolist()
        self.list_of_step = self.network.list_of_step.tolist()
        self.begins = demand.begins.tolist()
        self.priority = self.network.case_priority.tolist()
        self.step = demand.first[:-1].tolist()
        self.left = [0] * demand.cases
        self.holder: list[Worker | None] = [None] * demand.cases
        self.delayed: dict[int, int] = {}
        self.rereads = [False] * demand.cases
        # The next to come stands last.
        self.arrivals = demand.begins.argsort(kind="stable")[::-1].tolist()
        for case, number in enumerate(self.network.list_of_holder.tolist()):
            if number != NO_LIST:
                self._find_first_holder(case, self.for_allocation[number])

    def _find_first_holder(self, case: int, waiting: WaitingList) -> None:
        """Give an open case of day one to a worker: it has been theirs, so places and presence do not matter."""
        for group in waiting.groups:
            employed = [worker for worker in group if worker.employed_from <= 0 < worker.employed_to]
            if employed:
                worker = min(employed, key=lambda worker: (worker.fullness, worker.number))
                self._hold(worker, case, joined=0)
                return

    # The workforce tables become things that happen: slots open, absences begin, leavers go.

    def _take_in_workforce(self, workforce: Workforce) -> None:
        opening = workforce.opening
        order = opening.argsort(kind="stable")
        counts = workforce.first_slot[1:] - workforce.first_slot[:-1]
        owner = [worker for worker, count in zip(self.workers, counts.tolist(), strict=True) for _ in range(count)]
        closing = workforce.closing.tolist()
        coming = ((int(opening[slot]), owner[slot], closing[slot]) for slot in order.tolist())
        self.openings = groupby(coming, key=lambda entry: entry[0])
        self._call_next_opening()
        if self.network.handback_after is not None:
            length = workforce.absence_to - workforce.absence_from
            for absence in (length > self.network.handback_after).nonzero()[0].tolist():
                begins = int(workforce.absence_from[absence])
                if begins < self.horizon:
                    worker = self.workers[int(workforce.absence_worker[absence])]
                    self.agenda.at(begins, self._begin_long_absence, worker, phase=STAFF_LEAVE)
        for worker in self.workers:
            if worker.employed_to < self.horizon:
                self.agenda.at(worker.employed_to, self._leave_for_good, worker, phase=STAFF_LEAVE)

    def _call_next_opening(self) -> None:
        minute, slots = next(self.openings, (NEVER, ()))
        if minute < self.horizon:
            self.agenda.at(minute, self._come_in, [(worker, until) for _, worker, until in slots])

    # A case goes from step to step.

    def _receive(self, call: Call) -> None:
        now = self.agenda.now
        while self.arrivals and self.begins[self.arrivals[-1]] <= now:
            case = self.arrivals.pop()
            self._go_on(case, self.begins[case])
        if self.arrivals:
            self.agenda.at(self.begins[self.arrivals[-1]], self._receive)

    def _go_on(self, case: int, ready: int) -> None:
        """Begin the case's present step, ready since ``ready``; close the case if none is left."""
        while True:
            step = self.step[case]
            if step == self.first[case + 1]:
                self._release(case, ready)
                self.journal.closed(case, ready)
                return
            activity = self.activity[step]
            kind = self.network.kind[activity]
            if kind == WORK:
                self.left[case] = self.effort[step]
                self._offer(case, ready)
                return
            if kind != DELAY:
                self.gates[activity].join((self.priority[case], ready, case), self.deferrals[step])
                return
            over = ready + self.delay[step]
            if over > self.agenda.now:
                self.delayed[case] = ready
                self.agenda.at(over, self._end_delay, case)
                return
            self._end_step(case, ready=ready, start=ready, finish=over)
            ready = over

    def _offer(self, case: int, ready: int) -> None:
        """Put the case's work where it waits: in a list, in its worker's in-tray, or before both, for a worker."""
        step = self.step[case]
        activity = self.activity[step]
        key = (self.network.override[activity] or self.priority[case], ready, case)
        if not self.network.held[activity]:
            self.dispatch.join_list(self.list_of_step[step], key)
            return
        holder = self.holder[case]
        if holder is None:
            self.allocation.join(self.list_of_step[step], key)
        else:
            self.dispatch.join_tray(holder, key)

    def _end_step(
        self, case: int, *, ready: int, start: int, finish: int, worker: int = NO_WORKER, minutes: int = 0
    ) -> None:
        step = self.step[case]
        self.journal.visit(
            case, step - self.first[case], worker=worker, ready=ready, start=start, finish=finish, minutes=minutes,
            status=FINISHED,
        )  # fmt: skip
        if self.network.releases[self.activity[step]]:
            self._release(case, finish)
            self.rereads[case] = False  # what comes next is new to whoever takes it
        self.step[case] = step + 1

    def _end_delay(self, call: Call) -> None:
        case = call.payload
        now = self.agenda.now
        ready = self.delayed.pop(case)
        self._end_step(case, ready=ready, start=ready, finish=now)
        self._go_on(case, now)

    def _pass_gate(self, key: Key, at: int) -> None:
        _, ready, case = key
        self._end_step(case, ready=ready, start=at, finish=at)
        self._go_on(case, at)

    # Workers take steps and finish them.

    def _come_in(self, call: Call) -> None:
        for worker, until in call.payload:
            worker.present_until = until
            if worker.case == NOBODY:
                self.dispatch.is_free(worker)
            self.allocation.may_take_more(worker)
        self._call_next_opening()

    def _start(self, worker: Worker, key: Key) -> None:
        _, ready, case = key
        now = self.agenda.now
        worker.case = case
        worker.ready = ready
        worker.started = now
        worker.version += 1
        finish = worker.finish(now, self.left[case])
        if finish < self.horizon:
            self.agenda.at(finish, self._finish, (worker, worker.version))

    def _finish(self, call: Call) -> None:
        worker, version = call.payload
        if version != worker.version:
            return  # the step was handed back meanwhile
        case = worker.case
        now = self.agenda.now
        worker.case = NOBODY
        self._end_step(
            case, ready=worker.ready, start=worker.started, finish=now, worker=worker.number, minutes=self.left[case]
        )
        self.dispatch.is_free(worker)
        self._go_on(case, now)

    # Cases have workers of their own.

    def _allocate(self, worker: Worker, key: Key) -> None:
        _, ready, case = key
        self._hold(worker, case, joined=ready)
        if self.rereads[case]:
            self.rereads[case] = False
            self.left[case] += self.network.reread
        self.dispatch.join_tray(worker, key)

    def _hold(self, worker: Worker, case: int, *, joined: int) -> None:
        worker.cases.add(case)
        self.holder[case] = worker
        self.journal.allocated(case, worker.number, joined=joined, at=self.agenda.now)

    def _release(self, case: int, at: int) -> None:
        holder = self.holder[case]
        if holder is not None:
            holder.cases.remove(case)
            self.holder[case] = None
            self.journal.released(case, at)
            self.allocation.may_take_more(holder)

    # Long absences and leavers: what is in hand goes back, and cases go to other workers.

    def _begin_long_absence(self, call: Call) -> None:
        worker = call.payload
        self._put_back_step_in_hand(worker)
        limit = self.network.handback_priority
        self._give_up_cases(worker, [case for case in worker.cases if self.priority[case] <= limit])

    def _leave_for_good(self, call: Call) -> None:
        worker = call.payload
        self._put_back_step_in_hand(worker)
        self._give_up_cases(worker, list(worker.cases))

    def _put_back_step_in_hand(self, worker: Worker) -> None:
        case = worker.case
        if case == NOBODY:
            return
        now = self.agenda.now
        used = worker.done_by(now) - worker.done_by(worker.started)
        step = self.step[case]
        self.journal.visit(
            case, step - self.first[case], worker=worker.number, ready=worker.ready, start=worker.started, finish=now,
            minutes=used, status=HANDED_BACK,
        )  # fmt: skip
        self.left[case] -= used
        worker.case = NOBODY
        worker.version += 1
        self._offer(case, worker.ready)

    def _give_up_cases(self, worker: Worker, cases: list[int]) -> None:
        gone = set(cases)
        for case in sorted(gone):
            self._release(case, self.agenda.now)
            self.rereads[case] = True
        # Their held steps wait for a new worker; cases elsewhere on their way do so when they come to one.
        for key in worker.take_from_tray(gone):
            self.allocation.join(self.list_of_step[self.step[key[2]]], key)

    # The horizon.

    def _write_down_what_is_left(self) -> None:
        journal, first = self.journal, self.first
        for worker in self.workers:
            if worker.case != NOBODY:
                case = worker.case
                used = worker.done_by(self.horizon) - worker.done_by(worker.started)
                journal.visit(
                    case, self.step[case] - first[case], worker=worker.number, ready=worker.ready,
                    start=worker.started, finish=NEVER, minutes=used, status=IN_HAND,
                )  # fmt: skip
        for key in self.allocation.still_waiting():
            journal.waits_for_worker(key[2], joined=key[1])
        queues = [waiting.queue for waiting in (*self.shared, *self.for_allocation)]
        queues += [worker.tray for worker in self.workers]
        queues += [list(gate.waiting) for gate in self.gates.values()]
        for _, ready, case in (key for queue in queues for key in queue):
            self._unfinished(case, ready=ready, start=NEVER, status=WAITING)
        for case, ready in self.delayed.items():
            self._unfinished(case, ready=ready, start=ready, status=DELAYED)

    def _unfinished(self, case: int, *, ready: int, start: int, status: int) -> None:
        self.journal.visit(
            case, self.step[case] - self.first[case], worker=NO_WORKER, ready=ready, start=start, finish=NEVER,
            minutes=0, status=status,
        )  # fmt: skip
