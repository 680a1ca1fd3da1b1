"""What pydantic found wrong, said for the person who wrote the file."""

import difflib
import typing
from collections.abc import Iterable
from types import UnionType
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.errors import Problem
from sim.scenario.table import Table

RULES = {
    "missing": "this setting is needed",
    "extra_forbidden": "there is no such setting",
    "float_type": "a number is wanted",
    "int_type": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "bool_type": "true or false is wanted",
    "string_type": "text in quotes is wanted",
    "dict_type": "a table is wanted",
    "model_type": "a table is wanted",
    "tuple_type": "a list is wanted",
    "date_type": "a date such as 2014-04-01 is wanted",
    "finite_number": "a finite number is wanted",
}


def problems_of(fault: ValidationError, file: str, root: type[BaseModel]) -> list[Problem]:
    """One problem for each error that pydantic found in a raw table of model ``root``."""
    problems = []
    for error in fault.errors(include_url=False):
        place = error["loc"]
        kind = error["type"]
        rule = RULES.get(kind) or error["msg"].removeprefix("Value error, ")
        hint = ""
        if kind == "extra_forbidden":
            hint = nearest(str(place[-1]), known_keys(root, place[:-1]))
        value = "" if kind in ("missing", "extra_forbidden") else short(error["input"])
        problems.append(Problem(file, dotted(place), rule, value, hint))
    return problems


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence naming the known name nearest to one that is not known."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(names)}." if 0 < len(names) <= 24 else ""


def dotted(place: Iterable[int | str]) -> str:
    """A place in a file, such as ``demand.community_referral.per_year`` or ``change[0].from``."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def short(value: Any) -> str:
    """A value as it was written, cut to a readable length."""
    text = repr(value)
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
