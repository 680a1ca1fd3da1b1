"""The store: what is kept comes back as it was, and a file that is none of ours is left alone."""

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from saving import SEED, begin, numbered, same

from sim.errors import InputFault, RunFault
from sim.experiment import Replication, replicate
from sim.experiment.figure_table import table_of
from sim.experiment.store import Store, check_store, find_run, key_of, packed
from sim.scenario import Service, load_service
from tiny import tiny_config

Kept = tuple[Replication, ...]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return load_service(tiny_config(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def replications(service: Service) -> Kept:
    return tuple(replicate(service, seed=SEED, replication=number, engine="simpy") for number in range(4))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "results" / "store.sqlite") as made:
        yield made


@pytest.fixture
def filled(store: Store, service: Service, replications: Kept) -> Store:
    for each in replications:
        store.save(service, seed=SEED, engine="simpy", replication=packed(each))
    return store


def test_a_replication_comes_back_as_it_was(filled: Store, service: Service, replications: Kept) -> None:
    key = filled.key(service, seed=SEED)
    assert filled.kept(key) == {0, 1, 2, 3}
    with Store(filled.path) as another:  # with nothing in mind
        for each in replications:
            found = another.load(key, each.number, tables=True)
            assert found is not None
            assert same(found, each)


def test_cases_and_visits_come_only_when_wanted(filled: Store, service: Service, replications: Kept) -> None:
    key = filled.key(service, seed=SEED)
    assert [filled.has_tables(key, number) for number in range(5)] == [True, False, False, False, False]
    found = filled.load(key, 0)
    assert found is not None
    assert same(found, replace(replications[0], cases={}, visits={}))


def test_what_is_not_there_is_none(filled: Store, service: Service) -> None:
    assert filled.load(filled.key(service, seed=SEED), 4) is None
    assert filled.load("no such key", 0) is None
    assert filled.kept("no such key") == frozenset()


def test_saving_again_changes_nothing(filled: Store, service: Service, replications: Kept) -> None:
    filled.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = filled.path.read_bytes()
    for each in replications:
        filled.save(service, seed=SEED, engine="another", replication=packed(replace(each, seconds=99.0)))
    filled.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert filled.path.read_bytes() == before


def test_tables_may_come_later(store: Store, service: Service, replications: Kept) -> None:
    key = store.key(service, seed=SEED)
    store.save(service, seed=SEED, engine="simpy", replication=packed(replace(replications[0], cases={}, visits={})))
    assert not store.has_tables(key, 0)
    store.save(service, seed=SEED, engine="simpy", replication=packed(replications[0]))
    found = store.load(key, 0, tables=True)
    assert found is not None
    assert same(found, replications[0])


def test_figures_are_those_of_the_records(filled: Store, service: Service, replications: Kept) -> None:
    expected = table_of(range(4), [each.records for each in replications])
    with Store(filled.path) as another:
        found = another.figures(filled.key(service, seed=SEED), [3, 1, 0, 2])
    assert found.cells == expected.cells
    assert found.numbers.tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(found.values, expected.values)
    # Not every replication has every figure, else this would show little.
    assert np.isnan(expected.values).any()
    assert len({len(each.records) for each in replications}) > 1


def test_figures_can_be_chosen(filled: Store, service: Service, replications: Kept) -> None:
    key = filled.key(service, seed=SEED)
    found = filled.figures(key, [2, 3], lambda cell: cell[0] == "received" and cell[6] == "all")
    expected = table_of([2, 3], [each.records for each in replications[2:]]).only(
        lambda cell: cell[0] == "received" and cell[6] == "all"
    )
    assert found.cells == expected.cells != ()
    np.testing.assert_array_equal(found.values, expected.values)
    assert filled.figures(key, [2, 3], lambda cell: False).values.shape == (2, 0)


def test_figures_of_a_replication_that_is_not_there_are_a_fault(filled: Store, service: Service) -> None:
    with pytest.raises(RunFault, match="no replication 9"):
        filled.figures(filled.key(service, seed=SEED), [0, 9])


def test_the_key_is_of_seed_content_and_horizon_but_not_of_words(service: Service, tmp_path: Path) -> None:
    text = tiny_config(tmp_path, name="other").read_text()
    key = key_of(service, seed=SEED)

    def other(old: str, new: str) -> str:
        assert old in text
        file = tmp_path / "changed.toml"
        file.write_text(text.replace(old, new))
        return key_of(load_service(file), seed=SEED)

    assert other("A small service", "Another title") == key
    assert other("per_year = { value = 300, low = 200, high = 400, grade", "# 300\nper_year = { low = 200, high = 400, value = 300, grade") == key  # fmt: skip  # noqa: E501
    others = {key_of(service, seed=SEED + 1), other("per_year = { value = 300", "per_year = { value = 301")}
    others |= {other("years = 1.5", "years = 1.25"), key}
    assert len(others) == 4


def test_a_seed_larger_than_any_integer_of_the_file_is_kept(store: Store, service: Service, replications: Kept) -> None:
    store.save(service, seed=2**80, engine="simpy", replication=packed(replications[1]))
    assert store.kept(store.key(service, seed=2**80)) == {1}
    assert [run.seed for run in store.runs()] == [2**80]


def test_runs_tell_what_is_there(filled: Store, service: Service, replications: Kept) -> None:
    filled.save(service, seed=8, engine="compiled", replication=packed(replications[2]))
    first, second = filled.runs()
    assert (first.name, first.title, first.seed, first.numbers) == ("tiny", "A small service", SEED, (0, 1, 2, 3))
    assert (second.seed, second.numbers, second.engines, second.years) == (8, (2,), ("compiled",), 1.5)
    assert first.key == filled.key(service, seed=SEED)
    assert first.config == service.content
    assert first.size > second.size > 1000
    assert first.current


def test_a_service_kept_under_a_second_name_is_found_under_either(
    filled: Store, service: Service, replications: Kept, tmp_path: Path
) -> None:
    second = load_service(tiny_config(tmp_path, name="second"))
    key = filled.key(service, seed=SEED)
    assert filled.key(second, seed=SEED) == key
    for _ in range(2):
        filled.save(second, seed=SEED, engine="simpy", replication=packed(replications[0]))
    (run,) = filled.runs()
    assert (run.name, run.also, run.numbers) == ("tiny", ("second",), (0, 1, 2, 3))
    assert find_run([run], "tiny", filled.path) == run
    assert find_run([run], "second", filled.path) == replace(run, name="second", also=("tiny",))
    filled.also_called(key, "third")
    filled.also_called("no such key", "fourth")
    (run,) = filled.runs()
    assert run.names == ("tiny", "second", "third")
    filled.connection.execute("UPDATE run_name SET name = 'other' WHERE name = 'third'")
    assert filled.runs()[0].names == ("tiny", "second")
    assert any("'other'" in problem for problem in check_store(filled).problems)
    filled.forget(key)
    assert filled.connection.execute("SELECT count(*) FROM run_name").fetchone() == (0,)


def test_a_published_limit_gives_a_service_another_key(service: Service, tmp_path: Path) -> None:
    """Else a run without our share within the limit would be taken for one with it."""
    file = tiny_config(tmp_path, name="with-limit")
    limit = 'label = "Elsewhere"\nclock = "contact_to_assessment"\nstatistic = "within_days"\ndays = 14\n'
    file.write_text(f"{file.read_text()}\n[[comparator]]\n{limit}published = 0.3\n")
    other = load_service(file)
    assert key_of(other, seed=SEED) != key_of(service, seed=SEED)
    found = {record.measure for record in replicate(other, seed=SEED, replication=1, engine="simpy").records}
    assert "contact_to_assessment_within_14_days" in found


def test_a_figure_takes_a_few_bytes(filled: Store, replications: Kept) -> None:
    without_tables = sum(len(row) for column in ("cells", "figures") for row in column_of(filled, column))
    assert without_tables < 6 * sum(len(each.records) for each in replications)


def column_of(store: Store, column: str) -> list[bytes]:
    return [body for (body,) in store.connection.execute(f"SELECT {column} FROM replication")]


def test_a_forgotten_run_is_gone_and_its_room_with_it(filled: Store, service: Service, replications: Kept) -> None:
    filled.save(service, seed=8, engine="simpy", replication=packed(replications[1]))
    filled.forget(filled.key(service, seed=SEED))
    assert [run.seed for run in filled.runs()] == [8]
    found = filled.load(filled.key(service, seed=8), 1)
    assert found is not None
    assert same(found, replications[1])
    (free,) = filled.connection.execute("PRAGMA freelist_count").fetchone()
    assert free == 0
    assert check_store(filled).problems == ()


# Files that are no stores.

SQLITE = b"SQLite format 3\x00"


def of_another_program(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE contacts (name TEXT)")
    db.execute("PRAGMA journal_mode = WAL")
    db.commit()
    db.close()


def of_a_later_version(path: Path) -> None:
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()


def of_an_earlier_version(path: Path) -> None:
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 1")
    db.close()


def with_bytes(start: int, new: bytes, path: Path) -> None:
    Store(path).close()
    content = bytearray(path.read_bytes())
    content[start : start + len(new)] = new
    path.write_bytes(content)


NO_STORES = {
    "a config": (lambda path: path.write_text("title = 'A service'\n" * 50), "not a store"),
    "an empty file": (lambda path: path.write_bytes(b""), "empty file"),
    "the beginning of a database": (lambda path: path.write_bytes(SQLITE), "not a store"),
    "noise": (lambda path: path.write_bytes(random.Random(1).randbytes(5000)), "not a store"),
    "another program's": (of_another_program, "another program"),
    "a later version's": (of_a_later_version, "later version of carecap"),
    "an earlier version's": (of_an_earlier_version, "earlier version of carecap"),
    "with a damaged first line": (lambda path: with_bytes(0, b"SQL", path) or with_bytes(3, b"\0", path), "damaged"),
    "with a page size of nothing": (lambda path: with_bytes(16, b"\x00\x03", path), "damaged|cannot be opened"),
    "with a damaged list of tables": (lambda path: with_bytes(100, b"\xff" * 200, path), "damaged|cannot be opened"),
}


@pytest.mark.parametrize("kind", NO_STORES)
def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(kind: str, tmp_path: Path) -> None:
    make, rule = NO_STORES[kind]
    path = tmp_path / "store.sqlite"
    make(path)
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(InputFault, match=rule) as fault:
        Store(path)
    (problem,) = fault.value.problems
    assert problem.file == str(path)
    assert "--store" in problem.suggestion
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]


def test_a_folder_and_a_place_below_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputFault, match="this is a folder"):
        Store(tmp_path)
    with pytest.raises(InputFault, match="cannot be used"):
        Store(tmp_path / "file" / "store.sqlite")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


