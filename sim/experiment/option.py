"""One option, replicated."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.defaults import AUTO, REPLICATIONS, SEED
from sim.errors import RunFault
from sim.experiment.campaign import Interrupted, Progress, replicate_designs
from sim.experiment.replicate import TABLES_KEPT, Replication
from sim.experiment.running import Running, running_for
from sim.experiment.store import Store
from sim.scenario import Service

__all__ = ["Interrupted", "OptionResult", "Progress", "run_option"]


@dataclass(frozen=True, slots=True)
class OptionResult:
    """The replications of one option, in order, and what is needed to make them again.

    ``jobs`` is how many replications could run at once; ``seconds`` the wall time of this run;
    ``resumed`` how many replications the store had before it.
    """

    service: Service
    seed: int
    engine: str
    jobs: int
    replications: tuple[Replication, ...]
    seconds: float
    resumed: int


def run_option(
    service: Service,
    *,
    replications: int = REPLICATIONS,
    seed: int = SEED,
    engine: str = AUTO,
    jobs: int | None = None,
    running: Running | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> OptionResult:
    """Run the replications of one option.

    The figures depend on the service and the seed, never on the engine or on where they are made.

    Parameters
    ----------
    service
        A loaded scenario.
    replications
        Number of replications, at least 1.
    seed
        Seed of all chance; replication k of two options shares its random numbers.
    engine
        Name of the engine.
    jobs
        Processes; by default one for each core. 1 runs everything in this process. With more,
        a script must guard its entry with ``if __name__ == "__main__"``.
    running
        Where replications are made, if not in so many processes; the caller closes it.
    store
        Where finished replications are kept; those that are there already are not run again. Without
        one nothing is kept.
    progress
        Told of every finished replication.

    Raises
    ------
    RunFault
        If a replication breaks an identity or cannot be made.
    Interrupted
        If stopped from the keyboard.
    """
    if replications < 1:
        raise ValueError(f"at least one replication is needed, not {replications}")
    begun = time.perf_counter()
    numbers = range(replications)
    with _open(store) as kept, _opened(running, jobs) as where:
        done = replicate_designs(
            [service],
            numbers,
            seed=seed,
            engine=engine,
            store=kept,
            running=where,
            progress=progress,
            tables=True,
        )
        return OptionResult(
            service=service,
            seed=seed,
            engine=engine,
            jobs=max(1, min(where.workers, done.run)),
            replications=_loaded(kept, kept.key(service, seed=seed), numbers),
            seconds=time.perf_counter() - begun,
            resumed=done.kept,
        )


def _loaded(store: Store, key: str, numbers: range) -> tuple[Replication, ...]:
    found = tuple(store.load(key, number, tables=number < TABLES_KEPT) for number in numbers)
    if None in found:
        raise RunFault("Replications vanished from the store while they were read: something else writes to it.")
    return tuple(each for each in found if each is not None)


@contextmanager
def _open(store: Store | None) -> Iterator[Store]:
    """The store, or one that is gone at the end."""
    if store is not None:
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="carecap-") as folder, Store(Path(folder) / "store.sqlite") as passing:
        try:
            yield passing
        except Interrupted as stop:
            raise Interrupted(stop.done, stop.wanted, kept=False) from None


@contextmanager
def _opened(running: Running | None, jobs: int | None) -> Iterator[Running]:
    """Where to run: the caller's, left open, or processes, ended at the end."""
    if running is not None:
        yield running
        return
    with running_for(jobs) as ours:
        yield ours
