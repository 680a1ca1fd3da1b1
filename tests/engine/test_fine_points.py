"""Hand-worked trajectories of fine points: two things in one minute, and what follows on leaving."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.demand.tables import CHASER, SIDE
from sim.eventlog.log import OUTCOMES
from sim.units import NEVER
from worlds import draw, head, leaves, load, minute, role, simulate, story, tell

NINE = "2014-03-31T09:00:00"


def pathway(*activities: str, posts: str, dates: str = NINE, stream: str = "") -> str:
    """Standard cases on the given dates that begin at the first of the activities, in one team."""
    first = activities[0].partition("]")[0].removeprefix("[activity.")
    text = f"""
[demand.referral]
dates = [{dates}]
priorities = {{ standard = 1 }}
begins_at = "{first}"
{stream}
"""
    return head(years=0.2) + text + "\n".join(activities) + f"\n[team.north]\nposts = {{ {posts} }}\n"


def joint_visits(holders: int) -> str:
    visit = '[activity.visit]\nby = ["worker"]\nheld = true\neffort_hours = 1\nnext = "close"\n'
    visit += 'joint = { by = ["nurse"], effort_hours = 1 }'
    dates = ", ".join([NINE] * holders)
    return pathway(visit, posts=f"worker = {holders}, nurse = 1", dates=dates) + role("worker", caseload=1)


def test_one_nurse_goes_from_one_joint_step_to_the_next(tmp_path: Path) -> None:
    told = story(load(tmp_path, joint_visits(4) + role("nurse")))
    assert sorted(row[4] for row in told if row[2] == "north/nurse/1") == ["0 09:00", "0 10:00", "0 11:00", "0 12:00"]


def test_while_one_joint_step_cannot_be_done_the_holder_is_still_the_first_choice(tmp_path: Path) -> None:
    # The urgent visit finds no nurse; the letter then goes to the worker, who is preferred to the clerk.
    visit = '[activity.visit]\nby = ["worker"]\nheld = true\neffort_hours = 1\nnext = "close"\n'
    visit += 'joint = { by = ["nurse"], effort_hours = 1 }'
    letter = f"""
[demand.letter]
dates = [{NINE}]
priorities = {{ standard = 1 }}
begins_at = "answer"
[activity.answer]
by = ["worker", "clerk"]
effort_hours = 1
next = "close"
"""
    text = pathway(visit, posts="worker = 1, nurse = 1, clerk = 1")
    text = text.replace('standard = 1 }\nbegins_at = "visit"', 'urgent = 1 }\nbegins_at = "visit"') + letter
    text += role("worker", caseload=2) + role("clerk") + role("nurse", hours="20:00-23:00", contract_hours_per_week=15)
    assert [row[2] for row in story(load(tmp_path, text)) if row[1] == "answer"] == ["north/worker/1"]


def test_patience_ends_while_a_joint_step_is_only_promised(tmp_path: Path) -> None:
    visit = '[activity.visit]\nby = ["worker"]\nheld = true\neffort_hours = 1\nnext = "close"\n'
    visit += f'joint = {{ by = ["nurse"], effort_hours = 1 }}\npatience = {{ days = {1 / 24!r}, then = "withdraw" }}'
    dressing = """
