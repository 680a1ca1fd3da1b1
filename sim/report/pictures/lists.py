"""The waiting list over time: the baseline and the options that differ most, with their bands."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.report.drawing import BLACK, BLUE, GREEN, ORANGE, PALE, PURPLE, RED, SKY, ink, month_ticks, new_figure
from sim.report.figures import number
from sim.report.lettering import fitted
from sim.report.paper.blocks import Column, Grid, Picture
from sim.report.paper.found import Row
from sim.report.pictures.page import PAGE, SMALL, dress_for_page
from sim.report.pictures.reading import Compared, cell, label_of, named
from sim.report.placing import apart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TITLE = "Waiting list by month"
_COLOURS = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY)
"""Of the options with a name; the others are grey."""
_NAME, _BESIDE, _THREAD = 0.29, 1.55, 0.2
"""Height of a name of two lines, its width, and the length of the thread that leads to it [inch]."""
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
    figure = new_figure(1.2 + (4.4 if len(groups) == 1 else 3.6 * len(groups)), width=PAGE)
    panels = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    grey, named_rows = 0, []
    for axes, (title, rows) in zip(panels, groups, strict=True):
        far = _with_names(compared, rows)
        grey += len(rows) - len(far)
        named_rows.append([(compared.base, BLACK), *zip(far, _COLOURS, strict=False)])
        _panel(axes, compared, [row for row in rows if row not in far], named_rows[-1])
        month_ticks(axes, months)
        axes.set_xticks(axes.get_xticks()[1::2])
        axes.tick_params(labelsize=SMALL)
        if len(groups) > 1:
            axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    favoured = "what the figures favour, and " if compared.favours.named else ""
    under = [
        compared.heading, "lines: means over futures", *([bands] if (bands := compared.with_interval("bands: their"
        " 95 % intervals")) else []), f"named: {favoured}the options that differ most from no change",
        *([f"grey: the other {grey}"] if grey else []), *(["each panel has its own scale"] if len(groups) > 1 else []),
    ]  # fmt: skip
    dress_for_page(figure, _TITLE, under, basis=compared.basis(period=False))
    _leave_room(figure)
    for axes, drawn in zip(panels, named_rows, strict=True):
        _names(axes, compared, drawn)
    behind = _behind(compared, [row for _, rows in groups for row in rows], months)
    return Picture(compared.named("lists"), compared.titled(_TITLE), _alt(compared, groups, months), figure, behind)


def _leave_room(figure: "Figure") -> None:
    """Lay a figure out with room for names on its right: how far they must be apart depends on how tall panels are."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    engine = figure.get_layout_engine()
    assert isinstance(engine, ConstrainedLayoutEngine)
    left, low, width, height = engine.get()["rect"]
    engine.set(rect=(left, low, width - (_BESIDE + _THREAD) / PAGE, height))
    figure.draw_without_rendering()


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


def _with_names(compared: Compared, rows: Sequence[Row]) -> list[Row]:
    """What the figures favour, or else the shortest lists, and as many of the longest as there is room for."""
    by_gap = sorted(rows, key=lambda row: _gap(compared, row))
    favoured = [row for row in by_gap if row in compared.favours.named]
    shorter = favoured or [row for row in by_gap if _gap(compared, row) < 0]
    longer = [row for row in reversed(by_gap) if _gap(compared, row) >= 0 and row not in favoured]
    each = len(_COLOURS) // 2
    down = max(each, len(_COLOURS) - len(longer))
    return [*longer[: len(_COLOURS) - min(down, len(shorter))], *shorter[:down]][: len(_COLOURS)]


def _panel(axes: "Axes", compared: Compared, rest: Sequence[Row], drawn: Sequence[tuple[Row, str]]) -> None:
    """The lines of the options with no name, and above them those of the baseline and of the others."""
    for row in rest:
        axes.plot(_series(compared, row), color=PALE, linewidth=0.9, zorder=1)
    for row, colour in drawn:
        is_base = row is compared.base
        low, high = _series(compared, row, "low"), _series(compared, row, "high")
        axes.fill_between(range(len(low)), np.fmax(low, 0.0), high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(_series(compared, row), color=colour, linewidth=2.4 if is_base else 1.8, zorder=3 if is_base else 2)
    months = len(_series(compared, compared.base))
    tops = [float(np.nanmax(_series(compared, row))) for row in (*rest, *(row for row, _ in drawn))]
    # Bands of few replications may be many times as wide as the lines are apart.
    axes.set_ylim(0, min(axes.get_ylim()[1], 1.6 * max([*tops, 1.0])))
    axes.set_xlim(0, max(months - 1, 1))
    axes.set_ylabel("cases waiting at month end", fontsize=SMALL)
    axes.yaxis.set_major_formatter("{x:,.0f}")


def _names(axes: "Axes", compared: Compared, drawn: Sequence[tuple[Row, str]]) -> None:
    """Labels at the ends of the lines, moved up or down to where they are free, with threads to the lines."""
    ends = sorted(
        ((value, row, colour) for row, colour in drawn if isfinite(value := float(_series(compared, row)[-1]))),
        key=lambda each: each[0],
    )
    words = [
        fitted(row.text("label"), _BESIDE, lines=2, size=SMALL, bold=not row.text("against")) for _, row, _ in ends
    ]
    panel = axes.get_window_extent()
    inch, (_, last), (_, most) = axes.figure.dpi, axes.get_xlim(), axes.get_ylim()
    step = most * _NAME * inch / panel.height
    across = last * (1 + _THREAD * inch / panel.width)
    places = apart([value for value, *_ in ends], least=step, floor=step / 4)
    for (value, row, colour), place, label in zip(ends, places, words, strict=True):
        text = axes.annotate(
            label, (last, value), xytext=(across, place), color=ink(colour), fontsize=SMALL, va="center",
            annotation_clip=False, linespacing=1.0, fontweight="normal" if row.text("against") else "bold",
            arrowprops={
                "arrowstyle": "-", "color": colour, "linewidth": 0.8, "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)
            },
        )  # fmt: skip
        text.set_in_layout(False)
        text.set_parse_math(False)


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
