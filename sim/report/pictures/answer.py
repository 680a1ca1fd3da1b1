"""Charts of what each option does to waits, what it costs and whether the list goes on growing: the main ones, and all.

The first is for the top of a paper: as many rows as are read at once. The other is for the analysts.
"""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

from sim.report.drawing import BLACK, GREY, ink, new_figure
from sim.report.figures import Shown, number, shown_in, signed
from sim.report.labels import lowered
from sim.report.lettering import fitted
from sim.report.paper.blocks import Column, Grid, Name, Picture, Words, say
from sim.report.paper.choices import cost_column, cost_when, more_cost
from sim.report.paper.favours import list_grows, still_grows
from sim.report.paper.found import Row
from sim.report.paper.speech import listed
from sim.report.pictures.chosen import Groups, every_group, main_groups
from sim.report.pictures.drawn_rows import (
    LEGEND,
    draw_change,
    label_rows,
    legend_of,
    look_of,
    reach,
    remarks,
    words_beside,
)
from sim.report.pictures.page import PAGE, SMALL, dress_for_page
from sim.report.pictures.reading import Compared, cell, changed, counted, label_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GROWTH: Final = "waiting_list_growth_mean_cases_per_week"
_SIDE = 0.15
"""Of the axis, on each side of no change at least."""
_LABEL, _ROW = 2.1, 0.265
"""Width of the labels, and height of a row, which holds two lines of them [inch]."""
_CHANGE, _THEN, _MONEY, _LIST = 42, 84, 146, 224
"""Where the columns of numbers end, right of the axes [points]."""


def answer_chart(compared: Compared) -> Picture | None:
    """What helps most of what the council can choose and what harms, sorted by the change of the first figure."""
    groups = main_groups(compared)
    whole = sum(len(rows) for _, rows in every_group(compared))
    shown = sum(len(rows) for _, rows in groups)
    left_out = [f"not shown: {whole - shown} that do less, or nothing that is clear"] if shown < whole else []
    return _chart(compared, groups, "answer", _title(compared), left_out) if groups else None


def all_options_chart(compared: Compared) -> Picture | None:
    """The same of every option; None where the chart of the main ones has them all."""
    groups = every_group(compared)
    if groups == main_groups(compared):
        return None
    return _chart(compared, groups, "all-options", f"All options: {lowered(_title(compared))}", [])


def _title(compared: Compared) -> str:
    figured = "waits" if compared.unit == "days" else "the figures compared"
    return f"What each option does to {figured}, and what it costs"


def _chart(compared: Compared, groups: Groups, name: str, title: str, left_out: Sequence[str]) -> Picture:
    rows = [row for _, group in groups for row in group]
    how, then = compared.shown_change(), _shown_then(compared)
    figure = new_figure(1.95 + _ROW * (len(rows) + 1.2 * len(groups) + 1.3), width=PAGE)
    axes = figure.subplots()
    axes.set_xlim(_limits(groups[0][1], how.scale))
    places = _places(axes, groups)
    label_rows(axes, rows, places, wide=_LABEL, size=SMALL)
    axes.set_ylim(top=-1.9)
    axes.axvline(0, color=BLACK, linewidth=1)
    _head(axes, compared, how, then)
    beyond = False
    for place, row in zip(places, rows, strict=True):
        beyond |= draw_change(axes, place, row, look_of(row.text("verdict")), how.scale)
        _numbers(axes, place, row, compared, (how, then))
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="x", labelsize=SMALL)
    axes.set_xlabel(_axis(compared, how), fontsize=SMALL)
    interval = compared.with_interval("line: its 95 % interval")
    under = [
        compared.heading, "dot: the mean change over futures", *([interval] if interval else []),
        "colour and shape: the verdict on all figures compared",
        f"cost: more than no change, {cost_when(compared.found)}", *left_out, *remarks(compared, rows, beyond=beyond),
    ]  # fmt: skip
    more = dress_for_page(figure, title, under, foot=LEGEND, basis=compared.basis(together=True))
    legend_of(figure, [row.text("verdict") for row in rows], above=more, size=SMALL)
    alt = _alt(compared, groups, how)
    return Picture(compared.named(name), compared.titled(title), alt, figure, _behind(rows, how, then, title))


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


