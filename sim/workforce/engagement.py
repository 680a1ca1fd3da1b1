"""On what terms somebody begins in a post, by date."""

from itertools import groupby
from typing import NamedTuple

from sim.scenario.staffing import Role
from sim.scenario.timeline import Epoch, Service
from sim.units import MINUTES_PER_HOUR
from sim.workforce.grid import role_at
from sim.workforce.posts import Post


class Engagement(NamedTuple):
    """The terms of those who begin from a minute on.

    Attributes
    ----------
    places
        Caseload places, -1 for no limit.
    slice_minutes
        Casework minutes between looks at what else there is; 0 for none.
    warrants
        Those held (positions in ``Service.warrants``).
    """

    since: int
    places: int
    slice_minutes: int
    warrants: tuple[int, ...]


def engagements_of(service: Service, post: Post) -> tuple[Engagement, ...]:
    """The terms of a post by date; a date that alters none of them is left out."""
    found = []
    for epoch in service.epochs:
        role = role_at(service, service.roles[post.role], epoch.start)
        warrants = _warrants(service, epoch, post)
        found.append(Engagement(epoch.start, _places(service, role, post.fte), _slice(service, role), warrants))
    return tuple(next(same) for _, same in groupby(found, key=lambda terms: terms[1:]))


def _places(service: Service, role: Role, fte: float) -> int:
    """Caseload places: the role's, in proportion to FTE and never less than one; -1 for no limit."""
    if role.caseload is None:
        return -1
    full_time = role.caseload.value
    if full_time > 0 and not service.base.rules.caseload_limits:
        return -1
    return round(max(round(full_time * fte), min(full_time, 1)))


def _slice(service: Service, role: Role) -> int:
    """Casework minutes between looks at what else there is, at least one; 0 for none."""
    if role.slice_hours is None or not service.base.rules.slices:
        return 0
    return max(round(role.slice_hours.value * MINUTES_PER_HOUR), 1)


def _warrants(service: Service, epoch: Epoch, post: Post) -> tuple[int, ...]:
    """The warrants of the first so many posts, whoever holds these; none where there are no posts."""
    home = epoch.scenario.team.get(service.teams[post.team])
    posts = home.posts.get(service.roles[post.role]) if home is not None else None
    given = posts.warrants if posts is not None else {}
    return tuple(
        place for place, name in enumerate(service.warrants) if name in given and post.number <= given[name].value
    )
