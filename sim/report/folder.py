"""A results folder, replaced as a whole: never half old and half new, and nothing of others is touched."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sim.report.manifest import MANIFEST, read_manifest


def replace_results(folder: Path, write: Callable[[Path], list[str]]) -> list[str]:
    """Let ``write`` fill an empty folder, then put its files in the place of earlier results.

    Until everything is written, earlier results stay as they are. Files that an earlier run of
    carecap listed in its manifest and this one does not have go; all other files of the folder stay.

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
    """
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder, prefix=".new-"))
    try:
        names = write(scratch)
        before = _earlier_files(folder)
        # The manifest goes first and comes last: a folder with a manifest is whole.
        (folder / MANIFEST).unlink(missing_ok=True)
        for name in sorted(names, key=lambda name: name == MANIFEST):
            (scratch / name).replace(folder / name)
        for name in before - set(names):
            (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return sorted(names)


def _earlier_files(folder: Path) -> set[str]:
    files = (read_manifest(folder) or {}).get("files", [])
    if not isinstance(files, list):
        return set()
    # A name with a folder in it was not written by us.
    return {name for name in files if isinstance(name, str) and name and Path(name).name == name and name != MANIFEST}
