"""Passes over spans of time, timetables and the edges of periods."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.units import NEVER

Blocks = tuple[Ints, Ints, int]
"""See :func:`blocks_of`."""

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
def blocks_of(edges: Ints) -> Blocks:
    """The edges and one that is never passed; how many edges lie before each block of minutes; its length as a shift.

    The blocks are so short that hardly two edges lie in one: those before a minute are counted from its block.
    """
    span, shift = edges[-1] - edges[0] + 1, 0
    while span >> shift > _BLOCKS:
        shift += 1
    closed = np.full(len(edges) + 1, NEVER)
    for edge in range(len(edges)):  # to assign them at once takes two seconds to compile
        closed[edge] = edges[edge]
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
def add_span(stock: NDArray[np.int64], code: int, start: int, stop: int, blocks: Blocks) -> None:
    """Add a span to a stock that is summed up later: see :func:`sum_up`.

    Until then a stock says how many spans begin before an edge and after the one before it, less those that end, and
    the minutes that these moments add to the area before all later edges [codes, edges, 2].
    """
    add_known(stock, code, start, stop, edges_before(*blocks, start), edges_before(*blocks, stop))


@inlined
def add_known(stock: NDArray[np.int64], code: int, start: int, stop: int, begun: int, ended: int) -> None:
    """Add a span of which it is known how many edges lie before its start and its stop."""
    edges = stock.shape[1]
    if begun == ended and begun < edges:  # as most: it holds at no edge
        stock[code, begun, 1] += stop - start
        return
    if begun < edges:
        stock[code, begun, 0] += 1
        stock[code, begun, 1] -= start
    if ended < edges:
        stock[code, ended, 0] -= 1
        stock[code, ended, 1] += stop


@kernel
def add_spans(stock: NDArray[np.int64], code: Ints, start: Ints, stop: Ints, edges: Ints) -> None:
    """Add many spans, and sum them up."""
    blocks = blocks_of(edges)
    for row in range(len(code)):
        add_span(stock, code[row], start[row], stop[row], blocks)
    sum_up(stock, edges)


@inlined
def sum_up(stock: NDArray[np.int64], edges: Ints) -> None:
    """Make levels at each edge and areas before it of what was added to a stock."""
    for code in range(len(stock)):
        level, moments = 0, 0
        for edge in range(len(edges)):
            level += stock[code, edge, 0]
            moments += stock[code, edge, 1]
            stock[code, edge, 0], stock[code, edge, 1] = level, level * edges[edge] + moments
