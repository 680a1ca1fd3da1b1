"""Scenario files as raw tables: reading, and ``extends``."""

import datetime as dt
import difflib
import math
import tomllib
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from sim.errors import InputFault, Problem
from sim.scenario.conflicts import conflicts
from sim.scenario.faults import LARGEST, short
from sim.scenario.layers import Layer, Reading, beyond, joined, laid
from sim.scenario.overlay import WHOLE, Raw, extend, set_dotted
from sim.scenario.shipped import find_config, shipped_names

__all__ = [
    "WHOLE",
    "Raw",
    "Reading",
    "extend",
    "order_of_changes",
    "parsed",
    "read_scenario",
    "read_text",
    "set_dotted",
]


def read_scenario(path: str | Path) -> Reading:
    """Read a TOML file and the files it extends into one raw table.

    Raises
    ------
    InputFault
        If a file is missing, unreadable, not UTF-8 or not TOML, the files extend in a circle, or two that
        one file extends set the same thing to different values.
    """
    return laid(_read(_locate(path), ()))


def _locate(path: str | Path) -> Path:
    try:
        return find_config(path)
    except FileNotFoundError:
        given = Path(path)
        rule = "this is a folder; the file in it is wanted" if given.is_dir() else "there is no such file"
        hint = "" if given.is_dir() else _meant(given.stem) or "Check the name and the folder you are in."
        raise InputFault([Problem(str(path) or '""', "", rule, suggestion=hint)]) from None
    except (OSError, ValueError) as error:
        raise InputFault([Problem(str(path), "", f"the file cannot be read: {_reason(error)}")]) from None


def _meant(stem: str) -> str:
    close = difflib.get_close_matches(stem, shipped_names(), n=1, cutoff=0.7)
    return f"Did you mean {close[0]!r}, which comes with carecap?" if close else ""


def _reason(error: OSError | ValueError) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _read(path: Path, above: tuple[Path, ...]) -> tuple[Layer, ...]:
    """A file and all that it extends, from the root down."""
    text = read_text(path)
    raw = _with_day_one_placed(parsed(text, path.name), path)
    given = raw.pop("extends", None)
    if given is None:
        return (Layer(path.name, text, raw, path.resolve()),)
    parents = _parents(given, path, above)
    own = Layer(path.name, text, raw, path.resolve(), tuple(parent.resolve() for parent in parents))
    problems: list[Problem] = []
    chains = []
    for parent in parents:
        try:
            chains.append(_read(parent, (*above, path.resolve())))
        except InputFault as fault:
            problems += fault.problems
    if not problems:
        hint = "Set it in this file, or leave one of the two out."
        for one, other in combinations(chains, 2):
            sides = beyond(one, other), beyond(other, one)
            problems += conflicts(*sides, own, file=path.name, path="extends", hint=hint)
    if problems:
        raise InputFault(list(dict.fromkeys(problems)))
    return (*joined(chains), own)


def parsed(text: str, file: str) -> Raw:
    """The raw table of a TOML text; InputFault if it is none. What is in the table is for reading only."""
    try:
        raw = _table(text)
    except tomllib.TOMLDecodeError as error:
        rule, _, place = str(error).rpartition(" (at ")
        rule = f"this is not valid TOML: {rule[:1].lower()}{rule[1:]}"
        raise InputFault([Problem(file, place.removesuffix(")"), rule)]) from None
    except (ValueError, RecursionError) as error:
        reason = "tables or lists too deep" if isinstance(error, RecursionError) else "a number with too many digits"
        raise InputFault([Problem(file, "", f"this is not usable TOML: {reason}")]) from None
    if not raw:
        raise InputFault([Problem(file, "", "the file is empty" if not text.strip() else "the file sets nothing")])
    return dict(raw)


@lru_cache(maxsize=64)
def _table(text: str) -> Raw:
    """The table of a text, made once: what an experiment's options extend is read for each of them."""
    usable: Raw = _without_giants(tomllib.loads(text))
    return usable


def _without_giants(raw: Any) -> Any:
    """The raw values with numbers beyond all sense as infinity, which validation refuses in its place."""
    if isinstance(raw, dict):
        return {name: _without_giants(value) for name, value in raw.items()}
    if isinstance(raw, list):
        return [_without_giants(value) for value in raw]
    giant = isinstance(raw, int | float) and abs(raw) > LARGEST
    return (math.inf if raw > 0 else -math.inf) if giant else raw


def _parents(given: Any, path: Path, above: tuple[Path, ...]) -> list[Path]:
    """The files that a file extends, in order."""
    names = given if isinstance(given, list) else [given]
    if not names or not all(isinstance(name, str) for name in names):
        rule = "the name of a file is wanted, or a list of names"
        raise InputFault([Problem(path.name, "extends", rule, short(given))])
    found: list[Path] = []
    problems: list[Problem] = []
    for name in names:
        beside = path.parent / name
        try:
            parent = beside if beside.is_file() else find_config(name)
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError)
            rule = "there is no such file" if missing else f"the file cannot be read: {_reason(error)}"
            problems.append(Problem(path.name, "extends", rule, short(name)))
            continue
        if parent.resolve() in (*above, path.resolve()):
            problems.append(Problem(path.name, "extends", "files extend one another in a circle", short(name)))
        elif parent.resolve() in [other.resolve() for other in found]:
            problems.append(Problem(path.name, "extends", "a file is extended once", short(name)))
        found.append(parent)
    if problems:
        raise InputFault(problems)
    return found


def read_text(path: Path) -> str:
    """The text of a UTF-8 file.

    Raises
    ------
    InputFault
        If it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = f"the file is not UTF-8 text (byte {error.start})"
        raise InputFault([Problem(path.name, "", rule, suggestion="Save it again as UTF-8.")]) from None
    except OSError as error:
        rule = f"the file cannot be read: {_reason(error)}"
        raise InputFault([Problem(path.name, "", rule)]) from None


def _with_day_one_placed(raw: Raw, path: Path) -> Raw:
    """The raw table with its day-one files relative to the config that names them, wherever that is extended."""
    day_one = raw.get("day_one")
    if not isinstance(day_one, dict):
        return raw

    def placed(stock: Any) -> Any:
        named = isinstance(stock, dict) and isinstance(stock.get("csv"), str)
        return {**stock, "csv": str(path.parent / stock["csv"])} if named else stock

    return {**raw, "day_one": {kind: placed(stock) for kind, stock in day_one.items()}}


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []


def order_of_changes(raw: Raw, file: str) -> list[Problem]:
    """A problem for each dated change that stands after a later one in the same file."""
    changes = raw.get("change")
    dates = [change.get("from") if isinstance(change, dict) else None for change in _list(changes)]
    problems = []
    for place, (earlier, later) in enumerate(pairwise(dates), start=1):
        if type(earlier) is type(later) is dt.date and later < earlier:
            hint = f"It stands after {earlier}; put the changes in order of date."
            problems.append(Problem(file, f"change[{place}].from", "dates out of order", str(later), hint))
    return problems
