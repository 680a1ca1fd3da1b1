"""Where the time of a run goes, and whether Python goes round in it once a case, a visit or a worker-day.

A profile counts calls, and a loop with no call in it leaves no trace there. So the functions of ``sim`` that stand
first in the profile are run again with a count of how often each of their lines is reached.
"""

import cProfile
import pstats
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import sim

PACKAGE = str(Path(sim.__file__).parent)


@dataclass(frozen=True)
class Line:
    """One line of a profile: a function, its own seconds, its calls from one place, and its busiest line."""

    where: str
    seconds: float
    calls: int
    goes: int
    """How often its busiest line was reached; 0 outside the folder looked at."""


def first_lines(run: Callable[[], object], *, lines: int, within: str = PACKAGE) -> list[Line]:
    """The first lines of the profile of a run, by own time; loops are counted in files ``within`` a folder."""
    profile = cProfile.Profile(time.process_time)
    profile.runcall(run)
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # there, but not in the stubs
    first = sorted(stats.items(), key=lambda entry: -entry[1][2])[:lines]
    goes = _goes(run, {place for place, _ in first if place[0].startswith(within)})
    return [
        Line(_name(place), seconds, _most_from_one_place(calls, callers), goes.get(place, 0))
        for place, (_, calls, seconds, _, callers) in first
    ]


def _most_from_one_place(calls: int, callers: dict[Any, tuple[int, ...]]) -> int:
    """Calls by the caller with most of them: a loop is in one place, and everybody calls ``len``."""
    return max((number for _, number, *_ in callers.values()), default=calls)


def _name(place: tuple[str, int, str]) -> str:
    file, line, function = place
    if file == "~":
        return function
    return f"{Path(file).relative_to(PACKAGE) if file.startswith(PACKAGE) else Path(file).name}:{line} {function}"


def _goes(run: Callable[[], object], places: set[tuple[str, int, str]]) -> dict[tuple[str, int, str], int]:
    """How often the busiest line of each place was reached."""
    reached: Counter[tuple[CodeType, int]] = Counter()

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            reached[frame.f_code, frame.f_lineno] += 1
        return on_line

    def on_call(frame: FrameType, event: str, _: Any) -> Any:
        return on_line if _place(frame.f_code) in places else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        run()
    finally:
        sys.settrace(before)
    most: dict[tuple[str, int, str], int] = {}
    for (code, _), times in reached.items():
        most[_place(code)] = max(times, most.get(_place(code), 0))
    return most


def _place(code: CodeType) -> tuple[str, int, str]:
    return code.co_filename, code.co_firstlineno, code.co_name
