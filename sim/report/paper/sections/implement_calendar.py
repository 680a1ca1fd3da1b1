"""When to look again: a calendar made of the dates on which options begin and end."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sim.report.labels import day_in_words, year_labels
from sim.report.paper.blocks import Column, Grid, Name, Words
from sim.report.paper.found import Found, Row
from sim.report.paper.kept import first_day, kept_service
from sim.scenario import Service
from sim.scenario.timeline import add_years

_FIRST_LOOK, _REVIEW = 3, 12
"""Months from the beginning of an option to the first look and to the review."""


def calendar_grid(found: Found, options: Sequence[Row]) -> Grid | None:
    """What begins, ends and is to be looked at, date by date."""
    entries: dict[tuple[dt.date, str], list[str]] = {}
    for row in options:
        for date, what in _dates(found, row.text("option")):
            entries.setdefault((date, what), []).append(row.text("label"))
    if not entries:
        return None
    lines: list[tuple[Words, ...]] = []
    for (date, what), labels in sorted(entries.items()):
        named = tuple(piece for label in labels for piece in (Name(label), "; "))[:-1]
        lines.append(((day_in_words(date),), (what,), named))
    columns = (Column("Date"), Column("What"), Column("Options, if chosen"))
    note = (
        "The first look, after three months, tells whether an option is carried out as it was meant; the appendix has"
        " the lists expected month by month. Waits settle only after a year or so; then the review sets the year beside"
        " the ranges above.",
    )
    return Grid("Calendar", columns, tuple(lines), note)


def _dates(found: Found, option: str) -> Iterator[tuple[dt.date, str]]:
    """The dates of an option, as its sheet has them."""
    service, first = kept_service(found, option), first_day(found, option)
    sheet = service.base.option if service is not None else None
    if service is None or first is None or sheet is None:
        return
    yield first, "Begins"
    yield later(first, _FIRST_LOOK), "First look"
    yield max(later(first, _REVIEW), _after(service, found.period)), "Review against the ranges expected"
    if sheet.to is not None:
        yield sheet.to, "Ends"


def _after(service: Service, period: str) -> dt.date:
    """The day after the period that ranges are given for; the first day of all, if it is no year of the run."""
    labels = year_labels(service)
    years = labels.index(period) + 1 if period in labels else 0
    return add_years(service.start_date, years)


def later(date: dt.date, months: int) -> dt.date:
    """The same day so many months later; the first of the month after, where it has no such day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    try:
        return date.replace(year=year, month=month + 1)
    except ValueError:
        return later(date.replace(day=1), months + 1)
