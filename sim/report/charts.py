"""The charts of a results folder, as PNG at a size that is read on a page of A4.

Colours are those of Okabe and Ito, which people with any kind of colour vision can tell apart.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design: how to make figures and presentations that
are friendly to colourblind people.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.experiment import OptionResult
from sim.measures import Summary
from sim.report.figures import Figures
from sim.report.labels import label_of, year_labels
from sim.units import MINUTES_PER_DAY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000",
)  # fmt: skip
GREY = "#666666"
_WIDTH, _DPI = 9.6, 150
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
            figure.savefig(folder / name, dpi=_DPI, facecolor="white")
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
    figure = _figure(1.9 + 0.36 * len(rows))
    axes = figure.subplots()
    places = [float(place) for place in reversed(range(len(rows)))]
    for place, (_, where) in zip(places, rows, strict=True):
        _wait_bar(axes, figures, place, where)
    axes.set_yticks(places, [label for label, _ in rows])
    _legend_of_waits(axes)
    for minutes in sorted({target.minutes for target in service.base.target if target.clock == _WAIT}):
        days = minutes / MINUTES_PER_DAY
        axes.axvline(days, color=RED, linestyle="--", linewidth=1.6)
        axes.annotate(
            f"target {days:g} days", (days, 1), xycoords=("data", "axes fraction"),
            xytext=(3, -3), textcoords="offset points", color=RED, va="top", rotation=90, fontsize=8,
        )  # fmt: skip
    axes.set_xlim(left=0)
    axes.set_xlabel("days from contact to completed assessment, everyone received in the run")
    _dress(figure, axes, "How long people wait for a completed assessment", result)
    return figure


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


def _legend_of_waits(axes: "Axes") -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def point(marker: str, label: str) -> Line2D:
        return Line2D([], [], marker=marker, label=label, color="white", markeredgecolor=BLACK, linestyle="none")

    axes.legend(
        handles=[
            Patch(color=SKY, label="mean"),
            Line2D([], [], color=ORANGE, linewidth=3, label="95 % interval of the mean"),
            point("o", "median: half wait less"),
            point("D", "nine in ten wait less"),
        ],
        loc="lower right",
        frameon=True,
        fontsize=8,
    )


def lists_chart(result: OptionResult, figures: Figures) -> "Figure | None":
    """Cases waiting and open cases at the end of each month, with the band of futures."""
    series = [
        ("waiting_cases_end", "Waiting for a worker", RED),
        ("open_cases_end", "Open with a worker", BLUE),
    ]
    months = _months(result)
    if not months:
        return None
    figure = _figure(5.8)
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
        axes.grid(axis="y", color="#dddddd")
        axes.spines[["top", "right"]].set_visible(False)
    ticks = [place for place, month in enumerate(months) if month.endswith(("-03", "-09"))]
    lower.set_xticks(ticks, [_month_in_words(months[place]) for place in ticks])
    _dress(
        figure, None, "Waiting list and open cases, month by month", result,
        "line: the middle future; band: from the 10th to the 90th percentile of futures",
    )  # fmt: skip
    return figure


def load_chart(result: OptionResult, figures: Figures) -> "Figure | None":
    """Utilisation of each role by year, with the lines 0.9 and 1.0."""
    service, years = result.service, year_labels(result.service)
    roles = [
        name
        for name in service.roles
        if any(figures.get("utilisation", role=name, period=year) is not None for year in years)
    ]
    if not roles:
        return None
    figure = _figure(4.6)
    axes = figure.subplots()
    colours = (BLUE, ORANGE, GREEN, PURPLE, SKY, BLACK)
    for place, name in enumerate(roles):
        rows = [figures.get("utilisation", role=name, period=year) for year in years]
        shift = (place - (len(roles) - 1) / 2) * 0.06
        points = [(at + shift, row) for at, row in enumerate(rows) if row is not None]
        at = [x for x, _ in points]
        mean = np.array([row.mean for _, row in points])
        low = np.nan_to_num(mean - np.array([row.low for _, row in points]), nan=0.0)
        high = np.nan_to_num(np.array([row.high for _, row in points]) - mean, nan=0.0)
        axes.errorbar(
            at, mean, yerr=np.vstack((low, high)), color=colours[place % len(colours)], marker="osD^vP"[place % 6],
            capsize=3, linewidth=1.6, label=label_of(service, "role", name),
        )  # fmt: skip
    for level, style, words in ((1.0, "-", "all the time there is"), (0.9, "--", "0.9: waits grow fast above")):
        axes.axhline(level, color=RED, linestyle=style, linewidth=1.2)
        axes.annotate(
            words, (1, level), xycoords=("axes fraction", "data"), xytext=(-2, 2), textcoords="offset points",
            color=RED, fontsize=8, ha="right", va="bottom",
        )  # fmt: skip
    axes.set_xticks(range(len(years)), years)
    axes.set_ylim(0, 1.08)
    axes.set_ylabel("utilisation (share of casework time used)")
    axes.legend(loc="lower left", ncols=3, fontsize=8, frameon=False)
    _dress(figure, axes, "How loaded each role is", result)
    return figure


def _figure(height: float) -> "Figure":
    # The figure is made without pyplot: no window, no state shared between charts.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _dress(figure: "Figure", axes: "Axes | None", title: str, result: OptionResult, more: str = "") -> None:
    """Title, and below it what the chart stands on."""
    replications = len(result.replications)
    futures = f"{replications} replication{'s' if replications > 1 else ''}"
    basis = more or ("ranges: 95 % interval of the mean" if replications > 1 else "one replication, so no interval")
    figure.suptitle(f"{title}\n", x=0.01, ha="left", fontsize=13, fontweight="bold")
    figure.text(
        0.011, 0.995 - 0.36 / figure.get_figheight(), f"{result.service.base.title} · {futures} · {basis}",
        fontsize=8.5, color=GREY, va="top",
    )  # fmt: skip
    if axes is not None:
        axes.grid(axis="x" if axes.get_xlabel() else "y", color="#dddddd")
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)


def _months(result: OptionResult) -> list[str]:
    first = result.replications[0].records
    return list(
        dict.fromkeys(row.period for row in first if row.measure == "waiting_cases_end" and _is_month(row.period))
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


def _is_month(period: str) -> bool:
    return len(period) == 7 and period[4] == "-"


def _month_in_words(month: str) -> str:
    return str(np.datetime64(month, "M").item().strftime("%b %Y"))
