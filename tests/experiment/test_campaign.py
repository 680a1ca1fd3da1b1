"""What the store lacks is run: once, first replications first, and kept as it comes."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from random_services import random_service
from sim.experiment import Done, Interrupted, replicate_designs
from sim.experiment.replicate import Measured
from sim.experiment.running import Running, Task, in_order
from sim.experiment.store import Packed, Store
from sim.scenario import Service, load_service
from tiny import tiny_config


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("designs")
    for seed in (3, 4):
        (folder / f"random-{seed}.toml").write_text(random_service(seed), encoding="utf-8")
    (folder / "renamed.toml").write_text("# the same\n" + random_service(3), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def services(folder: Path) -> list[Service]:
    """Three designs, the third of the same content as the first."""
    return [load_service(str(folder / f"{name}.toml")) for name in ("random-3", "random-4", "renamed")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as store:
        yield store


class Noted(Running):
    """In order, with a note of what was made, and something done before each."""

    def __init__(self, before: Callable[[Task], None] = lambda task: None) -> None:
        self.made: list[tuple[str, int]] = []
        self.prepared = 0
        self.before = before

    def prepare(self, load: Callable[[], object] | None = None) -> None:
        self.prepared += 1

    def __call__(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Packed]]:
        for task in tasks:
            self.before(task)
            self.made.append((task.service.name, task.number))
            yield from in_order([task])

    @property
    def workers(self) -> int:
        return 1


def run(
    services: list[Service],
    replications: int,
    store: Store,
    running: Running = in_order,
    progress: Callable[[int, int], None] | None = None,
    *,
    tables: bool = False,
) -> Done:
    return replicate_designs(
        services,
        range(replications),
        seed=7,
        engine="simpy",
        store=store,
        running=running,
        progress=progress,
        tables=tables,
    )


def test_the_same_content_is_run_once_and_first_replications_come_first(services: list[Service], store: Store) -> None:
    noted = Noted()
    told: list[tuple[int, int]] = []
    done = run(services, 2, store, noted, lambda *numbers: told.append(numbers))
    assert noted.made == [("random-3", 0), ("random-4", 0), ("random-3", 1), ("random-4", 1)]
    assert (done.run, done.kept) == (4, 0)
    assert told == [(0, 6), (2, 6), (3, 6), (5, 6), (6, 6)]


def test_only_what_the_store_lacks_is_run(services: list[Service], store: Store) -> None:
    run(services[:1], 3, store)
    noted = Noted()
    told: list[tuple[int, int]] = []
    done = run(services, 2, store, noted, lambda *numbers: told.append(numbers))
    assert noted.made == [("random-4", 0), ("random-4", 1)]
    assert (done.run, done.kept) == (2, 2)
    assert told == [(4, 6), (5, 6), (6, 6)]
    assert (run(services, 2, store, noted).run, len(noted.made)) == (0, 2)


def test_processes_are_prepared_only_if_there_is_something_for_them(services: list[Service], store: Store) -> None:
    noted = Noted()
    run(services[:1], 1, store, noted)
    assert noted.prepared == 0, "a single replication is not worth a process"
    run(services, 2, store, noted)
    assert noted.prepared == 1
    run(services, 2, store, noted)
    assert noted.prepared == 1, "all are kept"


def test_what_another_process_has_kept_meanwhile_is_not_run(services: list[Service], store: Store) -> None:
    def elsewhere(task: Task) -> None:
        if not noted.made:
            with Store(store.path) as theirs:
                run(services[1:2], 2, theirs)

    noted = Noted(elsewhere)
    told: list[tuple[int, int]] = []
    done = run(services[:2], 2, store, noted, lambda *numbers: told.append(numbers))
    assert noted.made == [("random-3", 0), ("random-3", 1)]
    assert (done.run, done.kept) == (2, 2)
    assert told[-1] == (4, 4)


def test_an_interrupted_experiment_holds_what_it_made(services: list[Service], store: Store) -> None:
    def stop(done: int, wanted: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match=r"after 3 of 4 replications\. They are kept"):
        run(services[:2], 2, store, progress=stop)
    kept = [sorted(store.kept(store.key(service, seed=7))) for service in services[:2]]
    assert kept == [[0, 1], [0]]


def test_what_was_kept_at_the_very_moment_of_ctrl_c_is_counted(services: list[Service], tmp_path: Path) -> None:
    class InterruptedOnceKept(Store):
        def save(self, service: Service, *, seed: int, engine: str, replication: Packed, measured: Measured) -> None:
            super().save(service, seed=seed, engine=engine, replication=replication, measured=measured)
            raise KeyboardInterrupt

    with (
        InterruptedOnceKept(tmp_path / "kept.sqlite") as store,
        pytest.raises(Interrupted, match=r"after 1 of 2 replications\. They are kept"),
    ):
        run(services[:1], 2, store)


def test_tables_that_are_wanted_later_are_made_then(services: list[Service], store: Store) -> None:
    key = store.key(services[0], seed=7)
    run(services[:1], 2, store)
    bare = store.load(key, 0, tables=True)
    assert bare is not None
    assert not bare.cases
    noted = Noted()
    done = run(services[:1], 2, store, noted, tables=True)
    assert noted.made == [("random-3", 0)]
    assert (done.run, done.kept) == (1, 1)
    whole = store.load(key, 0, tables=True)
    assert whole is not None
    assert whole.cases
    assert whole.visits
    assert repr(whole.records) == repr(bare.records)
    assert run(services[:1], 2, store, noted, tables=True).run == 0


def test_tasks_tell_which_services_share_their_demand(services: list[Service], store: Store, tmp_path: Path) -> None:
    few, more = tiny_config(tmp_path, name="few"), tiny_config(tmp_path, name="more")
    more.write_text(more.read_text().replace("social_worker = 1 }", "social_worker = 2 }"))
    told: dict[str, str] = {}
    noted = Noted(lambda task: told.update({task.service.name: task.demand}))
    run([load_service(few), services[0], load_service(more)], 1, store, noted)
    assert [name for name, _ in noted.made] == ["few", "more", "random-3"]
    assert told["few"] == told["more"] != told["random-3"]


def test_one_service_alone_is_not_asked_for_its_demand(services: list[Service], store: Store) -> None:
    told: list[str] = []
    run(services[:1], 2, store, Noted(lambda task: told.append(task.demand)))
    assert told == ["", ""]


def test_a_design_and_a_seed_are_never_taken_for_another(services: list[Service], store: Store) -> None:
    keys = {store.key(service, seed=seed) for service in services for seed in (7, 8)}
    assert len(keys) == 4
