"""Spans of time in a state, such as waiting on a list: how many at a moment, how many on average."""

from typing import NamedTuple

import numpy as np

from sim.demand.tables import Ints


class Stock(NamedTuple):
    """How many spans hold at each edge, and for how long they held before it [minutes]. Shapes [codes, edges]."""

    levels: Ints
    areas: Ints


def stock(code: Ints, start: Ints, stop: Ints, edges: Ints, *, codes: int) -> Stock:
    """Count spans at moments.

    Parameters
    ----------
    code
        Group of each span.
    start, stop
        A span holds from its start and no longer at its stop [minutes; NEVER if it goes on].
    edges
        Rising minutes.
    codes
        Number of groups.
    """
    from sim.measures.span_kernels import add_spans

    found = np.zeros((codes, len(edges), 2), dtype=np.int64)
    add_spans(found, code, start, stop, edges)
    return Stock(*np.moveaxis(found, -1, 0))
