"""The walk over all cases that finds who stands on which list from when to when."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.eventlog.log import ASSISTED
from sim.measures.courses import FIRST, HELD, KIND, Longs, Shorts
from sim.measures.rows import Bools
from sim.measures.span_kernels import Blocks, add_known, add_span, blocks_of, edges_before, sum_up
from sim.scenario.pathway import DELAY, GATE, PLACE, WORK
from sim.units import NEVER

(
    ALLOCATION_LIST, SHARED_LIST, IN_TRAY, OPEN_CASES, GATE_LIST, AWAIT_LIST, WAITING_CASES, CASES_IN_SYSTEM, BUSY,
) = range(9)  # fmt: skip
"""The lists; on the last stand cases in the tray or hands of the worker who holds them."""
LISTS = 9

HEADS, CAME, WENT, TIMES, ALONE, LASTING, TWICE, LATE, LEFT_OVER = range(9)
"""Of the allocation lists: minutes, cases that came and went, by the allocations; minutes, waits, and those that last,
by the waits of held steps whose case had no worker. The first case that holds two places at once, and the first that
holds one after its close, -1 for none. How many allocations are not in order of case."""


class Visits(NamedTuple):
    """Columns of the visits of a log, and marks as in :class:`sim.measures.courses.Stays` [visits]."""

    case: Ints
    step: Ints
    status: Ints
    ready: Ints
    start: Ints
    finish: Ints
    marks: Shorts


class Places(NamedTuple):
    """Columns of the allocations of a log, and the cell of the worker's role and team [allocations]."""

    case: Ints
    joined: Ints
    allocated: Ints
    released: Ints
    cell: Ints


class Cases(NamedTuple):
    """Of each case: received, closed, its first held step, -1 for none, and whether it stands for a person [cases]."""

    received: Ints
    closed: Ints
    first_held: Longs
    counted: Bools


class Asked(NamedTuple):
    """Whom steps ask for first.

    Attributes
    ----------
    first
        The first step of each case [cases + 1].
    skill_list, team
        Of each step [steps].
    cell, in_own_team
        Of the role and team that each list asks for, to which the number of the step's own team comes, from 1, if
        it is in that; of no one at the end [lists + 1].
    """

    first: Ints
    skill_list: Ints
    team: Ints
    cell: Ints
    in_own_team: Ints


class _Book(NamedTuple):
    """What is written down: stocks of cell x ``LISTS`` + list (see :func:`add_known`), and what is told of them.

    Who waits for a worker at edges that end a year stands in ``waiting``: edge and minute of receipt [2, n].
    """

    blocks: Blocks
    year_ends: Bools
    horizon: int
    stock: NDArray[np.int64]
    told: Ints
    waiting: NDArray[np.int64]


class _At(NamedTuple):
    """How far all is written down: the next case, its first visit and allocation; how many are known to wait."""

    case: int
    visit: int
    place: int
    number: int


class _Rows(NamedTuple):
    """The visits and the allocations of a case: the first of each, and the one after the last."""

    visit: int
    visits_end: int
    place: int
    places_end: int


@kernel
def lists_of(
    visits: Visits, places: Places, cases: Cases, asked: Asked, edges: Ints, year_ends: Bools, cells: int, horizon: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Ints]:
    """Find where visits and cases stand: for shared work, for gates and side work, in in-trays, without a worker.

    Parameters
    ----------
    edges, year_ends
        Rising minutes, and which of them end a year.
    cells
        The number of cells of role and team.

    Returns
    -------
    tuple
        Levels and areas by cell x ``LISTS`` + list [codes, edges, 2]; edge and minute of receipt of everybody who waits
        without a worker at the end of a year [2, n]; what is told of the allocations.
    """
    stock = np.zeros((cells * LISTS, len(edges), 2), dtype=np.int64)
    told = np.zeros(LEFT_OVER + 1, dtype=np.int64)
    told[TWICE], told[LATE] = -1, -1
    book = _Book(blocks_of(edges), year_ends, horizon, stock, told, np.empty((2, 2**12), dtype=np.int64))
    # Not as literals, for which every part would be compiled once more.
    none = int(np.int64(0))
    at = _At(none, none, none, none)
    while True:
        at = _go_on(at, visits, places, cases, asked, book)
        if at.case == len(cases.received):
            break
        waiting = np.concatenate((book.waiting, np.empty_like(book.waiting)), axis=1)
        book = _Book(book.blocks, year_ends, horizon, stock, told, waiting)
    told[LEFT_OVER] = len(places.case) - at.place
    sum_up(stock, edges)
    return stock, book.waiting[:, : at.number], told


