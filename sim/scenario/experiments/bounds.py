"""The numbers of a config that nobody knows exactly, and the config with one of them at the end of its range."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.errors import InputFault, Problem
from sim.scenario.experiments.put import at, place_of, resolved
from sim.scenario.experiments.settings import Settings, states_from
from sim.scenario.experiments.sweeps import with_label
from sim.scenario.experiments.tables import Factor
from sim.scenario.faults import nearest
from sim.scenario.layers import Layer, Reading, laid
from sim.scenario.overlay import Raw
from sim.scenario.register import RegisterEntry, evidence_register
from sim.scenario.timeline import Service
from sim.scenario.values import Distribution

MOVES_LOAD: Final = {
    "population": r"growth_per_year",
    "demand": r"per_year|uptake\.per_person_per_year|every_hours|returns\.share|from_clients\.\w+",
    "clients": r"supported|leaves_per_year|join_share",
    "work_type": r"(at\.\w+\.)?(effort_hours|effort_share|next\.\w+)",
    "activity": r"effort_hours|effort_share|next\.\w+",
    "role": (
        r"contract_hours_per_week|casework_share|absence\.(leave|sickness|training)_days|net_vacancy_share"
        r"|turnover_per_year|direct_work_share|blocks\.\w+"
    ),
}
"""Settings that make more or less work, or leave more or less time for it, by table."""

_TOGETHER = "next"
"""The shares of this table sum to one: when one is set, the others share what it leaves, in proportion."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number of a config with the range that it may lie in; an end that is not given is the value itself."""

    setting: str
    label: str
    value: float
    low: float
    high: float
    unit: str
    grade: str


def ranged(service: Service, reading: Reading) -> tuple[Ranged, ...]:
    """Every number of a config with a range, in the order of its tables."""
    entries = (entry for entry in evidence_register(service) if entry.low is not None or entry.high is not None)
    found = (_ranged(entry, reading.raw) for entry in entries)
    return tuple(item for item in found if item.low < item.high)


def moving_load(items: Sequence[Ranged], roles: Collection[str]) -> tuple[Ranged, ...]:
    """Those that can move the work of some roles or the time they have for it."""
    return tuple(item for item in items if _moves(item.setting, roles))


def unknown_settings(named: Sequence[str], items: Sequence[Ranged], *, file: str, path: str) -> Iterator[Problem]:
    """Which of the settings that a file names are no numbers with a range."""
    known = [item.setting for item in items]
    for place, setting in enumerate(named):
        if setting not in known:
            rule = "the baseline has no such number with low and high"
            yield Problem(file, f"{path}[{place}]", rule, repr(setting), nearest(setting, known))


def at_value(reading: Reading, setting: str, number: float, *, file: str) -> Reading:
    """A config in which a number is another for the whole run: the mean of a distribution, with its shape kept.

    Where the config alters it later, it is altered in proportion. A config without such a number stays as it is.

    Raises
    ------
    InputFault
        If nothing is left for the others of shares that sum to one, or proportions cannot be kept.
    """
    return laid((*reading.layers, *_layers(reading.raw, setting, number, file)))


def _layers(raw: Raw, setting: str, number: float, file: str) -> Iterator[Layer]:
    believed = _value(at(raw, place_of(setting)))
    before: Any = None
    for date, state in states_from(raw, None):
        there = _value(at(state, place_of(setting)))
        if believed is None or there is None:
            continue  # there is no such number, or not from this date on
        if there != believed and believed == 0:
            rule = f"this is 0 at first and alters on {date}, so there is no proportion to keep"
            raise InputFault([Problem(file, setting, rule, f"{number:g}")])
        wanted = number if there == believed else number * there / believed
        key, whole = resolved(state, *_written(state, setting, wanted, file), file=file, path=setting)
        held = at(state, place_of(key))
        if held != before:
            yield Settings({key: whole}, date, "the number tried", file, str).as_written()
        before = held


def _value(raw: Any) -> float | None:
    """A number as a file gives it, of a distribution its mean; None if it is neither."""
    if isinstance(raw, dict) and "distribution" in raw:
        return Distribution.model_validate(raw).average
    if isinstance(raw, dict):
        raw = raw.get("value")
    return float(raw) if isinstance(raw, int | float) else None


def _ranged(entry: RegisterEntry, raw: Raw) -> Ranged:
    low = entry.value if entry.low is None else entry.low
    high = entry.value if entry.high is None else entry.high
    label = with_label(Factor(entry.path, "", (entry.path,), (0,)), raw).label
    return Ranged(entry.path, label, entry.value, low, high, entry.unit, entry.grade)


def _moves(setting: str, roles: Collection[str]) -> bool:
    table, _, rest = setting.partition(".")
    name, _, key = rest.partition(".")
    moves = table in MOVES_LOAD and re.fullmatch(MOVES_LOAD[table], key) is not None
    return moves and (table != "role" or name in roles)


def _written(raw: Raw, setting: str, number: float, file: str) -> tuple[str, Any]:
    """The dotted name and the value with which a number is set."""
    place = place_of(setting)
    old = at(raw, place)
    if len(place) > 1 and place[-2] == _TOGETHER:
        return setting.rpartition(".")[0], _shares(at(raw, place[:-1]), str(place[-1]), number, setting, file)
    if not isinstance(old, dict) or old.get("distribution", "fixed") == "fixed":
        return setting, number
    if "mean" in old:
        return f"{setting}.mean", number
    return setting, _stretched(old, number)


def _shares(table: Raw, name: str, number: float, setting: str, file: str) -> Raw:
    """Shares that sum to one with another value of one of them."""
    values = {key: float(item["value"] if isinstance(item, dict) else item) for key, item in table.items()}
    rest = sum(values.values()) - values[name]
    if rest <= 0 and number < 1:
        rule = "there are no other shares to take what this one leaves"
        raise InputFault([Problem(file, setting, rule, f"{number:g}")])
    times = (1 - number) / rest if rest else 0.0
    return {key: number if key == name else value * times for key, value in values.items()}


def _stretched(distribution: Raw, mean: float) -> Raw:
    """A distribution without a mean of its own, stretched to one."""
    bare = {key: item for key, item in distribution.items() if key not in ("mean_low", "mean_high")}
    times = mean / Distribution.model_validate(bare).average
    stretched: Raw = {key: bare[key] * times for key in ("min", "mode", "max") if key in bare}
    if "values" in bare:
        stretched["values"] = [each * times for each in bare["values"]]
    return bare | stretched
