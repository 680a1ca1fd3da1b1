"""Section 6 of the plan: who owns each option, what it costs and saves, what to watch, and when to look again."""

from sim.report.paper.blocks import Block, Paragraph, Section
from sim.report.paper.choices import all_choices
from sim.report.paper.found import Found, Material
from sim.report.paper.sections.implement_calendar import calendar_grid
from sim.report.paper.sections.implement_watch import monthly_grid, range_words, yearly_grid
from sim.report.paper.sections.implement_worth import options_worth, owners_grid, worth_grid, worth_words

_MEASURED = (
    "Every month, set the council's own figures beside those expected. One month outside its range is a question to"
    " ask; two in a row mean that the service is not as the config has it: enter what is known by then and run again"
    " before anything else is decided."
)


def implement(material: Material) -> Section | None:
    """Implement, monitor and review; of a comparison."""
    found = material.main
    if found.kind != "compare":
        return None
    worth = options_worth(found)
    blocks: list[Block] = []
    if worth:
        blocks.append(Paragraph(worth_words(worth), lead=True))
        blocks += [worth_grid(worth), owners_grid(worth)]
    parts = (*_watched(found), *_reviewed(found))
    return Section("implement", "6. Implement, monitor and review", tuple(blocks), parts) if blocks or parts else None


def _watched(found: Found) -> tuple[Section, ...]:
    grids = [grid for grid in (monthly_grid(found), yearly_grid(found)) if grid is not None]
    return (
        (Section("monitor", "What to watch", (Paragraph((_MEASURED,)), Paragraph((range_words(found),)), *grids)),)
        if grids
        else ()
    )


def _reviewed(found: Found) -> tuple[Section, ...]:
    every = all_choices(found)
    grid = calendar_grid(found, [row for row in every if row.text("verdict") == "better"] or every)
    return (Section("calendar", "When to look again", (grid,)),) if grid is not None else ()
