"""Ctrl-C while worker processes and compiled code are about."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sim.interrupts import held_back, interruptible

_OF_TRACKERS: Final = "ignore:resource_tracker:UserWarning"
"""Warnings of the processes that put away what ended workers leave, of having had something to put away."""


@contextmanager
def workers_spared(*, for_good: bool = False) -> Iterator[None]:
    """Ctrl-C waits for the end of what is done here, such as a pool that is half started, which could not be ended.

    Processes started here never hear it, not even before their first line. ``for_good`` is as in
    :func:`~sim.interrupts.held_back`.
    """
    if not interruptible():
        yield
        return
    # The handler holds it back from this process, whichever thread hears it; the mask is what new processes inherit.
    with held_back(for_good=for_good), _masked():
        yield


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
