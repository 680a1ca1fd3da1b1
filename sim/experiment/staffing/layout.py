"""How a plan's posts are spread over teams, and which posts follow others."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.staffing.problem import Plan
from sim.measures.load import OfferedLoad
from sim.scenario.experiments import Staffing, VaryingPosts


@dataclass(frozen=True, slots=True)
class Layout:
    """Posts by team and role for every plan.

    Attributes
    ----------
    varying
        The levers' posts, in the order of plans.
    tied
        Posts that follow them.
    shares
        The parts of teams, of all of these.
    dates
        From when; with several, a plan has a number for each date of the first lever, then of the second, and so on.
    """

    varying: tuple[VaryingPosts, ...]
    tied: tuple[VaryingPosts, ...]
    shares: tuple[tuple[float, ...], ...]
    dates: tuple[dt.date | None, ...] = (None,)

    @property
    def entries(self) -> tuple[VaryingPosts, ...]:
        """The levers' posts, and those that follow them."""
        return (*self.varying, *self.tied)

    def at(self, plan: Plan, phase: int = -1) -> Plan:
        """Posts of each lever from one of the dates on, by default the last."""
        return plan[phase % len(self.dates) :: len(self.dates)]

    def schedule(self, plan: Plan) -> list[tuple[dt.date | None, dict[tuple[str, str], int]]]:
        """Posts by team and role from each date on; a team gives up posts only where its role does."""
        found: list[tuple[dt.date | None, dict[tuple[str, str], int]]] = []
        for phase, date in enumerate(self.dates):
            posts: dict[tuple[str, str], int] = {}
            before = found[-1][1] if found else None
            for item, total, shares in zip(self.entries, self.totals(self.at(plan, phase)), self.shares, strict=True):
                had = [before[team, item.role] for team in item.teams] if before is not None else None
                numbers = spread(total, shares) if had is None or sum(had) > total else spread_on(had, total, shares)
                posts |= {(team, item.role): number for team, number in zip(item.teams, numbers, strict=True)}
            found.append((date, posts))
        return found

    def totals(self, plan: Plan) -> tuple[int, ...]:
        """Posts of each lever and of each entry that follows, of a plan without dates."""
        number = {item.name: posts for item, posts in zip(self.varying, plan, strict=True)}
        return (*plan, *(_following(item, sum(number[name] for name in item.of)) for item in self.tied))

    def named(self, plan: Plan) -> dict[str, int]:
        """Posts of each lever and of each entry that follows, by name; with several dates by name and date."""
        names = [item.name for item in self.entries]
        if len(self.dates) == 1:
            return dict(zip(names, self.totals(plan), strict=True))
        return {
            f"{name} {date}": number
            for phase, date in enumerate(self.dates)
            for name, number in zip(names, self.totals(self.at(plan, phase)), strict=True)
        }

    def posts(self, plan: Plan) -> dict[tuple[str, str], int]:
        """Posts by team and role, of a plan without dates."""
        found: dict[tuple[str, str], int] = {}
        for item, total, shares in zip(self.entries, self.totals(plan), self.shares, strict=True):
            for team, number in zip(item.teams, spread(total, shares), strict=True):
                found[team, item.role] = number
        return found


def layout_of(staffing: Staffing, load: OfferedLoad, *, phased: bool = False) -> Layout:
    """The layout of a search, with the work of a year of the run where that decides the shares."""
    entries = (*staffing.roles, *staffing.tied)
    shares = tuple(item.shares or by_load(item, load) for item in entries)
    return Layout(staffing.roles, staffing.tied, shares, staffing.dates if phased else staffing.dates[:1])


def spread(total: int, shares: Sequence[float]) -> tuple[int, ...]:
    """A number of posts by largest remainder: who has a share has one post at least, as far as they go.

    Of equal remainders the first wins.

    Parameters
    ----------
    total
        Posts.
    shares
        At least one above zero; they need not add up to 1. Shape [teams].
    """
    parts = np.asarray(shares, dtype=np.float64)
    sharing = np.flatnonzero(parts > 0)
    if total <= len(sharing):
        largest = sharing[np.argsort(-parts[sharing], kind="stable")][:total]
        return tuple(int(place in largest) for place in range(len(parts)))
    quota = total * parts / parts.sum()
    # A post each for those whose part is below one; the rest goes by quota among the others.
    small = (parts > 0) & (quota < 1)
    if small.any():
        rest = iter(spread(total - int(small.sum()), parts[~small]))
        return tuple(1 if alone else next(rest) for alone in small.tolist())
    whole = np.floor(quota + 1e-9)
    left = total - int(whole.sum())
    for place in np.argsort(-(quota - whole), kind="stable")[:left]:
        whole[place] += 1
    return tuple(int(number) for number in whole)


def spread_on(had: Sequence[int], total: int, shares: Sequence[float]) -> tuple[int, ...]:
    """A number of posts that is no less than there were: each goes where most is lacking of a share.

    Parameters
    ----------
    had
        Posts there are. Shape [teams].
    total
        Posts there will be.
    shares
        As of :func:`spread`.
    """
    quota = total * np.asarray(shares, dtype=np.float64) / sum(shares)
    numbers = np.array(had, dtype=np.int64)
    for _ in range(total - int(numbers.sum())):
        numbers[np.argmax(quota - numbers)] += 1
    return tuple(int(number) for number in numbers)


def _following(item: VaryingPosts, posts: int) -> int:
    number = max(item.least, math.ceil(posts / item.one_for - 1e-9))
    return number if item.most is None else min(number, item.most)


def by_load(item: VaryingPosts, load: OfferedLoad) -> tuple[float, ...]:
    """The hours of work and blocks that a role has in each team.

    If it has none, those of the role that it is reported as, whose work it shares; else as posts are now, or evenly.
    """
    for role in (item.role, item.reported):
        hours = {cell.team: cell.work_hours + cell.block_hours for cell in load.cells if cell.role == role}
        shares = tuple(hours.get(team, 0.0) for team in item.teams)
        if sum(shares) > 0:
            return shares
    return tuple(map(float, item.now)) if sum(item.now) else (1.0,) * len(item.teams)
