"""Clients: those of day one, those who join, their reviews and changes of need."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from people_world import START, draw, only, service_of, within
from steps_told import check_positions

from sim.demand import Demand
from sim.demand.tables import CHANGE, CLIENT_STRIP, CONTACT, OPEN_STRIP, RETURN, REVIEW, WAITING_STRIP
from sim.scenario.timeline import Service
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, NEVER

DAY = MINUTES_PER_DAY

Settings = dict[str, Any]


def streams(joining: Settings, **more: Settings) -> Settings:
    return {
        "adults": {"begins_at": "desk", **joining},
        "reviews": {"from_clients": {"of": "long_term", "review_after_days": 100}, "begins_at": "review"},
        **more,
    }


def world(demand: Settings, clients: Settings, /, **changes: Any) -> tuple[Service, Demand]:
    plain = {
        **only({"per_year": 0}),
        "demand": demand,
        "clients": {"long_term": {"leaves_per_year": 0.0, **clients}},
        "activity.desk": {"by": "worker", "effort_hours": 1, "next": "plan"},
        "activity.plan": {"by": "worker", "effort_hours": 1, "next": "close"},
        "activity.review": {
            "by": "worker",
            "effort_hours": {"distribution": "exponential", "mean": 5},
            "next": "close",
        },
        "clock.years": 1.0,
    }
    service = service_of({**plain, **changes})
    drawn = draw(service)
    check_positions(drawn)
    return service, drawn


NOBODY: Settings = {"per_year": 0}
FOUR: Settings = {"supported": 4, "days_since_review": "even over 80 days"}


def test_the_first_review_of_day_one_is_what_is_left_and_each_later_one_a_whole_time() -> None:
    service, demand = world(streams(NOBODY), FOUR)
    assert demand.client_here.tolist() == [True] * 4
    assert set(demand.client_tenure) == {NEVER}
    # Days since the last: 10, 30, 50, 70. Due within 365 days: at 90, 190, 290; 70 ...; 50 ..., 350; 30 ..., 330.
    first = demand.episode == 0
    assert (demand.gap[first] / DAY).tolist() == [90, 70, 50, 30]
    assert set(demand.gap[~first] / DAY) == {100}
    assert demand.client.tolist() == [0] * 3 + [1] * 3 + [2] * 4 + [3] * 4
    assert demand.episode.tolist() == [*range(3), *range(3), *range(4), *range(4)]
    assert set(demand.origin) == {REVIEW}
    assert set(demand.strip) == {CLIENT_STRIP}
    assert demand.number.tolist() == demand.client.tolist()
    assert set(demand.begins) == set(demand.received) == {NEVER}
    assert set(demand.after) == {-1}
    assert {service.streams[stream] for stream in demand.stream} == {"reviews"}


def test_whoever_should_have_been_reviewed_before_the_run_is_due_at_once() -> None:
    _, demand = world(streams(NOBODY), {**FOUR, "days_since_review": 130})
    assert set(demand.gap[demand.episode == 0]) == {0}


def test_clients_stay_for_exponential_times_and_no_review_is_due_after_they_left() -> None:
    _, demand = world(streams(NOBODY), {"supported": 4000, "leaves_per_year": 0.5})
    years = demand.client_tenure / DAY / DAYS_PER_YEAR
    assert years.mean() == pytest.approx(2, rel=4 / np.sqrt(4000))
    due = np.zeros(demand.clients)
    for episode in range(int(demand.episode.max()) + 1):
        here = np.flatnonzero(demand.episode == episode)
        due[demand.client[here]] += demand.gap[here]
        assert (due[demand.client[here]] < demand.client_tenure[demand.client[here]]).all()


JOINING: Settings = {"supported": 0, "joined_at": ("plan",), "join_share": 0.4}


def test_a_share_of_those_who_finish_the_activity_join_and_are_reviewed_from_then_on() -> None:
    service, demand = world(streams({"per_year": 5000}), JOINING)
    contacts = (demand.origin == CONTACT).sum()
    assert within(demand.clients / contacts, 0.4, int(contacts))
    assert not demand.client_here.any()
    joining = np.flatnonzero(demand.joins >= 0)
    assert {service.activities[place] for place in demand.activity[joining]} == {"plan"}
    # Clients stand in the order of the cases by which they join.
    assert demand.joins[joining].tolist() == list(range(demand.clients))
    case = np.searchsorted(demand.first, joining, side="right") - 1
    assert set(demand.client[case]) == {-1}
    reviews = demand.origin == REVIEW
    parent = case[demand.client[reviews]]
    assert (demand.strip[reviews] == demand.strip[parent]).all()
    assert (demand.number[reviews] == demand.number[parent]).all()
    assert set(demand.gap[reviews]) == {100 * DAY}
    due = demand.received[parent] + demand.gap[reviews] * (demand.episode[reviews] + 1)
    assert due.max() < service.horizon
    counts = np.bincount(demand.client[reviews], minlength=demand.clients)
    assert (counts == (service.horizon - 1 - demand.received[case]) // (100 * DAY)).all()


def test_nobody_joins_by_a_review_and_only_once_on_each_path() -> None:
    service, demand = world(
        streams({"dates": [dt.date(2014, 4, 2)]}),
        {"supported": 1, "joined_at": ("plan", "review"), "join_share": 1.0},
        **{
            "activity.desk": {"place": {"if_full": "plan"}, "by": "worker", "next": "review"},
            "activity.review": {"by": "worker", "effort_hours": 1, "next": "plan"},
        },
    )
    assert demand.clients == 2
    assert [service.activities[place] for place in demand.activity[:4]] == ["desk", "review", "plan", "plan"]
    assert demand.joins[:4].tolist() == [-1, 1, -1, 1]
    assert set(demand.joins[4:]) == {-1}


def test_the_first_declared_kind_of_client_that_names_an_activity_is_joined() -> None:
    kinds = {
        "short_term": {"supported": 0, "leaves_per_year": 4, "joined_at": ("plan",), "join_share": 1.0},
        "long_term": {"supported": 2, "leaves_per_year": 0, "joined_at": ("plan",), "join_share": 1.0},
    }
    _, demand = world(streams({"dates": [dt.date(2014, 4, 2)]}), {}, clients=kinds)
    assert demand.client_kind.tolist() == [1, 1, 0]


CHANGES: Settings = {"from_clients": {"of": "long_term", "per_client_per_year": 3.0}, "begins_at": "review"}


def test_changes_of_need_are_a_poisson_process_over_the_tenure() -> None:
    demand_of = streams({"per_year": 4000}, changes=CHANGES)
    service, demand = world(demand_of, {**JOINING, "supported": 1000, "leaves_per_year": 1.0})
    case = np.searchsorted(demand.first, np.flatnonzero(demand.joins >= 0), side="right") - 1
    joined = np.zeros(demand.clients, dtype=np.int64)
    joined[demand.joins[demand.joins >= 0]] = demand.received[case]
    open_for = np.minimum(demand.client_tenure, service.horizon - joined) / DAY / DAYS_PER_YEAR
    changes = np.flatnonzero(demand.origin == CHANGE)
    for here in (demand.client_here, ~demand.client_here):
        count = here[demand.client[changes]].sum()
        expected = 3 * open_for[here].sum()
        assert abs(count - expected) < 4 * np.sqrt(expected)
    gaps = demand.gap[changes]
    assert (gaps < np.minimum(demand.client_tenure, service.horizon - joined)[demand.client[changes]]).all()
    later = changes[demand.episode[changes] > 0]
    assert (demand.gap[later] > demand.gap[later - 1]).all()
    assert set(demand.after[changes]) == {-1}


def test_a_rate_of_changes_altered_from_a_date_holds_from_then_on() -> None:
    date = START + dt.timedelta(days=200)
    base = {
        "demand": streams(NOBODY, changes=CHANGES),
        "clients": {"long_term": {"supported": 1000, "leaves_per_year": 0}},
    }
    plain = {
        **only(NOBODY),
        **base,
        "activity.review": {"by": "worker", "effort_hours": 1, "next": "close"},
        "clock.years": 1.0,
    }
    later = {date: {"demand.changes.from_clients.per_client_per_year": 1.0}}
    one, other = draw(service_of(plain)), draw(service_of(plain, later))
    days = [demand.gap[demand.origin == CHANGE] / DAY for demand in (one, other)]
    assert sorted(days[0][days[0] < 200]) == sorted(days[1][days[1] < 200])
    expected = 1000 * 165 / DAYS_PER_YEAR
    assert abs((days[1] >= 200).sum() - expected) < 4 * np.sqrt(expected)


def identities(demand: Demand) -> dict[Any, Any]:
    """Each client's case by the client and its count, with gap and effort."""
    found = {}
    for case in np.flatnonzero(demand.client >= 0):
        key = tuple(int(getattr(demand, name)[case]) for name in ("stream", "strip", "number", "origin", "episode"))
        assert key not in found
        found[key] = int(demand.gap[case]), int(demand.effort[demand.first[case]]), int(demand.priority[case])
    return found


