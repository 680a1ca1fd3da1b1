"""Hand-worked trajectories of people who do not wait for ever: patience, death, coming back, due dates."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.eventlog.log import OUTCOMES
from worlds import away, draw, head, load, minute, role, simulate, story, tell


def line(extra: str = "", *, held: bool = False, on: str = "", rules: str = "") -> str:
    """Two standard cases of eight hours each on Monday at 09:00 and 10:00; one worker."""
    return (
        head()
        + f"""
[demand.referral]
dates = [2014-03-31T09:00:00, 2014-03-31T10:00:00]
priorities = {{ standard = 1 }}
begins_at = "job"
{on}
[activity.job]
by = ["worker"]
held = {str(held).lower()}
effort_hours = 8
next = "close"
{extra}
[activity.elsewhere]
by = ["desk"]
effort_hours = 1
next = "close"
[team.north]
posts = {{ worker = 1, desk = 1 }}
"""
        + role("worker", caseload=5)
        + role("desk")
        + rules
    )


def outcomes(service: object) -> list[str]:
    log = simulate(service, *draw(service))  # type: ignore[arg-type]
    return [OUTCOMES[outcome] for outcome in log.outcome]


FIRST = (0, "job", "north/worker/1", "0 09:00", "0 09:00", "0 17:00")


def test_who_runs_out_of_patience_withdraws(tmp_path: Path) -> None:
    service = load(tmp_path, line('[activity.job.patience]\ndays = 0.5\nthen = "withdraw"'))
    assert story(service) == [FIRST, (1, "job", "", "0 10:00", "never", "0 22:00", "left")]
    assert outcomes(service) == ["completed", "withdrawn"]


def test_patience_ends_before_service_in_the_same_minute(tmp_path: Path) -> None:
    # 23 hours after 10:00 is the minute at which the worker comes in on Tuesday.
    service = load(tmp_path, line(f'[activity.job.patience]\ndays = {23 / 24!r}\nthen = "withdraw"'))
    assert story(service)[1] == (1, "job", "", "0 10:00", "never", "1 09:00", "left")


def test_patience_a_minute_longer_is_enough(tmp_path: Path) -> None:
    service = load(tmp_path, line(f'[activity.job.patience]\ndays = {(23 * 60 + 1) / 1440!r}\nthen = "withdraw"'))
    assert story(service)[1] == (1, "job", "north/worker/1", "0 10:00", "1 09:00", "1 17:00")


def test_patience_with_held_work_runs_in_the_tray_too_and_frees_the_place(tmp_path: Path) -> None:
    service = load(tmp_path, line('[activity.job.patience]\ndays = 0.5\nthen = "withdraw"', held=True))
    assert story(service)[1] == (1, "job", "", "0 10:00", "never", "0 22:00", "left")
    log = simulate(service, *draw(service))
    assert log.released.tolist() == [minute("0 17:00"), minute("0 22:00")]


def test_patience_with_the_service_does_not_run_in_a_tray(tmp_path: Path) -> None:
    on = '[demand.referral.patience]\ndays = 0.5\nthen = "withdraw"'
    assert outcomes(load(tmp_path, line(on=on, held=True))) == ["completed", "completed"]
    assert outcomes(load(tmp_path, line(on=on, held=False))) == ["completed", "withdrawn"]


def test_who_escalates_is_served_before_others_with_the_old_ready_time(tmp_path: Path) -> None:
    # The second case becomes urgent at 22:00 and goes before a third that has been urgent since 20:00.
    text = (
        line('[activity.job.patience]\ndays = 0.5\nthen = "escalate"\nescalates_to = "urgent"')
        + """
[demand.crisis]
dates = [2014-03-31T20:00:00]
priorities = { urgent = 1 }
begins_at = "job"
"""
    )
    service = load(tmp_path, text)
    told = story(service)
    assert told[1:] == [
        (1, "job", "north/worker/1", "0 10:00", "1 09:00", "1 17:00"),
        (2, "job", "north/worker/1", "0 20:00", "2 09:00", "2 17:00"),
    ]
    log = simulate(service, *draw(service))
    assert (log.escalated_case.tolist(), log.escalated_at.tolist()) == ([1], [minute("0 22:00")])
    assert [service.priorities[place] for place in log.escalated_to] == ["urgent"]


def test_escalation_reaches_a_case_in_its_workers_tray(tmp_path: Path) -> None:
    text = (
        line('[activity.job.patience]\ndays = 0.5\nthen = "escalate"\nescalates_to = "urgent"', held=True)
        + """
