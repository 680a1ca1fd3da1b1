"""Section 3 of the checklist: where the numbers come from, all of them, and what is assumed."""

from collections import Counter

from sim.report.experiment_manifest import numbers_of
from sim.report.figures import MISSING, number, percent
from sim.report.paper.blocks import Block, Column, Grid, Name, Paragraph, Words
from sim.report.paper.model.described import Described
from sim.report.paper.model.item import Item, told
from sim.report.paper.model.parameters import parameter_grids
from sim.scenario import Service
from sim.scenario.register import grade_counts

_MEANINGS = {
    "seed": "stated in the plan that the config began from",
    "measured": "the service's own data",
    "published": "read in another public source",
    "derived": "arithmetic on other numbers",
    "assumption": "judgement",
}


def data(described: Described) -> tuple[Item, ...]:
    """Items 3.1 to 3.4."""
    return (
        _sources(described.service),
        _preparation(described.service),
        _parameters(described.service),
        _assumptions(described.service),
    )


def _sources(service: Service) -> Item:
    used = Counter(entry.source for entry in numbers_of(service))
    columns = (
        Column("Source"), Column("Title"), Column("Year"), Column("Where"), Column("Numbers", figures=True),
        Column("Note"),
    )  # fmt: skip
    rows = tuple(
        (
            (Name(name),),
            (Name(source.title),),
            (Name(source.year or MISSING),),
            (Name(source.address or MISSING),),
            (number(used[name], 0),),
            (Name(source.note),) if source.note else (),
        )
        for name, source in service.base.source.items()
    )
    if not rows:
        return Item("3.1", "Data sources", to_do=(("Name the sources of the config's numbers in its source tables.",),))
    note = (f"{number(used[''], 0)} numbers of {number(used.total(), 0)} name no source.",)
    return Item("3.1", "Data sources", (Grid("Sources of the config", columns, rows, note),))


def _preparation(service: Service) -> Item:
    wanted = "Say in documentation.preparation what was done to data before it became numbers of the config."
    return Item("3.2", "Pre-processing of data", *told(service.base.documentation.preparation, wanted))


def _parameters(service: Service) -> Item:
    said = (
        "Every number that the config gives, as on the first day; settings are named as in the config. The value of a"
        " distribution is its mean, and low and high bound what is not known about it. What changes by date or by"
        " option stands under 2.3."
    )
    return Item("3.3", "Input parameters", (Paragraph((said,)), *parameter_grids(service)))


def _assumptions(service: Service) -> Item:
    register = tuple(numbers_of(service))
    counts = grade_counts(register)
    columns = (
        Column("Grade"), Column("Meaning"), Column("Numbers", figures=True), Column("Share", figures=True),
    )  # fmt: skip
    rows: tuple[tuple[Words, ...], ...] = tuple(
        ((grade,), (_MEANINGS[grade],), (number(count, 0),), (percent(count / len(register)),))
        for grade, count in counts.items()
    )
    said = (
        "What the model simplifies for every config, and what it leaves out, stands in docs/model.md of carecap,"
        " sections 3.4 and 3.5. Numbers that are judgements have the grade assumption in the tables above."
    )
    own, to_do = told(
        service.base.documentation.assumptions,
        "Say in documentation.assumptions what is simplified for this service beyond that.",
    )
    grades: tuple[Block, ...] = (Grid("What the numbers stand on", columns, rows),) if rows else ()
    return Item("3.4", "Assumptions", (Paragraph((said,)), *grades, *own), to_do)
