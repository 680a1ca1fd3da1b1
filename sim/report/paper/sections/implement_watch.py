"""What to watch while options are carried out, and the range in which the simulation expects it."""

from collections.abc import Callable, Iterator, Sequence
from math import exp, isfinite, log, log1p, sqrt

from sim.measures.registry import measure_named
from sim.measures.summary import student
from sim.report.drawing import is_month, month_in_words
from sim.report.figures import number, percent
from sim.report.labels import lowered
from sim.report.paper.blocks import Column, Grid, Words, say
from sim.report.paper.choices import of_scenario
from sim.report.paper.favours import favoured
from sim.report.paper.found import Found, Row
from sim.report.paper.speech import days

_MONTHS = 24
"""Months that are shown, from the first date on which options differ; each third of them."""

_WATCHED = ("waiting_cases_end", "open_cases_end")
_WAIT = "contact_to_assessment_mean_days"
WATCHED_YEARLY = (
    "received", "assessments_completed", _WAIT, "contact_to_assessment_within_28_days", "waiting_cases_end",
    "reviewed_within_12_months_share", "cost_per_case_gbp",
)  # fmt: skip
"""What is watched from year to year, what comes in first."""


def monthly_grids(found: Found) -> Iterator[Grid]:
    """Cases waiting, and cases held, at the end of each third month: no change, and what the figures favour."""
    shown = watched_options(found)
    months = _months(found, [option for option, _ in shown])
    known = {(row.text("option"), row.text("measure"), row.text("month")): row for row in found.rows("monthly")}
    columns = (Column("End of"), *(Column(label, figures=True) for _, label in shown))
    note = (
        "The average over the futures, and the range in which a single one lies. It is wide: one month's list says"
        " little about whether the model is right.",
    )
    for name in _WATCHED if months else ():
        lines = tuple(
            (
                (month_in_words(month),),
                *(_expected(known.get((option, name, month)), "one future") for option, _ in shown),
            )
            for month in months
        )
        yield Grid(f"Expected month by month: {lowered(_label(name))}", columns, lines, note)


def yearly_grid(found: Found) -> Grid | None:
    """Figures of a year, for the period of the comparison."""
    shown = watched_options(found)
    lines = []
    for name in WATCHED_YEARLY:
        rows = [found.figure(option, name) for option, _ in shown]
        if any(row is not None for row in rows):
            lines.append(((_label(name),), *(_expected(row, "one year") for row in rows)))
    if not lines:
        return None
    columns = (Column("Measure"), *(Column(label, figures=True) for _, label in shown))
    note = (
        "The average over the futures, and in brackets the range in which a single year lies in nineteen of twenty."
        " Shares are of all people; a target may count only some of them.",
    )
    return Grid(f"Expected in {found.period_words}", columns, tuple(lines), note)


def watched_options(found: Found) -> list[tuple[str, str]]:
    """No change, and what the figures favour: what helps most first, if anything does."""
    shown = [(found.baseline, str(found.designs[0]["label"]) if found.designs else "No change")]
    base = found.row("options", option=found.baseline)
    if base is not None:
        favours = favoured(found, of_scenario(found, base.text("scenario")))
        named = [row for row in (favours.most, favours.value, favours.steady) if row is not None]
        shown += dict.fromkeys((row.text("option"), row.text("label")) for row in named)
    return shown


def _months(found: Found, options: Sequence[str]) -> Sequence[str]:
    """Each third month from the first in which the options shown differ."""
    means: dict[str, set[str]] = {}
    for row in found.rows("monthly"):
        if row.text("option") in options and row.text("measure") == _WATCHED[0]:
            means.setdefault(row.text("month"), set()).add(row.text("mean"))
    months = sorted(month for month in means if is_month(month))
    first = next((place for place, month in enumerate(months) if len(means[month]) > 1), 0)
    return months[first + 2 : first + 2 + _MONTHS : 3]


def _label(name: str) -> str:
    """What a measure is called, with its unit where that is not plain."""
    measure = measure_named(name)
    return f"{measure.label}, {measure.unit}" if measure.unit in ("days", "GBP") else measure.label


def _expected(row: Row | None, of: str) -> Words:
    """A mean, and the range in which one year or month is expected to lie."""
    if row is None:
        return ("-",)
    share, digits = row.text("unit") == "share", 0 if abs(row.number("mean")) >= 10 else 1
    show: Callable[[float], str] = percent if share else lambda value: number(value, digits)
    ends = one_future(row)
    if ends is None:
        return (row.cite("mean", show),)
    low, high = (number(100 * end, 0) if share else show(end) for end in ends)
    return (row.cite("mean", show), f" ({of}: {low} to {high})")


def one_future(row: Row) -> tuple[float, float] | None:
    """Where nineteen of twenty single futures lie, by the mean over those simulated and its interval; None if unknown.

    By Student's t for one further value: a share as it is, within 0 and 1; anything else by its logarithm with the same
    mean and spread (moments of a lognormal distribution), since lists and waits are skewed and never fall to nought.
    """
    mean, n = row.number("mean"), row.number("n")
    half = (row.number("high") - row.number("low")) / 2
    if not isfinite(half) or n < 2:
        return None
    factor = student(int(n)) * sqrt(1 + 1 / n)
    spread = half * sqrt(n) / student(int(n))
    if row.text("unit") == "share":
        return max(mean - factor * spread, 0.0), min(mean + factor * spread, 1.0)
    if mean <= 0:
        return mean, mean
    wide = sqrt(log1p((spread / mean) ** 2))
    middle = log(mean) - wide**2 / 2
    return exp(middle - factor * wide), exp(middle + factor * wide)


def range_words(found: Found) -> Words:
    """Which of two ranges is which."""
    row = found.figure(found.baseline, _WAIT)
    quoted = say(" For the wait of no change that is {wait}.", wait=days(row, "{}")) if row is not None else ()
    return (
        "Two ranges are not to be mixed up. In the other tables of this paper a range is that of the average over all"
        " futures, and this is the one to quote.",
        *quoted,
        " The table above is for holding one real year against the model. A single year has luck of its own, so its"
        " range is wider, and it is no measure of how well the average is known.",
    )


def wrong_words() -> Iterator[Words]:
    """What would show that the model is not the service."""
    yield ("Cases received in a year lie outside their range: then the demand is not the one supposed here.",)
    yield (
        "Two other figures of one year lie outside theirs, or the same figure does in two years running. One figure in"
        " twenty does so by chance.",
    )
    yield (
        "In the year of the table, waits lie outside the range of the option and inside that of no change. Then it does"
        " not do what is supposed of it.",
    )
