"""Option files of Thurrock as tables: what differs, what is in force from a date, both laid over something else."""

import datetime as dt
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sim.measures.load import OfferedLoad, offered_load
from sim.scenario.load import service_of
from sim.scenario.read import Raw, Reading, extend, read_scenario, set_dotted
from sim.scenario.timeline import Service

CONFIGS = Path(__file__).parents[2] / "configs"
BASE = "thurrock-2014"


@cache
def reading_of(name: str) -> Reading:
    """An option, or the baseline, with all that it extends."""
    return read_scenario(CONFIGS / (f"{name}.toml" if name == BASE else f"options/{name}.toml"))


@cache
def service(name: str) -> Service:
    """An option, or the baseline, as it is."""
    return service_of(reading_of(name))


@cache
def load_of(name: str, year: int) -> OfferedLoad:
    """Offered load of a year of the run (0 is 2014/15)."""
    return offered_load(service(name), year)


def own(name: str) -> Raw:
    """What the option's file itself holds."""
    return tomllib.loads((CONFIGS / "options" / f"{name}.toml").read_text(encoding="utf-8"))


def laid_over(name: str, *more: str) -> Service:
    """An option with further options on top."""
    reading = reading_of(name)
    raw = reading.raw
    for other in more:
        raw = extend(raw, {key: value for key, value in own(other).items() if key != "extends"})
    return service_of(replace(reading, raw=raw))


def shortened(name: str, years: float) -> Service:
    """The first years of an option; changes after them are dropped."""
    reading = reading_of(name)
    end = dt.date(2014, 4, 1) + dt.timedelta(days=years * 365.25 - 1)
    changes = [change for change in reading.raw.get("change", []) if change["from"] < end]
    return service_of(replace(reading, raw=_with_years({**reading.raw, "change": changes}, years)))


def from_the_start(name: str, years: float, settings: Raw | None = None) -> Service:
    """An option with its changes up to 2015/16 in force from the first day, and further dotted ``settings`` on top."""
    reading = reading_of(name)
    raw = {key: value for key, value in reading.raw.items() if key not in ("change", "productivity_dip")}
    for change in reading.raw.get("change", []):
        if change["from"] < dt.date(2016, 4, 1):
            for key, value in change["set"].items():
                raw = set_dotted(raw, key, value)
    for key, value in (settings or {}).items():
        raw = set_dotted(raw, key, value)
    return service_of(replace(reading, raw=_with_years(raw, years)))


def _with_years(raw: Raw, years: float) -> Raw:
    return {**raw, "clock": {**raw["clock"], "years": years}}


def flat(raw: Any, path: str = "") -> dict[str, Any]:
    """Every leaf by its dotted name; a list is one leaf."""
    if not isinstance(raw, dict):
        return {path: raw}
    found: dict[str, Any] = {}
    for key, value in raw.items():
        found |= flat(value, f"{path}.{key}" if path else key)
    return found


def differs_from_the_start(name: str) -> set[str]:
    """Dotted names that the option sets otherwise than the baseline from the first day, its sheet and title apart."""
    base, option = flat(reading_of(BASE).raw), flat(reading_of(name).raw)
    keys = {key for key in {*base, *option} if base.get(key) != option.get(key)}
    return {key for key in keys if key.split(".")[0] not in ("option", "title", "change")}


def set_by_date(name: str) -> set[str]:
    """Dotted names that the option's changes set."""
    return {key for change in own(name).get("change", []) for key in change["set"]}


def posts(name: str, date: str, *, external: bool = False) -> dict[str, float]:
    """FTE by the plan's roles on a date."""
    made = service(name)
    minute = (dt.date.fromisoformat(date) - made.start_date).days * 1440
    scenario = made.epoch_at(minute).scenario
    found: dict[str, float] = {}
    for team in scenario.team.values():
        if bool(team.external) == external:
            for role, given in team.posts.items():
                reported = scenario.role[role].reports_as or role
                found[reported] = found.get(reported, 0.0) + given.fte
    return found
