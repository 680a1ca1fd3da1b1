"""The evidence register: every number of a scenario with what stands behind it."""

from collections import Counter
from dataclasses import dataclass

from sim.scenario.checks import evidence_in
from sim.scenario.staffing import Posts
from sim.scenario.timeline import Service
from sim.scenario.values import GRADES, Distribution, Evidence, Quantity


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One number: its place in the file, value, range, unit, source and grade."""

    path: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    grade: str
    note: str


def evidence_register(service: Service) -> tuple[RegisterEntry, ...]:
    """Every number given in the scenario, in the order of the file's tables.

    The value of a distribution is its mean, and its range that of the mean. What describes the run
    (``clock``) or says that all cases go one way (a bare share of 1) is no claim about the world
    and is left out.
    """
    entries = []
    for path, item in evidence_in(service.base):
        if path.startswith("clock.") or _says_all(item):
            continue
        if isinstance(item, Quantity):
            value, low, high, unit = item.value, item.low, item.high, item.unit
        elif isinstance(item, Distribution):
            value, low, high, unit = item.average, item.mean_low, item.mean_high, item.unit
        elif isinstance(item, Posts):
            value, low, high, unit = float(item.number), item.low, item.high, "posts"
        else:
            continue
        entries.append(RegisterEntry(path, value, low, high, unit, item.source, item.grade, item.note))
    return tuple(entries)


def _says_all(item: Evidence | Posts) -> bool:
    return isinstance(item, Quantity) and item.value == 1 and item.model_fields_set == {"value"}


def grade_counts(register: tuple[RegisterEntry, ...]) -> dict[str, int]:
    """How many numbers stand on each grade, strongest first."""
    counts = Counter(entry.grade for entry in register)
    return {grade: counts[grade] for grade in GRADES if counts[grade]}


def weakest_grade(register: tuple[RegisterEntry, ...]) -> str:
    """The weakest grade among the numbers given: the one that any figure of the run stands on."""
    return max((entry.grade for entry in register), key=lambda grade: GRADES.index(grade), default=GRADES[-1])
