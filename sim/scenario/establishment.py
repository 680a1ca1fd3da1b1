"""The posts that a service has on its first and on its last day."""

from dataclasses import dataclass

from sim.scenario.service import Scenario
from sim.scenario.timeline import Service


@dataclass(frozen=True, slots=True)
class Establishment:
    """Posts and FTE at the start and at the end of a run."""

    posts: tuple[int, int]
    fte: tuple[float, float]


def establishment(service: Service, role: str, team: str = "") -> Establishment:
    """Posts of a role in a team; without a team, of a reporting role everywhere with all that report as it.

    Everywhere is all teams of the council's own: a partner's posts count in their own team only.
    """
    counted = [_count(epoch.scenario, role, team) for epoch in (service.epochs[0], service.epochs[-1])]
    (posts, fte), (last_posts, last_fte) = counted
    return Establishment((posts, last_posts), (fte, last_fte))


def _count(scenario: Scenario, role: str, team: str) -> tuple[int, float]:
    roles = {role}
    if not team:
        roles |= {name for name, terms in scenario.role.items() if terms.reports_as == role}
    found = [
        posts
        for place, entry in scenario.team.items()
        for name, posts in entry.posts.items()
        if name in roles and (place == team or (not team and not entry.external))
    ]
    return sum(posts.number for posts in found), sum(posts.fte for posts in found)
