"""The pathway as a picture: where people come in, what happens to them, how many a year, and where they wait."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from sim.measures.moves import Moves
from sim.report.drawing import BLACK, GREY
from sim.report.figures import number
from sim.report.labels import label_of
from sim.report.paper.layered import Line
from sim.report.paper.layered_picture import Arrow, Box, Rooms, Words, layered_picture, outside
from sim.report.paper.pathway_steps import bypassed, steps_without_waiting
from sim.report.pictures.page import PAGE, in_lines
from sim.scenario import Service

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BANDS = (1.0, 3.0, 7.0, 14.0, 28.0)
"""Mean waits at which a box takes the next colour [days]."""
_COLOURS = ("#fff7e6", "#fdd9a0", "#f5a65b", "#d9692b", "#a83a12", "#5e1a06")
"""From pale to dark in one hue, so that they differ in lightness alone whatever somebody's eyes tell apart."""
_DELAY, _COMES = "#eceff1", "#dcebf7"
_WIDE, _NARROW, _BETWEEN, _PASS, _GAP, _FOOT = 2.3, 1.02, 0.08, 0.14, 0.17, 0.56
"""Of a box in a row with few and with many others, of the room between them, for a line, between rows, and for the
legend [inch]."""
_LINES = 0.5
"""Room for lines that pass a row, if it is full [inch]."""
_LETTERS_AN_INCH, _MOST_STREAMS = 14.8, 1
_FEW_LETTERS = 20
_ALL = 0.999
"""Of the cases of an activity: if so many begin there, its own box says that they come in."""
_THIN, _THICK = 0.7, 8.0
"""Thickness of a line for the fewest and the most cases [points]."""


def pathway_map(service: Service, flows: Moves, waits: Mapping[str, float], *, title: str, under: str) -> "Figure":
    """The map of a service, as wide as a page; steps at which nobody is waited for are left out of it.

    Parameters
    ----------
    flows
        Cases a year on every way.
    waits
        Mean wait before the start, by activity [days]; those that are missing do not wait for anybody.
    under
        What the figures stand on.
    """
    left_out = steps_without_waiting(service, flows, waits)
    flows = bypassed(flows, left_out)
    if left_out:
        under += f"\nleft out: {len(left_out)} steps at which nobody is waited for"
    lines = _lines(flows)
    names = [*(activity for activity, cases in flows.visits.items() if cases > 0), *_doors(flows)]
    most = max(lines.values(), default=1.0)
    figure = layered_picture(
        lines,
        names,
        Rooms(PAGE, _PASS, _GAP, _FOOT),
        room=lambda count: _wide(count) + _BETWEEN,
        box=lambda name, count: _box(service, flows, name, waits.get(name), width=_wide(count)),
        arrow=lambda line: Arrow(_THIN + (_THICK - _THIN) * lines[line] / most, dashed=line in flows.beside),
        title=title,
        under="\n".join(in_lines([line], "") for line in under.split("\n")),
    )
    _legend(figure, doors=bool(_doors(flows)), others=any(name not in waits for name in flows.visits))
    return figure


def _wide(count: int) -> float:
    return min(_WIDE, max(_NARROW, (PAGE - _LINES) / max(count, 1) - _BETWEEN))


def _doors(flows: Moves) -> list[str]:
    """The boxes of those who come in, one for each activity to which others come from elsewhere."""
    return [outside(activity) for activity, cases in _coming_in(flows).items() if cases < _ALL * flows.visits[activity]]


def _coming_in(flows: Moves) -> dict[str, float]:
    """Cases that begin at an activity, by activity."""
    coming: dict[str, float] = {}
    for (_, activity), cases in flows.entries.items():
        coming[activity] = coming.get(activity, 0.0) + cases
    return {activity: cases for activity, cases in coming.items() if cases > 0}


def _box(service: Service, flows: Moves, name: str, wait: float | None, *, width: float) -> Box:
    letters = int(width * _LETTERS_AN_INCH)
    if name.startswith("\n"):
        coming = {stream: cases for (stream, activity), cases in flows.entries.items() if outside(activity) == name}
        words = _coming(service, coming, letters)
        return Box(tuple(map(Words, words)), _COMES, width)
    label = _lines_of(label_of(service, "activity", name), letters)
    begin = _coming_in(flows).get(name, 0.0)
    all_of_them = begin > 0 and begin >= _ALL * flows.visits[name]
    facts = [f"{number(flows.visits[name], 0)} {'come in' if all_of_them else 'a year'}"]
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
    rest = most[_MOST_STREAMS:]
    return words + (
        _lines_of(f"and {len(rest)} more: {number(sum(cases for cases, _ in rest), 0)}", letters) if rest else []
    )


def _lines_of(text: str, letters: int) -> list[str]:
    """Words on one or two lines, or three short ones; a longer label is cut, not the number after it."""
    head, colon, tail = text.rpartition(": ")
    if not tail.replace(",", "").isdigit():  # no number, but a part of a label
        head, colon, tail = text, "", ""
    most = 2 if letters >= _FEW_LETTERS else 3
    room = most * letters
    lines = wrap(text, letters)
    while len(lines) > most and room > 4:
        room -= 4
        lines = wrap(f"{shorten(head, room, placeholder=' …')}{colon}{tail}", letters)
    return lines or [""]


def _days(days: float) -> str:
    return "< 1 day" if days < 0.95 else f"{number(days, 0 if days >= 9.95 else 1)} days"


def _lines(flows: Moves) -> dict[Line, float]:
    lines: dict[Line, float] = {}
    coming = _coming_in(flows)
    lines |= {(door, door[1:]): coming[door[1:]] for door in _doors(flows)}
    lines |= flows.onward | flows.beside
    return {line: cases for line, cases in lines.items() if cases > 0}


def _legend(figure: "Figure", *, doors: bool, others: bool) -> None:
    """What the colours mean: those of waits, and those of people who come in and of other steps, if there are any."""
    from matplotlib.patches import Patch

    ends = [f"under {number(BANDS[0], 0)} day", *(f"{a:g} to {b:g}" for a, b in pairwise(BANDS))]
    words = [*ends, f"{BANDS[-1]:g} days or more"]
    handles = [Patch(facecolor=c, edgecolor=GREY, label=w) for c, w in zip(_COLOURS, words, strict=True)]
    handles += [Patch(facecolor=_DELAY, edgecolor=GREY, label="nobody is waited for")] if others else []
    handles += [Patch(facecolor=_COMES, edgecolor=GREY, label="people come in")] if doors else []
    figure.legend(
        handles=handles, title="mean wait at a step, days", title_fontsize=8, loc="lower left", ncols=4, frameon=False,
        fontsize=8, handlelength=1.3, columnspacing=1.2, alignment="left", borderpad=0.2,
    )  # fmt: skip
