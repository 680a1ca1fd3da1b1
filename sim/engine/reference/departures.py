"""People who do not wait for ever: patience, escalation, death, coming back."""

from typing import TYPE_CHECKING

from sim.demand.tables import ESCALATE, REROUTE, WITHDRAW
from sim.engine.reference.agenda import Call
from sim.engine.rules import (
    ASKING,
    AT_AWAIT,
    AT_GATE,
    CLAIMED,
    DEATHS,
    GONE,
    IN_DELAY,
    IN_TRAY,
    IN_WORK,
    NOT_COME,
    ON_ALLOCATION_LIST,
    ON_LIST,
    PATIENCE_WITH_CASE,
    PATIENCE_WITH_STEP,
    SEEKING,
    UNSTARTED,
)
from sim.eventlog.log import ENDED, LEFT, NO_WORKER, OPEN, WITHDRAWN
from sim.units import NEVER

if TYPE_CHECKING:
    from sim.engine.reference.simulation import ServiceRun


class Departures:
    """What becomes of cases because of their people, not of the service."""

    def __init__(self, run: "ServiceRun") -> None:
        self._run = run
        self._patience_left: dict[int, int] = {}
        self._on_list_since: dict[int, int] = {}
        self._version: dict[int, int] = {}
        self._out_of_patience: list[tuple[int, int]] = []

    # Patience with a step runs from ready to its first start, wherever the case waits.

    def expect_end_of_patience(self, case: int, ready: int) -> None:
        """Start the clock of the case's present step."""
        step = self._run.step[case]
        ends = ready + self._run.step_patience[step]
        self._run.agenda.at(ends, self._end_patience_with_step, (case, step), phase=PATIENCE_WITH_STEP)

    def _end_patience_with_step(self, call: Call) -> None:
        if not self._is_still_asked_for(*call.payload):
            return
        if not self._out_of_patience:
            self._run.agenda.at(self._run.agenda.now, self._let_them_act, phase=PATIENCE_WITH_STEP)
        self._out_of_patience.append(call.payload)

    def _is_still_asked_for(self, case: int, step: int) -> bool:
        """Whether nobody has begun the step and the case stands there yet; if not, it never will again."""
        run = self._run
        return run.step[case] == step and not run.begun[case] and run.at[case] in UNSTARTED

    def _let_them_act(self, call: Call) -> None:
        # A case before what is part of it, whichever clock was set first.
        run = self._run
        ended, self._out_of_patience = self._out_of_patience, []
        for case, step in sorted(ended):
            if self._is_still_asked_for(case, step):
                priority = run.network.pathway.escalates_at[run.activity[step]][run.work_type[case]]
                self._act(case, run.step_expiry[step], priority, run.otherwise[step])

    # Patience with the service as a whole runs on lists only, until somebody has worked on the case.

    def stands_on_a_list(self, case: int, since: int) -> None:
        """The case's clock runs on."""
        left = self._patience_left.setdefault(case, self._run.patience[case])
        self._on_list_since[case] = since
        version = self._version[case] = self._version.get(case, 0) + 1
        ends = since + left
        self._run.agenda.at(ends, self._end_patience_with_case, (case, version), phase=PATIENCE_WITH_CASE)

    def leaves_the_list(self, case: int) -> None:
        """The case's clock stands still."""
        if case in self._on_list_since:
            self._patience_left[case] -= self._run.agenda.now - self._on_list_since.pop(case)
            self._version[case] += 1

    def _end_patience_with_case(self, call: Call) -> None:
        case, version = call.payload
        run = self._run
        on_list = run.at[case] in (ON_LIST, ON_ALLOCATION_LIST)
        if version == self._version[case] and on_list and not run.worked[case]:
            del self._on_list_since[case]
            expiry, run.expiry[case] = run.expiry[case], 0
            self._act(case, expiry, run.network.pathway.escalates_in[run.stream[case]], run.reroute[case])

    def _act(self, case: int, expiry: int, priority: int, elsewhere: int) -> None:
        if expiry == WITHDRAW:
            self.leave(case, WITHDRAWN)
        elif expiry == ESCALATE:
            self._escalate(case, priority)
        elif expiry == REROUTE:
            self._take_from_where_it_stands(case)
            # Nobody asks any more about the step that is left.
            self._run.call_off(self._run.chasers.get(self._run.step[case], []))
            self._run.step[case] = elsewhere
            self._run.go_on(case, self._run.agenda.now)

    def _escalate(self, case: int, priority: int) -> None:
        run = self._run
        if priority >= run.priority[case]:
            return
        where, key = run.at[case], run.key[case]
        run.priority[case] = priority
        run.journal.escalated(case, run.agenda.now, run.network.pathway.priorities[priority])
        if where not in (SEEKING, CLAIMED):
            self._take_from_queue(case)
            run.offer(case, key[1], since=run.agenda.now)

    # Death ends a case wherever it stands; work in hand is finished first.

    def expect_death(self, case: int, received: int) -> None:
        """The person of a case that has come will die."""
        self._run.agenda.at(received + self._run.ends[case], self._die, case, phase=DEATHS)

    def _die(self, call: Call) -> None:
        self.end(call.payload)

    def end(self, case: int) -> None:
        """The case ends because its person has died or left support."""
        if self._run.journal.outcome[case] == OPEN:
            self.leave(case, ENDED)

    def leave(self, case: int, outcome: int) -> None:
        """Close an open case before it has gone its way; if somebody works on it, when they look up."""
        run = self._run
        if run.at[case] == IN_WORK:
            run.work.leaving.setdefault(case, outcome)
            return
        self._take_from_where_it_stands(case)
        run.close(case, run.agenda.now, outcome)

    def _take_from_where_it_stands(self, case: int) -> None:
        """Take the case out of its queue or delay, and write down the stay that ends."""
        run = self._run
        where, ready = run.at[case], run.key[case][1]
        self._take_from_queue(case)
        start = ready if where == IN_DELAY else NEVER
        run.write_visit(case, NO_WORKER, ready=ready, start=start, finish=run.agenda.now, minutes=0, status=LEFT)
        if where == ON_ALLOCATION_LIST:
            run.journal.without_worker(case, joined=ready, until=run.agenda.now)

    def _take_from_queue(self, case: int) -> None:
        run = self._run
        where, key, step = run.at[case], run.key[case], run.step[case]
        self.leaves_the_list(case)
        if where == ON_LIST:
            run.dispatch.leave_list(run.list_of_step[step], key)
        elif where == ON_ALLOCATION_LIST:
            run.allocation.leave(run.list_of_step[step], key)
        elif where in (IN_TRAY, SEEKING, CLAIMED):
            run.handover.take_from_worker(case)
        elif where == IN_DELAY:
            del run.delayed[case]
        elif where == AT_GATE:
            run.gates[run.activity[step]].leave(key)
        elif where == ASKING:
            run.places.leave(key)
        elif where == AT_AWAIT:
            del run.awaiting[run.awaits[step]]
        else:
            assert where not in (NOT_COME, GONE), "only an open case can leave"

    # Some come back.

    def expect_return(self, case: int, closed: int, outcome: int) -> None:
        """The person of a case that is closed comes back after a time, unless they have died by then."""
        run = self._run
        if outcome == ENDED:
            return
        dies = run.journal.received[case] + run.ends[case]
        for later in run.returns[case]:
            comes = run.first_reception_of(later, closed + run.gap[later])
            if comes < dies:
                run.agenda.at(comes, self._return, later)

    def _return(self, call: Call) -> None:
        case = call.payload
        client = self._run.client[case]
        if client < 0 or not self._run.clients.has_left(client):
            self._run.comes_now(case)
