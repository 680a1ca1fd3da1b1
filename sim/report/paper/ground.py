"""What sections stand on: the year that figures of the config are of, and the line below a chart's title."""

from sim.measures.registry import WHOLE_RUN
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
        "the whole run" if found.period == WHOLE_RUN else found.period,
        f"{n} futures, 95 % intervals of means" if n > 1 else "one future, so no interval",
        *([f"weakest evidence: {found.weakest}"] if found.weakest else []),
    ]
    return "\n".join([" · ".join(parts), *more])
