"""Cases that change hands: long absences, leavers, and steps taken out of a worker's reach."""

from sim.engine.compiled import joint, journal, steps, work
from sim.engine.compiled.dispatch import is_free
from sim.engine.compiled.pairs import add_pair, take_least
from sim.engine.compiled.people import done_by_now, take_out
from sim.engine.compiled.state import FAR, NONE, World, case_at, node_at, part, worker_at
from sim.engine.rules import CLAIMED, IN_TRAY, IN_WORK, NOBODY, SEEKING
from sim.eventlog.log import HANDED_BACK


@part
def begin_long_absence(w: World, number: int) -> None:
    """Urgent cases go to other workers; the others wait."""
    _put_back_step_in_hand(w, number)
    _give_up(w, number, w.handback_priority)


@part
def leave_for_good(w: World, number: int) -> None:
    """All cases go to other workers."""
    _put_back_step_in_hand(w, number)
    _give_up(w, number, FAR)


@part
def take_from_worker(w: World, case: int) -> None:
    """Take a step out of the tray or promise it stands in."""
    row = case_at(w.cases, case)
    if row.at == SEEKING:
        joint.give_up(w, case)
    elif row.at == CLAIMED:
        joint.undo(w, case)
        for number in (row.claim_holder, row.claim_second):
            if worker_at(w.workers, number).case == NOBODY:
                is_free(w, number)
    else:
        owner = row.holder if row.set_aside_by == NOBODY else row.set_aside_by
        row.set_aside_by = NOBODY
        worker = worker_at(w.workers, owner)
        if worker.aside == case:
            work.write_set_aside(w, owner)
        worker.tray = take_out(w, worker.tray, case)
        is_free(w, owner)


@part
def _put_back_step_in_hand(w: World, number: int) -> None:
    worker = worker_at(w.workers, number)
    case = worker.case
    if case == NOBODY:
        return
    row = case_at(w.cases, case)
    used = done_by_now(w, number) - worker.done_at_start
    worker.case = NOBODY
    worker.version += 1
    if worker.second:
        work.end_assistance(w, number, case, used)
        return
    journal.write_visit(w, case, number, worker.ready, worker.started, w.now, used, HANDED_BACK)
    work.break_off(w, case)
    row.left -= used - worker.used
    row.set_aside_by = NOBODY
    if row.leaving != NONE:
        outcome = row.leaving
        row.leaving = NONE
        steps.close(w, case, w.now, outcome)
    else:
        steps.offer(w, case, worker.ready, w.now)


@part
def _give_up(w: World, number: int, limit: int) -> None:
    """Held cases wait for a new worker, those on their way when they come to one; shared steps go back."""
    worker = worker_at(w.workers, number)
    _collect_shared(w, worker.tray, number)
    shared = w.pair_count
    case = worker.first_held
    while case != NONE:
        row = case_at(w.cases, case)
        if row.priority <= limit:
            add_pair(w, 0, case, NONE)
        case = row.held_next
    # Held cases have the key 0 and come first.
    for _ in range(w.pair_count - shared):
        case = take_least(w)
        row = case_at(w.cases, case)
        at_hand = row.at == IN_TRAY or row.at == SEEKING or row.at == CLAIMED
        waits = at_hand and row.set_aside_by == NOBODY
        if waits:
            take_from_worker(w, case)
        steps.release(w, case, w.now)
        row.rereads = 1
        if waits:
            steps.offer(w, case, row.ready, w.now)
    for _ in range(shared):
        case = take_least(w)
        row = case_at(w.cases, case)
        if row.at != IN_WORK:
            take_from_worker(w, case)
            steps.offer(w, case, row.ready, w.now)


@part
def _collect_shared(w: World, head: int, number: int) -> None:
    """Add the shared steps that a worker has set aside, which stand in their tray, with the key 1."""
    case = head
    while case != NONE:
        if case_at(w.cases, case).set_aside_by == number:
            add_pair(w, 1, case, NONE)
        if node_at(w.nodes, case).child != NONE:
            case = node_at(w.nodes, case).child
            continue
        while case != head and node_at(w.nodes, case).next == NONE:
            # Back to the first beside it, whose prev is the one above them.
            above = node_at(w.nodes, case).prev
            while node_at(w.nodes, above).child != case:
                case = above
                above = node_at(w.nodes, case).prev
            case = above
        case = node_at(w.nodes, case).next
