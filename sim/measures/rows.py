"""Small tools on columns: the first and last marked row of each case, sums by code."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

Whole = NDArray[np.signedinteger[Any]]
"""Whole numbers of any width."""

Kind = TypeVar("Kind", bound=np.generic)

_SPREAD = 2**34
"""Far longer than any run [minutes]."""

_BITS = 64


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


def told(table: NDArray[Kind], number: Ints) -> NDArray[Kind]:
    """The entry of a table for each number. Shape as ``number``.

    NumPy is three times as fast with numbers of its own width.
    """
    return table[number.astype(np.intp, copy=False)]


def picked(values: Ints, place: Ints, missing: int) -> Ints:
    """The value at each place; ``missing`` where the place is -1. Shape as ``place``."""
    if not len(values):
        return np.full(len(place), missing, dtype=np.int64)
    return np.where(place >= 0, values[place], missing)


def numbered(key: Ints, keys: int) -> tuple[Ints, Ints]:
    """The keys from 0 that occur, rising, and the place of each row's key among them, -1 for a key of -1."""
    used = np.append(tally(key, keys) > 0, False)
    place = np.where(used, np.cumsum(used) - 1, -1)
    return np.flatnonzero(used), place[key]


def tally(code: Ints, codes: int, weight: Ints | None = None) -> Ints:
    """Number of rows, or sum of whole-number weights, of each code from 0; rows of code -1 are left out [codes]."""
    from sim.compiled import available
    from sim.measures.kernels import added_up, counted

    if available():
        return counted(code, codes) if weight is None else added_up(code, codes, weight)
    # Sums stay far below 2**53, so floating point holds them exactly.
    return np.rint(np.bincount(code + 1, weights=weight, minlength=codes + 1)[1:]).astype(np.int64)


def sums(code: Ints, codes: int, values: Floats | Ints) -> Floats:
    """Sums of rows by code, in their order; -1 is left out. A row may have several codes.

    Parameters
    ----------
    code
        Shape [ways, rows].
    codes
        Number of codes.
    values
        Shape [rows, columns].

    Returns
    -------
    array of shape [codes, columns]
    """
    columns = values.shape[1]
    cell = (code[:, :, None] + 1) * columns + np.arange(columns)
    weights = np.broadcast_to(values, cell.shape).ravel().astype(np.float64)
    total = np.bincount(cell.ravel(), weights, minlength=(codes + 1) * columns).astype(np.float64, copy=False)
    return total.reshape(codes + 1, columns)[1:]


def is_among(ordered: Ints, keys: Ints) -> Bools:
    """Whether each key is one of some rising numbers. Shape as ``keys``."""
    place = np.searchsorted(ordered, keys)
    return np.append(ordered, -1)[place] == keys if len(ordered) else np.zeros(len(keys), dtype=np.bool_)


def stable_order(keys: Ints) -> Ints:
    """Rows by rising key; equal keys stay in their order."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    from sim.compiled import available
    from sim.measures.kernels import order_by_digits

    above = keys - keys.min()
    most = int(above.max())
    short = most.bit_length() + len(keys).bit_length() < _BITS
    return order_by_digits(above) if short and available() else order_by_radix(above)


def order_by_radix(keys: Ints) -> Ints:
    """The same for keys from 0."""
    order = np.arange(len(keys))
    # Sixteen bits at a time are sorted by radix, several times faster than whole numbers by comparison.
    for shift in range(0, int(keys.max()).bit_length(), 16):
        digits = (keys >> shift).astype(np.uint16)
        order = order[np.argsort(digits[order], kind="stable")]
    return order


def with_total(by_year: Ints) -> Ints:
    """The same with their sum as a last column: the whole run after its years."""
    return np.concatenate((by_year, by_year.sum(axis=-1, keepdims=True)), axis=-1)


def moment(number: Ints, minute: Ints) -> Ints:
    """A case or worker and a minute (NEVER too) as one number, which is in order of number and then minute."""
    return number * _SPREAD + np.clip(minute, -_SPREAD // 2, _SPREAD // 2 - 1)
