"""A case goes from step to step: it comes, is offered where it waits, goes on, and is closed.

What one case's going on sets off in others is done at once, as in a function that calls itself; the frames of what
is still to be done after that stand in a table.
"""

from sim.compiled.rows import fetch_ahead
from sim.demand.tables import NO_STEP
from sim.engine.compiled import clients, clocks, gates, journal, places
from sim.engine.compiled.agenda import END_DELAY, END_PARTS, call
from sim.engine.compiled.allocation import join_allocation, may_take_more
from sim.engine.compiled.dispatch import join_list, join_tray
from sim.engine.compiled.people import holds, holds_no_more, list_of, packed_key
from sim.engine.compiled.state import (
    FAR,
    NONE,
    World,
    activity_at,
    activity_of,
    case_at,
    extra_at,
    frame_at,
    node_at,
    number_at,
    pair_of,
    part,
    stand_at,
    step_at,
)
from sim.engine.rules import (
    ASKING,
    AT_AWAIT,
    AT_GATE,
    CALLED_OFF,
    GONE,
    IN_DELAY,
    IN_TRAY,
    NOBODY,
    ON_ALLOCATION_LIST,
    ON_LIST,
    ORDINARY,
)
from sim.eventlog.log import COMPLETED, FINISHED, NO_WORKER, OPEN
from sim.scenario.pathway import AWAIT, DELAY, GATE, PLACE, WORK

_GO_ON, _GO_ON_BESIDE, _COME, _END_CLOSING = range(4)
"""What is still to be done: go on with a step; the same once the cases beside it have come; a case comes; the rest of
a closing."""


@part
def _later(w: World, kind: int, case: int, a: int, outcome: int) -> None:
    if w.frame_count == w.frame_room:
        w.short = 1
        return
    frame = frame_at(w.frames, w.frame_count)
    frame.kind, frame.case, frame.a, frame.outcome = kind, case, a, outcome
    w.frame_count += 1


@part
def _do_down_to(w: World, base: int) -> None:
    """Do what is still to be done, the last first, down to what stood there before."""
    while w.frame_count > base:
        w.frame_count -= 1
        frame = frame_at(w.frames, w.frame_count)
        kind, case, a, outcome = frame.kind, frame.case, frame.a, frame.outcome
        if kind == _GO_ON:
            _go_on(w, case, a, False)
        elif kind == _GO_ON_BESIDE:
            _go_on(w, case, a, True)
        elif kind == _COME:
            _come(w, case, a, a)
        else:
            _end_closing(w, case, a, outcome)


# A case comes.


@part
def comes(w: World, case: int, received: int, ready: int) -> None:
    """A case is received, and its first step is ready."""
    base = w.frame_count
    _come(w, case, received, ready)
    _do_down_to(w, base)


@part
def _come(w: World, case: int, received: int, ready: int) -> None:
    row = case_at(w.cases, case)
    journal.comes(w, case, received)
    if row.ends < FAR:
        clocks.expect_death(w, case, received)
    if row.client >= 0:
        clients.opened(w, row.client, case)
    _go_on(w, case, ready, False)


# It goes from step to step.


@part
def go_on(w: World, case: int, ready: int) -> None:
    """Begin the case's present step, ready since ``ready``; close the case if none is left."""
    base = w.frame_count
    _go_on(w, case, ready, False)
    _do_down_to(w, base)


@part
def _go_on(w: World, case: int, ready: int, beside: bool) -> None:
    row = case_at(w.cases, case)
    while True:
        if row.step == NO_STEP:
            _close(w, case, ready, COMPLETED)
            return
        step = step_at(w.steps, row.step)
        extra = extra_at(w.extras, step.extra)
        if not beside and extra.beside_from < extra.beside_to:
            _later(w, _GO_ON_BESIDE, case, ready, NONE)
            for place in range(extra.beside_from, extra.beside_to):
                child = stand_at(w.children, place)
                fetch_ahead(case_at(w.cases, child.case))
                fetch_ahead(step_at(w.steps, child.step))
            for place in range(extra.beside_to - 1, extra.beside_from - 1, -1):
                _later(w, _COME, stand_at(w.children, place).case, ready, NONE)
            return
        beside = False
        activity = activity_at(w.activities, activity_of(step.asked))
        if activity.kind == WORK:
            row.left = step.minutes
            row.begun = 0
            row.extra = step.extra
            if row.rereads and activity.held and row.holder != NOBODY:
                reread(w, case)  # a place has brought the case its new worker
            offer(w, case, ready, ready)
            if extra.expiry:
                clocks.expect_end_of_patience(w, case, ready)
            return
        over = ready + step.minutes if activity.kind == DELAY else ready
        if _stops(w, case, activity.kind, ready, over):
            return
        _end_step(w, case, ready, ready, over)
        ready = over


@part
def _stops(w: World, case: int, kind: int, ready: int, over: int) -> bool:
    """Whether a step that is not work keeps the case for now; if so it stands there."""
    row = case_at(w.cases, case)
    step = step_at(w.steps, row.step)
    if kind == DELAY:
        if over > w.now:
            _stand(w, case, IN_DELAY, ready)
            call(w, over, ORDINARY, END_DELAY, case, NONE, NONE)
            return True
    elif kind == GATE:
        gate = activity_at(w.activities, activity_of(step.asked)).gate
        if not gates.lets_through(w, gate, row.priority):
            _stand(w, case, AT_GATE, ready)
            gates.join_gate(w, gate, case, extra_at(w.extras, step.extra).deferrals)
            return True
    elif kind == PLACE:
        if row.holder == NOBODY:
            _stand(w, case, ASKING, ready)
            places.ask(w, case)
            return True
    elif kind == AWAIT:
        side = extra_at(w.extras, step.extra).awaits
        if side >= 0 and case_at(w.cases, side).outcome == OPEN:
            _stand(w, case, AT_AWAIT, ready)
            case_at(w.cases, side).awaited_by = case
            return True
    return False


