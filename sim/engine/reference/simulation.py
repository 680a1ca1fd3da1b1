"""The service at work: the reference engine, on SimPy.

Read it from :class:`ServiceRun`: a case is received, goes from step to step, and is closed. A step
is work, a delay, a gate, a place asked for, or an await. Shared work waits in a list; held work
waits in the in-tray of the case's own worker, and before that for such a worker. Everything random
was drawn beforehand; where the state decides, both ways were drawn.
"""

from itertools import groupby

from sim.demand.tables import NO_STEP, Demand
from sim.engine.network import Network
from sim.engine.reference.agenda import Agenda, Call
from sim.engine.reference.allocation import Allocation
from sim.engine.reference.clients import ClientGroup
from sim.engine.reference.departures import Departures
from sim.engine.reference.dispatch import Dispatch
from sim.engine.reference.gates import GateQueue
from sim.engine.reference.handover import Handover
from sim.engine.reference.joint import JointSteps
from sim.engine.reference.journal import Journal
from sim.engine.reference.people import Key, WaitingList, Worker, make_lists, make_workers
from sim.engine.reference.places import Places
from sim.engine.reference.reception import first_reception
from sim.engine.reference.state import Cases
from sim.engine.reference.work import Work
from sim.engine.rules import (
    ASKING,
    AT_AWAIT,
    AT_GATE,
    CALLED_OFF,
    CLAIMED,
    GONE,
    IN_DELAY,
    IN_TRAY,
    NOBODY,
    ON_ALLOCATION_LIST,
    ON_LIST,
    SEEKING,
    STAFF_LEAVE,
)
from sim.eventlog.log import (
    ASSISTED,
    CANCELLED,
    COMPLETED,
    DELAYED,
    FINISHED,
    FULL,
    IN_HAND,
    NO_WORKER,
    OPEN,
    WAITING,
    EventLog,
)
from sim.scenario.pathway import AWAIT, DELAY, GATE, PLACE, WORK
from sim.units import NEVER
from sim.workforce.tables import Workforce


