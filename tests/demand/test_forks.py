"""Both ways of every choice: places, patience, side work, chasers and joint steps."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from people_world import draw, only, service_of, within
from steps_told import cases_told, check_positions, told

from sim.demand import Demand
from sim.demand.tables import CHASER, CONTACT, ESCALATE, REROUTE, SIDE, STAY, WITHDRAW
from sim.errors import RunFault
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER

DAY = MINUTES_PER_DAY
ONE = {"dates": [dt.date(2014, 4, 2)]}
MANY = {"per_year": 4000}
EFFORT = {"distribution": "exponential", "mean": 5}

Settings = dict[str, Any]


def work(onward: Any, **settings: Any) -> Settings:
    return {"by": "worker", "effort_hours": 1, "next": onward, **settings}


def world(stream: Settings, **changes: Any) -> tuple[Service, Demand]:
    service = service_of({**only(stream), **changes})
    demand = draw(service)
    check_positions(demand)
    return service, demand


PLACES: Settings = {
    "activity.desk": {"place": {"if_full": "assessment"}, "by": "deputy", "next": "support"},
    "activity.support": {"delay_days": 30, "releases": True, "next": {"assessment": 0.5, "close": 0.5}},
}


def test_a_place_asked_for_leads_on_and_to_where_those_go_who_find_all_full() -> None:
    service, demand = world(ONE, **{**PLACES, "activity.support.next": "close"})
    assert told(service, demand, 0) == [
        ("desk", 1, 2, -1),
        ("support", -1, -1, -1),
        ("visit", 3, -1, 0),
        ("information_wait", 4, -1, 0),
        ("write_up", 5, -1, 0),
        ("panel", -1, -1, 0),
    ]
    assert [service.lists[number].owner for number in demand.skill_list[:1]] == [("activity", "desk")]
    assert demand.effort[0] == 0
    assert demand.work_type[0] == -1


def test_who_is_assessed_because_all_places_are_full_has_the_needs_they_would_have_had_later() -> None:
    service, demand = world(MANY, **PLACES)
    visits = demand.activity == service.activities.index("visit")
    case = np.repeat(np.arange(demand.cases), np.diff(demand.first))
    after, instead = visits & (demand.fork < 0), visits & (demand.fork >= 0)
    assert within(after.sum() / demand.cases, 0.5, demand.cases)
    assert (np.bincount(case[instead], minlength=demand.cases) == 1).all()
    at = {int(case[step]): step for step in np.flatnonzero(instead)}
    both = [(step, at[int(case[step])]) for step in np.flatnonzero(after)]
    for offset in range(4):
        for name in ("effort", "skill_list", "team", "delay", "deferrals"):
            column = getattr(demand, name)
            assert all(column[one + offset] == column[other + offset] for one, other in both)


def test_limits_of_places_are_for_the_engine_both_ways_are_drawn_without_them_too() -> None:
    _, limited = world(MANY, **PLACES)
    _, free = world(MANY, **PLACES, rules={"place_limits": False})
    for name in ("activity", "otherwise", "fork", "effort", "delay", "team", "skill_list", "deferrals"):
        assert (getattr(limited, name) == getattr(free, name)).all()


def test_a_place_whose_overflow_closes_the_case_has_no_other_way() -> None:
    service, demand = world(ONE, **{**PLACES, "activity.desk.place.if_full": "close", "activity.support.next": "close"})
    assert told(service, demand, 0) == [("desk", 1, -1, -1), ("support", -1, -1, -1)]


def test_a_fork_in_a_loop_ends_when_chance_ends_the_loop() -> None:
    changes = {**PLACES, "activity.support.next": {"desk": 0.3, "close": 0.7}, "activity.desk.place.if_full": "wait"}
    wait = {"delay_days": 7, "next": {"desk": 0.5, "close": 0.5}}
    _service, demand = world(MANY, **changes, **{"activity.wait": wait})
    forks = np.bincount(np.repeat(np.arange(demand.cases), np.diff(demand.first))[demand.otherwise >= 0])
    # Each asking leads on to 0.3 others when there is a place and to 0.5 others when there is none.
    expected = 1 / (1 - 0.8)
    assert forks.mean() == pytest.approx(expected, rel=0.15)
    assert len(np.unique(demand.otherwise[demand.otherwise >= 0])) == forks.sum()


def test_asking_again_and_again_for_ever_is_a_fault_of_the_run() -> None:
    changes = {**PLACES, "activity.desk.place.if_full": "wait", "activity.wait": {"delay_days": 7, "next": "desk"}}
    with pytest.raises(RunFault, match="fork without end"):
        world(ONE, **changes)


SIDE_WORK: Settings = {
    "activity.desk": work("meet", alongside="money"),
    "activity.meet": work("decide"),
    "activity.decide": {"awaits": "money", "next": "close"},
    "activity.money": work("letter", effort_hours=EFFORT),
    "activity.letter": {"delay_days": 2, "next": "close"},
}


def test_side_work_is_a_case_of_the_same_person_that_an_await_names() -> None:
    service, demand = world(ONE, **SIDE_WORK)
    assert cases_told(service, demand) == [
        ("contact", -1, -1, 0, "desk meet decide"),
        ("side_work", 0, 0, 0, "money letter"),
    ]
    assert demand.awaits.tolist() == [-1, -1, 1, -1, -1]
    assert demand.received.tolist() == [DAY, NEVER]
    assert demand.begins.tolist() == [DAY, NEVER]
    for name in ("stream", "strip", "number", "priority"):
        column = getattr(demand, name)
        assert column[0] == column[1]
    assert demand.ends.tolist() == [NEVER, NEVER]


def test_an_await_without_side_work_before_it_lets_the_case_pass() -> None:
    _, demand = world(ONE, **{**SIDE_WORK, "activity.desk": work("meet")})
    assert demand.cases == 1
    assert set(demand.awaits) == {-1}


def test_an_await_names_the_latest_side_work_on_its_own_path() -> None:
    changes = {
        **SIDE_WORK,
        "activity.desk": {"place": {"if_full": "meet"}, "by": "worker", "alongside": "money", "next": "check"},
        "activity.check": work("meet", alongside="money"),
    }
    service, demand = world(ONE, **changes)
    assert told(service, demand, 0) == [
        ("desk", 1, 4, -1), ("check", 2, -1, -1), ("meet", 3, -1, -1), ("decide", -1, -1, -1),
        ("meet", 5, -1, 0), ("decide", -1, -1, 0),
    ]  # fmt: skip
    assert [row[:4] for row in cases_told(service, demand)] == [
        ("contact", -1, -1, 0), ("side_work", 0, 0, 0), ("side_work", 0, 1, 1)
    ]  # fmt: skip
    # With a place the later check's money work is awaited, without one the only one so far.
    assert demand.awaits[:6].tolist() == [-1, -1, -1, 2, -1, 1]


def test_side_work_begun_twice_by_one_case_has_its_own_chances_each_time() -> None:
    _service, demand = world(MANY, **{**SIDE_WORK, "activity.meet.next": {"desk": 0.5, "decide": 0.5}})
    first, second = ((demand.origin == SIDE) & (demand.episode == number) for number in (0, 1))
    minutes = demand.effort[demand.first[:-1]]
    by_person = dict(zip(zip(demand.strip[first], demand.number[first], strict=True), minutes[first], strict=True))
    pairs = np.array(
        [
            (by_person[who], other)
            for who, other in zip(
                zip(demand.strip[second], demand.number[second], strict=True), minutes[second], strict=True
            )
        ]
    )
    assert within(len(pairs) / (demand.origin == CONTACT).sum(), 0.5, int((demand.origin == CONTACT).sum()))
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 4 / np.sqrt(len(pairs))
    assert pairs[:, 1].mean() == pytest.approx(300, rel=4 / np.sqrt(len(pairs)))


def test_without_side_work_the_paths_are_as_they_were() -> None:
    _, beside = world(MANY, **SIDE_WORK)
    _, alone = world(MANY, **SIDE_WORK, rules={"side_work": False})
    n = alone.cases
    assert (beside.origin[:n] == CONTACT).all()
    assert set(beside.origin[n:]) == {SIDE}
    assert (beside.effort[: alone.steps] == alone.effort).all()
    assert set(alone.awaits) == {-1}


CHASED: Settings = {
    "activity.desk": work("close", chased_by="wait"),
    "activity.wait": {"delay_days": {"distribution": "exponential", "mean": 7}, "next": "call"},
    "activity.call": work({"wait": 0.6, "close": 0.4}),
}


def test_a_chaser_calls_again_and_again_until_it_tires() -> None:
    _service, demand = world(MANY, **CHASED)
    chasers = np.flatnonzero(demand.origin == CHASER)
    contacts = np.flatnonzero(demand.origin == CONTACT)
    assert demand.after[chasers].tolist() == contacts.tolist()
    assert demand.after_step[chasers].tolist() == demand.first[contacts].tolist()
    calls = np.diff(demand.first)[chasers] / 2
    assert calls.mean() == pytest.approx(1 / 0.4, rel=0.1)
    _, quiet = world(MANY, **CHASED, rules={"chasing": False})
    assert quiet.cases == len(contacts)
    assert (quiet.effort == demand.effort[: quiet.steps]).all()


LEAVES = {"days": 10, "then": {"withdraw": 0.25, "escalate": 0.25, "short": 0.5}, "escalates_to": "urgent"}
IMPATIENT: Settings = {
    "activity.desk": work("meet", patience={**LEAVES, "days": {"distribution": "exponential", "mean": 10}}),
    "activity.meet": work("close"),
    "activity.short": work("meet", effort_hours=0.5),
}


def test_patience_at_a_step_is_a_time_and_what_is_done_then() -> None:
    service, demand = world(MANY, **IMPATIENT)
    head = demand.first[:-1]
    days = demand.step_patience[head] / DAY
    assert days.mean() == pytest.approx(10, rel=4 / np.sqrt(demand.cases))
    for expiry, share in ((WITHDRAW, 0.25), (ESCALATE, 0.25), (REROUTE, 0.5)):
        assert within((demand.step_expiry[head] == expiry).mean(), share, demand.cases)
    others = np.delete(np.arange(demand.steps), head)
    assert set(demand.step_patience[others]) == {NEVER}
    assert set(demand.step_expiry[others]) == {STAY}
    turned = int(np.flatnonzero(demand.step_expiry[head] == REROUTE)[0])
    assert told(service, demand, turned) == [
        ("desk", 1, 2, -1), ("meet", -1, -1, -1), ("short", 3, -1, 0), ("meet", -1, -1, 0)
    ]  # fmt: skip
    stays = int(np.flatnonzero(demand.step_expiry[head] != REROUTE)[0])
    assert told(service, demand, stays) == [("desk", 1, -1, -1), ("meet", -1, -1, -1)]


def test_without_patience_there_is_no_clock_and_no_other_way() -> None:
    _, demand = world(MANY, **IMPATIENT, rules={"patience": False})
    assert set(demand.step_patience) == {NEVER}
    assert set(demand.step_expiry) == {STAY}
    assert set(demand.otherwise) == set(demand.fork) == {-1}


def test_a_work_types_own_patience_at_an_activity_stands_in_place_of_the_activitys() -> None:
    visit = {"held": True, "effort_share": 0.6, "next": "close", "patience": {"days": 3, "then": "withdraw"}}
    changes = {
        "activity.visit": visit,
        "activity.desk": work({"assessment": 0.5, "calm": 0.5}),
        "work_type.calm": {
            "by": "worker", "effort_hours": 1, "begins_at": "visit",
            "at": {"visit": {"patience": {"days": 5, "then": "close"}}},
        },
    }  # fmt: skip
    service, demand = world(MANY, **changes)
    visits = demand.activity == service.activities.index("visit")
    calm = np.repeat(demand.work_type == service.work_types.index("calm"), np.diff(demand.first))
    assert set(demand.step_patience[visits & calm]) == {5 * DAY}
    assert set(demand.step_patience[visits & ~calm]) == {3 * DAY}
    # To close is to withdraw.
    assert set(demand.step_expiry[visits]) == {WITHDRAW}


def test_patience_of_a_stream_is_the_cases_own_and_leads_away_from_its_first_step() -> None:
    stream = {**ONE, "patience": {"days": 14, "then": "short"}}
    service, demand = world(stream, **{"activity.desk": work("meet"), "activity.meet": work("close"),
                                       "activity.short": work("close")})  # fmt: skip
    assert told(service, demand, 0) == [("desk", 1, -1, -1), ("meet", -1, -1, -1), ("short", -1, -1, -2)]
    assert (demand.patience.tolist(), demand.expiry.tolist(), demand.reroute.tolist()) == ([14 * DAY], [REROUTE], [2])


def test_a_joint_step_has_a_second_list_and_effort_of_its_own() -> None:
    visit = {
        "held": True, "effort_share": 0.5, "next": "close",
        "joint": {"by": [{"share": 0.5, "who": ["deputy"]}, {"share": 0.5, "who": ["worker"]}], "effort_hours": EFFORT},
    }  # fmt: skip
    changes = {"activity.visit": visit, "activity.desk": work("assessment")}
    service, demand = world(MANY, **changes)
    at = demand.activity == service.activities.index("visit")
    assert demand.second_effort[at].mean() == pytest.approx(300, rel=4 / np.sqrt(at.sum()))
    assert set(demand.second_effort[~at]) == {0}
    assert set(demand.second_list[~at]) == {-1}
    first = service.epochs[0].first_list["joint", "visit"]
    assert set(demand.second_list[at]) == {first, first + 1}
    assert within((demand.second_list[at] == first).mean(), 0.5, int(at.sum()))
    _, single = world(MANY, **changes, rules={"joint_steps": False})
    assert set(single.second_list) == {-1}
    assert set(single.second_effort) == {0}
    assert (single.effort == demand.effort).all()
    assert (single.skill_list == demand.skill_list).all()


def test_how_long_people_are_silent_is_no_delay_of_the_service() -> None:
    _, on = world(MANY, **CHASED)
    _, off = world(MANY, **CHASED, rules={"calendar_delays": False})
    calls = on.origin[np.repeat(np.arange(on.cases), np.diff(on.first))] == CHASER
    assert calls.any()
    assert (on.delay[calls] == off.delay[calls]).all()
    assert not off.delay[~calls].any()
