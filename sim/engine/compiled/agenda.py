"""The agenda: calls by minute, and the order of things that happen in the same minute.

A minute of today is a bucket of ordinary calls in the order in which they were made; those of all later phases stand in
one heap, by minute, phase and order. Calls of a later day stand in the lanes of their day until its midnight.
"""

from sim.compiled.rows import fetch_ahead
from sim.engine.compiled.state import (
    CALL_BITS,
    NONE,
    PHASE_BITS,
    World,
    bucket_at,
    case_at,
    due_at,
    event_at,
    node_at,
    number_at,
    part,
    slot_at,
    step_at,
    worker_at,
)
from sim.engine.rules import ORDINARY
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

(
    RECEIVE, COME_IN, FINISH, END_DELAY, END_PARTS, LONG_ABSENCE, LEAVE_FOR_GOOD, END_STEP_PATIENCE, LET_THEM_ACT,
    END_CASE_PATIENCE, DIE, RETURN, CLIENT_LEAVES, REVIEW, CHANGE, MEET, START_JOINT, TRY_JOINT,
) = range(18)  # fmt: skip
"""What is called."""

LANES = 4
"""Calls of a later day stand in so many lanes in turn: a call names the next, so a lane alone is walked slowly."""

_TOGETHER = 64
"""How many calls of a minute have their rows asked for together at most."""


