"""The pathway as a picture: where people come in, what happens to them, how many a year, and where they wait."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from sim.measures.moves import Moves
from sim.report.drawing import BLACK, GREY, WIDTH
from sim.report.figures import number
from sim.report.labels import label_of
from sim.report.paper.layered import Line
from sim.report.paper.layered_picture import Arrow, Box, Rooms, Words, layered_picture, outside
from sim.scenario import Service

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BANDS = (1.0, 3.0, 7.0, 14.0, 28.0)
"""Mean waits at which a box takes the next colour [days]."""
_COLOURS = ("#fff7e6", "#fdd9a0", "#f5a65b", "#d9692b", "#a83a12", "#5e1a06")
"""From pale to dark in one hue, so that they differ in lightness alone whatever somebody's eyes tell apart."""
_DELAY, _COMES = "#eceff1", "#dcebf7"
_WIDE, _NARROW, _BETWEEN, _PASS, _GAP = 2.62, 1.66, 0.1, 0.18, 0.145
"""Of a box in a row with few and with many others, and of the room between them, for a line and between rows [inch]."""
_FEW = 3
_LETTERS_AN_INCH, _MOST_STREAMS = 15.8, 7
_THIN, _THICK = 0.7, 8.0
"""Thickness of a line for the fewest and the most cases [points]."""


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
    most = max(lines.values(), default=1.0)
    figure = layered_picture(
        lines,
        names,
        Rooms(WIDTH, _PASS, _GAP),
        room=lambda count: _wide(count) + _BETWEEN,
        box=lambda name, count: _box(service, flows, name, waits.get(name), width=_wide(count)),
        arrow=lambda line: Arrow(_THIN + (_THICK - _THIN) * lines[line] / most, dashed=line in flows.beside),
        title=title,
        under=under,
    )
    _legend(figure)
    return figure


def _wide(count: int) -> float:
    return _WIDE if count <= _FEW else _NARROW


def _doors(flows: Moves) -> list[str]:
    """The boxes of those who come in, one for each activity at which they begin."""
    return list(dict.fromkeys(outside(activity) for (_, activity), cases in flows.entries.items() if cases > 0))


def _box(service: Service, flows: Moves, name: str, wait: float | None, *, width: float) -> Box:
    letters = int(width * _LETTERS_AN_INCH)
    if name.startswith("\n"):
        coming = {stream: cases for (stream, activity), cases in flows.entries.items() if outside(activity) == name}
        words = _coming(service, coming, letters)
        return Box(tuple(map(Words, words)), _COMES, width)
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
    ink = BLACK if band is None or band < len(BANDS) - 1 else "white"
    told = [Words(line, ink, bold=wait is not None) for line in _joined(facts, letters)]
    fill = _DELAY if band is None else _COLOURS[band]
    return Box((*(Words(line, ink) for line in label), *told), fill, width)


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
        lines[outside(activity), activity] = lines.get((outside(activity), activity), 0.0) + cases
    lines |= flows.onward | flows.beside
    return {line: cases for line, cases in lines.items() if cases > 0}


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