@part
def _stand(w: World, case: int, where: int, ready: int) -> None:
    row = case_at(w.cases, case)
    row.at = where
    row.ready = ready
    node_at(w.nodes, case).key = _key(w, case, ready)


@part
def _key(w: World, case: int, ready: int) -> int:
    """Its place in a queue: by priority or due date, then by how long it has been ready."""
    row = case_at(w.cases, case)
    override = activity_at(w.activities, activity_of(step_at(w.steps, row.step).asked)).override
    if not w.by_due_date:
        return packed_key(override if override else row.priority, ready)
    if override:
        return packed_key(ready + number_at(w.due_after, override).value, ready)
    return packed_key(row.received + number_at(w.due_after, row.priority).value, ready)


@part
def offer(w: World, case: int, ready: int, since: int) -> None:
    """Put the case's work where it waits: in a list, in its worker's in-tray, or before both, for a worker."""
    row = case_at(w.cases, case)
    step = step_at(w.steps, row.step)
    row.ready = ready
    node_at(w.nodes, case).key = _key(w, case, ready)
    if not activity_at(w.activities, activity_of(step.asked)).held:
        row.at = ON_LIST
        join_list(w, list_of(w, pair_of(step.asked)), case)
    elif row.holder == NOBODY:
        row.at = ON_ALLOCATION_LIST
        join_allocation(w, list_of(w, pair_of(step.asked)), case)
    else:
        row.at = IN_TRAY
        join_tray(w, row.holder, case)
        return
    if row.expiry and not row.worked:
        clocks.stands_on_a_list(w, case, since)


@part
def _end_step(w: World, case: int, ready: int, start: int, finish: int) -> None:
    journal.write_visit(w, case, NO_WORKER, ready, start, finish, 0, FINISHED)
    leave_step(w, case, finish)


@part
def leave_step(w: World, case: int, at: int) -> None:
    """The present step is done: what it frees and brings about, and which step follows."""
    row = case_at(w.cases, case)
    step = step_at(w.steps, row.step)
    if activity_at(w.activities, activity_of(step.asked)).releases:
        release(w, case, at)
        row.rereads = 0  # what comes next is new to whoever takes it
    client = extra_at(w.extras, step.extra).joins
    if client >= 0:
        clients.joins(w, client, at)
    row.step = step.onward


@part
def end_delay(w: World, case: int) -> None:
    """A delay is over, if the case has not left meanwhile."""
    row = case_at(w.cases, case)
    if row.at == IN_DELAY:
        _end_step(w, case, row.ready, row.ready, w.now)
        go_on(w, case, w.now)


@part
def pass_gate(w: World, case: int) -> None:
    """A gate lets a case through."""
    _end_step(w, case, case_at(w.cases, case).ready, w.now, w.now)
    go_on(w, case, w.now)


@part
def close(w: World, case: int, at: int, outcome: int) -> None:
    """The case's pathway ends; what was part of it is called off, and what may follow is set going."""
    base = w.frame_count
    _close(w, case, at, outcome)
    _do_down_to(w, base)


@part
def _close(w: World, case: int, at: int, outcome: int) -> None:
    row = case_at(w.cases, case)
    release(w, case, at)
    row.at = GONE
    journal.closes(w, case, at, outcome)
    call_off(w, row.parts_from, row.parts_to)
    waiting = row.awaited_by
    if waiting == NONE:
        _end_closing(w, case, at, outcome)
    else:
        row.awaited_by = NONE
        _end_step(w, waiting, case_at(w.cases, waiting).ready, w.now, w.now)
        _later(w, _END_CLOSING, case, at, outcome)
        _later(w, _GO_ON, waiting, w.now, NONE)


@part
def _end_closing(w: World, case: int, at: int, outcome: int) -> None:
    row = case_at(w.cases, case)
    if row.returns_from < row.returns_to:
        clocks.expect_return(w, case, at, outcome)
    if row.client >= 0:
        clients.closed(w, row.client, case, at)


@part
def call_off(w: World, parts_from: int, parts_to: int) -> None:
    """Side work and chasing calls end with what they belong to, after what happens in this minute anyway."""
    for place in range(parts_from, parts_to):
        if case_at(w.cases, stand_at(w.children, place).case).outcome == OPEN:
            call(w, w.now, CALLED_OFF, END_PARTS, NONE, parts_from, parts_to)
            return


# Cases have workers of their own.


@part
def reread(w: World, case: int) -> None:
    """The case's new worker reads the file."""
    row = case_at(w.cases, case)
    row.rereads = 0
    row.left += w.reread


@part
def hold(w: World, worker: int, case: int, joined: int) -> None:
    """The case becomes a worker's own."""
    holds(w, worker, case)
    journal.allocated(w, case, worker, joined, w.now)


@part
def release(w: World, case: int, at: int) -> None:
    """Free the case's caseload place, if it has one."""
    holder = case_at(w.cases, case).holder
    if holder != NOBODY:
        holds_no_more(w, case)
        journal.freed(w, case, at)
        may_take_more(w, holder)
