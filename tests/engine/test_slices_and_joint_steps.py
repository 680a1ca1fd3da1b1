"""Hand-worked trajectories of slices and of steps that two workers take together."""

from pathlib import Path

from worlds import away, draw, head, leaves, load, minute, role, simulate, story, tell


def jobs(
    posts: int, hours: float, *, standard: list[str], urgent: list[str], urgent_hours: float = 1, **settings: object
) -> str:
    """Standard jobs of so many hours, and urgent ones, for one role with slices of two hours."""
    streams = "".join(
        f"""
[demand.{name}]
dates = [{", ".join(dates)}]
priorities = {{ {name} = 1 }}
begins_at = "{name}_job"
[activity.{name}_job]
by = ["worker"]
effort_hours = {length}
next = "close"
"""
        for name, dates, length in (("standard", standard, hours), ("urgent", urgent, urgent_hours))
    )
    given = {"slice_hours": 2, **settings}
    return head() + streams + role("worker", **given) + f"[team.north]\nposts = {{ worker = {posts} }}\n"


NINE, TEN = "2014-03-31T09:00:00", "2014-03-31T10:00:00"


def test_urgent_work_enters_between_two_slices(tmp_path: Path) -> None:
    assert story(load(tmp_path, jobs(1, 5, standard=[NINE], urgent=[TEN]))) == [
        (0, "standard_job", "north/worker/1", "0 09:00", "0 09:00", "0 11:00", "set_aside"),
        (0, "standard_job", "north/worker/1", "0 09:00", "0 12:00", "0 15:00"),
        (1, "urgent_job", "north/worker/1", "0 10:00", "0 11:00", "0 12:00"),
    ]


def test_without_slices_urgent_work_waits_for_the_end_of_the_step(tmp_path: Path) -> None:
    text = jobs(1, 5, standard=[NINE], urgent=[TEN])
    assert story(load(tmp_path, text + "[rules]\nslices = false\n")) == [
        (0, "standard_job", "north/worker/1", "0 09:00", "0 09:00", "0 14:00"),
        (1, "urgent_job", "north/worker/1", "0 10:00", "0 14:00", "0 15:00"),
    ]


def test_a_step_that_nothing_comes_between_is_one_visit(tmp_path: Path) -> None:
    assert story(load(tmp_path, jobs(1, 5, standard=[NINE], urgent=["2014-04-01T09:00:00"])))[0] == (
        (0, "standard_job", "north/worker/1", "0 09:00", "0 09:00", "0 14:00")
    )


def test_a_shared_step_set_aside_stays_with_its_worker(tmp_path: Path) -> None:
    # Both look up at 11. The urgent job goes to the first; the second goes on, and is done at 14.
    # The first resumes its own at 12, though the second would have been free for it at 14.
    assert story(load(tmp_path, jobs(2, 5, standard=[NINE, NINE], urgent=[TEN]))) == [
        (0, "standard_job", "north/worker/1", "0 09:00", "0 09:00", "0 11:00", "set_aside"),
        (0, "standard_job", "north/worker/1", "0 09:00", "0 12:00", "0 15:00"),
        (1, "standard_job", "north/worker/2", "0 09:00", "0 09:00", "0 14:00"),
        (2, "urgent_job", "north/worker/1", "0 10:00", "0 11:00", "0 12:00"),
    ]


def test_a_shared_step_set_aside_goes_back_when_its_worker_leaves(tmp_path: Path) -> None:
    # Six of ten hours are done when the urgent job enters at 15; the first leaves at 17, when it is done. The
    # second has two more hours to do on Tuesday morning, and then the four that are left.
    text = jobs(2, 10, standard=[NINE, NINE], urgent=["2014-03-31T14:30:00"], urgent_hours=2)
    service = load(tmp_path, text)
    demand, workforce = draw(service)
    told = tell(service, demand, leaves(workforce, "north/worker/1", minute("0 17:00")))
    assert told[:2] == [
        (0, "standard_job", "north/worker/1", "0 09:00", "0 09:00", "0 15:00", "set_aside"),
        (0, "standard_job", "north/worker/2", "0 09:00", "1 11:00", "1 15:00"),
    ]


def test_slices_use_exactly_the_effort(tmp_path: Path) -> None:
    service = load(tmp_path, jobs(1, 5, standard=[NINE], urgent=[TEN], casework_share=0.37))
    demand, workforce = draw(service)
    log = simulate(service, demand, workforce)
    assert [int(log.minutes[log.case == case].sum()) for case in (0, 1)] == [300, 60]


JOINT = """
[demand.referral]
dates = [2014-03-31T09:00:00]
priorities = { standard = 1 }
begins_at = "visit"
[activity.visit]
by = ["worker"]
held = true
effort_hours = 2
joint = { by = ["nurse"], effort_hours = 3 }
next = "write_up"
[activity.write_up]
by = ["worker"]
held = true
effort_hours = 1
next = "close"
[demand.dressing]
dates = [DRESSINGS]
priorities = { standard = 1 }
begins_at = "dress"
[activity.dress]
by = ["nurse"]
effort_hours = 2
next = "close"
[team.north]
posts = { worker = 1, nurse = NURSES }
"""


def joint(*, dressings: str = "", nurses: int = 1) -> str:
    text = JOINT.replace("DRESSINGS", dressings).replace("NURSES", str(nurses))
    return head() + text + role("worker", caseload=5) + role("nurse")


