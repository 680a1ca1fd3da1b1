"""Draw every timetable of a replication and lay them out as the Workforce arrays."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.scenario.once import once_for_each
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_HOUR
from sim.workforce.blocks import booked
from sim.workforce.capacity import block_minutes, presence
from sim.workforce.grid import Grid, grid_of, role_at, years_of
from sim.workforce.posts import Post, borrowers, funded_posts
from sim.workforce.tables import Ints, Workforce
from sim.workforce.timetable import Desk, Incumbent, RoleDays, desk_of, drawn_workers, role_days, steady_worker


def draw_workforce(service: Service, *, seed: int, replication: int) -> Workforce:
    """All workers of a replication, with their timetables.

    A worker's chance is named by team, role and post, so that another post changes nobody's
    timetable (but blocks are shared by all who are present); it is drawn by whole years, so that
    a longer horizon only adds to the end.

    Parameters
    ----------
    seed, replication
        Key of the chance; the same pair under another option gives the same draws.
    """
    known = _establishment(service)
    even = service.base.rules.absence == "even"
    workers: list[Incumbent] = []
    for desk in known.desks:
        post = desk.post
        earlier = workers[-1].turn if post.spell > 1 and workers and _same_post(workers[-1].post, post) else 0
        if even:
            workers.append(steady_worker(desk, presence(service, known.grid, post), earlier + 1))
        else:
            workers += drawn_workers(desk, (seed, replication), earlier)
    by_role = {
        role: iter(booked(tuple(worker for worker in workers if worker.post.role == role), asked))
        for role, asked in known.blocks.items()
    }
    blocks = [next(by_role[worker.post.role]) for worker in workers]
    return _lay_out(service, known, workers, blocks)


@dataclass(frozen=True, slots=True)
class _Establishment:
    """What no chance decides.

    Attributes
    ----------
    desks
        The posts, with what the timetables of their workers follow from.
    roles, blocks
        By role: its days and hours, and the minutes that its blocks ask for on each day, the bytes of float64.
    borrow
        The teams that borrow a role from another, by (role, the team that lends it).
    """

    grid: Grid
    desks: list[Desk]
    roles: dict[int, RoleDays]
    blocks: dict[int, bytes]
    borrow: dict[tuple[int, int], set[int]]


@once_for_each
def _establishment(service: Service) -> _Establishment:
    # A year more than the horizon touches: the last absence then knows when it ends.
    grid = grid_of(service, years_of(service) + 1)
    posts = [post for post in funded_posts(service) if post.funded_from < service.horizon]
    names = sorted({post.role for post in posts})
    roles = {role: role_days(service, grid, service.roles[role]) for role in names}
    return _Establishment(
        grid,
        [desk_of(service, grid, post, roles[post.role]) for post in posts],
        roles,
        {role: block_minutes(service, grid, role).astype(np.float64).tobytes() for role in roles},
        borrowers(service),
    )


def _same_post(one: Post, other: Post) -> bool:
    return (one.team, one.role, one.number) == (other.team, other.role, other.number)


def _lay_out(service: Service, known: _Establishment, everybody: list[Incumbent], blocks: list[Ints]) -> Workforce:
    """The workers who begin within the horizon, with those of their days that it touches."""
    posts, roles = [desk.post for desk in known.desks], known.roles
    place = {post: index for index, post in enumerate(posts)}
    here = [
        (worker, taken)
        for worker, taken in zip(everybody, blocks, strict=True)
        if worker.employed_from < service.horizon
    ]
    workers = [worker for worker, _ in here]
    ends = [int(np.searchsorted(worker.days, service.days)) for worker in workers]
    days = [worker.days[:end] for worker, end in zip(workers, ends, strict=True)]
    taken = _joined(each[:end] for (_, each), end in zip(here, ends, strict=True))
    absences = [worker.absence_from < service.horizon for worker in workers]
    cells = [(worker.post.role, worker.post.team) for worker in workers]
    return Workforce(
        post_team=_ints(post.team for post in posts),
        post_role=_ints(post.role for post in posts),
        post_number=_ints(post.number for post in posts),
        post_fte=np.array([post.fte for post in posts], dtype=np.float64),
        funded_from=_ints(post.funded_from for post in posts),
        funded_to=_ints(post.funded_to for post in posts),
        names=tuple(_name(service, worker) for worker in workers),
        post=_ints(place[worker.post] for worker in workers),
        role=_ints(worker.post.role for worker in workers),
        team=_ints(worker.post.team for worker in workers),
        turn=_ints(worker.turn for worker in workers),
        serves=tuple((team, *sorted(known.borrow.get((role, team), ()))) for role, team in cells),
        warrants=tuple(_warrants(service, worker) for worker in workers),
        places=_ints(_places(service, worker) for worker in workers),
        slice_minutes=_ints(_slice(service, worker) for worker in workers),
        employed_from=_ints(worker.employed_from for worker in workers),
        employed_to=_ints(worker.employed_to for worker in workers),
        first_slot=np.concatenate(([0], np.cumsum(ends, dtype=np.int64))),
        opening=_joined(roles[w.post.role].opening[mine] for w, mine in zip(workers, days, strict=True)),
        closing=_joined(roles[w.post.role].closing[mine] for w, mine in zip(workers, days, strict=True)),
        minutes=_joined(w.minutes[:end] for w, end in zip(workers, ends, strict=True)) - taken,
        blocks=taken,
        absence_worker=_joined(np.full(int(mine.sum()), i, dtype=np.int64) for i, mine in enumerate(absences)),
        absence_from=_joined(w.absence_from[mine] for w, mine in zip(workers, absences, strict=True)),
        absence_to=_joined(w.absence_to[mine] for w, mine in zip(workers, absences, strict=True)),
    )


def _name(service: Service, worker: Incumbent) -> str:
    post = worker.post
    name = f"{service.teams[post.team]}/{service.roles[post.role]}/{post.number}"
    return name if worker.turn == 1 else f"{name}.{worker.turn}"


def _places(service: Service, worker: Incumbent) -> int:
    """Caseload places: the role's, in proportion to FTE and never less than one; -1 for no limit."""
    role = role_at(service, service.roles[worker.post.role], worker.employed_from)
    if role.caseload is None:
        return -1
    full_time = role.caseload.value
    if full_time > 0 and not service.base.rules.caseload_limits:
        return -1
    return round(max(round(full_time * worker.post.fte), min(full_time, 1)))


def _warrants(service: Service, worker: Incumbent) -> tuple[int, ...]:
    """The warrants of the first so many posts, whoever holds these, by the terms when the worker began."""
    post = worker.post
    home = service.epoch_at(worker.employed_from).scenario.team[service.teams[post.team]]
    given = home.posts[service.roles[post.role]].warrants
    return tuple(
        place for place, name in enumerate(service.warrants) if name in given and post.number <= given[name].value
    )


def _slice(service: Service, worker: Incumbent) -> int:
    """Casework minutes between looks at what else there is, at least one; 0 for none."""
    hours = role_at(service, service.roles[worker.post.role], worker.employed_from).slice_hours
    if hours is None or not service.base.rules.slices:
        return 0
    return max(round(hours.value * MINUTES_PER_HOUR), 1)


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)


def _joined(pieces: Iterable[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *pieces])
