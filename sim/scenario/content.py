"""What a service is, in one canonical text: everything that its figures follow from, and nothing else.

Two files that describe the same service give the same text however they are written: bare numbers or
tables with evidence, extended or flat, defaults given or left out, with other comments and file names.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel

from sim.scenario.calendar import bank_holiday_days
from sim.scenario.once import once_for_each
from sim.scenario.parts import TABLES
from sim.scenario.service import Clock, Scenario, Target
from sim.scenario.stock import Stock
from sim.scenario.table import FrozenMapping, Table
from sim.scenario.timeline import Service
from sim.scenario.values import Quantity

WORDS = frozenset({"label", "unit", "source", "grade", "note"})
"""Settings of any table that are for people to read; a target's label stands in figures and is kept."""

LEFT_OUT: dict[type[BaseModel], frozenset[str]] = {
    # What changes do stands in the states they lead to; of comparators only their limits count (``_limits``).
    Scenario: frozenset({"title", "description", "documentation", "source", "comparator", "change", "option"}),
    # The days themselves are in the text: which days a country has is for the calendar's library to say.
    Clock: frozenset({"bank_holidays"}),
    # The cases of a file are in the text, its place is not.
    Stock: WORDS | {"csv"},
    Target: frozenset(),
}
"""Settings that no figure follows from, where they are not just ``WORDS``."""

_DIGEST_BYTES = 16

_known: WeakKeyDictionary[Service, str] = WeakKeyDictionary()
"""Digests, not texts: that of a whole council has more than a million characters."""


def content_of(service: Service) -> str:
    """The content of a service as canonical JSON, made anew each time.

    Names keep their order, since they are numbered by it. What is not known about a number (low and
    high) is kept, since it stands in figures of cost. The calendar is there as its bank holidays.
    """
    return _object(
        {
            "bank_holidays": _text(bank_holiday_days(service).tolist()),
            "horizon": _text(service.horizon),
            "limits": _text(_limits(service)),
            "epochs": _list(_list([_text(epoch.start), _scenario(epoch.scenario)]) for epoch in service.epochs),
        }
    )


def content_digest(service: Service) -> str:
    """A digest of the content, made once for each service."""
    digest = _known.get(service)  # of this one or one that equals it, which may be gone a moment later
    if digest is None:
        digest = hashlib.blake2b(content_of(service).encode(), digest_size=_DIGEST_BYTES).hexdigest()
        _known[service] = digest
    return digest


def _limits(service: Service) -> list[tuple[str, float]]:
    """The clocks and days of published shares within a limit: our share within each is a figure, too."""
    return sorted({(item.clock, item.days) for item in service.base.comparator if item.days is not None})


def _scenario(scenario: Scenario) -> str:
    fields = vars(scenario)
    return _object(
        {
            name: _table(fields[name]) if name in TABLES else _text(_plain(fields[name]))
            for name in kept_fields(type(scenario))
            if fields[name] is not None
        }
    )


def _table(table: Table[BaseModel]) -> str:
    return _list(_list([_text(name), entry_text(entry)]) for name, entry in table.items())


@once_for_each
def entry_text(entry: BaseModel) -> str:
    """The text of an entry, made once for all scenarios that share it."""
    return _text(_plain(entry))


def _text(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _list(texts: Iterable[str]) -> str:
    return f"[{','.join(texts)}]"


def _object(texts: dict[str, str]) -> str:
    return f"{{{','.join(f'{_text(name)}:{text}' for name, text in texts.items())}}}"


def _plain(value: Any) -> Any:
    """A value of a scenario as JSON has it; a table is a list of pairs, for its order."""
    kind = _kind(value.__class__)
    if kind is Quantity:
        # By far the commonest: a bare number, unless it has a range.
        bare = value.low is None and value.high is None
        return value.value if bare else [value.value, value.low, value.high]
    if kind is BaseModel:
        fields = vars(value)
        return {name: _plain(fields[name]) for name in kept_fields(value.__class__) if fields[name] is not None}
    if kind is FrozenMapping:
        return [[name, _plain(item)] for name, item in value.items()]
    if kind is tuple:
        return [_plain(item) for item in value]
    return value.isoformat() if kind is dt.date else value


@cache
def _kind(own: type) -> type | None:
    """Of which kind the values of a type are, None for plain ones; asked of the values themselves it takes longer."""
    return next((kind for kind in (Quantity, BaseModel, FrozenMapping, tuple, dt.date) if issubclass(own, kind)), None)


@cache
def kept_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The settings of a model that figures follow from, in the order in which they are declared."""
    left_out = LEFT_OUT.get(model, WORDS)
    return tuple(name for name in model.model_fields if name not in left_out)
