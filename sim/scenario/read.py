"""Scenario files as raw tables: reading, ``extends``, and what an extending file replaces."""

import datetime as dt
import difflib
import math
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.errors import InputFault, Problem
from sim.scenario.faults import LARGEST, short
from sim.scenario.people import WAYS_OF_COMING
from sim.scenario.shipped import find_config, shipped_names

Raw = dict[str, Any]

WHOLE = frozenset(
    {
        "next",
        "priorities",
        "teams",
        "growth",
        "weekday",
        "months",
        "leave_months",
        "gate",
        "work_types",
        "reached",
        "patience",
        "then",
        "uptake",
        "from_clients",
        "warrants",
        "option",
    }
)
"""Keys whose tables are one thing: an extending file replaces them whole, never entry by entry."""


EITHER = (
    frozenset(WAYS_OF_COMING),
    frozenset({"effort_hours", "effort_share", "delay_days", "gate", "place", "awaits"}),
    frozenset({"net_vacancy_share", "turnover_per_year"}),
    frozenset({"work_types", "stream"}),
)
"""Keys of which a table holds one: an extending file that gives one of them takes the others away."""

_WORK = frozenset({"effort_hours", "effort_share"})

GOES_WITH: dict[str, frozenset[str]] = {
    "growth": frozenset({"per_year"}),
    "pattern": frozenset({"per_year", "uptake", "from_clients"}),
    "by": _WORK | {"place"},
    **dict.fromkeys(("held", "priority", "patience", "joint", "chased_by"), _WORK),
}
"""Keys that go with some of ``EITHER`` only: they go when an extending file gives one that they do not go with."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file with everything it extends, merged.

    ``files``, ``texts`` and ``raws`` (each file by itself) go from the root down.
    """

    raw: Raw
    files: tuple[str, ...]
    texts: tuple[str, ...]
    raws: tuple[Raw, ...]


def read_scenario(path: str | Path) -> Reading:
    """Read a TOML file and the files it extends into one raw table.

    Raises
    ------
    InputFault
        If a file is missing, unreadable, not UTF-8 or not TOML, or the files extend in a circle.
    """
    return _read(_locate(path), ())


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


def _read(path: Path, above: tuple[Path, ...]) -> Reading:
    text = read_text(path)
    raw = _parse(text, path.name)
    _place_day_one_files(raw, path)
    parent = raw.pop("extends", None)
    if parent is None:
        return Reading(raw, (path.name,), (text,), (raw,))
    root = _read(_parent(parent, path, above), (*above, path.resolve()))
    return Reading(extend(root.raw, raw), (*root.files, path.name), (*root.texts, text), (*root.raws, raw))


def _parse(text: str, file: str) -> Raw:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        rule, _, place = str(error).rpartition(" (at ")
        rule = f"this is not valid TOML: {rule[:1].lower()}{rule[1:]}"
        raise InputFault([Problem(file, place.removesuffix(")"), rule)]) from None
    except (ValueError, RecursionError) as error:
        reason = "tables or lists too deep" if isinstance(error, RecursionError) else "a number with too many digits"
        raise InputFault([Problem(file, "", f"this is not usable TOML: {reason}")]) from None
    if not raw:
        raise InputFault([Problem(file, "", "the file is empty" if not text.strip() else "the file sets nothing")])
    usable: Raw = _without_giants(raw)
    return usable


def _without_giants(raw: Any) -> Any:
    """The raw values with numbers beyond all sense as infinity, which validation refuses in its place."""
    if isinstance(raw, dict):
        return {name: _without_giants(value) for name, value in raw.items()}
    if isinstance(raw, list):
        return [_without_giants(value) for value in raw]
    giant = isinstance(raw, int | float) and abs(raw) > LARGEST
    return (math.inf if raw > 0 else -math.inf) if giant else raw


def _parent(parent: Any, path: Path, above: tuple[Path, ...]) -> Path:
    if not isinstance(parent, str):
        raise InputFault([Problem(path.name, "extends", "the name of one file is wanted", short(parent))])
    try:
        beside = path.parent / parent
        found = beside if beside.is_file() else find_config(parent)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        rule = "there is no such file" if missing else f"the file cannot be read: {_reason(error)}"
        raise InputFault([Problem(path.name, "extends", rule, short(parent))]) from None
    if found.resolve() in (*above, path.resolve()):
        raise InputFault([Problem(path.name, "extends", "files extend one another in a circle", short(parent))])
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


def extend(base: Raw, over: Raw) -> Raw:
    """The base with an extending file laid over it.

    Tables are laid over entry by entry, except tables that are one thing (numbers with their
    evidence, distributions, and the keys of ``WHOLE``). Lists are replaced, but changes by date
    add to those of the base.
    """
    merged = _lay_over(base, over)
    if isinstance(base.get("change"), list) and isinstance(over.get("change"), list):
        merged["change"] = sorted([*base["change"], *over["change"]], key=_date_of_change)
    return merged


def _date_of_change(change: Any) -> str:
    return str(change.get("from")) if isinstance(change, dict) else ""


def _lay_over(base: Raw, over: Raw, above: str = "") -> Raw:
    """One table over another; ``above`` is the key that holds them."""
    merged = {key: value for key, value in base.items() if key in over or not _taken_away(key, over)}
    for key, value in over.items():
        old = base.get(key)
        if above == "posts" and type(value) is int:
            merged[key] = _with_as_many(old, value)
        elif not isinstance(old, dict) or not isinstance(value, dict) or key in WHOLE:
            merged[key] = value
        else:
            whole = _one_thing(old, above) or _one_thing(value, above)
            merged[key] = value if whole else _lay_over(old, value, key)
    return merged


def _taken_away(key: str, over: Raw) -> bool:
    """Whether what ``over`` gives leaves no room for a key of the base."""
    for keys in EITHER:
        given = keys & over.keys()
        if given and (key in keys or (GOES_WITH.get(key, frozenset()) & keys and not given & GOES_WITH[key])):
            return True
    return False


def _one_thing(table: Raw, above: str) -> bool:
    return any(key in table for key in ("value", "distribution", "csv")) or (above == "posts" and "number" in table)


def _with_as_many(posts: Any, number: int) -> Any:
    """So many posts with the part-time posts and warrants that there are, as far as they are among them.

    A cut ends the posts with the highest numbers and a rise adds to them, so the first stay as they are.
    """
    kept: Raw = {"number": number}
    if isinstance(posts, dict) and isinstance(posts.get("part_time"), list) and posts["part_time"][: max(number, 0)]:
        kept["part_time"] = posts["part_time"][: max(number, 0)]
    if isinstance(posts, dict) and isinstance(posts.get("warrants"), dict) and number > 0:
        warrants = posts["warrants"]
        kept["warrants"] = {name: _at_most(given, number) for name, given in warrants.items()}
    return kept if len(kept) > 1 else number


def _at_most(given: Any, number: int) -> Any:
    count = given.get("value") if isinstance(given, dict) else given
    return number if isinstance(count, int | float) and count > number else given


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
