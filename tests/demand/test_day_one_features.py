"""Day one with forks, side work, patience and places."""

from typing import Any

import numpy as np
import pytest
from people_world import draw, only, service_of, within
from steps_told import cases_told, check_positions, told

from sim.demand import OPEN_STRIP, WAITING_STRIP, Demand
from sim.demand.tables import REROUTE, STAY, WITHDRAW
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER

DAY = MINUTES_PER_DAY

Settings = dict[str, Any]


def work(onward: Any, **settings: Any) -> Settings:
    return {"by": "worker", "effort_hours": 1, "next": onward, **settings}


def world(day_one: Settings, stream: Settings | None = None, **changes: Any) -> tuple[Service, Demand]:
    service = service_of({**only({"per_year": 0, **(stream or {})}), "day_one": day_one, **changes})
    demand = draw(service)
    check_positions(demand)
    return service, demand


PATH: Settings = {
    "activity.desk": work("first", alongside="money", chased_by="call"),
    "activity.first": {"place": {"if_full": "short"}, "by": "worker", "next": "second"},
    "activity.short": work("second"),
    "activity.second": work("decide", alongside="money"),
    "activity.decide": {"awaits": "money", "next": "close"},
    "activity.money": work("close"),
    "activity.call": work("close"),
}


def waiting_at(activity: str, cases: int = 1, **settings: Any) -> Settings:
    return {"waiting": {"cases": cases, "stream": "adults", "reached": {activity: 1.0}, **settings}}


def test_a_case_at_its_first_step_has_the_whole_of_its_way_before_it() -> None:
    service, demand = world(waiting_at("desk"), **PATH)
    assert told(service, demand, 0) == [
        ("desk", 1, -1, -1), ("first", 2, 4, -1), ("second", 3, -1, -1), ("decide", -1, -1, -1),
        ("short", 5, -1, 1), ("second", 6, -1, 1), ("decide", -1, -1, 1),
    ]  # fmt: skip
    assert cases_told(service, demand)[1:] == [
        ("side_work", 0, 0, 0, "money"),
        ("side_work", 0, 2, 1, "money"),
        ("side_work", 0, 5, 2, "money"),
        ("chaser", 0, 0, 0, "call"),
    ]
    assert demand.awaits[[3, 6]].tolist() == [2, 3]
    assert demand.begins.tolist()[1:] == [NEVER] * 4


def test_a_case_past_a_fork_has_lost_the_other_way_and_what_began_beside_it() -> None:
    service, demand = world(waiting_at("second"), **PATH)
    assert told(service, demand, 0) == [("second", 1, -1, -1), ("decide", -1, -1, -1)]
    assert cases_told(service, demand)[1:] == [("side_work", 0, 0, 0, "money")]
    assert demand.awaits.tolist() == [-1, 1, -1]


def test_side_work_that_began_before_the_run_counts_as_done() -> None:
    service, demand = world(waiting_at("decide"), **PATH)
    assert told(service, demand, 0) == [("decide", -1, -1, -1)]
    assert (demand.cases, demand.awaits.tolist()) == (1, [-1])


def test_a_case_at_a_fork_keeps_both_ways() -> None:
    service, demand = world(waiting_at("first"), **PATH)
    assert told(service, demand, 0)[:2] == [("first", 1, 3, -1), ("second", 2, -1, -1)]
    assert told(service, demand, 0)[3] == ("short", 4, -1, 0)


def test_patience_of_those_who_still_wait_is_longer_than_they_have_waited() -> None:
    exponential = {"days": {"distribution": "exponential", "mean": 20}, "then": "withdraw"}
    _, demand = world(waiting_at("desk", 3000), {"patience": exponential}, **{"activity.desk": work("close")})
    left = (demand.patience + demand.begins) / DAY
    assert left.min() > 0
    # An exponential time that has not ended has as long to go as ever.
    assert left.mean() == pytest.approx(20, rel=4 / np.sqrt(3000))
    assert set(demand.expiry) == {WITHDRAW}
    at_step = {"activity.desk": work("close", patience=exponential)}
    _, demand = world(waiting_at("desk", 3000), **at_step)
    left = (demand.step_patience + demand.begins) / DAY
    assert left.min() > 0
    assert left.mean() == pytest.approx(20, rel=4 / np.sqrt(3000))


def test_whoever_has_outwaited_every_patience_is_gone_in_the_first_minute() -> None:
    fixed = {"days": 10, "then": "withdraw"}
    stock = waiting_at("desk", 4, ages="even over 20 days")
    _, demand = world(stock, {"patience": fixed}, **{"activity.desk": work("close")})
    # They have waited for 2.5, 7.5, 12.5 and 17.5 days.
    assert sorted(demand.patience + demand.begins) == [1, 1, 2.5 * DAY, 7.5 * DAY]


def test_a_case_that_has_been_seen_to_has_no_patience_of_its_stream_left() -> None:
    stream = {"patience": {"days": 100, "then": "short"}}
    service, demand = world(waiting_at("desk"), stream, **PATH)
    assert (demand.patience[0], demand.expiry[0]) == (100 * DAY, REROUTE)
    assert told(service, demand, 0)[demand.reroute[0]] == ("short", 5, -1, -2)
    for strip in ("waiting", "open"):
        stock = waiting_at("second")["waiting"]
        service, demand = world({strip: stock}, stream, **PATH)
        assert (demand.patience[0], demand.expiry[0], demand.reroute[0]) == (NEVER, STAY, -1)
        assert told(service, demand, 0) == [("second", 1, -1, -1), ("decide", -1, -1, -1)]