def test_reading_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="no store of results yet"):
        Store(tmp_path / "results" / "store.sqlite", reading=True)
    assert list(tmp_path.iterdir()) == []


# What may go wrong in use.


def test_a_full_disk_is_told_and_what_was_kept_before_stays(store: Store, service: Service, replications: Kept) -> None:
    key = store.key(service, seed=SEED)
    store.save(service, seed=SEED, engine="simpy", replication=packed(replications[0]))
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def save_many() -> None:
        for number in range(1, 50):
            store.save(service, seed=SEED, engine="simpy", replication=packed(numbered(replications[1], number)))

    with pytest.raises(RunFault, match="the disk is full"):
        save_many()
    kept = store.kept(key)
    assert 0 in kept
    assert check_store(store).problems == ()
    found = store.load(key, 0, tables=True)
    assert found is not None
    assert same(found, replications[0])
    # There is room again: the same command goes on.
    store.connection.execute("PRAGMA max_page_count = 1000000")
    number = max(kept) + 1
    store.save(service, seed=SEED, engine="simpy", replication=packed(numbered(replications[1], number)))
    assert store.kept(key) == kept | {number}


def test_a_full_disk_at_the_first_save_leaves_nothing_in_mind(
    store: Store, service: Service, replications: Kept
) -> None:
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(RunFault, match="the disk is full"):
        store.save(service, seed=SEED, engine="simpy", replication=packed(replications[1]))
    assert store.runs() == []
    store.connection.execute("PRAGMA max_page_count = 1000000")
    store.save(service, seed=SEED, engine="simpy", replication=packed(replications[1]))
    with Store(store.path) as another:
        found = another.load(another.key(service, seed=SEED), 1)
    assert found is not None
    assert same(found, replications[1])


