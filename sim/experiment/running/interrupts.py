"""Ctrl-C, held back while it would do harm."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OF_TRACKERS: Final = "ignore:resource_tracker:UserWarning"
"""Warnings of the processes that put away what ended workers leave, of having had something to put away."""


@contextmanager
def held_back(*, for_good: bool = False) -> Iterator[None]:
    """Ctrl-C waits for the end of what is done here, such as a pool that is half started, which could not be ended.

    Processes started here never hear it, not even before their first line. ``for_good`` is whether it is forgotten: a
    second Ctrl-C has nothing to add while the first is being answered.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield  # only the main thread is interrupted, and only by a handler of Python
        return
    heard: list[int] = []
    # The handler holds it back from this process, whichever thread hears it; the mask is what new processes inherit.
    signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with _masked():
            yield
    finally:
        signal.signal(signal.SIGINT, before)
        if heard and not for_good:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def told_as_such() -> Iterator[None]:
    """Ctrl-C is raised as such, also where it comes while compiled code hands a result to Python.

    Numba then says that a result came with an exception, which is the interrupt.
    """
    try:
        yield
    except SystemError as fault:
        behind: BaseException | None = fault
        while behind is not None and not isinstance(behind, KeyboardInterrupt):
            behind = behind.__cause__ or behind.__context__
        if behind is not None:
            raise KeyboardInterrupt from None
        raise


@contextmanager
def _masked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows; the first line of a worker must do
        return
    from multiprocessing import resource_tracker

    # Who starts them hands these options on; a worker that Ctrl-C ends while it starts may leave something every time.
    if _OF_TRACKERS not in sys.warnoptions:
        sys.warnoptions.append(_OF_TRACKERS)
    resource_tracker.ensure_running()  # it sets the mask back when it starts: not in between
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
