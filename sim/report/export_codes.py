"""The codes of Client Level Data that only a council knows, as it writes them down for an export."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import InputFault, Problem
from sim.eventlog.client_level_data import ASSESSMENT_TYPES, SERVICE_TYPES
from sim.scenario.faults import nearest

_BY = {
    "route_of_access": ("demand",),
    "review_reason": ("demand",),
    "assessment_type": ("work_type", "demand"),
    "service_type": ("activity",),
}
"""What each table of codes is by: a table of the config."""

_WORDS = {"demand": "stream", "work_type": "work type", "activity": "activity"}

_LISTS = {"assessment_type": ASSESSMENT_TYPES, "service_type": SERVICE_TYPES}
"""The values that a table may hold; the lists of the others are not published whole."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What a file of codes says; nothing, where there is no file.

    ``left_out`` names the streams that the collection does not cover. The others give the code by stream, work type (or
    stream, of cases without one) or by the activity with which support begins.
    """

    la_code: str = ""
    left_out: frozenset[str] = frozenset()
    route_of_access: Mapping[str, str] = field(default_factory=dict)
    review_reason: Mapping[str, str] = field(default_factory=dict)
    assessment_type: Mapping[str, str] = field(default_factory=dict)
    service_type: Mapping[str, str] = field(default_factory=dict)


def read_codes(file: Path, config: Mapping[str, Any]) -> Codes:
    """Read a file of codes for results of a config.

    Raises
    ------
    InputFault
        With every problem: no such file or no TOML, a name that the config has not, a value that no list has.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputFault([Problem("--codes", str(file), f"cannot be read: {error.strerror or error}")]) from None
    except ValueError as error:
        raise InputFault([Problem(str(file), "", f"not TOML: {error}")]) from None
    problems = [
        *_unknown(str(file), told),
        *_wrong_texts(str(file), told, config),
        *(problem for name in _BY for problem in _wrong_table(str(file), name, told.get(name, {}), config)),
    ]
    if problems:
        raise InputFault(problems)
    tables = {name: told.get(name, {}) for name in _BY}
    return Codes(la_code=told.get("la_code", ""), left_out=frozenset(told.get("leave_out_streams", ())), **tables)


def _unknown(file: str, told: Mapping[str, Any]) -> Iterator[Problem]:
    known = ("la_code", "leave_out_streams", *_BY)
    for name in told:
        if name not in known:
            yield Problem(file, name, "there is no such setting", suggestion=nearest(name, known))


def _wrong_texts(file: str, told: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(told.get("la_code", ""), str):
        yield Problem(file, "la_code", "a code is a text in quotes", repr(told["la_code"]))
    streams = told.get("leave_out_streams", [])
    if not isinstance(streams, list) or not all(isinstance(name, str) for name in streams):
        yield Problem(file, "leave_out_streams", "this is a list of names of streams", repr(streams))
        return
    known = config.get("demand", {})
    for name in streams:
        if name not in known:
            yield Problem(file, "leave_out_streams", "the config has no such stream", repr(name), nearest(name, known))


def _wrong_table(file: str, name: str, table: Any, config: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(table, dict):
        yield Problem(file, name, "this is a table of codes by name", repr(table))
        return
    known = [entry for kind in _BY[name] for entry in config.get(kind, {})]
    what = _WORDS[_BY[name][0]]
    for key, code in table.items():
        place = f"{name}.{key}"
        if key not in known:
            yield Problem(file, place, f"the config has no such {what}", suggestion=nearest(key, known))
        if not isinstance(code, str):
            yield Problem(file, place, "a code is a text in quotes", repr(code))
        elif name in _LISTS and code not in _LISTS[name]:
            yield Problem(file, place, "the specification has no such value", repr(code), nearest(code, _LISTS[name]))
