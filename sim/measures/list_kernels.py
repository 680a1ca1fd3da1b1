"""Passes over visits and allocations: who stands on which list from when to when."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.eventlog.log import ASSISTED
from sim.measures.courses import HELD, KIND, Longs, Shorts
from sim.measures.rows import Bools
from sim.measures.span_kernels import add_span, blocks_of
from sim.scenario.pathway import AWAIT, GATE, PLACE, WORK
from sim.scenario.timeline import ANY_TEAM, OWN_TEAM
from sim.units import NEVER

(
    ALLOCATION_LIST, SHARED_LIST, IN_TRAY, OPEN_CASES, GATE_LIST, AWAIT_LIST, WAITING_CASES, CASES_IN_SYSTEM, BUSY,
) = range(9)  # fmt: skip
"""The lists; on the last stand cases in the tray or hands of the worker who holds them."""
LISTS, NO_LIST = 9, -1

HEADS, CAME, WENT, TIMES, ALONE, LASTING = range(6)
"""Of the allocation lists: minutes, cases that came and went, by the allocations; minutes, waits, and those that last,
by the waits of held steps whose case had no worker."""
TELLING = 6


@kernel
def places_by_case(case: Ints, start: Ints, cases: int) -> tuple[Ints, Ints]:
    """Where the places of each case begin [cases + 1], and their rows by case and start.

    A row whose start is NEVER is of no place.
    """
    begin = np.zeros(cases + 1, dtype=np.int64)
    for row in range(len(case)):
        if start[row] < NEVER:
            begin[case[row] + 1] += 1
    begin = np.cumsum(begin)
    free, rows = begin.copy(), np.empty(begin[-1], dtype=np.int64)
    for row in range(len(case)):
        if start[row] < NEVER:
            first, place = begin[case[row]], free[case[row]]
            free[case[row]] += 1
            while place > first and start[rows[place - 1]] > start[row]:
                rows[place] = rows[place - 1]
                place -= 1
            rows[place] = row
    return begin, rows


@inlined
def asked_first(step: int, skill_list: Ints, own_team: Ints, role_of_list: Ints, team_of_list: Ints, teams: int) -> int:
    """The cell of the role and team that a step asks for first; that of no one if the step is -1 or asks for no one."""
    number = skill_list[step] if step >= 0 else -1
    team = team_of_list[number]
    if team == OWN_TEAM:
        team = own_team[step]
    elif team == ANY_TEAM:
        team = -1
    cell: int = (role_of_list[number] + 1) * (teams + 1) + team + 1
    return cell


@kernel
def visits_on_lists(
    visits: tuple[Ints, Ints, Ints, Ints],
    stays: tuple[Longs, Shorts, Ints],
    asked: tuple[Ints, Ints, Ints, Ints],
    places: tuple[Ints, Ints, Ints, Ints],
    cases: tuple[Bools, Ints],
    edges: Ints,
    year_ends: Bools,
    horizon: int,
    teams: int,
    stock: NDArray[np.int64],
    told: Ints,
) -> NDArray[np.int64]:
    """Add to stocks where visits stand: for shared work, for gates and side work, in in-trays, without a worker.

    Of held steps also the time in which they are in the tray or the hands of the worker who holds the case.

    Parameters
    ----------
    visits
        Case, status, start and finish [visits].
    stays
        Step, marks and beginning of the wait [visits].
    asked
        List and team of each step [steps]; role and team of each list, of none at the end [lists + 1].
    places
        Where the caseload places of each case begin [cases + 1]; start, stop and cell of each, by case and start.
    cases
        Whether the case stands for a person; received [cases].
    edges, teams
        Rising minutes; the number of teams.
    year_ends
        Which edges end a year.
    horizon
        The last minute.
    told
        What the waits of held steps without a worker tell of the allocation lists is added here.

    Returns
    -------
    array of shape [2, n]
        Edge and minute of receipt of everybody who waits without a worker at the end of a year.
    """
    case_of, status, start, finish = visits
    step_of, marks, wait_from = stays
    skill_list, own_team, role_of_list, team_of_list = asked
    first_place, place_from, place_to, place_cell = places
    counted, received = cases
    closed, passed, shift = blocks_of(edges)
    waiting, number = np.empty((2, 1024), dtype=np.int64), 0
    for visit in range(len(case_of)):
        case, kind, held = case_of[visit], marks[visit] & KIND, marks[visit] & HELD > 0
        now, until = wait_from[visit], min(start[visit], finish[visit]) if kind == WORK else finish[visit]
        place, places_end = first_place[case], first_place[case + 1]
        if held and status[visit] != ASSISTED:
            for those in range(place, places_end):
                begins, ends = max(place_from[those], now), min(place_to[those], finish[visit])
                _hold(stock, place_cell[those], begins, ends, closed, passed, shift)
        column = _list_of(kind, held)
        if until <= now or column == NO_LIST:
            continue
        cell = asked_first(step_of[visit], skill_list, own_team, role_of_list, team_of_list, teams)
        if column != IN_TRAY:
            add_span(stock, cell, column, now, until, closed, passed, shift)
        # The wait is cut where the case gets a place or loses it; beyond its last place it has none to the end.
        while kind == WORK and now < until:
            while place < places_end and place_to[place] <= max(now, place_from[place]):
                place += 1
            alone_to = min(place_from[place], until) if place < places_end else until
            if alone_to > now:
                _tell(told, held, now, alone_to, horizon)
                if counted[case]:
                    begun, ended = add_span(stock, cell, WAITING_CASES, now, alone_to, closed, passed, shift)
                    waiting, number = _remember(waiting, number, begun, ended, year_ends, received[case])
                now = alone_to
            if now < until:
                if held:
                    with_worker_to = min(place_to[place], until)
                    add_span(stock, place_cell[place], IN_TRAY, now, with_worker_to, closed, passed, shift)
                now = place_to[place]
    return waiting[:, :number]


@inlined
def _hold(stock: NDArray[np.int64], cell: int, begins: int, ends: int, closed: Ints, passed: Ints, shift: int) -> None:
    """Add the time of a held step, if there is any, in the tray or the hands of the worker who holds the case."""
    if begins < ends:
        add_span(stock, cell, BUSY, begins, ends, closed, passed, shift)


@inlined
def _list_of(kind: int, held: bool) -> int:
    """The list on which whoever waits for a step stands; of held steps only while the case has a worker."""
    if kind == WORK:
        return IN_TRAY if held else SHARED_LIST
    return GATE_LIST if kind == GATE else AWAIT_LIST if kind == AWAIT else NO_LIST


@inlined
def _tell(told: Ints, held: bool, start: int, stop: int, horizon: int) -> None:
    """Add what a wait without a worker tells of the allocation lists, which are for held steps."""
    if held:
        told[TIMES] += min(max(stop, 0), horizon) - min(max(start, 0), horizon)
        told[ALONE] += 1
        told[LASTING] += stop >= NEVER


@inlined
def _remember(
    waiting: NDArray[np.int64], number: int, begun: int, ended: int, year_ends: Bools, received: int
) -> tuple[NDArray[np.int64], int]:
    """Note who waits from one edge up to another at those that end a year; in a table twice as large if it is full."""
    for edge in range(begun, min(ended, len(year_ends))):
        if year_ends[edge]:
            if number == waiting.shape[1]:
                waiting = np.concatenate((waiting, np.empty_like(waiting)), axis=1)
            waiting[0, number], waiting[1, number] = edge, received
            number += 1
    return waiting, number


@kernel
def allocations_on_list(
    allocations: tuple[Ints, Ints, Ints, Ints],
    visits: tuple[Ints, Ints],
    stays: tuple[Longs, Shorts, Bools],
    asked: tuple[Ints, Ints, Ints, Ints],
    first_held: Longs,
    edges: Ints,
    horizon: int,
    teams: int,
    stock: NDArray[np.int64],
    told: Ints,
) -> None:
    """Add the time on allocation lists to their stock, and what it tells of them to ``told``.

    Parameters
    ----------
    allocations
        Case, joined, allocated, released, in the order of the log [allocations].
    visits, stays
        Case and when ready; step, marks, and whether the visit is the first to its step [visits].
    asked, edges, horizon, teams
        As in the pass before.
    first_held
        The first held step on each case's path, -1 for none [cases].
    """
    case_of, joined, allocated, released = allocations
    visitor, ready = visits
    step_of, marks, is_first = stays
    skill_list, own_team, role_of_list, team_of_list = asked
    closed, passed, shift = blocks_of(edges)
    first = 0
    for row in range(len(case_of)):
        case, begins, ends = case_of[row], joined[row], min(allocated[row], released[row])
        while first < len(visitor) and visitor[first] < case:
            first += 1
        # The held step or place that was ready when the case joined; the first held step where none was.
        step, visit = first_held[case], first
        while visit < len(visitor) and visitor[visit] == case:
            held = marks[visit] & HELD > 0 or marks[visit] & KIND == PLACE
            if held and is_first[visit] and ready[visit] == joined[row]:
                step = step_of[visit]
                break
            visit += 1
        if row > 0 and case_of[row - 1] == case:
            # A case handed back keeps its first ready minute, but it joins the list anew.
            begins = max(begins, released[row - 1])
        cell = asked_first(step, skill_list, own_team, role_of_list, team_of_list, teams)
        add_span(stock, cell, ALLOCATION_LIST, begins, ends, closed, passed, shift)
        told[HEADS] += min(max(ends, 0), horizon) - min(max(begins, 0), horizon)
        told[CAME] += ends > begins
        told[WENT] += begins < ends < NEVER