def test_more_contacts_change_no_review_of_those_who_were_there_or_joined_before() -> None:
    clients = {**JOINING, "supported": 50, "leaves_per_year": 0.3}
    base = identities(world(streams({"per_year": 300}, changes=CHANGES), clients)[1])
    more = identities(world(streams({"per_year": 330}, changes=CHANGES), clients)[1])
    assert {key: more[key] for key in base} == base
    assert len(base) < len(more)


def test_more_changes_of_need_leave_reviews_alone_and_a_higher_join_share_only_adds_clients() -> None:
    clients = {**JOINING, "supported": 50, "leaves_per_year": 0.3}
    base = identities(world(streams({"per_year": 300}), clients)[1])
    other = identities(world(streams({"per_year": 300}, changes=CHANGES), clients)[1])
    assert {key: value for key, value in other.items() if key[3] == REVIEW} == base
    more = identities(world(streams({"per_year": 300}), {**clients, "join_share": 0.6})[1])
    assert {key: more[key] for key in base} == base


def test_a_person_who_comes_back_joins_as_the_same_client_or_not_at_all() -> None:
    returns = {"share": 0.9, "after_days": 5}
    _, demand = world(streams({"per_year": 300, "returns": returns}), JOINING)
    case = np.searchsorted(demand.first, np.flatnonzero(demand.joins >= 0), side="right") - 1
    client = np.full(demand.cases, -1)
    client[case] = demand.joins[demand.joins >= 0]
    back = np.flatnonzero(demand.origin == RETURN)
    assert (client[back] == client[demand.after[back]]).all()
    assert (client[back] >= 0).any()
    assert (client[back] < 0).any()


