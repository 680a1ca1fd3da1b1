"""The cases that are there on the first morning."""

from typing import Any

import numpy as np
import pytest
from people_world import draw, service_of, steps_of, within

from sim.demand import OPEN_STRIP, WAITING_STRIP, Demand
from sim.demand.stock import largest_remainder
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY

WAITING = {"cases": 60, "work_types": {"assessment": 1.0}, "reached": {"visit": 1.0}}
REACHED = {"visit": 0.25, "information_wait": 0.25, "write_up": 0.25, "panel": 0.25}
OPEN = {"cases": 2000, "ages": {"distribution": "exponential", "mean": 40}, "work_types": {"assessment": 1.0}}


def world(**day_one: Any) -> Service:
    return service_of({"day_one": day_one, "demand.adults.per_year": 50, "demand.carers.per_year": 50})


def heads(service: Service, demand: Demand, strip: int) -> list[str]:
    return [steps_of(service, demand, case)[0] for case in np.flatnonzero(demand.strip == strip)]


def test_waiting_cases_are_spread_evenly_over_their_ages_and_stand_since_contact() -> None:
    service = world(waiting=WAITING)
    demand = draw(service)
    here = np.flatnonzero(demand.strip == WAITING_STRIP)
    assert here.tolist() == list(range(60))
    ages = np.sort(-demand.received[here]) / MINUTES_PER_DAY
    assert ages == pytest.approx((np.arange(60) + 0.5) / 2)
    assert (demand.begins[here] == demand.received[here]).all()
    assert sorted(demand.number[here]) == list(range(60))
    assert set(demand.holder_list[here]) == {-1}


def test_a_waiting_case_belongs_to_the_first_stream_that_leads_to_its_work() -> None:
    service = world(waiting=WAITING)
    demand = draw(service)
    assert set(demand.stream[demand.strip == WAITING_STRIP]) == {service.streams.index("adults")}
    assert set(demand.work_type[demand.strip == WAITING_STRIP]) == {0}


def test_work_types_of_a_stock_are_allotted_by_largest_remainder() -> None:
    assert largest_remainder([0.5, 0.3, 0.2], 7).tolist() == [4, 2, 1]
    assert largest_remainder([1 / 3, 1 / 3, 1 / 3], 10).tolist() == [4, 3, 3]
    service = service_of(
        {
            "work_type.other": {"by": "deputy", "effort_hours": 4, "begins_at": "visit"},
            "day_one": {"waiting": {**WAITING, "cases": 11, "work_types": {"assessment": 0.4, "other": 0.6}}},
        }
    )
    demand = draw(service)
    here = demand.strip == WAITING_STRIP
    assert np.bincount(demand.work_type[here]).tolist() == [4, 7]
    # No route of a stream leads to the other work, so those cases belong to none.
    assert set(demand.stream[here & (demand.work_type == 1)]) == {-1}


def test_a_stock_may_come_from_a_stream_with_its_own_priorities() -> None:
    stock = {"cases": 2000, "stream": "adults", "priorities": {"high": 1.0}, "reached": {"front_door": 1.0}}
    service = world(waiting=stock)
    demand = draw(service)
    here = demand.strip == WAITING_STRIP
    assert set(demand.stream[here]) == {service.streams.index("adults")}
    assert set(demand.priority[here]) == {1}
    assert within((demand.work_type[here] == 0).mean(), 0.3 / 0.8, 2000)


def test_open_cases_stand_at_the_activities_reached_with_their_shares() -> None:
    service = world(open={**OPEN, "reached": REACHED})
    demand = draw(service)
    found = heads(service, demand, OPEN_STRIP)
    for name, share in REACHED.items():
        assert within(found.count(name) / 2000, share, 2000)
    here = demand.strip == OPEN_STRIP
    assert set(demand.begins[here]) == {0}
    assert -demand.received[here].mean() / MINUTES_PER_DAY == pytest.approx(40, rel=0.02)


def test_the_next_activity_listed_is_taken_when_the_path_misses_the_one_drawn() -> None:
    stock = {"cases": 300, "stream": "adults", "reached": {"panel": 0.5, "write_up": 0.0, "front_door": 0.5}}
    service = world(waiting=stock)
    demand = draw(service)
    found = heads(service, demand, WAITING_STRIP)
    assert set(found) == {"panel", "front_door"}
    assert within(found.count("panel") / 300, 0.5 * 0.3 / 0.8, 300)


