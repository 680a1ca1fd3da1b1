"""Replications measured for promises only: the same figures, but fewer, and never taken for whole ones."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from random_services import random_service
from sim.experiment import replicate, replicate_designs
from sim.experiment.replicate import Measured
from sim.experiment.replicated import Means
from sim.experiment.running import in_order, processes
from sim.experiment.semantics import SEMANTICS
from sim.experiment.staffing.services import Figure, Replications, Services
from sim.experiment.store import Store, check_store, key_of
from sim.experiment.store.keys import digest_of, libraries_of, versions
from sim.measures.list_measures import LIST_NAMES
from sim.measures.summary import Cell, cell_of
from sim.scenario import Service, load_service
from sim.scenario.content import content_digest
from tiny import tiny_config

SEED = 7
SHARE: Cell = ("target_share", "", "", "Assessed within 28 days", "", "", "2014/15", "share")
GROWTH: Cell = ("waiting_cases_growth_per_week", "", "", "", "social_worker", "", "2014/15", "cases per week")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return load_service(tiny_config(tmp_path_factory.mktemp("promises")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as store:
        yield store


def run(store: Store, service: Service, numbers: range, measured: Measured, *, jobs: int = 1) -> tuple[int, int]:
    with processes(jobs) as running:
        done = replicate_designs(
            [service], numbers, seed=SEED, engine="simpy", store=store, running=running, measured=measured
        )
    return done.run, done.kept


@pytest.mark.parametrize("made_up", [None, 3, 8])
def test_what_is_measured_for_promises_are_figures_of_the_whole_to_the_bit(
    made_up: int | None, service: Service, tmp_path: Path
) -> None:
    if made_up is not None:
        (tmp_path / "service.toml").write_text(random_service(made_up), encoding="utf-8")
        service = load_service(tmp_path / "service.toml")
    whole = replicate(service, seed=SEED, replication=0, engine="simpy")
    part = replicate(service, seed=SEED, replication=0, engine="simpy", measured=Measured.PROMISES)
    there = {cell_of(record): record.value.hex() for record in whole.records}
    here = {cell_of(record): record.value.hex() for record in part.records}
    assert here == {cell: value for cell, value in there.items() if cell in here}
    assert set(here) == {cell for cell in there if tells_of_promises(cell[0])}
    assert (part.cases, part.visits) == ({}, {})
    assert set(part.monthly["measure"]) < set(whole.monthly["measure"])


def tells_of_promises(measure: str) -> bool:
    sizes = ("average", "end", "growth_per_week", "age_mean_days", "age_p90_days")
    of_lists = {f"{name}_{size}" for name in LIST_NAMES for size in sizes}
    return measure.startswith(("target_", "balance_")) or measure in of_lists


def test_what_the_store_gives_back_is_that_of_the_whole_to_the_bit(service: Service, store: Store) -> None:
    for measured in Measured:
        assert run(store, service, range(3), measured, jobs=2) == (3, 0)
    with Store(store.path) as another:  # with nothing in mind
        keys = [another.key(service, seed=SEED, measured=measured) for measured in Measured]
        tables = [another.figures(key, range(3), {SHARE, GROWTH}.__contains__) for key in keys]
        for cell in (SHARE, GROWTH):
            whole, part = (table.column(cell) for table in tables)
            assert whole.tobytes() == part.tobytes()
            assert not np.isnan(part).any()
        assert check_store(another).problems == ()
        assert check_store(another).of_promises == 3


def test_neither_is_taken_for_the_other(service: Service, store: Store) -> None:
    assert run(store, service, range(2), Measured.PROMISES) == (2, 0)
    assert run(store, service, range(2), Measured.ALL) == (2, 0)
    assert run(store, service, range(2), Measured.PROMISES) == (0, 2)
    assert [(found.measured, found.numbers) for found in store.runs()] == [
        (Measured.PROMISES, (0, 1)), (Measured.ALL, (0, 1)),
    ]  # fmt: skip
    assert all(found.sound for found in store.runs())
    whole = store.load(store.key(service, seed=SEED), 0)
    assert whole is not None
    assert len(whole.monthly["month"])


def test_whole_replications_have_the_keys_of_earlier_versions(service: Service) -> None:
    parts = content_digest(service), str(SEED), str(service.horizon), str(SEMANTICS), libraries_of(versions())
    assert key_of(service, seed=SEED) == digest_of(*parts) != key_of(service, seed=SEED, measured=Measured.PROMISES)


def test_a_run_said_to_be_whole_that_is_not_is_found_out(service: Service, store: Store) -> None:
    run(store, service, range(1), Measured.PROMISES)
    store.connection.execute("UPDATE run SET content = substr(content, 1, 32)")
    (found,) = store.runs()
    assert (found.measured, found.sound) == (Measured.ALL, False)
    assert any("what is told of the run 'tiny'" in problem for problem in check_store(store).problems)


def test_a_search_makes_replications_for_promises_and_reads_whole_ones_that_are_there(
    service: Service, store: Store
) -> None:
    figures = [Figure((SHARE,)), Figure((GROWTH,), sign=-1)]
    by = Means(store, in_order, "simpy")

    def asked() -> tuple[Replications, bytes]:
        replications = Replications(by, seed=SEED)
        (found,) = Services(lambda plan: service, figures, by=replications).figures([(1,)], range(2))
        assert found.shape == (2, 2)
        return replications, found.tobytes()

    first, found = asked()
    assert (first.run, first.kept) == (2, 0)
    assert [kept.measured for kept in store.runs()] == [Measured.PROMISES]
    run(store, service, range(2), Measured.ALL)
    store.forget(store.key(service, seed=SEED, measured=Measured.PROMISES))
    second, again = asked()
    assert (second.run, second.kept) == (0, 2)
    assert again == found
    assert [kept.measured for kept in store.runs()] == [Measured.ALL]


def test_a_replication_that_is_read_again_counts_once(service: Service, store: Store) -> None:
    run(store, service, range(1), Measured.PROMISES)
    replications = Replications(Means(store, in_order, "simpy"), seed=SEED)
    services, twin = (Services(lambda plan: service, [Figure((SHARE,))], by=replications) for _ in range(2))
    for numbers in (range(2), range(2), range(3)):
        services.figures([(1,), (1,)], numbers)
    twin.others([(2,)], range(3), [Figure((GROWTH,))])
    assert (replications.looked_at, replications.run, replications.kept) == (3, 2, 1)
