"""Finished replications kept on disk, so that an interrupted run loses nothing.

A replication is kept under a key that names everything its figures depend on: the config, the seed,
the engine and the code itself. A change in any of them gives another key, so a kept replication can
never be taken for one of a different run.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]
"""A table: equally long columns by name."""

_KEY_LENGTH = 24


@cache
def code_digest() -> str:
    """Digest of carecap's own source files, in order of their names."""
    root = Path(str(files("sim")))
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def key_of(content: str, *, seed: int, engine: str) -> str:
    """The key of replications of a config's content under a seed, an engine and this code."""
    text = "\n".join([code_digest(), np.__version__, engine, str(seed), content])
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()[:_KEY_LENGTH]


class Store:
    """A folder of kept replications, one file each.

    Parameters
    ----------
    folder
        Where they are kept; made on the first save.
    key
        The key of :func:`key_of`.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder / key

    def save(self, replication: int, tables: Mapping[str, Columns]) -> None:
        """Keep the tables of a replication; a reader never sees half a file."""
        packed: Columns = {}
        for table, columns in tables.items():
            for name, column in columns.items():
                packed.update(_packed(f"{table}/{name}", column))
        with _written_whole(self._file(replication)) as out:
            np.savez_compressed(out, allow_pickle=False, **packed)

    def load(self, replication: int) -> dict[str, Columns] | None:
        """The tables of a kept replication, or None if it is not there or cannot be read."""
        try:
            with self._file(replication).open("rb") as file, np.load(file, allow_pickle=False) as kept:
                return _unpacked({name: kept[name] for name in kept.files})
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def _file(self, replication: int) -> Path:
        return self.folder / f"{replication:05d}.npz"


def _packed(name: str, column: NDArray[Any]) -> Columns:
    """A column as arrays that need no pickling; texts become codes and a list of distinct texts."""
    if column.dtype.kind not in "OU":
        return {name: column}
    texts = column.astype(str)
    distinct, codes = np.unique(texts, return_inverse=True)
    return {f"{name}:codes": codes.astype(np.int32), f"{name}:texts": distinct}


def _unpacked(packed: Columns) -> dict[str, Columns]:
    tables: dict[str, Columns] = {}
    for full, column in packed.items():
        table, _, name = full.partition("/")
        if name.endswith(":texts"):
            continue
        if name.endswith(":codes"):
            name = name.removesuffix(":codes")
            column = packed[f"{table}/{name}:texts"].astype(object)[column]
        tables.setdefault(table, {})[name] = column
    return tables


@contextmanager
def _written_whole(file: Path) -> Iterator[IO[bytes]]:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
