"""The charts of a results folder, as PNG at a size that is read on a page of A4."""

from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.experiment import OptionResult
from sim.measures import Summary
from sim.report.drawing import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    RED,
    SKY,
    dress,
    is_month,
    month_ticks,
    new_figure,
    plain_axes,
    save,
)
from sim.report.figures import Figures
from sim.report.labels import label_of, year_labels
from sim.report.load import loads_by_year
from sim.scenario.service import Target
from sim.units import MINUTES_PER_DAY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WAIT = "contact_to_assessment"


def write_charts(folder: Path, result: OptionResult, summary: Sequence[Summary]) -> list[str]:
    """Draw every chart into a folder; the names written. A chart without figures is left out."""
    figures = Figures(summary)
    charts: dict[str, Callable[[OptionResult, Figures], Figure | None]] = {
        "waits.png": waits_chart,
        "lists.png": lists_chart,
        "load.png": load_chart,
    }
    written = []
    for name, draw in charts.items():
        figure = draw(result, figures)
        if figure is not None:
            save(figure, folder / name)
            written.append(name)
    return written


def waits_chart(result: OptionResult, figures: Figures) -> "Figure | None":
    """Waits from contact to completed assessment by priority and stream, with the targets' lines."""
    service = result.service
    cells: list[tuple[str, dict[str, str]]] = [("Everyone", {})]
    cells += [(label_of(service, "priority", name), {"priority": name}) for name in service.priorities]
    cells += [(label_of(service, "stream", name), {"stream": name}) for name in service.streams]
    rows = [(label, where) for label, where in cells if figures.get(f"{_WAIT}_mean_days", **where) is not None]
    if not rows:
        return None
    figure = new_figure(1.9 + 0.36 * len(rows))
    axes = figure.subplots()
    places = [float(place) for place in reversed(range(len(rows)))]
    for place, (_, where) in zip(places, rows, strict=True):
        _wait_bar(axes, figures, place, where)
    axes.set_yticks(places, [label for label, _ in rows])
    target = _main_target(result, figures)
    if target is not None:
        axes.axvline(target.minutes / MINUTES_PER_DAY, color=RED, linestyle="--", linewidth=1.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("days from contact to completed assessment, everyone received in the run")
    _legend_of_waits(figure, target)
    _dress(figure, "How long people wait for a completed assessment", result)
    return figure


def _main_target(result: OptionResult, figures: Figures) -> Target | None:
    """The target for a completed assessment that most people come under, of those in days by the calendar."""

    def people(target: Target) -> float:
        row = figures.get("target_cases", activity=target.label)
        return row.mean if row is not None else 0.0

    of_clock = [
        target for target in result.service.base.target if target.clock == _WAIT and target.working_days is None
    ]
    return max(of_clock, key=people, default=None)


def _wait_bar(axes: "Axes", figures: Figures, place: float, where: dict[str, str]) -> None:
    """A bar for the mean with its interval, and marks for the median and nine in ten."""
    mean = figures.get(f"{_WAIT}_mean_days", **where)
    assert mean is not None, "only kinds of people with a wait have a row"
    colour = GREY if not where else BLUE if "priority" in where else SKY
    axes.barh(place, mean.mean, height=0.62, color=colour, alpha=0.85)
    if np.isfinite(mean.low) and np.isfinite(mean.high):
        axes.plot([mean.low, mean.high], [place, place], color=ORANGE, linewidth=3, solid_capstyle="butt")
    for statistic, marker in (("median_days", "o"), ("p90_days", "D")):
        row = figures.get(f"{_WAIT}_{statistic}", **where)
        if row is not None:
            axes.plot(row.mean, place, marker, color="white", markeredgecolor=BLACK, markersize=6)


def _legend_of_waits(figure: "Figure", target: Target | None) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def point(marker: str, label: str) -> Line2D:
        return Line2D([], [], marker=marker, label=label, color="white", markeredgecolor=BLACK, linestyle="none")

    handles = [
        Patch(color=SKY, label="mean"),
        Line2D([], [], color=ORANGE, linewidth=3, label="95 % interval of the mean"),
        point("o", "median: half wait less"),
        point("D", "nine in ten wait less"),
    ]
    if target is not None:
        handles.append(Line2D([], [], color=RED, linestyle="--", label=f"target: {target.label}"))
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=8)


