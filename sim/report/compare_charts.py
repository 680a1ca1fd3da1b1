"""The charts of a comparison: what each option changes, how long people then wait, the lists, and the cost."""

from collections.abc import Callable, Sequence
from math import isfinite
from pathlib import Path
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.compare import Comparison
from sim.experiment.design_row import OptionRow
from sim.experiment.frontier import non_dominated
from sim.experiment.pairing import Paired
from sim.measures import Summary
from sim.measures.registry import WHOLE_RUN
from sim.report.compare_results import monthly_figures, scenarios_of
from sim.report.compare_view import rows_of, scenario_label
from sim.report.design_cells import PARTIAL, change_text, family_of, is_partial, marked
from sim.report.design_charts import saved
from sim.report.design_rows import grows
from sim.report.drawing import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    SKY,
    dress,
    month_ticks,
    new_figure,
)
from sim.report.figures import number, percent, shown_in
from sim.report.labels import limit_in_words, lowered
from sim.report.placing import LINE, lines_for, list_names, place_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = {"better": BLUE, "worse": RED, "clearly different": PURPLE}
_LABEL = 46
"""Characters in a line of a label beside an axis."""
_LISTS = 6
"""Options whose list has a colour; the others are grey."""


def write_comparison_charts(folder: Path, comparison: Comparison) -> list[str]:
    """Draw every chart of every demand scenario into a folder; the names written. One without figures is left out."""
    charts: dict[str, Callable[[Comparison, str], Figure | None]] = {
        "differences": differences_chart,
        "waits": waits_chart,
        "lists": lists_chart,
        "cost-and-wait": cost_chart,
    }
    return saved(
        folder,
        (
            (f"{name}-{scenario}.png" if scenario else f"{name}.png", draw(comparison, scenario))
            for scenario in scenarios_of(comparison)
            for name, draw in charts.items()
        ),
    )


def differences_chart(comparison: Comparison, scenario: str) -> "Figure | None":
    """What each option changes in the first figure: a dot and the interval that holds together, best first."""
    rows = [row for row in rows_of(comparison, scenario) if row.differences and isfinite(row.differences[0].mean)]
    if not rows:
        return None
    headline, better = comparison.headlines[0], comparison.headlines[0].better
    rows.sort(key=lambda row: row.differences[0].mean * (-better or 1))
    shown = shown_in(headline.unit, [row.differences[0].mean for row in rows], difference=True)
    figure = new_figure(1.75 + _height(rows))
    axes = figure.subplots()
    _worth_band(axes, comparison, shown.scale)
    axes.axvline(0, color=BLACK, linewidth=1)
    kinds = [_kind_of(row.differences[0], better) for row in rows]
    for place, row in enumerate(rows):
        paired, colour = row.differences[0], _COLOURS.get(kinds[place], GREY)
        low, middle, high = (value / shown.scale for value in (paired.low_all, paired.mean, paired.high_all))
        if isfinite(low) and isfinite(high):
            axes.plot([low, high], [place, place], color=colour, linewidth=2.2, solid_capstyle="butt")
        axes.plot(middle, place, "o", color=colour, markersize=6)
        text = change_text(row, 0, shown, replications=len(comparison.numbers))
        # Beside the axes, so that numbers stand under one another and never on a dot.
        axes.annotate(text, (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=7.5, color=colour)
    _label_rows(axes, rows)
    axes.set_xlabel(f"change of {lowered(headline.label)} [{shown.unit}]{_better_side(better)}")
    _legend_of_kinds(figure, kinds)
    under = _under(comparison, scenario, together=True)
    under += _some(comparison, [row.differences[0].n for row in rows])
    dress(figure, f"What each option changes: {headline.label}", under)
    return figure


def _some(comparison: Comparison, sizes: Sequence[int]) -> str:
    """What the mark of a figure means that some replications do not have, if there is one."""
    n = len(comparison.numbers)
    return f"\n{PARTIAL} in some of the replications only" if any(is_partial(size, n) for size in sizes) else ""


def _worth_band(axes: "Axes", comparison: Comparison, scale: float) -> None:
    worth = comparison.experiment.worth
    if worth:
        axes.axvspan(-worth / scale, worth / scale, color="#eeeeee", zorder=0)
        axes.annotate(
            "not worth caring about", (0, 1.0), xycoords=("data", "axes fraction"), ha="center", va="bottom",
            fontsize=7.5, color=GREY,
        )  # fmt: skip


def _better_side(better: int) -> str:
    return {-1: "   ← better is to the left", 1: "   better is to the right →"}.get(better, "")


def _kind_of(paired: Paired, better: int) -> str:
    """What the drawn figure's own interval says; the verdict of the table looks at all figures."""
    clear = 1 if paired.low_all > 0 else -1 if paired.high_all < 0 else 0
    if not clear:
        return "no clear difference"
    return {1: "better", -1: "worse"}.get(clear * better, "clearly different")


def _legend_of_kinds(figure: "Figure", kinds: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=_COLOURS.get(kind, GREY), marker="o", linewidth=2.2, markersize=6, label=kind)
        for kind in dict.fromkeys(kinds)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False, fontsize=8)


