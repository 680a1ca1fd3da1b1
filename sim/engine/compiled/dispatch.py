"""Dispatch: once a minute, for the whole network, who does what next.

A pair (step, worker) is feasible when the worker is free and present and, for a shared step under the policy
held_first, when their own in-tray holds nothing as urgent. Of all feasible pairs the one of least (rank, ready, case,
preference, worker) is taken, again and again until none is left.
"""

from collections.abc import Callable

from sim.compiled.rows import fetch_ahead
from sim.engine.compiled.pairs import add_pair, drop_least_pair
from sim.engine.compiled.people import join, rank_of, take_out
from sim.engine.compiled.state import (
    NONE,
    PREFERENCE_BITS,
    WORKER_BITS,
    World,
    case_at,
    group_at,
    link_at,
    list_at,
    node_at,
    number_at,
    pair_at,
    part,
    worker_at,
)
from sim.engine.rules import NO_LIMIT, NOBODY, OWN_TRAY


@part
def join_list(w: World, number: int, case: int) -> None:
    """A shared step joins a list."""
    waiting = list_at(w.lists, number)
    waiting.queue = join(w, waiting.queue, case)
    if waiting.queue == case:
        _list_changed(w, number)


@part
def join_tray(w: World, number: int, case: int) -> None:
    """A held step joins its worker's in-tray."""
    worker = worker_at(w.workers, number)
    worker.tray = join(w, worker.tray, case)
    if worker.case == NOBODY:
        is_free(w, number)


@part
def leave_list(w: World, number: int, case: int) -> None:
    """A shared step leaves its list without having been done."""
    waiting = list_at(w.lists, number)
    was_head = waiting.queue == case
    waiting.queue = take_out(w, waiting.queue, case)
    if was_head:
        _list_changed(w, number)


@part
def is_free(w: World, number: int) -> None:
    """A worker has finished a step, or has come in."""
    worker = worker_at(w.workers, number)
    if not worker.changed:
        worker.changed = 1
        number_at(w.changed_workers, w.changed_worker_count).value = number
        w.changed_worker_count += 1
    w.dispatch_called = 1


@part
def _list_changed(w: World, number: int) -> None:
    waiting = list_at(w.lists, number)
    if not waiting.changed:
        waiting.changed = 1
        number_at(w.changed_lists, w.changed_list_count).value = number
        w.changed_list_count += 1
    w.dispatch_called = 1


def dispatching(start: Callable[[World, int, int], None]) -> Callable[[World], None]:
    """Dispatch, given what starts a step."""

    @part
    def dispatch(w: World) -> None:
        """Give free workers their next step."""
        w.dispatch_called = 0
        for place in range(w.changed_worker_count):
            number = number_at(w.changed_workers, place).value
            worker_at(w.workers, number).changed = 0
            _add_best_for(w, number)
        for place in range(w.changed_list_count):
            number = number_at(w.changed_lists, place).value
            list_at(w.lists, number).changed = 0
            _add_best_of(w, number)
        w.changed_worker_count = 0
        w.changed_list_count = 0
        while w.pair_count > 0:
            pair = pair_at(w.pairs, 0)
            number = pair.list
            who = pair.rest & (2**WORKER_BITS - 1)
            case = pair.rest >> (WORKER_BITS + PREFERENCE_BITS)
            drop_least_pair(w)
            worker = worker_at(w.workers, who)
            free = worker.case == NOBODY and w.now < worker.present_until
            if free:
                if number == OWN_TRAY:
                    if worker.tray == case:
                        worker.tray = take_out(w, case, case)
                        start(w, who, case)
                else:
                    waiting = list_at(w.lists, number)
                    if waiting.queue == case:
                        waiting.queue = take_out(w, case, case)
                        start(w, who, case)
            # Whatever the pair was, its list may have another worker for its head, and its worker
            # another step: one of them was taken since the pair was found, or nobody can join a joint step.
            again = False
            if free and worker.case == NOBODY:
                again = _add_best_for(w, who)
            if not again and number != OWN_TRAY:
                _add_best_of(w, number)

    return dispatch


@part
def _add_best_for(w: World, number: int) -> bool:
    """Add the least feasible pair of a worker, if there is one."""
    worker = worker_at(w.workers, number)
    if worker.case != NOBODY or w.now >= worker.present_until:
        return False
    best, key, preference, where = worker.tray, 0, 0, OWN_TRAY
    more_urgent_than = NO_LIMIT
    if best != NONE:
        key = node_at(w.nodes, best).key
        if not w.oldest_first:
            more_urgent_than = rank_of(key)
    for place in range(worker.lists_from, worker.lists_to):
        link = link_at(w.links, place)
        head = list_at(w.lists, link.list).queue
        if head != NONE:
            its = node_at(w.nodes, head).key
            if rank_of(its) < more_urgent_than and (best == NONE or its < key or (its == key and head < best)):
                best, key, preference, where = head, its, link.preference, link.list
    if best == NONE:
        for place in range(worker.lists_from, worker.lists_to):
            list_at(w.lists, link_at(w.links, place).list).in_vain = 0
        return False
    _fetch_ahead_of_turn(w, best)
    add_pair(w, key, _packed(best, preference, number), where)
    return True


@part
def _add_best_of(w: World, number: int) -> None:
    """Add the least feasible pair of a list's head, if there is one.

    A search in vain need not be made again before one of the list's workers has nothing to do: whoever is free and has
    something to do has a pair already.
    """
    waiting = list_at(w.lists, number)
    head = waiting.queue
    if head == NONE or waiting.in_vain:
        return
    key = node_at(w.nodes, head).key
    rank = rank_of(key)
    for group in range(waiting.groups_from, waiting.groups_to):
        its = group_at(w.groups, group)
        for place in range(its.members_from, its.members_to):
            who = number_at(w.members, place).value
            worker = worker_at(w.workers, who)
            if worker.case == NOBODY and w.now < worker.present_until:
                tray = worker.tray
                if w.oldest_first or tray == NONE or rank_of(node_at(w.nodes, tray).key) > rank:
                    _fetch_ahead_of_turn(w, head)
                    add_pair(w, key, _packed(head, group - waiting.groups_from, who), number)
                    return
    waiting.in_vain = 1


@part
def _fetch_ahead_of_turn(w: World, case: int) -> None:
    """Have the rows brought to the cache that are read when a case's turn comes, which others may come before."""
    fetch_ahead(case_at(w.cases, case))
    fetch_ahead(node_at(w.nodes, node_at(w.nodes, case).child))


@part
def _packed(case: int, preference: int, worker: int) -> int:
    return (((case << PREFERENCE_BITS) | preference) << WORKER_BITS) | worker
