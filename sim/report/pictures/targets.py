"""Which option meets which target, and by how much the others miss it."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

from sim.report.drawing import BLACK, GREY, dress, new_figure
from sim.report.figures import percent
from sim.report.lettering import fitted
from sim.report.paper.blocks import Column, Grid, Picture, Words
from sim.report.paper.found import Row
from sim.report.pictures.drawn_rows import height_of, label_rows
from sim.report.pictures.reading import Compared, cell, label_of, named, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TITLE = "Targets met and missed"
_WIDE, _BESIDE, _PAGE = 0.98, 2.9, 9.6
"""Widths of a column, of the labels beside them, and of the chart at least [inch]."""
_MET: Final = "#9ccbe8"
_MISSED: Final = ("#fdf1e7", "#f9d9bd", "#f3b98c")
"""Missed by little, by more than 10 points, by more than 25: pale enough for words in black."""
_STEPS: Final = (0.10, 0.25)
_NOBODY: Final = "#eeeeee"


def targets_chart(compared: Compared) -> Picture | None:
    """A cell for each option and target: the share within the limit, and in words whether that meets the level."""
    rows = [row for row in compared.rows if compared.targets.get(row.text("option"))]
    labels = list(dict.fromkeys(label for row in rows for label in compared.targets[row.text("option")]))
    if not labels:
        return None
    heads = [_head(compared, label) for label in labels]
    tall = max(head.count("\n") for head in heads) + 1
    width = max(_PAGE, _BESIDE + _WIDE * len(labels))
    figure = new_figure(1.3 + height_of(rows) + 0.15 * tall, width=width)
    axes = figure.subplots()
    for place, row in enumerate(rows):
        for column, label in enumerate(labels):
            _cell(axes, place, column, compared.targets[row.text("option")].get(label))
    label_rows(axes, rows, range(len(rows)))
    axes.set_xticks(range(len(labels)), heads, fontsize=7.5, linespacing=1.1)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.tick_params(length=0)
    under = f"{compared.heading}\nshare of people within the limit, mean over futures; blue: met;"
    under += " orange: missed, darker by more than 10 and by more than 25 points"
    dress(figure, _TITLE, under, basis=compared.basis(interval=False))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    behind = _behind(compared, rows, labels)
    return Picture(compared.named("targets"), compared.titled(_TITLE), _alt(compared, rows, labels), figure, behind)


def _head(compared: Compared, label: str) -> str:
    """A target's label above its column, with the level that is promised."""
    levels = {row.text("level_share") for found in compared.targets.values() if (row := found.get(label))}
    level = f"at least {percent(float(levels.pop()))}" if len(levels) == 1 else "levels differ"
    return f"{fitted(label, _WIDE - 0.05, lines=5, size=7.5)}\n{level}"


def _cell(axes: "Axes", place: int, column: int, row: Row | None) -> None:
    from matplotlib.patches import Rectangle

    shape = Rectangle((column - 0.48, place - 0.44), 0.96, 0.88, facecolor=_colour(row), linewidth=0)
    axes.add_patch(shape)
    words, met = _words(row), _met(row) is True
    axes.text(
        column, place, words, ha="center", va="center", fontsize=7.5, color=BLACK if row is not None else GREY,
        fontweight="bold" if met else "normal",
    )  # fmt: skip


def _met(row: Row | None) -> bool | None:
    """Whether a target is met on average; None if nobody is judged, or there is no such target."""
    met = row.number("met_on_average") if row is not None else None
    return bool(met) if met is not None and isfinite(met) else None


def _colour(row: Row | None) -> str:
    met = _met(row)
    if row is None or met is None:
        return _NOBODY
    if met:
        return _MET
    short_of = row.number("level_share") - row.number("mean_share")
    return _MISSED[sum(short_of > step for step in _STEPS)]


def _words(row: Row | None) -> str:
    if row is None:
        return "no target"
    met = _met(row)
    return "nobody judged" if met is None else f"{percent(row.number('mean_share'))} {'met' if met else 'missed'}"


def _alt(compared: Compared, rows: Sequence[Row], labels: Sequence[str]) -> str:
    """How many targets are met by how many, and which option meets most."""
    tables = {row.text("option"): compared.targets[row.text("option")] for row in rows}

    def met_by(row: Row) -> int:
        return sum(_met(target) is True for target in tables[row.text("option")].values())

    best = max(rows, key=met_by)
    most = f"{label_of(best)} meets most, {met_by(best)}." if met_by(best) else "None is met by any."
    return f"{len(labels)} targets under {len(rows)} designs. {most} {' '.join(_by_target(tables, labels))}"


def _by_target(tables: Mapping[str, Mapping[str, Row]], labels: Sequence[str]) -> list[str]:
    return [
        f"{short(label, 60)}: met by {sum(_met(found.get(label)) is True for found in tables.values())}."
        for label in labels
    ]


def _behind(compared: Compared, rows: Sequence[Row], labels: Sequence[str]) -> Grid:
    columns = (Column("Option"), *(Column(" ".join(_head(compared, label).split("\n"))) for label in labels))
    lines = (
        (named(row), *(_told(compared.targets[row.text("option")].get(label)) for label in labels)) for row in rows
    )
    return Grid(_TITLE, columns, tuple(lines))


def _told(row: Row | None) -> Words:
    if row is None or _met(row) is None:
        return (_words(row),)
    futures = cell(row, "met_mean_share_of_futures", percent)
    return (
        *cell(row, "mean_share", percent),
        " met" if _met(row) else " missed",
        " (met in ",
        *futures,
        " of futures)",
    )
