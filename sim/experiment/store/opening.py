"""Opening the file of a store, or making it; a file that is none of ours is left exactly as it is."""

import os
import sqlite3
import tempfile
from pathlib import Path

from sim.experiment.store.faults import is_damage, unusable
from sim.experiment.store.schema import APPLICATION_ID, SCHEMA, SCHEMA_VERSION, TABLES

BUSY_SECONDS = 60.0
"""How long a process waits for another that writes."""

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_VERSION_AT, _APPLICATION_AT = 60, 68  # https://www.sqlite.org/fileformat.html, section 1.3
_ELSEWHERE = "Name another file with --store, or move this one away."


def open_store(path: Path, *, reading: bool) -> sqlite3.Connection:
    """A connection to the store at a path.

    Parameters
    ----------
    path
        Its file; it and the folder are made if they are not there, unless ``reading``.
    reading
        Nothing is to be written, so a store on a disk that can only be read will do.

    Raises
    ------
    InputFault
        If there is a file that is no store of ours, is damaged or was written by another version, or if
        nothing can be read (or written) there. The file is as it was before.
    """
    try:
        if path.is_dir():
            raise unusable(path, "this is a folder; the name of a file is wanted", suggestion="Add a name to it.")
        if not path.exists():
            if reading:
                hint = "`carecap run CONFIG` makes one; --store FILE names one elsewhere."
                raise unusable(path, "there is no store of results yet", suggestion=hint)
            _make(path)
        if not path.is_file():
            raise unusable(path, "this is no file", suggestion=_ELSEWHERE)
        _check_header(path)
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        if not (reading or writable):
            raise unusable(path, "the store cannot be written there: permission denied", suggestion=_ELSEWHERE)
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise unusable(path, f"the store cannot be used: {reason}", suggestion=_ELSEWHERE) from None
    return _connected(path, writable=writable)


def _make(path: Path) -> None:
    """Make an empty store beside its place and move it there whole, so that nobody meets half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".store-")
    os.close(handle)
    try:
        _fill(Path(name))
        _move(Path(name), path)
    except sqlite3.Error as error:
        raise unusable(path, f"a store cannot be made there: {error}", suggestion=_ELSEWHERE) from None
    finally:
        for left in (name, f"{name}-journal", f"{name}-wal", f"{name}-shm"):
            Path(left).unlink(missing_ok=True)


def _fill(file: Path) -> None:
    db = sqlite3.connect(file, isolation_level=None)
    try:
        # Room that a forgotten run leaves goes back to the disk.
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.executescript(f"BEGIN;{SCHEMA};COMMIT")
        # Readers then do not wait for a writer. Not every disk can do it; without it a store works, too.
        db.execute("PRAGMA journal_mode = WAL")
    finally:
        db.close()


def _move(made: Path, path: Path) -> None:
    made.chmod(0o666 & ~_umask())
    try:
        os.link(made, path)  # unlike a renaming, this does not replace what another process has just made
    except FileExistsError:
        return
    except OSError:  # a disk without links
        if not path.exists():
            made.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _check_header(path: Path) -> None:
    """Refuse what is no store before SQLite touches it: SQLite would leave files beside it."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        kind = "an empty file" if not header else "not a store of carecap, or its first bytes are damaged"
        raise unusable(path, f"this is {kind}", suggestion=_ELSEWHERE)
    application = int.from_bytes(header[_APPLICATION_AT : _APPLICATION_AT + 4], "big")
    if application != APPLICATION_ID:
        raise unusable(path, "this is a database of another program", suggestion=_ELSEWHERE)
    _check_version(path, int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4], "big"))


def _check_version(path: Path, version: int) -> None:
    if version > SCHEMA_VERSION:
        rule = f"the store was written by a later version of carecap (format {version}, here {SCHEMA_VERSION})"
        raise unusable(path, rule, suggestion=f"Use that version. {_ELSEWHERE}")
    if version < SCHEMA_VERSION:
        rule = f"the store was written by an earlier version of carecap (format {version}, here {SCHEMA_VERSION})"
        raise unusable(path, rule, suggestion=f"What it keeps is to be run again. {_ELSEWHERE}")


def _connected(path: Path, *, writable: bool) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(_address(path, writable), uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise unusable(path, f"the store cannot be opened: {error}", suggestion=_ELSEWHERE) from None
    try:
        db.execute("PRAGMA foreign_keys = ON")
        _check_version(path, db.execute("PRAGMA user_version").fetchone()[0])
        (mode,) = db.execute("PRAGMA journal_mode").fetchone()
        # With a write-ahead log, NORMAL can lose the last replications in a power cut, never damage the file, and
        # what is lost is run again. With a rollback journal only FULL is safe.
        db.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
        found = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if not found >= TABLES:
            raise unusable(path, "the store is damaged: some of its tables are missing", suggestion=_ELSEWHERE)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        db.close()
        kind = "is damaged" if is_damage(error) else "cannot be opened"
        raise unusable(path, f"the store {kind}: {error}", suggestion=_ELSEWHERE) from None
    except BaseException:
        db.close()
        raise
    return db


def _address(path: Path, writable: bool) -> str:
    if writable:
        how = "mode=rw"
    elif path.with_name(f"{path.name}-wal").exists():
        how = "mode=ro"
    else:
        # On a disk that can only be read SQLite cannot make the files that it shares with other processes, and
        # needs none: nobody writes.
        how = "immutable=1"
    return f"{path.absolute().as_uri()}?{how}"
