"""Spans of time in a state, such as waiting on a list: how many at a moment, how many on average."""

from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Ints
from sim.measures.quantiles import Floats
from sim.measures.replication import Bools
from sim.units import NEVER


@dataclass(frozen=True, slots=True)
class Spans:
    """Time in a state, from ``start`` up to ``stop`` [minutes; NEVER if it goes on], by ``case``, ``role``, ``team``.

    Role (reporting) and team are -1 where none applies.
    """

    case: Ints
    start: Ints
    stop: Ints
    role: Ints
    team: Ints


def levels(code: Ints, spans: Spans, edges: Ints, *, codes: int) -> Ints:
    """Number of spans that hold at each edge [codes, edges]; a span holds from its start and not at its stop."""
    return _arrived(code, spans.start, edges, codes=codes) - _arrived(code, spans.stop, edges, codes=codes)


def averages(code: Ints, spans: Spans, edges: Ints, *, codes: int) -> Floats:
    """Average number of spans that hold between each edge and the next [codes, edges - 1]."""
    area = _area(code, spans.start, edges, codes=codes) - _area(code, spans.stop, edges, codes=codes)
    mean: Floats = np.diff(area, axis=1) / np.diff(edges)
    return mean


def _arrived(code: Ints, minutes: Ints, edges: Ints, *, codes: int) -> Ints:
    """How many minutes of each code are at or before each edge [codes, edges]."""
    return np.cumsum(_cells(code, minutes, edges, codes=codes), axis=1)[:, :-1]


def _area(code: Ints, minutes: Ints, edges: Ints, *, codes: int) -> Ints:
    """Sum over the minutes of each code before each edge of the time from them to the edge [codes, edges]."""
    number = np.cumsum(_cells(code, minutes, edges, codes=codes), axis=1)[:, :-1]
    known = np.where(minutes < NEVER, minutes, 0)
    total = np.cumsum(_cells(code, minutes, edges, codes=codes, weight=known), axis=1)[:, :-1]
    return number * edges - total


def _cells(code: Ints, minutes: Ints, edges: Ints, *, codes: int, weight: Ints | None = None) -> Ints:
    kept = code >= 0
    first_edge = np.searchsorted(edges, minutes[kept], side="left")
    cell = code[kept] * (len(edges) + 1) + first_edge
    weights = None if weight is None else weight[kept]
    counted = np.bincount(cell, weights=weights, minlength=codes * (len(edges) + 1))
    return np.rint(counted).astype(np.int64).reshape(codes, len(edges) + 1)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of time in which a span of the first kind held [pieces].

    ``first`` is its row; ``second`` that of the span of the second kind that held with it, -1 for none.
    """

    start: Ints
    stop: Ints
    first: Ints
    second: Ints


def overlay(first: Spans, second: Spans) -> Pieces:
    """Cut the spans of ``first`` where spans of ``second`` of the same case begin and end.

    The spans of one kind of one case do not overlap one another.
    """
    # A span without length would be ended before it begins.
    lasting = [np.flatnonzero(spans.stop > spans.start) for spans in (first, second)]
    spans_of = [(row, spans.case[row], spans.start[row], spans.stop[row])
                for row, spans in zip(lasting, (first, second), strict=True)]
    case = np.concatenate([piece for _, cases, _, _ in spans_of for piece in (cases, cases)])
    minute = np.concatenate([piece for _, _, starts, stops in spans_of for piece in (starts, stops)])
    row = np.concatenate([piece for rows, *_ in spans_of for piece in (rows, np.full(len(rows), -1))])
    kind = np.repeat([0, 1], [2 * len(rows) for rows, *_ in spans_of])
    # Ends come before beginnings of the same minute, so that a span may follow on another.
    order = np.lexsort((row >= 0, minute, case))
    case, minute, row, kind = case[order], minute[order], row[order], kind[order]
    holding = [_last_said(case, np.where(kind == k, row, -2)) for k in (0, 1)]
    stop = np.append(minute[1:], NEVER)
    same = np.append(case[1:] == case[:-1], False)
    kept = same & (stop > minute) & (holding[0] >= 0)
    return Pieces(minute[kept], stop[kept], holding[0][kept], holding[1][kept])


def _last_said(case: Ints, said: Ints) -> Ints:
    """For each row the last value (-2: nothing said) of its case so far; -1 before any."""
    place = np.maximum.accumulate(np.where(said > -2, np.arange(len(said)), -1))
    known: Bools = place >= 0
    known &= case[place] == case
    return np.where(known, said[place], -1)
