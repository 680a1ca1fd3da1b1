"""Functions that Numba compiles, where it is there; the only place that knows Numba.

A kernel is written in the part of Python that Numba compiles, and runs as it stands where Numba is missing: slowly,
with the same results. Whoever has a faster way without Numba asks :func:`available`.
"""

import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

numba: Any
try:
    import numba
except ImportError:  # not there, or not for this Python
    numba = None


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


def _keep_compiled_code_by_version() -> None:
    """Keep compiled functions apart by the state of all source files.

    Numba looks at the file of the outermost function alone, and would go on with an old version of what that calls.
    """
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    stamps = [(str(source), stat.st_size, stat.st_mtime_ns) for source in sources for stat in (source.stat(),)]
    base = Path(numba.config.CACHE_DIR or _writable_folder())
    version = f"carecap-{zlib.crc32(repr(stamps).encode()):08x}"
    numba.config.CACHE_DIR = str(base / version)


def _writable_folder() -> Path:
    beside = Path(__file__).parent / "__pycache__"
    if os.access(beside if beside.exists() else beside.parent, os.W_OK):
        return beside
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carecap"


if numba is not None:
    _keep_compiled_code_by_version()
