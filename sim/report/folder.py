"""A results folder, replaced as a whole: never half old and half new, and nothing of others is touched."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import uuid4

from sim.errors import InputFault, Problem
from sim.interrupts import held_back
from sim.report.manifest import MANIFEST, read_manifest, write_manifest, written_by_carecap
from sim.report.tables import Columns, write_table

LAYOUT = 2
"""Of results folders: it rises when what reads them has to know."""

_LIKE_OURS = ("*.csv", "*.csv.gz", "*.parquet", "*.png", "*.svg", MANIFEST)
"""The names that results have."""


def write_results_folder(
    folder: Path,
    tables: Mapping[str, Columns],
    *,
    charts: Callable[[Path], list[str]],
    manifest: Callable[[list[str]], dict[str, Any]],
    compact: bool = False,
) -> list[str]:
    """Write the tables, the charts and the manifest of results; earlier results stay until all of it is there.

    Parameters
    ----------
    folder
        The results folder.
    tables
        By name.
    charts
        Writes the charts into a folder and returns the names of their files.
    manifest
        The manifest, given the names of all files.
    compact
        Whether tables are compressed.

    Returns
    -------
    list of str
        Names of the files.
    """

    def write(scratch: Path) -> list[str]:
        names = [file for name, table in tables.items() for file in write_table(scratch, name, table, compact=compact)]
        names += [*charts(scratch), MANIFEST]
        write_manifest(scratch, manifest(names) | {"layout": LAYOUT, "digests": digests(scratch, names)})
        return names

    return replace_results(folder, write)


def digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """A digest of each file but the manifest: whether one was altered since can be told by it."""
    kept = sorted(name for name in names if name != MANIFEST)
    return {name: "sha256:" + hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in kept}


def refuse_folder_of_others(folder: Path) -> None:
    """Refuse a folder for results, before anything is run, if others have files there like those of results.

    Raises
    ------
    InputFault
        If there are any, and no manifest of carecap's that would make the folder one of results.
    """
    if written_by_carecap(read_manifest(folder)):
        return
    names = sorted(file.name for file in folder.iterdir())
    refuse_taken(folder, [name for name in names if any(fnmatchcase(name.lower(), like) for like in _LIKE_OURS)])


def refuse_taken(folder: Path, taken: Sequence[str], *, whose: str = " that no run of carecap wrote") -> None:
    """Refuse to write over files.

    Parameters
    ----------
    taken
        Names of the files; none is no reason to refuse.
    whose
        What is said of them.

    Raises
    ------
    InputFault
        If there are any.
    """
    if not taken:
        return
    named = ", ".join(taken[:5]) + (f" and {len(taken) - 5} more" if len(taken) > 5 else "")
    rule = f"nothing is written over, and there is already {named}{whose}"
    raise InputFault([Problem("--out", str(folder), rule, suggestion="Name another folder.")])


def replace_results(folder: Path, write: Callable[[Path], list[str]]) -> list[str]:
    """Let ``write`` fill an empty folder, then put its files in the place of earlier results.

    Until everything is written, earlier results stay as they are. Files that an earlier run of
    carecap listed in its manifest and this one does not have go; all other files of the folder stay.
    A manifest that is not carecap's says nothing of what is ours.

    Parameters
    ----------
    folder
        The results folder; made if it is not there.
    write
        Fills a folder and returns the names of the files it wrote, the manifest among them.

    Returns
    -------
    list of str
        Names of the files, sorted.

    Raises
    ------
    InputFault
        If a file of others has the name of a new one; nothing is altered then.
    """
    with scratch_folder(folder) as scratch:
        names = write(scratch)
        before = _earlier_files(folder)
        refuse_taken(folder, sorted(name for name in set(names) - before if (folder / name).exists()))
        with held_back():
            # The manifest goes first and comes last: a folder with a manifest is whole.
            (folder / MANIFEST).unlink(missing_ok=True)
            for name in sorted(names, key=lambda name: name == MANIFEST):
                (scratch / name).replace(folder / name)
            for name in before - {*names, MANIFEST}:
                (folder / name).unlink(missing_ok=True)
    return sorted(names)


@contextmanager
def scratch_folder(beside: Path) -> Iterator[Path]:
    """A new, empty folder in ``beside``, made if it is not there; it goes at the end, whatever ends it.

    What is written in it can be put in its place in one step, since it is on the same disk.
    """
    beside.mkdir(parents=True, exist_ok=True)
    # Its name is known before it is made: Ctrl-C may come before the next line.
    scratch = beside / f".new-{uuid4().hex}"
    try:
        try:
            scratch.mkdir()
            yield scratch
        finally:
            _remove(scratch)
    finally:
        _remove(scratch)  # for Ctrl-C that came just before the other


def _remove(folder: Path) -> None:
    with held_back():
        shutil.rmtree(folder, ignore_errors=True)


def _earlier_files(folder: Path) -> set[str]:
    """What an earlier run of carecap left there, its manifest too."""
    manifest = read_manifest(folder)
    if manifest is None or not written_by_carecap(manifest):
        return set()
    files = manifest.get("files")
    names = files if isinstance(files, list) else []
    # A name with a folder in it was not written by us.
    return {MANIFEST, *(name for name in names if isinstance(name, str) and name and Path(name).name == name)}
