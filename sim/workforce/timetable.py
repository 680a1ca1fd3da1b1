"""The timetables of those who hold a post: the days they work, the casework minutes of each, the gaps between."""

import hashlib
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from sim.chance import generator
from sim.scenario.people import parse_hours
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce.absence import allowance, leave_weights
from sim.workforce.dips import Dip, dips_of, left_by
from sim.workforce.grid import Flags, Floats, Grid, contracted_minutes, role_at, segments, working_days
from sim.workforce.missed import Years, presence_of
from sim.workforce.numbers import Chance
from sim.workforce.posts import Post
from sim.workforce.starters import Ramp, ramps_of
from sim.workforce.tables import Ints
from sim.workforce.vacancy import Terms, Turn, draw_turns, terms_of

HAIR: Final = 1e-9
"""Added before cutting a sum of minutes, so that a sum ending on a half does not hang on its last bit."""

REMEMBERED: Final = 512
"""Posts whose holders are remembered, with some thirty thousand bytes each: those of a replication, for the next
design that is run with it. Which days they miss is remembered for longer: see :mod:`sim.workforce.missed`."""


@dataclass(frozen=True, slots=True)
class RoleDays:
    """What the workers of a role share.

    Attributes
    ----------
    due, opening, closing
        Due days, opening and closing [minutes], by day. Shapes [days].
    years
        What they miss.
    terms
        How their posts empty and fill.
    ramps
        How they start, by date.
    """

    due: Flags
    opening: Ints
    closing: Ints
    years: Years
    terms: Terms
    ramps: tuple[Ramp, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Incumbent:
    """One turn in a post; equal only to itself.

    Attributes
    ----------
    employed_from, employed_to
        Minutes.
    days, minutes
        Days with work, rising; their casework minutes with blocks still in. Shapes [n].
    absence_from, absence_to
        As in the Workforce.
    """

    post: Post
    turn: int
    employed_from: int
    employed_to: int
    days: Ints
    minutes: Ints
    absence_from: Ints
    absence_to: Ints


def role_days(service: Service, grid: Grid, name: str) -> RoleDays:
    """The days and hours of a role."""
    opening = np.arange(grid.days, dtype=np.int64) * MINUTES_PER_DAY
    closing = opening.copy()
    for first, end, scenario in segments(service, grid):
        if name in scenario.role:
            opens, closes = parse_hours(scenario.role[name].hours)
            opening[first:end] += opens
            closing[first:end] += closes
    due = working_days(service, grid, name)
    weights = np.empty(grid.days)
    full_time = []
    for _, first, end in grid.years:
        absence = role_at(service, name, first * MINUTES_PER_DAY).absence
        full_time.append(allowance(absence, int(due[first:end].sum())))
        weights[first:end] = leave_weights(absence)[grid.month[first:end]]
    years = Years(grid.year_first, tuple(full_time), grid.weekday.tobytes(), weights.tobytes())
    return RoleDays(due, opening, closing, years, terms_of(service, name), ramps_of(service, name))


@dataclass(frozen=True, slots=True)
class Desk:
    """A post with all that its workers' timetables follow from besides chance; those where that is equal are equal.

    Attributes
    ----------
    content
        A digest of all the rest.
    name
        ``team/role/number``, for people and for chance.
    gross
        Casework minutes at full productivity of each day that the post is funded and due in, else 0. Shape [days].
    """

    content: bytes
    name: str = field(compare=False)
    post: Post = field(compare=False)
    role: RoleDays = field(compare=False)
    gross: Floats = field(compare=False)
    dips: tuple[Dip, ...] = field(compare=False)


def desk_of(service: Service, grid: Grid, post: Post, role: RoleDays) -> Desk:
    """The desk of a post."""
    role_name, team = service.roles[post.role], service.teams[post.team]
    gross = contracted_minutes(service, grid, team, role_name, post.number)
    day = np.arange(grid.days) * MINUTES_PER_DAY
    gross[(day < post.funded_from) | (day >= post.funded_to)] = 0.0
    name, dips = f"{team}/{role_name}/{post.number}", dips_of(service, post)
    content = hashlib.blake2b(repr((name, post, dips, role.terms, role.ramps)).encode(), digest_size=16)
    content.update(repr((role.years.year_first, role.years.full_time)).encode())
    for part in (role.years.weekday, role.years.leave_weights, role.opening.tobytes(), gross.tobytes()):
        content.update(part)
    return Desk(content.digest(), name, post, role, gross, dips)


def steady_worker(desk: Desk, presence: Floats, number: int) -> Incumbent:
    """One worker for the whole spell of the post, its turn of that number, who works the expected minutes every day."""
    post, none = desk.post, np.zeros(0, dtype=np.int64)
    due = np.flatnonzero(desk.gross)
    return _worker(post, number, (post.funded_from, post.funded_to), due, desk.gross[due] * presence[due], (none, none))


@lru_cache(maxsize=REMEMBERED)
def drawn_workers(desk: Desk, chance: Chance, earlier: int) -> tuple[Incumbent, ...]:
    """The workers of one spell of a post, after ``earlier`` turns in spells before it.

    Most designs of an experiment leave most posts as they are. So these are remembered for a while.
    """
    last = desk.post.funded_to / MINUTES_PER_DAY if desk.post.funded_to < NEVER else math.inf
    turns = draw_turns(
        desk.role.terms,
        generator(*chance, f"workforce/{desk.name}/vacancy/{desk.post.spell}"),
        funded=(desk.post.funded_from / MINUTES_PER_DAY, last),
        until=len(desk.gross),
    )
    return tuple(_drawn_worker(desk, chance, place, turn) for place, turn in enumerate(turns, earlier + 1))


def _drawn_worker(desk: Desk, chance: Chance, number: int, turn: Turn) -> Incumbent:
    """The timetable of turn ``number`` in a post, before blocks: due days less absences, with the ramp."""
    first = int(min(turn.begins, len(desk.gross)))
    end = int(min(turn.ends, len(desk.gross)))
    due = first + np.flatnonzero(desk.gross[first:end])
    there = presence_of(chance, f"workforce/{desk.name}", number, desk.role.years, due)
    days = due[there.worked]
    opening = np.append(desk.role.opening[due], end * MINUTES_PER_DAY)
    gaps = opening[there.gap_from], opening[there.gap_to]
    stay = max(first * MINUTES_PER_DAY, desk.post.funded_from), _last_minute(desk.post, turn)
    minutes = desk.gross[days] * _productivity(desk, turn, days)
    return _worker(desk.post, number, stay, days, minutes, gaps)


def _worker(
    post: Post, number: int, stay: tuple[int, int], days: Ints, exact: Floats, gaps: tuple[Ints, Ints]
) -> Incumbent:
    minutes = whole_minutes(exact)
    days, minutes = days[minutes > 0], minutes[minutes > 0]
    return Incumbent(post, number, *stay, days, minutes, *gaps)


def whole_minutes(exact: Floats) -> Ints:
    """Whole minutes whose running sum stays within half a minute of that of ``exact``. Shape [n]."""
    whole = np.floor(np.cumsum(exact) + 0.5 + HAIR).astype(np.int64)
    whole[1:] -= whole[:-1].copy()
    return whole


def _last_minute(post: Post, turn: Turn) -> int:
    """End of employment: with the post, or at the midnight that ends the last day, or never."""
    if turn.ends * MINUTES_PER_DAY >= post.funded_to:
        return post.funded_to
    return int(turn.ends) * MINUTES_PER_DAY if turn.ends * MINUTES_PER_DAY < NEVER else NEVER


def _productivity(desk: Desk, turn: Turn, days: Ints) -> Floats:
    """Share of full productivity on each day: a starter's ramp, then 1, in any dip. Shape of ``days``."""
    share = left_by(desk.dips, days)
    if turn.begins <= 0:
        return share
    ramps, minute = desk.role.ramps, int(turn.begins * MINUTES_PER_DAY)
    ramp = next((each for each in reversed(ramps) if each.since <= minute), ramps[0])
    share[days < turn.begins + ramp.days] *= ramp.share
    return share
