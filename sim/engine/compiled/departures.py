"""People who do not wait for ever: what becomes of cases because of their people, not of the service."""

from sim.demand.tables import ESCALATE, REROUTE, WITHDRAW
from sim.engine.compiled import clients, clocks, gates, handover, journal, places, steps
from sim.engine.compiled.agenda import LET_THEM_ACT, call
from sim.engine.compiled.allocation import leave_allocation
from sim.engine.compiled.dispatch import leave_list
from sim.engine.compiled.pairs import add_pair, take_least
from sim.engine.compiled.people import list_of
from sim.engine.compiled.state import (
    FAR,
    NONE,
    World,
    activity_at,
    activity_of,
    case_at,
    client_at,
    extra_at,
    given_at,
    number_at,
    pair_at,
    pair_of,
    part,
    stand_at,
    step_at,
)
from sim.engine.rules import (
    ASKING,
    AT_AWAIT,
    AT_GATE,
    CLAIMED,
    IN_DELAY,
    IN_TRAY,
    IN_WORK,
    ON_ALLOCATION_LIST,
    ON_LIST,
    PATIENCE_WITH_STEP,
    SEEKING,
    UNSTARTED,
)
from sim.eventlog.log import ENDED, LEFT, NO_WORKER, OPEN, WITHDRAWN

# Patience with a step runs from ready to its first start, wherever the case waits.


@part
def end_step_patience(w: World, case: int, step: int) -> None:
    """Patience with a step is over; what becomes of it is seen once all are known whose is."""
    if not _is_still_asked_for(w, case, step):
        return
    if w.ended_count == 0:
        call(w, w.now, PATIENCE_WITH_STEP, LET_THEM_ACT, NONE, NONE, NONE)
    if w.ended_count == w.frame_room:
        w.short = 1
        return
    entry = stand_at(w.ended, w.ended_count)
    entry.case = case
    entry.step = step
    w.ended_count += 1


@part
def _is_still_asked_for(w: World, case: int, step: int) -> bool:
    """Whether nobody has begun the step and the case stands there yet; if not, it never will again."""
    row = case_at(w.cases, case)
    return row.step == step and not row.begun and row.at in UNSTARTED


@part
def let_them_act(w: World) -> None:
    """A case before what is part of it, whichever clock was set first."""
    for place in range(w.ended_count):
        entry = stand_at(w.ended, place)
        add_pair(w, entry.case, entry.step, NONE)
    w.ended_count = 0
    while w.pair_count > 0:
        case = pair_at(w.pairs, 0).key
        at_step = take_least(w)
        if _is_still_asked_for(w, case, at_step):
            step = step_at(w.steps, at_step)
            extra = extra_at(w.extras, step.extra)
            work_type = given_at(w.givens, case).work_type
            priority = number_at(w.escalates_at, activity_of(step.asked) * w.work_types + work_type).value
            _act(w, case, extra.expiry, priority, extra.otherwise)


# Patience with the service as a whole runs on lists only, until somebody has worked on the case.


@part
def end_case_patience(w: World, case: int, version: int) -> None:
    """Patience with the service is over, if the clock has run since it was set."""
    row = case_at(w.cases, case)
    on_list = row.at == ON_LIST or row.at == ON_ALLOCATION_LIST
    if version == row.list_version and on_list and not row.worked:
        row.on_list_since = clocks.NOT_THERE
        expiry = row.expiry
        row.expiry = 0
        given = given_at(w.givens, case)
        _act(w, case, expiry, number_at(w.escalates_in, given.stream).value, given.reroute)


@part
def _act(w: World, case: int, expiry: int, priority: int, elsewhere: int) -> None:
    if expiry == WITHDRAW:
        leave(w, case, WITHDRAWN)
    elif expiry == ESCALATE:
        _escalate(w, case, priority)
    elif expiry == REROUTE:
        _take_from_where_it_stands(w, case)
        # Nobody asks any more about the step that is left.
        row = case_at(w.cases, case)
        extra = extra_at(w.extras, step_at(w.steps, row.step).extra)
        steps.call_off(w, extra.chasers_from, extra.beside_to)
        row.step = elsewhere
        steps.go_on(w, case, w.now)


@part
def _escalate(w: World, case: int, priority: int) -> None:
    row = case_at(w.cases, case)
    if priority >= row.priority:
        return
    where, ready = row.at, row.ready
    row.priority = priority
    journal.escalated(w, case, w.now, number_at(w.positions, priority).value)
    if where != SEEKING and where != CLAIMED:
        _take_from_queue(w, case)
        steps.offer(w, case, ready, w.now)


# Death ends a case wherever it stands; work in hand is finished first.


@part
def end(w: World, case: int) -> None:
    """The case ends because its person has died or left support."""
    if case_at(w.cases, case).outcome == OPEN:
        leave(w, case, ENDED)


@part
def leave(w: World, case: int, outcome: int) -> None:
    """Close an open case before it has gone its way; if somebody works on it, when they look up."""
    row = case_at(w.cases, case)
    if row.at == IN_WORK:
        if row.leaving == NONE:
            row.leaving = outcome
        return
    _take_from_where_it_stands(w, case)
    steps.close(w, case, w.now, outcome)


@part
def end_parts(w: World, parts_from: int, parts_to: int, outcome: int) -> None:
    """Side work and calls end with what they belong to."""
    for place in range(parts_from, parts_to):
        part = stand_at(w.children, place).case
        if case_at(w.cases, part).outcome == OPEN:
            leave(w, part, outcome)


@part
def client_leaves(w: World, number: int) -> None:
    """Whoever leaves support takes their open cases with them."""
    client = client_at(w.clients, number)
    client.gone = 1
    case = client.first_open
    while case != NONE:
        add_pair(w, 0, case, NONE)
        case = case_at(w.cases, case).open_next
    while w.pair_count > 0:
        end(w, take_least(w))


@part
def _take_from_where_it_stands(w: World, case: int) -> None:
    """Take the case out of its queue or delay, and write down the stay that ends."""
    row = case_at(w.cases, case)
    where, ready = row.at, row.ready
    _take_from_queue(w, case)
    start = ready if where == IN_DELAY else FAR
    journal.write_visit(w, case, NO_WORKER, ready, start, w.now, 0, LEFT)
    if where == ON_ALLOCATION_LIST:
        journal.without_worker(w, case, ready, w.now)


@part
def _take_from_queue(w: World, case: int) -> None:
    row = case_at(w.cases, case)
    step = step_at(w.steps, row.step)
    clocks.leaves_the_list(w, case)
    if row.at == ON_LIST:
        leave_list(w, list_of(w, pair_of(step.asked)), case)
    elif row.at == ON_ALLOCATION_LIST:
        leave_allocation(w, list_of(w, pair_of(step.asked)), case)
    elif row.at == IN_TRAY or row.at == SEEKING or row.at == CLAIMED:
        handover.take_from_worker(w, case)
    elif row.at == AT_GATE:
        gates.leave_gate(w, activity_at(w.activities, activity_of(step.asked)).gate, case)
    elif row.at == ASKING:
        places.ask_no_longer(w, case)
    elif row.at == AT_AWAIT:
        case_at(w.cases, extra_at(w.extras, step.extra).awaits).awaited_by = NONE


# Some come back.


@part
def come_back(w: World, case: int) -> None:
    """Somebody comes back, unless they have left support."""
    client = case_at(w.cases, case).client
    if client < 0 or not clients.has_left(w, client):
        steps.comes(w, case, w.now, w.now)
