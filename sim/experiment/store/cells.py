"""The dictionary of cells: what figures are of, written once and known by number."""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.experiment.store.faults import damaged
from sim.measures.summary import Cell

Numbers = NDArray[np.int32]

_COLUMNS = "measure, stream, priority, activity, role, team, period, unit"
_AT_ONCE = 500
"""Cells looked up in one query; SQLite takes so many parameters everywhere."""


class Cells:
    """The cells of a store, remembered as they are met; none is ever altered or removed."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path
        self._cells: dict[int, Cell] = {}
        self._numbers: dict[Cell, int] = {}

    def numbers_of(self, cells: Sequence[Cell]) -> Numbers:
        """The number of each cell; those not there are added, so a transaction that writes must be open.

        Call :meth:`remember` when it has been committed.
        """
        new = [cell for cell in dict.fromkeys(cells) if cell not in self._numbers]
        found = self._found(new) | self._numbers if new else self._numbers
        added = [cell for cell in new if cell not in found]
        if added:
            (last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM cell").fetchone()
            fresh = {cell: last + place for place, cell in enumerate(added, start=1)}
            rows = ((number, _mark(cell), *cell) for cell, number in fresh.items())
            self._db.executemany(f"INSERT INTO cell (id, mark, {_COLUMNS}) VALUES ({'?, ' * 9}?)", rows)
            found = found | fresh
        return np.fromiter((found[cell] for cell in cells), dtype=np.int32, count=len(cells))

    def remember(self, numbers: Numbers, cells: Sequence[Cell]) -> None:
        """Keep in mind what the store has, not to ask again."""
        pairs = zip(numbers.tolist(), cells, strict=True)
        for number, cell in pairs:
            self._cells[number] = cell
            self._numbers[cell] = number

    def cells_of(self, numbers: Iterable[int]) -> list[Cell]:
        """The cell of each number."""
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._cells]
        if missing:
            # Cells of one service mostly stand side by side.
            query = f"SELECT id, mark, {_COLUMNS} FROM cell WHERE id BETWEEN ? AND ?"
            for number, mark, *texts in self._db.execute(query, (min(missing), max(missing))):
                cell = tuple(texts)
                if mark != _mark(cell):
                    raise damaged(self._path, f"what the figures of number {number} are of is not as it was written")
                self._cells[number] = cell
        try:
            return [self._cells[number] for number in wanted]
        except KeyError as lost:
            raise damaged(self._path, f"what the figures of number {lost} are of is not there") from None

    def look_at_all(self) -> None:
        """Read every cell anew; RunFault if one is not as it was written."""
        self._cells.clear()
        self.cells_of(number for (number,) in self._db.execute("SELECT id FROM cell").fetchall())

    def _found(self, cells: Sequence[Cell]) -> dict[Cell, int]:
        marks = {_mark(cell): cell for cell in cells}
        found: dict[Cell, int] = {}
        given = list(marks)
        for some in (given[place : place + _AT_ONCE] for place in range(0, len(given), _AT_ONCE)):
            query = f"SELECT id, mark FROM cell WHERE mark IN ({', '.join('?' * len(some))})"
            found |= {marks[mark]: number for number, mark in self._db.execute(query, some)}
        return found


def _mark(cell: Cell) -> int:
    """A digest of a cell as an integer of SQLite: by it a cell is found, and known to be as it was written."""
    # What damage has made of a text may be none.
    digest = hashlib.blake2b("\x1f".join(map(str, cell)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
