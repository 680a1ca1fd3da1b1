"""The short paper, for a committee's agenda: a few sections of the whole one, and the options that matter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sim.report.figures import Shown, number, shown_in, signed
from sim.report.labels import lowered
from sim.report.paper.blocks import (
    Appended,
    Block,
    Bullets,
    Column,
    Grid,
    Name,
    Paper,
    Paragraph,
    Picture,
    Section,
    Words,
    pictures,
    say,
)
from sim.report.paper.choices import all_choices, cost_column, cost_when
from sim.report.paper.found import Found, Material, Row

SHORT: Final[Mapping[str, int]] = {"answer": 0, "staffing-plan": 20, "assumptions": 10, "left-out": 0, "repeat": 0}
"""Sections of the short paper, and how many rows a table of theirs may have: longer ones are in the whole paper."""

_CLEAR = ("better", "worse", "mixed")
_MOST = 14
"""Options in the table."""
_MANY_DAYS = 10
_RANGES = (
    "Range of a wait: where the mean over all futures lies with 95 % confidence. Range of a change: the same for all"
    " options together, which the verdict rests on."
)


def short_paper(material: Material, paper: Paper) -> Paper:
    """The short paper: the sections of ``SHORT``, with the options that matter after the answer."""
    sections = [_cut(section, SHORT[section.anchor]) for section in _wanted(paper.sections)]
    grid = options_that_matter(material.main)
    if grid is not None:
        chart = next((each for each in pictures(paper.sections) if each.name.startswith("answer")), None)
        blocks = (*((chart,) if chart is not None else ()), *grid)
        sections.insert(1, Section("options", "The options that matter", blocks))
    return replace(paper, sections=tuple(section for section in sections if section.blocks or section.parts))


def _wanted(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections of ``SHORT``, at whatever depth they stand, those in the appendix too."""
    for section in sections:
        if section.anchor in SHORT:
            yield section
        else:
            yield from _wanted([block.section for block in section.blocks if isinstance(block, Appended)])
            yield from _wanted(section.parts)


def _cut(section: Section, rows: int) -> Section:
    """The answer without its tables; of other sections what they begin with, to the first table."""
    kept = _answer(section) if section.anchor == "answer" else _beginning(section, rows)
    parts = (_cut(part, rows) for part in section.parts)
    return replace(section, blocks=tuple(kept), parts=tuple(part for part in parts if part.blocks or part.parts))


def _answer(section: Section) -> Iterator[Block]:
    for block in section.blocks:
        if not isinstance(block, Grid | Picture | Appended):
            yield block


def _beginning(section: Section, rows: int) -> Iterator[Block]:
    """Paragraphs up to the first table or list, and that, unless it is a table too long."""
    for block in section.blocks:
        if isinstance(block, Picture | Appended) or (isinstance(block, Grid) and len(block.rows) > rows):
            continue
        yield block
        if isinstance(block, Grid | Bullets):
            return


def options_that_matter(found: Found) -> tuple[Block, ...] | None:
    """No change and the options that clearly differ from it, shortest wait first; none if nothing was compared."""
    base = found.row("options", option=found.baseline)
    if base is None:
        return None
    ours = [row for row in all_choices(found) if row.text("scenario") == base.text("scenario")]
    clear = [row for row in ours if row.text("verdict") in _CLEAR]
    shown = sorted(clear, key=lambda row: -abs(row.number("difference_mean")))[:_MOST]
    rows = sorted([base, *shown], key=lambda row: row.number("wait_mean_days"))
    change = _change_shown(base.text("headline_unit"), shown)
    columns = (
        Column("Option"), Column("Mean wait, days (range)", figures=True),
        Column(f"Change, {change.unit} (range)", figures=True),
        Column(f"Cost {cost_when(found)}, £ thousand more", figures=True), Column("Targets met", figures=True),
        Column("Verdict"),
    )  # fmt: skip
    note = say("Change: of {headline}. " + _RANGES, headline=lowered(base.text("headline")))
    grid = Grid(
        f"Options that clearly differ from no change, {found.period_words}",
        columns,
        tuple(_line(row, change) for row in rows),
        note,
    )
    return Paragraph(_rule(len(ours), len(clear), len(shown))), grid


def _change_shown(unit: str, rows: Sequence[Row]) -> Shown:
    """How the change of the first figure is shown: in whole days, where there are many."""
    changes = [row.number("difference_mean") for row in rows]
    how = shown_in(unit, changes, difference=True)
    many = any(abs(change) >= _MANY_DAYS for change in changes)
    return replace(how, digits=0) if unit == "days" and many else how


def _rule(ours: int, clear: int, shown: int) -> Words:
    most = f" Those {shown} that differ most are in the table." if shown < clear else ""
    return (
        f"Of the {ours} options that the council can choose, {clear} clearly differ from no change, for the better or"
        f" the worse.{most} The others make no clear difference, or none worth caring about; they are in the whole"
        " paper and in the workbook, and so is what may come whatever is chosen.",
    )


def _line(row: Row, change: Shown) -> tuple[Words, ...]:
    changed = ("difference_mean", "difference_low_simultaneous", "difference_high_simultaneous")
    return (
        (Name(row.text("label")),),
        _with_range(row, ("wait_mean_days", "wait_low_days", "wait_high_days"), lambda days: number(max(days, 0.0), 0)),
        _with_range(row, changed, lambda value: signed(value / change.scale, change.digits)),
        (row.cite(cost_column(row), lambda pounds: signed(pounds / 1000, 0)),),
        say("{met} of {all}", met=_whole(row, "targets_met"), all=_whole(row, "targets")),
        (Name(row.text("verdict")),),
    )


def _with_range(row: Row, columns: tuple[str, str, str], show: Callable[[float], str]) -> Words:
    mean, low, high = (row.cite(column, show) for column in columns)
    if isinstance(low, str) or isinstance(high, str):
        return (mean,)
    return (mean, " (", low, " to ", high, ")")


def _whole(row: Row, column: str) -> Words:
    return (row.cite(column, lambda value: number(value, 0)),)
