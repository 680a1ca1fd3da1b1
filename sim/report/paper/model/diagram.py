"""The pathway as a diagram: a picture for pages, and Mermaid text for whoever wants to redraw or alter it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Final

from sim.report.drawing import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED, WIDTH, dress, new_figure
from sim.report.figures import from_to
from sim.report.labels import label_of
from sim.report.paper.layered import Layout, layout
from sim.report.paper.structure import Edge, pathway_edges
from sim.scenario import Service
from sim.scenario.pathway import CLOSE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Arrow = tuple[str, str]

PEOPLE: Final = "people"
"""The kind of the boxes that say who comes."""

LOOKS: Final = {
    PEOPLE: (GREY, "people who come"),
    "work": (BLUE, "work by somebody"),
    "delay": (ORANGE, "time that needs nobody"),
    "place": (GREEN, "a place asked for"),
    "await": (RED, "waits for side work"),
    "gate": (PURPLE, "a meeting"),
}
"""Colour and meaning of each kind of box."""

_BOX, _PASS, _GAP, _LINE = 1.5, 0.22, 0.3, 0.142
"""Width of a box and of the room for a line that passes, between two rows, and height of a line of words [inch]."""
_SIGNS, _MOST, _FONT = 23, 42, 7.6
"""Signs to a line, signs of a label, size of letters [points]."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the diagram: lines of a label, its kind (a name of ``LOOKS``), and lines on who ends or begins again."""

    label: tuple[str, ...]
    kind: str
    shares: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """Height [inch]."""
        return _LINE * len(self.label + self.shares) + 0.1


def pathway_figure(service: Service) -> "Figure":
    """The pathway from top to bottom; boxes are coloured by what an activity is."""
    from matplotlib.patches import Patch

    edges = pathway_edges(service)
    boxes, arrows = pathway_boxes(service, edges), _arrows(edges)
    room = WIDTH - 0.2
    made = layout(dict.fromkeys(arrows, 1.0), boxes, width=room, box=lambda _: _BOX + 0.12, pass_by=_PASS)
    tops = _tops(made, boxes)
    wide, tall = made.width + 0.2, tops[-1] + 1.1
    figure = new_figure(tall, wide)
    dress(figure, "The pathway", "From the config. Shares are of the cases that come to a box, by kind of work.")
    figure.set_layout_engine("none")  # places are given here to the inch
    axes = figure.add_axes((0.1 / wide, 0.35 / tall, made.width / wide, tops[-1] / tall))
    axes.set(xlim=(0, made.width), ylim=(tops[-1], 0))
    axes.axis("off")
    for arrow, aside in arrows.items():
        _draw_arrow(axes, _course(made, tops, boxes, arrow), dashed=aside)
    for row, names in enumerate(made.rows):
        for name in names:
            _draw_box(axes, made.across[name], tops[row], boxes[name])
    shown = [Patch(color=LOOKS[kind][0], label=LOOKS[kind][1]) for kind in LOOKS]
    figure.legend(handles=shown, loc="lower left", ncols=len(LOOKS), frameon=False, fontsize=7.6, handlelength=1.2)
    return figure


def mermaid(service: Service) -> str:
    """The pathway as a flowchart in Mermaid's language."""
    edges = pathway_edges(service)
    kinds = _kinds(service, edges)
    numbers = {name: f"n{number}" for number, name in enumerate(kinds)}
    lines = ["flowchart TD"]
    for name, kind in kinds.items():
        before, after = _SHAPES[kind]
        label = label_of(service, "stream" if kind == PEOPLE else "activity", name) if name != CLOSE else "closed"
        lines.append(f'    {numbers[name]}{before}"{_quoted(label)}"{after}')
    for edge in edges:
        arrow = "-.->" if edge.way in ("away", "beside") else "-->"
        said = f'|"{share_of(edge)}"|' if share_of(edge) else ""
        lines.append(f"    {numbers[edge.source]} {arrow}{said} {numbers[edge.target]}")
    return "\n".join(lines)


def share_of(edge: Edge) -> str:
    """The share of the cases that go a way, in words; empty if all do."""
    if edge.least >= 1:
        return ""
    return from_to((100 * edge.least, 100 * edge.most), 0 if edge.most >= 0.1 else 1) + " %"


def pathway_boxes(service: Service, edges: Sequence[Edge]) -> dict[str, Box]:
    """The boxes of the picture by name: streams that begin at one activity share a box, and ends are words."""
    kinds = _kinds(service, edges)
    last: dict[str, list[str]] = defaultdict(list)
    coming: dict[str, list[str]] = defaultdict(list)
    boxes: dict[str, Box] = {}
    for edge in edges:
        if edge.way == "begins":
            coming[edge.target] += _lines(label_of(service, "stream", edge.source))
        elif edge.way == "next" and edge.target in (CLOSE, edge.source):
            last[edge.source].append(f"{share_of(edge) or 'all'} {'end here' if edge.target == CLOSE else 'again'}")
    for name, kind in kinds.items():
        if kind != PEOPLE and name != CLOSE:
            boxes[name] = Box(tuple(_lines(label_of(service, "activity", name))), kind, tuple(last[name]))
    return {_door(name): Box(tuple(words), PEOPLE) for name, words in coming.items()} | boxes