[demand.dressing]
dates = [2014-03-31T08:30:00]
priorities = { standard = 1 }
begins_at = "dress"
[activity.dress]
by = ["nurse"]
effort_hours = 2
next = "close"
"""
    text = pathway(visit, posts="worker = 1, nurse = 1") + dressing + role("worker", caseload=1) + role("nurse")
    assert (1, "visit", "", "0 09:00", "never", "0 10:00", "left") in story(load(tmp_path, text))


def test_when_the_first_worker_of_a_joint_step_is_called_away_the_second_goes_too(tmp_path: Path) -> None:
    visit = '[activity.visit]\nby = ["worker"]\nheld = true\neffort_hours = 4\nnext = "close"\n'
    visit += 'joint = { by = ["nurse"], effort_hours = 6 }'
    staff = role("worker", caseload=1) + role("nurse") + "[rules]\nleaving_notice_days = 0\n"
    service = load(tmp_path, pathway(visit, posts="worker = 2, nurse = 1") + staff)
    demand, workforce = draw(service)
    # After two hours the first is gone; the other goes on alone and does the two hours that are left.
    assert tell(service, demand, leaves(workforce, "north/worker/1", minute("0 11:00"))) == [
        (0, "visit", "north/worker/1", "0 09:00", "0 09:00", "0 11:00", "handed_back"),
        (0, "visit", "north/nurse/1", "0 09:00", "0 09:00", "0 11:00", "assisted"),
        (0, "visit", "north/worker/2", "0 09:00", "0 11:00", "0 13:00"),
    ]


def test_side_work_done_in_the_very_minute_in_which_its_case_closes_is_done(tmp_path: Path) -> None:
    plan = '[activity.plan]\nby = ["worker"]\neffort_hours = 2\nalongside = "finance"\nnext = "close"\n'
    finance = '[activity.finance]\nby = ["officer"]\neffort_hours = HOURS\nnext = "close"\n'
    for hours, outcome in (("2", "completed"), ("2.5", "cancelled")):
        text = pathway(plan, finance.replace("HOURS", hours), posts="worker = 1, officer = 1")
        service = load(tmp_path, text + role("worker") + role("officer"))
        demand, workforce = draw(service)
        log = simulate(service, demand, workforce)
        assert [OUTCOMES[found] for found in log.outcome[demand.origin == SIDE]] == [outcome]


def test_a_part_that_stands_before_the_same_gate_goes_with_the_case_that_passes_and_closes(tmp_path: Path) -> None:
    plan = '[activity.plan]\nby = ["worker"]\neffort_hours = 1\nalongside = "papers"\nnext = "panel"\n'
    papers = '[activity.papers]\ndelay_days = 0.1\nsame_delay_for_all = true\nnext = "panel"\n'
    panel = '[activity.panel]\ngate = { every = "week", day = "wed" }\nnext = "close"\n'
    service = load(tmp_path, pathway(plan, papers, panel, posts="worker = 1") + role("worker"))
    assert story(service)[1:] == [
        (0, "panel", "", "0 10:00", "2 10:00", "2 10:00"),
        (1, "papers", "", "0 09:00", "0 09:00", "0 11:24"),
        (1, "panel", "", "0 11:24", "2 10:00", "2 10:00"),
    ]


def test_who_is_refused_a_place_has_not_finished_it(tmp_path: Path) -> None:
    # One place, two who ask: only the first comes into support by having it.
    place = '[activity.coordinator]\nby = ["coordinator"]\nplace = { if_full = "close" }\nnext = "kept"\n'
    kept = '[activity.kept]\ndelay_days = 9\nsame_delay_for_all = true\nnext = "close"\n'
    clients = """
