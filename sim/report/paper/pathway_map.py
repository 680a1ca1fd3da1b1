"""The pathway as a picture: where people come in, what happens to them, how many a year, and where they wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from sim.measures.moves import Moves
from sim.report.drawing import BLACK, GREY, dress, new_figure
from sim.report.figures import number
from sim.report.labels import label_of
from sim.report.paper.layered import Layout, Line, layout
from sim.scenario import Service

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BANDS = (1.0, 3.0, 7.0, 14.0, 28.0)
"""Mean waits at which a box takes the next colour [days]."""
_COLOURS = ("#fff7e6", "#fdd9a0", "#f5a65b", "#d9692b", "#a83a12", "#5e1a06")
"""From pale to dark in one hue, so that they differ in lightness alone whatever somebody's eyes tell apart."""
_DELAY, _COMES = "#eceff1", "#dcebf7"
_WIDTH, _WIDE, _NARROW, _BETWEEN, _PASS = 9.6, 2.62, 1.66, 0.1, 0.18
"""Of the map, of a box in a row with few and with many others, and of the room between them and for a line [inch]."""
_FEW = 3
_LINE, _GAP, _PAD, _FONT = 0.14, 0.145, 0.07, 7.8
_LETTERS_AN_INCH, _MOST_STREAMS = 15.8, 7
_THIN, _THICK = 0.7, 8.0
"""Thickness of a line for the fewest and the most cases [points]."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the map: its words, line by line, which stand out from ``told`` on, its colours, its size [inch]."""

    words: tuple[str, ...]
    told: int
    colour: str
    ink: str
    width: float

    @property
    def height(self) -> float:
        """Of the box [inch]."""
        return _LINE * len(self.words) + _PAD


def pathway_map(service: Service, flows: Moves, waits: Mapping[str, float], *, title: str, under: str) -> "Figure":
    """The map of a service.

    Parameters
    ----------
    flows
        Cases a year on every way.
    waits
        Mean wait before the start, by activity [days]; those that are missing do not wait for anybody.
    under
        What the figures stand on.
    """
    lines = _lines(flows)
    names = [*(activity for activity, cases in flows.visits.items() if cases > 0), *_doors(flows)]
    made = layout(lines, names, width=_WIDTH - 0.2, box=lambda count: _wide(count) + _BETWEEN, pass_by=_PASS)
    boxes = {
        name: _box(service, flows, name, waits.get(name), width=_wide(len(row))) for row in made.rows for name in row
    }
    tops = _tops(made, boxes)
    figure, axes = _paper(made.width, tops[-1], title=title, under=under)
    most = max(lines.values(), default=1.0)
    for line, cases in lines.items():
        if line[0] != line[1]:
            thick = _THIN + (_THICK - _THIN) * cases / most
            _draw_line(axes, _points(made, tops, boxes, line), thick, dashed=line in flows.beside)
    for row, inside in enumerate(made.rows):
        for name in inside:
            _draw_box(axes, (made.across[name], tops[row]), boxes[name])
    return figure


def _wide(count: int) -> float:
    return _WIDE if count <= _FEW else _NARROW


def _paper(width: float, height: float, *, title: str, under: str) -> "tuple[Figure, Axes]":
    """A figure with a title and a legend, and in it axes of this size whose places are inches from the top left."""
    head, foot = 0.62 + 0.17 * under.count("\n"), 0.42
    figure = new_figure(height + head + foot, width=width + 0.2)
    dress(figure, title, under)
    figure.set_layout_engine("none")
    whole = figure.get_figheight()
    axes = figure.add_axes((0.1 / (width + 0.2), foot / whole, width / (width + 0.2), height / whole))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    _legend(figure)
    return figure, axes


def _doors(flows: Moves) -> list[str]:
    """The boxes of those who come in, one for each activity at which they begin."""
    return list(dict.fromkeys(_door(activity) for (_, activity), cases in flows.entries.items() if cases > 0))


def _door(activity: str) -> str:
    """The box of those who come to an activity from outside; no activity has such a name."""
    return f"\n{activity}"


def _box(service: Service, flows: Moves, name: str, wait: float | None, *, width: float) -> Box:
    letters = int(width * _LETTERS_AN_INCH)
    if name.startswith("\n"):
        coming = {stream: cases for (stream, activity), cases in flows.entries.items() if _door(activity) == name}
        words = _coming(service, coming, letters)
        return Box(tuple(words), len(words), _COMES, BLACK, width)
    label = _lines_of(label_of(service, "activity", name), letters)
    facts = [f"{number(flows.visits[name], 0)} a year"]
    entry = service.base.activity.get(name)
    if wait is not None:
        facts.append(f"wait {_days(wait)}")
    elif entry is not None and entry.delay_days is not None:
        facts.append(f"takes {_days(entry.delay_days.average)}")
    if flows.ends[name] >= 0.5:
        facts.append(f"{number(flows.ends[name], 0)} end")
    band = None if wait is None else sum(wait >= limit for limit in BANDS)
    return Box(
        words=(*label, *_joined(facts, letters)),
        told=len(label) if wait is not None else 99,
        colour=_DELAY if band is None else _COLOURS[band],
        ink=BLACK if band is None or band < len(BANDS) - 1 else "white",
        width=width,
    )


def _joined(facts: Sequence[str], letters: int) -> list[str]:
    """Facts on as few lines as hold them whole."""
    lines = [facts[0]]
    for fact in facts[1:]:
        together = f"{lines[-1]}, {fact}"
        lines[-1:] = [together] if len(together) <= letters else [lines[-1], fact]
    return lines