def waits_chart(comparison: Comparison, scenario: str) -> "Figure | None":
    """Mean wait of each design with its interval, and the share that waits beyond the limit."""
    rows = [row for row in rows_of(comparison, scenario) if isfinite(row.wait.mean)]
    if not rows:
        return None
    figure = new_figure(1.75 + _height(rows))
    shares = all(isfinite(row.over.mean) for row in rows)
    left, *others = figure.subplots(
        1, 2 if shares else 1, sharey=True, squeeze=False, width_ratios=(3, 2)[: 1 + shares]
    )[0]
    for place, row in enumerate(rows):
        colour = GREY if not row.design.against else SKY
        _bar(left, place, row.wait, colour, 1.0)
        text = marked(f"{number(row.wait.mean)}{' *' if grows(row) else ''}", row.wait.n, len(comparison.numbers))
        _value(left, place, row.wait, 1.0, text)
        for right in others:
            _bar(right, place, row.over, colour, 0.01)
            _value(right, place, row.over, 0.01, percent(row.over.mean))
    _label_rows(left, rows)
    left.axvline(rows[0].wait.mean, color=BLACK, linestyle=":", linewidth=1.2)
    left.set_xlabel("mean days from contact to completed assessment")
    for axes in (left, *others):
        axes.set_xlim(0, axes.get_xlim()[1] * 1.08)  # room for the numbers
    for right in others:
        right.axvline(100 * rows[0].over.mean, color=BLACK, linestyle=":", linewidth=1.2)
        right.set_xlabel(f"not done within {limit_in_words(rows[0].over.measure) or 'the limit'} [%]")
    under = _under(comparison, scenario) + "\ndotted: the baseline"
    under += "; * the waiting list grows, so the mean depends on how long one looks" if any(map(grows, rows)) else ""
    under += _some(comparison, [row.wait.n for row in rows])
    dress(figure, "How long people wait under each option", under)
    return figure


def _bar(axes: "Axes", place: int, value: Summary, colour: str, scale: float) -> None:
    axes.barh(place, value.mean / scale, height=0.62, color=colour, alpha=0.85)
    if isfinite(value.low) and isfinite(value.high):
        low, high = max(value.low, 0.0) / scale, value.high / scale
        axes.plot([low, high], [place, place], color=ORANGE, linewidth=2.4, solid_capstyle="butt")


