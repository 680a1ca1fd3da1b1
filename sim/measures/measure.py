"""The declaration of a measure, and the dimensions and periods that figures are given by."""

from dataclasses import KW_ONLY, dataclass
from typing import Final

WHOLE_RUN: Final = "all"
DAY_ONE: Final = "day_one"

CASE_DIMENSIONS: Final = ("all", "stream", "priority", "work_type", "group", "team")
"""The dimensions of figures about cases; a group stands in the column ``stream``, a work type in ``activity``."""
STAFF_DIMENSIONS: Final = ("all", "role", "team", "role_team")
"""The dimensions of figures about staff and the lists they serve; roles are reporting roles."""
CLIENT_DIMENSIONS: Final = ("all", "clients")
"""The dimensions of figures about people in support; their kind stands in the column ``stream``."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The declaration of a measure.

    Attributes
    ----------
    name
        As in the column ``measure`` of every table.
    label, unit, meaning
        Words for charts and tables, the unit of the value, and a sentence for the dictionary.
    dimensions, periods
        What the figure is given by: see ``CASE_DIMENSIONS``, ``STAFF_DIMENSIONS`` and ``CLIENT_DIMENSIONS``,
        ``activity`` and ``target`` (both in the column ``activity``); and ``year``, ``quarter``, ``month``,
        ``all``, ``day_one``.
    counts
        Whether a replication without a row had none, so that 0 enters the mean over replications.
    better
        -1 if less is better, +1 if more is, 0 where neither can be said of the figure by itself.
    """

    name: str
    label: str
    unit: str
    meaning: str
    dimensions: tuple[str, ...]
    periods: tuple[str, ...] = ("year", WHOLE_RUN)
    counts: bool = False
    _: KW_ONLY
    better: int
