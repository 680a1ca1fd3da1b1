"""What an option costs more than no change, and how long people then wait."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.experiment.frontier import non_dominated
from sim.report.drawing import BLACK, GREEN, GREY, PALE, RED, new_figure
from sim.report.figures import number, signed
from sim.report.lettering import fitted
from sim.report.paper.blocks import Column, Grid, Picture
from sim.report.paper.choices import cost_column, cost_when, more_cost
from sim.report.paper.found import Row
from sim.report.pictures.page import PAGE, SMALL, dress_for_page
from sim.report.pictures.reading import Compared, cell, counted, label_of, named
from sim.report.placing import place_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TITLE = "What an option costs, and how long people then wait"
_WAIT = "wait_mean_days"
_NAME = 1.55
"""Width of a name [inch]."""
_LEFT = 0.1
"""Of the axis, left of the cheapest: room for names."""
_NAMED_WORSE = 4
Points = list[tuple[float, float]]


def cost_chart(compared: Compared) -> Picture | None:
    """Cost more than no change against the mean wait: of what the council can choose, for nobody buys the rest.

    Named are the clearly better ones that none of their kind beats in both, which a line joins, and the worst.
    """
    rows = [
        row
        for row in (compared.base, *compared.choices)
        if isfinite(row.number(_WAIT)) and (row is compared.base or isfinite(more_cost(row)))
    ]
    if len(rows) < 2 or rows[0] is not compared.base:
        return None
    points = [(_more(row) / 1000, row.number(_WAIT)) for row in rows]
    front = _front(rows, points)
    worse = [place for place, row in enumerate(rows) if row.text("verdict") == "worse"]
    worst = sorted(worse, key=lambda place: points[place][1])[-_NAMED_WORSE:]
    figure = new_figure(6.4, width=PAGE)
    axes = figure.subplots()
    axes.plot(*zip(*(points[place] for place in front), strict=True), color=GREEN, linewidth=1.4, zorder=1)
    for place, (row, point) in enumerate(zip(rows, points, strict=True)):
        _point(axes, row, point, on_front=place in front)
    axes.axvline(0, color=PALE, linewidth=1, zorder=0)
    axes.margins(0.08, 0.08)
    left, right = axes.get_xlim()
    axes.set_xlim(left - _LEFT * (right - left), right)
    axes.set_ylim(bottom=0)
    axes.tick_params(labelsize=SMALL)
    axes.set_xlabel(
        f"cost {cost_when(compared.found)} more than no change: staff, piecework, the options' own costs [£ thousand]",
        size=SMALL,
    )
    axes.set_ylabel("mean days from contact to completed assessment", size=SMALL)
    axes.xaxis.set_major_formatter(lambda value, _: signed(value, 0))
    dress_for_page(figure, _TITLE, [compared.heading, *_marks(compared, rows, front)], basis=compared.basis())
    axes.grid(axis="y", color="#dddddd")
    names = [fitted(row.text("label"), _NAME, lines=2, size=SMALL) for row in rows]
    way = [points[place] for place in front]
    place_names(figure, points, names, which=list(dict.fromkeys([0, *front, *worst])), line=way, size=SMALL)
    return Picture(
        compared.named("cost-and-wait"), compared.titled(_TITLE), _alt(rows, front), figure, _behind(rows, front)
    )


def _more(row: Row) -> float:
    """What a design costs more than no change, which is nothing for no change itself [GBP]."""
    return more_cost(row) if row.text("against") else 0.0


def _front(rows: Sequence[Row], points: Points) -> list[int]:
    """No change and the clearly better options with shorter waits, as far as none of them is both cheaper and quicker.

    A cut that saves money and lengthens waits is no step on that way.
    """
    able = [0, *(n for n, row in enumerate(rows) if row.text("verdict") == "better" and points[n][1] < points[0][1])]
    return [able[place] for place in non_dominated([points[place] for place in able])]


def _marks(compared: Compared, rows: Sequence[Row], front: Sequence[int]) -> list[str]:
    """What the marks mean, of those that there are."""
    base = "black diamond: no change"
    green = "green: clearly better, and no other such option is both cheaper and quicker"
    red = "red squares: clearly worse"
    grey = "small grey rings: the others, whose names are in the table"
    return [
        base,
        *([green] if len(front) > 1 else ["no option is clearly better"]),
        *([red] if counted(rows, "worse") else []),
        *([grey] if len(rows) > len(front) + len(counted(rows, "worse")) else []),
        *([compared.with_interval("upright lines: 95 % intervals")] if compared.found.replications > 1 else []),
        *(["what may come whatever is chosen is left out"] if compared.pressures else []),
    ]


def _point(axes: "Axes", row: Row, point: tuple[float, float], *, on_front: bool) -> None:
    (cost, wait), is_option, worse = point, bool(row.text("against")), row.text("verdict") == "worse"
    low, high = row.number("wait_low_days"), row.number("wait_high_days")
    if isfinite(low) and (on_front or worse or not is_option):
        axes.plot([cost, cost], [max(low, 0.0), high], color=PALE, linewidth=1.2, zorder=0)
    if not is_option:
        axes.plot(cost, wait, "D", color=BLACK, markeredgecolor="white", markersize=9, zorder=4)
    elif on_front or worse:
        colour, marker = (GREEN, "o") if on_front else (RED, "s")
        axes.plot(cost, wait, marker, color=colour, markeredgecolor="white", markersize=9, zorder=3)
    else:
        axes.plot(cost, wait, "o", color=GREY, markerfacecolor="white", markersize=5, zorder=2)


def _alt(rows: Sequence[Row], front: Sequence[int]) -> str:
    """The ways from the cheapest to the quickest that nothing beats."""
    told = (
        "Cost more than no change against the mean wait from contact to completed assessment."
        f" No change: {number(rows[0].number(_WAIT))} days."
    )
    steps = [_said(rows[place]) for place in front if rows[place].text("against")]
    if not steps:
        return f"{told} Of {len(rows) - 1} options none is clearly better."
    clear = f" Of {len(rows) - 1} options clearly better, with no other such both cheaper and quicker: {len(steps)}"
    return f"{told}{clear}, from the cheapest on: {'; '.join(steps)}."


def _said(row: Row) -> str:
    cost = signed(more_cost(row) / 1000, 0)
    return f"{label_of(row)}, {cost} thousand pounds, {number(row.number(_WAIT))} days"


def _behind(rows: Sequence[Row], front: Sequence[int]) -> Grid:
    columns = (
        Column("Option"), Column("Cost, £ thousand more", figures=True), Column("Mean wait, days", figures=True),
        Column("Clearly better, and none such both cheaper and quicker?"),
    )  # fmt: skip
    return Grid(
        _TITLE,
        columns,
        tuple(
            (
                named(row),
                cell(row, cost_column(row), lambda value: signed(value / 1000, 0)) if row.text("against") else ("0",),
                cell(row, _WAIT, number),
                ("yes" if place in front and row.text("against") else "no" if row.text("against") else "no change",),
            )
            for place, row in enumerate(rows)
        ),
    )
