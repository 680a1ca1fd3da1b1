"""Sheets that show a table of the results as it is: every row, every column."""

import datetime as dt
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Final

from sim.errors import InputFault
from sim.measures import measure_named
from sim.report.labels import label_of
from sim.report.paper.book.fields import FIELDS, form_of, head_of
from sim.report.paper.book.sheet import WORDS, Field, Form, Sheet, Value
from sim.report.paper.found import Found, Material, Row
from sim.scenario import Service

_SHARES = "Shares look like percentages; every cell holds the whole number, as the tables of the results have it."

_OF_KIND: Final = {
    "compare": (
        ("Options", "options", "options"),
        ("Option sheets", "options", "option sheets"),
        ("Targets", "targets", "targets"),
        ("Monthly", "monthly", "monthly"),
        ("Differences", "differences", "differences"),
    ),
    "sweep": (("Points", "points", "points"), ("Targets", "targets", "targets")),
    "run": (("Figures", "summary", "summary"), ("Monthly", "monthly", "monthly")),
    "staff": (
        ("Staffing", "posts", "posts"),
        ("Recruitment", "recruitment", "recruitment"),
        ("Certificate", "certificate", "certificate"),
        ("Promises", "promises", "promises"),
        ("Budget", "budget", "budget"),
        ("Next post", "next_post", "next_post"),
        ("Out of reach", "out_of_reach", "out_of_reach"),
        ("Growth", "growth", "growth"),
        ("Sensitivity", "tornado", "tornado"),
        ("Plans tried", "plans", "plans"),
        ("Figures of plans", "plan_figures", "plan_figures"),
    ),
}
"""By the command that wrote the results: name of the sheet, table, and the name of its fields."""

_CHOSEN: Final = ("options", "option sheets")
"""Sheets that have the fields named for them and no more: between them they have all columns of the table."""


def result_sheets(material: Material) -> Iterator[Sheet]:
    """A sheet for each table that the results hold, those that the paper is about first."""
    for found in (material.main, *material.more):
        names = Names(found)
        for name, table, fields in _OF_KIND[found.kind]:
            rows = found.tables.get(table, ())
            if rows:
                said = (*(_sentences(found) if table == "posts" else ()), *_said(found, rows))
                shown, values = told(rows, _fields(fields, rows), names)
                yield Sheet(name, f"{name}: {found.title}", shown, values, said)


class Names:
    """What the names in a table of some results are called in front of people."""

    def __init__(self, found: Found) -> None:
        self._designs = {str(design["name"]): str(design["label"] or design["name"]) for design in found.designs}
        try:
            self._service: Service | None = found.service(found.baseline)
        except InputFault:
            self._service = None

    def label(self, of: str, name: str) -> str:
        """The label of what is named; the name itself if there is none."""
        if of == "design":
            return self._designs.get(name, name)
        if of == "measure":
            return measure_label(name)
        return label_of(self._service, of, name) if self._service is not None else name


def measure_label(name: str) -> str:
    """The label of a measure; its name if there is no such measure."""
    try:
        return measure_named(name).label
    except KeyError:
        return name


def told(
    rows: Sequence[Row], fields: Sequence[Field], names: Names
) -> tuple[tuple[Field, ...], list[tuple[Value, ...]]]:
    """The fields in which anything stands, and the values of each row."""
    shown = tuple(field for field in fields if any(row.text(field.column) for row in rows))
    return shown, [tuple(_value(row, field, names) for field in shown) for row in rows]


def _fields(name: str, rows: Sequence[Row]) -> list[Field]:
    """The fields that the table has, and then its columns that have no field."""
    known, columns = FIELDS.get(name, ()), list(rows[0].cells)
    fields = [field for field in known if field.column in columns]
    if name in _CHOSEN:
        return fields
    left = [column for column in columns if all(column != field.column for field in known)]
    return [*fields, *(Field(column, head_of(column), _form(column, rows)) for column in left)]


def _form(column: str, rows: Sequence[Row]) -> Form:
    """Numbers if the column has any and nothing else."""
    texts = [text for row in rows if (text := row.text(column))]
    numbers = [number for text in texts if (number := _number(text)) is not None]
    if not texts or len(numbers) < len(texts):
        return "text"
    form = form_of(column)
    return "whole" if form == "fine" and all(number.is_integer() for number in numbers) else form


def _value(row: Row, field: Field, names: Names) -> Value:
    text = row.text(field.column)
    if not text:
        return None
    if field.of:
        return names.label(field.of, text)
    if field.form in WORDS:
        return text
    if field.form in ("day", "month"):
        return _day(text)
    number = _number(text)
    # What is no number, such as inf, or what somebody has made of one, is shown as it stands.
    return number if number is not None and isfinite(number) else text


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _day(text: str) -> Value:
    try:
        day = dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return text
    # Excel's calendar begins in 1900.
    return day if day.year > 1900 else text


def _sentences(found: Found) -> Iterator[str]:
    """The answer of a search, as carecap staff gave it."""
    for answer in found.manifest.get("staffing", ()):
        scenario = str(answer.get("scenario") or "")
        for sentence in answer.get("sentences", ()):
            yield f"{scenario}: {sentence}" if scenario else str(sentence)


def _said(found: Found, rows: Sequence[Row]) -> Iterator[str]:
    yield (
        f"From {rows[0].file}: {found.replications} simulated futures, seed {found.manifest['seed']}, weakest evidence:"
        f" {found.weakest}. {_SHARES}"
    )
