"""Passes over timetables, and over the visits of one worker after another."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.measures.kernels import order_by_digits
from sim.measures.rows import Bools
from sim.measures.span_kernels import blocks_of, edges_before


@kernel
def worked_at(slots: tuple[Ints, Ints, Ints], first_slot: Ints, worker: Ints, until: Ints) -> Ints:
    """Minutes of a worker's slots up to each moment: see :func:`sim.measures.utilisation.worked_by`.

    ``slots`` are opening, closing and minutes.
    """
    before = _minutes_before(slots[2])
    found = np.zeros(len(worker), dtype=np.int64)
    for row in range(len(worker)):
        found[row] = _worked(slots, before, first_slot[worker[row]], first_slot[worker[row] + 1], until[row])
    return found


@kernel
def _minutes_before(minutes: Ints) -> Ints:
    """Minutes of all slots before each [slots + 1]."""
    before = np.zeros(len(minutes) + 1, dtype=np.int64)
    before[1:] = np.cumsum(minutes)
    return before


@kernel
def _worked(slots: tuple[Ints, Ints, Ints], before: Ints, first: int, end: int, until: int) -> int:
    """Minutes of the slots from ``first`` to before ``end`` up to a moment."""
    slot = _first_from(slots[0], first, end, until + 1) - 1
    return int(before[slot] - before[first] + _of_slot(slots, slot, until)) if slot >= first else 0


@kernel
def used_at(
    visits: tuple[Ints, Ints, Ints, Ints, Ints],
    chosen: Bools,
    slots: tuple[Ints, Ints, Ints],
    first_slot: Ints,
    edges: Ints,
    horizon: int,
) -> Ints:
    """Minutes that each worker has spent on steps by each edge, and on those of chosen cases [2, workers, edges].

    The minutes of a step that passes an edge are split by its worker's own timetable.

    Parameters
    ----------
    visits
        Case, worker, start, finish and minutes [visits].
    chosen
        Which cases are chosen [cases].
    slots, first_slot
        Opening, closing and minutes [slots]; the first slot of each worker [workers + 1].
    """
    case, worker, start, finish, taken = visits
    before, (closed, passed, shift) = _minutes_before(slots[2]), blocks_of(edges)
    # What ended before each edge and after the one before it; what was spent by an edge on a step that passes it.
    ended = np.zeros((2, len(first_slot) - 1, len(edges) + 1), dtype=np.int64)
    passing = np.zeros((2, len(first_slot) - 1, len(edges)), dtype=np.int64)
    for row in range(len(worker)):
        who, stop = worker[row], min(finish[row], horizon)
        if who < 0:
            continue
        ends_in = edges_before(closed, passed, shift, stop)
        for edge in range(edges_before(closed, passed, shift, start[row] + 1), ends_in):
            first, end = first_slot[who], first_slot[who + 1]
            spent = _worked(slots, before, first, end, edges[edge]) - _worked(slots, before, first, end, start[row])
            passing[0, who, edge] += min(spent, taken[row])
            if chosen[case[row]]:
                passing[1, who, edge] += min(spent, taken[row])
        ended[0, who, ends_in] += taken[row]
        if chosen[case[row]]:
            ended[1, who, ends_in] += taken[row]
    for kind in range(2):
        for who in range(len(first_slot) - 1):
            passing[kind, who] += np.cumsum(ended[kind, who])[:-1]
    return passing


@kernel
def _first_from(ordered: Ints, low: int, high: int, key: int) -> int:
    """The first place from ``low`` on whose number is not below the key, ``high`` if there is none."""
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _of_slot(slots: tuple[Ints, Ints, Ints], slot: int, until: int) -> int:
    """Minutes of a slot up to a moment after its opening."""
    opening, closing, minutes = slots
    length = closing[slot] - opening[slot]
    # Exact for numbers of this size, and several times faster than the division of whole numbers.
    return int(minutes[slot] * min(until - opening[slot], length) / length)


@kernel
def faults_of_workers(
    visits: tuple[Ints, Ints, Ints, Ints], slots: tuple[Ints, Ints, Ints], first_slot: Ints, horizon: int
) -> Ints:
    """The first visits, by worker and start, that are not as they must be.

    Parameters
    ----------
    visits
        Worker, start, finish and minutes [visits].
    slots, first_slot
        Opening, closing and minutes [slots]; the first slot of each worker [workers + 1].
    horizon
        The last minute.

    Returns
    -------
    array of five
        The visit that begins before the one before it ends, and that one; the visit that ends before it starts; the
        visit that takes other minutes than its worker's timetable holds, and the minutes that it holds. -1 for none.
    """
    begin, those = _by_worker(visits, len(first_slot) - 1)
    found = np.full(5, -1)
    for worker in range(len(first_slot) - 1):
        mine = those[begin[worker] : begin[worker + 1]]
        if len(mine):
            # A step that never started ends before it starts.
            order = order_by_digits(np.clip(mine[:, 0], 0, horizon + 1), horizon + 1)
            _find_faults(mine, order, slots, first_slot[worker], first_slot[worker + 1], horizon, found)
    return found


@kernel
def _by_worker(visits: tuple[Ints, Ints, Ints, Ints], workers: int) -> tuple[Ints, Ints]:
    """Start, finish, minutes and row of the visits by worker; where those of each worker begin [workers + 1].

    Side by side, since they are far from one another in memory.
    """
    worker, start, finish, minutes = visits
    begin = np.zeros(workers + 1, dtype=np.int64)
    for each in worker:
        if each >= 0:
            begin[each + 1] += 1
    begin = np.cumsum(begin)
    free, those = begin.copy(), np.empty((begin[-1], 4), dtype=np.int64)
    for row in range(len(worker)):
        if worker[row] >= 0:
            place = free[worker[row]]
            those[place, 0], those[place, 1] = start[row], finish[row]
            those[place, 2], those[place, 3] = minutes[row], row
            free[worker[row]] += 1
    return begin, those


@kernel
def _find_faults(
    visits: Ints, order: Ints, slots: tuple[Ints, Ints, Ints], first: int, end: int, horizon: int, found: Ints
) -> None:
    """Look for the faults of one worker, by visits in their order, with slots from ``first`` to before ``end``."""
    opening, _, minutes = slots
    slot, free_from, before = first - 1, visits[order[0], 0], -1
    for at in order:
        start, finish, taken, row = visits[at, 0], visits[at, 1], visits[at, 2], visits[at, 3]
        if found[0] < 0 and start < free_from:
            found[0], found[1] = row, before
        free_from, before = finish, row
        until = min(finish, horizon)
        if until < start:
            found[2] = row if found[2] < 0 else found[2]
            continue
        while slot + 1 < end and opening[slot + 1] <= start:
            slot += 1
        # Minutes from the opening of that slot to the finish, less those to the start.
        last, held = slot, -_of_slot(slots, slot, start) if slot >= first else 0
        while last + 1 < end and opening[last + 1] <= until:
            held += minutes[last] if last >= first else 0
            last += 1
        if last >= first:
            held += _of_slot(slots, last, until)
        if found[3] < 0 and held != taken:
            found[3], found[4] = row, held
