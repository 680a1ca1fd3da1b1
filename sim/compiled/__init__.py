"""Functions that Numba compiles, where it is there; the only room that knows Numba, with `rows` beside it.

A kernel is written in the part of Python that Numba compiles, and runs as it stands where Numba is missing: slowly,
with the same results. Whoever has a faster way without Numba asks :func:`available`. Numba is loaded by the first that
asks, since it takes a third of a second.
"""

import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_VERSIONS_KEPT = 3
"""States of the source files whose compiled functions are kept, besides the present one."""

_without = ContextVar("_without", default=False)


def installed() -> bool:
    """Whether Numba is installed; it is not loaded, so nothing says that it works."""
    return find_spec("numba") is not None


def available() -> bool:
    """Whether kernels are compiled, and are to be used here; see :func:`done_without`."""
    return not _without.get() and _numba() is not None


@contextmanager
def done_without() -> Iterator[None]:
    """Have everything that can be done without kernels done so."""
    before = _without.set(True)
    try:
        yield
    finally:
        _without.reset(before)


def kernel(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Compile a function when it is first called; what was compiled is kept for other processes.

    Integers wrap around and divisions by zero are not looked for, as in C.
    """
    return _compiled(function, inlined=False)


def inlined(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The same for a short part of other kernels, which is put into each of them wherever it is called.

    To hand tables on to it would cost more than what it does.
    """
    return _compiled(function, inlined=True)


def _compiled(function: Callable[Given, Answer], *, inlined: bool) -> Callable[Given, Answer]:
    numba = _numba()
    if numba is None:
        return function
    options = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    if inlined:
        # A part is called by kernels alone, and makes no tables: it need not count who uses those that it is handed.
        options |= {"forceinline": True, "no_cpython_wrapper": True, "_nrt": False}
    compiled: Callable[Given, Answer] = numba.njit(**options)(function)
    return compiled


def make_ready(function: Callable[..., Any], *like: Any) -> None:
    """Compile a kernel for arguments like these, or load what was compiled before."""
    numba = _numba()
    if numba is not None:
        function.compile(tuple(numba.typeof(each) for each in like))  # type: ignore[attr-defined]


def compiled_before(function: str) -> bool:
    """Whether a kernel of that name was compiled for this version of the code; otherwise that will take its time."""
    return any(_kept_in().rglob(f"*.{function}-*.nbi"))


@lru_cache(maxsize=1)
def _numba() -> Any:
    """Numba, told where to keep what it compiles; None if it is not there, or not for this Python."""
    try:
        import numba
    except ImportError:
        return None
    kept = _kept_in()
    if not kept.exists():
        _forget_old_versions(kept.parent)
    numba.config.CACHE_DIR = str(kept)
    return numba


@lru_cache(maxsize=1)
def _kept_in() -> Path:
    """The folder of compiled functions for the present state of all source files.

    Numba looks at the file of the outermost function alone, and would go on with an old version of what that calls.
    """
    sources = sorted(Path(__file__).parents[1].rglob("*.py"))
    stamps = [(str(source), stat.st_size, stat.st_mtime_ns) for source in sources for stat in (source.stat(),)]
    base = Path(os.environ.get("NUMBA_CACHE_DIR") or _writable_folder())
    return base / f"carecap-{zlib.crc32(repr(stamps).encode()):08x}"


def _forget_old_versions(base: Path) -> None:
    with suppress(OSError):  # another process may be at it, or nothing is there yet
        versions = sorted(base.glob("carecap-*"), key=lambda folder: folder.stat().st_mtime)
        for folder in versions[: -_VERSIONS_KEPT or None]:
            shutil.rmtree(folder, ignore_errors=True)


def _writable_folder() -> Path:
    beside = Path(__file__).parents[1] / "__pycache__"
    if os.access(beside if beside.exists() else beside.parent, os.W_OK):
        return beside
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carecap"
