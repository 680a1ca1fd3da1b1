"""Setting one number, word or switch of a raw scenario by its dotted name, with what stands around it kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError

from sim.errors import InputFault, Problem
from sim.scenario.faults import known_keys, nearest
from sim.scenario.overlay import WHOLE, Raw, extend, one_thing, set_dotted, with_as_many
from sim.scenario.service import Scenario
from sim.scenario.values import Distribution

Place = tuple[str | int, ...]
"""The keys and positions that lead to a setting."""

_INDEXED = re.compile(r"(.+?)\[(\d+)\]")
_ABSENT: Any = object()
"""Stands for a setting that a file does not give."""

_BOUNDS = {"low": False, "mean_low": False, "high": True, "mean_high": True}
"""Bounds of what is not known about a number, and whether they lie above it."""

KEPT = {
    "clock": "all designs of an experiment have one period; give the experiment itself years = 3",
    "change": "a setting holds from a date if the experiment gives one beside it: from = 2015-04-01",
    "option": "the sheet of an option stands in its own file",
    "title": "a label says what a design is",
    "description": "a label says what a design is",
    "documentation": "it says what the config is for, and designs only differ from that",
}
"""Tables that no setting of an experiment alters, with the reason."""


def put(raw: Raw, dotted: str, value: Any, *, file: str = "", path: str = "") -> Raw:
    """A copy of a raw scenario in which a dotted setting holds a value.

    A bare number in place of one with evidence keeps the evidence, but not a range that would not hold it. A number
    of posts keeps part-time posts and warrants, as far as they fit. A field of a distribution alters that field.

    Parameters
    ----------
    dotted
        Such as ``team.north.posts.social_worker``, ``work_type.full_assessment.effort_hours.mean`` or
        ``target[0].share``.
    file, path
        Where it is asked for.

    Raises
    ------
    InputFault
        If the scenario has no such setting.
    """
    return set_dotted(raw, *resolved(raw, dotted, value, file=file, path=path))


def resolved(raw: Raw, dotted: str, value: Any, *, file: str, path: str) -> tuple[str, Any]:
    """The setting that files replace as one thing, with its new value: the whole distribution for one of its fields.

    Raises as :func:`put`.
    """
    place = place_of(dotted)
    altered = _Setting(raw, dotted, value, file, path).put(raw, place, ())
    whole = _whole(raw, place)
    return ".".join(map(str, whole)), at(altered, whole)


def place_of(dotted: str) -> Place:
    """The keys of a dotted name; ``target[0]`` and ``target.0`` are a key and a position."""
    place: list[str | int] = []
    for part in dotted.split("."):
        indexed = _INDEXED.fullmatch(part)
        place += [indexed[1], int(indexed[2])] if indexed else [int(part) if part.isdecimal() else part]
    return tuple(place)


def at(raw: Any, place: Sequence[str | int]) -> Any:
    """What stands at a place; a value that is like nothing else if nothing does."""
    for part in place:
        if isinstance(raw, dict) and str(part) in raw:
            raw = raw[str(part)]
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            raw = raw[part]
        else:
            return _ABSENT
    return raw


def flattened(raw: Raw, settings: Raw, above: str = "") -> Raw:
    """Settings by their dotted names, where some may be written as tables in tables."""
    found: Raw = {}
    for name, value in settings.items():
        here = f"{above}.{name}" if above else name
        place = place_of(here)
        old, holder = at(raw, place), str(place[-2]) if len(place) > 1 else ""
        whole = place[-1] in WHOLE or (isinstance(old, dict) and one_thing(old, holder))
        if isinstance(value, dict) and value and not whole and not one_thing(value, holder):
            found |= flattened(raw, value, here)
        else:
            found[here] = value
    return found


def _whole(raw: Raw, place: Place) -> Place:
    """As much of a place as files replace as one thing."""
    for length in range(1, len(place)):
        old, holder = at(raw, place[:length]), str(place[length - 2]) if length > 1 else ""
        atomic = one_thing(old, holder) if isinstance(old, dict) else old is not _ABSENT
        if place[length - 1] in WHOLE or atomic:
            return place[:length]
    return place


@dataclass(frozen=True, slots=True)
class _Setting:
    """A setting on its way into a raw scenario."""

    raw: Raw
    dotted: str
    value: Any
    file: str
    path: str

    def put(self, old: Any, left: Place, place: Place) -> Any:
        """What stands at ``place`` once the setting, which is ``left`` further in, is set."""
        if not left:
            return self._valued(old, place)
        key, *rest = left
        if isinstance(old, list):
            return self._in_list(old, key, tuple(rest), place)
        table = old if isinstance(old, dict) else self._as_table(old, place)
        key = self._spelled(str(key), table, place)
        if _are_posts(place) and key in ("number", "value") and not rest:
            return self._valued(old, place)
        self._check(key, table, place, given=old is not _ABSENT)
        inner = self.put(table.get(key, _ABSENT), tuple(rest), (*place, key))
        if place and (place[-1] in WHOLE or "value" in table or "distribution" in table):
            return _with_bounds({**table, key: inner}, key)
        # The key that holds the table matters (posts), and so do settings of which there is one.
        holder = str(place[-1]) if place else ""
        return extend({holder: table}, {holder: {key: inner}})[holder] if holder else extend(table, {key: inner})

    def _in_list(self, old: list[Any], key: str | int, rest: Place, place: Place) -> list[Any]:
        if not isinstance(key, int):
            self._refuse(f"{_dotted(place)} is a list; name the position, from 0: {_dotted(place)}[0].{key}")
        if key >= len(old):
            self._refuse(f"{_dotted(place)} has {len(old)} entries, the first being [0]")
        return [*old[:key], self.put(old[key], rest, (*place, key)), *old[key + 1 :]]

    def _as_table(self, old: Any, place: Place) -> Raw:
        """A bare number as the table it could be written as."""
        if old is _ABSENT:
            return {}
        fields = known_keys(Scenario, place)
        if not isinstance(old, int | float) or isinstance(old, bool) or not {"value", "number"} & set(fields):
            self._refuse(f"{_dotted(place)} holds {old!r} and has no settings of its own")
        return {"value" if "value" in fields else "number": old}

    def _spelled(self, key: str, table: Raw, place: Place) -> str:
        # The mean of a duration without a spread is its value.
        fixed = "value" in table and table.get("distribution", "fixed") == "fixed"
        return "value" if key == "mean" and fixed and "distribution" in known_keys(Scenario, place) else key

    def _check(self, key: str, table: Raw, place: Place, *, given: bool) -> None:
        if not place and key in KEPT:
            self._refuse(f"{key} is not set here: {KEPT[key]}")
        known = known_keys(Scenario, place)
        names = known or tuple(table)
        if len(place) == 3 and place[0] == "team" and place[-1] == "posts":
            roles = self.raw.get("role")
            names = tuple(roles) if isinstance(roles, dict) else ()
        if key in table or key in names or (not known and not given):
            return
        where = f" in {_dotted(place)}" if place else ""
        self._refuse("there is no such setting" if known else f"there is no {key!r}{where}", nearest(key, names))

    def _valued(self, old: Any, place: Place) -> Any:
        """The value, with what the old one leaves to it."""
        number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not number:
            return self.value
        if _are_posts(place):
            return with_as_many(old, self.value) if isinstance(self.value, int) else self.value
        if not isinstance(old, dict):
            return self.value
        family = old.get("distribution", "fixed")
        if family != "fixed":
            fields = "mean" if "mean" in old else " or ".join(key for key in ("min", "mode", "max") if key in old)
            hint = f"Set {self.dotted}.{fields}." if fields else ""
            self._refuse(f"this is a distribution ({family}), of which a number would take away the spread", hint)
        return _with_bounds({**old, "value": self.value}, "value") if "value" in old else self.value

    def _refuse(self, rule: str, hint: str = "") -> NoReturn:
        found = "" if self.dotted in self.path else repr(self.dotted)
        raise InputFault([Problem(self.file, self.path, rule, found, hint)])


def _are_posts(place: Place) -> bool:
    return len(place) == 4 and (place[0], place[2]) == ("team", "posts")


def _with_bounds(table: Raw, altered: str) -> Raw:
    """The table without bounds that its number has left behind."""
    centre = None if altered in _BOUNDS else _centre(table)
    if centre is None:
        return table
    return {key: item for key, item in table.items() if key not in _BOUNDS or not _outside(item, centre, key)}


def _outside(bound: Any, centre: float, key: str) -> bool:
    if not isinstance(bound, int | float):
        return False
    return bound < centre if _BOUNDS[key] else bound > centre


def _centre(table: Raw) -> float | None:
    value = table.get("value")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        return Distribution.model_validate({key: item for key, item in table.items() if key not in _BOUNDS}).average
    except ValidationError:
        return None


def _dotted(place: Place) -> str:
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
