"""The waiting list over time: the baseline and the options that differ most, with their bands."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.report.drawing import BLACK, BLUE, GREEN, ORANGE, PALE, PURPLE, RED, SKY, dress, ink, month_ticks, new_figure
from sim.report.figures import number
from sim.report.lettering import fitted
from sim.report.paper.blocks import Column, Grid, Picture
from sim.report.paper.found import Row
from sim.report.pictures.reading import Compared, cell, label_of, named
from sim.report.placing import apart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TITLE = "Waiting list by month"
_COLOURS = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY)
"""Of the options with a name; the others are grey."""
_NAME, _BESIDE = 0.3, 1.85
"""Height of a name of two lines, and its width [inch]."""
Series = NDArray[np.float64]


def lists_chart(compared: Compared) -> Picture | None:
    """Cases waiting at the end of each month: what the council can choose, and in a panel of its own what comes."""
    months = _months(compared, compared.base)
    if not months:
        return None
    groups = [
        (title, rows)
        for title, every in (
            ("The council can choose", compared.choices),
            ("May come whatever is chosen", compared.pressures),
        )
        if (rows := [row for row in every if _months(compared, row) == months])
    ] or [("", [])]
    figure = new_figure(1.1 + (4.6 if len(groups) == 1 else 3.9 * len(groups)), width=10.4)
    panels = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    grey = 0
    for axes, (title, rows) in zip(panels, groups, strict=True):
        far = _furthest(compared, rows)
        grey += len(rows) - len(far)
        _panel(axes, compared, rows, far)
        month_ticks(axes, months)
        if len(groups) > 1:
            axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    bands = compared.with_interval("; bands: 95 % intervals of the means")
    under = f"{compared.heading}\nlines: means{bands}; named: the options that differ most from no change"
    under += f"; grey: the other {grey}" if grey else ""
    under += "\neach panel has its own scale" if len(groups) > 1 else ""
    dress(figure, _TITLE, under, basis=compared.basis(period=False))
    behind = _behind(compared, [row for _, rows in groups for row in rows], months)
    return Picture(compared.named("lists"), compared.titled(_TITLE), _alt(compared, groups, months), figure, behind)


def _months(compared: Compared, row: Row) -> list[str]:
    """The months of an option's list; none if nothing is known of it."""
    rows = compared.lists.get(row.text("option"), ())
    return [each.text("month") for each in rows] if any(isfinite(each.number("mean")) for each in rows) else []


def _series(compared: Compared, row: Row, column: str = "mean") -> Series:
    """A column of an option's list by month. Shape [months]."""
    return np.array([each.number(column) for each in compared.lists[row.text("option")]])


def _gap(compared: Compared, row: Row) -> float:
    """How much longer the list is than the baseline's, the mean over the months in which both are known."""
    gaps = _series(compared, row) - _series(compared, compared.base)
    known = gaps[np.isfinite(gaps)]
    return float(known.mean()) if len(known) else 0.0


def _furthest(compared: Compared, rows: Sequence[Row]) -> list[Row]:
    """The options whose list differs most: as many with a shorter one as with a longer one, if there are as many."""
    by_gap = sorted(rows, key=lambda row: _gap(compared, row))
    shorter = [row for row in by_gap if _gap(compared, row) < 0]
    longer = [row for row in reversed(by_gap) if _gap(compared, row) >= 0]
    each = len(_COLOURS) // 2
    down = max(each, len(_COLOURS) - len(longer))
    return [*longer[: len(_COLOURS) - min(down, len(shorter))], *shorter[:down]][: len(_COLOURS)]


def _panel(axes: "Axes", compared: Compared, rows: Sequence[Row], far: Sequence[Row]) -> None:
    """The lines of some options and of the baseline."""
    for row in rows:
        if row not in far:
            axes.plot(_series(compared, row), color=PALE, linewidth=0.9, zorder=1)
    named_rows = [(compared.base, BLACK), *zip(far, _COLOURS, strict=False)]
    for row, colour in named_rows:
        is_base = row is compared.base
        low, high = _series(compared, row, "low"), _series(compared, row, "high")
        axes.fill_between(range(len(low)), np.fmax(low, 0.0), high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(_series(compared, row), color=colour, linewidth=2.4 if is_base else 1.8, zorder=3 if is_base else 2)
    months = len(_series(compared, compared.base))
    tops = [float(np.nanmax(_series(compared, row))) for row in (*rows, compared.base)]
    # Bands of few replications may be many times as wide as the lines are apart.
    axes.set_ylim(0, min(axes.get_ylim()[1], 1.6 * max([*tops, 1.0])))
    axes.set_xlim(0, max(months - 1, 1))
    axes.set_ylabel("cases waiting at month end")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    _names(axes, compared, named_rows, months - 1)


def _names(axes: "Axes", compared: Compared, drawn: Sequence[tuple[Row, str]], last: int) -> None:
    """Labels at the ends of the lines, moved up or down to where they are free, with threads to the lines."""
    ends = sorted(
        ((value, row, colour) for row, colour in drawn if isfinite(value := float(_series(compared, row)[-1]))),
        key=lambda each: each[0],
    )
    figure = axes.get_figure()
    height = 3.2 if figure is not None and len(figure.axes) > 1 else 4.0
    step = axes.get_ylim()[1] * _NAME / height
    places = apart([value for value, *_ in ends], least=step, floor=step / 4)
    for (value, row, colour), place in zip(ends, places, strict=True):
        axes.annotate(
            fitted(row.text("label"), _BESIDE, lines=2), (last, value), xytext=(last * 1.025 + 0.3, place),
            color=ink(colour), fontsize=8, va="center", annotation_clip=False,
            fontweight="normal" if row.text("against") else "bold",
            arrowprops={
                "arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)
            },
        )  # fmt: skip


def _alt(compared: Compared, groups: Sequence[tuple[str, Sequence[Row]]], months: Sequence[str]) -> str:
    """The list at the end without change, and the longest and the shortest one."""

    def said(row: Row) -> str:
        return f"{label_of(row)}, {number(float(_series(compared, row)[-1]), 0)}"

    told = [f"Cases waiting at the end of {months[-1]}: {said(compared.base)}."]
    for title, rows in groups:
        known = [row for row in rows if isfinite(_series(compared, row)[-1])]
        if known:
            least, most = (pick(known, key=lambda row: _series(compared, row)[-1]) for pick in (min, max))
            told.append(f"{title}: fewest under {said(least)}; most under {said(most)}.")
    return " ".join(told)


def _behind(compared: Compared, rows: Sequence[Row], months: Sequence[str]) -> Grid:
    """The list of every option at the end of each March, and at the end."""
    shown = [place for place, month in enumerate(months) if month.endswith("-03") or place == len(months) - 1]
    columns = (Column("Option"), *(Column(f"Cases waiting, end of {months[place]}", figures=True) for place in shown))
    return Grid(
        _TITLE,
        columns,
        tuple(
            (
                named(row),
                *(
                    cell(compared.lists[row.text("option")][place], "mean", lambda value: number(value, 0))
                    for place in shown
                ),
            )
            for row in (compared.base, *rows)
        ),
    )
