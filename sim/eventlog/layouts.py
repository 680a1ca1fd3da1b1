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
