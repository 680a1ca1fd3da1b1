"""Services that differ in staff alone share their demand: nothing of what they differ in can be seen from there."""

import datetime as dt
import threading
import weakref
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from people_world import draw, service_of

from random_services import random_service
from sim.demand import Demand
from sim.demand.epochs import as_seen, seen_of
from sim.demand.shared import demand_key, shared_demand
from sim.engine import ENGINES, simulate
from sim.measures import Trace, check_run, measure_run
from sim.scenario import Service, load_service
from sim.workforce import draw_workforce
from worlds import load

STAFF_ALONE: list[dict[str, Any]] = [
    {"team.north.posts": {"worker": 9, "deputy": 2}},
    {"role.worker.casework_share": 0.3},
    {"role.worker.turnover_per_year": 0.4, "role.worker.weeks_to_fill": 10},
    {"rules.dispatch": "oldest_first"},
    {"rules.slices": False},
]
DEMAND_TOO: list[dict[str, Any]] = [
    {"role.worker.direct_work_share": 0.3},
    {"rules.calendar_delays": False},
    {"demand.adults.per_year": 999},
    {"activity.front_door.effort_hours": 0.9},
    {"clock.years": 0.3},
    {"clock.start_date": dt.date(2014, 4, 8)},
    {"clock.bank_holidays": "Scotland"},
    {"work_type.assessment.by": ["deputy"]},
    {"team.west": {"posts": {"worker": 1}}},
]


def same(one: Demand, other: Demand) -> bool:
    return all(np.array_equal(getattr(one, item.name), getattr(other, item.name)) for item in fields(Demand))


@pytest.mark.parametrize("seed", range(30))
def test_what_demand_cannot_see_it_does_not_need_in_random_services(seed: int, tmp_path: Path) -> None:
    service = load(tmp_path, random_service(seed))
    assert same(draw(as_seen(service)), draw(service))


@pytest.mark.parametrize("name", ["thurrock-2014-pressures", "options/combined-package"])
def test_what_demand_cannot_see_it_does_not_need_in_a_whole_council(name: str) -> None:
    service = load_service(name)
    assert same(draw(as_seen(service)), draw(service))


@pytest.mark.parametrize("seed", range(30))
def test_epochs_that_demand_cannot_tell_apart_are_drawn_as_one_in_random_services(seed: int, tmp_path: Path) -> None:
    service = load(tmp_path, random_service(seed))
    assert same(shared_demand(service, seed=1, replication=seed), draw(service, replication=seed))


@pytest.mark.parametrize("name", ["options/voluntary-redundancy", "options/new-criteria"])
def test_epochs_that_demand_cannot_tell_apart_are_drawn_as_one_in_a_whole_council(name: str) -> None:
    service = load_service(name)
    assert len(seen_of(service).service.epochs) < len(service.epochs)
    assert same(shared_demand(service, seed=1, replication=2), draw(service, replication=2))


@pytest.mark.parametrize("changes", STAFF_ALONE, ids=str)
def test_staff_altered_from_a_date_leave_the_key_but_lists_keep_the_numbers_of_their_epoch(
    changes: dict[str, Any],
) -> None:
    one, other = service_of(), service_of(later={dt.date(2014, 9, 1): changes, dt.date(2015, 3, 1): {}})
    assert demand_key(one) == demand_key(other)
    assert not same(shared_demand(one, seed=1, replication=6), shared_demand(other, seed=1, replication=6))
    assert same(shared_demand(other, seed=1, replication=6), draw(other, replication=6))


def test_services_whose_lists_are_numbered_alike_have_the_very_tables() -> None:
    dates = dt.date(2014, 9, 1), dt.date(2015, 3, 1)
    changes = {dates[0]: STAFF_ALONE[0]}, {dates[0]: STAFF_ALONE[1]}, {dates[1]: STAFF_ALONE[0]}
    one, alike, later = (service_of(later=change) for change in changes)
    drawn = shared_demand(one, seed=1, replication=6)
    assert shared_demand(alike, seed=1, replication=6) is drawn
    assert not same(shared_demand(later, seed=1, replication=6), drawn)


