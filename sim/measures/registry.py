"""Every measure, declared once: its words, unit, meaning, and the dimensions it is given by.

What ``check`` and ``run`` print, the labels of charts and the data dictionary are read from here.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from sim.scenario.service import CLOCKS
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

WHOLE_RUN: Final = "all"
DAY_ONE: Final = "day_one"

CASE_DIMENSIONS: Final = ("all", "stream", "priority", "work_type", "group", "team")
"""The dimensions of figures about cases; a group stands in the column ``stream``, a work type in ``activity``."""
STAFF_DIMENSIONS: Final = ("all", "role", "team", "role_team")
"""The dimensions of figures about staff and the lists they serve; roles are reporting roles."""


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
        What the figure is given by: see ``CASE_DIMENSIONS`` and ``STAFF_DIMENSIONS``, ``activity``
        and ``target`` (both in the column ``activity``); and ``year``, ``month``, ``all``, ``day_one``.
    counts
        Whether a replication without a row had none, so that 0 enters the mean over replications.
    """

    name: str
    label: str
    unit: str
    meaning: str
    dimensions: tuple[str, ...]
    periods: tuple[str, ...] = ("year", WHOLE_RUN)
    counts: bool = False


CLOCK_WORDS: Final = {
    "contact_to_response": "contact to first response",
    "contact_to_allocation": "contact to allocation",
    "allocation_to_assessment": "allocation to completed assessment",
    "contact_to_assessment": "contact to completed assessment",
    "assessment_to_support": "completed assessment to support",
    "contact_to_support": "contact to support",
    "time_in_system": "time in the system",
}

_COHORT = "Cohort: cases received in the period whose path passes both ends of the clock, finished or not."
_CLOCK_STATISTICS: Final = (
    (
        "mean_days",
        "mean wait",
        "days",
        False,
        "Unfinished waits enter with their length so far, so the mean is a lower bound while any are unfinished.",
    ),
    (
        "median_days",
        "median wait",
        "days",
        False,
        "Kaplan-Meier quantile (unfinished waits are known only to be longer than so far); where the horizon hides"
        " it, the larger of the same quantile of waits so far and the longest finished wait, a lower bound.",
    ),
    ("p90_days", "90th percentile of the wait", "days", False, "Quantile as for the median."),
    ("p95_days", "95th percentile of the wait", "days", False, "Quantile as for the median."),
    ("cases", "cases in the cohort", "cases", True, "Cases whose clock has begun by the horizon."),
    (
        "not_begun",
        "cases whose clock has not begun",
        "cases",
        True,
        "Cases of the cohort that had not reached the clock's first moment by the horizon; in no other figure.",
    ),
    ("unfinished", "cases unfinished at the horizon", "cases", True, "Cases whose clock runs at the horizon."),
    (
        "unfinished_mean_days",
        "mean wait so far of the unfinished",
        "days",
        False,
        "Mean length so far of the waits that are unfinished at the horizon.",
    ),
    (
        "unfinished_p90_days",
        "90th percentile of the wait so far of the unfinished",
        "days",
        False,
        "Order statistic of the lengths so far of the unfinished waits.",
    ),
)

_LISTS: Final = (
    (
        "allocation_list",
        "allocation list",
        "cases",
        "Cases waiting to be allocated to a worker; role and team are those asked for first.",
    ),
    (
        "shared_list",
        "shared lists",
        "steps",
        "Steps waiting on a list that several workers share; role and team are those asked for first.",
    ),
    ("in_tray", "in-trays", "steps", "Held steps waiting for their own worker; role and home team of that worker."),
    (
        "open_cases",
        "open cases",
        "cases",
        "Cases that hold a caseload place (allocated, not released); role and home team of the worker.",
    ),
    ("gate_list", "cases before a gate", "cases", "Cases waiting for a meeting, such as a funding panel."),
    (
        "waiting_cases",
        "cases waiting",
        "cases",
        "Cases that hold no caseload place and wait for a worker (allocation list and shared lists).",
    ),
    ("cases_in_system", "cases in the system", "cases", "Cases received and not closed."),
)
LIST_NAMES: Final = tuple(name for name, *_ in _LISTS)
LISTS_BY_STAFF: Final = ("allocation_list", "shared_list", "in_tray", "open_cases", "waiting_cases")
LISTS_THAT_GROW: Final = ("waiting_cases", "cases_in_system")