LAC: Settings = {
    "activity.desk": work({"coordinator": 0.1, "close": 0.9}),
    "activity.coordinator": {
        "place": {"if_full": "close"},
        "by": [{"share": 0.3, "who": ["deputy"], "teams": {"north": 1.0}}, {"share": 0.7, "who": ["worker"]}],
        "next": "meeting",
    },
    "activity.meeting": {"held": True, "by": "worker", "effort_hours": 1, "next": "support"},
    "activity.support": {"delay_days": 100, "same_delay_for_all": True, "next": "ending"},
    "activity.ending": work("close"),
}


def test_a_stock_of_places_stands_where_it_is_said_to_whichever_way_chance_would_have_gone() -> None:
    stock = {"cases": 400, "stream": "adults", "reached": {"support": 1.0}}
    service, demand = world({"places": {"coordinated": stock}}, **LAC)
    assert demand.cases == 400
    assert told(service, demand, 0) == [("support", 1, -1, -1), ("ending", -1, -1, -1)]
    assert set(demand.strip) == {OPEN_STRIP}
    assert set(demand.begins) == {0}
    assert sorted(demand.number) == list(range(400))
    assert demand.delay[demand.first[:-1]].mean() / DAY == pytest.approx(50, rel=4 * np.sqrt(1 / 3 / 400))


def test_a_place_is_held_by_those_who_give_it() -> None:
    stock = {"cases": 4000, "stream": "adults", "reached": {"support": 1.0}}
    service, demand = world({"places": {"coordinated": stock}}, **LAC)
    # The nearest held step before the delay is the meeting; its list has one role.
    meeting = service.epochs[0].first_list["activity", "meeting"]
    assert set(demand.holder_list) == {meeting}
    direct = {**LAC, "activity.coordinator": {**LAC["activity.coordinator"], "next": "support"}}
    service, demand = world({"places": {"coordinated": stock}}, **direct)
    first = service.epochs[0].first_list["activity", "coordinator"]
    assert set(demand.holder_list) == {first, first + 1}
    assert within((demand.holder_list == first).mean(), 0.3, 4000)
    north = service.teams.index("north")
    assert set(demand.holder_team[demand.holder_list == first]) == {north}
    assert set(demand.holder_team[demand.holder_list == first + 1]) == {-1}


def test_a_place_is_held_by_those_who_give_it_where_no_list_of_the_service_names_a_team() -> None:
    stock = {"cases": 50, "stream": "adults", "reached": {"support": 1.0}}
    giving = {**LAC["activity.coordinator"], "by": "deputy"}
    plain = {"activity.coordinator": giving, "work_type.assessment.by": "worker"}
    service, demand = world({"places": {"coordinated": stock}}, **{**LAC, **plain})
    assert not any(listed.teams for listed in service.lists)
    assert demand.cases == 50
    assert set(demand.holder_list) == {service.epochs[0].first_list["activity", "meeting"]}
    assert set(demand.holder_team) == {-1}


def test_numbers_of_places_go_on_after_the_open_cases_and_their_chances_are_their_own() -> None:
    stock = {"cases": 30, "stream": "adults", "reached": {"support": 1.0}}
    day_one = {"open": {**stock, "cases": 20, "reached": {"desk": 1.0}}, "places": {"one": stock, "other": stock}}
    _, demand = world(day_one, **LAC)
    assert sorted(demand.number) == list(range(80))
    ordered = np.argsort(demand.number)
    delay = demand.delay[demand.first[:-1]][ordered]
    assert (delay[20:50] != delay[50:]).all()
    _, fewer = world({**day_one, "open": {**day_one["open"], "cases": 10}}, **LAC)
    ordered = np.argsort(fewer.number)
    assert (fewer.delay[fewer.first[:-1]][ordered][10:] == delay[20:]).all()


def test_a_stock_of_a_work_type_jumps_into_that_work() -> None:
    reached = {"cases": 50, "work_types": {"assessment": 1.0}, "reached": {"information_wait": 1.0}}
    service = service_of({"day_one": {"places": {"held": reached}}})
    demand = draw(service)
    check_positions(demand)
    here = np.flatnonzero(demand.strip == OPEN_STRIP)
    assert [row[0] for row in told(service, demand, int(here[0]))] == ["information_wait", "write_up", "panel"]
    first = service.epochs[0].first_list["work_type", "assessment"]
    assert set(demand.holder_list[here]) == {first, first + 1}
    assert set(demand.holder_team[here]) == {0, 1}
    # The list of the holder is that of the work still to do.
    write_up = demand.first[here] + 1
    assert (demand.skill_list[write_up] == demand.holder_list[here]).all()
    assert (demand.team[write_up] == demand.holder_team[here]).all()


def test_open_cases_in_a_joint_step_have_the_same_part_left_for_both_workers() -> None:
    joint = {"held": True, "effort_share": 1.0, "next": "close", "joint": {"by": "deputy", "effort_hours": 10}}
    open_cases = {"cases": 500, "work_types": {"assessment": 1.0}, "reached": {"visit": 1.0}}
    service = service_of(
        {"activity.visit": joint, "day_one": {"open": open_cases}, "work_type.assessment.effort_hours": 10,
         "role.worker.direct_work_share": 0.0, "demand.adults.per_year": 0, "demand.carers.per_year": 0}
    )  # fmt: skip
    demand = draw(service)
    assert (demand.effort == demand.second_effort).all()
    assert demand.effort.mean() == pytest.approx(300, rel=4 * np.sqrt(1 / 3 / 500))
    assert WAITING_STRIP not in demand.strip
