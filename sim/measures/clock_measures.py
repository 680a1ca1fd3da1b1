"""The measures of the named clocks, and of the shares that keep within a limit."""

import re
from typing import Final

from sim.measures.measure import CASE_DIMENSIONS, DAY_ONE, WHOLE_RUN, Measure
from sim.scenario.service import CLOCKS
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

CLOCK_WORDS: Final = {
    "contact_to_response": "contact to first response",
    "contact_to_allocation": "contact to allocation",
    "allocation_to_assessment": "allocation to completed assessment",
    "contact_to_assessment": "contact to completed assessment",
    "assessment_to_support": "completed assessment to support",
    "contact_to_support": "contact to support",
    "time_in_system": "time in the system",
}

_PERIODS = ("year", WHOLE_RUN, DAY_ONE)
_COHORT = "Cohort: cases received in the period whose path passes both ends of the clock, finished or not."
_STATISTICS: Final = (
    (
        "mean_days",
        "mean wait",
        "days",
        False,
        -1,
        "Unfinished waits enter with their length so far, and those of cases that left with their length until then,"
        " so the mean is a lower bound while there are any. Leaving closes a case: for the time in the system it is"
        " an end like any other.",
    ),
    (
        "median_days",
        "median wait",
        "days",
        False,
        -1,
        "Kaplan-Meier quantile (waits that are unfinished, or ended by leaving, are known only to be longer than so"
        " far); where the horizon hides it, the larger of the same quantile of waits so far and the longest finished"
        " wait, a lower bound.",
    ),
    ("p90_days", "90th percentile of the wait", "days", False, -1, "Quantile as for the median."),
    ("p95_days", "95th percentile of the wait", "days", False, -1, "Quantile as for the median."),
    ("cases", "cases in the cohort", "cases", True, 0, "Cases whose clock has begun by the horizon."),
    (
        "not_begun",
        "cases whose clock has not begun",
        "cases",
        True,
        -1,
        "Cases of the cohort that had not reached the clock's first moment by the horizon, or left before it; in no"
        " other figure.",
    ),
    (
        "left",
        "cases that left first",
        "cases",
        True,
        0,
        "Cases whose clock had begun and that left before it stopped: they withdrew, died, or left support.",
    ),
    ("unfinished", "cases unfinished at the horizon", "cases", True, -1, "Cases whose clock runs at the horizon."),
    (
        "unfinished_mean_days",
        "mean wait so far of the unfinished",
        "days",
        False,
        -1,
        "Mean length so far of the waits that are unfinished at the horizon.",
    ),
    (
        "unfinished_p90_days",
        "90th percentile of the wait so far of the unfinished",
        "days",
        False,
        -1,
        "Order statistic of the lengths so far of the unfinished waits.",
    ),
)

_OF_CLOCKS: Final = {
    "not_begun": ("allocation_to_assessment", "assessment_to_support"),
    # Whoever leaves is closed, which stops the last clock.
    "left": CLOCKS[:-1],
}
"""The clocks of those statistics that only some have."""


def clock_measures() -> list[Measure]:
    """Every statistic of every clock."""
    return [
        Measure(f"{clock}_{statistic}", f"{_title(clock)}: {label}", unit, f"{_COHORT} {meaning}", CASE_DIMENSIONS,
                _PERIODS, counts, better=better)
        for clock in CLOCK_WORDS
        for statistic, label, unit, counts, better, meaning in _STATISTICS
        if clock in _OF_CLOCKS.get(statistic, CLOCKS)
    ]  # fmt: skip


_WITHIN = re.compile(rf"({'|'.join(CLOCKS)})_within_(\d+)_(working_days|days|hours|minutes)")


def within_name(clock: str, limit: int) -> str:
    """Name of the share of a clock's waits within ``limit`` [minutes]."""
    if limit % MINUTES_PER_DAY == 0 and limit > MINUTES_PER_DAY:
        return f"{clock}_within_{limit // MINUTES_PER_DAY}_days"
    if limit % MINUTES_PER_HOUR == 0:
        return f"{clock}_within_{limit // MINUTES_PER_HOUR}_hours"
    return f"{clock}_within_{limit}_minutes"


def within_working_days_name(clock: str, limit: int) -> str:
    """Name of the share of a clock's waits within ``limit`` working days."""
    return f"{clock}_within_{limit}_working_days"


def within_measure(name: str) -> Measure:
    """The declaration of a share within a limit.

    Raises
    ------
    KeyError
        If that is not what the name is of.
    """
    found = _WITHIN.fullmatch(name)
    if found is None:
        raise KeyError(name)
    clock, number, unit = found.groups()
    limit = f"{number} {unit.replace('_', ' ')}"
    return Measure(
        name,
        f"{_title(clock)}: share within {limit}",
        "share",
        f"{_COHORT} Share that finished within {limit}, of those whose limit has passed by the horizon, so that every"
        " one is decided. Cases that left within the limit are not judged; those that left later were not within it.",
        CASE_DIMENSIONS,
        _PERIODS,
        better=1,
    )


def _title(clock: str) -> str:
    words = CLOCK_WORDS[clock]
    return words[0].upper() + words[1:]
