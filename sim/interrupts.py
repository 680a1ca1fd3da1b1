"""Ctrl-C, held back while it would do harm."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back(*, for_good: bool = False) -> Iterator[None]:
    """Ctrl-C waits for the end of what is done here, such as a few files that belong together.

    ``for_good`` is whether it is forgotten: a second Ctrl-C has nothing to add while the first is being answered.
    """
    if not interruptible():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if heard and not for_good:
            signal.raise_signal(signal.SIGINT)


def interruptible() -> bool:
    """Only the main thread is interrupted, and only by a handler of Python."""
    return threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is not None
