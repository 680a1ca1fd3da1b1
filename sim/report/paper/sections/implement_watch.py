"""What to watch while options are carried out, and the range in which the simulation expects it."""

from collections.abc import Callable, Sequence
from math import isfinite, sqrt

from sim.measures.registry import measure_named
from sim.report.drawing import is_month, month_in_words
from sim.report.figures import number, percent
from sim.report.paper.blocks import Column, Grid, Words
from sim.report.paper.choices import all_choices
from sim.report.paper.found import Found, Row

_MONTHS = 24
"""Months that are shown, from the first date on which options differ; each third of them."""

_WATCHED = ("waiting_cases_end", "open_cases_end")
_YEARLY = (
    "contact_to_assessment_mean_days", "contact_to_assessment_within_28_days", "assessments_completed", "utilisation",
    "withdrawn", "repeat_contact_share", "reviewed_within_12_months_share", "reviews_overdue_end",
    "cost_per_assessment_gbp",
)  # fmt: skip


def monthly_grid(found: Found) -> Grid | None:
    """Cases waiting and open at the end of each third month: no change, and the option with the shortest waits."""
    shown = _designs(found)
    months = _months(found, [option for option, _ in shown])
    if not months:
        return None
    columns = [Column("End of")]
    columns += [Column(f"{_label(name)}: {label}", figures=True) for name in _WATCHED for _, label in shown]
    known = {(row.text("option"), row.text("measure"), row.text("month")): row for row in found.rows("monthly")}
    lines = tuple(
        (
            (month_in_words(month),),
            *(_expected(known.get((option, name, month))) for name in _WATCHED for option, _ in shown),
        )
        for month in months
    )
    return Grid("Expected month by month", tuple(columns), lines)


def yearly_grid(found: Found) -> Grid | None:
    """Figures of a year, for the period of the comparison."""
    shown = _designs(found)
    lines = []
    for name in _YEARLY:
        rows = [found.figure(option, name) for option, _ in shown]
        if any(row is not None for row in rows):
            lines.append(((_label(name),), *(_expected(row) for row in rows)))
    if not lines:
        return None
    columns = (Column("Measure"), *(Column(label, figures=True) for _, label in shown))
    return Grid(f"Expected in {found.period}", columns, tuple(lines))


def _designs(found: Found) -> list[tuple[str, str]]:
    """No change, and the clearly better choice with the shortest waits if there is one."""
    shown = [(found.baseline, str(found.designs[0]["label"]) if found.designs else "No change")]
    better = [row for row in all_choices(found) if row.text("verdict") == "better"]
    if better:
        best = min(better, key=lambda row: row.number("headline_mean"))
        shown.append((best.text("option"), best.text("label")))
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


def _expected(row: Row | None) -> Words:
    """A mean, and the range in which one year or month is expected to lie."""
    if row is None:
        return ("-",)
    unit, mean = row.text("unit"), row.number("mean")
    digits = 0 if abs(mean) >= 10 else 1
    show: Callable[[float], str] = percent if unit == "share" else lambda value: number(value, digits)
    futures = row.number("n")
    half = (row.number("high") - row.number("low")) / 2 * sqrt(futures + 1)
    if not isfinite(half):
        return (row.cite("mean", show),)
    plain: Callable[[float], str] = (lambda value: number(100 * value, 0)) if unit == "share" else show
    most = min(mean + half, 1.0) if unit == "share" else mean + half
    return (row.cite("mean", show), f" ({plain(max(mean - half, 0.0))} to {plain(most)})")


def range_words(found: Found) -> str:
    """What the ranges of these tables are."""
    return (
        "In brackets is where nineteen of twenty futures are expected to lie. That is wider than the intervals of means"
        " elsewhere, because one real year has its own luck: half the width of the interval times the square root of"
        f" {number(found.replications + 1, 0)}, one more than the futures simulated."
    )