class ServiceRun(Cases):
    """One replication of the service. Build it, call :meth:`run` once, keep the log."""

    def __init__(self, network: Network, demand: Demand, workforce: Workforce, horizon: int) -> None:
        super().__init__(demand, network)
        self.network = network
        self.horizon = horizon
        self.agenda = Agenda(horizon)
        self.journal = Journal(demand.cases, demand.clients)
        self.visits = self.journal.visits
        self.workers = make_workers(workforce, network.pathway.leaving_notice)
        self.work = Work(self)
        shared, for_allocation = make_lists(network, self.workers)
        self.shared, self.for_allocation = shared, for_allocation
        self.dispatch = Dispatch(
            self.agenda, self.workers, shared, oldest_first=network.pathway.oldest_first, start=self.work.take_up
        )
        self.allocation = Allocation(self.agenda, for_allocation, allocate=self._allocate)
        self.places = Places(self.agenda, shared, limited=network.pathway.place_limits, answer=self._answer_place)
        self.joint = JointSteps(self.agenda, shared, begin=self.work.begin_joint, again=self.seek_again)
        self.gates = {
            rule.activity: GateQueue(self.agenda, rule, place, passes=self._pass_gate)
            for place, rule in enumerate(network.pathway.gates)
        }
        self.delayed: dict[int, int] = {}
        self.awaiting: dict[int, int] = {}
        self.departures = Departures(self)
        self.handover = Handover(self)
        self._take_in_demand(demand)
        self._take_in_workforce(workforce)
        self.clients = ClientGroup(
            self.agenda, demand, self.journal, network.pathway.review_after, comes=self.comes_now,
            ends=self.departures.end, received_from=self.first_reception_of,
        )  # fmt: skip

    def run(self) -> EventLog:
        """Let the whole period pass, from midnight of the first day to the horizon.

        Returns
        -------
        EventLog
            Every visit, allocation and closing, in canonical order.
        """
        if self.arrivals:
            self.agenda.at(self.begins[self.arrivals[-1]], self._receive)
        self.agenda.run_to_horizon()
        self._write_down_what_is_left()
        return self.journal.event_log(self.horizon)

    # Day one's open cases have workers already, and everybody else is yet to come.

    def _take_in_demand(self, demand: Demand) -> None:
        # The next to come stands last.
        come = demand.begins.argsort(kind="stable")[::-1]
        self.arrivals: list[int] = come[demand.begins[come] < NEVER].tolist()
        asked = self.network.asked
        for case, number in zip(asked.held.tolist(), self.network.list_of_pair[asked.of_holder].tolist(), strict=True):
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
        if self.network.pathway.handback_after is not None:
            length = workforce.absence_to - workforce.absence_from
            for absence in (length > self.network.pathway.handback_after).nonzero()[0].tolist():
                worker = self.workers[int(workforce.absence_worker[absence])]
                begins = int(workforce.absence_from[absence])
                self.agenda.at(begins, self.handover.begin_long_absence, worker, phase=STAFF_LEAVE)
        for worker in self.workers:
            self.agenda.at(worker.employed_to, self.handover.leave_for_good, worker, phase=STAFF_LEAVE)

    def _call_next_opening(self) -> None:
        minute, slots = next(self.openings, (NEVER, ()))
        self.agenda.at(minute, self._come_in, [(worker, until) for _, worker, until in slots])

    # A case comes.

    def _receive(self, call: Call) -> None:
        now = self.agenda.now
        begins = self.begins
        while self.arrivals and begins[self.arrivals[-1]] <= now:
            case = self.arrivals.pop()
            self._comes(case, received=self.contact[case], ready=begins[case])
        if self.arrivals:
            self.agenda.at(begins[self.arrivals[-1]], self._receive)

    def comes_now(self, case: int) -> None:
        """A case that another or a client has brought about."""
        self._comes(case, received=self.agenda.now, ready=self.agenda.now)

    def _comes(self, case: int, *, received: int, ready: int) -> None:
        self.journal.comes(case, received)
        if self.ends[case] < NEVER:
            self.departures.expect_death(case, received)
        if self.client[case] >= 0:
            self.clients.opened(self.client[case], case)
        self.go_on(case, ready)

    def first_reception_of(self, case: int, minute: int) -> int:
        """The first minute at or after another at which the case's stream receives anybody."""
        return first_reception(self.network.pathway.reception[self.stream[case]], minute)

    # It goes from step to step.

    def go_on(self, case: int, ready: int) -> None:
        """Begin the case's present step, ready since ``ready``; close the case if none is left."""
        while True:
            step = self.step[case]
            if step == NO_STEP:
                self.close(case, ready, COMPLETED)
                return
            if step in self.beside:
                for child in self.beside[step]:
                    self._comes(child, received=ready, ready=ready)
            activity = self.activity[step]
            kind = self.kind[activity]
            if kind == WORK:
                self.left[case] = self.effort[step]
                self.begun[case] = False
                if self.rereads[case] and self.held[activity] and self.holder[case] is not None:
                    self._reread(case)  # a place has brought the case its new worker
                self.offer(case, ready, since=ready)
                if self.step_expiry[step]:
                    self.departures.expect_end_of_patience(case, ready)
                return
            over = ready + self.delay[step] if kind == DELAY else ready
            if self._stops(case, kind, ready, over):
                return
            self._end_step(case, ready=ready, start=ready, finish=over)
            ready = over

    def _stops(self, case: int, kind: int, ready: int, over: int) -> bool:
        """Whether a step that is not work keeps the case for now; if so it stands there."""
        step = self.step[case]
        activity = self.activity[step]
        if kind == DELAY:
            if over > self.agenda.now:
                self._stand(case, IN_DELAY, ready)
                self.delayed[case] = ready
                self.agenda.at(over, self._end_delay, case)
                return True
        elif kind == GATE:
            if not self.gates[activity].lets_through(self.priority[case]):
                self._stand(case, AT_GATE, ready)
                self.gates[activity].join(self.key[case], self.deferrals[step])
                return True
        elif kind == PLACE:
            if self.holder[case] is None:
                self._stand(case, ASKING, ready)
                self.places.ask(self.list_of_step[step], self.key[case])
                return True
        elif kind == AWAIT:
            side = self.awaits[step]
            if side >= 0 and self.journal.outcome[side] == OPEN:
                self._stand(case, AT_AWAIT, ready)
                self.awaiting[side] = case
                return True
        return False

    def _stand(self, case: int, where: int, ready: int) -> None:
        self.at[case] = where
        self.key[case] = self._key(case, ready)

    def _key(self, case: int, ready: int) -> Key:
        """Its place in a queue: by priority or due date, then by how long it has been ready."""
        override = self.override[self.activity[self.step[case]]]
        if self.due is None:
            return (override or self.priority[case], ready, case)
        if override:
            return (ready + self.due[override], ready, case)
        return (self.journal.received[case] + self.due[self.priority[case]], ready, case)

    def offer(self, case: int, ready: int, *, since: int) -> None:
        """Put the case's work where it waits: in a list, in its worker's in-tray, or before both, for a worker."""
        step = self.step[case]
        activity = self.activity[step]
        key = self.key[case] = self._key(case, ready)
        if not self.held[activity]:
            self.at[case] = ON_LIST
            self.dispatch.join_list(self.list_of_step[step], key)
        elif (holder := self.holder[case]) is None:
            self.at[case] = ON_ALLOCATION_LIST
            self.allocation.join(self.list_of_step[step], key)
        else:
            self.at[case] = IN_TRAY
            self.dispatch.join_tray(holder, key)
            return
        if self.expiry[case] and not self.worked[case]:
            self.departures.stands_on_a_list(case, since)

    def _end_step(self, case: int, *, ready: int, start: int, finish: int) -> None:
        self.write_visit(case, NO_WORKER, ready=ready, start=start, finish=finish, minutes=0, status=FINISHED)
        self.leave_step(case, finish)

    def leave_step(self, case: int, at: int) -> None:
        """The present step is done: what it frees and brings about, and which step follows."""
        step = self.step[case]
        if self.releases[self.activity[step]]:
            self.release(case, at)
            self.rereads[case] = False  # what comes next is new to whoever takes it
        if self.joins[step] >= 0:
            self.clients.joins(self.joins[step], at)
        self.step[case] = self.onward[step]

    def write_visit(
        self, case: int, worker: int, *, ready: int, start: int, finish: int, minutes: int, status: int
    ) -> None:
        """Write down a stay of the case at its present step."""
        step = self.step[case] - self.first[case]
        self.visits.extend((case, step, worker, ready, start, finish, minutes, status))

    def _end_delay(self, call: Call) -> None:
        case = call.payload
        if case not in self.delayed:
            return  # it has left meanwhile
        ready = self.delayed.pop(case)
        now = self.agenda.now
        self._end_step(case, ready=ready, start=ready, finish=now)
        self.go_on(case, now)

    def _pass_gate(self, key: Key, at: int) -> None:
        _, ready, case = key
        self._end_step(case, ready=ready, start=at, finish=at)
        self.go_on(case, at)

    def _answer_place(self, key: Key, worker: Worker | None) -> None:
        _, ready, case = key
        now = self.agenda.now
        if worker is not None:
            self._hold(worker, case, joined=ready)
            self._end_step(case, ready=ready, start=now, finish=now)
        else:
            otherwise = self.otherwise[self.step[case]]
            self.write_visit(case, NO_WORKER, ready=ready, start=now, finish=now, minutes=0, status=FULL)
            self.step[case] = otherwise
        self.go_on(case, now)

    def close(self, case: int, at: int, outcome: int) -> None:
        """The case's pathway ends; what was part of it is called off, and what may follow is set going."""
        self.release(case, at)
        self.at[case] = GONE
        self.journal.closes(case, at, outcome)
        if case in self.parts:
            self.call_off(self.parts[case])
        if case in self.awaiting:
            self._end_await(self.awaiting.pop(case))
        if case in self.returns:
            self.departures.expect_return(case, at, outcome)
        if self.client[case] >= 0:
            self.clients.closed(self.client[case], case, at)

    def _end_await(self, case: int) -> None:
        now = self.agenda.now
        self._end_step(case, ready=self.key[case][1], start=now, finish=now)
        self.go_on(case, now)

    def call_off(self, parts: list[int]) -> None:
        """Side work and chasing calls end with what they belong to, after what happens in this minute anyway."""
        if any(self.journal.outcome[part] == OPEN for part in parts):
            self.agenda.at(self.agenda.now, self._end_parts, parts, phase=CALLED_OFF)

    def _end_parts(self, call: Call) -> None:
        for part in call.payload:
            if self.journal.outcome[part] == OPEN:
                self.departures.leave(part, CANCELLED)

    # Workers come in; what they do then is in `work`.

    def _come_in(self, call: Call) -> None:
        for worker, until in call.payload:
            worker.present_until = until
            if worker.case == NOBODY:
                self.dispatch.is_free(worker)
            self.allocation.may_take_more(worker)
        self.joint.try_again()
        self._call_next_opening()

    def seek_again(self, case: int) -> None:
        """A joint step stands in its worker's tray again, to be tried once more."""
        self.offer(case, self.key[case][1], since=self.agenda.now)

    # Cases have workers of their own.

    def _allocate(self, worker: Worker, key: Key) -> None:
        _, ready, case = key
        self._hold(worker, case, joined=ready)
        if self.expiry[case]:
            self.departures.leaves_the_list(case)
        if self.rereads[case]:
            self._reread(case)
        self.at[case] = IN_TRAY
        self.dispatch.join_tray(worker, key)

    def _reread(self, case: int) -> None:
        self.rereads[case] = False
        self.left[case] += self.network.pathway.reread

    def _hold(self, worker: Worker, case: int, *, joined: int) -> None:
        worker.cases.add(case)
        self.holder[case] = worker
        self.journal.allocated(case, worker.number, joined=joined, at=self.agenda.now)

    def release(self, case: int, at: int) -> None:
        """Free the case's caseload place, if it has one."""
        holder = self.holder[case]
        if holder is not None:
            holder.cases.remove(case)
            self.holder[case] = None
            self.journal.freed(case, at)
            self.allocation.may_take_more(holder)

    # The horizon.

    def _write_down_what_is_left(self) -> None:
        for worker in self.workers:
            self.work.write_set_aside(worker)
            if worker.case >= 0:
                used = worker.done_by(self.horizon) - worker.done_by(worker.started)
                self.write_visit(
                    worker.case, worker.number, ready=worker.ready, start=worker.started, finish=NEVER,
                    minutes=used, status=ASSISTED if worker.second else IN_HAND,
                )  # fmt: skip
        for case, where in enumerate(self.at):
            ready = self.key[case][1]
            if where == IN_DELAY:
                self._unfinished(case, ready, start=ready, status=DELAYED)
            elif where in (ON_LIST, ON_ALLOCATION_LIST, IN_TRAY, SEEKING, CLAIMED, AT_GATE, AT_AWAIT):
                self._unfinished(case, ready, start=NEVER, status=WAITING)
            if where == ON_ALLOCATION_LIST:
                self.journal.without_worker(case, joined=ready)

    def _unfinished(self, case: int, ready: int, *, start: int, status: int) -> None:
        self.write_visit(case, NO_WORKER, ready=ready, start=start, finish=NEVER, minutes=0, status=status)
