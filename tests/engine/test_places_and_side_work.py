"""Hand-worked trajectories of places asked for, and of work that runs beside the pathway."""

from pathlib import Path

from sim.units import NEVER
from worlds import draw, head, load, minute, role, simulate, story

LAC = """
[demand.referral]
dates = [2014-03-31T09:00:00, 2014-04-03T09:00:00, 2014-04-07T09:00:00]
priorities = { standard = 1 }
begins_at = "coordinator"
[demand.crisis]
dates = [2014-03-31T09:00:00]
priorities = { urgent = 1 }
begins_at = "coordinator"
[activity.coordinator]
by = ["coordinator"]
place = { if_full = "assess" }
next = "support"
[activity.support]
delay_days = 5
same_delay_for_all = true
next = "close"
[activity.assess]
by = ["worker"]
effort_hours = 2
next = "close"
[team.north]
posts = { worker = 1, coordinator = 1 }
"""


def places(**settings: object) -> str:
    return head() + LAC + role("worker") + role("coordinator", **settings)


def test_who_asks_when_all_places_are_taken_is_assessed_at_once(tmp_path: Path) -> None:
    # One place: of two who ask in the same minute the urgent one has it, for five days. On day 3 it
    # is still taken, on day 7 free again.
    assert story(load(tmp_path, places(caseload=1))) == [
        (0, "coordinator", "", "0 09:00", "0 09:00", "0 09:00", "full"),
        (0, "assess", "north/worker/1", "0 09:00", "0 09:00", "0 11:00"),
        (1, "coordinator", "", "0 09:00", "0 09:00", "0 09:00"),
        (1, "support", "", "0 09:00", "0 09:00", "5 09:00"),
        (2, "coordinator", "", "3 09:00", "3 09:00", "3 09:00", "full"),
        (2, "assess", "north/worker/1", "3 09:00", "3 09:00", "3 11:00"),
        (3, "coordinator", "", "7 09:00", "7 09:00", "7 09:00"),
        (3, "support", "", "7 09:00", "7 09:00", "12 09:00"),
    ]


def test_a_place_freed_in_the_minute_of_asking_is_free(tmp_path: Path) -> None:
    text = places(caseload=1).replace("2014-04-03T09:00:00", "2014-04-05T09:00:00")
    assert (2, "coordinator", "", "5 09:00", "5 09:00", "5 09:00") in story(load(tmp_path, text))


def test_a_place_is_found_at_night_too(tmp_path: Path) -> None:
    text = places(caseload=1).replace("2014-04-03T09:00:00", "2014-04-06T23:00:00")
    assert (2, "coordinator", "", "6 23:00", "6 23:00", "6 23:00") in story(load(tmp_path, text))


def test_without_limits_everybody_has_a_place(tmp_path: Path) -> None:
    told = story(load(tmp_path, places(caseload=1) + "[rules]\nplace_limits = false\n"))
    assert [row[-1] for row in told].count("full") == 0
    assert len(told) == 8


def test_a_place_asked_for_is_a_caseload_place_in_the_log(tmp_path: Path) -> None:
    service = load(tmp_path, places(caseload=1))
    log = simulate(service, *draw(service))
    assert log.allocation_case.tolist() == [1, 3]
    assert log.allocated.tolist() == [minute("0 09:00"), minute("7 09:00")]
    assert log.released.tolist() == [minute("5 09:00"), minute("12 09:00")]


SIDE = """
[demand.referral]
dates = [2014-03-31T09:00:00]
priorities = { standard = 1 }
begins_at = "plan"
[activity.plan]
by = ["worker"]
effort_hours = 2
alongside = "papers"
next = "means_known"
[activity.means_known]
awaits = "papers"
next = "sign"
[activity.sign]
by = ["worker"]
effort_hours = 1
next = "close"
[activity.papers]
delay_days = PAPERS
same_delay_for_all = true
next = "finance"
[activity.finance]
by = ["officer"]
effort_hours = 1.5
next = "close"
[team.north]
posts = { worker = 1, officer = 1 }
"""


def beside(days: float) -> str:
    return head() + SIDE.replace("PAPERS", str(days)) + role("worker") + role("officer")


