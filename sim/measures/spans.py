"""Spans of time in a state, such as waiting on a list: how many at a moment, how many on average."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.demand.tables import Ints
from sim.measures.periods import edges_below
from sim.measures.rows import Bools, moment, number_below, number_up_to, tally


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


class Stock(NamedTuple):
    """How many spans hold at each edge, and for how long they held before it [minutes]. Shapes [codes, edges]."""

    levels: Ints
    areas: Ints


def stock(code: Ints, spans: Spans, edges: Ints, *, codes: int) -> Stock:
    """Count spans at moments.

    Parameters
    ----------
    code
        Group of each span.
    spans
        A span holds from its start and no longer at its stop.
    edges
        Rising minutes.
    codes
        Number of groups.
    """
    begun, begun_for = _passed(code, spans.start, edges, codes=codes)
    ended, ended_for = _passed(code, spans.stop, edges, codes=codes)
    return Stock(begun - ended, begun_for - ended_for)


def _passed(code: Ints, minutes: Ints, edges: Ints, *, codes: int) -> tuple[Ints, Ints]:
    """How many minutes of each code are at or before each edge, and their distances to it added up."""
    columns = len(edges) + 1
    cell = code * columns + edges_below(edges, minutes)
    known = np.minimum(minutes, edges[-1])
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

    The spans of the second kind of one case do not overlap one another.
    """
    # A span without length would be ended before it begins.
    row, other = (np.flatnonzero(spans.stop > spans.start) for spans in (first, second))
    begins = moment(second.case[other], second.start[other])
    other = other[np.argsort(begins, kind="stable")]
    # Beginnings and ends in turn: from an even place to the next a span of the second kind holds.
    minute = np.stack((second.start[other], second.stop[other]), axis=1).ravel()
    cut = moment(np.repeat(second.case[other], 2), minute)
    case, start, stop = first.case[row], first.start[row], first.stop[row]
    next_cut = number_up_to(cut, moment(case, start))
    last_cut = number_below(cut, moment(case, stop))
    pieces = np.maximum(last_cut - next_cut, 0) + 1
    of = np.repeat(np.arange(len(row)), pieces)
    turn = np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    place = next_cut[of] + turn
    minute = np.append(minute, 0)
    begin = np.where(turn == 0, start[of], minute[place - 1])
    end = np.where(turn == pieces[of] - 1, stop[of], minute[place])
    holds = np.append(np.repeat(other, 2), -1)
    holds[1::2] = -1
    kept = end > begin
    return Pieces(begin[kept], end[kept], row[of[kept]], holds[place[kept] - 1])
