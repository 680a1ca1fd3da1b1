"""The national waiting times: whole days between dates, of requests that came to something."""

import pytest
from hand_made import DAY, PANEL, PLAN, SHARED, VISIT, YEAR, Case, Client, figures, replication

from sim.demand.tables import CLIENT_STRIP, OPEN_STRIP, RETURN, REVIEW, SIDE
from sim.eventlog.log import LEFT, WAITING, WITHDRAWN
from sim.units import NEVER

KINDS = {"long_term": {"supported": 1, "leaves_per_year": 0.2}}

PLAIN = {"activity": {
    "desk": {"by": ["adviser@north"], "effort_hours": 1, "next": "pause"},
    "pause": {"delay_days": 1, "next": "visit"},
    "visit": {"by": ["social_worker"], "held": True, "effort_hours": 1, "reaches": "assessment", "next": "panel"},
    "panel": {"gate": {"day": "wed"}, "next": "plan"},
    "plan": {"by": ["social_worker"], "held": True, "effort_hours": 1, "reaches": "support", "next": "close"},
}}  # fmt: skip
"""The service without a marked response."""


def seen(received: int, started: int, served: int | None = None, **more: object) -> Case:
    """A request whose visit starts at a minute, and whose support at another (None: not yet)."""
    done = started + 60
    plan = (1, done, done, served, 0, 1, 60) if served is not None else (1, done, NEVER, NEVER, WAITING)
    return Case(received, (VISIT, PLAN), closed=NEVER if served is None else served,
                visits=((0, received, started, done, 0, 1, 60), plan),
                allocations=((received, started, 1, NEVER if served is None else served),), **more)  # fmt: skip


def test_days_are_counted_from_date_to_date() -> None:
    # From five to midnight to five past is a day; from morning to night is none.
    late = seen(DAY - 5, DAY + 5, 4 * DAY)
    same = seen(9 * 60, 22 * 60, 2 * DAY - 1)
    found = figures(replication([late], **PLAIN))
    assert found["dhsc_first_response_median_days", "2014/15"] == 1
    assert found["dhsc_first_service_median_days", "2014/15"] == 4
    found = figures(replication([same], **PLAIN))
    assert found["dhsc_first_response_median_days", "2014/15"] == 0
    assert found["dhsc_first_service_median_days", "2014/15"] == 1


def test_medians_are_given_by_the_quarter_of_the_request_and_by_year() -> None:
    cases = [seen(90 * DAY, 92 * DAY), seen(90 * DAY, 95 * DAY), seen(91 * DAY, 99 * DAY), seen(YEAR, YEAR + 9 * DAY)]
    found = figures(replication(cases, **PLAIN))
    # 30 June is day 90.
    assert found["dhsc_first_response_median_days", "2014/15 Q1"] == 3.5
    assert found["dhsc_first_response_median_days", "2014/15 Q2"] == 8
    assert found["dhsc_requests", "2014/15 Q3"] == 0
    assert found["dhsc_first_response_median_days", "2014/15"] == 5
    assert found["dhsc_first_response_median_days", "2015/16 Q1"] == 9
    assert found["dhsc_first_response_median_days", "all"] == 6.5
    assert ("dhsc_first_service_median_days", "all") not in found


def test_requests_that_came_to_nothing_are_invisible() -> None:
    waits = Case(0, (VISIT,), visits=((0, 0, NEVER, NEVER, WAITING),), allocations=((0, NEVER, -1, NEVER),))
    withdrawn = Case(0, (VISIT,), closed=DAY, outcome=WITHDRAWN, visits=((0, 0, NEVER, DAY, LEFT),),
                     allocations=((0, NEVER, -1, DAY),))  # fmt: skip
    advice = Case(0, (SHARED,), work_type=-1, closed=DAY, visits=((0, 0, 0, DAY, 0, 0, 60),))
    task = seen(0, DAY, work_type=1)
    found = figures(replication([waits, withdrawn, advice, task], **PLAIN))
    assert found["dhsc_requests", "all"] == 0


def test_the_response_is_the_marked_one_where_the_path_has_it() -> None:
    case = Case(0, (SHARED, VISIT), visits=((0, 0, 2 * DAY, 3 * DAY, 0, 0, 60), (1, 3 * DAY, 5 * DAY, NEVER, 2, 1, 9)),
                allocations=((3 * DAY, 3 * DAY, 1, NEVER),))  # fmt: skip
    assert figures(replication([case]))["dhsc_first_response_median_days", "all"] == 2
    assert figures(replication([case], **PLAIN))["dhsc_first_response_median_days", "all"] == 5


def test_only_adults_who_are_not_in_support_make_requests() -> None:
    demand = {
        "referral": {"per_year": 1, "begins_at": "desk"},
        "review": {"per_year": 1, "person": "carer", "begins_at": "desk"},
    }
    cases = [
        seen(0, DAY),
        seen(0, 2 * DAY, stream=1),
        seen(0, 3 * DAY, origin=REVIEW, strip=CLIENT_STRIP, client=0),
        seen(0, 4 * DAY, client=0),
        seen(0, 5 * DAY, origin=SIDE, after=0),
        seen(-9 * DAY, 6 * DAY, strip=OPEN_STRIP),
    ]
    found = figures(replication(cases, people=(Client(tenure=YEAR),), clients=KINDS, demand=demand, **PLAIN))
    assert found["dhsc_requests", "all"] == 1
    assert found["dhsc_first_response_median_days", "all"] == 1


@pytest.mark.parametrize(
    ("back", "requests"),
    [(20 * DAY, 1), (100 * DAY + 364 * DAY, 1), (100 * DAY + 365 * DAY, 2)],
)  # fmt: skip
def test_who_came_into_support_is_a_new_person_only_a_year_after_leaving_it(back: int, requests: int) -> None:
    # In support from day 10 to day 100.
    first = seen(0, DAY, 10 * DAY, joins=(1, 0), number=0)
    again = seen(back, back + DAY, origin=RETURN, after=0, episode=1, number=0)
    people = (Client(tenure=90 * DAY, joined=10 * DAY),)
    found = figures(replication([first, again], people=people, clients=KINDS, **PLAIN))
    assert found["dhsc_requests", "all"] == requests


def test_a_request_while_an_earlier_one_of_the_same_person_is_open_is_followed_up_with_it() -> None:
    first = Case(0, (VISIT, PANEL), number=7,
                 visits=((0, 0, DAY, 2 * DAY, 0, 1, 60), (1, 2 * DAY, NEVER, NEVER, WAITING)),
                 allocations=((0, DAY, 1, NEVER),))  # fmt: skip
    twice = seen(9 * DAY, 19 * DAY, origin=RETURN, after=0, episode=1, number=7)
    other = seen(9 * DAY, 12 * DAY, number=8)
    found = figures(replication([first, twice, other], **PLAIN))
    assert found["dhsc_requests", "all"] == 2
    assert found["dhsc_first_response_median_days", "all"] == 2