def _value(axes: "Axes", place: int, value: Summary, scale: float, text: str) -> None:
    end = max(value.mean, value.high if isfinite(value.high) else value.mean) / scale
    axes.annotate(text, (end, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=7.5, color=BLACK)


def lists_chart(comparison: Comparison, scenario: str) -> "Figure | None":
    """Cases waiting at the end of each month: the baseline with its band, and the options that differ most."""
    rows = rows_of(comparison, scenario)
    series = {row.design.name: monthly_figures(comparison.tables[row.design.name], "waiting_cases_end") for row in rows}
    if not series[rows[0].design.name]:
        return None
    months = [item.period for item in series[rows[0].design.name]]
    figure = new_figure(5.6, width=10.4)
    axes = figure.subplots()
    base = _means(series[rows[0].design.name])
    last = {row.design.name: _means(series[row.design.name])[-1] for row in rows}
    far = sorted(rows[1:], key=lambda row: -float(np.abs(_means(series[row.design.name]) - base).mean()))[:_LISTS]
    for row in rows[1:]:
        if row not in far:
            axes.plot(_means(series[row.design.name]), color=PALE, linewidth=0.9, zorder=1)
    band = [(item.low, item.high) for item in series[rows[0].design.name]]
    if all(isfinite(low) for low, _ in band):
        low, high = np.array(band).T
        axes.fill_between(range(len(months)), np.fmax(low, 0.0), high, color=BLACK, alpha=0.15, linewidth=0)
    axes.plot(base, color=BLACK, linewidth=2.4, zorder=3)
    colours = dict(zip((row.design.name for row in far), (BLUE, RED, GREEN, ORANGE, PURPLE, SKY), strict=False))
    for row in far:
        axes.plot(_means(series[row.design.name]), color=colours[row.design.name], linewidth=1.8, zorder=2)
    named = sorted([rows[0], *far], key=lambda row: last[row.design.name])
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, max(len(months) - 1, 1))
    month_ticks(axes, months)
    axes.set_ylabel("cases waiting for a worker at month end")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    step = axes.get_ylim()[1] / 14
    ends = apart([last[row.design.name] for row in named], least=step, floor=step / 4)
    for row, end in zip(named, ends, strict=True):
        _name_at_the_end(axes, row, (len(months) - 1, last[row.design.name], end), colours.get(row.design.name, BLACK))
    others = len(rows) - 1 - len(far)
    grey = f"; grey: the other {others} options" if others else ""
    band_said = "band: 95 % interval of the baseline's mean" if len(comparison.numbers) > 1 else "no interval"
    under = (
        f"{_under(comparison, scenario, period=False)}\nlines: means; {band_said}; named: the options that differ most"
    )
    dress(figure, "Waiting list by month", under + grey)
    return figure


def _name_at_the_end(axes: "Axes", row: OptionRow, ends: tuple[float, float, float], colour: str) -> None:
    """A label beside the end of a line, moved up or down to where it is free, with a thread to the line."""
    month, value, place = ends
    axes.annotate(
        "\n".join(wrap(_short(row.design.label, 54), 28)),
        (month, value), xytext=(month * 1.025 + 0.3, place), color=colour, fontsize=8, va="center",
        annotation_clip=False, fontweight="bold" if not row.design.against else "normal",
        arrowprops={
            "arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)
        },
    )  # fmt: skip


def _means(series: Sequence[Summary]) -> np.ndarray:
    return np.array([item.mean for item in series])


def apart(values: Sequence[float], *, least: float, floor: float) -> list[float]:
    """Ascending values, moved as little as it takes to lie ``least`` apart and not under ``floor``.

    Neighbours that touch share a middle.
    """
    blocks: list[list[float]] = []
    for value in values:
        blocks.append([value])
        while len(blocks) > 1 and _foot(blocks[-1], least) - _head(blocks[-2], least) < least:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    places: list[float] = []
    for block in blocks:
        lowest = max(_foot(block, least), places[-1] + least if places else floor)
        places += [lowest + place * least for place in range(len(block))]
    return places


def _foot(block: Sequence[float], least: float) -> float:
    return _centre(block) - (len(block) - 1) / 2 * least


def _head(block: Sequence[float], least: float) -> float:
    return _centre(block) + (len(block) - 1) / 2 * least


def _centre(block: Sequence[float]) -> float:
    return sum(block) / len(block)


