"""People in support: how many, who comes and goes, and whether their reviews keep up."""

import pytest
from hand_made import DAY, HORIZON, SHARED, YEAR, Case, Client, Trace, figures, replication

from sim.demand.tables import CHANGE, CLIENT_STRIP, REVIEW, WAITING_STRIP
from sim.eventlog.log import ENDED, LEFT, WAITING
from sim.units import NEVER

KINDS = {"long_term": {"supported": 2, "leaves_per_year": 0.2}}
STREAMS = {
    "referral": {"per_year": 1, "begins_at": "desk"},
    "review": {"from_clients": {"of": "long_term", "review_after_days": 365}, "begins_at": "desk"},
    "change": {"from_clients": {"of": "long_term", "per_client_per_year": 0.1}, "begins_at": "desk"},
}
REFERRALS, REVIEWS, CHANGES = range(3)


def world(cases: list[Case], *people: Client) -> Trace:
    return replication(cases, people=people, clients=KINDS, demand=STREAMS)


def review(client: int, due: int, days: int | None, *, gap: int = 0, origin: int = REVIEW, **more: object) -> Case:
    """A review that takes so many days, or is not begun (None)."""
    closed = NEVER if days is None else due + days * DAY
    seen = (0, due, NEVER, NEVER, WAITING) if days is None else (0, due, due, closed, 0, 0, 60)
    stream = {REVIEW: REVIEWS, CHANGE: CHANGES}[origin]
    return Case(due, (SHARED,), stream=stream, strip=CLIENT_STRIP, origin=origin, client=client, gap=gap,
                closed=closed, visits=(seen,), **more)  # fmt: skip


def test_people_in_support_are_counted_from_joining_to_leaving() -> None:
    here, leaves = Client(tenure=5 * YEAR), Client(tenure=100 * DAY)
    joins, never = Client(tenure=2 * YEAR, joined=YEAR + 66 * DAY), Client(tenure=YEAR, joined=NEVER)
    found = figures(world([], here, leaves, joins, never))
    assert [found["clients_supported_end", year] for year in ("2014/15", "2015/16", "all")] == [1, 2, 2]
    assert found["clients_supported_average", "2014/15"] == pytest.approx(1 + 100 / 365)
    assert found["clients_supported_average", "2015/16"] == pytest.approx(1 + 300 / 366)
    assert [found["clients_joined", year] for year in ("2014/15", "2015/16")] == [0, 1]
    assert [found["clients_left", year] for year in ("2014/15", "2015/16")] == [1, 0]
    assert found["clients_supported_end", "long_term", "all"] == 2


def test_a_service_without_people_in_support_has_no_figures_about_them() -> None:
    assert ("clients_supported_end", "all") not in figures(replication([]))


def test_reviews_are_counted_when_due_and_overdue_until_closed() -> None:
    cases = [review(0, 10 * DAY, 20), review(1, YEAR - 5 * DAY, 10), review(2, YEAR + DAY, None)]
    found = figures(world(cases, *[Client(tenure=5 * YEAR)] * 3))
    assert [found["reviews_due", year] for year in ("2014/15", "2015/16", "all")] == [2, 1, 3]
    assert [found["reviews_overdue_end", year] for year in ("2014/15", "2015/16", "all")] == [1, 1, 1]
    assert found["review_wait_mean_days", "2014/15"] == 15
    assert found["review_wait_mean_days", "2015/16"] == 365


def test_who_leaves_support_is_no_longer_overdue_and_waited_until_then() -> None:
    ended = Case(10 * DAY, (SHARED,), stream=REVIEWS, strip=CLIENT_STRIP, origin=REVIEW, client=0, closed=40 * DAY,
                 outcome=ENDED, visits=((0, 10 * DAY, NEVER, 40 * DAY, LEFT),))  # fmt: skip
    found = figures(world([ended], Client(tenure=40 * DAY)))
    assert found["reviews_overdue_end", "2014/15"] == 0
    assert found["review_wait_mean_days", "2014/15"] == 30


def test_reviewed_within_the_year_looks_back_from_the_end_of_the_period() -> None:
    people = [Client(tenure=5 * YEAR)] * 4
    cases = [
        # Last reviewed 265 days before the run; then in it, 55 days before the first year ends.
        review(0, 100 * DAY, 210, gap=100 * DAY),
        # The same, but not done: 630 days by the end of the first year.
        review(1, 100 * DAY, None, gap=100 * DAY),
        # A change of need is a reassessment; it is 361 days old when the second year ends.
        review(2, 360 * DAY, 10, origin=CHANGE),
        review(2, 4 * DAY, 1, gap=4 * DAY),
        # Reviewed in the first year and again in the second.
        review(3, 9 * DAY, 1, gap=9 * DAY), review(3, 375 * DAY, 10, gap=365 * DAY, episode=1),
    ]  # fmt: skip
    found = figures(world(cases, *people))
    assert found["reviewed_within_12_months_share", "2014/15"] == 3 / 4
    assert found["reviewed_within_12_months_share", "2015/16"] == 2 / 4


def test_who_joined_less_than_a_year_ago_is_not_asked_for_a_review() -> None:
    early, late = (
        Client(tenure=5 * YEAR, joined=HORIZON - 365 * DAY),
        Client(tenure=5 * YEAR, joined=HORIZON - 364 * DAY),
    )
    gone, here = Client(tenure=YEAR, joined=0), Client(tenure=5 * YEAR)
    # The one who was there was reviewed 65 days before the run, and then in its second year.
    found = figures(world([review(3, YEAR + 9 * DAY, 1, gap=300 * DAY)], early, late, gone, here))
    assert found["reviewed_within_12_months_share", "2014/15"] == 0
    assert found["reviewed_within_12_months_share", "2015/16"] == 1 / 2


def test_the_review_before_day_one_lies_one_interval_before_the_first_is_due() -> None:
    # Due on day 366 means reviewed on day 1: within the year at the end of a year of 365 days.
    on_day_one, day_before = review(0, 366 * DAY, None, gap=366 * DAY), review(1, 365 * DAY, None, gap=365 * DAY)
    found = figures(world([on_day_one, day_before], *[Client(tenure=5 * YEAR)] * 2))
    assert found["reviewed_within_12_months_share", "2014/15"] == 1 / 2


def test_a_review_found_open_on_the_first_morning_is_overdue_until_it_is_closed() -> None:
    found_open = Case(-30 * DAY, (SHARED,), stream=REVIEWS, strip=WAITING_STRIP, client=0, closed=20 * DAY,
                      visits=((0, -30 * DAY, 19 * DAY, 20 * DAY, 0, 0, 60),))  # fmt: skip
    still = Case(-30 * DAY, (SHARED,), stream=REVIEWS, strip=WAITING_STRIP, client=1,
                 visits=((0, -30 * DAY, NEVER, NEVER, WAITING),))  # fmt: skip
    next_one = review(0, 385 * DAY, None, gap=365 * DAY)
    found = figures(world([found_open, still, next_one], *[Client(tenure=5 * YEAR)] * 2))
    assert [found["reviews_overdue_end", year] for year in ("2014/15", "2015/16")] == [1, 2]
    assert [found["reviews_due", year] for year in ("2014/15", "2015/16")] == [0, 1]
    assert found["reviewed_within_12_months_share", "2014/15"] == 1 / 2
    assert found["reviewed_within_12_months_share", "2015/16"] == 0
