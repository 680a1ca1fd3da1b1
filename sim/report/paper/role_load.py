"""How busy each role is, as a picture."""

from collections.abc import Sequence
from math import isfinite
from textwrap import wrap
from typing import TYPE_CHECKING

from sim.measures.load import RoleLoad
from sim.report.drawing import BLACK, BLUE, RED, dress, new_figure
from sim.report.figures import percent
from sim.report.labels import label_of
from sim.report.paper.found import Row
from sim.scenario import Service

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def load_chart(service: Service, rows: Sequence[tuple[RoleLoad, Row | None]], under: str) -> "Figure":
    """A bar for the part of their time that people of each role work, as simulated, with its interval."""
    figure = new_figure(2.0 + 0.42 * len(rows))
    axes = figure.subplots()
    for place, (_, row) in enumerate(rows):
        _bar(axes, place, row)
    axes.axvline(90, color=RED, linestyle=":", linewidth=1.4, label="90 %: above it waits grow fast")
    axes.axvline(100, color=RED, linewidth=1.4, label="100 %: all the time there is")
    axes.set_yticks(
        range(len(rows)),
        ["\n".join(wrap(label_of(service, "role", role.role), 30, max_lines=2, placeholder=" …")) for role, _ in rows],
        fontsize=9,
    )
    for text in axes.get_yticklabels():
        text.set_parse_math(False)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_xlim(0, max(112.0, axes.get_xlim()[1]))
    axes.set_xlabel("part of their time in which people work [%]")
    handles, labels = axes.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    figure.legend(once.values(), once.keys(), loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    dress(figure, "How busy each role is, if nothing changes", under)
    return figure


def _bar(axes: "Axes", place: int, row: Row | None) -> None:
    if row is not None:
        mean, low, high = (100 * row.number(column) for column in ("mean", "low", "high"))
        axes.barh(place, mean, height=0.6, color=BLUE, alpha=0.85, label="busy, as simulated")
        if isfinite(low) and isfinite(high):
            ends = [max(low, 0.0), min(high, 100.0)]
            axes.plot(ends, [place, place], color=BLACK, linewidth=2.4, label="range of the average over all futures")
        axes.annotate(
            percent(mean / 100), (0, place), xytext=(5, 0), textcoords="offset points", va="center", color="white"
        )
