"""Paths, lists, teams, priorities, efforts, delays and deferrals."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from people_world import START, draw, only, service_of, steps_of, within

from sim.demand import Demand
from sim.errors import RunFault
from sim.scenario.timeline import Service, minute_of
from sim.units import MINUTES_PER_DAY

BUSY = {"demand.adults.per_year": 4000, "demand.carers.per_year": 4000}


def at(service: Service, demand: Demand, activity: str) -> Any:
    return np.flatnonzero(demand.activity == service.activities.index(activity))


def case_of(demand: Demand) -> Any:
    return np.repeat(np.arange(demand.cases), np.diff(demand.first))


def test_shares_of_routes_are_met_and_rework_loops_end() -> None:
    service = service_of(BUSY)
    demand = draw(service)
    adults = int((demand.stream == 0).sum())
    visits = np.bincount(case_of(demand)[at(service, demand, "front_door")], minlength=demand.cases)
    again = visits[demand.stream == 0]
    assert again.min() == 1
    assert within((again > 1).mean(), 0.2, adults)
    assert within((again[again > 1] > 2).mean(), 0.2, int((again > 1).sum()))
    assessed = (demand.work_type == 0)[demand.stream == 0]
    assert within(assessed.mean(), 0.3 / 0.8, adults)


def test_a_work_type_leads_where_it_begins_and_every_case_keeps_its_order() -> None:
    service = service_of()
    demand = draw(service)
    carer = int(np.flatnonzero(demand.stream == 1)[0])
    assert steps_of(service, demand, carer) == ["visit", "information_wait", "write_up", "panel"]
    assert (np.diff(demand.received) >= 0).all()
    assert (np.diff(demand.first) > 0).all()
    assert demand.first[-1] == demand.steps


def test_shares_of_lists_and_their_teams_are_met_and_kept_along_the_path() -> None:
    service = service_of(BUSY)
    demand = draw(service)
    visit, write_up = at(service, demand, "visit"), at(service, demand, "write_up")
    assert (demand.skill_list[visit] == demand.skill_list[write_up]).all()
    assert (demand.team[visit] == demand.team[write_up]).all()
    first = service.epochs[0].first_list["work_type", "assessment"]
    second = demand.skill_list[visit] == first + 1
    assert within(second.mean(), 0.3, len(visit))
    south = demand.team[visit] == service.teams.index("south")
    assert south[second].all()
    assert within(south[~second].mean(), 0.6, int((~second).sum()))
    waits = np.concatenate([at(service, demand, name) for name in ("information_wait", "panel")])
    assert set(demand.skill_list[waits]) == {-1}


def test_a_list_of_an_activity_moves_the_case_to_its_team_and_a_stream_may_give_the_first() -> None:
    service = service_of(
        {
            "demand.adults.teams": {"north": 1.0},
            "activity.front_door.next": "sort",
            "activity.sort": {
                "by": [{"who": ["worker"], "teams": {"south": 1.0}}],
                "effort_hours": 1,
                "next": "close",
            },
        }
    )
    demand = draw(service)
    north, south = (service.teams.index(name) for name in ("north", "south"))
    assert set(demand.team[at(service, demand, "front_door")]) == {north}
    assert set(demand.team[at(service, demand, "sort")]) == {south}


def test_priorities_follow_the_stream_the_last_work_type_or_the_first_declared() -> None:
    service = service_of(BUSY)
    demand = draw(service)
    adults, carers = demand.priority[demand.stream == 0], demand.priority[demand.stream == 1]
    for number, share in enumerate((0.1, 0.3, 0.6)):
        assert within((adults == number).mean(), share, len(adults))
    assert set(carers) == {0}
    service = service_of({**BUSY, "work_type.assessment.priorities": {"high": 0.5, "standard": 0.5}})
    demand = draw(service)
    assessed = demand.priority[demand.work_type == 0]
    assert set(assessed) == {1, 2}
    assert within((assessed == 1).mean(), 0.5, len(assessed))


def test_effort_follows_its_distribution_in_minutes() -> None:
    service = service_of(BUSY)
    demand = draw(service)
    minutes = demand.effort[at(service, demand, "front_door")]
    assert minutes.mean() == pytest.approx(60, rel=4 * 0.5 / np.sqrt(len(minutes)))
    assert minutes.std() / minutes.mean() == pytest.approx(0.5, abs=0.03)
    waits = np.concatenate([at(service, demand, name) for name in ("information_wait", "panel")])
    assert set(demand.effort[waits]) == {0}


def test_steps_share_the_effort_of_their_work_type_and_held_work_carries_direct_work() -> None:
    service = service_of(BUSY)
    demand = draw(service)
    visit, write_up = at(service, demand, "visit"), at(service, demand, "write_up")
    assert np.abs(demand.effort[visit] * 4 - demand.effort[write_up] * 6).max() <= 5  # minutes are rounded
    total = demand.effort[visit] + demand.effort[write_up]
    first = service.epochs[0].first_list["work_type", "assessment"]
    by_worker = demand.skill_list[visit] == first
    # A worker's direct work adds a quarter; the second list opens with a deputy, who has none.
    for lists, factor in ((by_worker, 1.25), (~by_worker, 1.0)):
        expected = 9 * 60 * factor
        assert total[lists].mean() == pytest.approx(expected, rel=4 * 0.7 / np.sqrt(lists.sum()))


def test_what_differs_at_an_activity_for_a_work_type_differs_there_only() -> None:
    service = service_of(
        {
            "work_type.short": {
                "by": "deputy",
                "begins_at": "visit",
                "at": {"visit": {"next": "close", "effort_hours": 2}},
            },
            "demand.carers.begins_at": "short",
        }
    )
    demand = draw(service)
    case = case_of(demand)
    carers = demand.stream[case] == 1
    assert set(demand.activity[carers]) == {service.activities.index("visit")}
    assert set(demand.effort[carers]) == {120}
    assert len(at(service, demand, "panel")) == (demand.work_type == 0).sum() > 0


def test_effort_is_at_least_a_minute() -> None:
    demand = draw(service_of(only({"per_year": 100}, **{"activity.desk.effort_hours": 0.001})))
    assert set(demand.effort) == {1}


def test_delays_shrink_with_the_delay_factor_unless_they_are_the_same_for_all() -> None:
    service, same = service_of(BUSY), service_of({**BUSY, "activity.information_wait.same_delay_for_all": True})
    demand, level = draw(service), draw(same)
    wait = at(service, demand, "information_wait")
    full = level.delay[wait]
    assert full.mean() / MINUTES_PER_DAY == pytest.approx((3 + 4 * 5 + 21) / 6, rel=0.02)
    priority = demand.priority[case_of(demand)[wait]]
    factor = np.array([0.0, 0.5, 1.0])[priority]
    assert np.abs(demand.delay[wait] - full * factor).max() <= 1
    assert len(set(priority)) == 3


def test_calendar_delays_can_be_switched_off_and_nothing_else_changes() -> None:
    one, other = draw(service_of()), draw(service_of({"rules": {"calendar_delays": False}}))
    assert one.delay.max() > 0 == other.delay.max()
    assert (one.effort == other.effort).all()
    assert (one.activity == other.activity).all()


def test_deferrals_are_geometric() -> None:
    service = service_of(BUSY)
    demand = draw(service)
    panel = at(service, demand, "panel")
    counts = demand.deferrals[panel]
    for k in (1, 2, 3):
        assert within((counts >= k).mean(), 0.3**k, len(panel))
    others = np.delete(demand.deferrals, panel)
    assert set(others) == {0}


def test_a_case_follows_the_service_as_it_stood_when_it_was_received() -> None:
    date = dt.date(2015, 1, 1)
    service = service_of({}, {date: {"activity.front_door.next": "close", "work_type.assessment.effort_hours": 5}})
    demand = draw(service)
    late = demand.received >= minute_of(START, date)
    assessed = (demand.work_type == 0) & (demand.stream == 0)
    assert assessed[~late].any()
    assert not assessed[late].any()
    visit = at(service, demand, "visit")
    carers = late[case_of(demand)[visit]]
    assert set(demand.effort[visit][carers]) == {round(5 * 60 * 0.6 * 1.25), round(5 * 60 * 0.6)}


def test_a_list_whose_share_alters_keeps_those_who_need_not_move() -> None:
    lists = [{"share": 0.8, "who": ["worker"]}, {"share": 0.2, "who": ["deputy"]}]
    base, other = service_of(), service_of({"work_type.assessment.by": lists})
    one, two = draw(base), draw(other)
    visit = at(base, one, "visit")
    first, second = (s.epochs[0].first_list["work_type", "assessment"] for s in (base, other))
    before, after = one.skill_list[visit] == first, two.skill_list[visit] == second
    assert after[before].all()
    assert within((~before & after).mean(), 0.1, len(visit))


def test_an_endless_loop_is_a_fault_of_the_run_not_a_hang() -> None:
    with pytest.raises(RunFault, match="10000 steps"):
        draw(service_of({"activity.front_door.next": "front_door", "clock.years": 0.1}))


def test_a_service_without_demand_has_no_cases() -> None:
    demand = draw(service_of({"demand": {}}))
    assert (demand.cases, demand.steps, demand.first.tolist()) == (0, 0, [0])
