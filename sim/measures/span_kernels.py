"""Passes over spans of time, timetables and the edges of periods."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.units import NEVER

_BLOCKS = 2**11
"""About the days of five years, to have no more than one edge in most blocks."""


@kernel
def periods_at(edges: Ints, minutes: Ints) -> Ints:
    """The same as :func:`sim.measures.periods.periods_searched`."""
    closed, passed, shift = blocks_of(edges)
    found = np.empty(len(minutes), dtype=np.int64)
    for row in range(len(minutes)):
        period = edges_before(closed, passed, shift, minutes[row] + 1) - 1
        found[row] = period if period < len(edges) - 1 else -1
    return found


@kernel
def blocks_of(edges: Ints) -> tuple[Ints, Ints, int]:
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


@inlined
def edges_before(closed: Ints, passed: Ints, shift: int, minute: int) -> int:
    """How many edges lie before a minute."""
    # All minutes beyond the last edge are as the one after it.
    known = min(max(minute, closed[0]), closed[-2] + 1)
    edge: int = passed[(known - closed[0]) >> shift]
    while closed[edge] < known:
        edge += 1
    return edge


@inlined
def add_span(
    stock: NDArray[np.int64], cell: int, column: int, start: int, stop: int, closed: Ints, passed: Ints, shift: int
) -> tuple[int, int]:
    """Add a span to a stock that is summed up later; returns how many edges lie before its start and its stop.

    Until then a stock says how many spans begin before an edge and after the one before it, less those that end, and
    the minutes that these moments add to the area before all later edges [2, cells, columns, edges].
    """
    begun = edges_before(closed, passed, shift, start)
    ended = edges_before(closed, passed, shift, stop)
    if begun == ended and begun < stock.shape[3]:  # as most spans: it holds at no edge
        stock[1, cell, column, begun] += stop - start
        return begun, ended
    if begun < stock.shape[3]:
        stock[0, cell, column, begun] += 1
        stock[1, cell, column, begun] -= start
    if ended < stock.shape[3]:
        stock[0, cell, column, ended] -= 1
        stock[1, cell, column, ended] += stop
    return begun, ended


@kernel
def add_spans(stock: NDArray[np.int64], cell: Ints, column: int, start: Ints, stop: Ints, edges: Ints) -> None:
    """Add many spans; those of cell -1 are left out."""
    closed, passed, shift = blocks_of(edges)
    for row in range(len(cell)):
        if cell[row] >= 0:
            add_span(stock, cell[row], column, start[row], stop[row], closed, passed, shift)


@kernel
def sum_up(stock: NDArray[np.int64], edges: Ints) -> None:
    """Make levels at each edge and areas before it of what was added to a stock."""
    _, cells, columns, _ = stock.shape
    for cell in range(cells):
        for column in range(columns):
            number, moments = 0, 0
            for edge in range(len(edges)):
                number += stock[0, cell, column, edge]
                moments += stock[1, cell, column, edge]
                stock[0, cell, column, edge] = number
                stock[1, cell, column, edge] = number * edges[edge] + moments