def _places(axes: "Axes", groups: Groups) -> list[float]:
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
    """What the columns of numbers hold, and where no change is."""
    heads = [
        (f"change,\n{how.unit}", _CHANGE),
        (f"then,\n{then.unit}", _THEN),
        ("cost,\n£ thousand", _MONEY),
    ]
    if any(isfinite(row.number(_GROWTH)) for row in compared.options):
        heads.append(("list still grows?\n(cases a week)", _LIST))
    for words, away in heads:
        words_beside(axes, -1.35, words, away=away, colour=GREY, size=SMALL)
    base = compared.base.number("headline_mean")
    if isfinite(base):
        grows = (
            f"; the list grows by {number(compared.base.number(_GROWTH))} a week" if list_grows(compared.base) else ""
        )
        axes.annotate(
            f"no change: {then.value(base)} {then.unit}{grows}", (0, 1.0), xycoords=("data", "axes fraction"),
            xytext=(0, 1), textcoords="offset points", ha="center", va="bottom", fontsize=SMALL,
        )  # fmt: skip


def _numbers(axes: "Axes", place: float, row: Row, compared: Compared, shown: tuple[Shown, Shown]) -> None:
    how, then = shown
    colour = ink(look_of(row.text("verdict")).colour)
    change = compared.marked(signed(row.number("difference_mean") / how.scale, how.digits), row, "difference_n")
    words_beside(axes, place, change, away=_CHANGE, colour=colour, size=SMALL)
    words_beside(axes, place, then.value(row.number("headline_mean")), away=_THEN, size=SMALL)
    words_beside(axes, place, _thousands(more_cost(row)), away=_MONEY, size=SMALL)
    if isfinite(row.number(_GROWTH)):
        words = f"{still_grows(row)}, {signed(row.number(_GROWTH))}"
        words_beside(axes, place, words, away=_LIST, size=SMALL)


def _thousands(value: float) -> str:
    return signed(value / 1000, 0)


def _axis(compared: Compared, how: Shown) -> str:
    side = {-1: "← better     ", 1: "     better →"}.get(compared.better, "")
    words = f"change of {fitted(lowered(compared.headline), 4.0, size=SMALL)} [{how.unit}]"
    return f"{side}{words}" if compared.better < 0 else f"{words}{side}"


def _alt(compared: Compared, groups: Groups, how: Shown) -> str:
    """How many options are shown that help and harm, and the strongest of them with its cost."""
    told = []
    for title, rows in groups:
        verdicts = dict.fromkeys(row.text("verdict") for row in rows)
        counts = ", ".join(f"{len(counted(rows, verdict))} {verdict}" for verdict in verdicts)
        told.append(f"{title}: {len(rows)} options, of which {counts}.")
        for verdict in [each for each in verdicts if each in ("better", "worse")] or verdicts:
            most = max(counted(rows, verdict), key=lambda row: abs(row.number("difference_mean")))
            told.append(
                f"The largest change among those {verdict}: {label_of(most)}, {compared.change_text(most, how)}"
                f" {how.unit}, for {_thousands(more_cost(most))} thousand pounds."
            )
    if any(isfinite(row.number(_GROWTH)) for _, rows in groups for row in rows):
        still = sum(list_grows(row) for row in groups[0][1])
        told.append(f"The waiting list goes on growing under {still} of the first {len(groups[0][1])}.")
    return " ".join(told)


def _behind(rows: Sequence[Row], how: Shown, then: Shown, title: str) -> Grid:
    figures = dict.fromkeys(row.text("headline") for row in rows)
    note = say("Change and then: of {figure}.", figure=lowered(listed(figures))) if figures else ()
    columns = (
        Column("Option"), Column(f"Change, {how.unit}", figures=True), Column("From", figures=True),
        Column("To", figures=True), Column(f"Then, {then.unit}", figures=True),
        Column("Cost, £ thousand more", figures=True),
        Column("Waiting list grows by, cases a week", figures=True), Column("Verdict"),
    )  # fmt: skip
    return Grid(
        title,
        columns,
        tuple(
            (
                *changed(row, how),
                cell(row, "headline_mean", lambda value: number(value / then.scale, then.digits)),
                cell(row, cost_column(row), _thousands),
                _growth(row),
                (Name(row.text("verdict_text")),),
            )
            for row in rows
        ),
        note,
    )


def _growth(row: Row) -> Words:
    return (*cell(row, _GROWTH, signed), *((f" ({still_grows(row)})",) if isfinite(row.number(_GROWTH)) else ()))