def test_a_store_that_stays_locked_is_told(filled: Store, service: Service, replications: Kept) -> None:
    with Store(filled.path) as another:
        another.connection.execute("PRAGMA busy_timeout = 20")
        filled.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(RunFault, match="in use by another process"):
            another.save(service, seed=9, engine="simpy", replication=packed(replications[1]))
        assert another.load(another.key(service, seed=SEED), 1) is not None, "reading does not wait for a writer"
        filled.connection.execute("ROLLBACK")
        another.save(service, seed=9, engine="simpy", replication=packed(replications[1]))


def test_processes_that_save_at_once_all_succeed(store: Store, service: Service, replications: Kept) -> None:
    shares = [list(range(20)), list(range(19, -1, -1)), list(range(10, 30))]
    processes = [begin(store.path, service, replications[0], numbers) for numbers in shares]
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    key = store.key(service, seed=SEED)
    assert store.kept(key) == set(range(30))
    for number in range(30):
        found = store.load(key, number, tables=True)
        assert found is not None
        assert same(found, numbered(replications[0], number))
    assert check_store(store).problems == ()


def test_processes_that_make_the_store_at_once_all_succeed(
    tmp_path: Path, service: Service, replications: Kept
) -> None:
    path = tmp_path / "new" / "store.sqlite"
    processes = [begin(path, service, replications[1], [number]) for number in range(4)]
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with Store(path) as store:
        assert store.kept(store.key(service, seed=SEED)) == {0, 1, 2, 3}
    assert [file.name for file in path.parent.iterdir()] == ["store.sqlite"]


