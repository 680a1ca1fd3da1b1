"""A small pathway with every kind of chance in it, and people told apart by identity."""

import copy
import datetime as dt
from typing import Any

import numpy as np

from sim.demand import Demand, draw_demand
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service, build_service, minute_of

START = dt.date(2014, 4, 1)

PATHWAY: dict[str, Any] = {
    "title": "People",
    "clock": {"start_date": START, "years": 2.0},
    "priority": {
        "urgent": {"number": 1, "delay_factor": 0.0},
        "high": {"number": 2, "delay_factor": 0.5},
        "standard": {"number": 3},
    },
    "demand": {
        "adults": {
            "per_year": 700,
            "begins_at": "front_door",
            "priorities": {"urgent": 0.1, "high": 0.3, "standard": 0.6},
        },
        "carers": {"per_year": 400, "begins_at": "assessment"},
    },
    "work_type": {
        "assessment": {
            "by": [
                {"share": 0.7, "who": ["worker"], "teams": {"north": 0.4, "south": 0.6}},
                {"share": 0.3, "who": ["deputy", "worker"], "teams": {"south": 1.0}},
            ],
            "effort_hours": {"distribution": "lognormal", "mean": 9.0, "cv": 0.7},
            "begins_at": "visit",
        },
    },
    "activity": {
        "front_door": {
            "by": "worker",
            "effort_hours": {"distribution": "gamma", "mean": 1.0, "cv": 0.5},
            "next": {"front_door": 0.2, "assessment": 0.3, "close": 0.5},
        },
        "visit": {"held": True, "effort_share": 0.6, "next": "information_wait"},
        "information_wait": {
            "delay_days": {"distribution": "pert", "min": 3, "mode": 5, "max": 21},
            "next": "write_up",
        },
        "write_up": {"held": True, "effort_share": 0.4, "next": "panel"},
        "panel": {"gate": {"day": "wed", "deferred_share": 0.3}, "next": "close"},
    },
    "role": {"worker": {"direct_work_share": 0.25}, "deputy": {}},
    "team": {"north": {"posts": {"worker": 9, "deputy": 1}}, "south": {"posts": {"worker": 9, "deputy": 1}}},
}

Person = tuple[str, int, int]


def altered(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with dotted settings put in; None takes a setting out."""
    raw = copy.deepcopy(base)
    for dotted, value in changes.items():
        *tables, key = dotted.split(".")
        table = raw
        for name in tables:
            table = table.setdefault(name, {})
        if value is None:
            table.pop(key)
        else:
            table[key] = copy.deepcopy(value)
    return raw


def service_of(changes: dict[str, Any] | None = None, later: dict[dt.date, dict[str, Any]] | None = None) -> Service:
    """The pathway with some settings altered, and others from later dates on."""
    raw = altered(PATHWAY, changes or {})
    states = [(0, Scenario.model_validate(raw))]
    for date, settings in (later or {}).items():
        raw = altered(raw, settings)
        states.append((minute_of(START, date), Scenario.model_validate(raw)))
    return build_service("people", (), (), states)


def only(stream: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Settings for a world with one stream "adults" whose cases do one minute's work and close."""
    desk = {"by": "worker", "effort_hours": 0.1, "next": "close"}
    return {"demand": {"adults": {"begins_at": "desk", **stream}}, "activity.desk": desk, **changes}


def draw(service: Service, seed: int = 1, replication: int = 0) -> Demand:
    return draw_demand(service, seed=seed, replication=replication)


def steps_of(service: Service, demand: Demand, case: int) -> list[str]:
    """The activities of a case by name."""
    return [service.activities[a] for a in demand.activity[demand.first[case] : demand.first[case + 1]]]


def needs(service: Service, demand: Demand, *, skip: str = "") -> dict[Person, tuple[Any, ...]]:
    """Each person's arrival, priority and steps (but those at ``skip``), all by name."""
    found = {}
    for case in range(demand.cases):
        stream = service.streams[demand.stream[case]]
        who = stream, int(demand.strip[case]), int(demand.number[case])
        steps = []
        for step in range(demand.first[case], demand.first[case + 1]):
            activity = service.activities[demand.activity[step]]
            team = service.teams[demand.team[step]] if demand.team[step] >= 0 else ""
            lists = service.lists[demand.skill_list[step]].who if demand.skill_list[step] >= 0 else ()
            roles = tuple(service.roles[who.role] for who in lists)
            numbers = demand.effort[step], demand.delay[step], demand.deferrals[step]
            if activity != skip:
                steps.append((activity, roles, team, *map(int, numbers)))
        assert who not in found, "an identity belongs to one person"
        found[who] = (int(demand.received[case]), service.priorities[demand.priority[case]], tuple(steps))
    return found


def within(share: float, wanted: float, n: int) -> bool:
    """Whether a share of n draws lies within four standard errors of what was asked for."""
    return abs(share - wanted) < 4 * np.sqrt(wanted * (1 - wanted) / n)