def test_an_await_holds_the_case_until_the_side_work_is_done(tmp_path: Path) -> None:
    # The plan is done at 11; papers come on day 3 at 9, and the officer is done at 10:30.
    assert story(load(tmp_path, beside(3))) == [
        (0, "plan", "north/worker/1", "0 09:00", "0 09:00", "0 11:00"),
        (0, "means_known", "", "0 11:00", "3 10:30", "3 10:30"),
        (0, "sign", "north/worker/1", "3 10:30", "3 10:30", "3 11:30"),
        (1, "papers", "", "0 09:00", "0 09:00", "3 09:00"),
        (1, "finance", "north/officer/1", "3 09:00", "3 09:00", "3 10:30"),
    ]


def test_side_work_that_is_done_first_holds_nobody_up(tmp_path: Path) -> None:
    told = story(load(tmp_path, beside(0)))
    assert told[1] == (0, "means_known", "", "0 11:00", "0 11:00", "0 11:00")
    assert (1, "finance", "north/officer/1", "0 09:00", "0 09:00", "0 10:30") in told


def test_without_side_work_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    told = story(load(tmp_path, beside(3) + "[rules]\nside_work = false\n"))
    assert told == [
        (0, "plan", "north/worker/1", "0 09:00", "0 09:00", "0 11:00"),
        (0, "means_known", "", "0 11:00", "0 11:00", "0 11:00"),
        (0, "sign", "north/worker/1", "0 11:00", "0 11:00", "0 12:00"),
    ]


CHASED = """
[demand.referral]
dates = [2014-03-31T09:00:00]
priorities = { standard = 1 }
begins_at = "prepare"
[activity.prepare]
by = ["worker"]
held = true
effort_hours = 4
chased_by = "patience_ends"
next = "close"
[activity.patience_ends]
delay_days = 2
same_delay_for_all = true
next = "call"
[activity.call]
by = ["desk"]
effort_hours = 0.25
next = "patience_ends_again"
[activity.patience_ends_again]
delay_days = 3
same_delay_for_all = true
next = "second_call"
[activity.second_call]
by = ["desk"]
effort_hours = 0.25
next = "close"
[team.north]
posts = { worker = 1, desk = 1 }
[demand.earlier]
dates = [2014-03-31T08:00:00]
priorities = { urgent = 1 }
begins_at = "long_job"
[activity.long_job]
by = ["worker"]
effort_hours = HOURS
next = "close"
"""


def chased(hours: float) -> str:
    return head() + CHASED.replace("HOURS", str(hours)) + role("worker", caseload=5) + role("desk")


def test_people_call_while_they_wait_and_stop_when_the_work_begins(tmp_path: Path) -> None:
    # The worker has four days in hand; one call on day 2. Work begins on day 4 at 9, a day and a half
    # before the second call would come.
    told = story(load(tmp_path, chased(32)))
    assert (1, "prepare", "north/worker/1", "0 09:00", "4 09:00", "4 13:00") in told
    assert [row for row in told if row[0] == 2] == [
        (2, "patience_ends", "", "0 09:00", "0 09:00", "2 09:00"),
        (2, "call", "north/desk/1", "2 09:00", "2 09:00", "2 09:15"),
        (2, "patience_ends_again", "", "2 09:15", "2 09:15", "4 09:00", "left"),
    ]


def test_nobody_calls_about_work_that_begins_in_time(tmp_path: Path) -> None:
    told = story(load(tmp_path, chased(4)))
    assert [row for row in told if row[0] == 2] == [(2, "patience_ends", "", "0 09:00", "0 09:00", "0 13:00", "left")]


def test_chasing_can_be_switched_off(tmp_path: Path) -> None:
    service = load(tmp_path, chased(32) + "[rules]\nchasing = false\n")
    assert {row[0] for row in story(service)} == {0, 1}


def test_a_chaser_is_called_off_in_the_log(tmp_path: Path) -> None:
    from sim.eventlog.log import OUTCOMES

    service = load(tmp_path, chased(32))
    log = simulate(service, *draw(service))
    assert [OUTCOMES[outcome] for outcome in log.outcome] == ["completed", "completed", "cancelled"]
    assert log.received.tolist() == [minute("0 08:00"), minute("0 09:00"), minute("0 09:00")]
    assert NEVER not in log.closed.tolist()
