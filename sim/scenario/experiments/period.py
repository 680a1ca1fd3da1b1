"""The period of an experiment, where it is not that of its baseline."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sim.scenario.layers import Layer
from sim.scenario.overlay import Raw
from sim.scenario.timeline import add_years
from sim.units import DAYS_PER_YEAR

ENDING = ("change", "productivity_dip")
"""Lists of a config whose entries carry a date; those that begin after the end of the run are left out.

So are batches of cases that come after it.
"""


def end_of(raw: Raw, years: float) -> dt.date | None:
    """The day after the last of a run of so many years; None if the start is no date that one can count from."""
    clock = raw.get("clock")
    start = clock.get("start_date") if isinstance(clock, dict) else None
    if type(start) is not dt.date:
        return None
    try:
        whole = add_years(start, int(years))
        return whole + dt.timedelta(days=round((years - int(years)) * DAYS_PER_YEAR))
    except (ValueError, OverflowError):
        return None


def clock_layer(years: float, end: dt.date, file: str) -> Layer:
    """What the years of an experiment lay over its baseline."""
    number = int(years) if years == int(years) else years
    text = f"# What begins on {end} or later is left out.\n[clock]\nyears = {number}\n"
    return Layer(file, text, {"clock": {"years": number}})


def cut(layers: Iterable[Layer], end: dt.date | None) -> tuple[Layer, ...]:
    """Files without the dated changes and dips that begin when the run has ended."""
    return tuple(layers) if end is None else tuple(replace(layer, raw=_cut(layer.raw, end)) for layer in layers)


def _cut(raw: Raw, end: dt.date) -> Raw:
    kept = dict(raw)
    for name in ENDING:
        if isinstance(raw.get(name), list):
            kept[name] = [item for item in raw[name] if not _begins_after(item, "from", end)]
    if isinstance(raw.get("demand"), dict):
        kept["demand"] = {name: _without_late_batches(stream, end) for name, stream in raw["demand"].items()}
    return kept


def _without_late_batches(stream: Any, end: dt.date) -> Any:
    if not isinstance(stream, dict) or not isinstance(stream.get("batches"), list):
        return stream
    return {**stream, "batches": [batch for batch in stream["batches"] if not _begins_after(batch, "date", end)]}


def _begins_after(item: Any, key: str, end: dt.date) -> bool:
    begins = item.get(key) if isinstance(item, dict) else None
    return type(begins) is dt.date and begins >= end
