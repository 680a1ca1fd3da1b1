"""Whether everything in a store is as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.errors import RunFault
from sim.experiment.replicate import Measured
from sim.experiment.store.database import Store
from sim.experiment.store.faults import as_written, in_words
from sim.experiment.store.keys import measured_of
from sim.experiment.store.runs import NAMES, RUN_COLUMNS, SHORT_KEY, is_sound, name_checksum


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and everything found wrong, in words; replications ``of_promises`` are among the others."""

    runs: int
    replications: int
    of_promises: int
    cells: int
    problems: tuple[str, ...]


def check_store(store: Store) -> Checked:
    """Look at every page, run, replication, table and cell of a store."""
    problems: list[str] = []
    counts = {"run": 0, "replication": 0, "cell": 0}
    for table in counts:
        for (number,) in _told(store, f"SELECT count(*) FROM {table}", problems):
            counts[table] = number
    pages = _told(store, "PRAGMA integrity_check", problems)
    problems += [f"{store.path}: {text}." for (text,) in pages if text != "ok"]
    lost = _told(store, "PRAGMA foreign_key_check", problems)
    problems += [f"{store.path}: {len(lost)} rows belong to no run or replication."] if lost else []
    try:
        store.cells.look_at_all()
    except RunFault as fault:
        problems.append(str(fault))
    problems += _wrong_runs(store, problems)
    of_promises = 0
    each = "SELECT key, content, number FROM run JOIN replication ON run.id = run"
    for key, content, number in _told(store, each, problems):
        of_promises += measured_of(str(content)) is Measured.PROMISES
        try:
            _look_at(store, str(key), number)
        except RunFault as fault:
            problems.append(str(fault))
    return Checked(counts["run"], counts["replication"], of_promises, counts["cell"], tuple(dict.fromkeys(problems)))


def _look_at(store: Store, key: str, number: int) -> None:
    """Read a replication with its tables; RunFault if anything is not as it was written."""
    with as_written(store.path, f"replication {number} of the run {key[:SHORT_KEY]}"):
        row = store.row(key, number)
        list(store.tables(key, number))
        if row is not None:  # else it has just been forgotten, or SQLite has told of its index
            store.row_cells(key, row)


def _wrong_runs(store: Store, problems: list[str]) -> Iterator[str]:
    columns = ", ".join((*RUN_COLUMNS, "checksum"))
    for *values, checksum in _told(store, f"SELECT {columns} FROM run", problems):
        if not is_sound(values, checksum):
            row = dict(zip(RUN_COLUMNS, values, strict=True))
            short = str(row["key"])[:SHORT_KEY]
            yield (
                f"{store.path}: what is told of the run {row['name']!r} ({short}) is not as it was written."
                f" `carecap results forget {short}` removes the run, so that it can be run again."
            )
    keys = dict(_told(store, "SELECT id, key FROM run", problems))
    for run, name, checksum in _told(store, NAMES, problems):
        if name_checksum(str(keys.get(run)), str(name)) != checksum:
            yield f"{store.path}: the further name {name!r} of a run is not as it was written."


def _told(store: Store, query: str, problems: list[str]) -> list[Any]:
    """The rows of a query; what SQLite finds wrong is a problem among others."""
    try:
        with in_words(store.path):
            return store.connection.execute(query).fetchall()
    except RunFault as fault:
        problems.append(str(fault))
        return []
