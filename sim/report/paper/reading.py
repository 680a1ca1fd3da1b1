"""Results on disk as they may be found: whole, cut, altered, of an older version, or no results at all."""

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

from sim import __version__
from sim.errors import InputFault, Problem
from sim.report.folder import LAYOUT
from sim.report.manifest import MANIFEST, written_by_carecap

Lines: TypeAlias = list[tuple[int, dict[str, str]]]
"""Rows of a table with the number of their line, that of the columns' names being 1."""

_AGAIN = "Make the results again."
_ENDS = (".csv", ".csv.gz")
"""What the files of tables end in."""


@dataclass(frozen=True)
class TableFile:
    """A table of a results folder, parsed when it is first wanted: some hold half a million rows.

    Attributes
    ----------
    digest
        Of the file as carecap wrote it; empty if that is not known.
    """

    file: Path
    digest: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing below the names of columns."""
        return self._content().count(b"\n") < 2

    def _content(self) -> bytes:
        data = self.file.read_bytes()
        return gzip.decompress(data) if self.file.suffix == ".gz" else data

    @cached_property
    def lines(self) -> Lines:
        """The rows that are whole."""
        return self._parsed[0]

    @cached_property
    def _parsed(self) -> tuple[Lines, list[int]]:
        return _parsed(self._content().decode("utf-8-sig"))

    def faults(self) -> Iterator[str]:
        """What is wrong with it, in sentences.

        Raises
        ------
        OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error
            If it cannot be read at all.
        """
        if "sha256:" + hashlib.sha256(self.file.read_bytes()).hexdigest() == self.digest:
            return
        damaged = self._parsed[1]
        if self.digest:
            yield f"The file {self.file.name} is not as carecap wrote it: its figures may have been altered since."
        if damaged:
            told = ", ".join(str(number) for number in damaged[:3])
            more = f" and {len(damaged) - 3} more" if len(damaged) > 3 else ""
            lines = f"line {told} is" if len(damaged) == 1 else f"lines {told}{more} are"
            yield f"The table {self.file.name} is damaged: {lines} cut short or too long, and left out."


def _parsed(text: str) -> tuple[Lines, list[int]]:
    """The rows of a CSV, and the numbers of lines that cannot be rows of it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = next(reader, [])
    if len(set(columns)) < max(len(columns), 2):
        raise csv.Error("its first line does not name columns")
    rows: Lines = []
    damaged: list[int] = []
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            cells = [""]
        if len(cells) == len(columns):
            rows.append((number, dict(zip(columns, cells, strict=True))))
        elif cells:
            damaged.append(number)
    # What carecap writes ends a line; a row without an end may have lost digits of its last number.
    if rows and not text.endswith("\n") and rows[-1][0] == number - 1:
        damaged.append(rows.pop()[0])
    return rows, damaged


def read_tables(folder: Path, manifest: Mapping[str, Any]) -> tuple[dict[str, TableFile], list[str]]:
    """The tables that a manifest lists, by name, and what is wrong with them."""
    tables: dict[str, TableFile] = {}
    faults: list[str] = []
    for name in manifest["files"]:
        # A name with a folder in it was not written by us.
        if not name.endswith(_ENDS) or Path(name).name != name:
            continue
        table = TableFile(folder / name, manifest.get("digests", {}).get(name, ""))
        try:
            faults += table.faults()
        except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
            faults.append(f"The table {name} {_why(error)}, so what it holds is left out.")
        else:
            tables[table_name(name)] = table
    return tables, faults


def table_name(file: str) -> str:
    """The table that a file holds, compressed or not."""
    return next((file.removesuffix(end) for end in _ENDS if file.endswith(end)), file)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "is missing"
    if isinstance(error, UnicodeDecodeError):
        return "cannot be read (it is no text in UTF-8)"
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"