def test_a_joint_step_takes_both_workers_each_for_their_own_time_and_the_case_goes_on_after_the_later(
    tmp_path: Path,
) -> None:
    service = load(tmp_path, joint(dressings="2014-05-01T09:00:00"))
    assert story(service)[:3] == [
        (0, "visit", "north/worker/1", "0 09:00", "0 09:00", "0 11:00"),
        (0, "visit", "north/nurse/1", "0 09:00", "0 09:00", "0 12:00", "assisted"),
        (0, "write_up", "north/worker/1", "0 12:00", "0 12:00", "0 13:00"),
    ]


def test_a_promised_second_worker_finishes_what_is_in_hand_and_takes_nothing_else(tmp_path: Path) -> None:
    # The nurse has a dressing from 08:30 (in hand from 9 to 11) and another waiting. Promised at 9, she comes at 11,
    # before the second dressing, which is older than nothing but the promise; it follows at 14.
    service = load(tmp_path, joint(dressings="2014-03-31T08:30:00, 2014-03-31T08:40:00"))
    assert sorted(story(service)) == sorted([
        (0, "dress", "north/nurse/1", "0 08:30", "0 09:00", "0 11:00"),
        (1, "dress", "north/nurse/1", "0 08:40", "0 14:00", "0 16:00"),
        (2, "visit", "north/nurse/1", "0 09:00", "0 11:00", "0 14:00", "assisted"),
        (2, "visit", "north/worker/1", "0 09:00", "0 11:00", "0 13:00"),
        (2, "write_up", "north/worker/1", "0 14:00", "0 14:00", "0 15:00"),
    ])  # fmt: skip


def test_the_second_worker_is_whoever_is_free_soonest(tmp_path: Path) -> None:
    # The first nurse has a dressing until 11; the second is free at once.
    service = load(tmp_path, joint(dressings="2014-03-31T08:30:00", nurses=2))
    assert ("north/nurse/2", "0 09:00") in [(row[2], row[4]) for row in story(service) if row[1] == "visit"]


def test_a_joint_step_waits_for_a_day_on_which_a_second_worker_is_there(tmp_path: Path) -> None:
    # The only nurse is away on Monday and Tuesday.
    service = load(tmp_path, joint(dressings="2014-05-01T09:00:00"))
    demand, workforce = draw(service)
    told = tell(service, demand, away(workforce, "north/nurse/1", 0, 1))
    assert told[0] == (0, "visit", "north/worker/1", "0 09:00", "2 09:00", "2 11:00")


def test_while_no_second_worker_can_be_had_the_holder_does_other_things(tmp_path: Path) -> None:
    text = (
        joint(dressings="2014-05-01T09:00:00")
        + """
[demand.letter]
dates = [2014-03-31T09:30:00]
priorities = { standard = 1 }
begins_at = "answer"
[activity.answer]
by = ["worker"]
effort_hours = 1
next = "close"
"""
    )
    service = load(tmp_path, text)
    demand, workforce = draw(service)
    told = tell(service, demand, away(workforce, "north/nurse/1", 0, 0))
    assert (1, "answer", "north/worker/1", "0 09:30", "0 09:30", "0 10:30") in told
    assert told[0] == (0, "visit", "north/worker/1", "0 09:00", "1 09:00", "1 11:00")


def test_when_joint_steps_are_off_the_case_s_own_worker_goes_alone(tmp_path: Path) -> None:
    service = load(tmp_path, joint(dressings="2014-05-01T09:00:00") + "[rules]\njoint_steps = false\n")
    assert story(service)[:2] == [
        (0, "visit", "north/worker/1", "0 09:00", "0 09:00", "0 11:00"),
        (0, "write_up", "north/worker/1", "0 11:00", "0 11:00", "0 12:00"),
    ]


def test_a_second_worker_who_leaves_for_good_has_done_their_part(tmp_path: Path) -> None:
    service = load(tmp_path, joint(dressings="2014-05-01T09:00:00"))
    demand, workforce = draw(service)
    told = tell(service, demand, leaves(workforce, "north/nurse/1", minute("0 11:30")))
    assert told[:3] == [
        (0, "visit", "north/worker/1", "0 09:00", "0 09:00", "0 11:00"),
        (0, "visit", "north/nurse/1", "0 09:00", "0 09:00", "0 11:30", "assisted"),
        (0, "write_up", "north/worker/1", "0 11:30", "0 11:30", "0 12:30"),
    ]


def test_nobody_is_promised_who_goes_home_before_the_start(tmp_path: Path) -> None:
    # The dressing would be done at 11, but the nurse leaves for good at 10. Her colleague is back on
    # Wednesday, finishes the dressing by 10, and then comes along.
    service = load(tmp_path, joint(dressings="2014-03-31T08:30:00", nurses=2))
    demand, workforce = draw(service)
    workforce = leaves(away(workforce, "north/nurse/2", 0, 1), "north/nurse/1", minute("0 10:00"))
    visits = [row for row in tell(service, demand, workforce) if row[1] == "visit"]
    assert visits == [
        (1, "visit", "north/worker/1", "0 09:00", "2 10:00", "2 12:00"),
        (1, "visit", "north/nurse/2", "0 09:00", "2 10:00", "2 13:00", "assisted"),
    ]
