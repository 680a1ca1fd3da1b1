"""People who come back, and people who die."""

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from people_world import START, draw, only, service_of, within
from steps_told import cases_told, check_positions

from sim.demand import Demand
from sim.demand.clocks import is_below_share_above
from sim.demand.tables import CONTACT, PAST_STRIP, RETURN, SIDE, WAITING_STRIP
from sim.scenario.timeline import Service, minute_of
from sim.scenario.values import Distribution
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, NEVER

DAY = MINUTES_PER_DAY
TEN_DAYS = {"share": 0.4, "after_days": {"distribution": "exponential", "mean": 10}}


def world(stream: dict[str, Any], **changes: Any) -> tuple[Service, Demand]:
    service = service_of({**only(stream), **changes})
    demand = draw(service)
    check_positions(demand)
    return service, demand


def earliest(demand: Demand) -> Any:
    """First minute at which each case can come: its contact's and the gaps since."""
    minutes = demand.received.copy()
    for case in np.flatnonzero(demand.origin == RETURN):
        minutes[case] = minutes[demand.after[case]] + demand.gap[case]
    return minutes


def test_a_share_of_closed_cases_brings_its_person_back_and_back_again() -> None:
    dates = [START + dt.timedelta(days=day) for day in range(1, 300) for _ in range(10)]
    _, demand = world({"dates": dates, "returns": TEN_DAYS})
    counts = np.bincount(demand.episode[demand.strip == 0])
    assert counts[0] == len(dates)
    # The run is long enough for nearly all: each generation is 0.4 of the one before it.
    for before, after in pairwise(counts[:3]):
        assert within(after / before, 0.4, int(before))
    back = np.flatnonzero(demand.origin == RETURN)
    assert (demand.episode[back] == demand.episode[demand.after[back]] + 1).all()
    for name in ("stream", "strip", "number"):
        column = getattr(demand, name)
        assert (column[back] == column[demand.after[back]]).all()
    assert demand.gap[back].mean() / DAY == pytest.approx(10, rel=4 / np.sqrt(len(back)))
    assert set(demand.received[back]) == set(demand.begins[back]) == {NEVER}
    assert set(demand.after_step[back]) == {-1}


def test_only_returns_that_can_begin_within_the_run_are_there_and_a_longer_run_adds_the_others() -> None:
    _, short = world({"per_year": 900, "returns": TEN_DAYS}, **{"clock.years": 0.5})
    _, longer = world({"per_year": 900, "returns": TEN_DAYS}, **{"clock.years": 1.0})
    known = []
    for demand in (short, longer):
        steps = demand.effort[demand.first[:-1]]
        who = zip(demand.strip, demand.number, demand.episode, earliest(demand), demand.gap, steps, strict=True)
        known.append({tuple(map(int, row)) for row in who})
    end = service_of(only({"per_year": 900}, **{"clock.years": 0.5})).horizon
    assert known[0] == {row for row in known[1] if row[3] < end}


def test_each_return_has_chances_of_its_own() -> None:
    dates = [START + dt.timedelta(days=day) for day in range(1, 300) for _ in range(10)]
    effort = {"distribution": "exponential", "mean": 5}
    _, demand = world({"dates": dates, "returns": TEN_DAYS}, **{"activity.desk.effort_hours": effort})
    minutes = demand.effort[demand.first[:-1]]
    back = np.flatnonzero(demand.origin == RETURN)
    pairs = np.array([minutes[back], minutes[demand.after[back]]])
    assert abs(np.corrcoef(pairs)[0, 1]) < 4 / np.sqrt(len(back))
    assert minutes[back].mean() == pytest.approx(300, rel=4 / np.sqrt(len(back)))


def test_without_returns_the_contacts_are_as_they_were() -> None:
    one = world({"per_year": 900, "returns": TEN_DAYS})[1]
    other = world({"per_year": 900, "returns": TEN_DAYS}, rules={"returns": False})[1]
    assert set(other.origin) == {CONTACT}
    keep = (one.origin == CONTACT) & (one.strip >= 0)
    for name in ("received", "strip", "number", "priority", "patience", "ends"):
        assert (getattr(one, name)[keep] == getattr(other, name)).all()


def test_a_return_is_drawn_by_the_service_as_it_stands_when_it_can_first_begin() -> None:
    later = {dt.date(2015, 1, 1): {"activity.desk.effort_hours": 3}}
    service = service_of(only({"per_year": 900, "returns": TEN_DAYS}, **{"activity.desk.effort_hours": 1}), later)
    demand = draw(service)
    late = earliest(demand) >= minute_of(START, dt.date(2015, 1, 1))
    assert (demand.effort == np.where(late, 180, 60)).all()
    contacts_before = ~late[demand.after] & late & (demand.origin == RETURN)
    assert contacts_before.any()


def test_a_return_has_side_work_of_its_own_and_stands_in_order_of_its_parent() -> None:
    dates = [dt.date(2014, 4, 3), dt.date(2014, 4, 2)]
    returns = {"share": 0.999999, "after_days": 300}
    beside = {
        "activity.desk": {"by": "worker", "effort_hours": 1, "alongside": "money", "next": "close"},
        "activity.money": {"by": "worker", "effort_hours": 1, "next": "close"},
    }
    service, demand = world({"dates": dates, "returns": returns}, **beside)
    past = demand.strip == PAST_STRIP
    assert not past.any()
    assert cases_told(service, demand) == [
        ("contact", -1, -1, 0, "desk"),
        ("contact", -1, -1, 0, "desk"),
        ("return", 0, -1, 1, "desk"),
        ("side_work", 0, 0, 0, "money"),
        ("return", 1, -1, 1, "desk"),
        ("side_work", 1, 0, 0, "money"),
        ("return", 2, -1, 2, "desk"),
        ("side_work", 2, 0, 0, "money"),
        ("return", 4, -1, 2, "desk"),
        ("side_work", 4, 0, 0, "money"),
        ("side_work", 6, 0, 0, "money"),
        ("side_work", 8, 0, 0, "money"),
    ]


