"""Extremes, whose results are known without theory, and the direction in which a change must push."""

from pathlib import Path

import numpy as np
from variants import ALWAYS, Run, run, variant

from sim.eventlog.log import FINISHED, WAITING
from sim.measures import Trace, check_run
from sim.units import MINUTES_PER_DAY, NEVER

NO_STOCK = "[day_one.waiting]\ncases = 0\n[day_one.open]\ncases = 0\n"
NEVER_ABSENT = "absence = { leave_days = 0, sickness_days = 0, training_days = 0 }\n"
# Held work waits for its own worker even while others are free: so each has one case at a time.
ENDLESS = f"""{NO_STOCK}
[role.adviser]
{ALWAYS}{NEVER_ABSENT}
[role.assessor]
{ALWAYS}{NEVER_ABSENT}
casework_share = 1
caseload = 1
turnover_per_year = 0
[role.manager]
{ALWAYS}{NEVER_ABSENT}
casework_share = 1
blocks = {{ chairing = 0 }}
[team.north.posts]
adviser = 60
assessor = 60
manager = 30
[team.south.posts]
assessor = 60
"""


def waits(played: Run) -> np.ndarray:
    """Waits of all finished visits to work, in minutes."""
    worked = (played.log.worker >= 0) & (played.log.status == FINISHED)
    return (played.log.start - np.maximum(played.log.ready, 0))[worked]


def test_without_staff_nobody_is_served_and_the_list_holds_everyone(tmp_path: Path) -> None:
    played = run(variant(tmp_path, "[team.north.posts]\nadviser = 0\n"))
    come = (played.demand.activity[played.demand.first[:-1]] == played.service.activities.index("contact")).sum()
    contacts = played.visits("contact")
    assert len(contacts) == come > 400
    assert {visit[-1] for visit in contacts} == {WAITING}
    assert {visit[5] for visit in contacts} == {NEVER}


def test_with_endless_staff_there_are_no_waits_but_delays_and_panels(tmp_path: Path) -> None:
    played = run(variant(tmp_path, ENDLESS))
    assert waits(played).max() == 0
    demand, log = played.demand, played.log
    closed = np.flatnonzero(log.closed < NEVER)
    assert len(closed) > 400
    needed = np.add.reduceat(demand.effort + demand.delay, demand.first[:-1])
    stay = (log.closed - demand.received)[closed]
    panel = np.zeros(demand.cases, dtype=np.int64)
    at_panel = (played.activity == played.service.activities.index("panel")) & (log.finish < NEVER)
    panel[log.case[at_panel]] = (log.finish - log.ready)[at_panel]
    assert np.array_equal(stay, (needed + panel)[closed])


def test_without_demand_nothing_happens(tmp_path: Path) -> None:
    played = run(variant(tmp_path, NO_STOCK + "[demand.referral]\nper_year = 0\n[demand.carer]\nper_year = 0\n"))
    assert played.demand.cases == len(played.log.case) == len(played.log.allocation_case) == 0
    check_run(Trace(played.service, played.demand, played.workforce, played.log))


def test_one_case_waits_for_opening_hours_only(tmp_path: Path) -> None:
    # One referral at noon on Monday 19 May 2014, who meets nobody else; a carer never comes.
    one = "[demand.carer]\nper_year = 0\n[demand.referral]\nper_year = 0\n[demand.single]\nbegins_at = 'contact'\n"
    played = run(variant(tmp_path, NO_STOCK + one + "dates = [2014-05-19T12:00:00]\nteams = { north = 1 }\n"))
    assert played.demand.cases == 1
    worked = played.log.worker >= 0
    opening = played.workforce.opening
    for worker, ready, start in zip(
        played.log.worker[worked], played.log.ready[worked], played.log.start[worked], strict=True
    ):
        first, end = played.workforce.first_slot[worker : worker + 2]
        mine = slice(int(first), int(end))
        open_then = (opening[mine] <= start) & (start < played.workforce.closing[mine])
        assert open_then.any()
        assert start == ready or start in opening[mine]


def test_above_a_load_of_one_the_list_grows_by_the_excess(tmp_path: Path) -> None:
    # 1,314 people a year of ten hours before one worker of 8,760 hours: 438 more than can be served.
    changes = "[clock]\nyears = 3\n[demand.people]\nper_year = 1314\n[team.all.posts]\nworker = 1\n"
    service = variant(tmp_path, changes, of="o02_mm3")
    lists = [(run(service, replication=replication).log.status == WAITING).sum() / 3 for replication in range(30)]
    error = np.std(lists, ddof=1) / len(lists) ** 0.5
    assert abs(np.mean(lists) - 438) < 3.5 * error
    assert error < 0.025 * 438


def test_more_staff_never_keep_the_same_people_waiting_longer_in_one_list(tmp_path: Path) -> None:
    # In one list served in order, a further worker brings every start forward or leaves it (Kiefer and Wolfowitz).
    few, more = (run(variant(tmp_path, f"[team.all.posts]\nworker = {posts}\n", of="o02_mm5")) for posts in (5, 6))
    assert (more.log.start <= few.log.start).all()
    assert (more.log.start < few.log.start).any()


def test_fewer_people_wait_less_in_each_part_of_the_pathway(tmp_path: Path) -> None:
    busy, quiet = (
        [waits(run(variant(tmp_path, f"[demand.referral]\nper_year = {n}\n"), replication=r)).mean() for r in range(4)]
        for n in (500, 250)
    )
    assert all(b > q for b, q in zip(busy, quiet, strict=True))


def test_switching_calendar_delays_off_takes_them_away(tmp_path: Path) -> None:
    played = run(variant(tmp_path, "[rules]\ncalendar_delays = false\n"))
    letters = played.visits("letter")
    assert letters
    assert all(finish == start for _, _, _, _, _, start, finish, _, _ in letters)


def test_day_one_is_on_the_first_mornings_lists(tmp_path: Path) -> None:
    played = run(variant(tmp_path))
    old = played.demand.received < 0
    assert old.sum() == 50
    first = played.log.step == 0
    assert (played.log.ready[first & old[played.log.case]] <= 0).sum() == 50
    assert (played.log.start[first & old[played.log.case]] >= 0).all()
    assert (played.demand.received[old] >= -60 * MINUTES_PER_DAY).all()
