"""The figures of a replication: records, kept as columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.measures.registry import measure_named

Cell = tuple[str, str, str, str, str, str, str, str]
"""What a figure is of: measure, stream, priority, activity, role, team, period, unit."""

Who = tuple[str, str, str, str, str]
"""Whom a figure is about: stream, priority, activity, role, team; what does not apply is empty."""
ALL: Who = ("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Record:
    """A value of a measure for one cell of its dimensions; a column that does not apply is empty.

    ``period`` is a year of the run ("2014/15"), a month ("2014-04"), ``all`` (the whole run after
    the warm-up) or ``day_one`` (the cases found on the first morning).
    """

    measure: str
    stream: str
    priority: str
    activity: str
    role: str
    team: str
    period: str
    value: float
    unit: str


@dataclass(frozen=True, eq=False)
class Layout:
    """What figures may be of, place by place [places]. It is made once: all replications of a service have the same."""

    cells: NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Records(Sequence[Record]):
    """Many records, which are made one by one only for those who look at them.

    Attributes
    ----------
    layout
        What the figures may be of.
    figures, there
        A number at each place, and whether it is a figure: where it is not there is no record [places].
    """

    layout: Layout
    figures: NDArray[np.float64]
    there: NDArray[np.bool_]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The records as columns."""
        if isinstance(records, cls):
            return records
        kept = list(records)
        cells = [(r.measure, r.stream, r.priority, r.activity, r.role, r.team, r.period, r.unit) for r in kept]
        values = np.array([r.value for r in kept], dtype=np.float64)
        return cls(Layout(_column(cells)), values, np.ones(len(values), dtype=np.bool_))

    @classmethod
    def joined(cls, parts: Iterable["Records"]) -> Self:
        """The records of all parts, one part after another."""
        kept = tuple(parts)
        layout = _one_after_another(tuple(part.layout for part in kept))
        # Without parts there are arrays all the same.
        figures = np.concatenate([np.zeros(0), *(part.figures for part in kept)])
        return cls(layout, figures, np.concatenate([np.zeros(0, dtype=np.bool_), *(part.there for part in kept)]))

    @property
    def cells(self) -> NDArray[np.object_]:
        """What each record is of [records]."""
        found: NDArray[np.object_] = self.layout.cells[self.there]
        return found

    @property
    def values(self) -> NDArray[np.float64]:
        """The figure of each record [records]."""
        return self.figures[self.there]

    def columns(self) -> NDArray[np.object_]:
        """The parts of the cells: measures, streams, and so on [8, records]."""
        return np.array(self.cells.tolist(), dtype=np.object_).reshape(len(self), 8).T.copy()

    def __len__(self) -> int:
        return int(np.count_nonzero(self.there))

    def __iter__(self) -> Iterator[Record]:
        for cell, value in zip(self.cells.tolist(), self.values.tolist(), strict=True):
            yield _record(cell, value)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> "Records": ...
    def __getitem__(self, place: int | slice) -> "Record | Records":
        if isinstance(place, slice):
            return Records.of([*self][place])
        return _record(self.cells[place], float(self.values[place]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        return repr(tuple(self))


def who(*, stream: str = "", priority: str = "", activity: str = "", role: str = "", team: str = "") -> Who:
    """Whom a figure is about, by name."""
    return (stream, priority, activity, role, team)


def records(
    measures: tuple[str, ...],
    values: ArrayLike,
    *,
    axes: str,
    periods: tuple[str, ...],
    groups: tuple[Who, ...] = (ALL,),
    there: ArrayLike | None = None,
) -> Records:
    """The records of figures that stand in an array.

    Parameters
    ----------
    measures, groups, periods
        What the places along the axes are of.
    values
        The figures.
    axes
        The array's axes, such as "group period measure"; the records follow in this order, the last axis
        fastest. An axis that is not named has one place.
    there
        Which of the figures exist; all if not given. A shape that broadcasts to that of ``values``.
    """
    figures = np.asarray(values, dtype=np.float64)
    given = np.empty(figures.shape, dtype=np.bool_)
    given[...] = True if there is None else there
    layout = layout_of(measures, groups, periods, axes)
    assert len(layout.cells) == figures.size, "each figure is of something"
    return Records(layout, figures.ravel(), given.ravel())


@lru_cache(maxsize=4096)
def layout_of(measures: tuple[str, ...], groups: tuple[Who, ...], periods: tuple[str, ...], axes: str) -> Layout:
    """What the figures of an array are of. The same are asked for in every replication."""
    along: dict[str, tuple[Any, ...]] = {"measure": measures, "group": groups, "period": periods}
    named = axes.split()
    order = [*(axis for axis in along if axis not in named), *named]
    places = [order.index(axis) for axis in along]
    found: list[Cell] = []
    for combination in product(*(along[axis] for axis in order)):
        measure, group, period = (combination[place] for place in places)
        found.append((measure, *group, period, measure_named(measure).unit))
    return Layout(_column(found))


@lru_cache(maxsize=1024)
def _one_after_another(layouts: tuple[Layout, ...]) -> Layout:
    return Layout(np.concatenate([_column([]), *(layout.cells for layout in layouts)]))


def _record(cell: Cell, value: float) -> Record:
    measure, stream, priority, activity, role, team, period, unit = cell
    return Record(measure, stream, priority, activity, role, team, period, value, unit)


def _column(cells: Sequence[Cell]) -> NDArray[np.object_]:
    return np.fromiter(cells, dtype=np.object_, count=len(cells))
