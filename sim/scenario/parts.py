"""Validated parts of scenarios, kept for the next scenario that has them: designs differ in few of theirs."""

import pickle
from typing import Any, Final, get_origin

from sim.scenario.overlay import Raw
from sim.scenario.service import Scenario
from sim.scenario.table import Table

TABLES: Final = tuple(name for name, field in Scenario.model_fields.items() if get_origin(field.annotation) is Table)
"""The tables of a scenario; each of their entries is valid or not by itself, whatever its name."""

MOST_KEPT: Final = 4096

_kept: dict[tuple[str, bytes], Any] = {}
"""Parts that were valid, by table and content."""


def validated(raw: Raw) -> Scenario:
    """The scenario of a raw table, with the objects of earlier scenarios where it says the same.

    Raises
    ------
    ValidationError
        As by the scenario's model.
    """
    filled, contents = dict(raw), {}
    for table in (name for name in TABLES if isinstance(raw.get(name), dict)):
        contents[table] = {name: _content(entry) for name, entry in raw[table].items()}
        filled[table] = {name: _kept.get((table, contents[table][name]), entry) for name, entry in raw[table].items()}
    scenario = Scenario.model_validate(filled)
    if len(_kept) > MOST_KEPT:
        _kept.clear()
    for table, entries in contents.items():
        _kept.update(((table, content), getattr(scenario, table)[name]) for name, content in entries.items())
    return scenario


def _content(entry: Any) -> bytes:
    """Bytes that only the same content has, kinds of numbers included: 1 is not 1.0, and not true."""
    return pickle.dumps(entry, protocol=pickle.HIGHEST_PROTOCOL)