def test_an_epoch_that_demand_can_tell_apart_alters_the_key() -> None:
    staff, needs = {"rules.slices": False}, {"activity.front_door.effort_hours": 0.9}
    dates = dt.date(2014, 9, 1), dt.date(2015, 3, 1)
    one, other = service_of(later={dates[0]: needs}), service_of(later={dates[0]: staff, dates[1]: needs})
    assert len({demand_key(each) for each in (service_of(), one, other)}) == 3
    assert same(shared_demand(other, seed=1, replication=6), draw(other, replication=6))


@pytest.mark.parametrize("changes", STAFF_ALONE, ids=str)
def test_staff_and_the_rules_of_work_leave_the_key_and_the_very_tables(changes: dict[str, Any]) -> None:
    one, other = service_of(), service_of(changes)
    assert demand_key(one) == demand_key(other)
    drawn = shared_demand(one, seed=1, replication=4)
    assert shared_demand(other, seed=1, replication=4) is drawn
    assert same(drawn, draw(other, replication=4))
    assert shared_demand(other, seed=1, replication=5) is not drawn
    assert shared_demand(other, seed=2, replication=5) is not drawn


def test_tables_are_kept_as_far_as_there_is_room_the_oldest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    before, service = service_of(), service_of()
    shared_demand(before, seed=7, replication=9)
    one = shared_demand(service, seed=7, replication=0)
    size = sum(getattr(one, item.name).nbytes for item in fields(Demand))
    monkeypatch.setattr("sim.demand.shared.MOST_KEPT", 4 * size)
    drawn = [shared_demand(service, seed=7, replication=number) for number in range(6)]
    assert shared_demand(service, seed=7, replication=5) is drawn[5]
    assert shared_demand(service, seed=7, replication=4) is drawn[4]
    again = shared_demand(service, seed=7, replication=0)
    assert again is not drawn[0]
    assert same(again, drawn[0])


def tables_left(services: list[Service]) -> list[bool]:
    """Which tables are still there when each service has asked for another replication, in a thread of its own.

    Nobody holds a service that has asked.
    """
    found: list[bool] = []

    def ask() -> None:
        drawn = []
        while services:
            drawn.append(weakref.ref(shared_demand(services.pop(0), seed=8, replication=len(services)).begins))
        found.extend(tables() is not None for tables in drawn)

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()
    return found


def test_tables_of_a_service_that_is_alone_go_before_its_next_come() -> None:
    assert tables_left([service_of()] * 3) == [False, False, True]


def test_tables_are_kept_from_the_second_service_on_though_the_first_be_gone() -> None:
    assert tables_left([service_of(), service_of(), service_of()]) == [True, True, True]


def test_tables_larger_than_the_room_go_before_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.demand.shared.MOST_KEPT", 1)
    service = service_of()
    gone = weakref.ref(shared_demand(service, seed=8, replication=0).begins)
    shared_demand(service, seed=8, replication=1)
    assert gone() is None


@pytest.mark.parametrize("changes", DEMAND_TOO, ids=str)
def test_whatever_demand_can_see_alters_the_key(changes: dict[str, Any]) -> None:
    one, other = service_of(), service_of(changes)
    assert demand_key(one) != demand_key(other)
    drawn = shared_demand(one, seed=1, replication=0)
    assert shared_demand(other, seed=1, replication=0) is not drawn
    assert same(shared_demand(other, seed=1, replication=0), draw(other))


def test_the_order_of_teams_is_part_of_the_key() -> None:
    service = service_of()
    assert demand_key(service) != demand_key(replace(service, teams=service.teams[::-1]))


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_writes_into_the_tables_that_are_shared(engine: str, tmp_path: Path) -> None:
    service = load(tmp_path, random_service(1))
    demand, workforce = draw(service), draw_workforce(service, seed=1, replication=0)
    before = replace(demand, **{item.name: getattr(demand, item.name).copy() for item in fields(Demand)})
    log = simulate(service, demand, workforce, engine=engine)
    run = Trace(service, demand, workforce, log)
    check_run(run)
    list(measure_run(run))
    assert same(demand, before)
