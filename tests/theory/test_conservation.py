"""What no run may break, whatever the world: work is neither lost nor made, and nobody is in two places.

Hypothesis makes small worlds of every rule there is; each is checked against the tables it ran on,
with none of the engine's own arithmetic.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from variants import Run

from sim.engine import simulate
from sim.eventlog.log import FINISHED
from sim.measures import Trace, check_run
from sim.scenario.timeline import ANY_TEAM, NO_TEAM, OWN_TEAM
from sim.units import NEVER
from worlds import draw, load

WORK_KINDS = {
    "shared": 'by = ["clerk@any"]\n',
    "own_team": 'by = ["officer", "clerk@any"]\n',
    "held": 'by = [{ share = 0.5, who = ["officer"] }, { share = 0.5, who = ["officer", "clerk"] }]\nheld = true\n',
}


@dataclass(frozen=True)
class World:
    """The text of a small world, and the minutes it takes a new worker to read a case."""

    text: str
    reread: int


@st.composite
def worlds(choose: st.DrawFn) -> World:
    """A chain of up to five activities, one or two teams, two roles, and rules of every kind."""
    kinds = choose(st.lists(st.sampled_from([*WORK_KINDS, "delay", "panel"]), min_size=1, max_size=4))
    kinds.insert(choose(st.integers(0, len(kinds))), "held")
    activities = ""
    for place, kind in enumerate(kinds):
        activities += f"[activity.step_{place}]\n" + WORK_KINDS.get(kind, "")
        onward = f"step_{place + 1}" if place + 1 < len(kinds) else "close"
        if kind == "delay":
            activities += 'delay_days = { distribution = "triangular", min = 0, mode = 2, max = 9 }\n'
        elif kind == "panel":
            activities += (
                'gate = { every = "week", day = "wed", cut_off_days = 1, capacity = 3, deferred_share = 0.2 }\n'
            )
        else:
            hours = choose(st.sampled_from([0.01, 0.5, 4, 12]))
            activities += f'effort_hours = {{ distribution = "lognormal", mean = {hours}, cv = 1 }}\n'
        back = choose(st.sampled_from([0, 0.2]))
        activities += f"next = {{ {onward} = {1 - back}, step_0 = {back} }}\n"
    reread = choose(st.sampled_from([0, 1]))
    dispatch, absence = (
        choose(st.sampled_from(["held_first", "oldest_first"])),
        choose(st.sampled_from(["drawn", "even"])),
    )
    text = f"""
title = "Made up"
[clock]
start_date = 2014-03-31
years = {choose(st.sampled_from([0.3, 1]))}
bank_holidays = "England"
[priority.urgent]
number = 1
delay_factor = 0
[priority.standard]
number = 2
[rules]
dispatch = "{dispatch}"
absence = "{absence}"
teams = "{choose(st.sampled_from(["separate", "pooled"]))}"
handback_days = {choose(st.sampled_from([2, 14]))}
handback_priority = {choose(st.sampled_from([2, 1, 0]))}
reread_hours = {reread}
[demand.people]
per_year = {choose(st.sampled_from([150, 400, 30]))}
priorities = {{ urgent = 0.3, standard = 0.7 }}
teams = {{ one = 0.5, two = 0.5 }}
begins_at = "step_0"
{activities}
[role.officer]
contract_hours_per_week = {choose(st.sampled_from([37, 20]))}
casework_share = {choose(st.sampled_from([1, 0.33]))}
caseload = {choose(st.sampled_from([2, 15]))}
absence = {{ leave_days = 25, sickness_days = 12, sickness_none_share = 0.2, training_days = 3 }}
turnover_per_year = {choose(st.sampled_from([2.5, 0]))}
weeks_to_fill = 3
starter = {{ productivity_share = 0.5, weeks = 8 }}
[role.clerk]
hours = "08:30-13:30"
contract_hours_per_week = 20
days = ["mon", "wed", "thu", "sat"]
blocks = {{ duty = 200 }}
absence = {{ leave_days = 10, sickness_days = 20 }}
[team.one]
posts = {{ officer = {{ number = 2, part_time = [0.5] }}, clerk = 1 }}
[team.two]
posts = {{ officer = {choose(st.integers(1, 2))} }}
borrows = {{ clerk = "one" }}
[day_one.waiting]
cases = {choose(st.sampled_from([0, 12]))}
stream = "people"
reached = {{ step_0 = 1 }}
[day_one.open]
cases = {choose(st.sampled_from([0, 12]))}
stream = "people"
reached = {{ step_{len(kinds) - 1} = 1 }}
"""
    return World(text, reread * 60)


def casework_by(played: Run, worker: int, minute: int) -> int:
    """Minutes of a worker's timetable before a minute: whole slots, and the even share of one begun."""
    first, end = played.workforce.first_slot[worker : worker + 2]
    total = 0
    for slot in range(int(first), int(end)):
        opening, closing = int(played.workforce.opening[slot]), int(played.workforce.closing[slot])
        if opening < minute:
            total += int(played.workforce.minutes[slot]) * (min(minute, closing) - opening) // (closing - opening)
    return total


