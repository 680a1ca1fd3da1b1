"""Replications of several services, in so far as the store lacks them: each kept as it is finished."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sim.demand import demand_key
from sim.errors import RunFault
from sim.experiment.replicate import TABLES_KEPT, Measured
from sim.experiment.running import Running, Task
from sim.experiment.store import Store
from sim.scenario import Service

Progress = Callable[[int, int], None]
"""Called with the number of replications done and wanted, first of all with those kept from before."""


class Interrupted(RunFault):
    """A run was stopped from the keyboard before its last replication."""

    def __init__(self, done: int, wanted: int, kept: bool = True) -> None:
        self.done, self.wanted, self.kept = done, wanted, kept
        after = " They are kept in the store: the same command goes on from there." if kept and done else ""
        super().__init__(f"Interrupted after {done} of {wanted} replications.{after}")

    def __reduce__(self) -> tuple[type["Interrupted"], tuple[int, int, bool]]:
        return (Interrupted, (self.done, self.wanted, self.kept))


@dataclass(frozen=True, slots=True)
class Done:
    """What it took: replications ``run`` and found ``kept``, of distinct services, and wall time [seconds]."""

    run: int
    kept: int
    seconds: float


def replicate_designs(
    services: Sequence[Service],
    numbers: Sequence[int],
    *,
    seed: int,
    engine: str,
    store: Store,
    running: Running,
    progress: Progress | None = None,
    tables: bool = False,
    measured: Measured = Measured.ALL,
) -> Done:
    """Run what the store lacks of some replications of some services.

    Services of the same content are run once. The first replication of all comes before the second of any, or nearly
    so (a process that has drawn a demand is given others that meet it), so that what an interrupted run leaves can be
    compared.

    Parameters
    ----------
    services, numbers
        Every service is wanted in each of these replications.
    seed
        Seed of all chance; replication k of two services shares its random numbers.
    engine
        Name of the engine.
    store
        Where each replication is kept as it comes.
    running
        Where they are made.
    progress
        Told of every finished one; counts every service and replication wanted.
    tables
        Whether the first replications are wanted with their cases and visits.
    measured
        Which figures they are wanted for; those measured for promises alone are kept apart from whole ones.

    Raises
    ------
    RunFault
        If a replication breaks an identity or cannot be made.
    Interrupted
        If stopped from the keyboard.
    """
    begun = time.perf_counter()
    work = _Work(services, numbers, seed=seed, engine=engine, tables=tables, measured=measured, store=store)
    tell = progress or (lambda done, wanted: None)
    run = 0
    try:
        if work.is_for_several():
            running.prepare()  # while all services are looked up
        work.name()
        work.look()
        tell(work.finished, work.wanted)
        for task, replication in running(work.tasks(tell)):
            store.save(task.service, seed=seed, engine=engine, replication=replication, measured=measured)
            run += 1
            work.count(task)
            tell(work.finished, work.wanted)
    except KeyboardInterrupt:
        work.name()  # it may have come before any was found
        work.look()  # or between the keeping of a replication and its counting
        raise Interrupted(work.finished, work.wanted) from None
    return Done(run, work.distinct - run, time.perf_counter() - begun)


class _Work:
    """What is wanted, what the store has of it, and what is to be made."""

    def __init__(
        self,
        services: Sequence[Service],
        numbers: Sequence[int],
        *,
        seed: int,
        engine: str,
        tables: bool,
        measured: Measured,
        store: Store,
    ) -> None:
        self._seed, self._engine, self._tables, self._measured, self._store = seed, engine, tables, measured, store
        self._given = tuple(services)
        self._sharing: Counter[str] = Counter()
        self._services: dict[str, Service] = {}
        self._numbers = tuple(dict.fromkeys(numbers))
        self._there: dict[str, set[int]] = {}

    @property
    def wanted(self) -> int:
        """Services times replications."""
        return len(self._given) * len(self._numbers)

    @property
    def distinct(self) -> int:
        """The same with services of the same content counted once."""
        return len(self._services) * len(self._numbers)

    @property
    def finished(self) -> int:
        """Of those wanted, how many are in the store."""
        return sum(self._sharing[key] * len(there) for key, there in self._there.items())

    def is_for_several(self) -> bool:
        """Whether there is work for several processes, as far as the first service shows, which is soon known."""
        if not self._given:
            return False
        missing = set(self._numbers) - self._store.kept(self._key(self._given[0]))
        return len(missing) * len(self._given) > 1

    def name(self) -> None:
        """Find the keys of the services, and have the store know these by their names."""
        keys = [self._key(service) for service in self._given]
        self._sharing = Counter(keys)
        for key, service in zip(keys, self._given, strict=True):
            self._services.setdefault(key, service)
            self._store.also_called(key, service.name)

    def look(self) -> None:
        """See what the store has."""
        for key in self._services:
            kept = self._store.kept(key)
            self._there[key] = {number for number in self._numbers if number in kept and self._whole(key, number)}

    def count(self, task: Task) -> None:
        """A task is done."""
        key = next(key for key, service in self._services.items() if service is task.service)
        self._there[key].add(task.number)

    def tasks(self, tell: Progress) -> Iterator[Task]:
        """What is to be made, seen to be missing at the moment it is handed out: others may use the store as well."""
        alike = self._with_like_demand()
        for number in self._numbers:
            for key, service, demand in alike:
                if number in self._there[key]:
                    continue
                if number in self._store.kept(key) and self._whole(key, number):
                    self._there[key].add(number)
                    tell(self.finished, self.wanted)
                    continue
                yield Task(service, self._seed, number, self._engine, self._tables, self._measured, demand)

    def _with_like_demand(self) -> list[tuple[str, Service, str]]:
        """The services with what they share their demand by, those that share it one after another."""
        # A search asks for one plan after another, in futures that it has asked for before.
        if len(self._services) < 2 and self._measured is Measured.ALL:
            return [(key, service, "") for key, service in self._services.items()]
        groups: dict[str, list[tuple[str, Service]]] = {}
        for key, service in self._services.items():
            groups.setdefault(demand_key(service), []).append((key, service))
        return [(key, service, demand) for demand, group in groups.items() for key, service in group]

    def _key(self, service: Service) -> str:
        return self._store.key(service, seed=self._seed, measured=self._measured)

    def _whole(self, key: str, number: int) -> bool:
        """Whether a kept replication has its cases and visits, where they are wanted."""
        return not (self._tables and number < TABLES_KEPT) or self._store.has_tables(key, number)
