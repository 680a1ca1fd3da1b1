"""Sheets of what goes in: every number of the baseline, what each option changes, and the sources."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sim.errors import InputFault
from sim.report.labels import capital, in_words, label_of
from sim.report.paper.book.sheet import Field, Sheet, Value
from sim.report.paper.found import Found
from sim.report.paper.kept import kept_service, told_lost
from sim.scenario import Service
from sim.scenario.altered import Altered, Setting, altered, states_told
from sim.scenario.register import evidence_register

_RANGE = (
    Field("low", "Low", "fine", "The number may be as low as this."),
    Field("high", "High", "fine", "The number may be as high as this."),
    Field("unit", "Unit"),
    Field("source", "Source", meaning="Its name on the sheet of sources; empty if nobody gave one."),
    Field("grade", "Evidence grade", meaning="What the number stands on, from seed, the best, to assumption."),
    Field("note", "Note", "long"),
)
_SETTING = (
    Field("label", "What it is", "name"),
    Field("path", "Setting", "name", "Its place in the config, by its dotted name."),
)
_INPUTS = (*_SETTING, Field("value", "Value", "fine", "Of a distribution its mean."), *_RANGE)
_CHANGES = (
    Field("option", "Option", "name"),
    *_SETTING,
    Field("from", "From", "day"),
    Field("to", "Until", "day", "The day on which it ends, at the latest the end of the run."),
    Field("before", "No change: value", "fine", "Empty where no change has no such number."),
    Field("before_words", "No change: in words", "name"),
    Field("value", "Option: value", "fine", "Of a distribution its mean; empty where the option has no such number."),
    Field("words", "Option: in words", "name", "What is no number; of a distribution its shape."),
    *_RANGE,
)
_SOURCES = (
    Field("title", "Source", "long"),
    Field("key", "Name"),
    Field("year", "Year"),
    Field("address", "Where", "name"),
    Field("note", "Note", "long"),
    Field("inputs", "Numbers of the baseline", "whole", "So many rest on it."),
    Field("changes", "Changes of options", "whole", "So many changed numbers rest on it."),
)


def evidence_sheets(found: Found) -> list[Sheet]:
    """What goes in; one sheet that says why there is nothing, if the results do not hold it."""
    try:
        base = found.service(found.baseline)
    except InputFault as fault:
        reasons = (f"{capital(problem.rule)}." for problem in fault.problems)
        return [Sheet("Inputs", "Inputs", _INPUTS, (), ("The inputs cannot be told.", *reasons))]
    kept = {str(design["name"]): kept_service(found, str(design["name"])) for design in found.designs}
    services = {name: service for name, service in kept.items() if service is not None}
    changes = list(_changes(found, services, base))
    inputs = _inputs(base)
    sheets = [replace(inputs, said=(*inputs.said, *told_lost(found)))]
    if changes:
        said = (
            "Each row is a setting that an option has otherwise than no change, and from when until when. Settings are"
            " those of the config; what is new with an option has nothing under no change."
        )
        sheets.append(Sheet("Option inputs", "What each option changes", _CHANGES, changes, (said,)))
    sources = _sources([base, *services.values()], Counter(str(row[-3]) for row in changes))
    return [*sheets, sources] if sources.rows else sheets


def _inputs(base: Service) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (setting_in_words(base, entry.path), entry.path, entry.value, entry.low, entry.high, entry.unit, entry.source,
         entry.grade, entry.note)
        for entry in evidence_register(base)
    ]  # fmt: skip
    said = "Every number of the baseline on its first day, from the config, with its range and what it stands on."
    return Sheet("Inputs", f"Inputs: {base.base.title}", _INPUTS, rows, (said,))


def _changes(found: Found, services: dict[str, Service], base: Service) -> Iterator[tuple[Value, ...]]:
    known = states_told(base)
    for design in found.designs:
        service = services.get(str(design["name"]), base)
        if service is not base:
            for each in altered(service, known):
                yield (str(design["label"] or design["name"]), *_change(service, base, each))


def _change(service: Service, base: Service, each: Altered) -> tuple[Value, ...]:
    before, after = each.before or Setting(None), each.after or Setting(None)
    of = service if each.after is not None else base
    return (
        setting_in_words(of, each.path), each.path, each.first, each.end, before.value, before.words, after.value,
        after.words, after.low, after.high, after.unit or before.unit, after.source, after.grade, after.note,
    )  # fmt: skip


def _sources(services: list[Service], of_changes: Counter[str]) -> Sheet:
    cited = Counter(entry.source for entry in evidence_register(services[0]))
    known = {key: source for service in reversed(services) for key, source in service.base.source.items()}
    rows: list[tuple[Value, ...]] = [
        (source.title, key, source.year, source.address, source.note, cited[key], of_changes[key])
        for key, source in sorted(known.items())
    ]
    return Sheet("Sources", "Sources", _SOURCES, rows, ("Where the numbers on the sheets of inputs come from.",))


_KINDS = {
    "demand": "stream",
    **{kind: kind for kind in ("priority", "work_type", "activity", "role", "team", "group", "clients")},
}


def setting_in_words(service: Service, path: str) -> str:
    """A setting for people: ``role.social_worker.annual_pay_gbp`` is "Social worker: annual pay gbp"."""
    table, _, rest = path.partition(".")
    name, _, setting = rest.partition(".")
    if table in _KINDS:
        return ": ".join(part for part in (label_of(service, _KINDS[table], name), _lower(setting)) if part)
    if table.startswith("target[") and (place := int(table[7:-1])) < len(service.base.target):
        return f"{service.base.target[place].label}: {_lower(rest)}"
    return ": ".join(part for part in (in_words(table), _lower(rest)) if part)


def _lower(setting: str) -> str:
    return setting.replace(".", ": ").replace("_", " ")