@inlined
def _go_on(at: _At, visits: Visits, places: Places, cases: Cases, asked: Asked, book: _Book) -> _At:
    """Go on from case to case as long as there is room for all who may wait.

    A part of its own, which makes no tables, and so need not count who uses them, case by case.
    """
    case, visit, place, number = at
    while case < len(cases.received):
        rows = _Rows(visit, end_of(visits.case, visit, case), place, end_of(places.case, place, case))
        if number + (rows.visits_end - visit) * len(book.year_ends) > book.waiting.shape[1]:
            break
        number = _stand(case, rows, visits, places, cases, asked, book, number)
        _allocate(case, rows, visits, places, cases, asked, book)
        case, visit, place = case + 1, rows.visits_end, rows.places_end
    return _At(case, visit, place, number)


@inlined
def end_of(case_of: Ints, row: int, case: int) -> int:
    """The row after those of a case that begin at a row."""
    while row < len(case_of) and case_of[row] == case:
        row += 1
    return row


@inlined
def _stand(
    case: int,
    rows: _Rows,
    visits: Visits,
    places: Places,
    cases: Cases,
    asked: Asked,
    book: _Book,
    number: int,
) -> int:
    """Add a case to those in the system, and its visits to the lists on which they stand."""
    counted, received = cases.counted[case], cases.received[case]
    if counted:
        add_span(book.stock, CASES_IN_SYSTEM, received, cases.closed[case], book.blocks)
    before = -1
    for row in range(rows.visit, rows.visits_end):
        if visits.status[row] == ASSISTED:
            continue
        kind, since = visits.marks[row] & KIND, visits.ready[row]
        if kind != DELAY and kind != PLACE:
            if visits.marks[row] & FIRST == 0:
                since = max(since, visits.finish[before])
            cell = _asked_first(asked.first[case] + visits.step[row], asked)
            number = _wait(row, since, cell, rows, counted, received, visits, places, book, number)
        before = row
    return number


@inlined
def _asked_first(step: int, asked: Asked) -> int:
    """The cell of the role and team that a step asks for first; that of no one if the step is -1 or asks for no one."""
    number = asked.skill_list[step] if step >= 0 else -1
    cell: int = asked.cell[number]
    if asked.in_own_team[number]:
        cell += asked.team[step] + 1
    return cell


