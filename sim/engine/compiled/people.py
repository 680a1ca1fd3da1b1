"""The two parties of the engine: workers with their timetables, and queues of waiting cases.

A queue is a pairing heap that runs through the cases' own rows (Fredman and others 1986): a case stands in one queue
at most, so queues take no room and never have to grow.
"""

from collections.abc import Callable

from sim.engine.compiled.state import (
    FAR,
    NONE,
    RANK_ZERO,
    READY_BITS,
    READY_ZERO,
    World,
    case_at,
    group_at,
    list_at,
    node_at,
    number_at,
    part,
    slot_at,
    worker_at,
)
from sim.engine.rules import NOBODY

# Queues.


@part
def packed_key(rank: int, ready: int) -> int:
    """(rank, ready) as one number; among equals the lower case number comes first."""
    return ((rank + RANK_ZERO) << READY_BITS) | (ready + READY_ZERO)


@part
def rank_of(key: int) -> int:
    """The rank in a packed key."""
    return (key >> READY_BITS) - RANK_ZERO


@part
def comes_before(w: World, one: int, other: int) -> bool:
    """Whether a case is served before another."""
    key, theirs = node_at(w.nodes, one).key, node_at(w.nodes, other).key
    return key < theirs or (key == theirs and one < other)


@part
def meld(w: World, one: int, other: int) -> int:
    """Two queues made one; returns its head."""
    if comes_before(w, other, one):
        one, other = other, one
    head, below = node_at(w.nodes, one), node_at(w.nodes, other)
    below.next = head.child
    if head.child != NONE:
        node_at(w.nodes, head.child).prev = other
    below.prev = one
    head.child = other
    head.next = NONE
    head.prev = NONE
    return one


@part
def _meld_children(w: World, case: int) -> int:
    """The queue of all below a case; returns its head, NONE if nobody is there."""
    row = node_at(w.nodes, case)
    at = row.child
    row.child = NONE
    done = NONE
    while at != NONE:
        first = node_at(w.nodes, at)
        mate = first.next
        first.next = NONE
        first.prev = NONE
        following = NONE
        if mate != NONE:
            second = node_at(w.nodes, mate)
            following = second.next
            second.next = NONE
            second.prev = NONE
            at = meld(w, at, mate)
        node_at(w.nodes, at).prev = done
        done = at
        at = following
    head = NONE
    while done != NONE:
        row = node_at(w.nodes, done)
        following = row.prev
        row.prev = NONE
        head = done if head == NONE else meld(w, head, done)
        done = following
    return head


@part
def join(w: World, head: int, case: int) -> int:
    """A case joins a queue; returns its head."""
    row = node_at(w.nodes, case)
    row.child = NONE
    row.next = NONE
    row.prev = NONE
    return case if head == NONE else meld(w, head, case)


@part
def take_out(w: World, head: int, case: int) -> int:
    """A case leaves a queue; returns its head, NONE if nobody is left."""
    if case == head:
        return _meld_children(w, case)
    row = node_at(w.nodes, case)
    above = node_at(w.nodes, row.prev)
    if above.child == case:
        above.child = row.next
    else:
        above.next = row.next
    if row.next != NONE:
        node_at(w.nodes, row.next).prev = row.prev
    row.next = NONE
    row.prev = NONE
    below = _meld_children(w, case)
    return head if below == NONE else meld(w, head, below)


# Lists.


@part
def list_of(w: World, pair: int) -> int:
    """The list of workers that a pair of a skill list and a team has come to."""
    return number_at(w.list_of_pair, pair).value


# Timetables.


@part
def done_by_now(w: World, number: int) -> int:
    """Casework minutes of a worker's timetable that lie before this minute."""
    worker = worker_at(w.workers, number)
    slot = worker.slot
    while slot + 1 < worker.end_slot and slot_at(w.slots, slot + 1).opening <= w.now:
        slot += 1
    worker.slot = slot
    if slot < worker.first_slot:
        return 0
    row = slot_at(w.slots, slot)
    if w.now >= row.closing:
        return row.before + row.minutes
    return row.before + row.minutes * (w.now - row.opening) // (row.closing - row.opening)


@part
def finish(w: World, number: int, done: int, effort: int) -> int:
    """The first minute by which ``effort`` minutes of casework are done, working on from ``done`` minutes."""
    worker = worker_at(w.workers, number)
    wanted = done + effort
    slot = max(worker.slot, worker.first_slot)
    while slot < worker.end_slot:
        row = slot_at(w.slots, slot)
        if row.before + row.minutes >= wanted:
            # The least u with floor(m (u - opening) / length) >= minutes still wanted in this slot.
            left = (wanted - row.before) * (row.closing - row.opening)
            return row.opening + (left + row.minutes - 1) // row.minutes
        slot += 1
    return FAR


# Caseload places.


@part
def has_place(w: World, number: int) -> bool:
    """Whether a caseload place is free."""
    worker = worker_at(w.workers, number)
    return worker.places < 0 or worker.held < worker.places


@part
def takes_new_cases(w: World, number: int) -> bool:
    """Whether a case can be allocated: present, not about to leave, a place free."""
    worker = worker_at(w.workers, number)
    return w.now < worker.present_until and w.now < worker.last_intake and has_place(w, number)


@part
def keeps_place(w: World, number: int) -> bool:
    """Whether a place can be asked for: employed and not about to leave, be the worker present or not."""
    worker = worker_at(w.workers, number)
    return worker.employed_from <= w.now < worker.employed_to and w.now < worker.last_intake


@part
def fullness(w: World, number: int) -> float:
    """Share of caseload places used; the number of cases where there is no limit."""
    worker = worker_at(w.workers, number)
    return worker.held / worker.places if worker.places > 0 else worker.held / 1


def choosing(may: Callable[[World, int], bool]) -> Callable[[World, int], int]:
    """How one of a list's workers is chosen, given who may be."""

    @part
    def choose(w: World, number: int) -> int:
        """Within the first group that has anyone, the least share of places used, then the lowest number."""
        waiting = list_at(w.lists, number)
        for group in range(waiting.groups_from, waiting.groups_to):
            its = group_at(w.groups, group)
            chosen, least = NOBODY, 0.0
            for place in range(its.members_from, its.members_to):
                who = number_at(w.members, place).value
                if may(w, who):
                    full = fullness(w, who)
                    if chosen == NOBODY or full < least or (full == least and who < chosen):
                        chosen, least = who, full
            if chosen != NOBODY:
                return chosen
        return NOBODY

    return choose


@part
def holds(w: World, number: int, case: int) -> None:
    """A case is among those of a worker."""
    worker, row = worker_at(w.workers, number), case_at(w.cases, case)
    row.holder = number
    row.held_prev = NONE
    row.held_next = worker.first_held
    if worker.first_held != NONE:
        case_at(w.cases, worker.first_held).held_prev = case
    worker.first_held = case
    worker.held += 1


@part
def holds_no_more(w: World, case: int) -> None:
    """A case has no worker of its own any more."""
    row = case_at(w.cases, case)
    worker = worker_at(w.workers, row.holder)
    if row.held_prev == NONE:
        worker.first_held = row.held_next
    else:
        case_at(w.cases, row.held_prev).held_next = row.held_next
    if row.held_next != NONE:
        case_at(w.cases, row.held_next).held_prev = row.held_prev
    worker.held -= 1
    row.holder = NONE
