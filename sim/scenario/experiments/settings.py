"""Settings of an experiment laid over a config: for the whole run, or from a date."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sim.errors import InputFault, Problem
from sim.scenario.conflicts import changed_again, sound_changes
from sim.scenario.experiments.put import resolved
from sim.scenario.layers import Layer, Reading, laid
from sim.scenario.overlay import Raw, set_dotted

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an experiment sets by itself.

    Attributes
    ----------
    values
        Values by dotted name, as written.
    from_
        The date from which they hold; None for the whole run.
    what
        The option or point, in words.
    file, place
        The experiment's file, and where in it a setting stands, by its dotted name.
    """

    values: Raw
    from_: dt.date | None
    what: str
    file: str
    place: Callable[[str], str]

    def as_written(self) -> Layer:
        """The settings as a file would hold them, before the rest of what they alter is known."""
        return self._layer(self.values)

    def laid_over(self, reading: Reading) -> Reading:
        """A config with the settings laid over it.

        Raises
        ------
        InputFault
            If it has no such setting, or changes one again later.
        """
        raw = reading.raw if self.from_ is None else _state_at(reading.raw, self.from_)
        values: Raw = {}
        problems: list[Problem] = []
        for dotted, value in self.values.items():
            path = self.place(dotted)
            try:
                key, whole = resolved(raw, dotted, value, file=self.file, path=path)
            except InputFault as fault:
                problems += fault.problems
                continue
            again = changed_again(reading, tuple(key.split(".")), self.from_)
            if again is not None:
                rule = f"this is changed again on {again.date} by {again.file}, so {self.what} would not hold"
                hint = f"Let it hold from {again.date} on: from = {again.date}." if again.date else ""
                problems.append(Problem(self.file, path, rule, "", hint))
            raw = set_dotted(raw, key, whole)
            values[key] = whole
        if problems:
            raise InputFault(problems)
        return laid((*reading.layers, self._layer(values)))

    def told(self, problem: Problem) -> Problem:
        """A problem of the config with the settings, at the setting it comes of."""
        path = problem.path.partition(": ")[2] or problem.path
        quoted = re.search('"([^"]+)"', path)
        path = quoted[1] if quoted and problem.file == self.file else path
        near = next((dotted for dotted in self.values if _stand_together(path, dotted)), None)
        if near is None and problem.file == self.file:
            near = next((dotted for dotted in self.values if dotted.startswith(f"{path}.")), None)
        if near is not None:
            return replace(problem, file=self.file, path=self.place(near))
        if problem.file == self.file:
            return replace(problem, path=f"{self.place('')}: {problem.path}")
        hint = f"This comes of {self.what}."
        return replace(problem, suggestion=f"{problem.suggestion} {hint}".strip())

    def _layer(self, values: Raw) -> Layer:
        if self.from_ is not None:
            written = ", ".join(f"{_key(key)} = {in_toml(value)}" for key, value in values.items())
            text = f"[[change]]\nfrom = {self.from_}\nset = {{ {written} }}\n"
            return Layer(self.file, text, {"change": [{"from": self.from_, "set": values}]})
        raw: Raw = {}
        for key, value in values.items():
            raw = set_dotted(raw, key, value)
        text = "".join(f"{'.'.join(map(_key, key.split('.')))} = {in_toml(value)}\n" for key, value in values.items())
        return Layer(self.file, text, raw)


def _stand_together(path: str, dotted: str) -> bool:
    """Whether a place is a setting, part of it, or what holds it as one thing."""
    one, other = (re.split(r"[.\[]", text.replace("]", "")) for text in (path, dotted))
    shared = min(len(one), len(other))
    return one == other or (shared > 2 and one[:shared] == other[:shared])


def states_from(raw: Raw, date: dt.date | None) -> Iterator[tuple[dt.date | None, Raw]]:
    """A raw config as it is from a date on (None: the start), and as it is from each later change on, with the date."""
    yield date, raw if date is None else _state_at(raw, date)
    for later in sorted({change["from"] for change in sound_changes(raw)}):
        if date is None or later > date:
            yield later, _state_at(raw, later)


def _state_at(raw: Raw, date: dt.date) -> Raw:
    """A raw config with all that has changed by a date."""
    for change in sound_changes(raw):
        if change["from"] <= date:
            for key, value in change["set"].items():
                raw = set_dotted(raw, key, value)
    return raw


def in_toml(value: Any) -> str:
    """A value as a TOML file holds it, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {in_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(in_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else repr(value)


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
