"""Replications on their way into the store: packed where they are made, unpacked by nobody."""

import pickle
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from saving import numbered, same

from sim.errors import RunFault
from sim.experiment import Replication, replicate
from sim.experiment.running import Task
from sim.experiment.store import Store, check_store, packed
from sim.experiment.store.packed import CellTable
from sim.measures.summary import cell_of
from sim.scenario import Service, load_service
from tiny import tiny_config


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return load_service(tiny_config(tmp_path_factory.mktemp("packed")))


@pytest.fixture(scope="module")
def replication(service: Service) -> Replication:
    return replicate(service, seed=7, replication=0, engine="simpy")


def test_cells_are_packed_in_order_with_those_that_have_no_figure(replication: Replication) -> None:
    made = packed(replication)
    cells = [cell_of(record) for record in replication.records]
    assert CellTable.unpacked(made.layout).cells(np.flatnonzero(made.there)) == cells
    assert len(made.there) > len(cells)
    assert CellTable.unpacked(made.layout).cells(np.flatnonzero(made.there)[[5, 2]]) == [cells[5], cells[2]]


def test_what_figures_are_of_is_packed_once(service: Service, replication: Replication) -> None:
    again = replicate(service, seed=7, replication=0, engine="simpy")
    assert packed(again).layout is packed(replication).layout


def test_what_was_sent_between_processes_is_kept_as_what_was_not(
    service: Service, replication: Replication, tmp_path: Path
) -> None:
    sent = pickle.loads(pickle.dumps(packed(replication)))
    with Store(tmp_path / "store.sqlite") as store:
        store.save(service, seed=7, engine="simpy", replication=sent)
        found = store.load(store.key(service, seed=7), 0, tables=True)
    assert found is not None
    assert same(found, replication)


def test_a_replication_without_figures_can_be_kept(service: Service, replication: Replication, tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.save(service, seed=7, engine="simpy", replication=packed(replace(replication, records=())))
        found = store.load(store.key(service, seed=7), 0)
    assert found is not None
    assert found.records == ()


def test_cells_of_a_replication_that_could_not_be_kept_are_not_believed_to_be_there(
    service: Service, replication: Replication, tmp_path: Path
) -> None:
    others = replace(replication, records=tuple(replace(each, team="elsewhere") for each in replication.records))
    with Store(tmp_path / "store.sqlite") as store:
        store.save(service, seed=7, engine="simpy", replication=packed(replication))
        refuse = "CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.replication BEGIN SELECT RAISE(ABORT, 'no'); END"
        store.connection.execute(refuse)
        with pytest.raises(RunFault):
            store.save(service, seed=8, engine="simpy", replication=packed(others))
        store.connection.execute("DROP TRIGGER refuse")
        # Cells that the store knows, so that nothing is looked up; then the numbers that came to nothing go to others.
        store.save(service, seed=7, engine="simpy", replication=packed(numbered(replication, 1)))
        with Store(store.path) as another:
            away = replace(replication, records=tuple(replace(each, team="away") for each in replication.records))
            another.save(service, seed=9, engine="simpy", replication=packed(away))
        store.save(service, seed=8, engine="simpy", replication=packed(others))
        assert check_store(store).problems == ()
    with Store(tmp_path / "store.sqlite") as store:
        found = store.load(store.key(service, seed=8), 0)
    assert found is not None
    assert found.records == others.records


def test_a_service_is_packed_once_and_unpacked_once_for_all_its_tasks(service: Service) -> None:
    tasks = [Task(service, 7, number, "simpy") for number in (0, 1)]
    one, other = (pickle.loads(pickle.dumps(task)) for task in tasks)
    assert (one.seed, one.number, other.number, one.engine, one.tables) == (7, 0, 1, "simpy", False)
    assert one.service is other.service
    assert one.service == service


def test_services_that_differ_are_not_mistaken_for_one_another(service: Service, tmp_path: Path) -> None:
    other = load_service(tiny_config(tmp_path, name="other"))
    sent = [pickle.loads(pickle.dumps(Task(each, 7, 0, "simpy"))).service for each in (service, other, service)]
    assert [each.name for each in sent] == ["tiny", "other", "tiny"]


def test_the_store_has_each_text_of_a_cell_as_it_was(
    service: Service, replication: Replication, tmp_path: Path
) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.save(service, seed=7, engine="simpy", replication=packed(replication))
    with sqlite3.connect(tmp_path / "store.sqlite") as db:
        found = db.execute("SELECT measure, stream, priority, activity, role, team, period, unit FROM cell ORDER BY id")
        assert found.fetchall() == list(dict.fromkeys(map(cell_of, replication.records)))


def test_cells_met_before_do_not_alter_those_of_another_replication(replication: Replication) -> None:
    others = replace(replication, records=tuple(replace(each, team="far off") for each in replication.records[3:]))
    packed(replication)
    cells = [cell_of(record) for record in others.records]
    made = packed(others)
    assert CellTable.unpacked(made.layout).cells(np.flatnonzero(made.there)) == cells