def test_day_one_reviews_belong_to_the_first_clients_whose_clock_runs_when_they_are_closed() -> None:
    day_one = {
        "waiting": {"cases": 2, "stream": "reviews", "reached": {"review": 1.0}},
        "open": {"cases": 1, "stream": "reviews", "reached": {"review": 1.0}},
    }
    _, demand = world(streams(NOBODY), FOUR, day_one=day_one)
    own = [(int(s), int(c)) for s, c in zip(demand.strip[:3], demand.client[:3], strict=True)]
    assert sorted(own) == [(OPEN_STRIP, 2), (WAITING_STRIP, 0), (WAITING_STRIP, 1)]
    first = (demand.origin == REVIEW) & (demand.episode == 0)
    assert dict(zip(demand.client[first].tolist(), (demand.gap[first] / DAY).tolist(), strict=True)) == {
        0: 100, 1: 100, 2: 100, 3: 30
    }  # fmt: skip


def test_day_one_cases_of_the_work_that_reviews_begin_at_belong_to_clients_too() -> None:
    kinds = {
        "work_type.annual": {"by": "worker", "effort_hours": 2, "begins_at": "review"},
        "demand": {**streams({"per_year": 0, "begins_at": "annual"}),
                   "reviews": {"from_clients": {"of": "long_term", "review_after_days": 100}, "begins_at": "annual"}},
        "day_one": {"waiting": {"cases": 6, "work_types": {"annual": 1.0}, "reached": {"review": 1.0}}},
    }  # fmt: skip
    _, demand = world(streams(NOBODY), FOUR, **kinds)
    here = demand.strip == WAITING_STRIP
    # Four clients own four of the six.
    assert sorted(demand.client[here]) == [-1, -1, 0, 1, 2, 3]


def test_a_review_may_bring_its_client_back() -> None:
    back = {"from_clients": {"of": "long_term", "review_after_days": 100}, "begins_at": "review",
            "returns": {"share": 0.99, "after_days": 3}}  # fmt: skip
    _, demand = world({**streams(NOBODY), "reviews": back}, FOUR)
    returns = np.flatnonzero(demand.origin == RETURN)
    assert len(returns)
    assert (demand.client[returns] == demand.client[demand.after[returns]]).all()
