"""Allocation: a case that needs its own worker is given to one who has a place free."""

from collections.abc import Callable

from sim.engine.compiled.pairs import add_pair, drop_least_pair
from sim.engine.compiled.people import choosing, join, take_out, takes_new_cases
from sim.engine.compiled.state import NONE, World, link_at, list_at, node_at, number_at, pair_at, part, worker_at
from sim.engine.rules import NOBODY


@part
def join_allocation(w: World, number: int, case: int) -> None:
    """A case joins an allocation list; it keeps the minute from which it has been ready."""
    waiting = list_at(w.lists, number)
    waiting.allocation_queue = join(w, waiting.allocation_queue, case)
    if waiting.allocation_queue == case:
        # Behind a head for whom nobody was eligible, nobody is for the others either.
        _look_at(w, number)


@part
def leave_allocation(w: World, number: int, case: int) -> None:
    """A case leaves an allocation list without a worker."""
    waiting = list_at(w.lists, number)
    was_head = waiting.allocation_queue == case
    waiting.allocation_queue = take_out(w, waiting.allocation_queue, case)
    if was_head:
        _look_at(w, number)


@part
def may_take_more(w: World, number: int) -> None:
    """A worker has come in, or has a place free."""
    if not takes_new_cases(w, number):
        return
    worker = worker_at(w.workers, number)
    for place in range(worker.for_allocation_from, worker.for_allocation_to):
        waiting = link_at(w.links, place).list
        if list_at(w.lists, waiting).allocation_queue != NONE:
            _look_at(w, waiting)


@part
def _look_at(w: World, number: int) -> None:
    waiting = list_at(w.lists, number)
    if not waiting.allocation_changed:
        waiting.allocation_changed = 1
        number_at(w.changed_allocations, w.changed_allocation_count).value = number
        w.changed_allocation_count += 1
    w.allocation_called = 1


_choose = choosing(takes_new_cases)


def allocating(allocate: Callable[[World, int, int], None]) -> Callable[[World], None]:
    """Allocation, given what makes a case a worker's own."""

    @part
    def allocate_all(w: World) -> None:
        """Give cases to workers, most urgent and earliest first over all lists."""
        w.allocation_called = 0
        for place in range(w.changed_allocation_count):
            number = number_at(w.changed_allocations, place).value
            list_at(w.lists, number).allocation_changed = 0
            _add_head(w, number)
        w.changed_allocation_count = 0
        while w.pair_count > 0:
            pair = pair_at(w.pairs, 0)
            case, number = pair.rest, pair.list
            drop_least_pair(w)
            worker = _choose(w, number)
            if worker == NOBODY:
                # All cases of a list may go to the same workers, so none of the others fares better.
                continue
            waiting = list_at(w.lists, number)
            waiting.allocation_queue = take_out(w, case, case)
            allocate(w, worker, case)
            _add_head(w, number)

    return allocate_all


@part
def _add_head(w: World, number: int) -> None:
    """The first of a list is to be allocated, if there is one."""
    case = list_at(w.lists, number).allocation_queue
    if case != NONE:
        add_pair(w, node_at(w.nodes, case).key, case, number)
