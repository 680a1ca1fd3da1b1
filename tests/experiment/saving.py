"""Processes that save replications into a store, for tests of several at once and of sudden ends."""

import multiprocessing
from dataclasses import replace
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from sim.experiment import Replication
from sim.experiment.store import Store, key_of, packed
from sim.measures import Record
from sim.measures.summary import cell_of
from sim.scenario import Service

SEED = 7


def context() -> BaseContext:
    """How processes are begun: forked from one that has everything loaded, where there is such a thing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["saving", "sim.experiment.store", "scipy.stats", "holidays"])
    return server


def numbered(replication: Replication, number: int) -> Replication:
    """A replication of that number, every figure of which tells the number."""
    cells = ((*cell_of(record), record.value + number) for record in replication.records)
    records = tuple(Record(*names, value, unit) for *names, unit, value in cells)
    return replace(replication, number=number, records=records)


def same(one: Replication, other: Replication) -> bool:
    """Whether two replications are equal in everything, to the last bit and the type of each column."""
    tables = ((one.cases, other.cases), (one.visits, other.visits), (one.monthly, other.monthly))
    return (
        (one.number, one.seconds, one.records) == (other.number, other.seconds, other.records)
        and all(list(mine) == list(theirs) for mine, theirs in tables)
        and all(_equal(mine[name], theirs[name]) for mine, theirs in tables for name in mine)
    )


def _equal(mine: np.ndarray, theirs: np.ndarray) -> bool:
    return mine.dtype == theirs.dtype and np.array_equal(mine.astype(str), theirs.astype(str))


def save_all(path: Path, service: Service, replication: Replication, numbers: list[int]) -> None:
    """Open the store and keep a replication under each number; a sign grows at the beginning and with each."""
    key_of(service, seed=SEED)  # loads what a first key needs, which has nothing to do with the store
    with sign_of(path, numbers).open("ab", buffering=0) as sign:
        sign.write(b".")
        with Store(path) as store:
            for number in numbers:
                store.save(service, seed=SEED, engine="simpy", replication=packed(numbered(replication, number)))
                sign.write(b".")


def sign_of(path: Path, numbers: list[int]) -> Path:
    """The file whose length says how far a process is; it stands beside the store's folder."""
    return path.parent.with_name(f"sign-{numbers[0]}-{numbers[-1]}")


def begin(path: Path, service: Service, replication: Replication, numbers: list[int]) -> BaseProcess:
    """Begin a process that does ``save_all``."""
    process = context().Process(target=save_all, args=(path, service, replication, numbers))
    process.start()
    return process
