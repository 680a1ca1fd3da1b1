"""How long people wait under each option, and how many wait beyond the limit."""

from collections.abc import Sequence
from math import inf, isfinite
from typing import TYPE_CHECKING

from sim.report.drawing import BLACK, GREY, ORANGE, SKY, UNDER_WORDS, dress, new_figure
from sim.report.figures import number, percent
from sim.report.paper.blocks import Column, Grid, Picture
from sim.report.paper.favours import list_grows
from sim.report.paper.found import Row
from sim.report.pictures.drawn_rows import height_of, label_rows, remarks
from sim.report.pictures.reading import Compared, cell, label_of, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WAIT, _OVER = "wait_{}_days", "over_limit_{}_share"
_TITLE = "How long people wait under each option"


def waits_chart(compared: Compared) -> Picture | None:
    """A bar for the mean wait of each design with its interval, and one for the share that waits beyond the limit."""
    rows = [row for row in compared.rows if isfinite(row.number("wait_mean_days"))]
    if not rows:
        return None
    figure = new_figure(2.05 + height_of(rows))
    shares = all(isfinite(row.number("over_limit_mean_share")) for row in rows)
    panels = figure.subplots(1, 1 + shares, sharey=True, squeeze=False, width_ratios=(3, 2)[: 1 + shares])[0]
    base = compared.base
    for axes, columns, scale in zip(panels, (_WAIT, _OVER), (1.0, 0.01), strict=False):
        for place, row in enumerate(rows):
            ends = _ends(row, columns, scale)
            _bar(axes, place, ends, GREY if row is base else SKY)
            text = _wait_text(compared, row) if columns == _WAIT else percent(row.number("over_limit_mean_share"))
            _value(axes, place, max(end for end in ends if isfinite(end)), text)
        level = base.number(columns.format("mean")) / scale
        if isfinite(level):
            axes.axvline(level, color=BLACK, linestyle=":", linewidth=1.2)
        axes.set_xlim(0, axes.get_xlim()[1] * 1.08)  # room for the numbers
    label_rows(panels[0], rows, range(len(rows)))
    panels[0].set_xlabel("mean days from contact to completed assessment")
    for axes in panels[1:]:
        axes.set_xlabel(f"not done within {compared.limit} [%]")
    lines = compared.with_interval("; orange line: the 95 % interval of the mean over futures")
    under = [compared.heading, f"bar: the mean over futures{lines}; dotted line: no change, whose bars are dark"]
    if any(list_grows(row) for row in rows):
        under.append("* the waiting list goes on growing, so waits go on rising and the mean depends on the period")
    under += remarks(compared, rows, "wait_n")
    dress(figure, _TITLE, "\n".join(under), basis=compared.basis())
    return Picture(
        compared.named("waits"), compared.titled(_TITLE), _alt(compared, rows), figure, _behind(compared, rows)
    )


def _wait_text(compared: Compared, row: Row) -> str:
    return compared.marked(f"{number(row.number('wait_mean_days'))}{' *' if list_grows(row) else ''}", row, "wait_n")


def _ends(row: Row, columns: str, scale: float) -> tuple[float, float, float]:
    """The interval and its mean as they are drawn: it does not know that waits begin at 0 and shares end at 1."""
    low, mean, high = (row.number(columns.format(end)) for end in ("low", "mean", "high"))
    return max(low, 0.0) / scale, mean / scale, min(high, 1.0 if columns == _OVER else inf) / scale


def _bar(axes: "Axes", place: int, ends: tuple[float, float, float], colour: str) -> None:
    low, mean, high = ends
    axes.barh(place, mean, height=0.62, color=colour, alpha=0.85)
    if isfinite(low) and isfinite(high):
        axes.plot([low, high], [place, place], color=ORANGE, linewidth=2.4, solid_capstyle="butt")


def _value(axes: "Axes", place: int, end: float, text: str) -> None:
    axes.annotate(
        text, (end, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=7.5, color=BLACK,
        bbox=UNDER_WORDS,
    )  # fmt: skip


def _alt(compared: Compared, rows: Sequence[Row]) -> str:
    """The wait of the baseline, and the shortest and the longest."""
    options = [row for row in rows if row.text("against")]

    def said(row: Row) -> str:
        over = row.number("over_limit_mean_share")
        beyond = f", {percent(over)} beyond {compared.limit}" if isfinite(over) else ""
        return f"{label_of(row)}: {number(row.number('wait_mean_days'))} days{beyond}"

    told = [f"Mean wait from contact to completed assessment. {said(compared.base)}."]
    if options:
        least, most = (pick(options, key=lambda row: row.number("wait_mean_days")) for pick in (min, max))
        told += [f"Shortest of {len(options)} options: {said(least)}.", f"Longest: {said(most)}."]
    return " ".join(told)


def _behind(compared: Compared, rows: Sequence[Row]) -> Grid:
    columns = (
        Column("Option"), Column("Mean wait, days", figures=True), Column("From", figures=True),
        Column("To", figures=True), Column(f"Longer than {compared.limit}", figures=True),
        Column("From", figures=True), Column("To", figures=True),
    )  # fmt: skip
    ends = ("mean", "low", "high")
    return Grid(
        _TITLE,
        columns,
        tuple(
            (
                named(row),
                *(cell(row, _WAIT.format(end), _days) for end in ends),
                *(cell(row, _OVER.format(end), _share) for end in ends),
            )
            for row in rows
        ),
    )


def _days(value: float) -> str:
    return number(max(value, 0.0))


def _share(value: float) -> str:
    return percent(min(max(value, 0.0), 1.0))
