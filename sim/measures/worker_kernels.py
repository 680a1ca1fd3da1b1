"""Passes over timetables, and over the visits of one worker after another."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.measures.rows import Bools

Rows = NDArray[np.int32]

_DAY = 10
"""Bits of the minutes of about a day at work."""


@kernel
def worked_until(slots: tuple[Ints, Ints, Ints], first_slot: Ints, until: Ints) -> Ints:
    """Minutes of each worker's slots up to some moments: see :func:`sim.measures.utilisation.worked_by`.

    ``slots`` are opening, closing and minutes.
    """
    found = np.zeros((len(first_slot) - 1, len(until)), dtype=np.int64)
    for worker in range(len(found)):
        own, slot, before = _own(slots, first_slot, worker), -1, 0
        for at in range(len(until)):
            slot, before = _slot_at(own, slot, before, until[at])
            found[worker, at] = _worked_in(own, slot, before, until[at])
    return found


@kernel
def _own(slots: tuple[Ints, Ints, Ints], first_slot: Ints, worker: int) -> tuple[Ints, Ints, Ints]:
    """The slots of a worker."""
    first, end = first_slot[worker], first_slot[worker + 1]
    return slots[0][first:end], slots[1][first:end], slots[2][first:end]


@inlined
def _of_slot(slots: tuple[Ints, Ints, Ints], slot: int, until: int) -> int:
    """Minutes of a slot up to a moment after its opening."""
    opening, closing, minutes = slots
    length = closing[slot] - opening[slot]
    # Exact for numbers of this size, and several times faster than the division of whole numbers.
    return int(minutes[slot] * min(until - opening[slot], length) / length)


@kernel
def follow_workers(
    visits: tuple[Ints, Ints, Ints, Ints, Ints],
    chosen: Bools,
    slots: tuple[Ints, Ints, Ints],
    first_slot: Ints,
    edges: Ints,
    horizon: int,
) -> tuple[Ints, Ints]:
    """Follow each worker from visit to visit: what is not as it must be, and the minutes spent by each edge.

    Parameters
    ----------
    visits
        Case, worker, start, finish and minutes [visits].
    chosen
        Which cases are chosen [cases].
    slots, first_slot
        Opening, closing and minutes [slots]; the first slot of each worker [workers + 1].
    edges
        Minutes, rising.
    horizon
        The last minute.

    Returns
    -------
    array of five
        The first faults, by worker and start. The visit that begins before the one before it ends, and that one; the
        visit that ends before it starts; the visit that takes other minutes than its worker's timetable holds, and the
        minutes that it holds. -1 for none.
    array of shape [2, workers, edges]
        Minutes spent on visits, and on those of chosen cases. Those of a visit that passes an edge are split by its
        worker's own timetable. They mean nothing where a visit begins too early.
    """
    workers = len(first_slot) - 1
    begin, those = _by_worker(visits, chosen, workers, horizon)
    faults, spent = np.full(5, -1), np.zeros((2, workers, len(edges)), dtype=np.int64)
    for worker in range(workers):
        mine = those[begin[worker] : begin[worker + 1]]
        own = _own(slots, first_slot, worker)
        _follow(mine, _by_start(mine, horizon), own, edges, horizon, faults, spent[:, worker])
    return faults, spent


@kernel
def _by_worker(
    visits: tuple[Ints, Ints, Ints, Ints, Ints], chosen: Bools, workers: int, horizon: int
) -> tuple[Ints, Rows]:
    """Where the visits of each worker begin [workers + 1]; start, finish, minutes, and row x 2 + chosen, by worker.

    They are side by side, since they are far from one another in memory. Beyond the horizon all moments are alike.
    """
    case, worker, start, finish, minutes = visits
    begin = np.zeros(workers + 1, dtype=np.int64)
    for each in worker:
        if each >= 0:
            begin[each + 1] += 1
    begin = np.cumsum(begin)
    free, those = begin.copy(), np.empty((begin[-1], 4), dtype=np.int32)
    for row in range(len(worker)):
        who = worker[row]
        if who >= 0:
            place = free[who]
            free[who] = place + 1
            those[place, 0], those[place, 1] = min(start[row], horizon + 1), min(finish[row], horizon + 1)
            those[place, 2], those[place, 3] = minutes[row], row * 2 + chosen[case[row]]
    return begin, those


@kernel
def _by_start(visits: Rows, horizon: int) -> Ints:
    """The places of a worker's visits by rising start, equal ones in their order; the start stands above 32 bits."""
    # First from day to day, or nearly so; then within the day, on which there are few.
    free = np.zeros((horizon + 1 >> _DAY) + 2, dtype=np.int32)
    for at in range(len(visits)):
        free[(max(visits[at, 0], 0) >> _DAY) + 1] += 1
    for day in range(1, len(free)):
        free[day] += free[day - 1]
    order = np.empty(len(visits), dtype=np.int64)
    for at in range(len(visits)):
        day = max(visits[at, 0], 0) >> _DAY
        order[free[day]] = (np.int64(visits[at, 0]) << 32) + at
        free[day] += 1
    for at in range(1, len(order)):
        one, to = order[at], at
        while to > 0 and order[to - 1] > one:
            order[to] = order[to - 1]
            to -= 1
        order[to] = one
    return order


