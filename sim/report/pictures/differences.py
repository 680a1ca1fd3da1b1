"""What each option changes in the first figure, with the intervals that hold together."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

from sim.report.drawing import BLACK, GREY, WIDTH, dress, ink, new_figure
from sim.report.figures import Shown, number
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
from sim.report.pictures.reading import CHANGE, Compared, cell, changed, label_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_UNCLEAR: Final = "no clear difference"
_COLUMN = 132
"""Width of the column of numbers [points]."""


def differences_chart(compared: Compared) -> Picture | None:
    """A dot for each option and the interval that holds together with all others, best first."""
    rows = [row for row in compared.options if isfinite(row.number("difference_mean"))]
    if not rows:
        return None
    rows.sort(key=lambda row: row.number("difference_mean") * (-compared.better or 1))
    how = compared.shown_change()
    figure = new_figure(2.1 + height_of(rows))
    axes = figure.subplots()
    axes.set_xlim(reach(rows, how.scale))
    _worth_band(axes, compared, how.scale)
    axes.axvline(0, color=BLACK, linewidth=1)
    kinds = [kind_of(row, compared.better) for row in rows]
    beyond = False
    for place, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
        beyond |= draw_change(axes, place, row, look_of(kind), how.scale)
        words_beside(axes, place, compared.change_text(row, how), away=_COLUMN, colour=ink(look_of(kind).colour))
    label_rows(axes, rows, range(len(rows)))
    axes.set_xlabel(
        f"change of {fitted(lowered(compared.headline), 5.0, size=10)} [{how.unit}]{_better_side(compared.better)}"
    )
    legend_of(figure, kinds)
    under = "\n".join([compared.heading, *remarks(compared, rows, beyond=beyond)])
    title = f"What each option changes: {compared.headline}"
    dress(
        figure, fitted(title, WIDTH - 0.3, size=13, bold=True), under, foot=LEGEND, basis=compared.basis(together=True)
    )
    alt = _alt(compared, rows, kinds, how)
    return Picture(compared.named("differences"), compared.titled(title), alt, figure, _behind(rows, how, title))


def kind_of(row: Row, better: int) -> str:
    """What an option's interval of the first figure says by itself; the verdict looks at all figures."""
    low, _, high = (row.number(column) for column in CHANGE)
    clear = 1 if low > 0 else -1 if high < 0 else 0
    if not clear:
        return _UNCLEAR
    return {1: "better", -1: "worse"}.get(clear * better, "clearly different")


def _worth_band(axes: "Axes", compared: Compared, scale: float) -> None:
    worth = compared.found.manifest.get("worth")
    if isinstance(worth, int | float) and worth > 0:
        axes.axvspan(-worth / scale, worth / scale, color="#eeeeee", zorder=0)
        axes.annotate(
            "not worth caring about", (0, 1.0), xycoords=("data", "axes fraction"), ha="center", va="bottom",
            fontsize=7.5, color=GREY,
        )  # fmt: skip


def _better_side(better: int) -> str:
    return {-1: "   ← better is to the left", 1: "   better is to the right →"}.get(better, "")


def _alt(compared: Compared, rows: Sequence[Row], kinds: Sequence[str], how: Shown) -> str:
    """How many options change the first figure, and which most."""
    told = [f"Change of {lowered(compared.headline)} against no change, for {len(rows)} options."]
    for kind in dict.fromkeys(kinds):
        of_it = [row for row, each in zip(rows, kinds, strict=True) if each == kind]
        most = max(of_it, key=lambda row: abs(row.number("difference_mean")))
        told.append(
            f"{kind.capitalize()}: {len(of_it)}, the largest change being {label_of(most)},"
            f" {compared.change_text(most, how)} {how.unit}."
        )
    return " ".join(told)


def _behind(rows: Sequence[Row], how: Shown, title: str) -> Grid:
    columns = (
        Column("Option"), Column(f"Change, {how.unit}", figures=True), Column("From", figures=True),
        Column("To", figures=True), Column("Futures in which it is better", figures=True), Column("Verdict"),
    )  # fmt: skip
    return Grid(
        title,
        columns,
        tuple(
            (
                *changed(row, how),
                cell(row, "better_share_of_futures", lambda value: f"{number(100 * value, 0)} %"),
                (Name(row.text("verdict_text")),),
            )
            for row in rows
        ),
    )
