"""How a plan's posts are spread over teams, and which posts follow others."""

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
    """

    varying: tuple[VaryingPosts, ...]
    tied: tuple[VaryingPosts, ...]
    shares: tuple[tuple[float, ...], ...]

    @property
    def entries(self) -> tuple[VaryingPosts, ...]:
        """The levers' posts, and those that follow them."""
        return (*self.varying, *self.tied)

    def totals(self, plan: Plan) -> tuple[int, ...]:
        """Posts of each lever and of each entry that follows."""
        number = {item.name: posts for item, posts in zip(self.varying, plan, strict=True)}
        return (*plan, *(_following(item, sum(number[name] for name in item.of)) for item in self.tied))

    def posts(self, plan: Plan) -> dict[tuple[str, str], int]:
        """Posts by team and role."""
        found: dict[tuple[str, str], int] = {}
        for item, total, shares in zip(self.entries, self.totals(plan), self.shares, strict=True):
            for team, number in zip(item.teams, spread(total, shares), strict=True):
                found[team, item.role] = number
        return found


def layout_of(staffing: Staffing, load: OfferedLoad) -> Layout:
    """The layout of a search, with the work of a year of the run where that decides the shares."""
    entries = (*staffing.roles, *staffing.tied)
    return Layout(staffing.roles, staffing.tied, tuple(item.shares or _by_load(item, load) for item in entries))


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


def _following(item: VaryingPosts, posts: int) -> int:
    number = max(item.least, math.ceil(posts / item.one_for - 1e-9))
    return number if item.most is None else min(number, item.most)


def _by_load(item: VaryingPosts, load: OfferedLoad) -> tuple[float, ...]:
    """The hours of work and blocks that a role has in each team; as posts are now, if it has none."""
    hours = {(cell.role, cell.team): cell.work_hours + cell.block_hours for cell in load.cells}
    shares = tuple(hours.get((item.role, team), 0.0) for team in item.teams)
    return shares if sum(shares) > 0 else tuple(map(float, item.now))
