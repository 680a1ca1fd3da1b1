"""Options of Thurrock made short: over less time, or in force from the first day."""

import copy
import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.measures.load import OfferedLoad, offered_load
from sim.scenario import Service, load_service
from sim.scenario.conflicts import dated, leaves
from sim.scenario.layers import Reading, beyond
from sim.scenario.load import service_of
from sim.scenario.overlay import set_dotted
from sim.scenario.read import read_scenario
from sim.scenario.timeline import horizon_of

CONFIGS = Path(__file__).parents[2] / "configs"
BASELINE = CONFIGS / "thurrock-2014.toml"
OPTIONS = CONFIGS / "options"
NAMES = tuple(sorted(file.stem for file in OPTIONS.glob("*.toml")))
"""Every option that is shipped."""


@cache
def loaded(name: str) -> Service:
    """An option as it stands, or the baseline for an empty name."""
    return load_service(option(name) if name else BASELINE)


@cache
def offered(name: str, year: int) -> OfferedLoad:
    """The offered load of an option, or the baseline, in a year of the run."""
    return offered_load(loaded(name), year)


@cache
def read(file: Path) -> Reading:
    return read_scenario(file)


def option(name: str) -> Path:
    return OPTIONS / f"{name}.toml"


def touched(name: str) -> dict[str, dt.date | None]:
    """What an option sets beyond the baseline, dotted, and the first date of each (None: from the start)."""
    layers = beyond(read(option(name)).layers, read(BASELINE).layers)
    found: dict[str, dt.date | None] = {}
    for given in sorted(dated(layers), key=lambda given: given.date or dt.date.min, reverse=True):
        found[".".join(given.leaf)] = given.date
    return found | {".".join(leaf): None for layer in layers for leaf, _ in leaves(layer.raw)}


def shortened(file: Path, years: float) -> Service:
    """A config over less time, without the changes that come after it."""
    raw = copy.deepcopy(read(file).raw)
    raw["clock"]["years"] = years
    end = raw["clock"]["start_date"] + dt.timedelta(days=365.25 * years)
    raw["change"] = [change for change in raw.get("change", []) if change["from"] < end]
    service = _made(raw)
    assert horizon_of(service.base) <= 365.25 * years * 1440 + 1440
    return service


def in_force(
    *names: str, years: float, more: Mapping[str, Any] | None = None, date: dt.date = dt.date(2015, 4, 1)
) -> Service:
    """The baseline with options as they are on a date, from the first day on.

    ``more`` holds further settings by their dotted names. Dips of productivity are left out.
    """
    raw = copy.deepcopy(read(BASELINE).raw)
    for name in names:
        for layer in beyond(read(option(name)).layers, read(BASELINE).layers):
            raw = _laid(raw, copy.deepcopy(layer.raw), date)  # what was read is kept, and others read it again
    for dotted, value in (more or {}).items():
        raw = set_dotted(raw, dotted, value)
    raw["clock"]["years"] = years
    return _made(raw)


def _laid(raw: dict[str, Any], over: dict[str, Any], date: dt.date) -> dict[str, Any]:
    kept = {key: value for key, value in over.items() if key not in ("change", "productivity_dip", "option", "title")}
    for key, value in kept.items():
        raw = set_dotted(raw, key, value)
    for change in over.get("change", []):
        if change["from"] <= date:
            for dotted, value in change["set"].items():
                raw = set_dotted(raw, dotted, value)
    return raw


def _made(raw: dict[str, Any]) -> Service:
    end = raw["clock"]["start_date"] + dt.timedelta(days=int(365.25 * raw["clock"]["years"]))
    for stream in raw["demand"].values():
        if "batches" in stream:
            within = [batch for batch in stream["batches"] if batch["date"] < end]
            stream |= {"batches": within} if within else {"per_year": 0}
            if not within:
                del stream["batches"]
        if "dates" in stream:
            stream["dates"] = [moment for moment in stream["dates"] if dt.date.fromisoformat(str(moment)[:10]) < end]
            if not stream["dates"]:
                del stream["dates"]
                stream["per_year"] = 0
    return service_of(Reading(raw, ("made.toml",), ("",), (raw,)))
