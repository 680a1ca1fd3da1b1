"""Where people wait: the steps with the longest waits, and the map of the whole pathway."""

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.measures.moves import Moves
from sim.report.figures import number
from sim.report.labels import label_of, lowered
from sim.report.paper.blocks import Appended, Block, Column, Grid, Name, Paragraph, Picture, Section, Words, plain, say
from sim.report.paper.found import Found, Row
from sim.report.paper.ground import under
from sim.report.paper.pathway_map import pathway_map
from sim.report.paper.speech import days, listed
from sim.scenario import Service

_LONGEST = 3
_STEPS = 5
"""Steps with the longest waits that are listed."""


def pathway(found: Found, service: Service, flows: Moves) -> Iterator[Block]:
    """The longest waits; in the appendix the map, and the table behind it."""
    waits = {
        row.text("activity"): row
        for row in found.rows("summary", option=found.baseline, measure="step_wait_mean_days", period=found.period)
        if row.text("activity") and not row.text("role") and isfinite(row.number("mean"))
    }
    if not any(flows.visits.values()) or not waits:
        return
    shown = [name for name, cases in flows.visits.items() if cases > 0]
    longest = sorted((name for name in shown if name in waits), key=lambda name: -waits[name].number("mean"))
    yield Paragraph(_longest_said(service, flows, waits, longest))
    behind = _behind(service, flows, waits)
    worst = [label_of(service, "activity", name) for name in longest[:_STEPS]]
    if len(behind.rows) > _STEPS:
        rows = sorted(
            (row for row in behind.rows if plain(row[0]) in worst), key=lambda row: worst.index(plain(row[0]))
        )
        title = "The steps with the longest waits"
        yield Grid(title, behind.columns[:4], tuple(row[:4] for row in rows), behind.note)
    figure = pathway_map(
        service, flows, {name: row.number("mean") for name, row in waits.items()},
        title="Where people wait, if nothing changes",
        under=under(
            found,
            "cases a year: expected, before anything is simulated; waits: average days until a step starts, as"
            " simulated; dashed: work beside",
        ),
    )  # fmt: skip
    first = longest[0]
    alt = (
        f"The pathway from contact to support, {len(shown)} steps from top to bottom. People wait longest for"
        f" {lowered(label_of(service, 'activity', first))}: {number(waits[first].number('mean'), 0)} days on average."
        " All figures are in the table below it."
    )
    title = "Where people wait, if nothing changes"
    picture = Picture("pathway-map", title, alt, figure, behind)
    yield Appended(Section("whole-pathway", "The whole pathway", (picture,)))


def _longest_said(service: Service, flows: Moves, waits: dict[str, Row], longest: Sequence[str]) -> Words:
    def label(name: str) -> str:
        return lowered(label_of(service, "activity", name))

    said = say(
        "If nothing changes, the longest wait for a step is that for {first}: {wait}, in {n} cases a year.",
        first=label(longest[0]), wait=days(waits[longest[0]], "{}"), n=number(flows.visits[longest[0]], 0),
    )  # fmt: skip
    most = sorted(longest, key=lambda name: -waits[name].number("mean") * flows.visits[name])[:_LONGEST]
    more = " All people together spend most of their waiting on {most}."
    return said + say(more, most=listed(map(label, most)))


def _behind(service: Service, flows: Moves, waits: dict[str, Row]) -> Grid:
    columns = (
        Column("Step"), Column("Cases a year", figures=True), Column("Mean wait, days", figures=True),
        Column("Range of the mean", figures=True), Column("Goes on to (cases a year)"),
        Column("Closed after it", figures=True),
    )  # fmt: skip
    rows = []
    for name, cases in flows.visits.items():
        if cases <= 0:
            continue
        row = waits.get(name)
        onward = sorted(((n, to) for (at, to), n in (flows.onward | flows.beside).items() if at == name), reverse=True)
        rows.append((
            (Name(label_of(service, "activity", name)),),
            (number(cases, 0),),
            (row.cite("mean", number),) if row is not None else ("",),
            (row.cite("low", lambda v: number(max(v, 0.0))), " to ", row.cite("high", number))
            if row is not None and isfinite(row.number("low")) else ("",),
            (Name(", ".join(f"{label_of(service, 'activity', to)} ({number(n, 0)})" for n, to in onward if n >= 0.5)),),
            (number(flows.ends[name], 0) if flows.ends[name] >= 0.5 else "",),
        ))  # fmt: skip
    note = "Cases: expected before anything is simulated. Waits until a step starts: as simulated."
    return Grid("Steps, cases and waits", columns, tuple(rows), (note,))
