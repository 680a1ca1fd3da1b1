"""The store: one SQLite file in which finished replications are kept for every later command."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sim.errors import RunFault
from sim.experiment.figure_table import FigureTable
from sim.experiment.replicate import Measured, Replication
from sim.experiment.store.cells import Cells
from sim.experiment.store.columns import Columns, unpack_columns
from sim.experiment.store.faults import as_written, damaged, in_words
from sim.experiment.store.keys import key_of
from sim.experiment.store.matrix import Chosen, Part, Wanted, as_they_appear, laid_out
from sim.experiment.store.opening import open_store
from sim.experiment.store.packed import TABLES, Packed
from sim.experiment.store.replications import REPLICATION_COLUMNS, Row, replication_of, row_of, table_checksum
from sim.experiment.store.runs import (
    LISTED,
    NAMES,
    RUN_COLUMNS,
    SHORT_KEY,
    StoredRun,
    name_checksum,
    run_values,
    stored_runs,
)
from sim.measures.summary import Cell
from sim.scenario import Service


class Store:
    """The kept replications of any number of services; several processes may use one file at once.

    A replication is there whole or not at all, also after a process was killed or the power went.

    Parameters
    ----------
    path
        The file; it and its folder are made if they are not there.
    reading
        Nothing is to be written: the file must be there, and may be on a disk that can only be read.

    Raises
    ------
    InputFault
        If the file is none of ours, is damaged, was written by another version or cannot be used. It is left as it is.
    """

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        self.path = Path(path)
        self.connection = open_store(self.path, reading=reading)
        self.cells = Cells(self.connection, self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def key(self, service: Service, *, seed: int, measured: Measured = Measured.ALL) -> str:
        """The key of the replications of a service under a seed that are measured so far."""
        return key_of(service, seed=seed, measured=measured)

    def kept(self, key: str) -> frozenset[int]:
        """The numbers of the replications that are there."""
        query = "SELECT number FROM replication JOIN run ON run.id = run WHERE key = ?"
        return frozenset(number for (number,) in self._all(query, key))

    def has_tables(self, key: str, number: int) -> bool:
        """Whether a replication is there with its cases and visits."""
        query = "SELECT count(*) FROM record_table JOIN run ON run.id = run WHERE key = ? AND number = ?"
        ((tables,),) = self._all(query, key, int(number))
        return bool(tables == len(TABLES))

    def save(
        self, service: Service, *, seed: int, engine: str, replication: Packed, measured: Measured = Measured.ALL
    ) -> None:
        """Keep a replication; if it is there already, at most the tables that it lacks are added.

        The run is found under the service's name from now on, whatever it was first called.

        Raises
        ------
        RunFault
            If it cannot be kept (the disk is full, say). What was kept before stays.
        """
        key, number = self.key(service, seed=seed, measured=measured), replication.number
        if number in self.kept(key) and (not replication.tables or self.has_tables(key, number)):
            self.also_called(key, service.name)
            return
        made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with in_words(self.path):
            with self._writing():
                self._insert("run", run_values(key, service, seed=seed, measured=measured, made=made), RUN_COLUMNS)
                run = self._name(key, service.name)
                numbers, seal = self.cells.numbers_of(replication.layout, replication.there)
                row = row_of(key, replication, numbers, seal=seal, engine=engine, made=made)
                self._insert("replication", (run, *row.in_order()), ("run", *REPLICATION_COLUMNS))
                for name, body in replication.tables.items():
                    values = (run, number, name, body, table_checksum(key, number, name, body))
                    self._insert("record_table", values, ("run", "number", "name", "packed"))
            self.cells.remember()

    def load(self, key: str, number: int, *, tables: bool = False) -> Replication | None:
        """A kept replication, or None if it is not there; with cases and visits if wanted and kept.

        Raises
        ------
        RunFault
            If it is not as it was written.
        """
        row = self.row(key, number)
        if row is None:
            return None
        with as_written(self.path, _told(key, number)):
            found: dict[str, Columns] = {}
            if tables:
                found = {name: unpack_columns(packed) for name, packed in self.tables(key, number)}
            return replication_of(row, self.row_cells(key, row), found)

    def figures(self, key: str, numbers: Iterable[int], wanted: Wanted | None = None) -> FigureTable:
        """The figures of several replications of one run; see :meth:`figures_of`."""
        (table,) = self.figures_of([key], numbers, wanted)
        return table

    def figures_of(
        self, keys: Iterable[str], numbers: Iterable[int], wanted: Wanted | None = None
    ) -> list[FigureTable]:
        """The figures of several replications, by ascending number, of each of several runs.

        Parameters
        ----------
        keys
            Of the runs.
        numbers
            Of the replications, all of which must be there.
        wanted
            Which cells are wanted; all of them if not given.

        Raises
        ------
        RunFault
            If a replication is not there, or not as it was written.
        """
        ordered = sorted({int(number) for number in numbers})
        chosen = Chosen(self.cells, wanted)
        # Several at once: Python lets go of its lock for digests, and for what is unpacked.
        with ThreadPoolExecutor() as threads:
            return [self._table(key, ordered, chosen, threads) for key in keys]

    def _table(self, key: str, numbers: Sequence[int], chosen: Chosen, threads: Executor) -> FigureTable:
        rows = [self._there(key, number) for number in numbers]
        parts: list[Part] = []
        for number, part in zip(numbers, threads.map(partial(self._part, key), rows), strict=True):
            if part is None:
                raise self._altered(key, number)
            parts.append(part)
        there = chosen.among(as_they_appear([part for part, _ in parts]))
        seals = threads.map(self.cells.seal, [part for part, _ in parts])
        for row, seal in zip(rows, seals, strict=True):
            self._check_seal(key, row, seal)
        return laid_out(numbers, parts, there, self.cells.cells_of(there))

    def runs(self) -> list[StoredRun]:
        """Every run, in the order in which their first replications were kept."""
        with as_written(self.path, "the list of runs"):
            return stored_runs(self._all(LISTED), self._all(NAMES))

    def also_called(self, key: str, name: str) -> None:
        """Let a run be found under this name as well; nothing if it is not there or has it already."""
        had = self._all("SELECT name FROM run WHERE key = ?", key)
        had += self._all("SELECT run_name.name FROM run_name JOIN run ON run.id = run WHERE key = ?", key)
        if had and (name,) not in had:
            with in_words(self.path), self._writing():
                self._name(key, name)

    def forget(self, key: str) -> None:
        """Remove a run with all its replications."""
        with in_words(self.path):
            with self._writing():
                self.connection.execute("DELETE FROM run WHERE key = ?", (key,))
            with contextlib.suppress(sqlite3.OperationalError):  # another process reads: the room is used later
                self.connection.executescript("PRAGMA incremental_vacuum")

    def row_cells(self, key: str, row: Row) -> list[Cell]:
        """The cell of each figure of a replication; RunFault if it is not the one that it was written with."""
        with as_written(self.path, _told(key, row.number)):
            numbers = row.cell_numbers()
            cells = self.cells.cells_of(numbers)
        self._check_seal(key, row, self.cells.seal(numbers))
        return cells

    def row(self, key: str, number: int) -> Row | None:
        """The row of a replication, or None if it is not there; RunFault if it is not as it was written."""
        row = self._row(key, number)
        if row is not None and not row.is_sound(key):
            raise self._altered(key, number)
        return row

    def _row(self, key: str, number: int) -> Row | None:
        """The row of a replication, as it is."""
        columns = ", ".join(f"replication.{name}" for name in (*REPLICATION_COLUMNS, "checksum"))
        query = f"SELECT {columns} FROM replication JOIN run ON run.id = run WHERE key = ? AND number = ?"
        for values in self._all(query, key, int(number)):
            return Row(*values)
        return None

    def _there(self, key: str, number: int) -> Row:
        row = self._row(key, number)
        if row is None:
            raise RunFault(f"{self.path}: there is no replication {number} of the run {key[:SHORT_KEY]}.")
        return row

    def _part(self, key: str, row: Row) -> Part | None:
        """The figures of a replication; None if its row is not as it was written."""
        if not row.is_sound(key):
            return None
        with as_written(self.path, _told(key, row.number)):
            return row.cell_numbers(), row.values()

    def tables(self, key: str, number: int) -> Iterator[tuple[str, bytes]]:
        """The tables of a replication by name, packed; RunFault if one is not as it was written."""
        query = """
            SELECT record_table.name, packed, record_table.checksum
            FROM record_table JOIN run ON run.id = run WHERE key = ? AND number = ?
        """
        for name, packed, checksum in self._all(query, key, int(number)):
            if not isinstance(packed, bytes) or checksum != table_checksum(key, number, name, packed):
                raise self._altered(key, number)
            yield name, packed

    def _altered(self, key: str, number: int) -> RunFault:
        found = self._all("SELECT name FROM run WHERE key = ?", key)
        name = found[0][0] if found else ""
        what = f"replication {number} of the run {name!r} ({key[:SHORT_KEY]}) is not as it was written"
        return damaged(self.path, what, key[:SHORT_KEY])

    def _check_seal(self, key: str, row: Row, seal: str) -> None:
        """RunFault if the cells, whose seal is given, are not those that a replication was written with."""
        if seal != row.seal:
            raise damaged(self.path, f"what the figures of {_told(key, row.number)} are of is not as it was written")

    def _name(self, key: str, name: str) -> int:
        """The number of a run, which has this name from now on, in the transaction that is open."""
        # The table itself is read: an index that is damaged may lead to another run.
        found = self.connection.execute("SELECT id, name FROM run NOT INDEXED WHERE key = ?", (key,)).fetchall()
        if len(found) != 1:
            raise damaged(self.path, f"the run {key[:SHORT_KEY]} is there {len(found)} times")
        ((run, first),) = found
        if name != first:
            self._insert("run_name", (run, name, name_checksum(key, name)), ("run", "name"))
        return int(run)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction: all that is written in it is kept, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            # Some errors, such as a full disk, have ended the transaction already.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def _insert(self, table: str, values: Sequence[Any], columns: Sequence[str]) -> None:
        """Insert a row with its checksum, the last of ``values``; nothing if it is there."""
        names = ", ".join((*columns, "checksum"))
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING", values)

    def _all(self, query: str, *values: str | int) -> list[Any]:
        with in_words(self.path):
            return self.connection.execute(query, values).fetchall()


def _told(key: str, number: int) -> str:
    return f"replication {number} of the run {key[:SHORT_KEY]}"
