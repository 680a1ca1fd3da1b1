"""How tables of other programs are declared: their columns, in order, with what stands in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]
"""Equally long columns by name."""

Kind = Literal["text", "whole", "moment", "date"]
"""Text; a whole number (NaN for none); a moment to the minute; a day (NaT for none)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a layout. ``kind`` is None where a simulation never knows what stands there."""

    name: str
    kind: Kind | None


def rows_of(known: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each number wanted stands among those known [wanted]; all of them must be known."""
    order = np.argsort(known, kind="stable")
    return order[np.searchsorted(known, wanted, sorter=order)]


def persons(cases: Columns) -> NDArray[np.object_]:
    """Whose each case is [cases]: one identifier a person, whatever they come with and whatever they become.

    It is ``stream/strip/number``, before and after they came into support, and ``client/number`` of those who were in
    support on day one. ``joined_with`` names cases of the same table, or is -1.
    """
    joined = np.where(cases["joined_with"] >= 0, cases["joined_with"], cases["case"])
    first = rows_of(cases["case"], joined)
    parts = (cases[name][first] for name in ("stream", "strip", "number"))
    known = (cases["client"] < 0) | (cases["joined_with"] >= 0)
    return np.array(
        [
            f"{stream}/{strip}/{number}" if one else f"client/{client}"
            for one, client, stream, strip, number in zip(known, cases["client"], *parts, strict=True)
        ],
        dtype=object,
    )
