"""One worker's timetable: the days they work, the casework minutes of each, the gaps between."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.scenario.people import parse_hours
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER
from sim.workforce.absence import allowance, leave_weights
from sim.workforce.dips import dips
from sim.workforce.grid import Flags, Floats, Grid, role_at, segments, working_days
from sim.workforce.missed import Years, presence_of
from sim.workforce.numbers import Chance
from sim.workforce.posts import Post
from sim.workforce.tables import Ints
from sim.workforce.vacancy import Terms, Turn, terms_of

HAIR: Final = 1e-9
"""Added before cutting a sum of minutes, so that a sum ending on a half does not hang on its last bit."""


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
    """

    due: Flags
    opening: Ints
    closing: Ints
    years: Years
    terms: Terms


@dataclass(slots=True)
class Incumbent:
    """One turn in a post.

    Attributes
    ----------
    employed_from, employed_to
        Minutes.
    days, minutes, blocks
        Days with work, rising; their casework minutes with blocks still in; the minutes that
        blocks take of them. Shapes [n].
    absence_from, absence_to
        As in the Workforce.
    """

    post: Post
    turn: int
    employed_from: int
    employed_to: int
    days: Ints
    minutes: Ints
    blocks: Ints
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
    return RoleDays(due, opening, closing, years, terms_of(service, name))


@dataclass(frozen=True, slots=True)
class Desk:
    """A post with what its workers' timetables are made of; ``gross`` [minutes] is of full productivity.

    Attributes
    ----------
    gross
        Casework minutes of each day that the post is funded and due in, else 0. Shape [days].
    chance
        Seed and replication.
    """

    service: Service
    grid: Grid
    post: Post
    role: RoleDays
    gross: Floats
    chance: Chance

    @property
    def name(self) -> str:
        """With what all names of this post's chance begin."""
        role, team = self.service.roles[self.post.role], self.service.teams[self.post.team]
        return f"workforce/{team}/{role}/{self.post.number}"


def steady_worker(desk: Desk, presence: Floats) -> Incumbent:
    """One worker for the whole spell of the post, who works the expected minutes day in, day out."""
    post, none = desk.post, np.zeros(0, dtype=np.int64)
    due = np.flatnonzero(desk.gross)
    return _worker(post, 1, (post.funded_from, post.funded_to), due, desk.gross[due] * presence[due], (none, none))


def drawn_worker(desk: Desk, number: int, turn: Turn) -> Incumbent:
    """The timetable of turn ``number`` in a post, before blocks: due days less absences, with the ramp."""
    first = int(min(turn.begins, desk.grid.days))
    end = int(min(turn.ends, desk.grid.days))
    due = first + np.flatnonzero(desk.gross[first:end])
    there = presence_of(desk.chance, desk.name, number, desk.role.years, due)
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
    return Incumbent(post, number, *stay, days, minutes, np.zeros_like(minutes), *gaps)


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
    share = dips(desk.service, desk.post, days)
    if turn.begins <= 0:
        return share
    name = desk.service.roles[desk.post.role]
    starter = role_at(desk.service, name, int(turn.begins * MINUTES_PER_DAY)).starter
    share[days < turn.begins + float(starter.weeks) * 7] *= float(starter.productivity_share)
    return share
