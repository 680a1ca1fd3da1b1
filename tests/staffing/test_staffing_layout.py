"""Posts are spread over teams by largest remainder, and tied posts follow."""

import pytest

from sim.experiment.staffing.layout import Layout, by_load, spread
from sim.measures import offered_load
from sim.scenario import load_service
from sim.scenario.experiments import VaryingPosts


@pytest.mark.parametrize(
    ("total", "shares", "expected"),
    [
        (10, (0.5, 0.3, 0.2), (5, 3, 2)),
        (11, (0.5, 0.3, 0.2), (6, 3, 2)),  # 5.5, 3.3, 2.2
        (7, (1, 1, 1), (3, 2, 2)),  # of equal remainders the first wins
        (12, (2, 0, 1), (8, 0, 4)),
        (3, (0.9, 0.05, 0.05), (1, 1, 1)),  # who has a share has one post
        (10, (0.96, 0.02, 0.02), (8, 1, 1)),
        (2, (0.2, 0.5, 0.3), (0, 1, 1)),  # too few for all: the largest come first
        (0, (0.2, 0.8), (0, 0)),
    ],
)
def test_posts_are_spread_by_largest_remainder(
    total: int, shares: tuple[float, ...], expected: tuple[int, ...]
) -> None:
    assert spread(total, shares) == expected


def test_all_posts_are_spread() -> None:
    for total in range(60):
        assert sum(spread(total, (0.41, 0.33, 0.17, 0.05, 0.04))) == total


def varying(name: str, *teams: str, one_for: float = 0.0, of: tuple[str, ...] = (), least: int = 0) -> VaryingPosts:
    """Posts of a role of the same name."""
    return VaryingPosts(name, name, name, name, teams, None, least, None, (0,) * len(teams), one_for=one_for, of=of)


@pytest.mark.parametrize(("plan", "deputies"), [((7, 7), 2), ((7, 8), 3), ((21, 0), 3), ((1, 1), 2)])
def test_tied_posts_are_one_for_so_many_rounded_up_and_their_least_at_least(
    plan: tuple[int, int], deputies: int
) -> None:
    tied = varying("deputy", "south", one_for=7, of=("worker", "planner"), least=2)
    layout = Layout(
        (varying("worker", "north", "south"), varying("planner", "north")), (tied,), ((2.0, 1.0), (1.0,), (1.0,))
    )
    assert layout.totals(plan) == (*plan, deputies)
    posts = layout.posts(plan)
    assert posts["south", "deputy"] == deputies
    assert posts["north", "worker"] + posts["south", "worker"] == plan[0]


def test_agency_staff_go_where_the_work_is_of_those_they_are_reported_as() -> None:
    service = load_service("thurrock-2014")
    load = offered_load(service, 0)
    teams = ("locality_north", "mh_complex_safeguarding")
    roles = {
        role: VaryingPosts(role, role, role, "social_worker", teams, None, 0, None, (0, 0))
        for role in ("social_worker", "agency_social_worker")
    }
    shares = {role: by_load(item, load) for role, item in roles.items()}
    assert shares["agency_social_worker"] == shares["social_worker"]
    assert min(shares["social_worker"]) > 0
