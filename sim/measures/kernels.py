"""Passes over many rows that NumPy can make only in several steps."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.measures.rows import Bools, Floats
from sim.units import NEVER

_TINY = 1e-9
_NEAR = 8
_UNTOLD = -NEVER
_DIGIT = 11
_MASK = (1 << _DIGIT) - 1


@kernel
def quantiles_in_order(
    waits: tuple[Ints, NDArray[np.int32], Ints, Bools], at: Floats, below: Floats, logs: Floats, codes: int
) -> Floats:
    """Kaplan-Meier quantiles: see :func:`sim.measures.quantiles.wait_quantiles`.

    ``below`` is the logarithm of survival at which each probability of ``at`` is reached, and ``logs`` what
    the end of a wait takes from it, by the number at risk.
    """
    key, groups, length, finished = waits
    size = _sizes(key, groups, codes)
    seen = np.zeros(codes, dtype=np.int64)
    longest = np.zeros(codes, dtype=np.int64)
    left = np.zeros(codes)
    # Of each group the number of probabilities that are reached, and whose order statistic has come; and what is next.
    reached, ranked = np.zeros(codes, dtype=np.int64), np.zeros(codes, dtype=np.int64)
    next_below, next_rank = np.full(codes, below[0]), np.ceil(at[0] * size - _TINY)
    found, in_order = np.zeros((len(at) + 1, codes)), np.zeros((len(at) + 1, codes))
    for row in range(len(key)):
        those, minutes, done = key[row], length[row], finished[row]
        for way in range(groups.shape[1]):
            code = groups[those, way]
            if code < 0:
                continue
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
def _sizes(key: Ints, groups: NDArray[np.int32], codes: int) -> Ints:
    """Number of rows of each code."""
    size = np.zeros(codes, dtype=np.int64)
    for row in range(len(key)):
        for way in range(groups.shape[1]):
            code = groups[key[row], way]
            if code >= 0:
                size[code] += 1
    return size


@kernel
def places_on_paths(first: Ints, onward: Ints) -> Ints:
    """Position of each step along its case's path: see :func:`sim.measures.courses.step_by_step`."""
    place = np.full(len(onward), -1, dtype=np.int64)
    for case in range(len(first) - 1):
        step = first[case] if first[case + 1] > first[case] else -1
        along = 0
        while step >= 0:
            place[step] = along
            step = onward[step]
            along += 1
    return place


@kernel
def ranks(ordered: Ints, keys: Ints) -> Ints:
    """How many of the numbers in order are below each key; quick where keys that follow on one another are near."""
    found = np.empty(len(keys), dtype=np.int64)
    low = 0
    for row in range(len(keys)):
        key = keys[row]
        steps = 0
        while low < len(ordered) and ordered[low] < key and steps < _NEAR:
            low += 1
            steps += 1
        while low > 0 and ordered[low - 1] >= key and steps < _NEAR:
            low -= 1
            steps += 1
        if steps == _NEAR:
            low, high = 0, len(ordered)
            while low < high:
                middle = (low + high) // 2
                if ordered[middle] < key:
                    low = middle + 1
                else:
                    high = middle
        found[row] = low
    return found


@kernel
def neighbours_agree(
    chain: tuple[Ints, Bools, Ints],
    log: tuple[Ints, Ints, Ints],
    times: tuple[Ints, Ints, Ints],
    path: tuple[Ints, Ints, Ints, Ints, Ints],
    horizon: int,
) -> bool:
    """Whether each visit says of the time after minute 0 what its neighbours say, and lasts no less than no time.

    Parameters
    ----------
    chain
        The visits that follow on one another; of all visits whether it is the first to its step; the step.
    log
        Ready, start, finish [visits].
    times
        When the wait begins and ends, and when the case goes on [visits].
    path
        The case of each visit [visits]; the step that each step led to [steps]; the first step of each case, when it
        begins and when it is closed [cases].
    horizon
        The last minute.
    """
    visits, is_first, step_of = chain
    ready, start, finish = log
    wait_from, wait_to, goes_on = times
    case_of, follows, first_step, begins, closed = path
    came = np.full(len(follows), _UNTOLD, dtype=np.int64)
    first_ready = np.full(len(follows), NEVER, dtype=np.int64)
    for place in range(len(visits)):
        visit = visits[place]
        if is_first[visit]:
            first_ready[step_of[visit]] = ready[visit]
        if place + 1 == len(visits) or is_first[visits[place + 1]]:
            onward = follows[step_of[visit]]
            if onward >= 0:
                came[onward] = goes_on[visit]
    for place in range(len(visits)):
        visit = visits[place]
        step, case = step_of[visit], case_of[visit]
        comes, goes = came[step], finish[visit]
        if not is_first[visit]:
            comes = finish[visits[place - 1]]
        elif comes == _UNTOLD:
            comes = begins[case] if step == first_step[case] else NEVER
        if place + 1 == len(visits) or is_first[visits[place + 1]]:
            goes = first_ready[follows[step]] if follows[step] >= 0 else closed[case]
        if comes > horizon or max(comes, 0) != max(wait_from[visit], 0) or wait_to[visit] < wait_from[visit]:
            return False
        if start[visit] < NEVER and (max(goes, 0) != max(goes_on[visit], 0) or goes_on[visit] < start[visit]):
            return False
    return True


@kernel
def order_by_digits(keys: Ints, most: int) -> Ints:
    """Rows by rising key from 0 to ``most``; equal keys stay in their order."""
    order, other = np.arange(len(keys)), np.empty(len(keys), dtype=np.int64)
    shift = 0
    while most >> shift > 0:
        # The next free place of each digit: first the number of rows with smaller ones.
        places = np.zeros(_MASK + 2, dtype=np.int64)
        for key in keys:
            places[(key >> shift & _MASK) + 1] += 1
        places = np.cumsum(places)
        for row in order:
            digit = keys[row] >> shift & _MASK
            other[places[digit]] = row
            places[digit] += 1
        order, other = other, order
        shift += _DIGIT
    return order
