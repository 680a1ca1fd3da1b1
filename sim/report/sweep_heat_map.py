"""The heat map of a sweep of two factors: a cell a point, and where the target's level is crossed."""

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.experiment.sweep import Point, Response
from sim.report.drawing import BLACK, RED, dress, new_figure
from sim.report.figures import Shown, percent
from sim.report.sweep_words import (
    baseline_values,
    factors_of,
    is_number,
    level_of,
    shown,
    value_text,
    values_of,
)
from sim.scenario.experiments import Value
from sim.scenario.service import Target

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

PANELS = 2
"""Headlines with a panel of their own."""

_CELLS_WITH_NUMBERS = 100
_DARK = 0.55
"""Numbers are white on cells whose luminance is below this."""

_LUMINANCE = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue."""


def is_grid_of_two(response: Response) -> bool:
    """Whether the points are all combinations of two factors with more than one value each."""
    sweep = response.experiment.sweep
    return (
        sweep is not None
        and sweep.method == "grid"
        and len(sweep.factors) == 2
        and all(len(factor.values) > 1 for factor in sweep.factors)
    )


def axis_values(response: Response, place: int) -> list[Value]:
    """The values of a factor, numbers by size and others as they come."""
    values = list(dict.fromkeys(values_of(response, place)))
    return sorted(values, key=float) if all(is_number(value) for value in values) else values


def grid_of(response: Response, values: "list[float] | NDArray[np.float64]") -> NDArray[np.float64]:
    """A value of each point as a matrix, NaN where there is no point. Shape [values of factor 1, of factor 2]."""
    rows, columns = axis_values(response, 0), axis_values(response, 1)
    grid = np.full((len(rows), len(columns)), np.nan)
    for point, value in zip(response.points, values, strict=True):
        first, second = (setting for _, setting in point.settings)
        grid[rows.index(first), columns.index(second)] = value
    return grid


def heat_map(response: Response, basis: str) -> "Figure | None":
    """The first headlines over two factors; None unless the points are a grid of two factors.

    Parameters
    ----------
    response
        What the sweep found.
    basis
        What the chart stands on, in words.
    """
    if not is_grid_of_two(response):
        return None
    panels = len(response.headlines[:PANELS])
    rows = len(axis_values(response, 0))
    figure = new_figure(min(2.2 + 0.5 * rows, 9.0) if panels > 1 else min(2.4 + 0.6 * rows, 9.0))
    axes = figure.subplots(1, panels, squeeze=False)[0]
    notes = [_panel(one, response, place) for place, one in enumerate(axes)]
    told = "\n".join(dict.fromkeys(note for note in notes if note))
    if _baseline_cell(response) is not None:
        told = "\n".join(filter(None, (told, "broken outline: no change")))
    if told:
        figure.supxlabel(told, fontsize=8.5)
    dress(figure, response.experiment.title or "Response over two settings", basis)
    for one in axes:
        one.grid(visible=False)
        one.spines[:].set_visible(False)
    return figure


def _panel(axes: "Axes", response: Response, place: int) -> str:
    """Draw a headline; a line that says what is marked in it."""
    headline = response.headlines[place]
    means = [point.figures[place].mean for point in response.points]
    how = shown(response, place)
    grid = grid_of(response, means) / how.scale
    # Dark is always bad: a chart is read before its scale is.
    image = axes.imshow(grid, origin="lower", aspect="auto", cmap="cividis" if headline.better >= 0 else "cividis_r")
    _scale_beside(axes, image, how)
    for which, factor in enumerate(factors_of(response)):
        values = axis_values(response, which)
        set_ticks, set_label = (axes.set_yticks, axes.set_ylabel) if which == 0 else (axes.set_xticks, axes.set_xlabel)
        step = -(-len(values) // 15)
        set_ticks(range(0, len(values), step), [value_text(value) for value in values[::step]])
        set_label("\n".join(wrap(factor.label or factor.name, 38)), fontsize=9)
    axes.set_title("\n".join(wrap(f"{headline.label} ({how.unit})", 46)), loc="left", fontsize=10)
    if grid.size <= _CELLS_WITH_NUMBERS:
        _write_numbers(axes, image, grid, how)
    _outline_baseline(axes, response)
    return _mark_level(axes, response, place, grid)


def _scale_beside(axes: "Axes", image: "AxesImage", how: Shown) -> None:
    figure = axes.figure
    bar = figure.colorbar(image, ax=axes, shrink=0.9, pad=0.02)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=8)
    bar.set_label(how.unit, fontsize=8)


def _write_numbers(axes: "Axes", image: "AxesImage", grid: NDArray[np.float64], how: Shown) -> None:
    from matplotlib.patheffects import withStroke

    colours = image.to_rgba(grid)
    for (row, column), value in np.ndenumerate(grid):
        if np.isfinite(value):
            cell = np.asarray(colours)[row, column]
            light = cell[:3] @ _LUMINANCE < _DARK
            # An edge in the cell's own colour keeps the number legible where a line crosses it.
            axes.text(
                column, row, how.value(value * how.scale), ha="center", va="center", fontsize=8.5, zorder=4,
                color="white" if light else BLACK, path_effects=[withStroke(linewidth=3, foreground=tuple(cell))],
            )  # fmt: skip


def _mark_level(axes: "Axes", response: Response, place: int, grid: NDArray[np.float64]) -> str:
    """A dot in each cell in which the headline's target holds, and the line on which the headline crosses its level."""
    target = level_of(response.headlines[place], response.baseline.design.service)
    if target is None:
        return ""
    # The target may be of some of the people only, so its own share decides, not the headline's.
    holds = grid_of(response, [float(_holds(point, target)) for point in response.points]) > 0
    rows, columns = np.nonzero(holds)
    across, up = (0.37, 0.32) if grid.size <= _CELLS_WITH_NUMBERS else (0.0, 0.0)
    axes.plot(columns + across, rows + up, "o", color="white", markeredgecolor=BLACK, markersize=5.5, linestyle="none")
    name = f'the target "{target.label}" ({percent(target.share.value)})'
    words = f"○ {name} holds on average" if holds.any() else f"At no point {name} holds on average"
    level = 100 * target.share.value
    above = grid >= level
    on_scales = all(is_number(value) for which in (0, 1) for value in axis_values(response, which))
    if not (on_scales and np.isfinite(grid).all() and above.any() and not above.all()):
        return words
    lines = axes.contour(grid, levels=[level], colors=RED, linewidths=2)
    ends = [(float(x), float(y)) for path in lines.get_paths() for x, y in np.asarray(path.vertices)]
    axes.annotate(
        f"{level:g} %", max(ends), xytext=(3, -3), textcoords="offset points", va="top", fontsize=8, color=RED,
        zorder=5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )  # fmt: skip
    return f"{words}; red line: this figure is {level:g} % there, interpolated between points"


def _holds(point: Point, target: Target) -> bool:
    return any(row.met_on_average for row in point.targets if row.label == target.label)


def _baseline_cell(response: Response) -> tuple[int, int] | None:
    values = baseline_values(response)
    axes = [axis_values(response, which) for which in (0, 1)]
    if any(value not in of for value, of in zip(values, axes, strict=True)):
        return None
    row, column = (of.index(value) for value, of in zip(values, axes, strict=True) if value is not None)
    return row, column


def _outline_baseline(axes: "Axes", response: Response) -> None:
    from matplotlib.patches import Rectangle

    cell = _baseline_cell(response)
    if cell is not None:
        row, column = cell
        for colour, style in (("white", "-"), (BLACK, (0, (4, 3)))):
            axes.add_patch(
                Rectangle(
                    (column - 0.46, row - 0.46), 0.92, 0.92, fill=False, edgecolor=colour, linestyle=style, linewidth=2
                )
            )
