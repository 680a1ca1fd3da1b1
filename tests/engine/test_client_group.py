"""Hand-worked trajectories of the client group: joining, reviews, changes of need, leaving."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.eventlog.log import OUTCOMES
from sim.scenario import Service
from sim.units import NEVER
from worlds import draw, head, load, minute, role, simulate

CLIENTS = """
[clients.supported]
supported = 1
leaves_per_year = 0
joined_at = ["service"]
join_share = 1
days_since_review = SINCE
[demand.review]
from_clients = { of = "supported", review_after_days = 30 }
priorities = { standard = 1 }
begins_at = "review"
[activity.review]
by = ["worker"]
effort_hours = 8
next = "close"
[demand.referral]
dates = [DATES]
priorities = { standard = 1 }
begins_at = "plan"
[activity.plan]
by = ["planner"]
effort_hours = 8
next = "service"
[activity.service]
delay_days = 1
same_delay_for_all = true
next = "close"
[team.north]
posts = { worker = 1, planner = 1 }
"""


def clients(*, since: float = 20, dates: str = "2015-01-01T09:00:00", years: float = 0.5) -> str:
    text = CLIENTS.replace("SINCE", str(since)).replace("DATES", dates)
    return head(years=years) + text + role("worker") + role("planner")


def reviews(service: Service, stream: str = "review") -> list[tuple[int, int]]:
    """(received, closed) of the cases of a stream that came, in order."""
    demand, workforce = draw(service)
    log = simulate(service, demand, workforce)
    mine = (demand.stream == service.streams.index(stream)) & (log.received < NEVER)
    return sorted(zip(log.received[mine].tolist(), log.closed[mine].tolist(), strict=True))


def test_a_review_is_due_so_long_after_the_last_was_closed(tmp_path: Path) -> None:
    # Reviewed 20 days before the run: due on day 10 at midnight, done from 9 to 17. The next is due on day 40 at
    # 17:00 (a Saturday: the worker comes on Monday, day 42), the one after on day 72 at 17:00.
    found = reviews(load(tmp_path, clients()))
    assert found[:3] == [
        (minute("10 00:00"), minute("10 17:00")),
        (minute("40 17:00"), minute("42 17:00")),
        (minute("72 17:00"), minute("73 17:00")),
    ]


def test_late_reviews_hide_demand(tmp_path: Path) -> None:
    # A worker who comes on one day in seven makes each chain longer, and so fewer reviews fall due.
    often = load(tmp_path, clients(years=1), "often.toml")
    seldom = load(
        tmp_path,
        clients(years=1)
        .replace("[role.worker]\n", '[role.worker]\ndays = ["mon"]\n')
        .replace("contract_hours_per_week = 40", "contract_hours_per_week = 8", 1),
        "seldom.toml",
    )
    assert len(reviews(seldom)) < len(reviews(often))


def test_reviews_are_received_when_their_stream_receives(tmp_path: Path) -> None:
    text = (
        clients().replace("from_clients", 'pattern = "office"\nfrom_clients', 1)
        + '[pattern.office]\nweekday = { mon = 1, tue = 1, wed = 1, thu = 1, fri = 1 }\nhours = "09:00-17:00"\n'
    )
    found = reviews(load(tmp_path, text))
    # Day 40 at 17:00 is a Saturday's: the first minute of reception after it is Monday's at 9.
    assert [received for received, _ in found[:2]] == [minute("10 09:00"), minute("42 09:00")]


def test_new_plans_bring_reviews_and_fewer_plans_fewer(tmp_path: Path) -> None:
    # The plan of day 0 is done at 17:00; service begins on day 1 at 17:00, and 30 days later the first review is due.
    found = reviews(load(tmp_path, clients(dates="2014-03-31T09:00:00")))
    assert (minute("31 17:00"), minute("32 17:00")) in found
    without = reviews(load(tmp_path, clients(dates="2014-08-01T09:00:00"), "without.toml"))
    assert len(found) > len(without)


def test_joining_is_in_the_log(tmp_path: Path) -> None:
    service = load(tmp_path, clients(dates="2014-03-31T09:00:00"))
    log = simulate(service, *draw(service))
    assert log.client_joined.tolist() == [0, minute("1 17:00")]


def test_who_leaves_support_has_no_more_reviews_and_takes_the_open_one_along(tmp_path: Path) -> None:
    service = load(tmp_path, clients())
    demand, workforce = draw(service)
    demand = replace(demand, client_tenure=np.full(demand.clients, minute("41 12:00"), dtype=np.int64))
    log = simulate(service, demand, workforce)
    came = log.received < NEVER
    assert sorted(log.received[came & (demand.client >= 0)].tolist()) == [minute("10 00:00"), minute("40 17:00")]
    second = int(np.flatnonzero(log.received == minute("40 17:00"))[0])
    assert OUTCOMES[log.outcome[second]] == "ended"
    assert int(log.closed[second]) == minute("41 12:00")


def test_an_open_case_of_the_client_suspends_the_review_clock(tmp_path: Path) -> None:
    # A change of need comes on day 5 and takes its worker from Monday to Wednesday of the week after (days 7 to 9):
    # the review that was due on day 10 is due 30 days after it was closed.
    text = (
        clients()
        + """
[demand.change]
from_clients = { of = "supported", per_client_per_year = 1 }
priorities = { standard = 1 }
begins_at = "reassess"
[activity.reassess]
by = ["worker"]
effort_hours = 24
next = "close"
"""
    )
    service = load(tmp_path, text)
    demand, workforce = draw(service, seed=3)
    change = np.flatnonzero((demand.origin == 5) & (demand.client == 0))
    assert len(change), "this seed has a change of need"
    gap = demand.gap.astype(np.int64)
    gap[change] = NEVER // 2
    gap[change[0]] = minute("5 12:00")
    demand = replace(demand, gap=gap)
    log = simulate(service, demand, workforce)
    assert int(log.closed[change[0]]) == minute("9 17:00")
    review = (demand.stream == service.streams.index("review")) & (log.received < NEVER)
    assert int(log.received[review].min()) == minute("39 17:00")
