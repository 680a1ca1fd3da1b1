"""What things are called in front of people: labels of the scenario, else names without underscores."""

import datetime as dt
import re

from sim.measures.registry import WHOLE_RUN
from sim.scenario import Service

_TABLES = {
    "stream": "demand",
    "priority": "priority",
    "work_type": "work_type",
    "activity": "activity",
    "role": "role",
    "team": "team",
    "group": "group",
    "clients": "clients",
}


def label_of(service: Service, kind: str, name: str) -> str:
    """The label of a stream, priority, work type, activity, role, team, group or kind of client of a service."""
    for epoch in service.epochs:
        table = getattr(epoch.scenario, _TABLES[kind])
        if name in table:
            return table[name].label or in_words(name)
    return in_words(name)


def in_words(name: str) -> str:
    """A name as words: ``social_worker`` is "Social worker"."""
    return capital(name.replace("_", " ").strip())


def capital(words: str) -> str:
    """Words as a sentence begins."""
    return words[:1].upper() + words[1:]


def year_labels(service: Service) -> tuple[str, ...]:
    """The years of the run."""
    return tuple(service.year_label(year) for year in range(len(service.year_starts) - 1))


def lowered(label: str) -> str:
    """A label within a sentence; one that begins with capitals keeps them."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


_LIMIT = re.compile(r"_(?:within|over)_(\d+)_(working_days|days|hours|minutes)")


def limit_in_words(measure: str) -> str:
    """The limit in the name of a measure: ``contact_to_assessment_within_28_days`` has "28 days"; empty if none."""
    found = _LIMIT.search(measure)
    return f"{found[1]} {found[2].replace('_', ' ')}" if found else ""


def duration(seconds: float) -> str:
    """A time that somebody waited for a run."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} minutes"


def day_in_words(day: dt.date) -> str:
    """A day as people write it: "1 April 2014"."""
    return f"{day.day} {day:%B %Y}"


def period_text(period: str) -> str:
    """A period in words."""
    return "the whole run" if period == WHOLE_RUN else period
