"""Which option meets which target, and by how much the others miss it."""

from collections.abc import Mapping, Sequence
from math import isclose, isfinite
from typing import TYPE_CHECKING, Final

from sim.report.drawing import BLACK, GREY, new_figure
from sim.report.figures import percent
from sim.report.labels import lowered
from sim.report.lettering import fitted, width_of
from sim.report.paper.blocks import Column, Grid, Picture, Words
from sim.report.paper.found import Row
from sim.report.paper.standing import standing
from sim.report.pictures.drawn_rows import label_rows
from sim.report.pictures.page import PAGE, SMALL, dress_for_page, in_lines
from sim.report.pictures.reading import Compared, cell, label_of, named, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TITLE = "Targets met and missed"
_WIDEST, _BESIDE, _HIGH = 0.85, 1.6, 0.36
"""Width of a column for the sake of a long word, of the labels beside them, and height of a row [inch]."""
_HEAD, _LINES = 8.0, 8
"""Letters of the heads and of what is needed [points], and lines of a head at most."""
_MOST = 5
"""Options that the council can choose: those that do most, and as many that meet more targets than no change."""
_MET: Final = "#9ccbe8"
_MISSED: Final = ("#fdf1e7", "#f9d9bd", "#f3b98c")
"""Missed by little, by more than 10 points, by more than 25: pale enough for words in black."""
_STEPS: Final = (0.10, 0.25)
_NOBODY: Final = "#eeeeee"


def targets_chart(compared: Compared) -> Picture | None:
    """The targets of no change, what the figures favour, what does most or meets more, and the worst that may come."""
    every = _judged(compared, compared.rows)
    rows = _judged(compared, _main(compared))
    left_out = [f"not shown: {len(every) - len(rows)} other options"] if len(rows) < len(every) else []
    return _chart(compared, rows, "targets", _TITLE, left_out) if rows else None


def all_targets_chart(compared: Compared) -> Picture | None:
    """The same of every option; None where the other chart has them all."""
    every = _judged(compared, compared.rows)
    if len(every) == len(_judged(compared, _main(compared))):
        return None
    return _chart(compared, every, "all-targets", f"All options: {lowered(_TITLE)}", [])


def _judged(compared: Compared, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.text("option") in compared.targets]


def _main(compared: Compared) -> list[Row]:
    """As many designs as are read at once, in order."""
    met = compared.base.number("targets_met")
    kept = [*compared.choices[:_MOST], *compared.pressures[-1:]]
    more = [row for row in compared.choices if row.number("targets_met") > met][:_MOST]
    shown = [compared.base, *compared.favours.named, *kept, *more]
    return [row for row in compared.rows if row in shown]


def _chart(compared: Compared, rows: Sequence[Row], name: str, title: str, left_out: Sequence[str]) -> Picture:
    labels = list(dict.fromkeys(label for row in rows for label in compared.targets[row.text("option")]))
    words = {word for label in labels for word in label.split()}
    longest = max(width_of(word, size=_HEAD) for word in words)
    wide = max(min(longest + 0.03, _WIDEST), (PAGE - _BESIDE) / len(labels))
    heads = [_head(compared, label, wide - 0.02) for label in labels]
    tall = max(head.count("\n") for head in heads) + 1
    figure = new_figure(1.6 + _HIGH * len(rows) + 0.135 * tall, width=_BESIDE + wide * len(labels))
    axes = figure.subplots()
    for place, row in enumerate(rows):
        for column, label in enumerate(labels):
            _cell(axes, place, column, compared.targets[row.text("option")].get(label))
    label_rows(axes, rows, range(len(rows)), wide=_BESIDE - 0.12, size=SMALL)
    axes.set_xticks(range(len(labels)), heads, fontsize=_HEAD, linespacing=1.1)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.tick_params(length=0, pad=2)
    under = [
        compared.heading, "large: the share of people within the limit, mean over futures",
        f"blue: met{compared.with_interval(', just met if the interval of the share holds what is asked for')}",
        "orange: missed, with the share that is needed; darker by more than 10 and by more than 25 points", *left_out,
    ]  # fmt: skip
    dress_for_page(figure, title, under, basis=compared.basis(interval=False))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    behind = _behind(compared, rows, labels, title)
    return Picture(compared.named(name), compared.titled(title), _alt(compared, rows, labels), figure, behind)


