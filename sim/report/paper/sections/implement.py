"""Section 6 of the plan: who owns each option, what it costs and saves, what to watch, and when to look again."""

from sim.report.paper.blocks import Appended, Block, Bullets, Paragraph, Section, Words
from sim.report.paper.choices import all_choices
from sim.report.paper.found import Found, Material
from sim.report.paper.ground import checked_words
from sim.report.paper.sections.implement_calendar import calendar_grid
from sim.report.paper.sections.implement_watch import (
    monthly_grids,
    range_words,
    watched_options,
    wrong_words,
    yearly_grid,
)
from sim.report.paper.sections.implement_worth import Worth, options_worth, owners_grid, worth_grid, worth_words


def implement(material: Material) -> Section | None:
    """Implement, monitor and review; of a comparison."""
    found = material.main
    if found.kind != "compare":
        return None
    blocks = _worth(found, options_worth(found))
    parts = (*_watched(found), *_reviewed(found))
    return Section("implement", "6. Implement, monitor and review", blocks, parts) if blocks or parts else None


def _worth(found: Found, worth: list[Worth]) -> tuple[Block, ...]:
    """What the clearly better options cost and ask for; of the others in the appendix."""
    if not worth:
        return ()
    lead = Paragraph(worth_words(found, worth), lead=True)
    live = [item for item in worth if item.row.text("verdict") == "better"]
    if not live:
        return (lead, worth_grid(found, worth), owners_grid(worth))
    rest = [item for item in worth if item not in live]
    blocks: tuple[Block, ...] = (lead, worth_grid(found, live), owners_grid(live))
    if not rest:
        return blocks
    others = (worth_grid(found, rest, others=True), owners_grid(rest, others=True))
    return (*blocks, Appended(Section("other-options", "Costs, benefits and owners of the other options", others)))


def _watched(found: Found) -> tuple[Section, ...]:
    """A year's ranges, and the months in the appendix."""
    year, months = yearly_grid(found), tuple(monthly_grids(found))
    if year is None and not months:
        return ()
    blocks: list[Block] = [Paragraph(_measured(found)), Bullets(tuple(wrong_words()))]
    if year is not None:
        blocks.append(year)
    blocks.append(Paragraph(range_words(found)))
    if months:
        blocks.append(Appended(Section("months", "Expected month by month", months)))
    return (Section("monitor", "What to watch", tuple(blocks)),)


def _measured(found: Found) -> Words:
    return (
        checked_words(found),
        " So set the council's own figures of each year beside those below. Three things would show that the model is"
        " wrong; then enter what is known by that time and run again, before anything else is decided on these"
        " figures:",
    )


def _reviewed(found: Found) -> tuple[Section, ...]:
    """The dates of the options that this paper names first; of every option, if none is clearly better."""
    names = [option for option, _ in watched_options(found)[1:]]
    every = all_choices(found)
    grid = calendar_grid(found, [row for row in every if row.text("option") in names] or every)
    return (Section("calendar", "When to look again", (grid,)),) if grid is not None else ()
