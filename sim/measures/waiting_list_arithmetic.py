"""The waiting-list arithmetic that NHS analysts use, for every list of the service and a week.

References
----------
N. Walton and others, the NHS-R Community's waiting-list method (package NHSRwaitinglist): load,
target queue size, target capacity, relief capacity and waiting-list pressure.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.measures.load import OfferedLoad
from sim.measures.shareout import ListKey
from sim.scenario.service import Scenario, Target
from sim.units import MINUTES_PER_WEEK, WEEKS_PER_YEAR

SPREAD = 4
"""With waits spread exponentially, a mean of a quarter of the target keeps 98 % within it."""

WEEKS_TO_CLEAR = 26.0
DEFAULT_TARGET_WEEKS = 4.0
WORKING_DAYS_PER_WEEK = 5


@dataclass(frozen=True, slots=True)
class ListArithmetic:
    """One list and week, in cases.

    Attributes
    ----------
    activity, role, team
        Which list, as in :class:`sim.measures.load.ListLoad`.
    demand, capacity
        Cases a week that join, and that those who serve the list could take, if its share of
        their unblocked time stayed what it is.
    load
        demand / capacity.
    waiting, target_list
        Cases that wait on day one, and that may wait: demand x target weeks / 4.
    target_capacity
        Capacity that holds the target list: demand + ((cv_d^2 + cv_c^2) / 2) x 4 / target weeks.
    relief_capacity
        Capacity that brings the list down to its target within the weeks to clear, needed (and
        not None) once it is over twice its target: demand + (waiting - target list) / weeks.
    pressure
        2 x mean wait / target, the mean wait being waiting / demand (Little's law).
    """

    activity: str
    role: str
    team: str
    demand: float
    capacity: float
    load: float
    waiting: float
    target_list: float
    target_capacity: float
    relief_capacity: float | None
    pressure: float


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What the arithmetic supposes: target and time to clear in weeks, and coefficients of variation.

    The coefficients are those of gaps between cases that come, and between cases that are taken.
    """

    target_weeks: float = DEFAULT_TARGET_WEEKS
    weeks_to_clear: float = WEEKS_TO_CLEAR
    cv_demand: float = 1.0
    cv_capacity: float = 1.0


def target_weeks(scenario: Scenario) -> float:
    """The longest target from contact to assessment [weeks]; four if the scenario has none."""
    weeks = [_weeks(target) for target in scenario.target if target.clock == "contact_to_assessment"]
    return max(weeks, default=DEFAULT_TARGET_WEEKS)


def _weeks(target: Target) -> float:
    if target.working_days is not None:
        return float(target.working_days) / WORKING_DAYS_PER_WEEK
    return target.minutes / MINUTES_PER_WEEK


def waiting_list_arithmetic(
    load: OfferedLoad, waiting: Mapping[ListKey, float], terms: ListTerms
) -> tuple[ListArithmetic, ...]:
    """The arithmetic of every list that cases join.

    Parameters
    ----------
    load
        From :func:`sim.measures.load.offered_load`.
    waiting
        Cases on each list, from :func:`sim.measures.day_one_load.waiting_on_day_one`.
    """
    cells = {(cell.role, cell.team): cell for cell in load.cells}
    rows = []
    for item in load.lists:
        if item.cases <= 0:
            continue
        demand = item.cases / WEEKS_PER_YEAR
        serving = [cells[cell] for cell in item.cells]
        work = sum(cell.work_hours for cell in serving)
        free = sum(cell.capacity_hours - cell.block_hours for cell in serving)
        capacity = demand * free / work if work > 0 else math.inf
        key = (item.activity, item.role, item.team)
        rows.append(list_arithmetic(key, demand, capacity, waiting.get(key, 0.0), terms))
    return tuple(rows)


def list_arithmetic(key: ListKey, demand: float, capacity: float, waiting: float, terms: ListTerms) -> ListArithmetic:
    """The arithmetic of one list; ``demand`` (above zero) and ``capacity`` in cases a week."""
    variation = (terms.cv_demand**2 + terms.cv_capacity**2) / 2
    target_list = demand * terms.target_weeks / SPREAD
    relief = demand + (waiting - target_list) / terms.weeks_to_clear if waiting > 2 * target_list else None
    return ListArithmetic(
        activity=key[0],
        role=key[1],
        team=key[2],
        demand=demand,
        capacity=capacity,
        load=demand / capacity if capacity > 0 else math.inf,
        waiting=waiting,
        target_list=target_list,
        target_capacity=demand + variation * SPREAD / terms.target_weeks,
        relief_capacity=relief,
        pressure=2 * (waiting / demand) / terms.target_weeks,
    )