def _head(compared: Compared, label: str, wide: float) -> str:
    """A target's label above its column, with the level that is promised."""
    levels = {row.text("level_share") for found in compared.targets.values() if (row := found.get(label))}
    level = f"at least {percent(float(levels.pop()))}" if len(levels) == 1 else "levels differ"
    lines = in_lines([label], "", wide=wide, size=_HEAD).split("\n")
    if len(lines) > _LINES or any(width_of(line, size=_HEAD) > wide for line in lines):
        lines = [fitted(label, wide, lines=_LINES, size=_HEAD)]
    return "\n".join([*lines, level])


def _cell(axes: "Axes", place: int, column: int, row: Row | None) -> None:
    from matplotlib.patches import Rectangle

    shape = Rectangle((column - 0.48, place - 0.46), 0.96, 0.92, facecolor=_colour(row), linewidth=0)
    axes.add_patch(shape)
    share, needed = _words(row)
    ink = BLACK if row is not None else GREY
    if share:
        axes.text(column, place - 0.19, share, ha="center", va="center", fontsize=9.5, color=ink, fontweight="bold")
    axes.text(column, place + (0.22 if share else 0), needed, ha="center", va="center", fontsize=_HEAD, color=ink)


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


def _words(row: Row | None) -> tuple[str, str]:
    """The share within the limit, and whether that is enough: what is needed if it is not."""
    if row is None:
        return "", "no target"
    met, share, level = _met(row), row.number("mean_share"), row.number("level_share")
    if met is None:
        return "", "nobody judged"
    # Shares that are the same as they are rounded do not say which of them is larger.
    digits = int(percent(share) == percent(level) and not isclose(share, level))
    if met:
        return percent(share, digits), standing(row)
    return percent(share, digits), f"{percent(level, digits).removesuffix(' %')} needed"


def _alt(compared: Compared, rows: Sequence[Row], labels: Sequence[str]) -> str:
    """How many targets are met by how many, and which option meets most."""
    tables = {row.text("option"): compared.targets[row.text("option")] for row in rows}

    def met_by(row: Row) -> int:
        return sum(_met(target) is True for target in tables[row.text("option")].values())

    best = max(rows, key=met_by)
    alike = sum(met_by(row) == met_by(best) for row in rows)
    who = f"{label_of(best)} meets most" if alike == 1 else f"{alike} of them meet most"
    most = f"{who}, {met_by(best)}." if met_by(best) else "None is met by any."
    return f"{len(labels)} targets under {len(rows)} designs. {most} {' '.join(_by_target(tables, labels))}"


def _by_target(tables: Mapping[str, Mapping[str, Row]], labels: Sequence[str]) -> list[str]:
    return [
        f"{short(label, 60)}: met by {sum(_met(found.get(label)) is True for found in tables.values())}."
        for label in labels
    ]


def _behind(compared: Compared, rows: Sequence[Row], labels: Sequence[str], title: str) -> Grid:
    heads = (" ".join(_head(compared, label, PAGE).split("\n")) for label in labels)
    lines = (
        (named(row), *(_told(compared.targets[row.text("option")].get(label)) for label in labels)) for row in rows
    )
    return Grid(title, (Column("Option"), *(Column(head) for head in heads)), tuple(lines))


def _told(row: Row | None) -> Words:
    if row is None or _met(row) is None:
        return (_words(row)[1],)
    digits = 1 if "." in _words(row)[0] else 0
    share = cell(row, "mean_share", lambda value: percent(value, digits))
    enough = (f", {_words(row)[1]}",) if _met(row) else (": missed, ", *cell(row, "level_share", percent), " needed")
    return (*share, *enough, " (met in ", *cell(row, "met_mean_share_of_futures", percent), " of futures)")