def cost_chart(comparison: Comparison, scenario: str) -> "Figure | None":
    """Cost a year against the mean wait, named; those that no other beats in both are joined."""
    rows = [row for row in rows_of(comparison, scenario) if isfinite(row.wait.mean) and isfinite(row.cost.mean)]
    if len(rows) < 2:
        return None
    names = [_short(row.design.label, 40) for row in rows]
    figure, points, front = _cost_figure(comparison, rows, lines=0)
    first = list(dict.fromkeys([*(place for place, row in enumerate(rows) if not row.design.against), *front]))
    homeless = place_names(figure, points, names, first=first)
    if homeless:
        # As many lines as they take, below axes of the same size.
        figure, points, front = _cost_figure(comparison, rows, lines=lines_for(len(homeless)))
        homeless = place_names(figure, points, names, first=first)
        # Points may lie on one another, and so do their numbers: the wait tells them apart.
        longer = [f"{_short(row.design.label, 48)}: {number(row.wait.mean)} days" for row in rows]
        list_names(figure, points, longer, which=homeless)
    return figure


Points = list[tuple[float, float]]


def _cost_figure(
    comparison: Comparison, rows: Sequence[OptionRow], *, lines: int
) -> "tuple[Figure, Points, list[int]]":
    """The chart without names, with room for some lines at its foot; its points, and which are joined."""
    shown = shown_in("GBP", [row.cost.mean for row in rows])
    points = [(row.cost.mean / shown.scale, row.wait.mean) for row in rows]
    front = non_dominated(points)
    foot = (lines + 1) * LINE if lines else 0.0
    figure = new_figure(7.4 + foot, width=10.4)
    axes = figure.subplots()
    axes.plot(*zip(*(points[place] for place in front), strict=True), color=GREEN, linewidth=1.4, zorder=1)
    for place, (row, (cost, wait)) in enumerate(zip(rows, points, strict=True)):
        if isfinite(row.wait.low) and (place in front or not row.design.against):
            axes.plot([cost, cost], [row.wait.low, row.wait.high], color=PALE, linewidth=1.0, zorder=0)
        colour = BLACK if not row.design.against else GREEN if place in front else BLUE
        marker = "D" if not row.design.against else "o"
        above = 3 if row.design.against else 4  # options that change nothing here lie on the baseline
        axes.plot(cost, wait, marker, color=colour, markeredgecolor="white", markersize=9, zorder=above)
    axes.margins(0.12, 0.08)
    axes.set_xlabel(f"cost a year: staff, work paid by the piece, and the options' own costs [{shown.unit}]")
    axes.set_ylabel("mean days from contact to completed assessment")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    said = "black: the baseline; green: none is both cheaper and quicker; grey: the interval"
    under = f"{_under(comparison, rows[0].design.scenario)}\n{said}"
    dress(figure, "What an option costs, and how long people then wait", under, foot=foot)
    axes.grid(axis="y", color="#dddddd")
    return figure, points, front


def _height(rows: Sequence[OptionRow]) -> float:
    return sum(0.27 if len(row.design.label) <= _LABEL else 0.36 for row in rows)


def _label_rows(axes: "Axes", rows: Sequence[OptionRow]) -> None:
    """Labels of the rows from the top down; the baseline's is bold."""
    labels = ["\n".join(wrap(_short(row.design.label, 2 * _LABEL), _LABEL)) for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        text.set_fontweight("normal" if row.design.against else "bold")
        text.set_linespacing(1.0)
    axes.set_ylim(len(rows) - 0.4, -0.6)


def _short(label: str, most: int) -> str:
    return shorten(label, most, placeholder=" …")


def _under(comparison: Comparison, scenario: str, *, together: bool = False, period: bool = True) -> str:
    """What a chart stands on: the service, the scenario, the period, the replications and the interval."""
    n = len(comparison.numbers)
    kind = (
        f"95 % for all {family_of(comparison.rows)} comparisons together" if together else "95 % interval of the mean"
    )
    when = "the whole run" if comparison.experiment.period == WHOLE_RUN else comparison.experiment.period
    parts = [
        comparison.experiment.title,
        *([scenario_label(comparison, scenario)] if scenario else []),
        *([when] if period else []),
        f"{n} paired replications" if n > 1 else "one replication, so no interval",
        *([kind] if n > 1 and period else []),
    ]
    return " · ".join(parts)
