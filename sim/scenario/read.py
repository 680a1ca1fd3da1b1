"""Scenario files as raw tables: reading, ``extends``, and what an extending file replaces."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import InputFault, Problem
from sim.scenario.shipped import find_config

Raw = dict[str, Any]

WHOLE = frozenset(
    {"next", "priorities", "teams", "growth", "weekday", "months", "leave_months", "gate", "work_types", "reached"}
)
"""Keys whose tables are one thing: an extending file replaces them whole, never entry by entry."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file with everything it extends, merged; ``files`` and ``texts`` from the root down."""

    raw: Raw
    files: tuple[str, ...]
    texts: tuple[str, ...]


def read_scenario(path: str | Path) -> Reading:
    """Read a TOML file and the files it extends into one raw table.

    Raises
    ------
    InputFault
        If a file is missing, unreadable, not UTF-8 or not TOML, or the files extend in a circle.
    """
    return _read(_locate(path, said_by=""), ())


def _locate(path: str | Path, said_by: str) -> Path:
    try:
        return find_config(path)
    except FileNotFoundError:
        hint = f'Named by "extends" in {said_by}.' if said_by else "Check the name and the folder you are in."
        raise InputFault([Problem(str(path), "", "there is no such file", suggestion=hint)]) from None


def _read(path: Path, above: tuple[Path, ...]) -> Reading:
    if path.resolve() in above:
        raise InputFault([Problem(path.name, "extends", "files extend one another in a circle", path.name)])
    text = read_text(path)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputFault([Problem(path.name, "", f"this is not valid TOML: {error}")]) from None
    _place_day_one_files(raw, path)
    _check_order_of_changes(raw, path.name)
    parent = raw.pop("extends", None)
    if parent is None:
        return Reading(raw, (path.name,), (text,))
    if not isinstance(parent, str):
        raise InputFault([Problem(path.name, "extends", "the name of one file is wanted", repr(parent))])
    beside = path.parent / parent
    found = beside if beside.is_file() else _locate(parent, said_by=path.name)
    root = _read(found, (*above, path.resolve()))
    return Reading(extend(root.raw, raw), (*root.files, path.name), (*root.texts, text))


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
        rule = f"the file cannot be read: {error.strerror or error}"
        raise InputFault([Problem(path.name, "", rule)]) from None


def extend(base: Raw, over: Raw) -> Raw:
    """The base with an extending file laid over it.

    Tables are laid over entry by entry, except tables that are one thing (numbers with their
    evidence, distributions, and the keys of ``WHOLE``). Lists are replaced, but changes by date
    add to those of the base.
    """
    merged = _lay_over(base, over)
    if isinstance(base.get("change"), list) and isinstance(over.get("change"), list):
        merged["change"] = sorted([*base["change"], *over["change"]], key=lambda change: str(change.get("from")))
    return merged


def _lay_over(base: Raw, over: Raw) -> Raw:
    merged = dict(base)
    for key, value in over.items():
        old = base.get(key)
        if not isinstance(old, dict) or not isinstance(value, dict) or key in WHOLE:
            merged[key] = value
        else:
            merged[key] = value if _one_thing(old) or _one_thing(value) else _lay_over(old, value)
    return merged


def _one_thing(table: Raw) -> bool:
    return "value" in table or "distribution" in table or "number" in table


def set_dotted(raw: Raw, dotted: str, value: Any) -> Raw:
    """A copy of ``raw`` in which the dotted key holds ``value`` (laid over, if both are tables)."""
    head, _, rest = dotted.partition(".")
    return _lay_over(raw, {head: _nest(rest, value)})


def _nest(dotted: str, value: Any) -> Any:
    if not dotted:
        return value
    head, _, rest = dotted.partition(".")
    return {head: _nest(rest, value)}


def _place_day_one_files(raw: Raw, path: Path) -> None:
    # A day-one file is named relative to the config that names it, wherever that is extended.
    day_one = raw.get("day_one")
    for stock in day_one.values() if isinstance(day_one, dict) else ():
        if isinstance(stock, dict) and isinstance(stock.get("csv"), str):
            stock["csv"] = str(path.parent / stock["csv"])


def _check_order_of_changes(raw: Raw, file: str) -> None:
    changes = raw.get("change")
    if not isinstance(changes, list):
        return
    dates = [change.get("from") for change in changes if isinstance(change, dict)]
    for place in range(1, len(dates)):
        earlier, later = dates[place - 1], dates[place]
        if type(earlier) is type(later) and later is not None and later < earlier:
            hint = f"It stands after {earlier}; put the changes in order of date."
            raise InputFault([Problem(file, f"change[{place}].from", "dates out of order", str(later), hint)])
