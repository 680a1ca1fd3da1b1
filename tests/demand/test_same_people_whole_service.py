"""Minimally different worlds with everything in them: one rule or number more leaves all else as it was."""

import datetime as dt
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from people_world import START, draw, service_of
from steps_told import check_positions

from sim.demand import Demand
from sim.demand.tables import CHANGE, CHASER, CONTACT, RETURN, REVIEW, SIDE
from sim.scenario.timeline import Service

SOON = {"distribution": "exponential", "mean": 60}

WHOLE: dict[str, Any] = {
    "clock.years": 1.0,
    "demand.adults.per_year": 300,
    "demand.carers.per_year": 150,
    "demand.adults.returns": {"share": 0.2, "after_days": SOON},
    "demand.adults.deaths_per_year": 0.1,
    "demand.adults.patience": {"days": SOON, "then": {"withdraw": 0.4, "assessment": 0.6}},
    "demand.reviews": {"from_clients": {"of": "long_term", "review_after_days": 120}, "begins_at": "assessment"},
    "demand.changes": {"from_clients": {"of": "long_term", "per_client_per_year": 0.5}, "begins_at": "front_door"},
    "clients.long_term": {
        "supported": 100, "leaves_per_year": 0.2, "joined_at": ("write_up",), "join_share": 0.5,
        "days_since_review": "even over 120 days",
    },
    "activity.front_door.next": {"front_door": 0.2, "assessment": 0.3, "coordinator": 0.2, "close": 0.3},
    "activity.front_door.chased_by": "call",
    "activity.call": {"by": "deputy", "effort_hours": SOON, "next": {"call": 0.3, "close": 0.7}},
    "activity.coordinator": {"place": {"if_full": "assessment"}, "by": "deputy", "next": "coordination"},
    "activity.coordination": {"delay_days": SOON, "releases": True, "next": {"assessment": 0.4, "close": 0.6}},
    "activity.visit.alongside": "money",
    "activity.visit.patience": {"days": SOON, "then": {"escalate": 0.5, "front_door": 0.5}, "escalates_to": "urgent"},
    "activity.visit.joint": {"by": ["deputy"], "effort_hours": SOON},
    "activity.money": {"by": "worker", "effort_hours": SOON, "next": "close"},
    "activity.write_up.next": "settled",
    "activity.settled": {"awaits": "money", "next": "panel"},
    "day_one": {
        "waiting": {"cases": 60, "work_types": {"assessment": 1.0}, "reached": {"visit": 1.0}},
        "open": {"cases": 60, "work_types": {"assessment": 1.0}, "reached": {"visit": 0.5, "write_up": 0.5}},
        "places": {"coordinated": {"cases": 30, "stream": "adults", "reached": {"coordination": 1.0}}},
    },
}  # fmt: skip

Person = tuple[Any, ...]


def drawn(changes: dict[str, Any] | None = None, later: Any = None) -> tuple[Service, Demand]:
    service = service_of({**WHOLE, **(changes or {})}, later)
    demand = draw(service)
    check_positions(demand)
    return service, demand


def needs(service: Service, demand: Demand) -> dict[Person, Any]:
    """Every case by its chain from the person who came, and all that is drawn of it, forks among its steps."""
    joined_by = _joined_by(demand)
    names: list[Person] = []
    siblings: defaultdict[tuple[int, int], int] = defaultdict(int)
    for case in range(demand.cases):
        parent, client, origin = (int(getattr(demand, name)[case]) for name in ("after", "client", "origin"))
        stream = service.streams[demand.stream[case]] if demand.stream[case] >= 0 else ""
        if parent >= 0:
            # A case brought about is known by its parent and by how many of its kind that has.
            names.append((*names[parent], (origin, siblings[parent, origin])))
            siblings[parent, origin] += 1
        elif origin == CONTACT:
            names.append((stream, int(demand.strip[case]), int(demand.number[case])))
        else:
            person = names[joined_by[client]] if client in joined_by else ("here", int(demand.number[case]))
            names.append((*person, (origin, stream, int(demand.episode[case]))))
    assert len(set(names)) == len(names), "an identity belongs to one case"
    return {name: (_of_case(service, demand, case), _steps(service, demand, case)) for case, name in enumerate(names)}


def _joined_by(demand: Demand) -> dict[int, int]:
    """The first case by which each client may join."""
    case = np.repeat(np.arange(demand.cases), np.diff(demand.first))
    joining = np.flatnonzero(demand.joins >= 0)[::-1]
    return dict(zip(demand.joins[joining].tolist(), case[joining].tolist(), strict=True))


