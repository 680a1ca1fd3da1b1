"""Spans of time in a state, such as waiting on a list: how many at a moment, how many on average."""

from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Ints
from sim.measures.rows import Bools, tally
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

    def those(self, kept: Bools) -> "Spans":
        """Some of the spans."""
        return Spans(self.case[kept], self.start[kept], self.stop[kept], self.role[kept], self.team[kept])


def stock(code: Ints, spans: Spans, edges: Ints, *, codes: int) -> tuple[Ints, Ints]:
    """How many spans hold at each edge, and for how long they held from the first edge to each.

    Parameters
    ----------
    code
        Group of each span, -1 for none.
    spans
        A span holds from its start and no longer at its stop.
    edges
        Rising minutes.
    codes
        Number of groups.

    Returns
    -------
    levels, areas : arrays of shape [codes, edges]
        Number of spans; minutes spent in them.
    """
    begun, begun_for = _passed(code, spans.start, edges, codes=codes)
    ended, ended_for = _passed(code, spans.stop, edges, codes=codes)
    areas = begun_for - ended_for
    return begun - ended, areas - areas[:, :1]


def _passed(code: Ints, minutes: Ints, edges: Ints, *, codes: int) -> tuple[Ints, Ints]:
    """How many minutes of each code are at or before each edge, and their distances to it added up."""
    columns = len(edges) + 1
    cell = np.where(code >= 0, code * columns + np.searchsorted(edges, minutes, side="left"), -1)
    known = np.where(minutes < NEVER, minutes, 0)
    number = np.cumsum(tally(cell, codes * columns).reshape(codes, columns), axis=1)[:, :-1]
    total = np.cumsum(tally(cell, codes * columns, known).reshape(codes, columns), axis=1)[:, :-1]
    return number, number * edges - total


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
    spans_of = [
        (row, spans.case[row], spans.start[row], spans.stop[row])
        for row, spans in zip(lasting, (first, second), strict=True)
    ]
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
