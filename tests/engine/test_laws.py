"""Hand-worked trajectories: each law of the engine, to the minute and the worker."""

from pathlib import Path

from worlds import away, draw, head, leaves, load, minute, role, simulate, story, tell


def one_task(hours: str, *, when: str) -> str:
    return f"""
[demand.referral]
dates = [{when}]
begins_at = "assess"
[activity.assess]
by = ["worker"]
effort_hours = {hours}
next = "close"
[team.north]
posts = {{ worker = 1 }}
"""


def test_a_ten_hour_task_crosses_a_weekend_and_two_bank_holidays(tmp_path: Path) -> None:
    # Three hours on the Thursday before Easter (day 17); Friday, the weekend and Monday are
    # free; the other seven hours on Tuesday from nine.
    text = head(bank_holidays="England") + one_task("10", when="2014-04-17T14:00:00") + role("worker")
    assert story(load(tmp_path, text)) == [(0, "assess", "north/worker/1", "17 14:00", "17 14:00", "22 16:00")]


def test_half_a_casework_share_takes_twice_as_long(tmp_path: Path) -> None:
    # 240 casework minutes spread over 480: 90 minutes of effort take 180 by the clock.
    text = head() + one_task("1.5", when="2014-03-31T10:00:00") + role("worker", casework_share=0.5)
    assert story(load(tmp_path, text)) == [(0, "assess", "north/worker/1", "0 10:00", "0 10:00", "0 13:00")]


def test_a_contact_in_the_night_waits_for_the_morning(tmp_path: Path) -> None:
    text = head() + one_task("1", when="2014-03-31T20:00:00") + role("worker")
    assert story(load(tmp_path, text)) == [(0, "assess", "north/worker/1", "0 20:00", "1 09:00", "1 10:00")]


def test_a_step_that_ends_at_closing_time_ends_that_day(tmp_path: Path) -> None:
    text = head() + one_task("3", when="2014-03-31T14:00:00") + role("worker")
    assert story(load(tmp_path, text)) == [(0, "assess", "north/worker/1", "0 14:00", "0 14:00", "0 17:00")]


def test_a_step_in_hand_waits_for_its_worker_to_come_back_from_leave(tmp_path: Path) -> None:
    # Two hours on Monday, leave on Tuesday and Wednesday, two hours on Thursday.
    service = load(tmp_path, head() + one_task("4", when="2014-03-31T15:00:00") + role("worker"))
    demand, workforce = draw(service)
    assert tell(service, demand, away(workforce, "north/worker/1", 1, 2)) == [
        (0, "assess", "north/worker/1", "0 15:00", "0 15:00", "3 11:00")
    ]


def test_a_step_in_hand_at_the_horizon_counts_the_minutes_done(tmp_path: Path) -> None:
    # A tenth of 365.25 days ends on day 36 at 12:36: 216 minutes of that morning are done.

    service = load(tmp_path, head() + one_task("8", when="2014-05-05T20:00:00") + role("worker"))
    demand, workforce = draw(service)
    log = simulate(service, demand, workforce)
    assert tell(service, demand, workforce) == [
        (0, "assess", "north/worker/1", "35 20:00", "36 09:00", "never", "in_hand")
    ]
    assert log.minutes.tolist() == [216]


HELD = """
[demand.referral]
dates = [2014-03-31T09:00:00]
begins_at = "prepare"
[activity.prepare]
by = ["worker"]
held = true
effort_hours = 1
next = "appointment"
[activity.appointment]
delay_days = 2
next = "visit"
[activity.visit]
by = ["worker"]
held = true
effort_hours = 2
next = "sign"
[activity.sign]
by = ["manager"]
effort_hours = 0.5
next = "panel"
[activity.panel]
gate = { every = "week", day = "wed", time = "10:00", cut_off_days = 2 }
next = "plan"
[activity.plan]
by = ["worker"]
held = true
effort_hours = 1
next = "close"
[team.north]
posts = { worker = 1, manager = 1 }
"""


