"""The runs of a store: services under a seed, as `carecap results` lists them."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.errors import InputFault, Problem
from sim.experiment.replicate import Measured
from sim.experiment.semantics import SEMANTICS
from sim.experiment.store.keys import content_told, digest_of, key_from, libraries_of, measured_of, versions
from sim.scenario import Service
from sim.scenario.faults import nearest
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY

RUN_COLUMNS = (
    "key", "name", "title", "content", "seed", "start_date", "horizon", "semantics", "versions", "config", "made",
)  # fmt: skip
"""The columns of the table ``run`` that its checksum is over."""

LISTED = f"""
    SELECT {", ".join(f"run.{name}" for name in RUN_COLUMNS)}, run.checksum,
        run.id, group_concat(number), group_concat(DISTINCT engine),
        sum(length(cells) + length(figures))
        + (SELECT coalesce(sum(length(packed)), 0) FROM record_table WHERE record_table.run = run.id)
    FROM run JOIN replication ON replication.run = run.id GROUP BY run.id ORDER BY run.id
"""
"""Asks for every run, with the numbers and engines of its replications and what they take on disk."""

NAMES = "SELECT run, name, checksum FROM run_name ORDER BY rowid"
"""Asks for the further names of runs, in the order in which they were given."""

SHORT_KEY = 8
"""Digits of a key that people are shown."""

OF_PROMISES = "of targets and lists only"
"""What people are told of replications measured for promises."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A service under a seed, with the replications of it that are kept.

    Attributes
    ----------
    key
        What :func:`~sim.experiment.store.key_of` gave.
    name, title
        Of the service, when its first replication was kept.
    also
        Other names of a service of the same content whose replications were wanted later.
    seed, start_date, horizon
        The seed, the first day and the length of the run [minutes].
    semantics
        The version of meaning under which the figures were made.
    measured
        Which figures of its replications are measured.
    numbers
        The replications kept, ascending.
    engines
        The engines that made them.
    made
        When the first of them was kept (UTC, ISO 8601).
    size
        What they take on disk [bytes].
    config
        The config as written, with all that it extends.
    versions
        Of carecap, Python, numpy and scipy.
    sound
        Whether all that is told of the run is as it was written.
    """

    key: str
    name: str
    title: str
    seed: int
    start_date: dt.date
    horizon: int
    semantics: int
    measured: Measured
    numbers: tuple[int, ...]
    engines: tuple[str, ...]
    made: str
    size: int
    config: str
    versions: dict[str, str]
    also: tuple[str, ...]
    sound: bool

    @property
    def years(self) -> float:
        """The length of the run, in whole years where it is so."""
        days = self.horizon / MINUTES_PER_DAY
        whole = round(days / DAYS_PER_YEAR)
        return float(whole) if abs(days - whole * DAYS_PER_YEAR) <= 1 else round(days / DAYS_PER_YEAR, 2)

    @property
    def current(self) -> bool:
        """Whether a run of today would use these replications, as far as their meaning goes."""
        return self.semantics == SEMANTICS

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the first one first."""
        return (self.name, *self.also)

    @property
    def called(self) -> str:
        """Name and the first digits of the key, as people are told of a run."""
        return f"{self.name} ({self.key[:SHORT_KEY]})"

    @property
    def counted(self) -> str:
        """How many replications it has, as people are told, and whether they lack figures."""
        number = len(self.numbers)
        of = "" if self.measured is Measured.ALL else f" {OF_PROMISES}"
        return f"{number} replication{'s' if number > 1 else ''}{of}"


def run_values(key: str, service: Service, *, seed: int, measured: Measured, made: str) -> tuple[str | int, ...]:
    """The values of ``RUN_COLUMNS`` for a new run, and their checksum."""
    values = (
        key, service.name, service.base.title, content_told(service, measured), str(seed),
        service.start_date.isoformat(), service.horizon, SEMANTICS, json.dumps(versions()), service.content, made,
    )  # fmt: skip
    return (*values, run_checksum(values))


