"""The pathway as a diagram: a picture for pages, and Mermaid text for whoever wants to redraw or alter it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Final

from sim.report.drawing import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, WIDTH
from sim.report.figures import from_to
from sim.report.labels import label_of
from sim.report.paper.layered import Line
from sim.report.paper.layered_picture import Arrow, Box, Rooms, Words, layered_picture, outside
from sim.report.paper.model.structure import Edge, pathway_edges
from sim.scenario import Service
from sim.scenario.pathway import CLOSE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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

_BOX, _BETWEEN, _PASS, _GAP = 1.5, 0.12, 0.22, 0.3
"""Width of a box, and of the room between two, for a line that passes, and between two rows [inch]."""
_SIGNS, _MOST = 23, 42
"""Signs to a line, and of a label."""
_LINE = 0.8
"""Width of a line [points]."""


def pathway_figure(service: Service) -> "Figure":
    """The pathway from top to bottom; boxes are marked by what an activity is."""
    from matplotlib.patches import Patch

    edges = pathway_edges(service)
    boxes, lines = pathway_boxes(service, edges), _lines(edges)
    figure = layered_picture(
        dict.fromkeys(lines, 1.0),
        list(boxes),
        Rooms(WIDTH, _PASS, _GAP),
        room=lambda _: _BOX + _BETWEEN,
        box=lambda name, _: boxes[name],
        arrow=lambda line: Arrow(_LINE, dashed=lines[line], hides=1.0, head=9.0),
        title="The pathway",
        under="From the config. Shares are of the cases that come to a box, by kind of work.",
    )
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
            coming[edge.target] += _label(label_of(service, "stream", edge.source))
        elif edge.way == "next" and edge.target in (CLOSE, edge.source):
            last[edge.source].append(f"{share_of(edge) or 'all'} {'end here' if edge.target == CLOSE else 'again'}")
    for name, kind in kinds.items():
        if kind != PEOPLE and name != CLOSE:
            boxes[name] = _box(_label(label_of(service, "activity", name)), kind, last[name])
    return {outside(name): _box(words, PEOPLE) for name, words in coming.items()} | boxes


def _box(label: Iterable[str], kind: str, shares: Iterable[str] = ()) -> Box:
    """A box: lines of a label, and lines on who ends or begins again."""
    words = (*map(Words, label), *(Words(share, GREY) for share in shares))
    return Box(words, "white", _BOX, mark=LOOKS[kind][0])


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


def _label(label: str) -> list[str]:
    return wrap(shorten(label, _MOST, placeholder=" …"), _SIGNS) or [""]


def _lines(edges: Iterable[Edge]) -> dict[Line, bool]:
    """The arrows of the picture, and whether cases go there only aside: side work, or for want of a place."""
    lines: dict[Line, bool] = {}
    for edge in edges:
        if edge.target not in (CLOSE, edge.source):
            line = (outside(edge.target) if edge.way == "begins" else edge.source, edge.target)
            lines[line] = edge.way in ("away", "beside") and lines.get(line, True)
    return lines
