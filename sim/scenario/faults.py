"""What pydantic found wrong, said for the person who wrote the file."""

import datetime as dt
import difflib
import math
import re
import typing
from collections.abc import Iterable
from dataclasses import replace
from types import UnionType
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Problem
from sim.scenario.table import Table

RULES = {
    "missing": "this setting is needed",
    "extra_forbidden": "there is no such setting",
    "float_type": "a number is wanted",
    "int_type": "a whole number is wanted",
    "bool_type": "true or false is wanted",
    "string_type": "text in quotes is wanted",
    "dict_type": "a table is wanted",
    "model_type": "a table is wanted",
    "tuple_type": "a list is wanted",
    "date_type": "a date such as 2014-04-01 is wanted, without quotes",
    "finite_number": "a number below a million million is wanted",
    "too_short": "at least one entry is needed",
}

BOUNDS = {"greater_than_equal": "at least", "greater_than": "above", "less_than_equal": "at most", "less_than": "below"}

EXAMPLES = {
    "priority": "Write [priority.standard] with number = 1.",
    "next": 'Write next = "close" if nothing follows.',
    "then": 'Write then = "withdraw" if they give up.',
    "if_full": 'Write if_full = "close" if nothing follows.',
    "supported": "Write supported = 0 if nobody is in support yet.",
    "clock": "Write [clock] with start_date = 2014-04-01 and years = 5.",
}
"""What to write for some settings that every file needs."""

LARGEST = 1e12
"""No number in a file may be larger; whatever is counted here, more cannot be meant."""


_KINDS = ("literal[", "tuple[", "constrained-", "function-")
"""How pydantic begins the names of the kinds that a setting may be of, in the place of an error."""
_WANTED = " is wanted"


def problems_of(fault: ValidationError, file: str, root: type[BaseModel]) -> list[Problem]:
    """One problem for each place at which pydantic found something wrong in a raw table of model ``root``."""
    problems: dict[str, Problem] = {}
    for error in fault.errors(include_url=False):
        place, value = error["loc"], error["input"]
        if error["type"] == "too_short" and value:
            continue  # entries were given, and what is wrong with each is told
        # Where a setting may be one word of some or a list, pydantic tells of both; one is enough.
        if str(place[-1]).startswith("literal[") and isinstance(value, list | dict):
            continue
        path = dotted(part for part in place if not str(part).startswith(_KINDS))
        rule, hint = _said(error, known_keys(root, place[:-1]))
        if path not in problems:
            found = "" if error["type"] in ("missing", "extra_forbidden") else _found(rule, value)
            problems[path] = Problem(file, path, rule, found, hint)
        elif str(place[-1]).startswith(_KINDS) and rule.endswith(_WANTED) and not problems[path].suggestion:
            # It may be of several kinds, and is of none; where a word is near, that was meant.
            problems[path] = replace(problems[path], rule=f"{problems[path].rule}, or {rule.removesuffix(_WANTED)}")
    return list(problems.values())


def _said(error: ErrorDetails, known: tuple[str, ...]) -> tuple[str, str]:
    """Rule and suggestion for an error."""
    kind, value = error["type"], error["input"]
    context = error.get("ctx", {})
    if kind == "literal_error":
        expected = str(context["expected"])
        *others, last = re.findall(r"'([^']*)'", expected) or [expected.lower()]
        hint = _close_to(value, (*others, last)) if isinstance(value, str) else ""
        return f"{', '.join(others)} or {last} is wanted" if others else f"{last} is wanted", hint
    if kind == "missing":
        return RULES[kind], EXAMPLES.get(str(error["loc"][-1]), "")
    if kind == "extra_forbidden":
        return RULES[kind], nearest(str(error["loc"][-1]), known)
    if kind in BOUNDS:
        return f"must be {BOUNDS[kind]} {next(iter(context.values())):g}", ""
    return RULES.get(kind) or error["msg"].removeprefix("Value error, "), ""


def _found(rule: str, value: Any) -> str:
    """What was found, unless it is long or the rule says it already."""
    if isinstance(value, dict | list | tuple):
        kind = "a table" if isinstance(value, dict) else "a list"
        return kind if "wanted" in rule else ""
    if isinstance(value, float) and not math.isfinite(value):
        return "" if value == math.inf else short(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    said = (f"{value:g}", repr(value)) if number else (repr(value),)
    return "" if "not " in rule and rule.endswith(said) else short(value)


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence naming the known name nearest to one that is not known."""
    names = sorted(name for name in known if name)
    return _close_to(name, names) or (f"Known: {', '.join(names)}." if 0 < len(names) <= 24 else "")


def _close_to(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"Did you mean {close[0]!r}?" if close else ""


def dotted(place: Iterable[int | str]) -> str:
    """A place in a file, such as ``demand.community_referral.per_year`` or ``change[0].from``."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def short(value: Any) -> str:
    """A value as it was written, cut to a readable length."""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value) if isinstance(value, dt.date | dt.time) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def known_keys(root: type[BaseModel], place: Iterable[int | str]) -> tuple[str, ...]:
    """The settings that the model at a place of the file knows; empty if names there are free."""
    at: Any = root
    for part in place:
        at = _step_into(at, part)
        if at is None:
            return ()
    model = _model_in(at)
    if model is None:
        return ()
    return tuple(info.alias or name for name, info in model.model_fields.items())


def _step_into(at: Any, part: int | str) -> Any:
    model = _model_in(at)
    if model is not None:
        fields = {info.alias or name: info.annotation for name, info in model.model_fields.items()}
        return fields.get(str(part))
    for inner in _alternatives(at):
        if typing.get_origin(inner) in (Table, tuple):
            return typing.get_args(inner)[0]
    return None


def _model_in(at: Any) -> type[BaseModel] | None:
    for inner in _alternatives(at):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None


def _alternatives(at: Any) -> list[Any]:
    origin = typing.get_origin(at)
    if origin is typing.Annotated:
        return _alternatives(typing.get_args(at)[0])
    if origin in (typing.Union, UnionType):
        return [inner for choice in typing.get_args(at) for inner in _alternatives(choice)]
    return [at]