def test_day_one_cases_come_back_like_others() -> None:
    waiting = {"cases": 2000, "stream": "adults", "reached": {"desk": 1.0}}
    _, demand = world({"per_year": 0, "returns": TEN_DAYS}, day_one={"waiting": waiting})
    back = (demand.origin == RETURN) & (demand.episode == 1)
    assert within(back.sum() / 2000, 0.4, 2000)
    assert set(demand.strip[back]) == {WAITING_STRIP}


def test_people_whose_case_was_closed_before_the_run_come_back_at_the_steady_rate() -> None:
    returns = {"share": 0.3, "after_days": {"distribution": "exponential", "mean": 100}}
    _, demand = world({"per_year": 7000, "returns": returns})
    past = (demand.strip == PAST_STRIP) & (demand.origin == CONTACT)
    years = demand.received[past] / DAY / DAYS_PER_YEAR
    # The integral of 7000 x 0.3 / 0.7 x exp(-t / 100 days) over the run.
    mean = 100 / DAYS_PER_YEAR
    for since, until in ((0, 0.25), (0.25, 0.75), (0.75, 2.0)):
        expected = 3000 * mean * (np.exp(-since / mean) - np.exp(-until / mean))
        assert abs(((years >= since) & (years < until)).sum() - expected) < 4 * np.sqrt(expected)
    assert len(set(demand.number[past])) == past.sum()


def test_with_those_from_before_returns_are_as_many_in_the_first_year_as_later() -> None:
    returns = {"share": 0.3, "after_days": {"distribution": "exponential", "mean": 100}}
    service, demand = world({"per_year": 7000, "returns": returns}, **{"clock.years": 3.0})
    came_back = (demand.strip == PAST_STRIP) | (demand.origin == RETURN)
    by_year = np.histogram(earliest(demand)[came_back], service.year_starts)[0]
    # Of 10,000 cases a year, contacts and returns, 3,000 are returns. Chains make the count vary more than a Poisson.
    assert by_year == pytest.approx([3000] * 3, rel=4 * np.sqrt(2 / 3000))


def test_people_from_before_the_run_come_in_the_hours_of_their_stream_and_more_demand_only_adds_some() -> None:
    office = {"office": {"weekday": {"wed": 1.0}, "hours": "10:00-11:00"}}
    returns = {"share": 0.3, "after_days": {"distribution": "exponential", "mean": 100}}
    found = []
    for rate in (3000, 3300):
        _, demand = world({"per_year": rate, "pattern": "office", "returns": returns}, pattern=office)
        past = np.flatnonzero((demand.strip == PAST_STRIP) & (demand.origin == CONTACT))
        assert set((demand.received[past] // DAY + START.weekday()) % 7) == {2}
        assert set(demand.received[past] % DAY // 60) == {10}
        found.append(set(zip(demand.number[past], demand.received[past], strict=True)))
    assert found[0] < found[1]


def test_a_life_is_exponential_from_receipt_and_from_the_start_of_the_run_for_day_one() -> None:
    waiting = {"cases": 3000, "ages": "even over 400 days", "stream": "adults", "reached": {"desk": 1.0}}
    _, demand = world({"per_year": 3000, "deaths_per_year": 0.5}, day_one={"waiting": waiting})
    years = (demand.ends + np.minimum(demand.received, 0)) / DAY / DAYS_PER_YEAR
    assert years.min() > 0
    for here in (demand.strip == WAITING_STRIP, demand.strip >= 0):
        assert years[here].mean() == pytest.approx(2, rel=4 / np.sqrt(here.sum()))
    _, alive = world({"per_year": 3000, "deaths_per_year": 0.5}, day_one={"waiting": waiting}, rules={"deaths": False})
    assert set(alive.ends) == {NEVER}
    assert (alive.effort == demand.effort).all()


def test_side_work_has_no_life_or_patience_of_its_own() -> None:
    beside = {
        "activity.desk": {"by": "worker", "effort_hours": 1, "alongside": "money", "next": "close"},
        "activity.money": {"by": "worker", "effort_hours": 1, "next": "close"},
    }
    stream = {"per_year": 300, "deaths_per_year": 0.5, "patience": {"days": 9, "then": "withdraw"}}
    _, demand = world(stream, **beside)
    side = demand.origin == SIDE
    assert set(demand.ends[side]) == set(demand.patience[side]) == {NEVER}
    assert demand.patience[~side].tolist() == [9 * DAY] * int((~side).sum())


def test_gaps_that_have_not_passed_are_as_many_as_the_distribution_has_it() -> None:
    gaps = Distribution(distribution="exponential", mean=120)
    days, height = np.random.default_rng(4).uniform(size=(2, 2_000)) * [[900.0], [30.0]]
    height[:3], days[:3] = [0.0, 30.0, 29.0], [0.0, 0.0, 0.0]
    found = is_below_share_above(gaps, days, height, 30.0)
    assert np.array_equal(found, height < 30.0 * np.exp(-days / 120))
    assert found[0] and not found[1] and found[2]