def run_checksum(values: Iterable[str | int]) -> str:
    """The checksum of the values of ``RUN_COLUMNS``."""
    return digest_of(*map(str, values))


def name_checksum(key: str, name: str) -> str:
    """The checksum of a further name of a run."""
    return digest_of("name", key, name)


def is_sound(values: Sequence[Any], checksum: str) -> bool:
    """Whether the values of ``RUN_COLUMNS`` are as they were written, and lead to the key among them."""
    kinds = tuple(int if name in ("horizon", "semantics") else str for name in RUN_COLUMNS)
    return tuple(map(type, values)) == kinds and run_checksum(values) == checksum and own_key(values) == values[0]


def own_key(values: Sequence[str | int]) -> str:
    """The key that a row's values lead to; it is the key that the row has, if nothing was altered."""
    row = dict(zip(RUN_COLUMNS, values, strict=True))
    libraries = libraries_of(json.loads(str(row["versions"])))
    seed, horizon, semantics = int(row["seed"]), int(row["horizon"]), int(row["semantics"])
    return key_from(str(row["content"]), seed=seed, horizon=horizon, semantics=semantics, libraries=libraries)


def stored_runs(rows: Iterable[Sequence[Any]], names: Iterable[Sequence[Any]]) -> list[StoredRun]:
    """The runs that the rows of ``LISTED`` and ``NAMES`` tell of."""
    further: dict[Any, list[tuple[str, str]]] = {}
    for run, name, checksum in names:
        further.setdefault(run, []).append((str(name), str(checksum)))
    return [_stored_run(row, further) for row in rows]


def _stored_run(listed: Sequence[Any], further: dict[Any, list[tuple[str, str]]]) -> StoredRun:
    values, (checksum, run, numbers, engines, size) = listed[: len(RUN_COLUMNS)], listed[len(RUN_COLUMNS) :]
    row = dict(zip(RUN_COLUMNS, values, strict=True))
    key = str(row["key"])
    return StoredRun(
        key=key,
        name=str(row["name"]),
        title=str(row["title"]),
        seed=int(row["seed"]),
        start_date=dt.date.fromisoformat(row["start_date"]),
        horizon=int(row["horizon"]),
        semantics=int(row["semantics"]),
        measured=measured_of(str(row["content"])),
        numbers=tuple(sorted(int(number) for number in str(numbers).split(","))),
        engines=tuple(sorted(str(engines).split(","))),
        made=str(row["made"]),
        size=int(size),
        config=str(row["config"]),
        versions=dict(json.loads(row["versions"])),
        # A name that was altered is none of this run's.
        also=tuple(name for name, mark in further.get(run, ()) if mark == name_checksum(key, name)),
        sound=is_sound(values, checksum),
    )


def find_run(runs: Sequence[StoredRun], wanted: str, path: Path) -> StoredRun:
    """The run that has a name, or a key that begins so; found by a further name, it has that as its first.

    Raises
    ------
    InputFault
        If there is none, or more than one.
    """
    found = [run for run in runs if wanted in run.names]
    found = found or [run for run in runs if wanted and run.key.startswith(wanted.lower())]
    if len(found) == 1:
        (run,) = found
        also = tuple(name for name in run.names if name != wanted)
        return replace(run, name=wanted, also=also) if wanted in run.also else run
    if not found:
        names = dict.fromkeys(name for run in runs for name in run.names)
        hint = nearest(wanted, names) or "`carecap results list` shows them all."
        rule = "the store has no run of this name or key" if runs else "the store is empty"
        raise InputFault([Problem(str(path), "", rule, repr(wanted), hint if runs else "")])
    told = ", ".join(f"{run.key[:SHORT_KEY]} (seed {run.seed}, {run.counted})" for run in found[:6])
    more = f" and {len(found) - 6} more" if len(found) > 6 else ""
    hint = f"Give the first digits of a key: {told}{more}."
    raise InputFault([Problem(str(path), "", f"{len(found)} runs have this name or key", repr(wanted), hint)])
