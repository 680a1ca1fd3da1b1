"""Passes over spans of time, timetables and the edges of periods."""

import numpy as np

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.units import NEVER

_BLOCKS = 2**11
"""About the days of five years, to have no more than one edge in most blocks."""


@kernel
def edges_passed(edges: Ints, minutes: Ints) -> Ints:
    """How many of some rising edges lie before each minute. Shape as ``minutes``."""
    closed, passed, shift = _blocks(edges)
    found = np.empty(len(minutes), dtype=np.int64)
    for row in range(len(minutes)):
        found[row] = _edges_before(closed, passed, shift, minutes[row])
    return found


@kernel
def periods_at(edges: Ints, minutes: Ints) -> Ints:
    """The same as :func:`sim.measures.periods.periods_searched`."""
    closed, passed, shift = _blocks(edges)
    found = np.empty(len(minutes), dtype=np.int64)
    for row in range(len(minutes)):
        period = _edges_before(closed, passed, shift, minutes[row] + 1) - 1
        found[row] = period if period < len(edges) - 1 else -1
    return found


@kernel
def _blocks(edges: Ints) -> tuple[Ints, Ints, int]:
    """The edges and one that is never passed; how many edges lie before each block of minutes; its length as a shift.

    The blocks are so short that hardly two edges lie in one: those before a minute are counted from its block.
    """
    span, shift = edges[-1] - edges[0] + 1, 0
    while span >> shift > _BLOCKS:
        shift += 1
    closed = np.full(len(edges) + 1, NEVER)
    closed[:-1] = edges
    passed = np.empty((span >> shift) + 1, dtype=np.int64)
    edge = 0
    for block in range(len(passed)):
        while closed[edge] < edges[0] + (block << shift):
            edge += 1
        passed[block] = edge
    return closed, passed, shift


@kernel
def _edges_before(closed: Ints, passed: Ints, shift: int, minute: int) -> int:
    """How many edges lie before a minute."""
    # All minutes beyond the last edge are as the one after it.
    known = min(max(minute, closed[0]), closed[-2] + 1)
    edge: int = passed[(known - closed[0]) >> shift]
    while closed[edge] < known:
        edge += 1
    return edge


@kernel
def stock_at(code: Ints, start: Ints, stop: Ints, edges: Ints, codes: int) -> tuple[Ints, Ints]:
    """Levels and areas of spans at each edge: see :func:`sim.measures.spans.stock` [codes, edges]."""
    closed, passed, shift = _blocks(edges)
    levels, areas = np.zeros((codes, len(edges)), dtype=np.int64), np.zeros((codes, len(edges)), dtype=np.int64)
    for row in range(len(code)):
        begun = _edges_before(closed, passed, shift, start[row])
        ended = _edges_before(closed, passed, shift, stop[row])
        if begun < len(edges):
            levels[code[row], begun] += 1
            areas[code[row], begun] -= start[row]
        if ended < len(edges):
            levels[code[row], ended] -= 1
            areas[code[row], ended] += stop[row]
    for group in range(codes):
        number, moments = 0, 0
        for edge in range(len(edges)):
            number += levels[group, edge]
            moments += areas[group, edge]
            levels[group, edge] = number
            areas[group, edge] = number * edges[edge] + moments
    return levels, areas


@kernel
def pieces_of(first: tuple[Ints, Ints, Ints], second: tuple[Ints, Ints, Ints]) -> Ints:
    """Start, stop and rows of the pieces of spans: see :func:`sim.measures.spans.overlay` [4, pieces].

    Of either kind of span the case, the start and the stop.
    """
    case, start, stop = first
    other_case, other_start, other_stop = second
    begin, others = _by_case(other_case, other_start, other_stop, max(_most(case), _most(other_case)) + 1)
    found, pieces = np.empty((4, 2 * len(case) + 16), dtype=np.int64), 0
    for row in range(len(case)):
        low, high = begin[case[row]], begin[case[row] + 1]
        if pieces + 2 * (high - low) + 1 > found.shape[1]:
            larger = np.empty((4, 2 * (pieces + high - low) + 1), dtype=np.int64)
            larger[:, :pieces] = found[:, :pieces]
            found = larger
        now, end = start[row], stop[row]
        for place in range(low, high):
            other = others[place]
            if other_stop[other] <= now:
                continue
            if other_start[other] >= end or now >= end:
                break
            if other_start[other] > now:
                found[0, pieces], found[1, pieces] = now, other_start[other]
                found[2, pieces], found[3, pieces] = row, -1
                now = other_start[other]
                pieces += 1
            found[0, pieces], found[1, pieces] = now, min(other_stop[other], end)
            found[2, pieces], found[3, pieces] = row, other
            now = found[1, pieces]
            pieces += 1
        if now < end:
            found[0, pieces], found[1, pieces] = now, end
            found[2, pieces], found[3, pieces] = row, -1
            pieces += 1
    return found[:, :pieces]


@kernel
def _most(numbers: Ints) -> int:
    return max(-1, numbers.max()) if len(numbers) else -1


@kernel
def _by_case(case: Ints, start: Ints, stop: Ints, cases: int) -> tuple[Ints, Ints]:
    """Where the spans of each case begin [cases + 1], and the rows of those that last at all, by case and start."""
    begin = np.zeros(cases + 1, dtype=np.int64)
    for row in range(len(case)):
        if stop[row] > start[row]:
            begin[case[row] + 1] += 1
    begin = np.cumsum(begin)
    free, rows = begin.copy(), np.empty(begin[-1], dtype=np.int64)
    for row in range(len(case)):
        if stop[row] > start[row]:
            first, place = begin[case[row]], free[case[row]]
            free[case[row]] += 1
            while place > first and start[rows[place - 1]] > start[row]:
                rows[place] = rows[place - 1]
                place -= 1
            rows[place] = row
    return begin, rows
