"""In which of the files that extend one another a problem stands."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from sim.errors import Problem
from sim.scenario.layers import Reading
from sim.scenario.overlay import ADDING, Raw

_PART = re.compile(r"""\[(\d+)\]|"[^"]*"|[^.\[\]"]+""")

FEW = 3
"""A rule that one thing breaks at more places than this is told once."""

MANY = 8
"""Where more names than this are not there, and nothing near them is, a whole table is missing: a few are told."""


def in_its_file(problem: Problem, reading: Reading) -> Problem:
    """The problem, with the file that set what is wrong; as it was, if that is the file given.

    It is the last file that holds the longest part of the problem's path.
    """
    if problem.file != reading.files[-1]:
        return problem
    parts = _parts(problem.path)
    if len(parts) > 1 and parts[0] in ADDING:
        return _in_its_list(problem, reading, str(parts[0]), parts[1])
    # A bare number becomes a table with a value; what counts is how far the files themselves go.
    parts = parts[: _depth(reading.raw, parts)]
    depths = [_depth(raw, parts) for raw in reading.raws]
    deepest = max(place for place, depth in enumerate(depths) if depth == max(depths))
    return replace(problem, file=reading.files[deepest])


def _in_its_list(problem: Problem, reading: Reading, key: str, place: str | int) -> Problem:
    # Entries of several files are put in one order, so an entry is known by its table, not its place.
    entries = reading.raw.get(key)
    if not isinstance(place, int) or not isinstance(entries, list) or place >= len(entries):
        return problem
    for file, raw in zip(reading.files, reading.raws, strict=True):
        own = raw.get(key)
        for number, entry in enumerate(own if isinstance(own, list) else ()):
            if entry is entries[place]:
                path = problem.path.replace(f"{key}[{place}]", f"{key}[{number}]", 1)
                return replace(problem, file=file, path=path)
    return problem


def _parts(path: str) -> list[str | int]:
    return [int(found[1]) if found[1] else found[0].strip('"') for found in _PART.finditer(path)]


def _depth(raw: Raw, parts: list[str | int]) -> int:
    at: Any = raw
    for depth, part in enumerate(parts):
        try:
            at = at[part]
        except (KeyError, IndexError, TypeError):
            return depth
    return len(parts)


def without_repeats(problems: list[Problem]) -> list[Problem]:
    """The problems, with one that many places share told at the first, and one that many things share at a few."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        key = (
            (problem.file, problem.rule, problem.value) if problem.value else (problem.file, problem.rule, problem.path)
        )
        alike.setdefault(key, []).append(problem)
    kin = Counter((same[0].file, same[0].rule) for same in alike.values() if _names_nothing(same[0]))
    told: list[Problem] = []
    seen: Counter[tuple[str, str]] = Counter()
    for same in alike.values():
        sort = (same[0].file, same[0].rule)
        if _names_nothing(same[0]) and kin[sort] > MANY:
            seen[sort] += 1
            if seen[sort] == FEW:
                more = f"There are {kin[sort] - FEW} more like this."
                told.append(replace(same[0], suggestion=f"{same[0].suggestion} {more}".strip()))
            elif seen[sort] < FEW:
                told.append(same[0])
        elif len(same) <= FEW:
            told += same
        else:
            more = f"The same at {len(same) - 1} more places."
            told.append(replace(same[0], suggestion=f"{same[0].suggestion} {more}".strip()))
    return told


def _names_nothing(problem: Problem) -> bool:
    return problem.rule.startswith("there is no ") and not problem.suggestion.startswith("Did you mean")
