"""What sections stand on: the year that figures of the config are of, and the line below a chart's title."""

from sim.report.labels import year_labels
from sim.report.paper.found import Found
from sim.scenario import Service


def year_of(found: Found, service: Service) -> int:
    """The year of the run, from 0, that figures of the config are given for: that of the results, else the first."""
    years = year_labels(service)
    return years.index(found.period) if found.period in years else 0


def under(found: Found, *more: str) -> str:
    """What a chart stands on: period, futures, kind of interval and the weakest grade of evidence."""
    n = found.replications
    parts = [
        found.title,
        found.period_words,
        f"{n} futures, 95 % intervals of means" if n > 1 else "one future, so no interval",
        *([f"weakest evidence: {found.weakest}"] if found.weakest else []),
    ]
    return "\n".join([" · ".join(parts), *more])


def checked_words(found: Found) -> str:
    """Whether the waits were held against a council's records. Results hold none, so they never were."""
    counts = found.manifest.get("evidence", {}).get("numbers_by_grade", {})
    measured = int(counts.get("measured", 0))
    if not measured:
        return (
            "The waits of this paper were not checked against the council's records: there were none to check them"
            " against, and no number here comes from case records."
        )
    return (
        f"{measured:,} of the numbers here come from the council's records. That the simulated waits are those on"
        " record has not been tested."
    )


_GRADES = {"seed": "given in the plan"}
"""Grades whose names people outside would take for something else."""


def grade_words(*grades: str) -> str:
    """Grades of evidence in words, each once."""
    return ", ".join(_GRADES.get(grade, grade) for grade in dict.fromkeys(grades))