def test_a_held_case_goes_through_delay_in_tray_and_panel(tmp_path: Path) -> None:
    # Prepared on Monday 9-10; visit ready on Wednesday at 10 and done by 12; signed by 12:30. The
    # panel of that Wednesday has met; the next takes it, and the plan follows at once.
    text = head() + HELD + role("worker", caseload=20) + role("manager")
    assert story(load(tmp_path, text)) == [
        (0, "prepare", "north/worker/1", "0 09:00", "0 09:00", "0 10:00"),
        (0, "appointment", "", "0 10:00", "0 10:00", "2 10:00"),
        (0, "visit", "north/worker/1", "2 10:00", "2 10:00", "2 12:00"),
        (0, "sign", "north/manager/1", "2 12:00", "2 12:00", "2 12:30"),
        (0, "panel", "", "2 12:30", "9 10:00", "9 10:00"),
        (0, "plan", "north/worker/1", "9 10:00", "9 10:00", "9 11:00"),
    ]


def test_a_place_is_kept_through_delay_and_panel_and_freed_at_the_end(tmp_path: Path) -> None:
    # The one place is used until the first case closes on day 9 at 11; only then the second begins.

    text = (head() + HELD).replace("[2014-03-31T09:00:00]", "[2014-03-31T09:00:00, 2014-03-31T09:30:00]")
    service = load(tmp_path, text + role("worker", caseload=1) + role("manager"))
    demand, workforce = draw(service)
    log = simulate(service, demand, workforce)
    allocations = zip(log.allocation_case, log.joined, log.allocated, log.released, strict=True)
    assert [tuple(map(int, row)) for row in allocations][:2] == [
        (0, minute("0 09:00"), minute("0 09:00"), minute("9 11:00")),
        (1, minute("0 09:30"), minute("9 11:00"), minute("16 11:00")),
    ]


def test_a_case_that_misses_the_cut_off_waits_a_week_more(tmp_path: Path) -> None:
    # Ready at the gate on Monday 10:01 or later means less than two days before Wednesday's panel.
    text = HELD.replace('begins_at = "prepare"', 'begins_at = "panel"').replace(
        "[2014-03-31T09:00:00]", "[2014-03-31T10:00:00, 2014-03-31T10:01:00]"
    )
    rows = story(load(tmp_path, head() + text + role("worker") + role("manager")))
    assert [row[5] for row in rows if row[1] == "panel"] == ["2 10:00", "9 10:00"]


def test_a_panel_due_on_a_bank_holiday_meets_on_the_next_working_day(tmp_path: Path) -> None:
    text = HELD.replace('begins_at = "prepare"', 'begins_at = "panel"').replace('day = "wed"', 'day = "fri"')
    text = text.replace("2014-03-31T09:00:00", "2014-04-14T09:00:00")  # before Good Friday, day 18
    rows = story(load(tmp_path, head(bank_holidays="England") + text + role("worker") + role("manager")))
    assert rows[0] == (0, "panel", "", "14 09:00", "22 10:00", "22 10:00")


def test_a_panel_takes_the_most_urgent_first_and_no_more_than_its_number(tmp_path: Path) -> None:
    text = (
        head()
        + """
[demand.ordinary]
dates = [2014-03-31T09:00:00, 2014-03-31T09:05:00]
priorities = { standard = 1 }
begins_at = "panel"
[demand.pressing]
dates = [2014-03-31T09:10:00]
priorities = { high = 1 }
begins_at = "panel"
[demand.emergency]
dates = [2014-03-31T09:20:00]
priorities = { urgent = 1 }
begins_at = "panel"
[activity.panel]
gate = { day = "wed", capacity = 2, skips = ["urgent"] }
next = "close"
[team.north]
"""
    )
    assert [(row[3], row[5]) for row in story(load(tmp_path, text))] == [
        ("0 09:00", "2 10:00"),
        ("0 09:05", "9 10:00"),
        ("0 09:10", "2 10:00"),
        ("0 09:20", "0 09:20"),
    ]


LONG_ABSENCE = """
[demand.pressing]
dates = [2014-03-31T09:00:00]
priorities = { high = 1 }
begins_at = "assess"
[demand.ordinary]
dates = [2014-03-31T09:00:00]
priorities = { standard = 1 }
begins_at = "assess"
[activity.assess]
by = ["worker"]
held = true
effort_hours = 10
next = "close"
[rules]
reread_hours = 1
[team.north]
posts = { worker = 2 }
"""


