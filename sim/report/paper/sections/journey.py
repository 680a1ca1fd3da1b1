"""One person's journey through the service, before and after: the same person, step by step, side by side."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sim.report.labels import label_of, lowered
from sim.report.paper.blocks import Block, Column, Grid, Name, Paragraph, Section, Words, say
from sim.report.paper.found import Cited, Found, Material, Row
from sim.report.paper.kept import kept_service
from sim.report.paper.ranges import whole
from sim.report.paper.speech import lesser
from sim.report.story_words import on
from sim.scenario import Service

Ways: TypeAlias = Sequence[Sequence[Row]]
"""Steps in order, each with its visits."""
_AT_ONCE = 1 / 24
"""A wait that is not worth telling [days]."""


def journey(material: Material) -> Section | None:
    """The section, of a comparison that tells of a person."""
    found = material.main
    service = kept_service(found, found.baseline)
    options = list(dict.fromkeys(row.text("option") for row in found.rows("journeys")))
    if service is None or not options:
        return None
    ways = {option: _steps(found, option) for option in options}
    blocks: list[Block] = [Paragraph(_who(service, ways[options[0]][0][0])), Paragraph(_ends(found, ways))]
    names = list(dict.fromkeys(visits[0].text("activity") for way in ways.values() for visits in way))
    columns = (Column("Step"), *(Column(_label(found, option)) for option in options))
    rows = tuple(
        ((Name(label_of(service, "activity", name)),), *(_told(service, way, name) for way in ways.values()))
        for name in names
    )
    note = (
        "One simulated person of one future, chosen by rule: of the kind of contact and urgency that is assessed most"
        " often, whoever comes nearest to the middle wait of each. Others wait longer or shorter.",
    )
    blocks.append(Grid("The same person's way", columns, rows, note))
    return Section("journey", "One person's journey, before and after", tuple(blocks))


def _steps(found: Found, option: str) -> list[list[Row]]:
    """The visits of an option's journey, those of one step together."""
    steps: dict[str, list[Row]] = {}
    for row in found.rows("journeys", option=option):
        steps.setdefault(row.text("step"), []).append(row)
    return list(steps.values())


def _label(found: Found, option: str) -> str:
    if option == found.baseline:
        return "If nothing changes"
    row = found.row("options", option=option)
    return f"With: {row.text('label') if row is not None else option}"


def _who(service: Service, first: Row) -> Words:
    return say(
        "Somebody makes contact {moment}: {stream}, {priority}.",
        moment=_moment(first, "received"),
        stream=lowered(label_of(service, "stream", first.text("stream"))),
        priority=lowered(label_of(service, "priority", first.text("priority"))),
    )


def _ends(found: Found, ways: Mapping[str, Ways]) -> Words:
    """How long the assessment takes under each design."""
    said: Words = ()
    for option, way in ways.items():
        with_it = "If nothing changes" if option == found.baseline else f"{' ' if said else ''}{_label(found, option)}"
        done = way[0][0].cite("days_to_assessment", whole)
        said += (Name(with_it), ", the assessment is complete ", done, " days after contact.")
    return said


def _told(service: Service, way: Ways, activity: str) -> Words:
    """What happens at a step: who does it, after what wait, until when."""
    visits = next((visits for visits in way if visits[0].text("activity") == activity), None)
    if visits is None:
        return ("not on this way",)
    first, last = visits[0], visits[-1]
    if not first.text("start"):
        return ("Waits still when the simulation ends.",)
    wait = first.number("wait_days")
    waited: Words = ("At once, ",) if wait < _AT_ONCE else ("After ", first.cite("wait_days", lesser), " days, ")
    if not first.text("worker"):
        if wait >= _AT_ONCE:
            return (*waited, _moment(first, "start"), ".")
        return ("Until ", _moment(last, "finish"), ".") if last.text("finish") else ("Not over when it ends.",)
    ends: Words = (
        (", and is done ", _moment(last, "finish")) if last.text("status") == "finished" else (", not done yet",)
    )
    return (*waited, Name(_worker(service, first)), " begins ", _moment(first, "start"), *ends, ".")


def _worker(service: Service, row: Row) -> str:
    """Somebody in words: role, number and team."""
    post = row.text("worker").rpartition("/")[2].partition(".")[0]
    role, team = (
        label_of(service, "role", row.text("role")),
        label_of(service, "team", row.text("worker").partition("/")[0]),
    )
    return f"{role} {post} of {team}"


def _moment(row: Row, column: str) -> Cited:
    """A moment in words, which leads back to its cell."""
    text = row.text(column)
    return Cited(on(dt.datetime.fromisoformat(text)), text, row.file, row.line, column)
