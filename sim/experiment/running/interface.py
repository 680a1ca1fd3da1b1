"""What every way of running has in common: tasks go in, replications come out as they are finished."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from sim.experiment.replicate import Replication
from sim.scenario import Service


@dataclass(frozen=True, slots=True)
class Task:
    """One replication to be made; ``tables`` is whether it is to keep its cases and visits."""

    service: Service = field(repr=False)
    seed: int
    number: int
    engine: str
    tables: bool = False

    @property
    def title(self) -> str:
        """What a person calls it."""
        return f"Replication {self.number} of {self.service.name}"


Made = tuple[Task, Replication]


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

    @property
    @abstractmethod
    def workers(self) -> int:
        """How many replications can run at once, as far as is known now."""

    def close(self) -> None:  # noqa: B027 - the simplest way of running has nothing to end
        """End whatever was started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
