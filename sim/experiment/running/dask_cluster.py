"""Running on the workers of a Dask cluster: the same work, sent as bytes, so that it survives any worker.

A worker that dies costs only what it had in hand: the scheduler gives that to another, several times over if need be.
"""

import asyncio
import logging
import pickle
import platform
import queue
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

import numpy
import scipy

from sim.errors import CarecapError, InputFault, Problem, RunFault
from sim.experiment.running.interface import Made, Running, Task
from sim.experiment.running.make import make
from sim.experiment.semantics import SEMANTICS
from sim.experiment.store import Packed

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_WITHIN = 8.0
"""Seconds that a scheduler has to answer."""

_LOOK_EVERY = 1.0
"""Seconds between looks at the workers while nothing is finished."""

_AHEAD = 2
"""Tasks in hand for each worker, so that none waits for the way there and back."""

Versions = tuple[tuple[str, str], ...]
"""What must be the same here and there for the same figures, with its version."""


class Cluster(Running):
    """The workers of a scheduler, however many there are at the moment.

    Parameters
    ----------
    address
        Of the scheduler.
    say
        Told what a person waits for.

    Raises
    ------
    InputFault
        If the library is not installed or no scheduler answers.
    """

    def __init__(self, address: str, say: Callable[[str], None]) -> None:
        self._address, self._say = address, say
        self._ending = ExitStack()
        with ExitStack() as ending:
            self._client = _connected(address, ending)
            self._ending = ending.pop_all()
        self._threads, self._looked, self._missed = 0, 0.0, False

    @property
    def workers(self) -> int:
        """Threads of the workers that are there; at least one, since it is waited for."""
        if time.monotonic() > self._looked + _LOOK_EVERY:
            with self._answered():
                self._threads = sum(self._client.nthreads().values())
            if not self._threads and not self._missed:
                self._say(f"The scheduler at {self._address} has no workers; waiting for one.")
            self._missed = not self._threads
            self._looked = time.monotonic()
        return max(1, self._threads)

    def close(self) -> None:
        """Leave the cluster; what it still does for us is given up."""
        self._ending.close()

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """See :class:`Running`. Without a worker it waits for one."""
        tasks = iter(tasks)
        finished: queue.SimpleQueue[Future] = queue.SimpleQueue()
        in_hand: dict[str, tuple[Future, Task]] = {}
        try:
            while True:
                for task in islice(tasks, max(0, _AHEAD * self.workers - len(in_hand))):
                    future = self._send(task)
                    in_hand[future.key] = future, task
                    future.add_done_callback(finished.put)
                if not in_hand:
                    return
                with suppress(queue.Empty):
                    done = finished.get(timeout=_LOOK_EVERY)
                    _, task = in_hand.pop(done.key)
                    yield task, self._result(done, task)
        finally:
            with suppress(Exception):
                self._client.cancel([future for future, _ in in_hand.values()])

    def _send(self, task: Task) -> "Future":
        with self._answered():
            return self._client.submit(_make_there, versions_here(), pickle.dumps(task), pure=False)

    def _result(self, done: "Future", task: Task) -> Packed:
        from distributed import KilledWorker

        with self._answered():
            try:
                answer = pickle.loads(done.result())
            except KilledWorker:
                rule = "several workers died over it, the last perhaps for want of memory"
                raise RunFault(f"{task.title}: {rule}. Finished replications are kept.") from None
            except ImportError as fault:
                raise RunFault(f"A worker of the cluster cannot load carecap: {fault}.") from None
        if isinstance(answer, Packed):
            return answer
        raise answer

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """A lost scheduler in words."""
        from distributed import CancelledError
        from distributed.comm import CommClosedError

        try:
            yield
        except (CancelledError, OSError, CommClosedError, RuntimeError) as fault:
            text = f"The scheduler at {self._address} answers no more. Finished replications are kept."
            raise RunFault(text) from fault


def _connected(address: str, ending: ExitStack) -> "Client":
    """A client of the scheduler; ``ending`` is told how to leave."""
    try:
        from distributed import Client
    except ImportError:
        rule = "the library distributed, which speaks to a Dask cluster, is not installed"
        raise InputFault(
            [Problem("--cluster", "", rule, address, suggestion="Install it: pip install 'carecap[cluster]'.")]
        ) from None
    ending.enter_context(_quiet())
    try:
        _shake_hands(address)
        with warnings.catch_warnings():
            # Of versions that differ; those that figures depend on are looked at by each task.
            warnings.simplefilter("ignore")
            client = Client(address, timeout=CONNECT_WITHIN, set_as_default=False)
    except Exception as fault:  # what answers there may be anything
        reason = _first_line(fault) if isinstance(fault, OSError | ValueError) else "something else does"
        rule = f"no Dask scheduler answers there ({reason})"
        raise InputFault([Problem("--cluster", "", rule, address, suggestion="Give it as tcp://HOST:8786.")]) from None
    ending.callback(_left, client)
    return client


def _shake_hands(address: str) -> None:
    """See that a scheduler answers: a client that could not connect hangs for long when it is let go."""
    from distributed import Security, connect

    async def greet() -> None:
        comm = await connect(address, timeout=CONNECT_WITHIN, **Security().get_connection_args("client"))
        await comm.close()

    def ask() -> None:
        try:
            answer.put(asyncio.run(greet()))
        except BaseException as fault:
            answer.put(fault)

    answer: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
    # In a thread of its own, since the caller may have an event loop that runs, and may be tired of waiting.
    threading.Thread(target=ask, daemon=True).start()
    fault = answer.get()
    if fault is not None:
        raise fault


def _left(client: "Client") -> None:
    with suppress(Exception):
        client.close(timeout=2)


def _first_line(fault: Exception) -> str:
    return (str(fault) or type(fault).__name__).splitlines()[0]


@contextmanager
def _quiet() -> Iterator[None]:
    """The log of the library would run over the progress bar; what matters is told as a fault."""
    names = ("distributed", "distributed.client", "distributed.core", "tornado", "tornado.application", "asyncio")
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def versions_here() -> Versions:
    """What figures depend on beside the service: results of two versions of it are never mixed."""
    return (("carecap's figures", str(SEMANTICS)), ("numpy", numpy.__version__), ("scipy", scipy.__version__))


def _make_there(wanted: Versions, task: bytes) -> bytes:
    """Make a replication on a worker: a pickled Packed, or the fault that kept it from being made."""
    return pickle.dumps(_made_or_fault(wanted, task))


def _made_or_fault(wanted: Versions, task: bytes) -> Packed | CarecapError:
    differing = [
        f"{name} {there} (here {here})"
        for (name, here), (_, there) in zip(wanted, versions_here(), strict=True)
        if here != there
    ]
    if differing:
        from distributed import get_worker

        where = f"{get_worker().address} on {platform.node()}"
        return RunFault(f"The worker {where} would give other figures: it has {', '.join(differing)}.")
    try:
        return make(pickle.loads(task))
    except CarecapError as fault:
        return fault