def assert_effort_is_conserved(played: Run, reread: int) -> None:
    """The minutes of a closed case are its efforts, and a reading for each new worker who took it over."""
    demand, log = played.demand, played.log
    used = np.bincount(log.case, weights=log.minutes, minlength=demand.cases)
    needed = np.bincount(np.repeat(np.arange(demand.cases), np.diff(demand.first)), weights=demand.effort)
    workers = np.bincount(log.allocation_case[log.allocated < NEVER], minlength=demand.cases)
    closed = log.closed < NEVER
    assert np.array_equal(used[closed], (needed + reread * np.maximum(workers - 1, 0))[closed])


def assert_nobody_does_two_things_at_once(played: Run) -> None:
    """The visits of each worker follow on one another."""
    log = played.log
    worked = np.flatnonzero((log.worker >= 0) & (log.start < NEVER))
    order = worked[np.lexsort((log.finish[worked], log.start[worked], log.worker[worked]))]
    same = log.worker[order][1:] == log.worker[order][:-1]
    assert (log.start[order][1:] >= log.finish[order][:-1])[same].all()


def assert_work_is_done_in_working_time(played: Run) -> None:
    """Work starts when its worker is there, after it is ready, and takes the casework of its span."""
    log, workforce = played.log, played.workforce
    for visit in np.flatnonzero(log.worker >= 0).tolist():
        worker, start = int(log.worker[visit]), int(log.start[visit])
        finish = min(int(log.finish[visit]), log.horizon)
        mine = slice(*workforce.first_slot[worker : worker + 2].tolist())
        opening, closing = workforce.opening[mine], workforce.closing[mine]
        assert ((opening <= start) & (start < closing)).any()
        assert log.ready[visit] <= start
        assert workforce.employed_from[worker] <= start and finish <= workforce.employed_to[worker]
        assert log.minutes[visit] == casework_by(played, worker, finish) - casework_by(played, worker, start)
        if log.status[visit] == FINISHED:
            assert ((opening < finish) & (finish <= closing)).any()


def assert_shared_work_is_done_by_those_named(played: Run) -> None:
    """A worker's role is on the step's list, and their team is the one that the list means."""
    service, demand, log, workforce = played.service, played.demand, played.log, played.workforce
    pooled = service.base.rules.teams == "pooled"
    for visit in np.flatnonzero((log.worker >= 0) & ~held(played)).tolist():
        step = demand.first[log.case[visit]] + log.step[visit]
        worker = int(log.worker[visit])
        teams = [
            demand.team[step] if who.team == OWN_TEAM else who.team
            for who in service.lists[demand.skill_list[step]].who
            if who.role == workforce.role[worker]
        ]
        assert any(pooled or team in (ANY_TEAM, NO_TEAM, *workforce.serves[worker]) for team in teams)


def assert_held_work_is_done_by_the_holder(played: Run) -> None:
    """A held step is done, from start to finish, while its case is its worker's own."""
    log = played.log
    spans = zip(log.allocation_case, log.allocated_to, log.allocated, log.released, strict=True)
    holds: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for case, worker, begins, ends in spans:
        holds.setdefault((int(case), int(worker)), []).append((int(begins), int(ends)))
    for visit in np.flatnonzero((log.worker >= 0) & held(played)).tolist():
        mine = holds[int(log.case[visit]), int(log.worker[visit])]
        assert any(begins <= log.start[visit] and log.finish[visit] <= ends for begins, ends in mine)


def held(played: Run) -> NDArray[np.bool_]:
    """Whether each visit is to a held step."""
    return np.array([played.service.base.activity[name].held for name in played.service.activities])[played.activity]


def assert_nobody_holds_more_cases_than_places(played: Run) -> None:
    """Cases held at once never pass the places, but for those a worker had on the first morning."""
    log = played.log
    for worker, places in enumerate(played.workforce.places.tolist()):
        mine = log.allocated_to == worker
        taken = np.sort(log.allocated[mine & (log.allocated > 0)])
        now_held = [((log.allocated[mine] <= at) & (log.released[mine] > at)).sum() for at in taken.tolist()]
        assert places < 0 or max(now_held, default=0) <= max(places, 0)


def assert_nobody_holds_a_case_after_leaving(played: Run) -> None:
    """By a worker's last day all their cases have gone back."""
    log = played.log
    held_by = log.allocated < NEVER
    leaves = played.workforce.employed_to[log.allocated_to[held_by]]
    assert (log.released[held_by] <= leaves)[leaves < log.horizon].all()


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(world=worlds())
def test_no_world_breaks_the_laws_of_conservation(world: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    service = load(tmp_path_factory.getbasetemp(), world.text, "made_up.toml")
    demand, workforce = draw(service)
    played = Run(service, demand, workforce, simulate(service, demand, workforce))
    check_run(Trace(service, demand, workforce, played.log))
    assert_effort_is_conserved(played, world.reread)
    assert_nobody_does_two_things_at_once(played)
    assert_work_is_done_in_working_time(played)
    assert_shared_work_is_done_by_those_named(played)
    assert_held_work_is_done_by_the_holder(played)
    assert_nobody_holds_more_cases_than_places(played)
    assert_nobody_holds_a_case_after_leaving(played)
