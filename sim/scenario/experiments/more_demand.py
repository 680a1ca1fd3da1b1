"""More demand from a date on: what brings people in, scaled in every state of a config."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sim.scenario.experiments.put import resolved
from sim.scenario.experiments.settings import Settings, states_from
from sim.scenario.layers import Layer, Reading, laid
from sim.scenario.overlay import Raw

SCALED = {"per_year": "per_year", "uptake": "uptake.per_person_per_year"}
"""Ways of coming that a growth of demand scales, with the number that is multiplied.

Given dates, batches and intervals stay as they are; those who return, and those in support with their reviews, follow
by themselves.
"""


def with_growth(reading: Reading, growth: float, *, from_: dt.date | None, file: str) -> Reading:
    """A config in which every stream with a rate a year or an uptake has so much more of it from a date on.

    Rates that alter later are as much higher from then on. Chance is kept: everybody who comes anyway comes as before.

    Parameters
    ----------
    growth
        0.05 is 5 % more.
    from_
        None for the whole run.
    file
        Of the experiment that asks.
    """
    return laid((*reading.layers, *_layers(reading.raw, growth, from_, file)))


def streams_scaled(raw: Raw) -> tuple[str, ...]:
    """The streams that a growth of demand scales."""
    demand = raw.get("demand", {})
    return tuple(name for name, stream in demand.items() if any(way in stream for way in SCALED))


def _layers(raw: Raw, growth: float, from_: dt.date | None, file: str) -> Iterator[Layer]:
    before: Raw = {}
    for date, state in states_from(raw, from_):
        values = _scaled(state, growth, file)
        new = {dotted: value for dotted, value in values.items() if before.get(dotted) != value}
        before = values
        if new:
            yield Settings(new, date, "the growth of demand", file, str).as_written()


def _scaled(raw: Raw, growth: float, file: str) -> Raw:
    found: Raw = {}
    for stream in streams_scaled(raw):
        for way, number in SCALED.items():
            if way in raw["demand"][stream]:
                dotted = f"demand.{stream}.{number}"
                now = _number(raw["demand"][stream], number)
                key, whole = resolved(raw, dotted, (1 + growth) * now, file=file, path=dotted)
                found[key] = whole
    return found


def _number(stream: Raw, dotted: str) -> float:
    found: Any = stream
    for key in dotted.split("."):
        found = found[key]
    return float(found["value"] if isinstance(found, dict) else found)