def test_a_store_without_a_write_ahead_log_works_too(filled: Store, service: Service, replications: Kept) -> None:
    # So it is on a disk that cannot share memory between processes.
    filled.close()
    db = sqlite3.connect(filled.path)
    assert db.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    db.close()
    with Store(filled.path) as store:
        store.save(service, seed=8, engine="simpy", replication=packed(replications[1]))
        assert store.connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        found = store.load(store.key(service, seed=8), 1)
        assert found is not None
        assert same(found, replications[1])


@pytest.mark.parametrize("column", ["cells", "figures", "seconds"])
def test_an_altered_replication_is_told_with_a_way_on(column: str, filled: Store, service: Service) -> None:
    key = filled.key(service, seed=SEED)
    new = "X'0011'" if column != "seconds" else "1.5"
    filled.connection.execute(f"UPDATE replication SET {column} = {new} WHERE number = 2")
    for read in (lambda: filled.load(key, 2), lambda: filled.figures(key, [1, 2])):
        with pytest.raises(RunFault, match=rf"replication 2 of the run 'tiny'.*carecap results forget {key[:8]}"):
            read()
    assert filled.load(key, 1) is not None
    (problem,) = check_store(filled).problems
    assert "replication 2 of the run 'tiny'" in problem


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE cell SET stream = 'other' WHERE id = 3", "number 3"),
        ("UPDATE run SET title = 'Other'", "told of the run 'tiny'"),
        ("UPDATE record_table SET packed = X'00' WHERE name = 'visits'", "replication 0"),
    ],
)
def test_a_check_finds_what_was_altered(change: str, told: str, filled: Store) -> None:
    assert check_store(filled).problems == ()
    filled.connection.execute(change)
    (problem,) = check_store(filled).problems
    assert told in problem


def test_damage_anywhere_is_told_or_does_no_harm(filled: Store, service: Service, replications: Kept) -> None:
    filled.close()
    sound = filled.path.read_bytes()
    key = key_of(service, seed=SEED)
    dice = random.Random(5)
    told = 0
    for _ in range(80):
        content = bytearray(sound)
        place = dice.randrange(100, len(content))
        length = dice.choice((1, 1, 40, 3000))
        content[place : place + length] = dice.randbytes(len(content[place : place + length]))
        filled.path.write_bytes(content)
        try:
            with Store(filled.path) as store:
                check_store(store)
                for each in replications:
                    found = store.load(key, each.number, tables=True)
                    if found is not None:
                        cases, visits = each.cases if found.cases else {}, each.visits if found.visits else {}
                        assert same(found, replace(each, cases=cases, visits=visits))
                store.runs()
        except (RunFault, InputFault):
            told += 1
    assert told > 20