def test_after_fourteen_days_an_urgent_case_goes_back_and_a_standard_one_waits(tmp_path: Path) -> None:
    # Each worker holds one case and has done 8 of its 10 hours on day 0. Worker 1 (the high one) is away
    # from day 1 for 21 days: the case goes to worker 2, who first ends the two hours in hand and
    # then does the two left, and one of rereading.
    service = load(tmp_path, head() + LONG_ABSENCE + role("worker", caseload=5))
    demand, workforce = draw(service)
    assert tell(service, demand, away(workforce, "north/worker/1", 1, 21)) == [
        (0, "assess", "north/worker/1", "0 09:00", "0 09:00", "1 09:00", "handed_back"),
        (0, "assess", "north/worker/2", "0 09:00", "1 11:00", "1 14:00"),
        (1, "assess", "north/worker/2", "0 09:00", "0 09:00", "1 11:00"),
    ]
    # Worker 2 (the standard one) away instead: the step stops, and goes on when they are back.
    assert tell(service, demand, away(workforce, "north/worker/2", 1, 21)) == [
        (0, "assess", "north/worker/1", "0 09:00", "0 09:00", "1 11:00"),
        (1, "assess", "north/worker/2", "0 09:00", "0 09:00", "1 09:00", "handed_back"),
        (1, "assess", "north/worker/2", "0 09:00", "22 09:00", "22 11:00"),
    ]


def test_an_absence_of_fourteen_days_or_less_hands_nothing_back(tmp_path: Path) -> None:
    service = load(tmp_path, head() + LONG_ABSENCE + role("worker", caseload=5))
    demand, workforce = draw(service)
    # Away on the working days 1 to 14: the absence lasts from day 1 at nine to day 15 at nine.
    rows = tell(service, demand, away(workforce, "north/worker/1", 1, 14))
    assert rows[0] == (0, "assess", "north/worker/1", "0 09:00", "0 09:00", "15 11:00")


def test_a_leavers_cases_all_go_to_others_and_are_read_again(tmp_path: Path) -> None:
    # Worker 2 leaves after day 0: the standard case returns too. Worker 1 ends their own case (two
    # hours left) and then does two hours and one of rereading.
    text = LONG_ABSENCE.replace("reread_hours = 1", "reread_hours = 1\nleaving_notice_days = 0")
    service = load(tmp_path, head() + text + role("worker", caseload=5))
    demand, workforce = draw(service)
    assert tell(service, demand, leaves(workforce, "north/worker/2", minute("1 00:00"))) == [
        (0, "assess", "north/worker/1", "0 09:00", "0 09:00", "1 11:00"),
        (1, "assess", "north/worker/2", "0 09:00", "0 09:00", "1 00:00", "handed_back"),
        (1, "assess", "north/worker/1", "0 09:00", "1 11:00", "1 14:00"),
    ]


def test_a_case_released_in_the_ordinary_way_is_not_read_again(tmp_path: Path) -> None:
    # The assessor leaves while the case is in a delay; the case is released at the signature, so the plan
    # of an hour is new to whoever takes it, and nobody reads anything twice.
    text = """
[demand.referral]
dates = [2014-03-31T09:00:00]
begins_at = "assess"
[activity.assess]
by = ["worker"]
held = true
effort_hours = 1
next = "post"
[activity.post]
delay_days = 25
next = "sign"
[activity.sign]
by = ["manager"]
releases = true
effort_hours = 1
next = "plan"
[activity.plan]
by = ["worker"]
held = true
effort_hours = 1
next = "close"
[rules]
reread_hours = 0.5
leaving_notice_days = 0
[team.north]
posts = { worker = 2, manager = 1 }
"""
    service = load(tmp_path, head() + text + role("worker") + role("manager"))
    demand, workforce = draw(service)
    rows = tell(service, demand, leaves(workforce, "north/worker/1", minute("22 00:00")))
    assert rows[-1] == (0, "plan", "north/worker/2", "25 11:00", "25 11:00", "25 12:00")


def test_nobody_about_to_leave_is_given_a_case(tmp_path: Path) -> None:
    # Worker 1 leaves on day 19: within twenty days, so both cases go to worker 2.
    service = load(tmp_path, head() + LONG_ABSENCE + role("worker", caseload=5))
    demand, workforce = draw(service)
    rows = tell(service, demand, leaves(workforce, "north/worker/1", minute("19 00:00")))
    assert {row[2] for row in rows} == {"north/worker/2"}


