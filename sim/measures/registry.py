"""Every measure, declared once: its words, unit, meaning, and the dimensions it is given by.

What ``check`` and ``run`` print, the labels of charts and the data dictionary are read from here.
"""

from functools import cache
from typing import Final

from sim.measures.clock_measures import (
    CLOCK_WORDS,
    clock_measures,
    within_measure,
    within_name,
    within_working_days_name,
)
from sim.measures.list_measures import LIST_NAMES, LISTS_BY_STAFF, LISTS_THAT_GROW, list_measures
from sim.measures.measure import (
    CASE_DIMENSIONS,
    CLIENT_DIMENSIONS,
    DAY_ONE,
    STAFF_DIMENSIONS,
    WHOLE_RUN,
    Measure,
)
from sim.measures.service_measures import SERVICE_MEASURES
from sim.measures.staff_measures import STAFF_MEASURES

__all__ = [
    "CASE_DIMENSIONS",
    "CLIENT_DIMENSIONS",
    "CLOCK_WORDS",
    "DAY_ONE",
    "LISTS_BY_STAFF",
    "LISTS_THAT_GROW",
    "LIST_NAMES",
    "MEASURES",
    "STAFF_DIMENSIONS",
    "WHOLE_RUN",
    "Measure",
    "measure_named",
    "within_name",
    "within_working_days_name",
]

MEASURES: Final = {
    item.name: item for item in (*clock_measures(), *list_measures(), *STAFF_MEASURES, *SERVICE_MEASURES)
}
"""Every measure by name, but for the shares within a limit, which depend on the scenario's limits."""


@cache
def measure_named(name: str) -> Measure:
    """The declaration of a measure, shares within a limit among them.

    Raises
    ------
    KeyError
        If no measure has that name.
    """
    return MEASURES[name] if name in MEASURES else within_measure(name)
