"""Teams that do one another's work, beside teams that do not."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputFault
from sim.measures.load import offered_load
from worlds import draw, head, load, play, role, story

PAIR = '[rules]\npooled_teams = [["north", "south"]]\n'


def three(rules: str = "", *, teams: str = "{ north = 1 }", held: bool = False, per_case: float = 4) -> str:
    """Two cases of a team at nine on Monday; one worker in each of three teams."""
    return (
        head()
        + role("worker", caseload=1)
        + f"""
[demand.referral]
dates = [2014-03-31T09:00:00, 2014-03-31T09:00:00]
teams = {teams}
begins_at = "job"
[activity.job]
by = ["worker"]
held = {str(held).lower()}
effort_hours = {per_case}
next = "close"
[team.north.posts]
worker = 1
[team.south.posts]
worker = 1
[team.west.posts]
worker = 1
"""
        + rules
    )


@pytest.mark.parametrize("held", [False, True])
def test_a_pooled_teams_worker_takes_what_waits_for_the_other(tmp_path: Path, held: bool) -> None:
    alone = story(load(tmp_path, three(held=held)))
    assert [(row[2], row[4]) for row in alone] == [("north/worker/1", "0 09:00"), ("north/worker/1", "0 13:00")]
    pooled = story(load(tmp_path, three(PAIR, held=held)))
    assert [(row[2], row[4]) for row in pooled] == [("north/worker/1", "0 09:00"), ("south/worker/1", "0 09:00")]


@pytest.mark.parametrize("held", [False, True])
def test_a_team_outside_the_group_neither_helps_nor_is_helped(tmp_path: Path, held: bool) -> None:
    rows = story(load(tmp_path, three(PAIR, teams="{ west = 1 }", held=held)))
    assert [(row[2], row[4]) for row in rows] == [("west/worker/1", "0 09:00"), ("west/worker/1", "0 13:00")]


def test_a_team_named_in_a_list_means_its_group_too(tmp_path: Path) -> None:
    text = three(PAIR, teams="{ west = 1 }").replace('by = ["worker"]', 'by = ["worker@south"]')
    assert {row[2] for row in story(load(tmp_path, text))} == {"north/worker/1", "south/worker/1"}


def test_a_group_has_the_posts_that_one_of_its_teams_borrows(tmp_path: Path) -> None:
    borrowed = '[team.south]\nborrows = { worker = "west" }\n'
    rows = story(load(tmp_path, three(borrowed + PAIR, per_case=4).replace("[team.south.posts]\nworker = 1\n", "")))
    assert [row[2] for row in rows] == ["north/worker/1", "west/worker/1"]


def test_two_groups_keep_to_themselves(tmp_path: Path) -> None:
    two = '[team.far.posts]\nworker = 1\n[rules]\npooled_teams = [["north", "south"], ["west", "far"]]\n'
    for team, helpers in (("north", {"north", "south"}), ("far", {"west", "far"})):
        rows = story(load(tmp_path, three(two, teams=f"{{ {team} = 1 }}")))
        assert {str(row[2]).partition("/")[0] for row in rows} == helpers


def test_one_group_of_all_teams_is_the_same_as_pooling_all(tmp_path: Path) -> None:
    every = '[rules]\npooled_teams = [["north", "south", "west"]]\n'
    both = [story(load(tmp_path, three(rules))) for rules in (every, '[rules]\nteams = "pooled"\n')]
    assert both[0] == both[1]


def busy(rules: str, rate: float) -> str:
    """A year of held cases of four hours, three in four of them the north's."""
    return three(rules, teams="{ north = 0.75, south = 0.25 }", held=True).replace(
        "dates = [2014-03-31T09:00:00, 2014-03-31T09:00:00]", f"per_year = {rate}"
    ).replace("years = 0.1", "years = 1")  # fmt: skip


def test_the_offered_load_of_a_group_is_shared_out(tmp_path: Path) -> None:
    # 261 days x 8 hours in a year of 365 days; 600 cases of four hours, or as many as a year of 365 days has.
    load_of = {}
    for name, rules in (("alone", ""), ("pooled", PAIR)):
        found = offered_load(load(tmp_path, busy(rules, 600)))
        load_of[name] = {cell.team: cell.load for cell in found.cells}
        lists = {item.team: item.cases for item in found.lists}
        assert set(lists) == ({"north", "south"} if name == "alone" else {"north+south"})
    total = load_of["alone"]["north"] + load_of["alone"]["south"]
    assert load_of["alone"]["north"] == pytest.approx(0.75 * total)
    assert load_of["pooled"]["north"] == load_of["pooled"]["south"] == pytest.approx(total / 2)
    assert load_of["pooled"]["west"] == 0


def test_pooling_shortens_waits_while_there_is_time_to_spare_and_adds_no_hour_when_there_is_none(
    tmp_path: Path,
) -> None:
    def done_and_used(rules: str, rate: float) -> tuple[int, int]:
        log = play(load(tmp_path, busy(rules, rate)))
        return int((log.finish[log.worker >= 0] < log.horizon).sum()), int(log.minutes.sum())

    # 800 cases a year are 3,200 of the two's 4,176 hours; the north's part alone, 2,400 of its 2,088.
    alone, pooled = done_and_used("", 800), done_and_used(PAIR, 800)
    assert pooled[0] > alone[0] + 60
    assert alone[1] < pooled[1] < 60 * 4_176
    # At 4,000 a year everybody works every minute, pooled or not.
    alone, pooled = done_and_used("", 4_000), done_and_used(PAIR, 4_000)
    assert pooled[1] == pytest.approx(alone[1], rel=0.005)
    assert abs(pooled[0] - alone[0]) <= 4


def test_a_pool_changes_no_persons_needs_and_no_timetable(tmp_path: Path) -> None:
    one, two = (draw(load(tmp_path, busy(rules, 600))) for rules in ("", PAIR))
    assert np.array_equal(one[0].effort, two[0].effort)
    assert np.array_equal(one[0].team, two[0].team)
    assert np.array_equal(one[1].minutes, two[1].minutes)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ('pooled_teams = [["north", "soth"]]', "rules.pooled_teams[0]: there is no team of this name (found 'soth')."
         " Did you mean 'south'?"),
        ('pooled_teams = [["north", "south"], ["south", "west"]]',
         "rules.pooled_teams[1]: a team belongs to one group, once (found 'south')."),
        ('pooled_teams = [["north"]]', "rules.pooled_teams[0]: a group is of two teams or more (found 'north')."),
        ('teams = "pooled"\npooled_teams = [["north", "south"]]', "rules.pooled_teams: all teams are pooled already."
         ' Leave pooled_teams out, or set teams = "separate".'),
    ],
)  # fmt: skip
def test_a_group_that_makes_no_sense_is_refused(tmp_path: Path, rules: str, told: str) -> None:
    with pytest.raises(InputFault) as fault:
        load(tmp_path, three(f"[rules]\n{rules}\n"))
    assert told in str(fault.value)