def test_the_own_team_comes_first_and_another_team_covers_when_it_is_busy(tmp_path: Path) -> None:
    text = (
        head()
        + """
[demand.referral]
dates = [2014-03-31T09:00:00, 2014-03-31T09:10:00, 2014-03-31T09:20:00]
teams = { north = 1 }
begins_at = "assess"
[activity.assess]
by = ["worker", "worker@south"]
effort_hours = 1
next = "close"
[team.south]
posts = { worker = 1 }
[team.north]
posts = { worker = 1 }
"""
        + role("worker")
    )
    assert story(load(tmp_path, text)) == [
        (0, "assess", "north/worker/1", "0 09:00", "0 09:00", "0 10:00"),
        (1, "assess", "south/worker/1", "0 09:10", "0 09:10", "0 10:10"),
        (2, "assess", "north/worker/1", "0 09:20", "0 10:00", "0 11:00"),
    ]


def test_a_borrowed_role_serves_both_teams(tmp_path: Path) -> None:
    text = (
        head()
        + """
[demand.referral]
dates = [2014-03-31T09:00:00]
teams = { south = 1 }
begins_at = "assess"
[activity.assess]
by = ["worker"]
effort_hours = 1
next = "close"
[team.north]
posts = { worker = 1 }
[team.south]
borrows = { worker = "north" }
"""
        + role("worker")
    )
    assert story(load(tmp_path, text)) == [(0, "assess", "north/worker/1", "0 09:00", "0 09:00", "0 10:00")]


FULL_TRAY = """
[demand.own]
dates = [2014-03-31T09:00:00, 2014-03-31T09:01:00, 2014-03-31T09:02:00]
priorities = { high = 1 }
begins_at = "assess"
[demand.emergency]
dates = [2014-03-31T09:30:00]
priorities = { urgent = 1 }
begins_at = "duty"
[demand.shared]
dates = [2014-03-31T08:00:00]
priorities = { high = 1 }
begins_at = "late"
[activity.late]
delay_days = 0.05
next = "duty"
[activity.assess]
by = ["worker"]
held = true
effort_hours = 1
next = "close"
[activity.duty]
by = ["worker"]
effort_hours = 1
next = "close"
[team.north]
posts = { worker = 1 }
"""


def test_held_first_lets_only_a_more_urgent_shared_step_pass_the_in_tray(tmp_path: Path) -> None:
    # The urgent step (9:30) goes before the in-tray at ten; the shared step of equal priority, ready
    # at 9:12, waits until the in-tray is empty, though it is older than none but younger than all.
    rows = story(load(tmp_path, head() + FULL_TRAY + role("worker")))
    order = sorted((row[4], row[1], row[3]) for row in rows if row[1] in ("assess", "duty"))
    assert order == [
        ("0 09:00", "assess", "0 09:00"),
        ("0 10:00", "duty", "0 09:30"),
        ("0 11:00", "assess", "0 09:01"),
        ("0 12:00", "assess", "0 09:02"),
        ("0 13:00", "duty", "0 09:12"),
    ]


def test_oldest_first_takes_the_oldest_step_of_equal_priority_wherever_it_waits(tmp_path: Path) -> None:
    text = FULL_TRAY.replace("delay_days = 0.05", "delay_days = 0.042")  # ready at nine hours, 0.48 minutes: 9:00
    text = text.replace("2014-03-31T09:01:00, 2014-03-31T09:02:00", "2014-03-31T09:02:00, 2014-03-31T09:03:00")
    text = text.replace("[2014-03-31T08:00:00]", "[2014-03-31T08:01:00]")  # so the shared step is ready at 9:01
    policy = '[rules]\ndispatch = "oldest_first"\n'
    order = [
        [
            (row[4], row[1])
            for row in sorted(story(load(tmp_path, world)), key=lambda row: str(row[4]))
            if row[1] != "late"
        ]
        for world in (head() + text + policy + role("worker"), head() + text + role("worker"))
    ]
    assert [name for _, name in order[0]] == ["assess", "duty", "duty", "assess", "assess"]
    assert [name for _, name in order[1]] == ["assess", "duty", "assess", "assess", "duty"]