def older_layout(manifest: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for the reader, if results are laid out otherwise than they are now."""
    if manifest.get("layout") != LAYOUT:
        made = manifest["versions"]["carecap"]
        which = f" (carecap {made}; this is {__version__})" if made != __version__ else ""
        yield (
            f"These results were written by another version{which}, whose folders are laid out otherwise: some parts of"
            " this paper may be missing. Make the results again to have them."
        )
    elif manifest["versions"]["carecap"] != __version__:
        yield (
            f"These results were made by carecap {manifest['versions']['carecap']}; this is {__version__}. CHANGELOG.md"
            " says which changes in between alter figures."
        )


def sound_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder.

    Raises
    ------
    InputFault
        If there is none, or it is not as carecap writes it.
    """
    file = folder / MANIFEST
    hint = "Name a folder that carecap wrote."
    if not folder.is_dir():
        rule = "this is no folder" if folder.exists() else "there is no such folder"
        raise InputFault([Problem(str(folder), "", rule, suggestion=hint)])
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        rule = f"this is no results folder: no {MANIFEST} in it"
        raise InputFault([Problem(str(folder), "", rule, suggestion=hint)]) from None
    except (ValueError, RecursionError):
        raise InputFault([Problem(str(file), "", "this is damaged: it is not JSON", suggestion=_AGAIN)]) from None
    if not isinstance(manifest, dict) or not written_by_carecap(manifest):
        raise InputFault([Problem(str(file), "", "carecap did not write this", suggestion=hint)])
    if is_report(manifest):
        hint = "Name the folder that it was made from."
        raise InputFault([Problem(str(folder), "", "this is a report, not results", suggestion=hint)])
    problems = [
        Problem(str(file), path, "this is missing, or not as carecap writes it", value, _AGAIN)
        for path, value in _unlike(manifest, _MANIFEST)
    ]
    if problems:
        raise InputFault(problems)
    return manifest


def is_report(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest of carecap's is that of a report, which names the results it was made from."""
    return "results" in manifest


def _is(*kinds: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kinds)


def _is_date(value: object) -> bool:
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


_TEXT, _WHOLE, _NUMBER, _OBJECT = _is(str), _is(int), _is(int, float), _is(dict)
_TEXTS: Final = [{"file": _TEXT, "text": _TEXT}]
_MANIFEST: Final[Mapping[str, Any]] = {
    "title": _TEXT,
    "question?": _TEXT,
    "start_date": _is_date,
    "end_date": _is_date,
    "years": _NUMBER,
    "period?": _TEXT,
    "option?": _TEXT,
    "description?": _TEXT,
    "interval?": _TEXT,
    "engine": _TEXT,
    "worth?": _is(int, float, type(None)),
    "experiment?": {"name": _TEXT, "text": _TEXT},
    "figures?": [_OBJECT],
    "seed": _WHOLE,
    "replications": _WHOLE,
    "baseline?": {"name": _TEXT, "title": _TEXT},
    "designs?": [
        {"name": _TEXT, "label": _TEXT, "scenario": _TEXT, "against": _TEXT, "hash": _TEXT, "texts?": [_WHOLE]}
    ],
    "texts?": _TEXTS,
    "config?": {"texts": _TEXTS},
    "evidence": {"numbers_by_grade": _OBJECT, "weakest_grade": _TEXT},
    "run": _OBJECT,
    "versions": {"carecap": _TEXT},
    "staffing?": [{"scenario": _TEXT, "sentences": [_TEXT]}],
    "files": [_TEXT],
    "digests?": _OBJECT,
}
"""What a paper reads of a manifest: a test of each entry, the entries of an object, or what each of a list is like.

Names with a question mark need not be there.
"""


def _unlike(value: object, like: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Where a value is not as wanted, and what stands there."""
    if isinstance(like, list) and isinstance(value, list):
        for place, each in enumerate(value):
            yield from _unlike(each, like[0], f"{path}[{place}]")
    elif isinstance(like, dict) and isinstance(value, dict):
        for name, inner in like.items():
            key = name.removesuffix("?")
            if key in value or key == name:
                yield from _unlike(value.get(key), inner, f"{path}.{key}" if path else key)
    elif isinstance(like, list | dict) or not like(value):
        yield path, "" if value is None else repr(value)[:40]
