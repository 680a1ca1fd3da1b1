"""Flows of a pathway: what comes to an activity goes on from it or is closed, and hand-worked numbers."""

from pathlib import Path

import pytest

from sim.measures.moves import Moves, moves
from sim.measures.volumes import spans, stream_volumes
from sim.scenario import load_service
from tiny import tiny_config

THURROCK = Path(__file__).parents[2] / "configs" / "thurrock-2014.toml"


@pytest.fixture(scope="module")
def thurrock() -> Moves:
    return moves(load_service(THURROCK), 0)


def test_half_of_the_small_services_referrals_are_assessed(tmp_path: Path) -> None:
    service = load_service(tiny_config(tmp_path))
    ((epoch, begin, end),) = spans(service, 0)
    referrals = stream_volumes(service, epoch.scenario, begin, end)["referral"]
    found = moves(service, 0)
    assert found.entries == {("referral", "front_door"): referrals}
    assert found.onward == {("front_door", "assessment"): pytest.approx(referrals / 2)}
    assert found.ends == {"front_door": pytest.approx(referrals / 2), "assessment": pytest.approx(referrals / 2)}
    assert found.asked["assessment", "social_worker"] == pytest.approx(referrals / 2)


def test_what_comes_to_an_activity_came_from_somewhere(thurrock: Moves) -> None:
    into = dict.fromkeys(thurrock.visits, 0.0)
    for flows in (thurrock.entries, thurrock.onward, thurrock.beside):
        for (_, activity), cases in flows.items():
            into[activity] = into.get(activity, 0.0) + cases
    for activity, cases in thurrock.visits.items():
        assert into[activity] == pytest.approx(cases, abs=1e-6), activity


def test_what_comes_to_an_activity_goes_on_or_is_closed(thurrock: Moves) -> None:
    for activity, cases in thurrock.visits.items():
        onward = sum(there for (begin, _), there in thurrock.onward.items() if begin == activity)
        assert onward + thurrock.ends[activity] == pytest.approx(cases, abs=1e-6), activity


def test_a_role_without_posts_is_not_asked(thurrock: Moves) -> None:
    # Agency social workers stand in the lists, and have no posts before an option hires them.
    roles = {role for (_, role), steps in thurrock.asked.items() if steps > 0}
    assert "social_worker" in roles
    assert "agency_social_worker" not in roles
