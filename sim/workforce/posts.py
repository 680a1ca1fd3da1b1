"""Posts: places on the establishment, and from when to when each is funded."""

from collections import defaultdict
from dataclasses import dataclass

from sim.scenario.staffing import Posts
from sim.scenario.timeline import Epoch, Service
from sim.units import NEVER


@dataclass(frozen=True, slots=True)
class Post:
    """One funded spell of a post.

    Attributes
    ----------
    team, role
        Positions in the Service.
    number
        Which post of the role in the team, from 1.
    spell
        1, or 2 and so on for a post that was cut and later funded again.
    fte
        Full-time equivalent when the spell begins.
    funded_from, funded_to
        Minutes; ``funded_to`` is ``NEVER`` while nothing ends it.
    """

    team: int
    role: int
    number: int
    spell: int
    fte: float
    funded_from: int
    funded_to: int


def funded_posts(service: Service) -> list[Post]:
    """Every funded spell of every post, in order of (team, role, number, spell).

    Post k exists while the role has k posts or more in the team, so a cut ends the
    highest-numbered posts and a rise adds posts beside unchanged colleagues.
    """
    found = []
    for team, team_name in enumerate(service.teams):
        for role, role_name in enumerate(service.roles):
            by_epoch = [_posts(epoch, team_name, role_name) for epoch in service.epochs]
            most = max(posts.number for posts in by_epoch)
            for number in range(1, most + 1):
                found += _spells(service, (team, role, number), by_epoch)
    return found


def _posts(epoch: Epoch, team: str, role: str) -> Posts:
    home = epoch.scenario.team.get(team)
    return (home.posts.get(role) if home is not None else None) or Posts(number=0)


def _spells(service: Service, key: tuple[int, int, int], by_epoch: list[Posts]) -> list[Post]:
    team, role, number = key
    spells: list[Post] = []
    opened: tuple[int, float] | None = None
    for epoch, posts in zip(service.epochs, by_epoch, strict=True):
        start = max(epoch.start, 0)
        if posts.number >= number and opened is None:
            opened = (start, posts.fte_of(number))
        elif posts.number < number and opened is not None:
            spells.append(Post(team, role, number, len(spells) + 1, opened[1], opened[0], start))
            opened = None
    if opened is not None:
        spells.append(Post(team, role, number, len(spells) + 1, opened[1], opened[0], NEVER))
    return spells


def borrowers(service: Service) -> dict[tuple[int, int], set[int]]:
    """The teams that borrow a role from another, by (role, the team that lends it)."""
    role_of = {name: place for place, name in enumerate(service.roles)}
    team_of = {name: place for place, name in enumerate(service.teams)}
    found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for epoch in service.epochs:
        for name, team in epoch.scenario.team.items():
            for role, lender in team.borrows.items():
                if lender != name:
                    found[role_of[role], team_of[lender]].add(team_of[name])
    return found
