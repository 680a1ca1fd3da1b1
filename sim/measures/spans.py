"""Spans of time in a state, such as waiting on a list: how many at a moment, how many on average."""

from dataclasses import dataclass
from typing import NamedTuple

from sim.demand.tables import Ints
from sim.measures.rows import Bools


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
    from sim.measures.span_kernels import stock_at

    return Stock(*stock_at(code, spans.start, spans.stop, edges, codes))


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
    from sim.measures.span_kernels import pieces_of

    return Pieces(*pieces_of((first.case, first.start, first.stop), (second.case, second.start, second.stop)))