def origins_of(name: Person) -> set[int]:
    """What made a case come, and the cases that it follows from."""
    return {part[0] for part in name if isinstance(part, tuple)}


def _of_case(service: Service, demand: Demand, case: int) -> tuple[Any, ...]:
    names = ("received", "begins", "gap", "ends", "patience", "expiry", "work_type", "episode")
    return service.priorities[demand.priority[case]], *(int(getattr(demand, name)[case]) for name in names)


def _steps(service: Service, demand: Demand, case: int) -> list[tuple[Any, ...]]:
    columns = ("team", "effort", "delay", "deferrals", "second_effort", "step_patience", "step_expiry")
    first = int(demand.first[case])
    return [
        (
            service.activities[demand.activity[step]],
            *(int(getattr(demand, name)[step]) for name in columns),
            int(demand.fork[step]) - first if demand.fork[step] >= 0 else int(demand.fork[step]),
            bool(demand.joins[step] >= 0),
        )
        for step in range(first, demand.first[case + 1])
    ]


@pytest.fixture(scope="module")
def whole() -> dict[Person, Any]:
    service, demand = drawn()
    assert set(np.unique(demand.origin)) == {CONTACT, RETURN, SIDE, CHASER, REVIEW, CHANGE}
    return needs(service, demand)


@pytest.mark.parametrize(
    "more",
    [
        {"demand.adults.per_year": 330, "demand.carers.per_year": 165},
        {"demand.walk_in": {"per_year": 100, "begins_at": "front_door"}},
        {"demand.adults.returns.share": 0.25},
    ],
)
def test_more_demand_only_adds_people(whole: dict[Person, Any], more: dict[str, Any]) -> None:
    service, demand = drawn(more)
    found = needs(service, demand)
    assert {name: found[name] for name in whole} == whole
    assert len(found) > len(whole)


@pytest.mark.parametrize(
    ("rule", "origins"),
    [("side_work", (SIDE,)), ("chasing", (CHASER,))],
)
def test_cases_that_a_rule_takes_away_leave_the_others_as_they_were(
    whole: dict[Person, Any], rule: str, origins: tuple[int, ...]
) -> None:
    service, demand = drawn({"rules": {rule: False}})
    found = needs(service, demand)
    assert found == {name: value for name, value in whole.items() if not origins_of(name) & set(origins)}


def test_without_returns_or_deaths_everybody_else_is_as_they_were(whole: dict[Person, Any]) -> None:
    service, demand = drawn({"rules": {"returns": False}})
    found = needs(service, demand)
    assert {name: whole[name] for name in found} == found
    assert not (demand.origin == RETURN).any()
    service, demand = drawn({"rules": {"deaths": False}})
    found = needs(service, demand)
    assert found.keys() == whole.keys()
    assert all(value[1] == whole[name][1] for name, value in found.items())


@pytest.mark.parametrize("rule", ["place_limits", "patience", "joint_steps"])
def test_a_rule_that_takes_forks_or_clocks_away_leaves_every_main_path_as_it_was(
    whole: dict[Person, Any], rule: str
) -> None:
    service, demand = drawn({"rules": {rule: False}})
    found = needs(service, demand)
    contacts = {name for name in whole if not origins_of(name)}
    assert {name for name in found if not origins_of(name)} == contacts
    for name in whole.keys() & found.keys():
        if not origins_of(name) & {SIDE, CHASER}:
            kept, steps = ([step[:5] for step in row[name][1] if step[8] == -1] for row in (found, whole))
            assert kept == steps


def test_a_longer_run_only_adds_what_comes_after_its_old_end(whole: dict[Person, Any]) -> None:
    service, demand = drawn({"clock.years": 1.5})
    found = needs(service, demand)
    assert {name: found[name] for name in whole} == whole


def test_a_change_from_a_date_that_touches_no_demand_changes_none(whole: dict[Person, Any]) -> None:
    service, demand = drawn(later={START + dt.timedelta(days=99): {"team.north.posts.worker": 3}})
    assert needs(service, demand) == whole


def test_an_activity_inserted_on_a_side_path_or_a_fork_changes_no_other_step(whole: dict[Person, Any]) -> None:
    check = {"by": "deputy", "effort_hours": SOON, "next": "close"}
    service, demand = drawn({"activity.money.next": "check", "activity.check": check})
    for name, (of_case, steps) in needs(service, demand).items():
        assert whole[name] == (of_case, [step for step in steps if step[0] != "check"])