def _clock_measures() -> list[Measure]:
    return [
        Measure(f"{clock}_{statistic}", f"{words[0].upper()}{words[1:]}: {label}", unit, f"{_COHORT} {meaning}",
                CASE_DIMENSIONS, ("year", WHOLE_RUN, DAY_ONE), counts)
        for clock, words in CLOCK_WORDS.items()
        for statistic, label, unit, counts, meaning in _CLOCK_STATISTICS
        if statistic != "not_begun" or clock in ("allocation_to_assessment", "assessment_to_support")
    ]  # fmt: skip


def _list_measures() -> list[Measure]:
    found = []
    for name, label, unit, meaning in _LISTS:
        by = STAFF_DIMENSIONS if name in LISTS_BY_STAFF else ("all",)
        title = label[0].upper() + label[1:]
        found += [
            Measure(f"{name}_average", f"{title}, average", unit, f"{meaning} Average over time.", by, counts=True),
            Measure(f"{name}_end", f"{title}, at the end", unit, f"{meaning} At the end of the period.", by,
                    ("year", "month", WHOLE_RUN), counts=True),
        ]  # fmt: skip
        if name in LISTS_THAT_GROW:
            found.append(Measure(f"{name}_growth_per_week", f"{title}, growth a week", "cases per week",
                                 f"{meaning} Number at the end of the period less number at its start, a week.", by,
                                 counts=True))  # fmt: skip
    return found