def lists_chart(result: OptionResult, figures: Figures) -> "Figure | None":
    """Cases waiting and open cases at the end of each month, with the band of futures."""
    series = [
        ("waiting_cases_end", "Waiting for a worker", RED),
        ("open_cases_end", "Open with a worker", BLUE),
    ]
    months = _months(result)
    if not months:
        return None
    figure = new_figure(5.8)
    upper, lower = figure.subplots(2, 1, sharex=True)
    positions = np.arange(len(months))
    for axes, (measure, label, colour) in zip((upper, lower), series, strict=True):
        values = _by_month(result, measure, months)
        low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=0)
        if len(values) > 1:
            axes.fill_between(positions, low, high, color=colour, alpha=0.25, linewidth=0)
        axes.plot(positions, middle, color=colour, linewidth=2)
        axes.set_title(label, loc="left", fontsize=10, color=colour)
        axes.set_ylabel("cases at month end")
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter("{x:,.0f}")
    month_ticks(lower, months)
    _dress(
        figure, "Waiting list and open cases, month by month", result,
        "line: the middle future; band: from the 10th to the 90th percentile of futures",
    )  # fmt: skip
    return figure


def load_chart(result: OptionResult, figures: Figures) -> "Figure | None":
    """Offered load and utilisation of each role by year, with the lines 0.9 and 1.0."""
    service, years = result.service, year_labels(result.service)
    loads = loads_by_year(service)
    roles = [role.role for role in loads[0].roles if figures.get("utilisation", role=role.role) is not None]
    if not roles:
        return None
    across = min(3, len(roles))
    down = -(-len(roles) // across)
    figure = new_figure(1.4 + 2.3 * down)
    panels = figure.subplots(down, across, sharey=True, squeeze=False).flatten()
    for axes, name in zip(panels, roles, strict=False):
        offered = [next((item.load for item in load.roles if item.role == name), np.nan) for load in loads]
        finite = [value if np.isfinite(value) else np.nan for value in offered]
        used = [figures.get("utilisation", role=name, period=year) for year in years]
        axes.plot(finite, color=ORANGE, marker="s", linestyle="--", markersize=5, label="offered load, before any run")
        _utilisation_line(axes, used)
        axes.axhline(1.0, color=RED, linewidth=1.2, label="1.0: all the time there is")
        axes.axhline(0.9, color=RED, linewidth=1.2, linestyle=":", label="0.9: waits grow fast above")
        axes.set_title("\n".join(wrap(label_of(service, "role", name), 32)), loc="left", fontsize=9.5)
        axes.set_xticks(range(len(years)), years)
        axes.tick_params(axis="x", labelsize=7.5, labelbottom=True)
        plain_axes(axes)
    for axes in panels[len(roles) :]:
        axes.set_visible(False)
    panels[0].set_ylim(bottom=0, top=max(1.1, panels[0].get_ylim()[1]))
    figure.supylabel("share of casework time", fontsize=9)
    figure.legend(
        *panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False, fontsize=8
    )
    _dress(figure, "How loaded each role is", result)
    return figure


def _utilisation_line(axes: "Axes", rows: Sequence[Summary | None]) -> None:
    points = [(at, row) for at, row in enumerate(rows) if row is not None]
    mean = np.array([row.mean for _, row in points])
    # An interval from Student's t does not know that nobody works more than all the time there is.
    low = mean - np.fmax([row.low for _, row in points], 0.0)
    high = np.fmin([row.high for _, row in points], 1.0) - mean
    if any(row.n < 2 for _, row in points):
        low = high = np.zeros(len(points))
    axes.errorbar(
        [at for at, _ in points], mean, yerr=np.vstack((low, high)), color=BLUE, marker="o", capsize=3, linewidth=1.6,
        markersize=5, label="utilisation, simulated",
    )  # fmt: skip


def _dress(figure: "Figure", title: str, result: OptionResult, more: str = "") -> None:
    """Title, and below it what the chart stands on."""
    replications = len(result.replications)
    futures = f"{replications} replication{'s' if replications > 1 else ''}"
    basis = more or ("ranges: 95 % interval of the mean" if replications > 1 else "one replication, so no interval")
    dress(figure, title, f"{result.service.base.title} · {futures} · {basis}")


def _months(result: OptionResult) -> list[str]:
    first = result.replications[0].records
    return list(
        dict.fromkeys(row.period for row in first if row.measure == "waiting_cases_end" and is_month(row.period))
    )


def _by_month(result: OptionResult, measure: str, months: list[str]) -> NDArray[np.float64]:
    """A measure of the whole service by [replication, month]."""
    values = np.zeros((len(result.replications), len(months)))
    place = {month: at for at, month in enumerate(months)}
    for row, each in enumerate(result.replications):
        for record in each.records:
            if record.measure == measure and record.period in place and not (record.role or record.team):
                values[row, place[record.period]] = record.value
    return values
