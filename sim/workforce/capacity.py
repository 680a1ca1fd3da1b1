"""What the establishment is expected to deliver in a year, and the presence behind it."""

from dataclasses import dataclass

import numpy as np

from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce.absence import allowance
from sim.workforce.dips import dips_of, left_by
from sim.workforce.filled import staffed
from sim.workforce.grid import Floats, Grid, contracted_minutes, grid_of, role_at, segments, working_days, years_of
from sim.workforce.posts import Post, funded_posts


@dataclass(frozen=True, slots=True)
class Capacity:
    """The posts of one role in one team over a whole year, and the casework hours they give.

    Attributes
    ----------
    role, team
        Positions in the Service.
    posts, fte
        Means over the days of the year.
    casework_hours
        Expected casework hours of the year after vacancy, absence, starters' ramp and dips, blocks still in.
    block_hours
        The part of them that blocks are expected to book.
    """

    role: int
    team: int
    posts: float
    fte: float
    casework_hours: float
    block_hours: float

    @property
    def free_hours(self) -> float:
        """Casework hours left for activities."""
        return self.casework_hours - self.block_hours


def expected_capacity(service: Service, year: int = 0) -> list[Capacity]:
    """What each role of each team is expected to deliver in a year of the run, taken whole.

    The mean of what :func:`sim.workforce.draw_workforce` draws, by the expected vacancy of each day and
    the yearly absences.

    Parameters
    ----------
    year
        Year of the run, from 0.

    Returns
    -------
    In order of (role, team), for those with a post at some time in the year.
    """
    grid = grid_of(service, max(years_of(service), year + 1))
    first, end = grid.year_first[year], grid.year_first[year + 1]
    totals: dict[tuple[int, int], list[float]] = {}
    for post in funded_posts(service):
        role, team = service.roles[post.role], service.teams[post.team]
        funded, fte = _funded_fte(service, grid, post)
        if not funded[first:end].any():
            continue
        minutes = contracted_minutes(service, grid, team, role, post.number) * funded * presence(service, grid, post)
        total = totals.setdefault((post.role, post.team), [0.0, 0.0, 0.0])
        for place, daily in enumerate((funded, fte)):
            total[place] += float(daily[first:end].mean())
        total[2] += float(minutes[first:end].sum()) / MINUTES_PER_HOUR
    of_role = {role: sum(t[2] for (r, _), t in totals.items() if r == role) for role, _ in totals}
    booked = {
        role: min(float(block_minutes(service, grid, role)[first:end].sum()) / MINUTES_PER_HOUR, of_role[role])
        for role in of_role
    }
    return [
        Capacity(role, team, posts, fte, hours, booked[role] * hours / of_role[role] if of_role[role] else 0.0)
        for (role, team), (posts, fte, hours) in sorted(totals.items())
    ]


def presence(service: Service, grid: Grid, post: Post) -> Floats:
    """Expected share of a post's contracted minutes that are worked, on each day. Shape [days].

    Filled, not away (the year's expected absence spread evenly), and less the parts that starters do
    not yet give (:func:`~sim.workforce.filled.staffed`) and that dips of productivity take.
    """
    name = service.roles[post.role]
    share = staffed(service, grid, name, post.funded_from / MINUTES_PER_DAY)
    due = working_days(service, grid, name)
    for _, first, end in grid.years:
        terms = role_at(service, name, first * MINUTES_PER_DAY).absence
        share[first:end] *= 1 - allowance(terms, int(due[first:end].sum())).missed_share
    return share * left_by(dips_of(service, post), np.arange(grid.days))


def block_minutes(service: Service, grid: Grid, role: int) -> Floats:
    """Minutes that the blocks of a whole role ask for on each day. Shape [days].

    A year's hours are spread evenly over the role's working days, on those with a funded post.
    """
    name = service.roles[role]
    due = working_days(service, grid, name)
    minutes = np.zeros(grid.days)
    for first, end, scenario in segments(service, grid):
        terms = scenario.role.get(name)
        manned = any(home.posts[name].number for home in scenario.team.values() if name in home.posts)
        if terms is not None and manned:
            hours = sum(float(amount) for amount in terms.blocks.values())
            minutes[first:end] = due[first:end] * (hours * MINUTES_PER_HOUR)
    for _, first, end in grid.years:
        minutes[first:end] /= max(int(due[first:end].sum()), 1)
    return minutes


def _funded_fte(service: Service, grid: Grid, post: Post) -> tuple[Floats, Floats]:
    """Whether the post is funded, and its FTE, on each day. Shapes [days]."""
    day = np.arange(grid.days) * MINUTES_PER_DAY
    funded = ((day >= post.funded_from) & (day < post.funded_to)).astype(np.float64)
    fte = np.zeros(grid.days)
    for first, end, scenario in segments(service, grid):
        home = scenario.team.get(service.teams[post.team])
        posts = home.posts.get(service.roles[post.role]) if home is not None else None
        fte[first:end] = posts.fte_of(post.number) if posts is not None else 0.0
    return funded, fte * funded
