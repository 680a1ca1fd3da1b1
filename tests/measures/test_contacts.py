"""Contacts that come again, calls that chase, work done online, and places asked for in vain."""

import pytest
from hand_made import ASK, DAY, FORM, PAUSE, SHARED, VISIT, YEAR, Case, figures, replication

from sim.demand.tables import CHANGE, CHASER, PAST_STRIP, RETURN, REVIEW
from sim.eventlog.log import CANCELLED, FULL, IN_HAND, WITHDRAWN
from sim.units import NEVER


def desk(received: int, **more: object) -> Case:
    return Case(
        received, (SHARED,), closed=received + DAY, visits=((0, received, received, received + DAY, 0, 0, 60),), **more
    )


def chaser(at: int, calls: int, *, start: int, **more: object) -> Case:
    """A chaser of a delay and a call, so many times over, each call of half an hour on day ``start``."""
    path = (PAUSE, SHARED) * (calls + 1)
    visits: list[tuple[int, ...]] = []
    for call in range(calls):
        visits.append((2 * call, at, at, start))
        visits.append((2 * call + 1, start, start, start + 30, 0, 0, 30))
        at = start = start + 30
    return Case(at, path, origin=CHASER, after=0, closed=start, outcome=CANCELLED, visits=tuple(visits), **more)


def test_a_repeat_is_a_return_or_a_chasing_call_out_of_all_contacts_and_calls() -> None:
    cases = [
        desk(0),
        desk(10 * DAY, origin=RETURN, after=0, episode=1, number=0),
        desk(20 * DAY, strip=PAST_STRIP, stream=1),
        desk(30 * DAY, origin=CHANGE, stream=1),
        # A review is nobody's contact.
        desk(40 * DAY, origin=REVIEW, stream=1),
        chaser(2 * DAY, 2, start=3 * DAY),
    ]
    found = figures(replication(cases))
    assert found["returns_received", "2014/15"] == 2
    assert found["chasing_calls", "2014/15"] == 2
    assert found["repeat_contact_share", "2014/15"] == (2 + 2) / (4 + 2)
    assert found["repeat_contact_share", "referral", "all"] == (1 + 2) / (2 + 2)
    assert found["repeat_contact_share", "review", "all"] == 1 / 2
    assert ("repeat_contact_share", "2015/16") not in found


def test_the_time_that_chasing_takes_is_that_of_the_workers_who_answer() -> None:
    hand = Case(YEAR, (SHARED,), origin=CHASER, after=0,
                visits=((0, YEAR, YEAR, NEVER, IN_HAND, 0, 15),))  # fmt: skip
    slots = [(0, 3 * DAY, 3 * DAY + 60, 60, 0), (0, YEAR, YEAR + 15, 15, 0)]
    found = figures(replication([desk(9 * DAY), chaser(2 * DAY, 2, start=3 * DAY), hand], *slots))
    assert found["chasing_hours", "2014/15"] == 1
    assert found["chasing_hours", "adviser", "north", "2014/15"] == 1
    assert found["chasing_hours", "2015/16"] == 0.25
    assert [found["chasing_calls", year] for year in ("2014/15", "2015/16", "all")] == [2, 1, 3]
    assert ("chasing_hours", "social_worker", "all") not in found


def test_a_service_without_chasing_has_none() -> None:
    found = figures(replication([desk(0)]))
    assert found["chasing_calls", "all"] == 0
    assert found["chasing_hours", "all"] == 0
    assert found["repeat_contact_share", "all"] == 0


def test_the_share_online_asks_of_those_received_whether_their_path_passes_something_online() -> None:
    online = Case(0, (SHARED, FORM), closed=2 * DAY, visits=((0, 0, 0, DAY, 0, 0, 60), (1, DAY, DAY, 2 * DAY)))
    off_path = Case(0, (ASK,), turns=((0, (FORM,)),), closed=0, visits=((0, 0, 0, 0),), allocations=((0, 0, 1, 0),))
    ahead = Case(0, (SHARED, FORM), closed=DAY, outcome=WITHDRAWN, visits=((0, 0, 0, DAY, 0, 0, 60),))
    found = figures(replication([online, off_path, ahead, desk(YEAR)]))
    assert found["online_share", "2014/15"] == pytest.approx(2 / 3)
    assert found["online_share", "2015/16"] == 0


def test_prevention_is_judged_on_new_people_who_went_their_way_to_the_end() -> None:
    assessed = Case(0, (VISIT,), closed=DAY, visits=((0, 0, 0, DAY, 0, 1, 60),), allocations=((0, 0, 1, DAY),))
    withdrawn = Case(0, (SHARED,), work_type=-1, closed=DAY, outcome=WITHDRAWN, visits=((0, 0, NEVER, DAY, 7),))
    cases = [assessed, desk(0, work_type=-1), desk(0, work_type=1), withdrawn,
             desk(0, work_type=-1, origin=REVIEW), desk(0, work_type=-1, client=0)]  # fmt: skip
    assert figures(replication(cases))["prevention_share", "all"] == pytest.approx(2 / 3)


def test_prevention_leaves_out_the_streams_of_people_in_support() -> None:
    clients = {"long_term": {"supported": 1, "leaves_per_year": 0.2}}
    demand = {
        "referral": {"per_year": 1, "begins_at": "desk"},
        "review": {"from_clients": {"of": "long_term", "review_after_days": 365}, "begins_at": "desk"},
    }
    found = figures(
        replication([desk(0, work_type=0), desk(0, work_type=-1, stream=1)], clients=clients, demand=demand)
    )
    assert found["prevention_share", "all"] == 0


def test_places_asked_for_are_found_or_refused_and_who_has_a_worker_does_not_ask() -> None:
    refused = Case(0, (ASK,), closed=0, visits=((0, 0, 0, 0, FULL),))
    found_one = Case(YEAR, (ASK, ASK), closed=YEAR + DAY,
                     visits=((0, YEAR, YEAR, YEAR), (1, YEAR + DAY, YEAR + DAY, YEAR + DAY)),
                     allocations=((YEAR, YEAR, 1, YEAR + DAY),))  # fmt: skip
    found = figures(replication([refused, refused, found_one, desk(0)]))
    assert [found["place_requests", year] for year in ("2014/15", "2015/16", "all")] == [2, 1, 3]
    assert [found["overflows", "ask", year] for year in ("2014/15", "2015/16", "all")] == [2, 0, 2]
    assert ("overflows", "desk", "all") not in found
    assert figures(replication([desk(0)]))["overflows", "all"] == 0