@inlined
def _wait(
    visit: int,
    now: int,
    cell: int,
    rows: _Rows,
    counted: bool,
    received: int,
    visits: Visits,
    places: Places,
    book: _Book,
    number: int,
) -> int:
    """Add a visit that waits from ``now`` on to the lists on which it stands, and to the busy while it has a worker."""
    mark, finish = visits.marks[visit], visits.finish[visit]
    kind, held = mark & KIND, mark & HELD > 0
    until = min(visits.start[visit], finish) if kind == WORK else finish
    begun = edges_before(*book.blocks, now)
    if held:
        _hold(now, finish, begun, rows, places, book)
    if until <= now:
        return number
    ended = edges_before(*book.blocks, until)
    if not held:
        column = SHARED_LIST if kind == WORK else GATE_LIST if kind == GATE else AWAIT_LIST
        add_known(book.stock, cell * LISTS + column, now, until, begun, ended)
    place, places_end = rows.place, rows.places_end
    # The wait is cut where the case gets a place or loses it; beyond its last place it has none to the end.
    while kind == WORK and now < until:
        while place < places_end and places.released[place] <= max(now, places.allocated[place]):
            place += 1
        alone_to = max(min(places.allocated[place], until), now) if place < places_end else until
        edge = ended if alone_to == until else edges_before(*book.blocks, alone_to)
        if alone_to > now:
            if held:
                book.told[TIMES] += min(max(alone_to, 0), book.horizon) - min(max(now, 0), book.horizon)
                book.told[ALONE] += 1
                book.told[LASTING] += alone_to >= NEVER
            if counted:
                add_known(book.stock, cell * LISTS + WAITING_CASES, now, alone_to, begun, edge)
                number = _remember(begun, edge, received, book, number)
        now, begun = alone_to, edge
        if now < until:
            with_worker_to = min(places.released[place], until)
            edge = ended if with_worker_to == until else edges_before(*book.blocks, with_worker_to)
            if held:
                add_known(book.stock, places.cell[place] * LISTS + IN_TRAY, now, with_worker_to, begun, edge)
            now, begun = with_worker_to, edge
    return number


@inlined
def _hold(now: int, finish: int, begun: int, rows: _Rows, places: Places, book: _Book) -> None:
    """Add the time of a held step in the tray or the hands of whoever holds the case; ``begun`` is the edge of now."""
    for row in range(rows.place, rows.places_end):
        begins, ends = max(places.allocated[row], now), min(places.released[row], finish)
        if begins < ends:
            edge = begun if begins == now else edges_before(*book.blocks, begins)
            code = places.cell[row] * LISTS + BUSY
            add_known(book.stock, code, begins, ends, edge, edges_before(*book.blocks, ends))


@inlined
def _remember(begun: int, ended: int, received: int, book: _Book, number: int) -> int:
    """Note who waits from one edge up to another at those that end a year; returns how many are noted by now."""
    for edge in range(begun, min(ended, len(book.year_ends))):
        if book.year_ends[edge]:
            book.waiting[0, number], book.waiting[1, number] = edge, received
            number += 1
    return number


@inlined
def _allocate(case: int, rows: _Rows, visits: Visits, places: Places, cases: Cases, asked: Asked, book: _Book) -> None:
    """Add the times of a case on allocation lists and with workers, and what they tell of the lists."""
    told, before = book.told, -NEVER
    for row in range(rows.place, rows.places_end):
        joined, allocated, released = places.joined[row], places.allocated[row], places.released[row]
        # A case handed back keeps its first ready minute, but it joins the list anew.
        begins, ends = max(joined, places.released[row - 1]) if row > rows.place else joined, min(allocated, released)
        # The held step or place that was ready when the case joined; the first held step where none was.
        step = cases.first_held[case]
        for other in range(rows.visit, rows.visits_end):
            mark = visits.marks[other]
            if mark & FIRST and (mark & HELD or mark & KIND == PLACE) and visits.ready[other] == joined:
                step = asked.first[case] + visits.step[other]
                break
        got = edges_before(*book.blocks, allocated)
        edge = got if ends == allocated else edges_before(*book.blocks, ends)
        code = _asked_first(step, asked) * LISTS + ALLOCATION_LIST
        add_known(book.stock, code, begins, ends, edges_before(*book.blocks, begins), edge)
        told[HEADS] += min(max(ends, 0), book.horizon) - min(max(begins, 0), book.horizon)
        told[CAME] += ends > begins
        told[WENT] += begins < ends < NEVER
        if allocated < NEVER:
            code = places.cell[row] * LISTS + OPEN_CASES
            add_known(book.stock, code, allocated, released, got, edges_before(*book.blocks, released))
            if told[TWICE] < 0 and allocated < before:
                told[TWICE] = case
            if told[LATE] < 0 and released > cases.closed[case]:
                told[LATE] = case
            before = released
