"""What SQLite says when something is wrong, told in words."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputFault, Problem, RunFault

_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
# What is written anew breaks no rule of the tables, unless what is there is not what it was.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_CONSTRAINT}
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, zlib.error)
"""What comes of taking something apart that is not as it was written; a text that is no UTF-8 is a ValueError."""
_BASIC = 0xFF
"""The part of an extended error code that says what kind it is."""


def unusable(path: Path, rule: str, *, suggestion: str) -> InputFault:
    """The fault of a file that cannot be a store."""
    return InputFault([Problem(str(path), "", rule, suggestion=suggestion)])


def damaged(path: Path, what: str, key: str = "") -> RunFault:
    """The fault of a store in which something (of the run with this key) is not as it was written."""
    forget = f" `carecap results forget {key}` removes the run, so that it can be run again." if key else ""
    return RunFault(f"{path}: {what}.{forget} `carecap results check` looks through the whole store.")


def is_damage(error: Exception) -> bool:
    """Whether SQLite found the file itself damaged, or told of something in bytes that are no text."""
    return isinstance(error, UnicodeDecodeError) or _code(error) in _DAMAGED


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors in using a store into run faults."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, such as a store used after it was closed
    except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:
        raise RunFault(_words(path, error)) from error


@contextmanager
def as_written(path: Path, what: str) -> Iterator[None]:
    """Turn SQLite's errors into run faults, and also what comes of taking apart what is not as it was written."""
    try:
        with in_words(path):
            yield
    except _UNREADABLE as error:
        raise damaged(path, f"{what} is not as it was written ({error})") from error


def _words(path: Path, error: Exception) -> str:
    code = _code(error)
    if code in _FULL:
        return f"{path}: the disk is full. What was saved before is kept; make room, and the same command goes on."
    if code in _BUSY:
        return f"{path}: the store is in use by another process and did not come free. Try again when that has ended."
    if code in _READ_ONLY:
        return f"{path}: the store cannot be written, only read ({error}). --store names another."
    if code in _DAMAGED or not code:  # bytes that are no text have no code, nor has a size that cannot be
        hint = "Move it away and a new one is made; `carecap results export` may still read some of its runs."
        return f"{path}: the store is damaged ({error}). {hint}"
    return f"{path}: the store cannot be used ({error})."


def _code(error: Exception) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _BASIC
