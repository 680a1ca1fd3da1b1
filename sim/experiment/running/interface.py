"""What every way of running has in common: tasks go in, replications come out as they are finished."""

import pickle
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from weakref import WeakKeyDictionary

from sim.experiment.replicate import Measured

if TYPE_CHECKING:
    # Processes are started before anything else is loaded: they take as long as the command itself.
    from sim.experiment.store import Packed
    from sim.scenario import Service

Piece = TypeVar("Piece")
Result = TypeVar("Result")

SERVICES_KEPT: Final = 128
"""Of an experiment with more designs than this a worker unpacks each again and again; one takes some 2 MB."""


@dataclass(frozen=True, slots=True)
class Task:
    """One replication to be made.

    Attributes
    ----------
    service, seed, number, engine
        Of what, under which seed, which one, and by which engine.
    tables
        Whether it is to keep its cases and visits.
    measured
        Which figures it is wanted for.
    demand
        Equal for tasks whose services have the same demand; empty if there are no others that might.

    Notes
    -----
    On its way to another process its service is packed once, and unpacked once there, for all replications of it.
    """

    service: "Service" = field(repr=False)
    seed: int
    number: int
    engine: str
    tables: bool = False
    measured: Measured = Measured.ALL
    demand: str = ""

    @property
    def title(self) -> str:
        """What a person calls it."""
        return f"Replication {self.number} of {self.service.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        asked = self.seed, self.number, self.engine, self.tables, self.measured, self.demand
        return _task, (_as_bytes(self.service), *asked)


_sent: "WeakKeyDictionary[Service, bytes]" = WeakKeyDictionary()


def _as_bytes(service: "Service") -> bytes:
    packed = _sent.get(service)  # of this one or one that equals it, which may be gone a moment later
    if packed is None:
        packed = _sent[service] = pickle.dumps(service, protocol=pickle.HIGHEST_PROTOCOL)
    return packed


def _task(service: bytes, *asked: Any) -> Task:
    return Task(_from_bytes(service), *asked)


@lru_cache(maxsize=SERVICES_KEPT)
def _from_bytes(service: bytes) -> "Service":
    unpacked: Service = pickle.loads(service)
    return unpacked


Made = tuple[Task, "Packed"]


class Running(ABC):
    """Where replications are made. A context manager: at its end, however it ends, nothing runs any more.

    It may be called again and again; what it has started (processes, a connection) serves all calls.
    """

    @abstractmethod
    def __call__(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """Make the replications that tasks ask for, each given out as it is finished, in any order.

        Tasks are taken lazily: hardly more of them than can run at once are in hand.

        Raises
        ------
        RunFault
            If a replication breaks an identity, or cannot be made.
        """

    def each(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece], *, title: Callable[[Piece], str]
    ) -> Iterator[tuple[Piece, Result]]:
        """Results of pieces of work other than replications, in any order; done in this process, if no others share it.

        Parameters
        ----------
        work
            A function of a module.
        pieces
            Its arguments.
        title
            What a person calls a piece.
        """
        yield from ((piece, work(piece)) for piece in pieces)

    @property
    @abstractmethod
    def workers(self) -> int:
        """How many replications can run at once, as far as is known now."""

    def prepare(self, load: Callable[[], object] | None = None) -> None:  # noqa: B027 - most have nothing to start
        """Begin to start what will be needed, while the caller still finds out what for.

        Parameters
        ----------
        load
            A function of a module that loads what other work than replications will need.
        """

    def practise(self) -> None:  # noqa: B027 - one process alone compiles kernels as it comes to them
        """Have the kernels compiled, the work shared, where they were not compiled before."""

    def close(self) -> None:  # noqa: B027 - the simplest way of running has nothing to end
        """End whatever was started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
