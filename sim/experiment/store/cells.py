"""The dictionary of cells: what figures are of, written once and known by number."""

import hashlib
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.experiment.store.faults import as_written, damaged
from sim.experiment.store.keys import digest_of
from sim.experiment.store.packed import CellTable
from sim.measures.rows import Bools
from sim.measures.summary import Cell

Numbers = NDArray[np.int32]

_COLUMNS = "measure, stream, priority, activity, role, team, period, unit"
_AT_ONCE = 500
"""Cells looked up in one query; SQLite takes so many parameters everywhere."""
_MOST = 2**24
"""More cells than any store has; a number beyond is damage, and would take all memory."""
_MOST_LAYOUTS = 64
"""About as many layouts are remembered; most services of an experiment share theirs."""
_WHAT = "what figures are of"


class Cells:
    """The cells of a store, remembered as they are met; none is ever altered or removed.

    A cell is looked up by its mark, a digest of its texts, but believed only when the texts themselves have been
    read. That each figure of a replication has the cell it was written with is known by the replication's seal, a
    digest of its cells' marks in order.
    """

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path
        self._cells: dict[int, Cell] = {}
        # The mark of each number; of numbers that are not in ``_cells`` it means nothing.
        self._marks: Ints = np.zeros(0, dtype=np.int64)
        # Of replications to be kept: the number of each cell, and at each place of a layout, 0 where it is not known.
        self._numbers: dict[Cell, int] = {}
        self._laid_out: dict[bytes, tuple[CellTable, Numbers]] = {}
        # Those met in the transaction that is open.
        self._fresh: dict[Cell, int] = {}
        self._fresh_layout: dict[bytes, tuple[CellTable, Numbers]] = {}

    def numbers_of(self, layout: bytes, there: Bools) -> tuple[Numbers, str]:
        """The number of each cell of a layout that is there, in order, and their seal.

        Cells that the store does not have are added, in the transaction that is open. Call :meth:`remember` when it
        has been committed.
        """
        self._fresh, self._fresh_layout = {}, {}  # of a transaction that came to nothing
        table, known = self._laid_out.get(layout) or (CellTable.unpacked(layout), np.zeros(len(there), dtype=np.int32))
        new = np.flatnonzero(there & (known == 0))
        if len(new):
            cells = table.cells(new)
            self._look_up(dict.fromkeys(cell for cell in cells if cell not in self._numbers))
            known = known.copy()
            known[new] = [self._numbers.get(cell) or self._fresh[cell] for cell in cells]
            self._fresh_layout[layout] = table, known
        numbers = known[there]
        return numbers, self.seal(numbers)

    def _look_up(self, cells: Collection[Cell]) -> None:
        """Find or add cells that are not known."""
        marks = {cell: _mark(cell) for cell in cells}
        with as_written(self._path, _WHAT):
            found = self._found(marks)
            added = [cell for cell in marks if cell not in found]
            if added:
                found |= self._added(added, marks)
            for cell, number in found.items():
                self._set_mark(number, marks[cell])
        self._fresh = found

    def remember(self) -> None:
        """Keep in mind the cells last looked up, which the store has by now, not to ask again."""
        if len(self._laid_out) > _MOST_LAYOUTS:
            self._laid_out.clear()
        self._laid_out |= self._fresh_layout
        self._numbers |= self._fresh
        self._cells |= {number: cell for cell, number in self._fresh.items()}
        self._fresh, self._fresh_layout = {}, {}

    def cells_of(self, numbers: Ints | Numbers) -> list[Cell]:
        """The cell of each number.

        Raises
        ------
        RunFault
            If one of them is not there, or its texts are not as they were written.
        """
        wanted = numbers.tolist()
        missing = {number for number in wanted if number not in self._cells}
        if missing:
            self._read(missing)
        try:
            return [self._cells[number] for number in wanted]
        except KeyError as lost:
            raise damaged(self._path, f"what the figures of number {lost} are of is not there") from None

    def seal(self, numbers: Numbers) -> str:
        """The digest of the texts of cells, in order; all must be known already."""
        return digest_of(self._marks[numbers].astype("<i8").tobytes())

    def look_at_all(self) -> None:
        """Read every cell anew; RunFault if one is not as it was written."""
        self._cells.clear()
        with as_written(self._path, _WHAT):
            numbers = [number for (number,) in self._db.execute("SELECT id FROM cell").fetchall()]
            self.cells_of(np.array(numbers, dtype=np.int64))

    def _read(self, missing: set[int]) -> None:
        with as_written(self._path, _WHAT):
            for number, mark, *texts in self._rows(missing):
                if number not in missing:
                    continue
                cell = tuple(texts)
                if mark != _mark(cell):
                    raise damaged(self._path, f"what the figures of number {number} are of is not as it was written")
                self._cells[number] = cell
                self._set_mark(number, mark)

    def _rows(self, missing: set[int]) -> Iterator[tuple[Any, ...]]:
        query = f"SELECT id, mark, {_COLUMNS} FROM cell WHERE id"
        if len(missing) <= _AT_ONCE:
            yield from self._db.execute(f"{query} IN ({', '.join('?' * len(missing))})", tuple(missing))
        else:  # cells of one service mostly stand side by side
            yield from self._db.execute(f"{query} BETWEEN ? AND ?", (min(missing), max(missing)))

    def _found(self, marks: dict[Cell, int]) -> dict[Cell, int]:
        """The numbers of those cells that are there."""
        found: dict[Cell, int] = {}
        given = list(marks)
        for some in (given[place : place + _AT_ONCE] for place in range(0, len(given), _AT_ONCE)):
            query = f"SELECT id, mark, {_COLUMNS} FROM cell WHERE mark IN ({', '.join('?' * len(some))})"
            for number, mark, *texts in self._db.execute(query, [marks[cell] for cell in some]):
                cell = tuple(texts)
                # The index, which the mark is from, may be damaged and lead to the texts of another row.
                if marks.get(cell) != mark:
                    raise damaged(self._path, f"what the figures of number {number} are of is not as it was written")
                found[cell] = number
        return found

    def _added(self, cells: Sequence[Cell], marks: dict[Cell, int]) -> dict[Cell, int]:
        (last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM cell").fetchone()
        if not 0 <= last < _MOST - len(cells):
            raise damaged(self._path, f"the last number of what figures are of ({last}) is not as it was written")
        fresh = {cell: last + place for place, cell in enumerate(cells, start=1)}
        rows = ((number, marks[cell], *cell) for cell, number in fresh.items())
        self._db.executemany(f"INSERT INTO cell (id, mark, {_COLUMNS}) VALUES ({'?, ' * 9}?)", rows)
        return fresh

    def _set_mark(self, number: int, mark: int) -> None:
        if not 0 < number <= _MOST:
            raise damaged(self._path, f"what the figures of number {number} are of is not as it was written")
        if number >= len(self._marks):
            longer = np.zeros(max(2 * number, 1024), dtype=np.int64)
            longer[: len(self._marks)] = self._marks
            self._marks = longer
        self._marks[number] = mark


def _mark(cell: Cell) -> int:
    """A digest of a cell as an integer of SQLite: by it a cell is found, and known to be as it was written."""
    # What damage has made of a text may be none.
    digest = hashlib.blake2b("\x1f".join(map(str, cell)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