@kernel
def _follow(
    visits: Rows, order: Ints, slots: tuple[Ints, Ints, Ints], edges: Ints, horizon: int, faults: Ints, spent: Ints
) -> None:
    """Follow one worker, with slots of their own, and write down the minutes spent [2, edges]."""
    # The slot at hand, -1 before the first, and the minutes of those before it; the minutes of all up to the last end.
    slot, before, worked, until = -1, 0, 0, -1
    edge, in_all, on_chosen, free_from, last = 0, 0, 0, -horizon, -1
    for number in order:
        at = number & 0xFFFFFFFF
        start, finish, taken = visits[at, 0], visits[at, 1], visits[at, 2]
        row, is_chosen = visits[at, 3] >> 1, visits[at, 3] & 1
        if faults[0] < 0 and start < free_from:
            faults[0], faults[1] = row, last
        free_from, last = finish, row
        if min(finish, horizon) < start:
            faults[2] = row if faults[2] < 0 else faults[2]
            continue
        if start != until:  # most go on where they have ended
            slot, before = _slot_at(slots, slot, before, start)
            worked = _worked_in(slots, slot, before, start)
        since, until = worked, min(finish, horizon)
        while edge < len(edges) and edges[edge] < until:
            slot, before = _slot_at(slots, slot, before, edges[edge])
            part = min(_worked_in(slots, slot, before, edges[edge]) - since, taken) if edges[edge] > start else 0
            spent[0, edge], spent[1, edge] = in_all + part, on_chosen + part * is_chosen
            edge += 1
        slot, before = _slot_at(slots, slot, before, until)
        worked = _worked_in(slots, slot, before, until)
        if faults[3] < 0 and worked - since != taken:
            faults[3], faults[4] = row, worked - since
        in_all += taken
        on_chosen += taken * is_chosen
    spent[0, edge:], spent[1, edge:] = in_all, on_chosen


@inlined
def _slot_at(slots: tuple[Ints, Ints, Ints], slot: int, before: int, minute: int) -> tuple[int, int]:
    """The last slot that opens up to a minute, going on from an earlier one, and the minutes of all before it."""
    while slot + 1 < len(slots[0]) and slots[0][slot + 1] <= minute:
        before += slots[2][slot] if slot >= 0 else 0
        slot += 1
    return slot, before


@inlined
def _worked_in(slots: tuple[Ints, Ints, Ints], slot: int, before: int, until: int) -> int:
    """Minutes up to a moment, in a slot and before it."""
    return before + (_of_slot(slots, slot, until) if slot >= 0 else 0)
