"""The charts of a sweep: what a setting does to waits, and what less of a wait costs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.sweep import Response
from sim.measures import Summary
from sim.measures.rows import Floats
from sim.report.design_charts import saved
from sim.report.drawing import BLACK, BLUE, ORANGE, PALE, RED, dress, new_figure
from sim.report.figures import Shown, percent
from sim.report.labels import period_text
from sim.report.sweep_heat_map import PANELS, heat_map, is_grid_of_two
from sim.report.sweep_words import (
    baseline_values,
    counted,
    factors_of,
    is_number,
    level_of,
    settings_text,
    shown,
    value_text,
    values_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_ACROSS = 4
"""The most factors side by side."""

_THOUSAND = 1000.0


def write_sweep_charts(folder: Path, response: Response) -> list[str]:
    """Draw the charts of a sweep into a folder; the names written. A chart without figures is left out."""
    charts: dict[str, Callable[[Response, str], Figure | None]] = {
        "heat-map.png": heat_map,
        "response.png": response_chart,
        "frontier.png": frontier_chart,
    }
    return saved(
        folder,
        ((name, draw(response, basis_of(response, ranges=draw is not heat_map))) for name, draw in charts.items()),
    )


def basis_of(response: Response, *, ranges: bool = True) -> str:
    """What a chart of a sweep stands on; ``ranges``: whether intervals are drawn in it."""
    replications = len(response.numbers)
    many = "ranges: 95 % intervals of the mean" if ranges else "means; their 95 % intervals are in points.csv"
    intervals = many if replications > 1 else "one replication, so no intervals"
    title = response.baseline.design.service.base.title
    periods = dict.fromkeys(period_text(headline.ref.period) for headline in response.headlines)
    return (
        f"{title} · {', '.join(periods)}\n"
        f"{counted(len(response.points), 'point')} x {counted(replications, 'replication')} · {intervals}"
    )


# --- Settings and figures


def response_chart(response: Response, basis: str) -> "Figure | None":
    """Headlines over the one factor of a sweep, or dots over each of its factors; None for a grid of two."""
    if is_grid_of_two(response):
        return None
    factors = factors_of(response)
    headlines = response.headlines[:PANELS]
    across = -(-len(factors) // -(-len(factors) // _ACROSS))
    down = -(-len(factors) // across) * len(headlines)
    figure = new_figure(1.9 + 2.5 * down)
    panels = figure.subplots(down, across, squeeze=False)
    bands = down // len(headlines)
    for which in range(len(factors)):
        for place in range(len(headlines)):
            axes = panels[place * bands + which // across, which % across]
            _response_panel(axes, response, which, place, first=which % across == 0)
    for spare in range(len(factors), bands * across):
        for place in range(len(headlines)):
            panels[place * bands + spare // across, spare % across].set_visible(False)
    if len(factors) > 1:
        figure.supxlabel(
            "Each dot is a point of the sweep, and the other settings differ from dot to dot: this is no regression,"
            " and a slope may be another setting's.",
            fontsize=8.5,
        )
    dress(figure, response.experiment.title or "Response to the settings", basis)
    for axes in figure.axes:
        axes.grid(axis="y", color="#dddddd")
        axes.grid(visible=False, axis="x")
    return figure


def _response_panel(axes: "Axes", response: Response, which: int, place: int, *, first: bool) -> None:
    alone = len(factors_of(response)) == 1
    headline, factor = response.headlines[place], factors_of(response)[which]
    rows = [point.figures[place] for point in response.points]
    how = shown(response, place)
    values = values_of(response, which)
    on_scale = all(is_number(value) for value in values)
    names = list(dict.fromkeys(values))
    x = np.array([float(value) if on_scale else names.index(value) for value in values])
    mean, low, high = _ends(rows, how)
    order = np.argsort(x, kind="stable")
    if alone and on_scale:
        axes.fill_between(x[order], low[order], high[order], color=BLUE, alpha=0.22, linewidth=0)
        axes.plot(x[order], mean[order], color=BLUE, marker="o", markersize=5, linewidth=1.8)
    else:
        axes.errorbar(
            x, mean, yerr=_bars(mean, low, high), fmt="o", color=BLUE, markersize=4.5, linewidth=1, ecolor=PALE
        )
    if not on_scale:
        axes.set_xticks(range(len(names)), [value_text(name) for name in names])
        axes.set_xlim(-0.5, len(names) - 0.5)
    elif len(names) <= 12 and alone:
        axes.set_xticks(sorted(set(x)), [value_text(value) for value in sorted(set(x))])
    _level_line(axes, response, place, told=first)
    _baseline_mark(axes, response, which, place, names=None if on_scale else [value_text(name) for name in names])
    axes.set_xlabel("\n".join(wrap(factor.label or factor.name, 90 if alone else 34)), fontsize=9)
    if first:
        axes.set_title("\n".join(wrap(headline.label, 90 if alone else 40)), loc="left", fontsize=10)
        axes.set_ylabel(how.unit)


def _ends(rows: Sequence[Summary], how: Shown) -> tuple[Floats, Floats, Floats]:
    """Means and the ends of their intervals as they are drawn, NaN where there is none. Each of shape [rows]."""
    mean, low, high = (np.array([getattr(row, name) for row in rows]) for name in ("mean", "low", "high"))
    # An interval from Student's t does not know that shares end at 0 and 1.
    if rows[0].unit == "share":
        low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    return mean / how.scale, low / how.scale, high / how.scale


def _bars(mean: Floats, low: Floats, high: Floats) -> Floats:
    """Lengths of the intervals below and above their means. Shape [2, rows]."""
    return np.nan_to_num(np.vstack((mean - low, high - mean)))


def _level_line(axes: "Axes", response: Response, place: int, *, told: bool) -> None:
    target = level_of(response.headlines[place], response.baseline.design.service)
    if target is None:
        return
    axes.axhline(100 * target.share.value, color=RED, linestyle="--", linewidth=1.4)
    if told:
        axes.annotate(
            f"target: {percent(target.share.value)}", (1, 100 * target.share.value), xycoords=("axes fraction", "data"),
            xytext=(0, 3), textcoords="offset points", ha="right", fontsize=8, color=RED,
        )  # fmt: skip


def _baseline_mark(axes: "Axes", response: Response, which: int, place: int, names: list[str] | None) -> None:
    value = baseline_values(response)[which]
    row = response.baseline.figures[place]
    how = shown(response, place)
    if value is None or not np.isfinite(row.mean):
        return
    x = float(value) if names is None and is_number(value) else None
    if names is not None and value_text(value) in names:
        x = names.index(value_text(value))
    if x is not None:
        axes.plot(x, row.mean / how.scale, "D", color=ORANGE, markeredgecolor=BLACK, markersize=7, zorder=5)
        axes.annotate("no change", (x, row.mean / how.scale), xytext=(7, 5), textcoords="offset points", fontsize=8)


# --- Money


def frontier_chart(response: Response, basis: str) -> "Figure | None":
    """Cost against the first headline; the points that no other beats in both are joined and labelled.

    None where there are no such points: the headline is in none, or neither less nor more of it is better.
    """
    if not response.frontier:
        return None
    headline = response.headlines[0]
    every = (*response.points, response.baseline)
    how = shown(response, 0)
    cost = np.array([point.cost.mean for point in every]) / _THOUSAND
    mean, low, high = _ends([point.figures[0] for point in every], how)
    figure = new_figure(6.0)
    axes = figure.subplots()
    others = [at for at in range(len(response.points)) if at not in response.frontier]
    axes.plot(
        cost[others], mean[others], "o", color=PALE, markersize=6, label="another is at least as cheap and as good"
    )
    axes.plot(
        cost[-1], mean[-1], "D", color=ORANGE, markeredgecolor=BLACK, markersize=13, zorder=1.5, linestyle="none",
        label="no change",
    )  # fmt: skip
    best = list(response.frontier)
    axes.errorbar(
        cost[best], mean[best], yerr=_bars(mean, low, high)[:, best], color=BLUE, marker="o", markersize=7,
        linewidth=1.8, elinewidth=1.2, capsize=3, label="no other is both cheaper and better (by means)",
    )  # fmt: skip
    _level_line(axes, response, 0, told=True)
    axes.set_xlabel("cost, GBP thousand a year")
    axes.set_ylabel("\n".join(wrap(f"{headline.label} ({how.unit})", 48)))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.margins(x=0.08, y=0.12)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    names = "; ".join(factor.label or factor.name for factor in factors_of(response))
    dress(figure, f"What it costs: {response.experiment.title}", f"{basis}\nlabels: {names}")
    axes.grid(axis="both", color="#dddddd")
    _label_frontier(
        figure, axes, _named_once([(settings_text(response.points[at]), cost[at], mean[at]) for at in best])
    )
    return figure


def _named_once(labels: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """One label for points in the same place."""
    places: dict[tuple[float, float], list[str]] = {}
    for text, x, y in labels:
        places.setdefault((float(x), float(y)), []).append(text)
    return [
        (texts[0] if len(texts) == 1 else f"{texts[0]} and {len(texts) - 1} more", *place)
        for place, texts in places.items()
    ]


def _label_frontier(figure: "Figure", axes: "Axes", labels: list[tuple[str, float, float]]) -> None:
    """Settings beside the points of the frontier: the ends, and of the others those that there is room for."""
    rising = bool(labels) and labels[-1][2] > labels[0][2]
    order = sorted(range(len(labels)), key=lambda at: (at not in (0, len(labels) - 1), at))
    kept: list[Bbox] = []
    for at in order:
        text, x, y = labels[at]
        last = at == len(labels) - 1 and at > 0
        # Off the line of the frontier, which rises where more is better and falls where less is.
        note = axes.annotate(
            text, (x, y), xytext=(-7 if last else 7, -15 if rising else 9), textcoords="offset points", fontsize=8,
            ha="right" if last else "left",
        )  # fmt: skip
        note.set_in_layout(False)
        figure.draw_without_rendering()
        box = note.get_window_extent()
        if any(box.overlaps(other) for other in kept):
            note.remove()
        else:
            kept.append(box)
