"""What one config changes against another, by date, as a table of the documentation."""

from collections.abc import Sequence
from typing import Final

from sim.report.figures import MISSING
from sim.report.paper.blocks import Column, Grid, Name, Words
from sim.report.paper.model.parameters import Names
from sim.report.paper.model.values import as_text
from sim.scenario import Service
from sim.scenario.altered import Altered, Setting

AS_BEFORE: Final = "as without it"
"""What stands where an option ends."""


def differences_grid(caption: str, found: Sequence[Altered], *services: Service) -> Grid:
    """A table of differences; ``source`` and ``grade`` are of the value after."""
    names = Names(*(epoch.scenario for service in services for epoch in service.epochs))
    columns = (
        Column("Setting"), Column("From", figures=True), Column("Before"), Column("After"), Column("Source"),
        Column("Grade"),
    )  # fmt: skip
    return Grid(caption, columns, tuple(_row(each, names) for each in found))


def _row(each: Altered, names: Names) -> tuple[Words, ...]:
    after = each.after or Setting(None)
    return (
        names.words(each.path),
        (each.first.isoformat(),),
        (Name(_text(each.before)),),
        (Name(AS_BEFORE if each.over else _text(each.after)),),
        (Name(after.source or MISSING),),
        (after.grade or MISSING,),
    )


def _text(setting: Setting | None) -> str:
    return MISSING if setting is None else as_text(setting.held)
