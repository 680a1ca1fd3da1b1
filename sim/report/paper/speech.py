"""Figures in the words of a paper: rounded for people, with their ranges."""

import datetime as dt
from collections.abc import Iterable
from math import isfinite

from sim.report.figures import number, percent
from sim.report.paper.blocks import Words
from sim.report.paper.found import Row


def days(row: Row, columns: str) -> Words:
    """A mean wait with its range: "21 days (19 to 23)"; ``columns`` is like "wait_{}_days"."""
    low, high = row.number(columns.format("low")), row.number(columns.format("high"))
    mean = row.cite(columns.format("mean"), lambda value: f"{lesser(value)} days")
    if not (isfinite(low) and isfinite(high)):
        return (mean,)
    return (
        mean, " (", row.cite(columns.format("low"), lambda value: lesser(max(value, 0.0))), " to ",
        row.cite(columns.format("high"), lesser), ")",
    )  # fmt: skip


def counted(n: int, what: str) -> str:
    """A number of things: "1 team", "9 teams"."""
    return f"{n} {what}{'' if n == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them: "visit, write-up and panel"; nothing for none."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def in_full(day: str) -> str:
    """A date of a table or manifest as people write it: "1 April 2014"; as it stands if it is none."""
    try:
        date = dt.date.fromisoformat(day[:10])
    except ValueError:
        return day
    return f"{date.day} {date:%B %Y}"


def percent_of(row: Row, column: str) -> Words:
    """A share: "47 %"."""
    return (row.cite(column, percent),)


def pounds(row: Row, column: str, *, more: bool = False) -> Words:
    """Money: "£560,000", and "£560,000 more" or "less" for a difference."""
    return (row.cite(column, lambda value: pounds_text(value, more=more)),)


def pounds_text(value: float, *, more: bool = False) -> str:
    """Money rounded for people."""
    near = round(abs(value), -3 if abs(value) >= 10_000 else -2)
    sign = (" more" if value > 0 else " less") if more else ""
    return f"£{near:,.0f}{sign}"


def lesser(value: float) -> str:
    """A number without a fraction, unless it is so small that the fraction counts."""
    return number(value, 0 if abs(value) >= 10 else 1)
