"""A process killed at any moment leaves a store in which every replication is whole."""

import random
import time
from pathlib import Path

import pytest
from saving import SEED, begin, numbered, same, sign_of

from sim.experiment import Replication, replicate
from sim.experiment.store import Store, check_store, packed
from sim.scenario import Service, load_service
from tiny import tiny_config

KILLS = 30


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    config = tiny_config(tmp_path_factory.mktemp("tiny"))
    # A country's bank holidays take every new process longer than all the rest.
    config.write_text(config.read_text().replace('bank_holidays = "England"', 'bank_holidays = "none"'))
    return load_service(config)


@pytest.fixture(scope="module")
def replication(service: Service) -> Replication:
    return replicate(service, seed=SEED, replication=0, engine="simpy")


def killed(path: Path, service: Service, replication: Replication, *, saves: int, after: float) -> set[int]:
    """Begin a process that saves, and kill it some part of a save after so many; what it said it had saved."""
    first = 1000 * len(list(path.parent.parent.glob("sign-*")))
    numbers = list(range(first, first + 1000))
    sign = sign_of(path, numbers)
    process = begin(path, service, replication, numbers)
    begun = time.perf_counter()
    while not sign.exists() or sign.stat().st_size < 1 + saves:
        assert process.is_alive()
        begun = begun if sign.exists() else time.perf_counter()
        time.sleep(0.0005)
    time.sleep(after * ((time.perf_counter() - begun) / saves if saves else 0.03))
    process.kill()
    process.join()
    return set(numbers[: sign.stat().st_size - 1])


def test_whatever_was_being_saved_when_a_process_was_killed(
    tmp_path: Path, service: Service, replication: Replication
) -> None:
    dice = random.Random(31)
    path = tmp_path / "results" / "store.sqlite"
    known: set[int] = set()
    for _ in range(KILLS):
        # The same store again and again: what a killed process leaves is met by the next.
        said = killed(path, service, replication, saves=dice.randrange(3), after=dice.uniform(0, 1.5))
        with Store(path) as store:
            key = store.key(service, seed=SEED)
            kept = store.kept(key)
            # The last may have been saved, and the process killed before it could say so.
            assert known | said <= kept
            assert len(kept - known - said) <= 1
            for number in kept - known:
                found = store.load(key, number, tables=True)
                assert found is not None
                assert same(found, numbered(replication, number))
            assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            known = set(kept)
    with Store(path) as store:
        assert check_store(store).problems == ()
    assert len(known) >= KILLS / 2


def test_a_process_killed_while_it_makes_the_store_leaves_none_or_a_whole_one(
    tmp_path: Path, service: Service, replication: Replication
) -> None:
    dice = random.Random(32)
    for attempt in range(10):
        path = tmp_path / str(attempt) / "results" / "store.sqlite"
        path.parent.parent.mkdir()
        killed(path, service, replication, saves=0, after=dice.uniform(0, 1))
        with Store(path) as store:
            assert check_store(store).problems == ()
            store.save(service, seed=SEED, engine="simpy", replication=packed(replication))
            assert 0 in store.kept(store.key(service, seed=SEED))
