"""Functions that Numba compiles, where it is there; the only place that knows Numba.

A kernel is written in the part of Python that Numba compiles, and runs as it stands where Numba is missing: slowly,
with the same results. Whoever has a faster way without Numba asks :func:`available`.
"""

import os
import shutil
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

try:
    import numba
except ImportError:  # not there, or not for this Python
    numba = None  # type: ignore[assignment, unused-ignore]


_VERSIONS_KEPT = 3
"""States of the source files whose compiled functions are kept, besides the present one."""


def available() -> bool:
    """Whether kernels are compiled."""
    return numba is not None


def kernel(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Compile a function when it is first called; what was compiled is kept for other processes.

    Integers wrap around and divisions by zero are not looked for, as in C.
    """
    if numba is None:
        return function
    compiled: Callable[Given, Answer] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def make_ready(function: Callable[..., Any], *like: Any) -> None:
    """Compile a kernel for arguments like these, or load what was compiled before."""
    if numba is not None:
        function.compile(tuple(numba.typeof(each) for each in like))  # type: ignore[attr-defined]


def _keep_compiled_code_by_version() -> None:
    """Keep compiled functions apart by the state of all source files.

    Numba looks at the file of the outermost function alone, and would go on with an old version of what that calls.
    """
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    stamps = [(str(source), stat.st_size, stat.st_mtime_ns) for source in sources for stat in (source.stat(),)]
    base = Path(numba.config.CACHE_DIR or _writable_folder())
    version = base / f"carecap-{zlib.crc32(repr(stamps).encode()):08x}"
    if not version.exists():
        _forget_old_versions(base)
    numba.config.CACHE_DIR = str(version)


def _forget_old_versions(base: Path) -> None:
    with suppress(OSError):  # another process may be at it, or nothing is there yet
        versions = sorted(base.glob("carecap-*"), key=lambda folder: folder.stat().st_mtime)
        for folder in versions[: -_VERSIONS_KEPT or None]:
            shutil.rmtree(folder, ignore_errors=True)


def _writable_folder() -> Path:
    beside = Path(__file__).parent / "__pycache__"
    if os.access(beside if beside.exists() else beside.parent, os.W_OK):
        return beside
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carecap"


if numba is not None:
    _keep_compiled_code_by_version()
