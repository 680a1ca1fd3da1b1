"""A results folder as stories need it: the cases, the visits of some of them, and what things are called."""

import csv
import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.errors import InputFault, Problem
from sim.report.labels import in_words
from sim.report.manifest import MANIFEST, read_manifest
from sim.scenario.read import extend
from sim.scenario.timeline import add_years
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY

LINKS = ("origin", "outcome", "episode", "client")
"""Columns of cases.csv that tell how a case came, how it ended, and whose it is."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of a case at a step; times that did not come are None."""

    case: int
    step: int
    activity: str
    worker: str
    ready: dt.datetime
    start: dt.datetime | None
    finish: dt.datetime | None
    minutes: int
    status: str


@dataclass(frozen=True)
class Results:
    """What ``carecap run`` left behind; ``config`` is the scenario as written, its files laid over one another."""

    folder: Path
    config: Mapping[str, Any]
    ends: dt.datetime
    cases: Mapping[int, Row] = field(repr=False)

    @property
    def older(self) -> bool:
        """Whether the folder was written before cases told how they came and ended."""
        return not set(LINKS) <= next(iter(self.cases.values())).keys()

    def label(self, table: str, name: str) -> str:
        """The label of a stream ("demand"), activity, role and so on; else its name in words."""
        entry = self.config.get(table, {}).get(name, {})
        label = entry.get("label") if isinstance(entry, dict) else None
        return label or in_words(name)

    def activity(self, name: str) -> Mapping[str, Any]:
        """The settings of an activity, empty if it is not in the config."""
        entry = self.config.get("activity", {}).get(name, {})
        return entry if isinstance(entry, dict) else {}

    @cached_property
    def of_person(self) -> dict[tuple[str, ...], list[int]]:
        """Numbers of the cases of each person, in order of contact."""
        found: dict[tuple[str, ...], list[int]] = {}
        for number, row in self.cases.items():
            found.setdefault(person_of(row), []).append(number)
        for numbers in found.values():
            numbers.sort(key=lambda number: (self.cases[number]["received"], number))
        return found

    def visits(self, numbers: Iterable[int]) -> list[Visit]:
        """The visits of some cases, in the order of the file."""
        wanted = {str(number) for number in numbers}
        with _open(self.folder / "visits.csv") as file:
            header = next(file)
            # A run has hundreds of thousands of visits: look at the first column before anything is parsed.
            lines = [line for line in file if line[: line.find(",")] in wanted]
        return [_visit(row) for row in csv.DictReader([header, *lines])]


def person_of(row: Row) -> tuple[str, ...]:
    """Whose case it is: the client's, or that of a person by stream, strip and number."""
    client = row.get("client", "")
    if client not in ("", "-1"):
        return ("client", client)
    return row["stream"], row["strip"], row["number"]


def read_results(folder: Path) -> Results:
    """Read a results folder.

    Raises
    ------
    InputFault
        If it is not one, or holds no cases.
    """
    manifest = read_manifest(folder)
    if manifest is None or not isinstance(manifest.get("config"), dict):
        rule = "there is no such folder" if not folder.exists() else f"this is no results folder: no {MANIFEST} in it"
        raise InputFault([Problem(str(folder), "", rule, suggestion="Name the folder that carecap run wrote.")])
    for name in ("cases.csv", "visits.csv"):
        if not (folder / name).is_file():
            raise InputFault([Problem(str(folder), "", f"{name} is missing; run the config again to have it")])
    with _open(folder / "cases.csv") as file:
        cases: dict[int, Row] = {int(row["case"]): row for row in csv.DictReader(file)}
    if not cases:
        raise InputFault([Problem(str(folder / "cases.csv"), "", "the run had no cases, so there is no story to tell")])
    config = manifest["config"]
    ends = _end_of(dt.date.fromisoformat(manifest["start_date"]), float(manifest["years"]))
    return Results(folder, _config_of(config.get("texts", [])), ends, cases)


def _end_of(start: dt.date, years: float) -> dt.datetime:
    """The last minute of a run: whole years by the calendar, a part year by days."""
    whole = int(years)
    part = round((years - whole) * DAYS_PER_YEAR * MINUTES_PER_DAY)
    return dt.datetime.combine(add_years(start, whole), dt.time()) + dt.timedelta(minutes=part)


def _config_of(texts: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """The files of a config, from the root down, laid over one another."""
    found: dict[str, Any] = {}
    for item in texts:
        if item.get("file", "").endswith(".toml"):
            with suppress(tomllib.TOMLDecodeError):  # labels are a comfort: without them names do
                found = extend(found, tomllib.loads(item.get("text", "")))
    return found


def _open(path: Path) -> Any:
    return path.open(encoding="utf-8", newline="")


def _visit(row: Row) -> Visit:
    ready = moment(row["ready"])
    assert ready is not None, "every visit has a minute at which it was ready"
    return Visit(
        case=int(row["case"]),
        step=int(row["step"]),
        activity=row["activity"],
        worker=row["worker"],
        ready=ready,
        start=moment(row["start"]),
        finish=moment(row["finish"]),
        minutes=int(row["minutes"]),
        status=row["status"],
    )


def moment(text: str) -> dt.datetime | None:
    """A moment of the tables; None where nothing stands."""
    return dt.datetime.fromisoformat(text) if text else None
