"""Kaplan-Meier quantiles of many groups in one pass over waits in order of length.

References
----------
Efron, B. (1967). The two sample problem with censored data. Proceedings of the Fifth Berkeley Symposium on
Mathematical Statistics and Probability 4, 831-853.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import Ints
from sim.measures.rows import Bools, Floats

Codes = NDArray[np.int32]

_TINY = 1e-9
_BLOCK = 128
"""Rows between two moments for which it is kept how many of each code came before."""

_REACHED, _DUE, _UNFINISHED, _FINISHED = range(4)
"""What is known of a code: how many probabilities are reached; which of its rows reaches the next, as things stand;
which was unfinished last, and which was the last finished before that. Then come the rows that reached the others."""
_RANKS = 4


@kernel
def quantiles_in_order(rows: Ints, bits: int, cells: Codes, in_total: Bools, groups: int, at: Floats) -> Floats:
    """Kaplan-Meier quantiles: see :func:`sim.measures.quantiles.wait_quantiles`.

    The pass counts the rows of each code. Only where one is unfinished there is more to do: the probabilities that
    were reached before it are noted, and its weight goes to the rows after it. Then the rows of quantiles are found.
    """
    mask, periods, most = (1 << bits) - 1, len(in_total), len(at)
    size, way_of = _sizes(rows, mask, cells, in_total, groups)
    codes, places = len(size), _without_gaps(cells, len(size))
    number, before = np.zeros(codes + places.shape[1], np.int32), np.empty((len(rows) // _BLOCK + 1, codes), np.int32)
    known, scale = np.zeros((codes, _RANKS + most), np.int64), size.astype(np.float64)
    for code in range(codes):
        known[code, _DUE] = _next_due(code, size, scale, known, at)
    for block in range(len(before)):
        _note_before(block, number, before)
        for row in rows[block * _BLOCK : (block + 1) * _BLOCK]:
            those = row & mask
            for way in range(places.shape[1]):
                number[places[those, way]] += 1
            if row >> bits & 1:
                for way in range(places.shape[1]):
                    # Numbers of 64 bits, as they are elsewhere: else every part would be compiled once more.
                    code = int(np.int64(places[those, way]))
                    total = (code // periods + 1) * periods - 1
                    if code < codes and code != total and known[code, _REACHED] < most:
                        _hand_on(int(np.int64(number[code])), code, size, scale, known, at)
                    if code < codes and in_total[code - total - 1] and known[total, _REACHED] < most:
                        _hand_on(_of_total(number, total, in_total), total, size, scale, known, at)
    found = np.zeros((most, codes))
    for code in range(codes):
        _note_reached(size[code] + 1, code, size, scale, known, at)
        for place in range(most if size[code] > 0 else 0):
            rank = known[code, _RANKS + place]
            if place >= known[code, _REACHED]:
                rank = max(int(np.ceil(at[place] * size[code] - _TINY)), 1, known[code, _FINISHED])
            found[place, code] = _found(rank, code, rows, mask, cells[:, way_of[code]], in_total, before) >> bits + 1
    return found


@kernel
def _sizes(rows: Ints, mask: int, cells: Codes, in_total: Bools, groups: int) -> tuple[Ints, Ints]:
    """How many rows each code has, and by which of the ways it is one [codes]."""
    periods, of_key = len(in_total), np.zeros(len(cells), dtype=np.int64)
    size, way_of = np.zeros(groups * periods, dtype=np.int64), np.zeros(groups * periods, dtype=np.int64)
    for row in rows:
        of_key[row & mask] += 1
    for key in range(len(cells)):
        for way in range(cells.shape[1]):
            code = cells[key, way]
            if code >= 0:
                way_of[code] = way
                way_of[(code // periods + 1) * periods - 1] = way
                size[code] += of_key[key]
    for total in range(periods - 1, len(size), periods):
        size[total] = _of_total(size, total, in_total)
    return size, way_of


@kernel
def _of_total(number: Ints | Codes, total: int, in_total: Bools) -> int:
    """The rows of a group in all periods that its last is the total of."""
    found = 0
    for period in range(len(in_total)):
        found += number[total - period] * in_total[-1 - period]
    return found


@kernel
def _without_gaps(cells: Codes, codes: int) -> Codes:
    """The codes of each key, followed by numbers from ``codes`` on, so that all keys have the same number of them."""
    most = 0
    for key in range(len(cells)):
        number = 0
        for way in range(cells.shape[1]):
            number += cells[key, way] >= 0
        most = max(most, number)
    found = np.empty((len(cells), most), dtype=np.int32)
    for key in range(len(cells)):
        number = 0
        for way in range(cells.shape[1]):
            if cells[key, way] >= 0:
                found[key, number] = cells[key, way]
                number += 1
        for way in range(number, most):
            found[key, way] = codes + way
    return found


@kernel
def _note_before(block: int, number: Codes, before: Codes) -> None:
    """Note how many rows each code has before a block."""
    for code in range(before.shape[1]):
        before[block, code] = number[code]


@kernel
def _hand_on(number: int, code: int, size: Ints, scale: Floats, known: Ints, at: Floats) -> None:
    """The ``number``-th row of a code is unfinished: its weight goes to the rows after it, an equal part to each."""
    _note_reached(number, code, size, scale, known, at)
    known[code, _UNFINISHED] = number
    rest = size[code] - number
    scale[code] *= rest / (rest + 1)
    known[code, _DUE] = _next_due(code, size, scale, known, at)


@kernel
def _note_reached(number: int, code: int, size: Ints, scale: Floats, known: Ints, at: Floats) -> None:
    """Note the probabilities that were reached before the ``number``-th row of a code."""
    if number - 1 > known[code, _UNFINISHED]:
        known[code, _FINISHED] = number - 1
    while known[code, _DUE] < number and known[code, _REACHED] < len(at):
        known[code, _RANKS + known[code, _REACHED]] = known[code, _DUE]
        known[code, _REACHED] += 1
        known[code, _DUE] = _next_due(code, size, scale, known, at)


@kernel
def _next_due(code: int, size: Ints, scale: Floats, known: Ints, at: Floats) -> int:
    """The row that reaches the next probability if none is unfinished until then; beyond all rows if none does."""
    if known[code, _REACHED] == len(at):
        return int(size[code]) + 1
    left = (1 - at[known[code, _REACHED]]) * (1 + _TINY) * scale[code]
    return max(int(np.ceil(size[code] - left)), int(known[code, _UNFINISHED]) + 1)


@kernel
def _found(rank: int, code: int, rows: Ints, mask: int, cells: Codes, in_total: Bools, before: Codes) -> int:
    """The row that is the ``rank``-th of a code, from the codes of each key by one way."""
    periods = len(in_total)
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


@kernel
def _rows_of(number: Codes, code: int, total: int, in_total: Bools) -> int:
    """The rows of a code, which may be a total."""
    return _of_total(number, total, in_total) if code == total else int(number[code])
