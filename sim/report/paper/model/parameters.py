"""Every number of a config, in tables: value, range, unit, source and grade."""

import re
from dataclasses import dataclass
from typing import Final

from sim.report.figures import MISSING
from sim.report.labels import in_words
from sim.report.paper.blocks import Column, Grid, Name, Words
from sim.report.paper.model.values import exact, shape_of, unit_of
from sim.scenario import Service
from sim.scenario.checks import evidence_in
from sim.scenario.parts import TABLES
from sim.scenario.register import RegisterEntry, evidence_register
from sim.scenario.service import Scenario

GROUPS: Final = {
    "Costs": r"cost\.|option\.|role\.[^.]+\.(annual_pay|pay_premium|overtime_pay)|activity\..+\.price_gbp$",
    "Gates": r"activity\..+\.gate\.",
    "Delays": r"activity\..+\.delay_days$",
    "Demand": r"(population|priority|pattern|demand|clients)\.",
    "Kinds of work": r"work_type\.",
    "Activities": r"activity\.",
    "Roles": r"role\.",
    "Teams": r"team\.",
    "Rules": r"(rules\.|productivity_dip)",
    "Targets": r"target\[",
    "Published figures to compare with": r"comparator\[",
    "The first day": r"day_one\.",
    "Others": "",
}
"""Tables and the settings that stand in them; a setting stands in the first that it fits."""

ORDER: Final = (
    "Demand", "Kinds of work", "Activities", "Delays", "Gates", "Roles", "Teams", "Rules", "Targets", "Costs",
    "The first day", "Published figures to compare with", "Others",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number: its entry in the register, the table that it stands in, and what goes beyond a value and a range."""

    entry: RegisterEntry
    group: str
    shape: str


def parameters(service: Service) -> tuple[Parameter, ...]:
    """Every number of the config as it is on the first day, in the order of its tables."""
    items = dict(evidence_in(service.base))
    return tuple(
        Parameter(entry, _group(entry.path), shape_of(items[entry.path])) for entry in evidence_register(service)
    )


def parameter_grids(service: Service) -> tuple[Grid, ...]:
    """The tables of all numbers; those without any are left out."""
    found = parameters(service)
    names = Names(service.base)
    columns = (
        Column("Setting"), Column("Value", figures=True), Column("Low", figures=True), Column("High", figures=True),
        Column("Unit"), Column("Source"), Column("Grade"), Column("Note"),
    )  # fmt: skip
    grids = []
    for group in ORDER:
        rows = tuple(_row(each, names) for each in found if each.group == group)
        if rows:
            grids.append(Grid(f"{group}: numbers of the config", columns, rows))
    return tuple(grids)


class Names:
    """What settings are called: the label of the thing that they belong to, and the rest as the config has it."""

    def __init__(self, *scenarios: Scenario) -> None:
        self._labels: dict[str, str] = {}
        for scenario in scenarios:
            for table in TABLES:
                for name, entry in getattr(scenario, table).items():
                    self._labels.setdefault(f"{table}.{name}", getattr(entry, "label", "") or in_words(name))
            for table in ("target", "comparator", "productivity_dip"):
                for place, entry in enumerate(getattr(scenario, table)):
                    self._labels.setdefault(f"{table}[{place}]", entry.label or f"{in_words(table)} {place + 1}")

    def words(self, path: str) -> Words:
        """A dotted setting in words."""
        at = len(path)
        while (at := path.rfind(".", 0, at)) > 0:
            if path[:at] in self._labels:
                return (Name(self._labels[path[:at]]), ": ", Name(path[at + 1 :]))
        return (Name(path),)


def _group(path: str) -> str:
    return next(group for group, like in GROUPS.items() if re.match(like, path))


def _row(each: Parameter, names: Names) -> tuple[Words, ...]:
    entry = each.entry
    note = "; ".join(words for words in (each.shape, entry.note) if words)
    return (
        names.words(entry.path),
        (exact(entry.value),),
        (exact(entry.low),),
        (exact(entry.high),),
        (Name(unit_of(entry.path, entry.unit) or MISSING),),
        (Name(entry.source or MISSING),),
        (entry.grade,),
        (Name(note),) if note else (),
    )
