"""Passes over many rows that NumPy can make only in several steps."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.measures.rows import Bools, Floats

_TINY = 1e-9
_DIGIT = 12


@kernel
def quantiles_in_order(
    waits: tuple[Ints, NDArray[np.int32], Ints, Bools], at: Floats, below: Floats, logs: Floats, codes: int
) -> Floats:
    """Kaplan-Meier quantiles: see :func:`sim.measures.quantiles.wait_quantiles`.

    ``below`` is the logarithm of survival at which each probability of ``at`` is reached, and ``logs`` what
    the end of a wait takes from it, by the number at risk.
    """
    key, groups, length, finished = waits
    groups, ways, size = _in_any_group(key, groups, codes)
    seen = np.zeros(codes, dtype=np.int64)
    longest = np.zeros(codes, dtype=np.int64)
    left = np.zeros(codes)
    # Of each group the number of probabilities that are reached, and whose order statistic has come; and what is next.
    reached, ranked = np.zeros(codes, dtype=np.int64), np.zeros(codes, dtype=np.int64)
    next_below, next_rank = np.full(codes, below[0]), np.ceil(at[0] * size - _TINY)
    found, in_order = np.zeros((len(at) + 1, codes)), np.zeros((len(at) + 1, codes))
    for row in range(len(key)):
        those, minutes, done = key[row], length[row], finished[row]
        for way in range(ways[those]):
            code = groups[those, way]
            number = seen[code] + 1
            if done:
                longest[code] = minutes
                still = left[code] + logs[size[code] - seen[code]]
                left[code] = still
                while still <= next_below[code]:
                    found[reached[code], code] = minutes
                    reached[code] += 1
                    next_below[code] = below[reached[code]] if reached[code] < len(at) else -np.inf
            while number >= next_rank[code]:
                in_order[ranked[code], code] = minutes
                ranked[code] += 1
                next_rank[code] = np.ceil(at[ranked[code]] * size[code] - _TINY) if ranked[code] < len(at) else np.inf
            seen[code] = number
    for code in range(codes):
        for place in range(reached[code], len(at)):
            found[place, code] = max(in_order[place, code], longest[code])
    return found[: len(at)]


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
def order_by_digits(keys: Ints, most: int) -> Ints:
    """Rows by rising key from 0 to ``most``; equal keys stay in their order.

    The largest key and the number of rows have 63 bits together at most.
    """
    rows, row_bits, key_bits = len(keys), 0, 0
    while rows >> row_bits > 0:
        row_bits += 1
    while most >> key_bits > 0:
        key_bits += 1
    passes = (key_bits + _DIGIT - 1) // _DIGIT
    digit = (key_bits + passes - 1) // max(passes, 1)
    mask = (1 << digit) - 1
    # A row goes along with its key as one number, so that each pass reads them one after another.
    ordered, other = np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int64)
    # The next free place of each digit: first the number of rows with smaller ones.
    places = np.zeros((passes, mask + 2), dtype=np.int64)
    for row in range(rows):
        ordered[row] = keys[row] << row_bits | row
        for at in range(passes):
            places[at, (keys[row] >> at * digit & mask) + 1] += 1
    for at in range(passes):
        free, shift = np.cumsum(places[at]), row_bits + at * digit
        for both in ordered:
            value = both >> shift & mask
            other[free[value]] = both
            free[value] += 1
        ordered, other = other, ordered
    for place in range(rows):
        ordered[place] &= (1 << row_bits) - 1
    return ordered
