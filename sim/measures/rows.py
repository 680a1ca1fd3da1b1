"""Small tools on columns: the first and last marked row of each case, sums by code."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def first_of(marked: Bools, case: Ints, cases: int) -> Ints:
    """Position of each case's first marked row, -1 for none; rows are in order of case."""
    found = np.full(cases, -1, dtype=np.int64)
    rows = np.flatnonzero(marked)[::-1]
    found[case[rows]] = rows
    return found


def last_of(marked: Bools, case: Ints, cases: int) -> Ints:
    """Position of each case's last marked row, -1 for none; rows are in order of case."""
    found = np.full(cases, -1, dtype=np.int64)
    rows = np.flatnonzero(marked)
    found[case[rows]] = rows
    return found


def picked(values: Ints, place: Ints, missing: int) -> Ints:
    """The value at each place; ``missing`` where the place is -1. Shape as ``place``."""
    if not len(values):
        return np.full(len(place), missing, dtype=np.int64)
    return np.where(place >= 0, values[place], missing)


def tally(code: Ints, codes: int, weight: Ints | None = None) -> Ints:
    """Number of rows, or sum of whole-number weights, of each code from 0; rows of code -1 are left out [codes]."""
    if weight is None:
        return np.bincount(code + 1, minlength=codes + 1)[1:].astype(np.int64)
    # Sums stay far below 2**53, so floating point holds them exactly.
    return np.rint(np.bincount(code + 1, weights=weight, minlength=codes + 1)[1:]).astype(np.int64)


def sums(code: Ints, codes: int, values: Floats | Ints) -> Floats:
    """Sums of the rows of ``values`` [rows, columns] by code from 0; rows of code -1 are left out [codes, columns]."""
    total = np.zeros((codes, values.shape[1]))
    kept = code >= 0
    np.add.at(total, code[kept], values[kept])
    return total
