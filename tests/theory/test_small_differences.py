"""Two worlds that differ in one thing differ nowhere that this thing cannot reach: bit for bit."""

from pathlib import Path

import numpy as np
import pytest
from test_directions import ENDLESS
from variants import identity, run, variant

UPSTREAM_OF_ASSESSMENT = ("contact", "letter")
UPSTREAM_OF_SIGN_OFF = (*UPSTREAM_OF_ASSESSMENT, "assessment", "planning", "panel")


@pytest.mark.parametrize(
    ("posts", "upstream"),
    [
        ("[team.north.posts]\nassessor = 3\n", UPSTREAM_OF_ASSESSMENT),
        ("[team.south.posts]\nassessor = 3\n", UPSTREAM_OF_ASSESSMENT),
        ("[team.north.posts]\nmanager = 2\n", UPSTREAM_OF_SIGN_OFF),
    ],
)
def test_one_more_post_leaves_everything_upstream_as_it_was(
    tmp_path: Path, posts: str, upstream: tuple[str, ...]
) -> None:
    before, after = run(variant(tmp_path)), run(variant(tmp_path, posts))
    assert before.visits(*upstream) == after.visits(*upstream)
    assert before.visits("sign_off") != after.visits("sign_off")


def test_one_more_post_in_one_team_leaves_the_other_as_it_was(tmp_path: Path) -> None:
    # Nobody covers for the other team, so the south's assessments do not change with the north's posts.
    before, after = run(variant(tmp_path)), run(variant(tmp_path, "[team.north.posts]\nassessor = 3\n"))
    south = [[v for v in p.visits("assessment", "planning") if v[3].startswith("south")] for p in (before, after)]
    assert south[0] == south[1] != []


def test_ten_per_cent_more_people_change_nothing_for_the_others_when_staff_are_endless(tmp_path: Path) -> None:
    before = run(variant(tmp_path, ENDLESS))
    after = run(variant(tmp_path, ENDLESS + "[demand.referral]\nper_year = 440\n[demand.carer]\nper_year = 132\n"))
    everywhere = before.service.activities
    # All but who did it: a free worker is a free worker.
    anonymous = [{(*v[:3], *v[4:]) for v in played.visits(*everywhere)} for played in (before, after)]
    assert anonymous[0] < anonymous[1]


def test_ten_per_cent_more_people_keep_every_earlier_person_with_the_same_needs(tmp_path: Path) -> None:
    before = run(variant(tmp_path))
    after = run(variant(tmp_path, "[demand.referral]\nper_year = 440\n[demand.carer]\nper_year = 132\n"))
    needs = []
    for played in (before, after):
        demand = played.demand
        of_steps = (demand.activity, demand.skill_list, demand.team, demand.effort, demand.delay, demand.deferrals)
        steps = np.split(np.stack(of_steps), demand.first[1:-1], axis=1)
        of_cases = zip(demand.received.tolist(), demand.priority.tolist(), (s.tolist() for s in steps), strict=True)
        needs.append({identity(played.service, demand, case): need for case, need in enumerate(of_cases)})
    assert all(needs[1][who] == need for who, need in needs[0].items())
    assert len(needs[1]) > len(needs[0])


def test_an_added_stream_with_staff_of_its_own_changes_no_other_visit(tmp_path: Path) -> None:
    added = """
[demand.equipment]
per_year = 300
begins_at = "fitting"
[activity.fitting]
by = ["fitter@any"]
effort_hours = 2
next = "close"
[role.fitter]
contract_hours_per_week = 37
absence = { leave_days = 27, sickness_days = 8 }
[team.north.posts]
fitter = 1
"""
    before, after = run(variant(tmp_path)), run(variant(tmp_path, added))
    assert before.visits(*before.service.activities) == after.visits(*before.service.activities)
    assert len(after.visits("fitting")) > 200


def test_an_added_last_activity_changes_no_visit_before_it(tmp_path: Path) -> None:
    added = """
[activity.sign_off]
next = { review = 1, close = 0 }
[activity.review]
by = ["reviewer@any"]
effort_hours = { distribution = "gamma", mean = 3, cv = 0.5 }
next = "close"
[role.reviewer]
contract_hours_per_week = 37
[team.south.posts]
reviewer = 1
"""
    before, after = run(variant(tmp_path)), run(variant(tmp_path, added))
    assert before.visits(*before.service.activities) == after.visits(*before.service.activities)
    assert after.visits("review")


def test_a_longer_horizon_changes_nothing_that_ended_before_it(tmp_path: Path) -> None:
    short, long = run(variant(tmp_path)), run(variant(tmp_path, "[clock]\nyears = 2\n"))
    ended = {v for v in short.visits(*short.service.activities) if v[6] < short.log.horizon}
    assert ended < set(long.visits(*long.service.activities))