[demand.middle]
dates = [2014-03-31T09:30:00]
priorities = { high = 1 }
begins_at = "other"
[activity.other]
by = ["worker"]
effort_hours = 2
next = "close"
"""
    )
    told = story(load(tmp_path, text))
    assert ("job", "1 09:00") in [(row[1], row[4]) for row in told]
    assert [row[4] for row in told if row[1] == "other"] == ["2 09:00"]


def test_who_takes_another_way_leaves_the_list(tmp_path: Path) -> None:
    service = load(tmp_path, line('[activity.job.patience]\ndays = 0.5\nthen = "elsewhere"'))
    assert story(service) == [
        FIRST,
        (1, "job", "", "0 10:00", "never", "0 22:00", "left"),
        (1, "elsewhere", "north/desk/1", "0 22:00", "1 09:00", "1 10:00"),
    ]
    assert outcomes(service) == ["completed", "completed"]


def test_patience_can_be_switched_off(tmp_path: Path) -> None:
    extra = '[activity.job.patience]\ndays = 0.5\nthen = "withdraw"'
    assert outcomes(load(tmp_path, line(extra, rules="[rules]\npatience = false\n"))) == ["completed", "completed"]


def test_death_ends_a_waiting_case_and_work_in_hand_at_the_end_of_the_visit(tmp_path: Path) -> None:
    service = load(tmp_path, line())
    demand, workforce = draw(service)
    # The first dies at noon, in the middle of the visit; the second at 11 on the list.
    demand = replace(demand, ends=np.array([180, 60], dtype=np.int64))
    log = simulate(service, demand, workforce)
    assert tell(service, demand, workforce) == [FIRST, (1, "job", "", "0 10:00", "never", "0 11:00", "left")]
    assert [OUTCOMES[outcome] for outcome in log.outcome] == ["ended", "ended"]
    assert log.closed.tolist() == [minute("0 17:00"), minute("0 11:00")]


def test_people_come_back_some_time_after_their_case_is_closed(tmp_path: Path) -> None:
    # Nearly all come back a week after closing: the first on day 7 at 17:00, the second on day 8.
    on = "[demand.referral.returns]\nshare = 0.95\nafter_days = 7"
    service = load(tmp_path, line(on=on))
    told = story(service)
    assert ("job", "7 17:00", "8 09:00") in [(row[1], row[3], row[4]) for row in told]
    assert ("job", "8 17:00", "9 09:00") in [(row[1], row[3], row[4]) for row in told]
    log = simulate(service, *draw(service))
    assert sorted(log.received.tolist())[:4] == [minute(at) for at in ("0 09:00", "0 10:00", "7 17:00", "8 17:00")]


def test_the_dead_do_not_come_back(tmp_path: Path) -> None:
    on = "[demand.referral.returns]\nshare = 0.95\nafter_days = 7"
    service = load(tmp_path, line(on=on))
    demand, workforce = draw(service)
    demand = replace(demand, ends=np.where(demand.begins == minute("0 10:00"), 60, demand.ends))
    log = simulate(service, demand, workforce)
    assert minute("7 11:00") not in log.received.tolist()
    assert minute("7 17:00") in log.received.tolist()


DUE = """
[demand.late]
dates = [2014-03-31T09:00:00, 2014-03-31T09:10:00]
priorities = { standard = 1 }
begins_at = "job"
[demand.soon]
dates = [2014-04-02T09:00:00]
priorities = { urgent = 1 }
begins_at = "job"
[activity.job]
by = ["worker"]
effort_hours = 8
next = "close"
[team.north]
posts = { worker = 1 }
"""


def due(standard: int) -> str:
    opening = (
        head()
        .replace("number = 1\n", "number = 1\ndue_days = 1\n")
        .replace("number = 2\n", "number = 2\ndue_days = 9\n")
    )
    opening = opening.replace("number = 3\n", f"number = 3\ndue_days = {standard}\n")
    return opening + DUE + role("worker") + '[rules]\nqueue_order = "due_date"\n'


def test_by_due_date_who_has_waited_long_comes_before_the_urgent(tmp_path: Path) -> None:
    # Away on Tuesday. On Wednesday at 9 the second standard case (due on day 2 at 09:10) and an urgent one (due on day
    # 3) both wait.
    service = load(tmp_path, due(2))
    demand, workforce = draw(service)
    told = tell(service, demand, away(workforce, "north/worker/1", 1, 1))
    assert [row[4] for row in told] == ["0 09:00", "2 09:00", "3 09:00"]


def test_by_due_date_the_urgent_come_before_who_has_time(tmp_path: Path) -> None:
    service = load(tmp_path, due(20))
    demand, workforce = draw(service)
    told = tell(service, demand, away(workforce, "north/worker/1", 1, 1))
    assert [row[4] for row in told] == ["0 09:00", "3 09:00", "2 09:00"]


def test_only_those_with_the_warrant_do_the_work_it_is_needed_for(tmp_path: Path) -> None:
    text = (
        line()
        .replace('by = ["worker"]', 'by = ["approved"]')
        .replace("worker = 1, desk = 1", "worker = { number = 2, warrants = { approved = 1 } }, desk = 1")
    )
    told = story(load(tmp_path, text + "[warrant.approved]\nlabel = 'Approved'\n"))
    assert [row[2] for row in told] == ["north/worker/1", "north/worker/1"]