_OTHERS: Final = (
    Measure("waiting_cases_age_mean_days", "Cases waiting: mean time since contact", "days",
            "Mean time since contact of the cases waiting at the end of the period.", ("all",)),
    Measure("waiting_cases_age_p90_days", "Cases waiting: 90th percentile of time since contact", "days",
            "Order statistic of the time since contact of the cases waiting at the end of the period.", ("all",)),
    Measure("step_wait_mean_days", "Wait of a step: mean", "days",
            "From ready to first start, for steps ready in the period, unstarted ones at their length so far"
            " (a lower bound); the role is the one asked for first.", ("activity", "role")),
    Measure("step_wait_p90_days", "Wait of a step: 90th percentile", "days",
            "Kaplan-Meier quantile of the time from ready to first start.", ("activity", "role")),
    Measure("steps_ready", "Steps ready", "steps", "Steps that became ready in the period.",
            ("activity", "role"), counts=True),
    Measure("steps_unstarted", "Steps unstarted", "steps",
            "Steps that became ready in the period and had not started by the horizon.", ("activity", "role"),
            counts=True),
    Measure("utilisation", "Utilisation", "share",
            "(Minutes of steps + blocks) / (casework minutes of the timetables + blocks).", STAFF_DIMENSIONS,
            ("year", "month", WHOLE_RUN)),
    Measure("casework_hours", "Casework time available", "hours",
            "Casework time of the workers' timetables, without blocks.", STAFF_DIMENSIONS, counts=True),
    Measure("step_hours", "Time spent on steps", "hours", "Casework time used by steps.", STAFF_DIMENSIONS,
            counts=True),
    Measure("block_hours", "Time booked for blocks", "hours", "Client-related time booked out of the days.",
            STAFF_DIMENSIONS, counts=True),
    Measure("received", "Cases received", "cases", "Cases received in the period; by month for all cases only.",
            CASE_DIMENSIONS, ("year", "month", WHOLE_RUN), counts=True),
    Measure("closed", "Cases closed", "cases",
            "Cases closed in the period, whenever received; by month for all cases only.",
            CASE_DIMENSIONS, ("year", "month", WHOLE_RUN), counts=True),
    Measure("assessments_completed", "Assessments completed", "assessments",
            "Cases whose work type is an assessment and whose assessment was completed in the period; by month for all"
            " cases only.",
            CASE_DIMENSIONS, ("year", "month", WHOLE_RUN), counts=True),
    Measure("target_share", "Share within the target", "share",
            "Share of the target's cohort whose clock stopped within the limit; only cases whose clock began at"
            " least the limit before the horizon, so that every one is decided.", ("target",),
            ("year", WHOLE_RUN, DAY_ONE)),
    Measure("target_met", "Target met", "share",
            "1 if the share reaches the target and 0 if not; the mean over replications is the share of futures"
            " in which the target holds.", ("target",), ("year", WHOLE_RUN, DAY_ONE)),
    Measure("target_cases", "Cases the target is judged on", "cases", "Decided cases of the target's cohort.",
            ("target",), ("year", WHOLE_RUN, DAY_ONE), counts=True),
    Measure("staff_cost_gbp", "Cost of staff", "GBP",
            "Pay of filled posts with on-costs: FTE-years x annual pay x (1 + on-cost share).", STAFF_DIMENSIONS,
            counts=True),
    Measure("cost_per_assessment_gbp", "Cost of a completed assessment", "GBP",
            "Cost of all staff in the period divided by the assessments completed in it.", ("all",)),
    Measure("posts_funded", "Posts funded", "posts", "Average number of funded posts.", STAFF_DIMENSIONS, counts=True),
    Measure("posts_filled", "Posts filled", "posts", "Average number of filled posts.", STAFF_DIMENSIONS, counts=True),
    Measure("fte_funded", "FTE funded", "FTE", "Average FTE of funded posts.", STAFF_DIMENSIONS, counts=True),
    Measure("fte_filled", "FTE filled", "FTE", "Average FTE of filled posts.", STAFF_DIMENSIONS, counts=True),
    Measure("balance_received", "Received, with day one's cases", "cases",
            "Every case of the run: received = closed + in progress + waiting, exactly.", ("all",), (WHOLE_RUN,)),
    Measure("balance_closed", "Closed by the horizon", "cases", "Cases closed by the horizon.", ("all",),
            (WHOLE_RUN,)),
    Measure("balance_in_progress", "In progress at the horizon", "cases",
            "Cases that hold a caseload place, are worked on, are in a delay or stand before a gate.", ("all",),
            (WHOLE_RUN,)),
    Measure("balance_waiting", "Waiting at the horizon", "cases",
            "Cases that hold no place and wait for a worker.", ("all",), (WHOLE_RUN,)),
)  # fmt: skip

MEASURES: Final = {item.name: item for item in (*_clock_measures(), *_list_measures(), *_OTHERS)}
"""Every measure by name, but for the shares within a limit, which depend on the scenario's limits."""

_WITHIN = re.compile(rf"({'|'.join(CLOCKS)})_within_(\d+)_(days|hours|minutes)")


def within_name(clock: str, limit: int) -> str:
    """Name of the share of a clock's waits within ``limit`` [minutes]."""
    if limit % MINUTES_PER_DAY == 0 and limit > MINUTES_PER_DAY:
        return f"{clock}_within_{limit // MINUTES_PER_DAY}_days"
    if limit % MINUTES_PER_HOUR == 0:
        return f"{clock}_within_{limit // MINUTES_PER_HOUR}_hours"
    return f"{clock}_within_{limit}_minutes"


@cache
def measure_named(name: str) -> Measure:
    """The declaration of a measure, shares within a limit among them.

    Raises
    ------
    KeyError
        If no measure has that name.
    """
    if name in MEASURES:
        return MEASURES[name]
    found = _WITHIN.fullmatch(name)
    if found is None:
        raise KeyError(name)
    clock, number, unit = found.groups()
    words = CLOCK_WORDS[clock]
    return Measure(
        name,
        f"{words[0].upper()}{words[1:]}: share within {number} {unit}",
        "share",
        f"{_COHORT} Share that finished within {number} {unit}, of those whose clock began at least that long"
        " before the horizon, so that every one is decided.",
        CASE_DIMENSIONS,
        ("year", WHOLE_RUN, DAY_ONE),
    )
