"""Passes over many rows that NumPy can make only in several steps."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.measures.span_kernels import blocks_of, edges_before

_DIGIT = 12


@kernel
def counted(code: Ints, codes: int) -> Ints:
    """Number of rows of each code: see :func:`sim.measures.rows.tally`."""
    number = np.zeros(codes, dtype=np.int64)
    for each in code:
        if each >= 0:
            number[each] += 1
    return number


@kernel
def added_up(code: Ints, codes: int, weight: Ints) -> Ints:
    """Sum of the weights of each code: see :func:`sim.measures.rows.tally`."""
    total = np.zeros(codes, dtype=np.int64)
    for row in range(len(code)):
        if code[row] >= 0:
            total[code[row]] += weight[row]
    return total


@kernel
def added_by_group(places: Ints, groups: int, by_profile: Ints) -> Ints:
    """Sums over the profiles of each group: see :func:`sim.measures.groupings.added`."""
    found = np.zeros((groups, by_profile.shape[1]), dtype=np.int64)
    for dimension in range(len(places)):
        for profile in range(len(by_profile)):
            group = places[dimension, profile]
            if group >= 0:
                for column in range(by_profile.shape[1]):
                    found[group, column] += by_profile[profile, column]
    return found


@kernel
def happened_between(
    minute: Ints, profile: Ints, among: NDArray[np.bool_], profiles: int, edges: Ints, horizon: int
) -> NDArray[np.int64]:
    """Rows of each profile whose minute is not before an edge but before the next [profiles, edges, kinds].

    Each stands at the latter edge, so that nothing stands at the first. The minute of the horizon is before the last.
    A row is counted for each kind that it is ``among`` [kinds, rows].
    """
    closed, passed, shift = blocks_of(edges)
    found = np.zeros((profiles, len(edges), len(among)), dtype=np.int64)
    for row in range(len(minute)):
        if profile[row] >= 0 and edges[0] <= minute[row] <= horizon:
            at = minute[row] if minute[row] < horizon else horizon - 1
            edge = edges_before(closed, passed, shift, at + 1)
            if edge < len(edges):
                for kind in range(len(among)):
                    found[profile[row], edge, kind] += among[kind, row]
    return found


@kernel
def order_by_digits(keys: Ints) -> Ints:
    """Rows by rising key from 0; equal keys stay in their order.

    The largest key and the number of rows have 63 bits together at most.
    """
    row_bits = 0
    while len(keys) >> row_bits > 0:
        row_bits += 1
    # A row goes along with its key as one number, so that each pass reads them one after another.
    both = keys << row_bits
    for row in range(len(keys)):
        both[row] |= row
    return sorted_above(both, row_bits) & (1 << row_bits) - 1


@kernel
def sorted_above(numbers: Ints, low: int) -> Ints:
    """Numbers from 0 in rising order of the bits above the ``low`` ones; equal ones stay in order."""
    most, key_bits = 0, 0
    for number in numbers:
        most = max(most, number >> low)
    while most >> key_bits > 0:
        key_bits += 1
    passes = (key_bits + _DIGIT - 1) // _DIGIT
    digit = -(-key_bits // max(passes, 1))
    mask = (1 << digit) - 1
    # What is given stays as it is. Memory that is never written to costs nothing.
    ordered, other, spare = numbers, np.empty_like(numbers), np.empty_like(numbers)
    # The next free place of each digit: first the number of rows with smaller ones.
    places = np.zeros((passes, mask + 2), dtype=np.int64)
    for number in numbers:
        for at in range(passes):
            places[at, (number >> low + at * digit & mask) + 1] += 1
    for at in range(passes):
        free, shift = np.cumsum(places[at]), low + at * digit
        for number in ordered:
            value = number >> shift & mask
            other[free[value]] = number
            free[value] += 1
        ordered, other = other, spare if at == 0 else ordered
    return ordered
