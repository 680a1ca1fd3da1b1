"""What an option changes: the settings of its service that differ from those of another, and from when to when."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.scenario.content import kept_fields
from sim.scenario.service import Scenario
from sim.scenario.staffing import Posts
from sim.scenario.stock import StockCase
from sim.scenario.table import Table
from sim.scenario.timeline import Service, minute_of
from sim.scenario.values import Distribution, Model, Quantity


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is in force: a number with its range and evidence, or words.

    ``held`` is what the config holds. The value of a distribution is its mean, and ``words`` tells its shape. What the
    files do not give, and stands as it does by default, is not ``given``.
    """

    held: Any
    value: float | None = None
    low: float | None = None
    high: float | None = None
    words: str = ""
    unit: str = ""
    source: str = ""
    grade: str = ""
    note: str = ""
    given: bool = True

    def is_as(self, other: "Setting | None") -> bool:
        """Whether another one says the same of the service; on what evidence does not count."""
        if other is None or self.value is None:
            return other is not None and self.held == other.held
        return (self.value, self.low, self.high, self.words) == (other.value, other.low, other.high, other.words)


@dataclass(frozen=True, slots=True)
class Altered:
    """A setting that differs for some time; None where one of the two services has none such."""

    path: str
    first: dt.date
    end: dt.date
    before: Setting | None
    after: Setting | None

    @property
    def over(self) -> bool:
        """Whether it tells that a difference has ended (see ``by_date``)."""
        return _alike(self.before, self.after)

    def says(self, other: "Altered") -> bool:
        """Whether another one is of the same values, on whatever evidence."""
        return _alike(self.before, other.before) and _alike(self.after, other.after)


States = Sequence[tuple[int, Mapping[str, Setting]]]
"""Settings by path from a minute on."""


def states_told(service: Service) -> States:
    """All settings of a service, and again from each dated change on."""
    return [(epoch.start, dict(_settings(epoch.scenario))) for epoch in service.epochs]


def altered(service: Service, base: States) -> list[Altered]:
    """The settings in which a service differs from another, by path and then by date."""
    states = states_told(service)
    starts = sorted({start for start, _ in (*states, *base)})
    found: dict[str, list[Altered]] = {}
    for start, end in zip(starts, (*starts[1:], service.horizon), strict=True):
        for new in _between(_at(base, start), _at(states, start), *_days(service, start, end)):
            _add(found.setdefault(new.path, []), new)
    return [each for several in found.values() for each in several]


def dated(service: Service) -> list[Altered]:
    """What a service itself changes by date, each against the time before, until its next change."""
    states = states_told(service)
    ends = [start for start, _ in states[2:]] + [service.horizon]
    return [
        each
        for ((_, was), (start, now)), end in zip(pairwise(states), ends, strict=False)
        for each in _between(was, now, *_days(service, start, end))
    ]


def by_date(service: Service, base: States) -> list[Altered]:
    """What is altered in the order of its days: once for the same values, and as it is in both when it is over."""
    told: list[Altered] = []
    last: dict[str, Altered] = {}
    for each in altered(service, base):
        known = last.get(each.path)
        goes_on = known is not None and known.end == each.first
        if known is not None and not goes_on:
            told.append(_over(known, service, base))
        if known is None or not goes_on or not known.says(each):
            told.append(each)
        last[each.path] = each
    finish = service.date_of(service.horizon).date()
    told += [_over(each, service, base) for each in last.values() if each.end < finish]
    return sorted(told, key=lambda each: each.first)


def _over(each: Altered, service: Service, base: States) -> Altered:
    again = _at(base, minute_of(service.start_date, each.end)).get(each.path)
    return Altered(each.path, each.end, each.end, again, again)


def _days(service: Service, start: int, end: int) -> tuple[dt.date, dt.date]:
    return service.date_of(start).date(), service.date_of(end).date()


