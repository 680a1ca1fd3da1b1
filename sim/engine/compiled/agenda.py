"""The agenda: calls by minute, and the order of things that happen in the same minute.

A minute of today is a bucket of calls in the order in which they were made; those of a later day stand in the bucket of
their day until its midnight. When a minute comes, its calls go into a heap by phase, where those that are made for this
very minute join them.
"""

from sim.compiled.rows import fetch_ahead
from sim.engine.compiled.state import (
    CALL_BITS,
    NONE,
    World,
    bucket_at,
    case_at,
    due_at,
    event_at,
    part,
    step_at,
    worker_at,
)
from sim.units import MINUTES_PER_DAY

(
    RECEIVE, COME_IN, FINISH, END_DELAY, END_PARTS, LONG_ABSENCE, LEAVE_FOR_GOOD, END_STEP_PATIENCE, LET_THEM_ACT,
    END_CASE_PATIENCE, DIE, RETURN, CLIENT_LEAVES, REVIEW, CHANGE, MEET, START_JOINT, TRY_JOINT,
) = range(18)  # fmt: skip
"""What is called."""


@part
def call(w: World, minute: int, phase: int, kind: int, a: int, b: int) -> None:
    """Call for something at a minute (at once, if it has passed), in its phase of that minute.

    What lies at the horizon or beyond it is not called.
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
    event.minute = minute
    event.phase = phase
    event.kind = kind
    event.a = a
    event.b = b
    day = minute // MINUTES_PER_DAY
    if minute <= w.now:
        make_due(w, number)
    elif day > w.today:
        _append(w, w.days_to_come, day, number)
    else:
        _append(w, w.minutes, minute % MINUTES_PER_DAY, number)


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
    """The calls of a day take their places in its minutes."""
    w.today = day
    number = bucket_at(w.days_to_come, day).first
    while number != NONE:
        event = event_at(w.events, number)
        following = event.next
        fetch_ahead(case_at(w.cases, event.a))  # most calls are about a case
        _append(w, w.minutes, event.minute % MINUTES_PER_DAY, number)
        number = following


@part
def has_calls(w: World, place: int) -> bool:
    """Whether anything was called for a minute of today."""
    return bucket_at(w.minutes, place).first != NONE


@part
def begin_minute(w: World, minute: int) -> None:
    """The clock moves on; what was called for the minute is due.

    The rows of the cases are asked for together, then those of their steps: one after another each would be waited for.
    """
    w.now = minute
    bucket = bucket_at(w.minutes, minute % MINUTES_PER_DAY)
    number = bucket.first
    while number != NONE:
        fetch_ahead(case_at(w.cases, _case_of(w, number)))
        number = event_at(w.events, number).next
    number = bucket.first
    bucket.first = NONE
    while number != NONE:
        case = _case_of(w, number)
        if case != NONE:
            fetch_ahead(step_at(w.steps, case_at(w.cases, case).step))
        following = event_at(w.events, number).next
        make_due(w, number)
        number = following


@part
def _case_of(w: World, number: int) -> int:
    """A case that a call is about, most likely; NONE if there is none of that number."""
    event = event_at(w.events, number)
    case = worker_at(w.workers, event.a).case if event.kind == FINISH else event.a
    return case if 0 <= case < w.case_count else NONE


@part
def make_due(w: World, number: int) -> None:
    """Put a call into the heap of this minute, after those of its phase that are there."""
    event = event_at(w.events, number)
    order = (event.phase << CALL_BITS) | w.calls
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
def next_phase(w: World, none: int) -> int:
    """The phase of what is due next; ``none`` if nothing is."""
    return due_at(w.due, 0).order >> CALL_BITS if w.due_count > 0 else none


@part
def take_due(w: World) -> int:
    """The number of the call that is due next, taken out of the heap."""
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
