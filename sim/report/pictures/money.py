"""What an option costs, and how long people then wait."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.experiment.frontier import non_dominated
from sim.report.drawing import BASIS, BLACK, BLUE, GREEN, PALE, dress, new_figure
from sim.report.figures import Shown, number, shown_in
from sim.report.lettering import fitted
from sim.report.paper.blocks import Column, Grid, Picture
from sim.report.paper.found import Row
from sim.report.pictures.reading import Compared, cell, label_of, named
from sim.report.placing import LINE, lines_for, list_names, place_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TITLE = "What an option costs, and how long people then wait"
_COST, _WAIT = "cost_mean_gbp_per_year", "wait_mean_days"
_NAME = 2.55
"""Width of a name [inch]."""
Points = list[tuple[float, float]]


def cost_chart(compared: Compared) -> Picture | None:
    """Cost a year against the mean wait, named; those that no other beats in both are joined.

    Of no change and of what the council can choose: nobody buys what comes of itself.
    """
    rows = [row for row in (compared.base, *compared.choices) if all(isfinite(row.number(c)) for c in (_COST, _WAIT))]
    if len(rows) < 2:
        return None
    how = shown_in("GBP", [row.number(_COST) for row in rows])
    points = [(row.number(_COST) / how.scale, row.number(_WAIT)) for row in rows]
    front = non_dominated(points)
    figure = _named_figure(compared, rows, points, front)
    alt, behind = _alt(rows, front, how), _behind(rows, front, how)
    return Picture(compared.named("cost-and-wait"), compared.titled(_TITLE), alt, figure, behind)


def _named_figure(compared: Compared, rows: Sequence[Row], points: Points, front: list[int]) -> "Figure":
    """The chart with the names of its points beside them, and of those with no room in a list below."""
    names = [fitted(row.text("label"), _NAME, size=7.5) for row in rows]
    figure = _figure(compared, rows, points, front, lines=0)
    first = list(dict.fromkeys([*(place for place, row in enumerate(rows) if not row.text("against")), *front]))
    homeless = place_names(figure, points, names, first=first)
    if homeless:
        # As many lines as they take, below axes of the same size.
        figure = _figure(compared, rows, points, front, lines=lines_for(len(homeless)))
        homeless = place_names(figure, points, names, first=first)
        # Points may lie on one another, and so do their numbers: the wait tells them apart.
        longer = [f"{name}: {number(row.number(_WAIT))} days" for name, row in zip(names, rows, strict=True)]
        list_names(figure, points, longer, which=homeless, above=BASIS)
    return figure


def _figure(compared: Compared, rows: Sequence[Row], points: Points, front: Sequence[int], *, lines: int) -> "Figure":
    """The chart without names, with room for some lines at its foot."""
    foot = (lines + 1) * LINE if lines else 0.0
    figure = new_figure(7.4 + BASIS + foot, width=10.4)
    axes = figure.subplots()
    axes.plot(*zip(*(points[place] for place in front), strict=True), color=GREEN, linewidth=1.4, zorder=1)
    for place, (row, point) in enumerate(zip(rows, points, strict=True)):
        _point(axes, row, point, on_front=place in front)
    axes.margins(0.12, 0.08)
    unit = shown_in("GBP", [row.number(_COST) for row in rows]).unit
    axes.set_xlabel(f"cost a year: staff, work paid by the piece, and the options' own costs [{unit}]")
    axes.set_ylabel("mean days from contact to completed assessment")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    said = (
        f"black: the baseline; green: none is both cheaper and quicker{compared.with_interval('; grey: the interval')}"
    )
    left_out = "; what may come whatever is chosen is left out" if compared.pressures else ""
    dress(figure, _TITLE, f"{compared.heading}\n{said}{left_out}", foot=foot, basis=compared.basis())
    axes.grid(axis="y", color="#dddddd")
    return figure


def _point(axes: "Axes", row: Row, point: tuple[float, float], *, on_front: bool) -> None:
    (cost, wait), is_option = point, bool(row.text("against"))
    low, high = row.number("wait_low_days"), row.number("wait_high_days")
    if isfinite(low) and (on_front or not is_option):
        axes.plot([cost, cost], [max(low, 0.0), high], color=PALE, linewidth=1.0, zorder=0)
    colour = BLACK if not is_option else GREEN if on_front else BLUE
    above = 3 if is_option else 4  # options that change nothing here lie on the baseline
    axes.plot(cost, wait, "o" if is_option else "D", color=colour, markeredgecolor="white", markersize=9, zorder=above)


def _alt(rows: Sequence[Row], front: Sequence[int], how: Shown) -> str:
    """The ways from the cheapest to the quickest that nothing beats."""
    steps = "; ".join(_said(rows[place], how) for place in front)
    return (
        f"Cost a year against the mean wait from contact to completed assessment. No change: {_said(rows[0], how)}."
        f" Of {len(rows)} points these {len(front)} have none both cheaper and quicker, from the cheapest on: {steps}."
    )


def _said(row: Row, how: Shown) -> str:
    return f"{label_of(row)}, {how.value(row.number(_COST))} {how.unit}, {number(row.number(_WAIT))} days"


def _behind(rows: Sequence[Row], front: Sequence[int], how: Shown) -> Grid:
    columns = (
        Column("Option"), Column(f"Cost a year, {how.unit}", figures=True), Column("Mean wait, days", figures=True),
        Column("Is none both cheaper and quicker?"),
    )  # fmt: skip
    return Grid(
        _TITLE,
        columns,
        tuple(
            (named(row), cell(row, _COST, how.value), cell(row, _WAIT, number), ("yes" if place in front else "no",))
            for place, row in enumerate(rows)
        ),
    )
