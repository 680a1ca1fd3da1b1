"""Records of figures that stand by group, for all dimensions and spans of periods at once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.measures.groupings import Dimension
from sim.measures.record import Layout, Records, Who, layout_of
from sim.measures.rows import Bools

Spans = tuple[tuple[str, ...], ...]
"""Labels of periods that are told together, such as the years, and then the whole run."""


def records_by_dimension(
    measures: tuple[str, ...],
    values: ArrayLike,
    *,
    axes: str,
    order: str,
    dimensions: Sequence[Dimension],
    spans: Spans,
    there: ArrayLike,
) -> Records:
    """The records of figures of all groups of some dimensions, in all periods of some spans.

    Parameters
    ----------
    measures
        What the places along the axis "measure" are of; those of "group" are of the groups of all dimensions, those
        of "period" of the periods of all spans, one after another.
    values
        The figures.
    axes
        The array's three axes, such as "measure group period".
    order
        How the records follow: words from "dimension span measure group period", the last of which alters fastest.
    dimensions, spans
        Of groups and of periods.
    there
        Which of the figures exist. A shape that broadcasts to that of ``values``.
    """
    figures = np.asarray(values, dtype=np.float64)
    groups = tuple(dimension.groups for dimension in dimensions)
    layout, places = _arranged(measures, groups, spans, axes, order)
    assert len(places) == figures.size, "each figure is of something"
    return Records(layout, figures.ravel()[places], np.broadcast_to(there, figures.shape).ravel()[places])


@lru_cache(maxsize=1024)
def _arranged(
    measures: tuple[str, ...], dimensions: tuple[tuple[Who, ...], ...], spans: Spans, axes: str, order: str
) -> tuple[Layout, NDArray[np.intp]]:
    """What the records are of, and their places in the array. The same are asked for in every replication."""
    (dimension_of, groups), (span_of, periods) = _numbered(dimensions), _numbered(spans)
    lengths = {"measure": len(measures), "group": len(groups), "period": len(periods)}
    number = dict(zip(axes.split(), np.indices([lengths[axis] for axis in axes.split()]), strict=True))
    number["dimension"], number["span"] = dimension_of[number["group"]], span_of[number["period"]]
    places = np.lexsort([number[word].ravel() for word in reversed(order.split())])
    return Layout(layout_of(measures, groups, periods, axes).cells[places]), places


def _numbered(parts: tuple[tuple[Any, ...], ...]) -> tuple[NDArray[np.intp], tuple[Any, ...]]:
    """The part that each thing is in, and all things."""
    number = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return number, tuple(thing for part in parts for thing in part)


def alone(dimensions: Sequence[Dimension]) -> Bools:
    """Which groups are the only ones of their dimension, such as all cases together [groups]."""
    sizes = np.array([len(dimension.groups) for dimension in dimensions])
    return np.repeat(sizes == 1, sizes)
