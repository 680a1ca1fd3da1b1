"""A process that makes replications, and the parent's end of the pipe to it."""

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from sim.experiment.replicate import Replication
from sim.experiment.running.interface import Task
from sim.experiment.running.make import make

_PATIENCE = 2.0
"""Seconds that a process is given to end before it is killed."""


class Worker:
    """A process that makes one replication at a time; it never hears Ctrl-C, which is the parent's to answer."""

    def __init__(self) -> None:
        # "spawn" behaves alike on every platform; a fork would copy the progress bar's threads half alive.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _interrupts_held_back():
            self._process.start()
        theirs.close()  # with this copy open the pipe would not end with the process

    @property
    def alive(self) -> bool:
        """Whether it can be given a task."""
        return self._process.is_alive()

    @property
    def how_it_ended(self) -> str:
        """In words, once it has."""
        code = self._process.exitcode
        if code is not None and code < 0:
            return f"signal {-code}"
        return f"exit code {code}"

    def give(self, task: Task) -> None:
        """Send it a task; if it is dead, taking from it will tell."""
        with suppress(OSError):
            self.pipe.send(task)

    def take(self) -> Replication | BaseException:
        """What it made of the task, or what went wrong.

        Raises
        ------
        EOFError, OSError
            If it died.
        """
        answer: Replication | BaseException = self.pipe.recv()
        return answer

    def stop(self) -> None:
        """Make it end, whatever it does."""
        self.pipe.close()
        self._process.terminate()

    def wait_for_its_end(self) -> None:
        """Wait a little for its end, then kill it."""
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Start a process that never hears Ctrl-C, not even before its first line; ours comes afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows; the process's first line must do
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it sets the mask back when it starts: not in between
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: "Connection[Any, Any]") -> None:
    """What the process does: a replication for each task, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(task))


def _end_with_the_parent() -> None:
    """A replication can take minutes; nobody wants it of a parent that was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "this is a child"
    wait([parent.sentinel])
    os._exit(1)


def _answer(task: Task) -> Replication | BaseException:
    try:
        return make(task)
    except Exception as fault:
        return sendable(fault)


def sendable(fault: Exception) -> Exception:
    """The fault, if it can be sent between processes, or one that can; where it arose goes along as a note."""
    try:
        fault = pickle.loads(pickle.dumps(fault))
    except Exception:
        fault = RuntimeError(f"{type(fault).__name__}: {fault}")
    fault.add_note("In the worker:\n" + traceback.format_exc())
    return fault
