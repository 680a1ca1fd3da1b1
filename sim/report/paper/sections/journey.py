"""One person's journey through the service, before and after: the same person, step by step, side by side."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import TypeAlias

from sim.report.labels import day_in_words, label_of, lowered
from sim.report.paper.blocks import Block, Column, Grid, Name, Paragraph, Piece, Section, Words, say
from sim.report.paper.found import Cited, Found, Material, Row
from sim.report.paper.kept import kept_service
from sim.report.paper.ranges import whole
from sim.report.paper.speech import days, lesser
from sim.scenario import Service

Ways: TypeAlias = Sequence[Sequence[Row]]
"""Steps in order, each with its visits."""
_SOON = 0.5
"""A wait that is not worth telling [days]."""
_LIKE_MOST = 0.25
"""A wait that differs by more than this part from the average is not that of an average person."""


def journey(material: Material) -> Section | None:
    """The section, of a comparison that tells of a person."""
    found = material.main
    service = kept_service(found, found.baseline)
    options = list(dict.fromkeys(row.text("option") for row in found.rows("journeys")))
    if service is None or not options:
        return None
    ways = {option: _steps(found, option) for option in options}
    told = tuple(_averages(found, ways))
    names = list(dict.fromkeys(visits[0].text("activity") for way in ways.values() for visits in way))
    columns = (Column("Step"), *(Column(_label(found, option)) for option in options))
    rows = tuple(
        ((Name(label_of(service, "activity", name)),), *(_told(service, way, name) for way in ways.values()))
        for name in names
    )
    note = (
        "Until the assessment is complete. One simulated person of one future, chosen by a rule and not by eye, from"
        " the kind of contact and urgency that is assessed most often.",
    )
    blocks: list[Block] = [
        Paragraph((*_who(service, ways[options[0]][0][0]), *_ends(found, ways))),
        *([Paragraph(told)] if told else []),
        Grid("The same person's way", columns, rows, note),
    ]
    return Section("journey", "One person's journey, before and after", tuple(blocks))


def _steps(found: Found, option: str) -> list[list[Row]]:
    """The visits of an option's journey until the assessment is complete, those of one step together."""
    steps: dict[str, list[Row]] = {}
    for row in found.rows("journeys", option=option):
        if row.text("ready") < row.text("assessment") or not steps:
            steps.setdefault(row.text("step"), []).append(row)
    return list(steps.values())


def _label(found: Found, option: str) -> str:
    if option == found.baseline:
        return "If nothing changes"
    row = found.row("options", option=option)
    return f"With: {row.text('label') if row is not None else option}"


def _who(service: Service, first: Row) -> Words:
    return say(
        "Somebody makes contact on {day}: {stream}, {priority}. ",
        day=_day(first, "received"),
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


def _averages(found: Found, ways: Mapping[str, Ways]) -> Iterator[Piece]:
    """What the average person waits under each design, and whether this one is like that."""
    rows = {option: found.row("options", option=option) for option in ways}
    if any(row is None or not isfinite(row.number("wait_mean_days")) for row in rows.values()):
        return
    yield "The average over all people and all futures is "
    like = True
    for place, (option, row) in enumerate(rows.items()):
        assert row is not None
        waited, mean = ways[option][0][0].number("days_to_assessment"), row.number("wait_mean_days")
        like &= abs(waited - mean) <= _LIKE_MOST * mean
        yield ", and with the option " if place else ""
        yield from days(row, "wait_{}_days")
        yield "" if place else " if nothing changes"
    yield (
        ". This person's waits are near it; others wait longer or shorter."
        if like
        else ". This person's waits are not near it: what the option does for people in general is told by the"
        " averages, not by this one journey."
    )


def _told(service: Service, way: Ways, activity: str) -> Words:
    """What happens at a step: after what wait, who does it, and how long it takes."""
    visits = next((visits for visits in way if visits[0].text("activity") == activity), None)
    if visits is None:
        return ("not on this way",)
    first, last = visits[0], visits[-1]
    if not first.text("start"):
        return ("Waits still when the simulation ends.",)
    waited: Words = ("Within half a day",)
    if first.number("wait_days") >= _SOON:
        waited = ("After ", first.cite("wait_days", lesser), " days")
    if not first.text("worker"):
        return (*waited, "; ", *_lasts(first, last)) if _lasts(first, last) else (*waited, ".")
    role = lowered(label_of(service, "role", first.text("role")))
    return (*waited, ", by: ", Name(role), "; ", *(_lasts(first, last) or ("not done yet.",)))


def _lasts(first: Row, last: Row) -> Words:
    """From the beginning of a step to its end, in days; nothing where it does not end."""
    if last.text("status") != "finished" or not last.text("finish"):
        return ()
    begin, end = (dt.datetime.fromisoformat(row.text(column)) for row, column in ((first, "start"), (last, "finish")))
    took = (end - begin) / dt.timedelta(days=1)
    if end.date() == begin.date():
        return ("done the same day.",)
    return (f"done {lesser(took)} days later.",)


def _day(row: Row, column: str) -> Cited:
    """The day of a moment in words, which leads back to its cell."""
    text = row.text(column)
    return Cited(day_in_words(dt.datetime.fromisoformat(text)), text, row.file, row.line, column, row.results)
