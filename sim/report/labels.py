"""What things are called in front of people: labels of the scenario, else names without underscores."""

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
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def year_labels(service: Service) -> tuple[str, ...]:
    """The years of the run."""
    return tuple(service.year_label(year) for year in range(len(service.year_starts) - 1))
