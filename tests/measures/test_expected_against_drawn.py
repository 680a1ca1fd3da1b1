"""Expected numbers of the check against the cases that are drawn: each is the mean of the other."""

from pathlib import Path

import numpy as np
import pytest

from sim.demand import draw_demand
from sim.demand.tables import CONTACT, RETURN, SIDE, Demand
from sim.measures.load import OfferedLoad, offered_load
from sim.scenario import Service
from sim.units import NEVER
from worlds import head, load, role

WORLD = (
    head(years=1)
    + role("nurse")
    + role("clerk")
    + role("coordinator", caseload=2)
    + """
[team.north.posts]
nurse = { number = 4, warrants = { approved = 1 } }
clerk = 1
coordinator = 1
[team.south.posts]
nurse = 1
clerk = 1
[warrant.approved]
[population.carers]
people = 100000
growth_per_year = 0.1
[clients.long_term]
supported = 0
leaves_per_year = 0.2
joined_at = ["start"]
join_share = 0.5
[demand.carers]
uptake = { of = "carers", per_person_per_year = 0.2 }
teams = { north = 0.75, south = 0.25 }
begins_at = "ask"
[demand.leavers]
batches = [{ date = 2014-06-02, cases = 24, every_year = true }, { date = 2015-03-21, cases = 10, over_days = 40 }]
begins_at = "hearing"
[activity.ask]
by = "coordinator@north"
place = { if_full = "hearing" }
next = { kept = 0.5, visit = 0.5 }
[activity.kept]
delay_days = 10
releases = true
next = "visit"
[activity.visit]
by = "nurse"
held = true
effort_hours = 4
alongside = "sums"
joint = { by = ["nurse", "clerk"], effort_hours = 3 }
next = { visit = 0.2, start = 0.4, close = 0.4 }
[activity.start]
by = "clerk"
effort_hours = 1
next = { start = 0.25, hearing = 0.75 }
[activity.sums]
by = [{ share = 0.6, who = ["clerk@north"] }, { share = 0.4, who = ["clerk@south"] }]
effort_hours = 1
next = { sums = 0.1, close = 0.9 }
[activity.hearing]
by = "approved@any"
effort_hours = 5
next = "close"
"""
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return load(tmp_path_factory.mktemp("drawn"), WORLD)


@pytest.fixture(scope="module")
def found(service: Service) -> OfferedLoad:
    return offered_load(service)


@pytest.fixture(scope="module")
def demand(service: Service) -> Demand:
    return draw_demand(service, seed=1, replication=0)


def test_the_cases_drawn_are_those_expected(service: Service, found: OfferedLoad, demand: Demand) -> None:
    comes = demand.origin == CONTACT
    drawn = dict(zip(service.streams, np.bincount(demand.stream[comes]), strict=True))
    assert drawn["leavers"] == found.streams["leavers"] == 26
    assert drawn["carers"] == pytest.approx(found.streams["carers"], rel=0.03)  # four standard deviations


def test_the_main_paths_drawn_pass_the_activities_as_often_as_expected(
    service: Service, found: OfferedLoad, demand: Demand
) -> None:
    passed = np.bincount(demand.activity[demand.fork == -1], minlength=len(service.activities))
    drawn = dict(zip(service.activities, passed.tolist(), strict=True))
    for item in found.activities:
        assert drawn[item.activity] == pytest.approx(item.visits, rel=0.04), item.activity
    assert drawn["ask"] == pytest.approx(found.places[0].requests, rel=0.03)
    assert int((demand.origin == SIDE).sum()) == drawn["visit"]


def test_the_hours_drawn_fall_on_the_lists_as_expected(service: Service, found: OfferedLoad, demand: Demand) -> None:
    # Lists that no case joins are those of second workers.
    second = [item for item in found.lists if item.cases == 0]
    assert len(second) == 2
    for item in second:
        team = service.teams.index(item.team)
        here = (demand.second_list >= 0) & (demand.team == team) & (demand.fork == -1)
        assert demand.second_effort[here].sum() / 60 == pytest.approx(item.hours, rel=0.06), item.team
    hours = {item.activity: item.hours for item in found.activities}
    total = (demand.effort + demand.second_effort)[demand.fork == -1].sum() / 60
    assert total == pytest.approx(sum(hours.values()), rel=0.03)


def test_as_many_people_join_as_expected(found: OfferedLoad, demand: Demand) -> None:
    joining = np.unique(demand.joins[(demand.joins >= 0) & (demand.fork == -1)])
    assert len(joining) == pytest.approx(found.clients["long_term"].joins, rel=0.06)


def test_people_come_back_as_often_as_in_the_steady_state(tmp_path: Path) -> None:
    service = load(
        tmp_path,
        head(years=1)
        + role("clerk")
        + """
[team.north.posts]
clerk = 1
[demand.calls]
per_year = 20000
returns = { share = 0.25, after_days = { distribution = "exponential", mean = 60 } }
begins_at = "desk"
[activity.desk]
by = "clerk@north"
effort_hours = 1
next = "close"
""",
    )
    demand = draw_demand(service, seed=1, replication=0)
    comes = demand.received.copy()
    for case in np.flatnonzero(demand.origin == RETURN).tolist():
        # As if every case were closed in the minute in which it comes.
        comes[case] = comes[demand.after[case]] + demand.gap[case]
    assert (comes < NEVER).all()
    drawn = int(((comes >= 0) & (comes < service.horizon)).sum())
    assert drawn == pytest.approx(offered_load(service).streams["calls"], rel=0.03)