def test_an_open_case_has_a_uniform_part_of_its_step_left_and_later_steps_whole() -> None:
    part = draw(world(open={**OPEN, "reached": {"visit": 1.0}}))
    whole = draw(world(waiting={**OPEN, "reached": {"visit": 1.0}}))
    head, full = part.first[:-1][part.strip == OPEN_STRIP], whole.first[:-1][whole.strip == WAITING_STRIP]
    assert part.effort[head].min() >= 1
    assert part.effort[head].mean() / whole.effort[full].mean() == pytest.approx(0.5, abs=0.04)
    assert part.effort[head + 2].mean() / whole.effort[full + 2].mean() == pytest.approx(1, abs=0.06)
    waiting = draw(world(open={**OPEN, "reached": {"information_wait": 1.0}}))
    head = waiting.first[:-1][waiting.strip == OPEN_STRIP]
    urgent = waiting.priority[waiting.strip == OPEN_STRIP] == 0
    assert (waiting.delay[head] == 0)[urgent].all()


def test_open_cases_have_the_worker_of_their_first_held_step() -> None:
    service = world(open={**OPEN, "reached": {"panel": 1.0}})
    demand = draw(service)
    here = demand.strip == OPEN_STRIP
    first = service.epochs[0].first_list["work_type", "assessment"]
    second = demand.holder_list[here] == first + 1
    assert within(second.mean(), 0.3, 2000)
    south = service.teams.index("south")
    assert (demand.holder_team[here][second] == south).all()
    assert within((demand.holder_team[here][~second] == south).mean(), 0.6, int((~second).sum()))
    assert set(demand.holder_list[~here]) == set(demand.holder_team[~here]) == {-1}


def test_a_larger_day_one_stock_changes_nobody_who_comes_later() -> None:
    one, other = draw(world(waiting=WAITING)), draw(world(waiting={**WAITING, "cases": 90}))
    for name in ("received", "effort", "activity", "delay"):
        before, after = getattr(one, name), getattr(other, name)
        skip = 60 if name == "received" else one.first[60]
        assert (before[skip:] == after[len(after) - len(before) + skip :]).all()


def test_real_cases_keep_what_the_file_says_of_them() -> None:
    cases = (
        {"work_type": "assessment", "activity": "write_up", "days_since_contact": 12.5, "days_in_activity": 2,
         "team": "north", "priority": "standard"},
        {"stream": "carers", "activity": "visit", "days_since_contact": 3},
        {"stream": "adults", "activity": "panel", "days_since_contact": 90, "team": "south"},
    )  # fmt: skip
    service = world(waiting={"csv": "cases.csv"}, waiting_cases=cases)
    demand = draw(service)
    by_number = {int(demand.number[case]): int(case) for case in np.flatnonzero(demand.strip == WAITING_STRIP)}
    first, second, third = (by_number[number] for number in range(3))
    assert (demand.received[[first, second, third]] / MINUTES_PER_DAY).tolist() == [-12.5, -3, -90]
    assert (demand.begins[[first, second, third]] / MINUTES_PER_DAY).tolist() == [-2, -3, -90]
    assert steps_of(service, demand, first) == ["write_up", "panel"]
    assert steps_of(service, demand, second)[0] == "visit"
    # Whichever way chance would have sent this adult, the file says they are before the panel.
    assert steps_of(service, demand, third) == ["panel"]
    assert demand.work_type[third] == 0
    assert service.priorities[demand.priority[first]] == "standard"
    assert service.teams[demand.team[demand.first[first]]] == "north"
    assert service.teams[demand.team[demand.first[third]]] == "south"
    assert service.streams[demand.stream[first]] == "adults"


def test_a_real_open_case_is_held_by_the_role_and_team_in_the_file() -> None:
    row = {"work_type": "assessment", "activity": "information_wait", "days_since_contact": 30, "days_in_activity": 4}
    cases = tuple({**row, "role": role, "team": "north"} for role in ("deputy", "worker") * 20)
    service = world(open={"csv": "cases.csv"}, open_cases=cases)
    demand = draw(service)
    here = np.flatnonzero(demand.strip == OPEN_STRIP)
    assert set(demand.begins[here]) == {0}
    assert set(demand.holder_team[here]) == {service.teams.index("north")}
    for case in here:
        wanted = service.roles.index(cases[demand.number[case]]["role"])
        assert wanted in [who.role for who in service.lists[demand.holder_list[case]].who]
