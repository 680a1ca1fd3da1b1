"""A bit of the store's file that has turned over: a fault with words or the right figures, never anything else."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from saving import SEED, same

from sim.cli import main
from sim.errors import InputFault, RunFault
from sim.experiment import Replication, replicate
from sim.experiment.figure_table import table_of
from sim.experiment.store import Store, check_store, key_of, packed
from sim.scenario import Service, load_service
from tiny import tiny_config

FLIPS = 40
NEW = 3
"""The number of the replication that is saved into a damaged store."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return load_service(tiny_config(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def replications(service: Service) -> list[Replication]:
    return [replicate(service, seed=SEED, replication=number, engine="simpy") for number in range(NEW + 1)]


@pytest.fixture
def path(service: Service, replications: list[Replication], tmp_path: Path) -> Path:
    file = tmp_path / "store.sqlite"
    with Store(file) as store:
        for each in replications[:NEW]:
            store.save(service, seed=SEED, engine="simpy", replication=packed(each))
    return file


def bare(replication: Replication) -> Replication:
    return replace(replication, cases={}, visits={})


def use(path: Path, service: Service, replications: list[Replication]) -> None:
    """Whatever is done with a store, one thing after the other; faults are words, and what is read is right."""
    key = key_of(service, seed=SEED)

    def read(store: Store) -> None:
        for each in replications:
            with suppress(RunFault):
                found = store.load(key, each.number)
                assert found is None or same(found, bare(each))

    def figures(store: Store) -> None:
        expected = table_of(range(NEW), [each.records for each in replications[:NEW]])
        found = store.figures(key, range(NEW))
        assert found.cells == expected.cells
        np.testing.assert_array_equal(found.values, expected.values)

    def save(store: Store) -> None:
        store.save(service, seed=SEED, engine="simpy", replication=packed(replications[NEW]))

    does: list[Callable[[Store], object]] = [read, figures, Store.runs, check_store, save, read]
    for do in does:
        with suppress(RunFault, InputFault), Store(path) as store:
            do(store)


def test_a_bit_turned_over_anywhere_is_told_or_does_no_harm(
    path: Path, service: Service, replications: list[Replication]
) -> None:
    sound, dice = path.read_bytes(), random.Random(11)
    told = 0
    for _ in range(FLIPS):
        content, bit = bytearray(sound), dice.randrange(8 * len(sound))
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        checked = CliRunner().invoke(main, ["results", "check", "--store", str(path)])
        assert checked.exception is None or isinstance(checked.exception, SystemExit), bit
        told += checked.exit_code > 0
        use(path, service, replications)
        for left in path.parent.glob("store.sqlite-*"):
            left.unlink()
    assert told > FLIPS / 4


def of_the_index(path: Path, number: int) -> int:
    """Where in the file the index of marks has the number of a cell."""
    with Store(path, reading=True) as store:
        ((mark,),) = store.connection.execute("SELECT mark FROM cell WHERE id = ?", (number,))
    entry = mark.to_bytes(8, "big", signed=True) + bytes((number,))
    content = path.read_bytes()
    assert content.count(entry) == 1
    return content.index(entry) + 8


def test_an_index_that_leads_to_another_cell_is_found_out(
    path: Path, service: Service, replications: list[Replication]
) -> None:
    content, place = bytearray(path.read_bytes()), of_the_index(path, 4)
    content[place] ^= 1
    path.write_bytes(content)
    with Store(path) as store:
        with pytest.raises(RunFault, match=r"number 5 are of is not as it was written.*carecap results check"):
            store.save(service, seed=SEED, engine="simpy", replication=packed(replications[NEW]))
        assert store.kept(key_of(service, seed=SEED)) == set(range(NEW))
        assert check_store(store).problems != ()


def test_cells_that_have_changed_places_are_found_out(path: Path, service: Service) -> None:
    """Every cell by itself and every index is as it should be; only the order is another."""
    key = key_of(service, seed=SEED)
    with Store(path) as store:
        for old, new in ((4, -1), (5, 4), (-1, 5)):
            store.connection.execute("UPDATE cell SET id = ? WHERE id = ?", (new, old))
    for read in (lambda: store.load(key, 1), lambda: store.figures(key, [0, 1])):
        with Store(path) as store, pytest.raises(RunFault, match=r"figures of replication . of the run .* are of"):
            read()
    with Store(path) as store:
        assert len(check_store(store).problems) == NEW


def test_bytes_that_became_a_text_are_found_out(path: Path, service: Service) -> None:
    with Store(path) as store:
        store.connection.execute("UPDATE replication SET engine = CAST(engine AS BLOB) WHERE number = 1")
        with pytest.raises(RunFault, match="replication 1 of the run 'tiny'"):
            store.load(key_of(service, seed=SEED), 1)


def test_a_name_of_a_table_that_is_no_text_any_more_is_told(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content.replace(b"INTEGER PRIMARY KEY,\n    key ", b"INTEGER PRIMARY KEY,\n    k\xe5y "))
    assert path.read_bytes() != content
    with pytest.raises((RunFault, InputFault)), Store(path) as store:
        store.runs()