[clients.supported]
supported = 0
leaves_per_year = 0
joined_at = ["coordinator"]
join_share = 1
"""
    text = pathway(place, kept, posts="coordinator = 1", dates=f"{NINE}, 2014-03-31T10:00:00")
    service = load(tmp_path, text + clients + role("coordinator", caseload=1))
    log = simulate(service, *draw(service))
    assert log.client_joined.tolist() == [minute("0 09:00"), NEVER]


def test_calls_about_a_step_end_when_the_case_takes_another_way(tmp_path: Path) -> None:
    job = '[activity.job]\nby = ["worker"]\neffort_hours = 8\nchased_by = "silence"\nnext = "close"\n'
    job += '[activity.job.patience]\ndays = 1\nthen = "elsewhere"\n'
    silence = '[activity.silence]\ndelay_days = 2\nsame_delay_for_all = true\nnext = "call"\n'
    call = '[activity.call]\nby = ["desk"]\neffort_hours = 0.25\nnext = "close"\n'
    elsewhere = '[activity.elsewhere]\ndelay_days = 30\nsame_delay_for_all = true\nnext = "close"\n'
    text = pathway(job, silence, call, elsewhere, posts="worker = 1, desk = 1", dates=f"{NINE}, {NINE}, {NINE}")
    service = load(tmp_path, text + role("worker", days='["mon"]', contract_hours_per_week=8) + role("desk"))
    demand, workforce = draw(service)
    log = simulate(service, demand, workforce)
    # The first is served on Monday; the other two leave on Tuesday at 9, before they would have called.
    assert sorted(log.closed[demand.origin == CHASER].tolist()) == [
        minute("0 09:00"),
        minute("1 09:00"),
        minute("1 09:00"),
    ]


def test_who_dies_between_two_cases_does_not_come_back(tmp_path: Path) -> None:
    job = '[activity.job]\nby = ["worker"]\neffort_hours = 8\nnext = "close"\n'
    stream = "[demand.referral.returns]\nshare = 0.95\nafter_days = 7"
    service = load(tmp_path, pathway(job, posts="worker = 1", stream=stream) + role("worker"))
    demand, workforce = draw(service)
    log = simulate(service, demand, workforce)
    assert minute("7 17:00") in log.received.tolist()
    dead = replace(demand, ends=np.where(demand.begins == minute("0 09:00"), minute("3 00:00"), demand.ends))
    log = simulate(service, dead, workforce)
    assert log.received[log.received < NEVER].tolist() == [minute("0 09:00")]


def test_who_dies_during_the_step_that_would_bring_support_does_not_join(tmp_path: Path) -> None:
    job = '[activity.job]\nby = ["worker"]\neffort_hours = 8\nnext = "close"\n'
    clients = '[clients.supported]\nsupported = 0\nleaves_per_year = 0\njoined_at = ["job"]\njoin_share = 1\n'
    service = load(tmp_path, pathway(job, posts="worker = 1") + clients + role("worker"))
    demand, workforce = draw(service)
    log = simulate(service, replace(demand, ends=np.array([180], dtype=np.int64)), workforce)
    assert log.client_joined.tolist() == [NEVER]
    assert OUTCOMES[log.outcome[0]] == "ended"


def test_a_slice_that_ends_at_closing_time_does_not_split_the_visit(tmp_path: Path) -> None:
    job = '[activity.job]\nby = ["worker"]\neffort_hours = 10\nnext = "close"\n'
    service = load(tmp_path, pathway(job, posts="worker = 1") + role("worker", slice_hours=2))
    assert story(service) == [(0, "job", "north/worker/1", "0 09:00", "0 09:00", "1 11:00")]


def test_without_limits_a_place_is_refused_only_where_nobody_is_in_post(tmp_path: Path) -> None:
    place = '[activity.coordinator]\nby = ["coordinator"]\nplace = { if_full = "assess" }\nnext = "kept"\n'
    kept = '[activity.kept]\ndelay_days = 2\nsame_delay_for_all = true\nnext = "close"\n'
    assess = '[activity.assess]\nby = ["worker"]\neffort_hours = 1\nnext = "close"\n'
    dates = f"{NINE}, {NINE}, 2014-04-07T09:00:00"
    text = pathway(place, kept, assess, posts="coordinator = 1, worker = 1", dates=dates)
    rules = "[rules]\nplace_limits = false\nleaving_notice_days = 0\n"
    service = load(tmp_path, text + role("coordinator", caseload=1) + role("worker") + rules)
    demand, workforce = draw(service)
    told = tell(service, demand, leaves(workforce, "north/coordinator/1", minute("4 17:00")))
    assert [row[1] for row in told] == ["coordinator", "kept", "coordinator", "kept", "coordinator", "assess"]
