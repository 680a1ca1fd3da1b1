"""People who meet nothing in which two services differ are taken over from the one, and are the very same."""

import datetime as dt
import random
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from people_world import service_of

from random_services import random_service
from rarer_parts import written
from sim.demand import Demand
from sim.demand.draw import draw_with_terms
from sim.demand.epochs import UNSEEN, seen_of
from sim.demand.known import Known
from sim.errors import InputFault
from sim.scenario import Service, load_service
from sim.scenario.content import LEFT_OUT
from sim.scenario.service import Scenario
from worlds import load

APRIL = dt.date(2015, 4, 1)
ROUTES = {"front_door": 0.25, "assessment": 0.3, "close": 0.45}
ELSEWHERE = {"next": {"close": 1.0}, "by": "deputy", "effort_hours": 0.5}
CHANGES: dict[str, dict[str, Any]] = {
    "a size": {"activity.front_door.effort_hours": 0.9},
    "a size that chance was no part of": {"activity.information_wait.delay_days": 4},
    "a whole effort": {"work_type.assessment.effort_hours": {"distribution": "gamma", "mean": 5.0, "cv": 0.4}},
    "a share of it": {"activity.visit.effort_share": 0.5, "activity.write_up.effort_share": 0.5},
    "an effort of its own": {"work_type.assessment.at": {"write_up": {"effort_hours": 2.0}}},
    "routes": {"activity.front_door.next": ROUTES},
    "a way to what is new": {
        "activity.aside": ELSEWHERE,
        "activity.information_wait.next": {"write_up": 0.9, "aside": 0.1},
    },
    "who does it": {"activity.front_door.by": ["worker", "deputy"]},
    "shares of lists": {
        "work_type.assessment.by": [{"share": 0.5, "who": ["worker"]}, {"share": 0.5, "who": ["deputy"]}]
    },
    "direct work": {"role.worker.direct_work_share": 0.3},
    "deferrals": {"activity.panel.gate": {"day": "wed", "deferred_share": 0.4}},
    "how many come": {"demand.adults.per_year": 900},
    "another stream": {"demand.more": {"per_year": 100, "begins_at": "visit"}},
    "urgency": {"demand.carers.priorities": {"urgent": 0.5, "standard": 0.5}},
    "delays": {"priority.high.delay_factor": 0.6},
    "a rule": {"rules.calendar_delays": False},
    "returns": {"demand.adults.returns": {"share": 0.2, "after_days": 90}},
    "where they begin": {"demand.carers.begins_at": "front_door"},
    "nothing": {},
}


COMPARED = {"clock", "clients", "priority", "demand", "work_type", "activity", "role", "rules"}
"""Tables that are compared in ``sim.demand.alike``."""
OF_COMING = {"population", "pattern"}
"""Tables that only the number and the minutes of those who come follow from."""
DRAWN_ANEW = {"day_one"}
NOT_MET = {"warrant"}
"""Warrants say who does the work."""


def test_all_that_demand_sees_of_a_scenario_is_compared() -> None:
    seen = set(Scenario.model_fields) - LEFT_OUT[Scenario] - set(UNSEEN)
    assert seen == COMPARED | OF_COMING | DRAWN_ANEW | NOT_MET


def differing(one: Demand, other: Demand) -> list[str]:
    """The columns that differ in numbers or in form."""
    columns = [(item.name, getattr(one, item.name), getattr(other, item.name)) for item in fields(Demand)]
    return [name for name, a, b in columns if a.dtype != b.dtype or not np.array_equal(a, b)]


def taken_over(service: Service, earlier: Service, replication: int = 0) -> tuple[Demand, Demand]:
    """What a service has with people of an earlier one, and what is drawn for it alone."""
    seen, before = seen_of(service).service, seen_of(earlier).service
    known = Known(before, draw_with_terms(before, seed=1, replication=replication, for_others=True))
    whole = draw_with_terms(seen, seed=1, replication=replication).demand
    return draw_with_terms(seen, seed=1, replication=replication, known=known).demand, whole


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.demand.taking_over.WORTHWHILE", 0.0)


