"""Functions that Numba compiles, where it is there; the only place that knows Numba.

A kernel is written in the part of Python that Numba compiles, and runs as it stands where Numba is missing: slowly,
with the same results. Whoever has a faster way without Numba asks :func:`available`.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

njit: Any
try:
    from numba import njit
except ImportError:  # not there, or not for this Python
    njit = None


def available() -> bool:
    """Whether kernels are compiled."""
    return njit is not None


def kernel(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Compile a function when it is first called; what was compiled is kept for other processes.

    Integers wrap around and divisions by zero are not looked for, as in C.
    """
    if njit is None:
        return function
    compiled: Callable[Given, Answer] = njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled
