"""One chart for the top of a paper: what each option does to waits, what it costs, and how sure that is."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.report.drawing import BLACK, GREY, dress, ink, new_figure
from sim.report.figures import Shown, number, shown_in, signed
from sim.report.labels import lowered
from sim.report.lettering import fitted
from sim.report.paper.blocks import Column, Grid, Name, Picture
from sim.report.paper.found import Row
from sim.report.pictures.drawn_rows import (
    LEGEND,
    draw_change,
    height_of,
    label_rows,
    legend_of,
    look_of,
    reach,
    remarks,
    words_beside,
)
from sim.report.pictures.reading import Compared, cell, changed, counted, label_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COST = "cost_difference_mean_gbp_per_year"
_WIDTH = 8.8
"""Less than other charts [inch]: its words are to be read on a page of A4."""
_SIDE = 0.15
"""Of the axis, on each side of no change at least."""
_CHANGE, _THEN, _MONEY = 128, 164, 222
"""Where the columns of numbers end, right of the axes [points]."""


def answer_chart(compared: Compared) -> Picture | None:
    """What the council can choose, sorted by the change of the first figure; below it, what comes of itself."""
    groups = [
        (title, [row for row in rows if isfinite(row.number("difference_mean"))])
        for title, rows in (
            ("The council can choose", compared.choices),
            ("May come whatever is chosen", compared.pressures),
        )
    ]
    groups = [(title, sorted(rows, key=lambda row: _order(row, compared))) for title, rows in groups if rows]
    rows = [row for _, group in groups for row in group]
    if not rows:
        return None
    how, then = compared.shown_change(), _shown_then(compared)
    figure = new_figure(2.5 + height_of(rows) + 0.3 * len(groups), width=_WIDTH)
    axes = figure.subplots()
    axes.set_xlim(_limits(groups[0][1], how.scale))
    places = _places(axes, groups)
    label_rows(axes, rows, places)
    axes.set_ylim(top=-1.6)
    axes.axvline(0, color=BLACK, linewidth=1)
    _head(axes, compared, how, then)
    beyond = False
    for place, row in zip(places, rows, strict=True):
        beyond |= draw_change(axes, place, row, look_of(row.text("verdict")), how.scale)
        _numbers(axes, place, row, compared, (how, then))
    axes.set_xlabel(_axis(compared, how))
    legend_of(figure, [row.text("verdict") for row in rows])
    figured = "waits" if compared.unit == "days" else "the figures compared"
    title = f"What each option does to {figured}, what it costs, and how sure that is"
    under = f"{compared.heading}\ndot: the mean over futures;{compared.with_interval(' line: the interval;')}"
    under += " colour and shape: the verdict on all figures compared"
    under += remarks(compared, rows, "difference_n", beyond=beyond)
    dress(figure, title, under, foot=LEGEND, basis=compared.basis(together=True))
    alt = _alt(compared, groups, how)
    return Picture(compared.named("answer"), compared.titled(title), alt, figure, _behind(rows, how, then, title))


def _order(row: Row, compared: Compared) -> float:
    return row.number("difference_mean") * (-compared.better or 1)


def _limits(rows: Sequence[Row], scale: float) -> tuple[float, float]:
    """The ends of the axis: those of the first group, for what comes of itself may dwarf what can be chosen.

    Both sides have some room, so that it is seen on which side of no change the others are.
    """
    left, right = reach(rows, scale)
    least = _SIDE * (right - left)
    return min(left, -least), max(right, least)


def _shown_then(compared: Compared) -> Shown:
    """How the figure itself is shown."""
    return shown_in(compared.unit, [row.number("headline_mean") for row in compared.rows])


def _places(axes: "Axes", groups: Sequence[tuple[str, Sequence[Row]]]) -> list[float]:
    """A line for each row, and a heading above each group if there are two."""
    places: list[float] = []
    for title, rows in groups:
        start = places[-1] + 2.2 if places else 0.0
        if len(groups) > 1:
            axes.annotate(
                title, (0, start - 1), xycoords=("axes fraction", "data"), xytext=(-6, 0), textcoords="offset points",
                ha="right", va="center", fontsize=9, fontweight="bold",
            )  # fmt: skip
        places += [start + place for place in range(len(rows))]
    return places


def _head(axes: "Axes", compared: Compared, how: Shown, then: Shown) -> None:
    """What the columns of numbers hold."""
    for words, away in (
        (f"change,\n{how.unit}", _CHANGE),
        (f"then,\n{then.unit}", _THEN),
        ("cost a year,\n£ thousand", _MONEY),
    ):
        words_beside(axes, -1.15, words, away=away, colour=GREY)
    base = compared.base.number("headline_mean")
    if isfinite(base):
        axes.annotate(
            f"no change: {then.value(base)} {then.unit}", (0, 1.0), xycoords=("data", "axes fraction"), ha="center",
            va="bottom", fontsize=8,
        )  # fmt: skip


def _numbers(axes: "Axes", place: float, row: Row, compared: Compared, shown: tuple[Shown, Shown]) -> None:
    how, then = shown
    colour = ink(look_of(row.text("verdict")).colour)
    words_beside(axes, place, compared.change_text(row, how), away=_CHANGE, colour=colour)
    words_beside(axes, place, then.value(row.number("headline_mean")), away=_THEN)
    words_beside(axes, place, _thousands(row.number(_COST)), away=_MONEY)


def _thousands(value: float) -> str:
    return signed(value / 1000, 0)


def _axis(compared: Compared, how: Shown) -> str:
    side = {-1: "← better     ", 1: "     better →"}.get(compared.better, "")
    words = f"change of {fitted(lowered(compared.headline), 4.8, size=10)} [{how.unit}]"
    return f"{side}{words}" if compared.better < 0 else f"{words}{side}"


def _alt(compared: Compared, groups: Sequence[tuple[str, Sequence[Row]]], how: Shown) -> str:
    """How many options help and harm, and the strongest of them with its cost."""
    told = []
    for title, rows in groups:
        verdicts = dict.fromkeys(row.text("verdict") for row in rows)
        counts = ", ".join(f"{len(counted(rows, verdict))} {verdict}" for verdict in verdicts)
        told.append(f"{title}: {len(rows)} options, of which {counts}.")
        for verdict in [each for each in verdicts if each in ("better", "worse")] or verdicts:
            most = max(counted(rows, verdict), key=lambda row: abs(row.number("difference_mean")))
            told.append(
                f"The largest change among those {verdict}: {label_of(most)}, {compared.change_text(most, how)}"
                f" {how.unit}, for {_thousands(most.number(_COST))} thousand pounds a year."
            )
    return " ".join(told)


def _behind(rows: Sequence[Row], how: Shown, then: Shown, title: str) -> Grid:
    columns = (
        Column("Option"), Column(f"Change, {how.unit}", figures=True), Column("From", figures=True),
        Column("To", figures=True), Column(f"Then, {then.unit}", figures=True),
        Column("Cost a year, GBP thousand more", figures=True), Column("Verdict"),
    )  # fmt: skip
    return Grid(
        title,
        columns,
        tuple(
            (
                *changed(row, how),
                cell(row, "headline_mean", lambda value: number(value / then.scale, then.digits)),
                cell(row, _COST, _thousands),
                (Name(row.text("verdict_text")),),
            )
            for row in rows
        ),
    )