@pytest.mark.usefixtures("few_are_enough")
@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("what", CHANGES)
def test_from_a_date_people_are_the_same_as_if_all_were_drawn(
    what: str, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not compiled:
        for place in ("follow", "moving"):
            monkeypatch.setattr(f"sim.demand.{place}.available", lambda: False)
    for earlier in (service_of(), service_of(later={dt.date(2014, 9, 1): {"activity.front_door.effort_hours": 2.0}})):
        one, whole = taken_over(service_of(later={APRIL: CHANGES[what]}), earlier)
        assert not differing(one, whole)
        one, whole = taken_over(service_of(CHANGES[what]), earlier)
        assert not differing(one, whole)


def test_who_meets_nothing_new_is_not_walked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    from sim.demand.returns import draw_newcomers

    def noted(service: Service, pathways: Any, draws: Any, new: Any) -> Any:
        drawn.append(len(new.stream))
        return draw_newcomers(service, pathways, draws, new)

    monkeypatch.setattr("sim.demand.draw.draw_newcomers", noted)
    for what in ("a size", "who does it", "nothing", "how many come", "urgency"):
        drawn.clear()
        taken_over(service_of(later={APRIL: CHANGES[what]}), service_of())
        everybody, _, *others = drawn
        assert sum(others) < 0.2 * everybody


@pytest.mark.parametrize("what", ["routes", "where they begin", "a way to what is new"])
def test_who_meets_something_new_is_walked_alone(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[int] = []
    from sim.demand.walking_again import WalkedAgain, walk_again

    def noted(known: Known, pathways: Any, draws: Any, cases: Any) -> WalkedAgain:
        again = walk_again(known, pathways, draws, cases)
        walked.append(int((~again.joins_otherwise).sum()))
        return again

    monkeypatch.setattr("sim.demand.taking_over.walk_again", noted)
    one, whole = taken_over(service_of(later={APRIL: CHANGES[what]}), service_of())
    assert not differing(one, whole)
    assert sum(walked) > 10


def test_tables_that_are_the_same_are_shared_if_everybody_is_known() -> None:
    before = seen_of(service_of()).service
    known = Known(before, draw_with_terms(before, seed=1, replication=0, for_others=True))
    for what, same in (("a size", False), ("who does it", True), ("nothing", True)):
        service = seen_of(service_of(CHANGES[what])).service
        one = draw_with_terms(service, seed=1, replication=0, known=known).demand
        assert one.onward is known.drawn.demand.onward
        assert (one.effort is known.drawn.demand.effort) == same


def other_than(text: str, chance: random.Random) -> str:
    """The config of a service with a few numbers and routes altered."""
    raw = tomllib.loads(text)
    for _ in range(chance.choice((1, 2, 4))):
        table = chance.choice(("activity", "work_type", "demand", "clients", "activity"))
        entries = list(raw.get(table, {}).values())
        if not entries:
            continue
        entry = chance.choice(entries)
        name = chance.choice(list(entry))
        value = entry[name]
        if (
            isinstance(value, dict)
            and len(value) > 1
            and all(isinstance(share, int | float) for share in value.values())
        ):
            shares = list(value.values())
            chance.shuffle(shares)
            entry[name] = dict(zip(value, shares, strict=True))
        elif isinstance(value, float):
            entry[name] = value * chance.choice((0.8, 1.2))
        elif isinstance(value, dict) and "mean" in value:
            value["mean"] *= 1.1
        elif isinstance(value, bool):
            entry[name] = not value
    return written(raw)


@pytest.mark.usefixtures("few_are_enough")
@pytest.mark.parametrize("seed", range(40))
def test_in_random_services_with_a_few_numbers_altered(seed: int, tmp_path: Path) -> None:
    text = random_service(seed)
    earlier = load(tmp_path, text, "earlier.toml")
    try:
        service = load(tmp_path, other_than(text, random.Random(seed)), "other.toml")
    except InputFault:
        pytest.skip("what was altered does not fit")
    one, whole = taken_over(service, earlier, replication=seed)
    assert not differing(one, whole)


@pytest.mark.parametrize(
    "name", ["options/community-hubs", "options/care-act-outturn", "options/marketplace-and-cards"]
)
def test_in_a_whole_council(name: str) -> None:
    one, whole = taken_over(load_service(name), load_service("thurrock-2014"))
    assert not differing(one, whole)
