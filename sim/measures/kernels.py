"""Passes over many rows that NumPy can make only in several steps."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.measures.rows import Floats
from sim.measures.span_kernels import blocks_of, edges_before

_TINY = 1e-9
_DIGIT = 12


@kernel
def quantiles_in_order(
    rows: Ints, bits: int, groups: NDArray[np.int32], at: Floats, below: Floats, codes: int
) -> Floats:
    """Kaplan-Meier quantiles: see :func:`sim.measures.quantiles.wait_quantiles`.

    Between two unfinished waits survival is a share of those at risk, so it is only worked out there, and the number of
    rows is known at which it reaches the next probability. ``below`` is the logarithm of survival at which that is.
    """
    groups, ways, size = _in_any_group(rows & (1 << bits) - 1, groups, codes)
    # The number of rows at which there is something to work out next, and how many rows it is until then.
    next_event, until = np.ones(codes, dtype=np.int64), np.ones(codes, dtype=np.int64)
    # Survival at the last unfinished wait, and the number of rows up to it.
    left, since = np.zeros(codes), np.zeros(codes, dtype=np.int64)
    # The number of probabilities that are reached, and whose order statistic has come.
    reached, ranked = np.zeros(codes, dtype=np.int64), np.zeros(codes, dtype=np.int64)
    found, in_order = np.zeros((len(at), codes)), np.zeros((len(at), codes))
    longest = np.zeros(len(groups), dtype=np.int64)
    for row in rows:
        those, minutes, done = row & (1 << bits) - 1, row >> bits + 1, not row >> bits & 1
        if done:
            longest[those] = minutes
        for way in range(ways[those]):
            code = groups[those, way]
            until[code] -= 1
            if done and until[code] > 0:
                continue
            number = next_event[code] - until[code]
            rest = size[code] - since[code]
            if done:
                while reached[code] < len(at) and size[code] - number <= rest * np.exp(
                    below[reached[code]] - left[code]
                ):
                    found[reached[code], code] = minutes
                    reached[code] += 1
            else:
                left[code] += np.log((size[code] - number + 1) / rest)
                since[code], rest = number, size[code] - number
            while ranked[code] < len(at) and number >= np.ceil(at[ranked[code]] * size[code] - _TINY):
                in_order[ranked[code], code] = minutes
                ranked[code] += 1
            event = size[code] + 1.0
            if reached[code] < len(at):
                event = np.ceil(size[code] - rest * np.exp(below[reached[code]] - left[code]))
            if ranked[code] < len(at):
                event = min(event, np.ceil(at[ranked[code]] * size[code] - _TINY))
            next_event[code] = max(int(event), number + 1)
            until[code] = next_event[code] - number
    _hidden(found, in_order, reached, longest, groups, ways)
    return found


@kernel
def _hidden(
    found: Floats, in_order: Floats, reached: Ints, longest: Ints, groups: NDArray[np.int32], ways: Ints
) -> None:
    """Put lower bounds in place of the quantiles that are not reached."""
    longest_of = np.zeros(len(reached), dtype=np.int64)
    for those in range(len(groups)):
        for way in range(ways[those]):
            code = groups[those, way]
            longest_of[code] = max(longest_of[code], longest[those])
    for code in range(len(reached)):
        for place in range(reached[code], len(found)):
            found[place, code] = max(in_order[place, code], longest_of[code])


@kernel
def _in_any_group(key: Ints, groups: NDArray[np.int32], codes: int) -> tuple[NDArray[np.int32], Ints, Ints]:
    """The groups of each key, those that there are first, and their number [keys]; the rows of each code."""
    those, ways, size = groups.copy(), np.zeros(len(groups), dtype=np.int64), np.zeros(codes, dtype=np.int64)
    rows = np.zeros(len(groups), dtype=np.int64)
    for each in key:
        rows[each] += 1
    for each in range(len(groups)):
        for way in range(groups.shape[1]):
            code = groups[each, way]
            if code >= 0:
                those[each, ways[each]] = code
                ways[each] += 1
                size[code] += rows[each]
    return those, ways, size


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
    """Rows of each profile whose minute is not before an edge but before the next [kinds, profiles, edges].

    Each stands at the latter edge, so that nothing stands at the first. The minute of the horizon is before the last.
    A row is counted for each kind that it is ``among`` [kinds, rows].
    """
    closed, passed, shift = blocks_of(edges)
    found = np.zeros((len(among), profiles, len(edges)), dtype=np.int64)
    for row in range(len(minute)):
        if profile[row] >= 0 and edges[0] <= minute[row] <= horizon:
            at = minute[row] if minute[row] < horizon else horizon - 1
            edge = edges_before(closed, passed, shift, at + 1)
            if edge < len(edges):
                for kind in range(len(among)):
                    found[kind, profile[row], edge] += among[kind, row]
    return found


@kernel
def order_by_digits(keys: Ints, most: int) -> Ints:
    """Rows by rising key from 0 to ``most``; equal keys stay in their order.

    The largest key and the number of rows have 63 bits together at most.
    """
    row_bits = 0
    while len(keys) >> row_bits > 0:
        row_bits += 1
    # A row goes along with its key as one number, so that each pass reads them one after another.
    both = keys << row_bits
    for row in range(len(keys)):
        both[row] |= row
    return sorted_above(both, row_bits, most) & (1 << row_bits) - 1


@kernel
def sorted_above(numbers: Ints, low: int, most: int) -> Ints:
    """Numbers in rising order of the bits above the ``low`` ones, ``most`` at most; equal ones stay in order."""
    key_bits = 0
    while most >> key_bits > 0:
        key_bits += 1
    passes = (key_bits + _DIGIT - 1) // _DIGIT
    digit = (key_bits + passes - 1) // max(passes, 1)
    mask = (1 << digit) - 1
    ordered, other = numbers.copy(), np.empty_like(numbers)
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
        ordered, other = other, ordered
    return ordered
