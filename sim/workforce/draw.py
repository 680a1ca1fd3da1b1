"""Draw every timetable of a replication and lay them out as the Workforce arrays."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from sim.scenario.once import once_for_each
from sim.scenario.timeline import Service
from sim.workforce.blocks import booked
from sim.workforce.capacity import block_minutes, presence
from sim.workforce.engagement import Engagement, engagements_of
from sim.workforce.grid import Floats, grid_of, years_of
from sim.workforce.numbers import Chance
from sim.workforce.posts import Post, borrowers, funded_posts
from sim.workforce.tables import Ints, Workforce
from sim.workforce.timetable import Desk, Incumbent, RoleDays, desk_of, drawn_workers, role_days, steady_worker

REMEMBERED: Final = 8
"""Workforces that are remembered, with some five million bytes each: those of a replication, since many designs of an
experiment leave all staff as they are."""

MOST_POSTS_REMEMBERED: Final = 1_000
"""Posts of a workforce that is remembered at most: a larger one takes too much memory."""


def draw_workforce(service: Service, *, seed: int, replication: int) -> Workforce:
    """All workers of a replication, with their timetables.

    A worker's chance is named by team, role and post, so that another post changes nobody's
    timetable (but blocks are shared by all who are present); it is drawn by whole years, so that
    a longer horizon only adds to the end.

    Services with the same staff may be given the very same tables: nobody may write into them.

    Parameters
    ----------
    seed, replication
        Key of the chance; the same pair under another option gives the same draws.
    """
    known = _establishment(service)
    draw = _drawn_before if len(known.desks) <= MOST_POSTS_REMEMBERED else _drawn
    return draw(known, (seed, replication))


@dataclass(frozen=True, slots=True)
class _Establishment:
    """What no chance decides; those where all of it is equal are equal.

    Attributes
    ----------
    content
        A digest of all the rest.
    horizon, days
        The last minute, and the days that it touches.
    desks
        The posts, with what the timetables of their workers follow from.
    engagements
        Of each desk, on what terms its workers begin.
    presence
        Of each desk, where absence is even: the expected share of its minutes that are worked, by day.
    roles, blocks
        By role: its days and hours, and the minutes that its blocks ask for on each day, the bytes of float64.
    borrow
        The teams that borrow a role from another, by (role, the team that lends it).
    """

    content: bytes
    horizon: int = field(compare=False)
    days: int = field(compare=False)
    desks: list[Desk] = field(compare=False)
    engagements: list[tuple[Engagement, ...]] = field(compare=False)
    presence: list[Floats] = field(compare=False)
    roles: dict[int, RoleDays] = field(compare=False)
    blocks: dict[int, bytes] = field(compare=False)
    borrow: dict[tuple[int, int], set[int]] = field(compare=False)


@once_for_each
def _establishment(service: Service) -> _Establishment:
    # A year more than the horizon touches: the last absence then knows when it ends.
    grid = grid_of(service, years_of(service) + 1)
    posts = [post for post in funded_posts(service) if post.funded_from < service.horizon]
    even = service.base.rules.absence == "even"
    names = sorted({post.role for post in posts})
    roles = {role: role_days(service, grid, service.roles[role]) for role in names}
    desks = [desk_of(service, grid, post, roles[post.role]) for post in posts]
    engagements = [engagements_of(service, post) for post in posts]
    expected = [presence(service, grid, post) for post in posts] if even else []
    blocks = {role: block_minutes(service, grid, role).astype(np.float64).tobytes() for role in roles}
    borrow = borrowers(service)
    lending = sorted((lent, sorted(to)) for lent, to in borrow.items())
    content = hashlib.blake2b(repr((service.horizon, names, engagements, lending)).encode(), digest_size=16)
    for part in (
        *(desk.content for desk in desks), *(each.tobytes() for each in expected), *blocks.values(),
        *(role.closing.tobytes() for role in roles.values()),
    ):  # fmt: skip
        content.update(part)
    return _Establishment(
        content.digest(), service.horizon, service.days, desks, engagements, expected, roles, blocks, borrow
    )  # fmt: skip


def _drawn(known: _Establishment, chance: Chance) -> Workforce:
    workers: list[Incumbent] = []
    desk_of_worker: list[int] = []
    for place, desk in enumerate(known.desks):
        post = desk.post
        earlier = workers[-1].turn if post.spell > 1 and workers and _same_post(workers[-1].post, post) else 0
        if known.presence:
            workers.append(steady_worker(desk, known.presence[place], earlier + 1))
        else:
            workers += drawn_workers(desk, chance, earlier)
        desk_of_worker += [place] * (len(workers) - len(desk_of_worker))
    by_role = {
        role: iter(booked(tuple(worker for worker in workers if worker.post.role == role), asked))
        for role, asked in known.blocks.items()
    }
    everybody = [
        _Worker(worker, place, next(by_role[worker.post.role]))
        for worker, place in zip(workers, desk_of_worker, strict=True)
    ]
    return _lay_out(known, [each for each in everybody if each.incumbent.employed_from < known.horizon])


_drawn_before = lru_cache(maxsize=REMEMBERED)(_drawn)


def _same_post(one: Post, other: Post) -> bool:
    return (one.team, one.role, one.number) == (other.team, other.role, other.number)


class _Worker(NamedTuple):
    """A worker, the place of their desk, and the minutes of each of their days that blocks take."""

    incumbent: Incumbent
    desk: int
    taken: Ints


def _lay_out(known: _Establishment, workers: list[_Worker]) -> Workforce:
    """The workers, with those of their days that the horizon touches."""
    posts, people = [desk.post for desk in known.desks], [worker.incumbent for worker in workers]
    engaged = [_engagement(known.engagements[worker.desk], worker.incumbent.employed_from) for worker in workers]
    cells = [(person.post.role, person.post.team) for person in people]
    ends = [int(np.searchsorted(person.days, known.days)) for person in people]
    days = _joined(person.days[:end] for person, end in zip(people, ends, strict=True))
    taken = _joined(worker.taken[:end] for worker, end in zip(workers, ends, strict=True))
    # The days of all roles stand behind one another.
    first = {role: place * len(known.roles[role].opening) for place, role in enumerate(known.roles)}
    hours = np.repeat(_ints([first[role] for role, _ in cells]), _ints(ends)) + days
    away_from = _joined(person.absence_from for person in people)
    away = np.repeat(np.arange(len(people)), _ints([len(person.absence_from) for person in people]))
    within = away_from < known.horizon
    return Workforce(
        post_team=_ints([post.team for post in posts]),
        post_role=_ints([post.role for post in posts]),
        post_number=_ints([post.number for post in posts]),
        post_fte=np.array([post.fte for post in posts], dtype=np.float64),
        funded_from=_ints([post.funded_from for post in posts]),
        funded_to=_ints([post.funded_to for post in posts]),
        names=tuple(_name(known.desks[worker.desk], worker.incumbent.turn) for worker in workers),
        post=_ints([worker.desk for worker in workers]),
        role=_ints([role for role, _ in cells]),
        team=_ints([team for _, team in cells]),
        turn=_ints([person.turn for person in people]),
        serves=tuple((team, *sorted(known.borrow.get((role, team), ()))) for role, team in cells),
        warrants=tuple(terms.warrants for terms in engaged),
        places=_ints([terms.places for terms in engaged]),
        slice_minutes=_ints([terms.slice_minutes for terms in engaged]),
        employed_from=_ints([person.employed_from for person in people]),
        employed_to=_ints([person.employed_to for person in people]),
        first_slot=np.concatenate(([0], np.cumsum(ends, dtype=np.int64))),
        opening=_joined(role.opening for role in known.roles.values())[hours],
        closing=_joined(role.closing for role in known.roles.values())[hours],
        minutes=_joined(person.minutes[:end] for person, end in zip(people, ends, strict=True)) - taken,
        blocks=taken,
        absence_worker=away[within],
        absence_from=away_from[within],
        absence_to=_joined(person.absence_to for person in people)[within],
    )


def _name(desk: Desk, turn: int) -> str:
    return desk.name if turn == 1 else f"{desk.name}.{turn}"


def _engagement(by_date: tuple[Engagement, ...], begins: int) -> Engagement:
    """The terms of somebody who begins at a minute; day one's past belongs to the first."""
    return next((terms for terms in reversed(by_date) if terms.since <= begins), by_date[0])


def _ints(numbers: list[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)


def _joined(pieces: Iterable[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *pieces])
