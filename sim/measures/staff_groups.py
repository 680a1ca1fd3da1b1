"""The dimensions that figures about staff and the lists they serve are given by."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.measures.groupings import Dimension, dimensions
from sim.measures.record import ALL, who
from sim.measures.rows import Bools, Floats, sums

if TYPE_CHECKING:
    from sim.measures.trace import Trace


@dataclass(frozen=True, slots=True)
class StaffGroups:
    """All; by reporting role; by team; by role and team.

    ``external`` says which teams are a partner's, and False at the end [teams + 1].
    """

    dimensions: tuple[Dimension, ...]
    roles: int
    teams: int
    external: Bools

    def __len__(self) -> int:
        return sum(len(dimension.groups) for dimension in self.dimensions)

    def of(self, role: Ints, team: Ints, *, posts: bool = False) -> Ints:
        """The group of each row in each dimension, from its role and team (-1 for none). Shape [dimensions, rows].

        With ``posts`` the rows are posts or workers, and those of external teams count by team only.
        """
        elsewhere = self.external[team] if posts else np.zeros(len(role), dtype=np.bool_)
        both = np.where((role >= 0) & (team >= 0), role * self.teams + team, -1)
        place = np.stack((np.where(elsewhere, -1, 0), np.where(elsewhere, -1, role), team, both))
        first = np.array([dimension.places.start for dimension in self.dimensions])
        return np.where(place >= 0, place + first[:, None], -1)

    def cell(self, role: Ints, team: Ints) -> Ints:
        """Role and team of each row as one number, also where there is none [rows]."""
        return (role + 1) * (self.teams + 1) + team + 1

    def of_cells(self) -> Ints:
        """The group of each such number in each dimension. Shape [dimensions, (roles + 1) x (teams + 1)]."""
        role, team = np.divmod(np.arange((self.roles + 1) * (self.teams + 1)), self.teams + 1)
        return self.of(role - 1, team - 1)

    def sums(self, groups: Ints, values: Floats | Ints) -> Floats:
        """Sums of rows, by group, of values [rows, columns], from the groups of each row. Shape [groups, columns]."""
        return sums(groups, len(self), values)

    def present(self, groups: Ints) -> Bools:
        """Which groups have any row [groups]."""
        found = np.zeros(len(self) + 1, dtype=np.bool_)
        found[groups] = True
        return found[:-1]


def staff_groups(run: "Trace") -> StaffGroups:
    """The groups of staff of a service."""
    roles, teams = run.reporting_roles, run.service.teams
    parts = (
        (ALL,),
        tuple(who(role=name) for name in roles),
        tuple(who(team=name) for name in teams),
        tuple(who(role=role, team=team) for role in roles for team in teams),
    )
    return StaffGroups(dimensions(parts), len(roles), len(teams), run.external_team)