_SHAPES: Final = {
    PEOPLE: ("([", "])"), "work": ("[", "]"), "delay": ("[/", "/]"), "place": ("{{", "}}"), "await": ("{{", "}}"),
    "gate": ("[[", "]]"), CLOSE: ("((", "))"),
}  # fmt: skip


def _quoted(label: str) -> str:
    """A label within quotes in Mermaid, where signs that mean something there are written by their numbers."""
    return "".join(
        sign if sign.isalnum() or sign in " ,.:'()-/" else f"#{ord(sign)};" for sign in " ".join(label.split())
    )


def _kinds(service: Service, edges: Sequence[Edge]) -> dict[str, str]:
    """What each name is that the edges lead from and to."""
    kinds: dict[str, str] = {}
    for edge in edges:
        kinds[edge.source] = PEOPLE if edge.way == "begins" else kind_of(service, edge.source)
        kinds[edge.target] = CLOSE if edge.target == CLOSE else kind_of(service, edge.target)
    return kinds


def kind_of(service: Service, activity: str) -> str:
    """What an activity is; no date alters it."""
    return next(each.scenario.activity[activity].kind for each in service.epochs if activity in each.scenario.activity)


def _door(activity: str) -> str:
    """The box of those who come to an activity from outside; no activity has such a name."""
    return f"\n{activity}"


def _lines(label: str) -> list[str]:
    return wrap(shorten(label, _MOST, placeholder=" …"), _SIGNS) or [""]


def _arrows(edges: Iterable[Edge]) -> dict[Arrow, bool]:
    """The arrows of the picture, and whether cases go there only aside: side work, or for want of a place."""
    arrows: dict[Arrow, bool] = {}
    for edge in edges:
        if edge.target not in (CLOSE, edge.source):
            arrow = (_door(edge.target) if edge.way == "begins" else edge.source, edge.target)
            arrows[arrow] = edge.way in ("away", "beside") and arrows.get(arrow, True)
    return arrows


def _tops(made: Layout, boxes: Mapping[str, Box]) -> list[float]:
    """The top of each row, and the end of the last [inch from the top]."""
    tops = [0.08]
    for row in made.rows:
        tops.append(tops[-1] + max((boxes[name].height for name in row), default=_LINE) + _GAP)
    return tops


def _course(made: Layout, tops: Sequence[float], boxes: Mapping[str, Box], arrow: Arrow) -> list[tuple[float, float]]:
    """Where an arrow begins, passes rows and ends."""
    row_of = {name: row for row, names in enumerate(made.rows) for name in names}
    source, target = arrow
    foot, head = tops[row_of[source]], tops[row_of[target]]
    if row_of[source] < row_of[target]:
        foot += boxes[source].height
    else:
        head += boxes[target].height
    passed = [(across, (tops[row] + tops[row + 1] - _GAP) / 2) for row, across in made.bends[arrow]]
    return [(made.across[source], foot), *passed, (made.across[target], head)]


def _draw_arrow(axes: "Axes", course: Sequence[tuple[float, float]], *, dashed: bool) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    corners, codes = [course[0]], [Path.MOVETO]
    for (x, y), (to_x, to_y) in pairwise(course):
        corners += [(x, (y + to_y) / 2), (to_x, (y + to_y) / 2), (to_x, to_y)]
        codes += [Path.CURVE4] * 3
    axes.add_patch(FancyArrowPatch(
        path=Path(corners, codes), arrowstyle="-|>", mutation_scale=8, color=GREY, linewidth=0.8,
        linestyle="dashed" if dashed else "solid",
    ))  # fmt: skip


def _draw_box(axes: "Axes", middle: float, top: float, box: Box) -> None:
    from matplotlib.patches import Rectangle

    colour = LOOKS[box.kind][0]
    left = middle - _BOX / 2
    axes.add_patch(Rectangle((left, top), _BOX, box.height, facecolor="white", edgecolor=GREY, linewidth=0.7, zorder=3))
    axes.add_patch(Rectangle((left, top), 0.08, box.height, facecolor=colour, edgecolor="none", zorder=4))
    for place, words in enumerate(box.label + box.shares):
        axes.text(
            middle + 0.04, top + 0.05 + _LINE * (place + 0.5), words, ha="center", va="center", fontsize=_FONT,
            zorder=5, color=BLACK if place < len(box.label) else GREY, parse_math=False,
        )  # fmt: skip
