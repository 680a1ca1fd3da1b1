"""Kaplan-Meier quantiles of many groups in one pass over waits in order of length.

References
----------
Efron, B. (1967). The two sample problem with censored data. Proceedings of the Fifth Berkeley Symposium on
Mathematical Statistics and Probability 4, 831-853.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import inlined, kernel
from sim.demand.tables import Ints
from sim.measures.rows import Bools, Floats

Codes = NDArray[np.int32]
Places = NDArray[np.uint32]

_TINY = 1e-9
_BLOCK = 128
"""Rows between two moments for which it is kept how many of each code came before."""


@kernel
def quantiles_in_order(rows: Ints, bits: int, cells: Codes, in_total: Bools, groups: int, at: Floats) -> Floats:
    """Kaplan-Meier quantiles: see :func:`sim.measures.quantiles.wait_quantiles`.

    One pass counts the rows of each code, and notes which of them are unfinished. These tell which of its rows the
    quantiles are, which then are found.
    """
    size, unfinished, way_of = _sizes(rows, bits, cells, in_total, groups)
    codes, begin = len(size), np.zeros(len(size) + 1, dtype=np.int64)
    for code in range(codes):
        begin[code + 1] = begin[code] + unfinished[code]
    places, free, numbers = _without_gaps(cells, codes), begin.copy(), np.empty(begin[-1], dtype=np.int32)
    number, before = np.zeros(codes + places.shape[1], np.int32), np.empty((len(rows) // _BLOCK + 1, codes), np.int32)
    _count(rows, bits, places, in_total, number, before, numbers, free)
    found, ranks = np.zeros((len(at), codes)), np.empty(len(at), dtype=np.int64)
    for code in range(codes):
        if size[code] > 0:
            _rank(size[code], numbers[begin[code] : begin[code + 1]], at, ranks)
            for place in range(len(at)):
                row = _found(ranks[place], code, rows, bits, cells[:, way_of[code]], in_total, before)
                found[place, code] = row >> bits + 1
    return found


@kernel
def _sizes(rows: Ints, bits: int, cells: Codes, in_total: Bools, groups: int) -> tuple[Ints, Ints, Ints]:
    """How many rows each code has, and how many unfinished, and by which of the ways it is one [codes]."""
    periods, of_key = len(in_total), np.zeros((len(cells), 2), dtype=np.int64)
    size, unfinished = np.zeros(groups * periods, dtype=np.int64), np.zeros(groups * periods, dtype=np.int64)
    way_of = np.zeros(groups * periods, dtype=np.int64)
    for row in rows:
        of_key[row & (1 << bits) - 1, row >> bits & 1] += 1
    for key in range(len(cells)):
        for way in range(cells.shape[1]):
            code = cells[key, way]
            if code >= 0:
                way_of[code] = way
                way_of[(code // periods + 1) * periods - 1] = way
                size[code] += of_key[key, 0] + of_key[key, 1]
                unfinished[code] += of_key[key, 1]
    for total in range(periods - 1, len(size), periods):
        size[total] = _of_total(size, total, in_total)
        unfinished[total] = _of_total(unfinished, total, in_total)
    return size, unfinished, way_of


@inlined
def _of_total(number: Ints | Codes, total: int, in_total: Bools) -> int:
    """The rows of a group in all periods that its last is the total of."""
    found = 0
    for period in range(len(in_total)):
        found += number[total - period] * in_total[-1 - period]
    return found


@kernel
def _without_gaps(cells: Codes, codes: int) -> Places:
    """The codes of each key, followed by numbers from ``codes`` on, so that all keys have the same number of them."""
    most = 0
    for key in range(len(cells)):
        number = 0
        for way in range(cells.shape[1]):
            number += cells[key, way] >= 0
        most = max(most, number)
    # Without a sign: so nobody has to look whether they count from the end.
    found = np.empty((len(cells), most), dtype=np.uint32)
    for key in range(len(cells)):
        number = 0
        for way in range(cells.shape[1]):
            if cells[key, way] >= 0:
                found[key, number] = cells[key, way]
                number += 1
        for way in range(number, most):
            found[key, way] = codes + way
    return found


@inlined
def _count(
    rows: Ints,
    bits: int,
    places: Places,
    in_total: Bools,
    number: Codes,
    before: Codes,
    numbers: Codes,
    free: Ints,
) -> None:
    """Count the rows of each code ``before`` each block, and note which ``numbers`` of its rows are unfinished.

    ``free`` says where the next of these stands.
    """
    mask, periods, codes = np.uint64((1 << bits) - 1), len(in_total), before.shape[1]
    for block in range(len(before)):
        for each in range(codes):
            before[block, each] = number[each]
        for place in range(block * _BLOCK, min((block + 1) * _BLOCK, len(rows))):
            row = rows[place]
            those = np.uint64(row) & mask
            for way in range(places.shape[1]):
                number[places[those, way]] += 1
            if row >> bits & 1:
                for way in range(places.shape[1]):
                    code = int(places[those, way])
                    if code < codes:
                        total = (code // periods + 1) * periods - 1
                        if code != total:
                            numbers[free[code]] = number[code]
                            free[code] += 1
                        if in_total[code - total - 1]:
                            numbers[free[total]] = _of_total(number, total, in_total)
                            free[total] += 1


@inlined
def _rank(size: int, unfinished: Codes, at: Floats, ranks: Ints) -> None:
    """Which rows of a code the quantiles are, from the numbers of its unfinished rows.

    The weight of an unfinished row goes to the rows after it, an equal part to each. What is not reached at the end
    is the larger of the order statistic of all rows and the last finished row.
    """
    reached, scale, last, finished = 0, float(size), 0, 0
    for place in range(len(unfinished) + 1):
        number = unfinished[place] if place < len(unfinished) else size + 1
        while reached < len(at):
            left = (1 - at[reached]) * (1 + _TINY) * scale
            due = max(int(np.ceil(size - left)), last + 1)
            if due >= number:
                break
            ranks[reached] = due
            reached += 1
        if reached == len(at):
            return
        if number - 1 > last:
            finished = number - 1
        rest = size - number
        scale *= rest / (rest + 1)
        last = number
    for place in range(reached, len(at)):
        ranks[place] = max(int(np.ceil(at[place] * size - _TINY)), 1, finished)


@kernel
def _found(rank: int, code: int, rows: Ints, bits: int, cells: Codes, in_total: Bools, before: Codes) -> int:
    """The row that is the ``rank``-th of a code, from the codes of each key by one way."""
    periods, mask = len(in_total), (1 << bits) - 1
    total = (code // periods + 1) * periods - 1
    # The last block with too few of them before it.
    block, beyond = 0, len(before)
    while beyond - block > 1:
        middle = (block + beyond) // 2
        if _rows_of(before[middle], code, total, in_total) < rank:
            block = middle
        else:
            beyond = middle
    number, place = _rows_of(before[block], code, total, in_total), block * _BLOCK
    while True:
        this = cells[rows[place] & mask]
        if code < total:
            number += this == code
        elif total - periods < this <= total:
            number += in_total[this - total - 1]
        if number == rank:
            return int(rows[place])
        place += 1


@inlined
def _rows_of(number: Codes, code: int, total: int, in_total: Bools) -> int:
    """The rows of a code, which may be a total."""
    return _of_total(number, total, in_total) if code == total else int(number[code])
