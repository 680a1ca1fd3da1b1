"""Posts on the first and the last day."""

from pathlib import Path

from small import write
from whole import WHOLE

from sim.scenario import load_service
from sim.scenario.establishment import Establishment, establishment

TEMPS = """
[[change]]
from = 2015-04-01
set = { "team.north.posts.nurse" = 3 }
"""


def test_a_partners_posts_count_in_their_own_team_only(tmp_path: Path) -> None:
    service = load_service(write(tmp_path, WHOLE + TEMPS))
    assert establishment(service, "nurse") == Establishment((1, 3), (1, 3))
    assert establishment(service, "nurse", "partner") == Establishment((2, 2), (2, 2))


def test_posts_of_roles_that_report_as_another_count_with_it(tmp_path: Path) -> None:
    service = load_service(write(tmp_path, WHOLE.replace("[role.guide]", '[role.guide]\nreports_as = "nurse"')))
    assert establishment(service, "nurse") == Establishment((2, 2), (2, 2))