def test_ties_in_a_minute_go_by_priority_then_case_then_worker(tmp_path: Path) -> None:
    text = (
        head()
        + """
[demand.ordinary]
dates = [2014-03-31T09:00:00, 2014-03-31T09:00:00]
priorities = { standard = 1 }
begins_at = "assess"
[demand.pressing]
dates = [2014-03-31T09:00:00]
priorities = { urgent = 1 }
begins_at = "assess"
[activity.assess]
by = ["worker"]
effort_hours = 1
next = "close"
[team.north]
posts = { worker = 2 }
"""
        + role("worker")
    )
    assert story(load(tmp_path, text)) == [
        (0, "assess", "north/worker/2", "0 09:00", "0 09:00", "0 10:00"),
        (1, "assess", "north/worker/1", "0 09:00", "0 10:00", "0 11:00"),
        (2, "assess", "north/worker/1", "0 09:00", "0 09:00", "0 10:00"),
    ]


def test_an_activity_may_override_the_priority_of_its_cases(tmp_path: Path) -> None:
    text = (
        head()
        + """
[demand.contact]
dates = [2014-03-31T08:10:00]
priorities = { standard = 1 }
begins_at = "front_door"
[demand.pressing]
dates = [2014-03-31T08:00:00]
priorities = { high = 1 }
begins_at = "assess"
[activity.front_door]
by = ["worker"]
priority = "urgent"
effort_hours = 1
next = "close"
[activity.assess]
by = ["worker"]
effort_hours = 1
next = "close"
[team.north]
posts = { worker = 1 }
"""
        + role("worker")
    )
    assert [(row[1], row[4]) for row in story(load(tmp_path, text))] == [
        ("assess", "0 10:00"),
        ("front_door", "0 09:00"),
    ]


def test_delays_depend_on_priority_unless_the_same_for_all(tmp_path: Path) -> None:
    text = (
        head().replace("number = 1\n", "number = 1\ndelay_factor = 0\n")
        + """
[demand.pressing]
dates = [2014-03-31T09:00:00]
priorities = { urgent = 1 }
begins_at = "screening"
[demand.ordinary]
dates = [2014-03-31T09:00:00]
priorities = { standard = 1 }
begins_at = "screening"
[activity.screening]
delay_days = 1
next = "notice"
[activity.notice]
delay_days = 2
same_delay_for_all = true
next = "close"
[team.north]
"""
    )
    assert [(row[0], row[1], row[5]) for row in story(load(tmp_path, text))] == [
        (0, "screening", "0 09:00"),
        (0, "notice", "2 09:00"),
        (1, "screening", "1 09:00"),
        (1, "notice", "3 09:00"),
    ]


def test_cases_go_to_the_worker_with_the_least_share_of_places_used(tmp_path: Path) -> None:
    # Three cases before a morning, two workers of five places: one, then the other, then the first again.
    text = head() + LONG_ABSENCE.replace(
        "dates = [2014-03-31T09:00:00]\npriorities = { high = 1 }",
        "dates = [2014-03-31T07:00:00, 2014-03-31T07:10:00]\npriorities = { high = 1 }",
    )
    service = load(tmp_path, text + role("worker", caseload=5))
    rows = story(service)
    assert [row[2] for row in rows] == ["north/worker/1", "north/worker/2", "north/worker/1"]


def test_a_case_open_on_day_one_has_its_worker_and_starts_where_it_stands(tmp_path: Path) -> None:
    text = (
        head()
        + HELD.replace("2014-03-31T09:00:00", "2014-04-30T09:00:00")
        + """
[day_one]
open = { csv = "open.csv" }
"""
    )
    (tmp_path / "open.csv").write_text(
        "stream,activity,days_since_contact,days_in_activity,team\nreferral,visit,9,2,north\n", encoding="utf-8"
    )
    service = load(tmp_path, text + role("worker", caseload=20) + role("manager"))
    rows = [row for row in story(service) if row[0] == 0]
    assert rows[0][:5] == (0, "visit", "north/worker/1", "0 00:00", "0 09:00")
    assert [row[1] for row in rows] == ["visit", "sign", "panel", "plan"]