@part
def call(w: World, minute: int, phase: int, kind: int, case: int, a: int, b: int) -> None:
    """Call for something at a minute (at once, if it has passed), in its phase of that minute.

    What lies at the horizon or beyond it is not called. ``case`` is the case that it is about, most likely: NONE if
    there is none.
    """
    if minute >= w.horizon:
        return
    number = w.free_event
    if number == NONE:
        if w.event_count == w.event_room:
            w.short = 1
            return
        number = w.event_count
        w.event_count += 1
    else:
        w.free_event = event_at(w.events, number).next
    event = event_at(w.events, number)
    event.minute = max(minute, w.now)
    event.phase = phase
    event.kind = kind
    event.case = case
    event.a = a
    event.b = b
    if minute < (w.today + 1) * MINUTES_PER_DAY:
        _stands_today(w, number)
    else:
        _stands_later(w, minute // MINUTES_PER_DAY, number)


@part
def _stands_today(w: World, number: int) -> None:
    """Put a call of today where its minute will find it."""
    event = event_at(w.events, number)
    place = event.minute - w.today * MINUTES_PER_DAY
    number_at(w.busy_until, place // MINUTES_PER_HOUR).value = event.minute + 1
    if event.phase == ORDINARY:
        _append(w, w.minutes, place, number)
    else:
        _join_later_phases(w, place, event.phase, number)


@part
def _stands_later(w: World, day: int, number: int) -> None:
    """Put a call where its day will find it."""
    before = number_at(w.calls_to_come, day)
    _append(w, w.lanes_to_come, LANES * day + before.value % LANES, number)
    before.value += 1


@part
def _append(w: World, buckets: int, place: int, number: int) -> None:
    """Put a call behind those of a bucket of a table."""
    bucket = bucket_at(buckets, place)
    event_at(w.events, number).next = NONE
    if bucket.first == NONE:
        bucket.first = number
    else:
        event_at(w.events, bucket.last).next = number
    bucket.last = number


@part
def begin_day(w: World, day: int) -> None:
    """The calls of a day take their places in it.

    The rows of the cases are asked for together, then those of their steps: one after another each would be waited for.
    """
    w.today = day
    calls, lane = number_at(w.calls_to_come, day).value, LANES * day
    one, two = bucket_at(w.lanes_to_come, lane).first, bucket_at(w.lanes_to_come, lane + 1).first
    three, four = bucket_at(w.lanes_to_come, lane + 2).first, bucket_at(w.lanes_to_come, lane + 3).first
    for place in range(calls):
        number_at(w.looked_at, place).value = one
        event = event_at(w.events, one)
        fetch_ahead(event_at(w.events, event.next))
        fetch_ahead(case_at(w.cases, event.case))
        one, two, three, four = two, three, four, event.next
    for place in range(calls):
        number = number_at(w.looked_at, place).value
        case = event_at(w.events, number).case
        if case != NONE:
            fetch_step_ahead(w, case_at(w.cases, case).step)
        _stands_today(w, number)


@part
def fetch_minute_ahead(w: World) -> None:
    """Have the rows brought to the cache that the calls of this minute ask for, if there are more than two.

    First those of cases, and of workers, then of the cases' steps: all of a kind together, since one after another each
    would be waited for.
    """
    bucket = bucket_at(w.minutes, w.now - w.today * MINUTES_PER_DAY)
    number = bucket.first
    if number == NONE or number == bucket.last or event_at(w.events, number).next == bucket.last:
        return
    calls = 0
    while number != NONE and calls < _TOGETHER:
        event = event_at(w.events, number)
        fetch_ahead(case_at(w.cases, event.case))
        if event.kind == FINISH:
            fetch_ahead(worker_at(w.workers, event.a))
        number = event.next
        calls += 1
    number = bucket.first
    for _ in range(calls):
        event = event_at(w.events, number)
        if event.kind == FINISH:
            worker = worker_at(w.workers, event.a)
            fetch_ahead(slot_at(w.slots, worker.slot))
            fetch_ahead(node_at(w.nodes, worker.tray))
        if event.case != NONE:
            fetch_step_ahead(w, case_at(w.cases, event.case).step)
        number = event.next


@part
def fetch_step_ahead(w: World, step: int) -> None:
    """Have a step's row brought to the cache, and that of the next, which most often follows it."""
    fetch_ahead(step_at(w.steps, step))
    fetch_ahead(step_at(w.steps, step + 1))


@part
def may_have_calls(w: World, hour: int) -> bool:
    """Whether anything was called for the hour that begins with a minute of today; nights and weekends are long."""
    return number_at(w.busy_until, hour // MINUTES_PER_HOUR).value > w.today * MINUTES_PER_DAY


@part
def has_calls(w: World, place: int) -> bool:
    """Whether anything was called for a minute of today."""
    if bucket_at(w.minutes, place).first != NONE:
        return True
    return w.due_count > 0 and _minute_of(due_at(w.due, 0).order) == place


@part
def take_ordinary(w: World) -> int:
    """The number of the ordinary call that is due next, which is taken out; NONE if there is none."""
    bucket = bucket_at(w.minutes, w.now - w.today * MINUTES_PER_DAY)
    number = bucket.first
    if number != NONE:
        bucket.first = event_at(w.events, number).next
    return number


@part
def _minute_of(order: int) -> int:
    return order >> (PHASE_BITS + CALL_BITS)


@part
def next_phase(w: World, none: int) -> int:
    """The later phase of what is due next; ``none`` if nothing is."""
    if w.due_count == 0:
        return none
    order = due_at(w.due, 0).order
    if _minute_of(order) > w.now - w.today * MINUTES_PER_DAY:
        return none
    return (order >> CALL_BITS) & (2**PHASE_BITS - 1)


@part
def _join_later_phases(w: World, minute: int, phase: int, number: int) -> None:
    """Put a call into the heap, after those of its minute and phase that are there."""
    order = (((minute << PHASE_BITS) | phase) << CALL_BITS) | w.calls
    w.calls += 1
    place = w.due_count
    w.due_count += 1
    while place > 0:
        above = due_at(w.due, (place - 1) >> 1)
        if above.order <= order:
            break
        here = due_at(w.due, place)
        here.order = above.order
        here.event = above.event
        place = (place - 1) >> 1
    here = due_at(w.due, place)
    here.order = order
    here.event = number


@part
def take_due(w: World) -> int:
    """The number of the call of a later phase that is due next, taken out of the heap."""
    number = due_at(w.due, 0).event
    w.due_count -= 1
    last = due_at(w.due, w.due_count)
    place = 0
    while 2 * place + 1 < w.due_count:
        below = 2 * place + 1
        if below + 1 < w.due_count and due_at(w.due, below + 1).order < due_at(w.due, below).order:
            below += 1
        least = due_at(w.due, below)
        if last.order <= least.order:
            break
        here = due_at(w.due, place)
        here.order = least.order
        here.event = least.event
        place = below
    here = due_at(w.due, place)
    here.order = last.order
    here.event = last.event
    return number


@part
def forget(w: World, number: int) -> None:
    """The record of a call that was made can be used again."""
    event_at(w.events, number).next = w.free_event
    w.free_event = number