def _between(was: Mapping[str, Setting], now: Mapping[str, Setting], first: dt.date, end: dt.date) -> Iterator[Altered]:
    for path in dict.fromkeys((*now, *was)):
        before, after = was.get(path), now.get(path)
        # Whatever is new, or taken away, has many settings that nobody wrote.
        one_sided = (before or after) if before is None or after is None else None
        if not _alike(before, after) and (one_sided is None or one_sided.given):
            yield Altered(path, first, end, before, after)


def _alike(one: Setting | None, other: Setting | None) -> bool:
    return other is None if one is None else one.is_as(other)


def _add(known: list[Altered], new: Altered) -> None:
    """Add a difference, or make the one before it last longer."""
    last = known[-1] if known else None
    if last is not None and last.end == new.first and (last.before, last.after) == (new.before, new.after):
        new = Altered(new.path, last.first, new.end, new.before, new.after)
        known.pop()
    known.append(new)


def _at(states: States, minute: int) -> Mapping[str, Setting]:
    return states[bisect_right([start for start, _ in states], minute) - 1][1]


def _settings(scenario: Scenario) -> Iterator[tuple[str, Setting]]:
    for name, value, given in _entries(scenario):
        yield from _told(name, value, given)


def _entries(table: Model | Table[Any]) -> Iterator[tuple[str, Any, bool]]:
    """What stands in a table, by the names that files have for it, and whether they give it."""
    if isinstance(table, Model):
        for name in kept_fields(type(table)):
            alias = type(table).model_fields[name].alias or name
            yield alias, getattr(table, name), name in table.model_fields_set
    else:
        yield from ((name, value, True) for name, value in table.items())


def _told(path: str, value: Any, given: bool) -> Iterator[tuple[str, Setting]]:
    if isinstance(value, Posts | Quantity | Distribution):
        yield path, _number(value, given)
        if isinstance(value, Posts):
            yield from _told(f"{path}.warrants", value.warrants, given)
    elif isinstance(value, Model | Table):
        for name, inner, inner_given in _entries(value):
            yield from _told(f"{path}.{name}", inner, inner_given)
    elif isinstance(value, tuple) and value and isinstance(value[0], Model) and not isinstance(value[0], StockCase):
        for place, inner in enumerate(value):
            yield from _told(f"{path}[{place}]", inner, given)
    elif value is not None and value != ():
        yield path, _word(value, given)


def _number(value: Quantity | Distribution | Posts, given: bool) -> Setting:
    evidence = {"source": value.source, "grade": value.grade, "note": value.note}
    if isinstance(value, Posts):
        part_time = ", ".join(f"{fte:g}" for fte in value.part_time)
        words = f"part time: {part_time}" if part_time else ""
        return Setting(value, float(value.number), value.low, value.high, words, "posts", **evidence, given=given)
    if isinstance(value, Distribution):
        words = _shape(value)
        return Setting(
            value, value.average, value.mean_low, value.mean_high, words, value.unit, **evidence, given=given
        )
    return Setting(value, value.value, value.low, value.high, "", value.unit, **evidence, given=given)


def _word(value: Any, given: bool) -> Setting:
    if isinstance(value, bool):
        return Setting(value, words="yes" if value else "no", given=given)
    if isinstance(value, int | float):
        return Setting(value, float(value), given=given)
    if not isinstance(value, tuple):
        return Setting(value, words=str(value), given=given)
    if isinstance(value[0], StockCase):
        return Setting(value, words=f"{len(value)} cases", given=given)
    parts = (" with ".join(each) if isinstance(each, tuple) else str(each) for each in value)
    return Setting(value, words=", ".join(parts), given=given)


def _shape(value: Distribution) -> str:
    """The family of a distribution and its parameters but the mean."""
    if value.distribution == "fixed":
        return ""
    told = {name: getattr(value, name) for name in ("cv", "min", "mode", "max", "values", "shares")}
    return ", ".join(
        [value.distribution, *(f"{name} {_plain(each)}" for name, each in told.items() if each is not None)]
    )


def _plain(value: Any) -> str:
    return " ".join(f"{each:g}" for each in value) if isinstance(value, tuple) else f"{value:g}"