def _coming(service: Service, streams: Mapping[str, float], letters: int) -> list[str]:
    most = sorted(((cases, stream) for stream, cases in streams.items() if cases > 0), reverse=True)
    words = [
        line
        for cases, stream in most[:_MOST_STREAMS]
        for line in _lines_of(f"{label_of(service, 'stream', stream)}: {number(cases, 0)}", letters)
    ]
    more = most[_MOST_STREAMS:]
    return [*words, *([f"and {len(more)} more: {number(sum(cases for cases, _ in more), 0)}"] if more else [])]


def _lines_of(text: str, letters: int) -> list[str]:
    """Words on one or two lines; a longer label is cut, not the number after it."""
    head, colon, tail = text.rpartition(": ") if text[-1:].isdigit() else (text, "", "")
    room = 2 * letters
    lines = wrap(text, letters)
    while len(lines) > 2:
        room -= 4
        lines = wrap(f"{shorten(head, room, placeholder=' …')}{colon}{tail}", letters)
    return lines or [""]


def _days(days: float) -> str:
    return "< 1 day" if days < 0.95 else f"{number(days, 0 if days >= 9.95 else 1)} days"


def _lines(flows: Moves) -> dict[Line, float]:
    lines: dict[Line, float] = {}
    for (_, activity), cases in flows.entries.items():
        lines[_door(activity), activity] = lines.get((_door(activity), activity), 0.0) + cases
    lines |= flows.onward | flows.beside
    return {line: cases for line, cases in lines.items() if cases > 0}


def _tops(made: Layout, boxes: Mapping[str, Box]) -> list[float]:
    """The top of each row, and the end of the last [inch from the top]."""
    tops = [0.08]
    for row in made.rows:
        tops.append(tops[-1] + max((boxes[name].height for name in row), default=_LINE) + _GAP)
    return tops


def _points(made: Layout, tops: Sequence[float], boxes: Mapping[str, Box], line: Line) -> list[tuple[float, float]]:
    """Where a line begins, enters and leaves the rows it passes, and ends."""
    row_of = {name: row for row, names in enumerate(made.rows) for name in names}
    start, end = line
    falls = row_of[start] < row_of[end]
    foot, head = tops[row_of[start]] + boxes[start].height, tops[row_of[end]]
    if not falls:
        foot, head = tops[row_of[start]], tops[row_of[end]] + boxes[end].height
    points = [(made.across[start], foot)]
    for row, across in made.bends[line]:
        ends = (tops[row], tops[row + 1] - _GAP)
        points += [(across, y) for y in (ends if falls else ends[::-1])]
    return [*points, (made.across[end], head)]


def _draw_line(axes: "Axes", points: Sequence[tuple[float, float]], width: float, *, dashed: bool) -> None:
    """A smooth line that passes the rows straight, with its head at the end."""
    from matplotlib.patches import FancyArrowPatch, PathPatch
    from matplotlib.path import Path

    corners, codes = [points[0]], [Path.MOVETO]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        corners += [(x, middle), (to_x, middle), (to_x, to_y)]
        codes += [Path.CURVE4] * 3
    style = (0, (2.5, 1.5)) if dashed else "solid"
    axes.add_patch(PathPatch(
        Path(corners, codes), fill=False, edgecolor=GREY, alpha=0.55, linewidth=width, linestyle=style,
        capstyle="butt", zorder=1,
    ))  # fmt: skip
    x, y = points[-1]
    back = 0.11 if y > points[-2][1] else -0.11
    axes.add_patch(FancyArrowPatch(
        (x, y - back), (x, y), arrowstyle="-|>", mutation_scale=6 + width, shrinkA=0, shrinkB=0, color=GREY,
        linewidth=0, zorder=2,
    ))  # fmt: skip


def _draw_box(axes: "Axes", at: tuple[float, float], box: Box) -> None:
    from matplotlib.patches import FancyBboxPatch

    middle, top = at
    pad = 0.03
    axes.add_patch(FancyBboxPatch(
        (middle - box.width / 2 + pad, top + pad), box.width - 2 * pad, box.height - 2 * pad,
        boxstyle=f"round,pad={pad}", facecolor=box.colour, edgecolor=GREY, linewidth=0.7, zorder=3,
    ))  # fmt: skip
    for place, words in enumerate(box.words):
        axes.text(
            middle, top + _PAD / 2 + _LINE * (place + 0.5), words, ha="center", va="center", fontsize=_FONT, zorder=4,
            color=box.ink, fontweight="bold" if place >= box.told else "normal", parse_math=False,
        )  # fmt: skip


def _legend(figure: "Figure") -> None:
    from matplotlib.patches import Patch

    ends = [f"under {number(BANDS[0], 0)} day", *(f"{a:g} to {b:g}" for a, b in pairwise(BANDS))]
    words = [*ends, f"{BANDS[-1]:g} days or more"]
    handles = [Patch(facecolor=c, edgecolor=GREY, label=w) for c, w in zip(_COLOURS, words, strict=True)]
    handles += [
        Patch(facecolor=_DELAY, edgecolor=GREY, label="nobody is waited for"),
        Patch(facecolor=_COMES, edgecolor=GREY, label="people come in"),
    ]
    figure.legend(
        handles=handles, title="mean wait at a step, days", title_fontsize=8, loc="lower left", ncols=8, frameon=False,
        fontsize=7.6, handlelength=1.3, columnspacing=1.2, alignment="left", borderpad=0.2,
    )  # fmt: skip
