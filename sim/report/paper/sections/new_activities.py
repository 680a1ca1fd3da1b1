"""Section 2 of the plan: what comes with the Care Act, and what each option would alter, from when."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from sim.report.paper.alteration_words import Told, told, used_at_last
from sim.report.paper.blocks import Appended, Block, Column, Grid, Name, Paragraph, Section, Words, say
from sim.report.paper.choices import choices, of_scenario, scenarios, what_comes
from sim.report.paper.favours import favoured
from sim.report.paper.found import Found, Material, Row
from sim.report.paper.kept import first_day, kept_service
from sim.report.paper.speech import counted

Altered: TypeAlias = Mapping[str, Sequence[Told]]

_MOST = 4
"""Alterations of an option that are named in its line."""


def new_activities(material: Material) -> Section | None:
    """The section, of a comparison whose results hold the services they are of."""
    found = material.main
    before = kept_service(found, found.baseline)
    if found.kind != "compare" or before is None:
        return None
    # An option alters the same under every demand, so it is told once.
    every = of_scenario(found, scenarios(found)[0][0])
    rows = [
        row for row in every if kept_service(found, row.text("option")) is not None
    ]  # the paper says which are lost
    coming, chosen = what_comes(rows), choices(rows)
    used = used_at_last(before)
    altered = {row.text("option"): told(before, found.service(row.text("option")), used) for row in (*coming, *chosen)}
    parts = (
        Section("what-comes", "What comes, whatever the council chooses", tuple(_coming(found, coming, altered))),
        Section("what-options-alter", "What each option would alter", tuple(_chosen(found, rows, altered))),
    )
    return Section(
        "new-activities", "2. New activities, jobs and roles", (), tuple(part for part in parts if part.blocks)
    )


def _coming(found: Found, rows: Sequence[Row], altered: Altered) -> Iterator[Block]:
    """Demand and pressures: their own words, then the settings of each that is demand."""
    if not rows:
        return
    yield Paragraph((
        "Some of it is nobody's choice: demand that an Act or the population brings. It is simulated as options are,"
        " each by itself against no change.",
    ))  # fmt: skip
    columns = (Column("What comes"), Column("What it is"), Column("From"))
    lines = [_line(row, altered[row.text("option")], first_day(found, row.text("option"))) for row in rows]
    yield Grid("What comes", columns, tuple((label, does, from_) for label, does, from_, _ in lines))
    in_full = [block for row in rows if row.text("kind") == "demand" for block in _in_full(row, altered)]
    if in_full:
        yield Appended(Section("demand-in-full", "What demand alters, number by number", tuple(in_full)))


def _in_full(row: Row, altered: Altered) -> Iterator[Block]:
    columns = (Column("What alters"), Column("From"), Column("Was", figures=True), Column("Is then", figures=True))
    cells = tuple(
        ((Name(item.what),), (_day(item.begins),), (Name(item.was),), (Name(item.now),))
        for item in altered[row.text("option")]
    )
    if cells:
        note = ("Read from the description of the service with it beside that of no change.",)
        yield Grid(f"{row.text('label')}: what alters", columns, cells, note)


def _chosen(found: Found, rows: Sequence[Row], altered: Altered) -> Iterator[Block]:
    """What the options do that the figures favour; of all of them in the appendix."""
    ours = choices(rows)
    if not ours:
        return
    lines = {
        row.text("option"): _line(row, altered[row.text("option")], first_day(found, row.text("option")))
        for row in ours
    }
    yield Paragraph(say("The plan and its board have {n} to choose from.", n=counted(len(ours), "option")))
    shown = favoured(found, rows).named if any(not row.text("against") for row in rows) else ()
    columns = (Column("Option"), Column("What it does"), Column("From"), Column("What alters, number by number"))
    if shown:
        live = tuple(lines[row.text("option")][:3] for row in shown)
        yield Grid("What the options do that the figures favour", columns[:3], live)
    note = ("Of each option the first few settings that alter, read from its file beside that of no change.",)
    grid = Grid("The options, and what they alter", columns, tuple(lines.values()), note)
    yield Appended(Section("all-alterations", "What every option alters", (grid,)))


def _line(row: Row, items: Sequence[Told], begins: dt.date | None = None) -> tuple[Words, Words, Words, Words]:
    """Label, mechanism, dates and what alters; ``begins`` is when its sheet says."""
    said = [f"{item.what}: {item.was + ' to ' if item.was else ''}{item.now}" for item in items[:_MOST]]
    more = f"; and {len(items) - _MOST} more" if len(items) > _MOST else ""
    # What an option only names beforehand alters nothing before it begins.
    dates = dict.fromkeys(day for item in items if (day := item.begins) >= (begins or day))
    days = ", ".join(map(_day, dates or ([begins] if begins else [])))
    mechanism = (row.cite("mechanism"),) if row.text("mechanism") else ("-",)
    return (
        (Name(row.text("label")),),
        mechanism,
        (days,),
        (Name("; ".join(said)), more) if said else ("how work is spread between teams",),
    )


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
