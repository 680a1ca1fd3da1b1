"""Rows by group and by the period that they belong to, such as cases by year of receipt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.groupings import Groups, added
from sim.measures.measure import DAY_ONE, WHOLE_RUN
from sim.measures.rows import Bools, Floats, tally

if TYPE_CHECKING:
    from sim.measures.trace import Trace


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Groups of rows, by period; the last period is the whole run.

    Attributes
    ----------
    labels
        Of the periods.
    in_whole
        Which periods the whole run is made of; itself, for rows that are in no other [periods].
    key
        Profile and period of each row as one number; -1 for rows that do not count [rows].
    groups
        Their profiles, and the groups of each.
    cells
        Where the rows of a key count, as numbers of group and period: for each dimension in their period,
        and in the whole run; -1 for nowhere. Shape [keys, 2 x dimensions].
    """

    labels: tuple[str, ...]
    in_whole: Bools
    key: Ints
    groups: Groups
    cells: NDArray[np.int32]

    def count(self, rows: Ints | slice, kind: Ints, kinds: int, *, weight: Ints | None = None) -> Ints:
        """Number of rows, or sum of their weights, by kind, period and group, from the kind of each row.

        Shape [kinds, periods, groups].
        """
        return self._count(self.groups.places, len(self.groups), rows, kind, kinds, weight)

    def count_among(self, asked: Bools, rows: Ints | slice, kind: Ints, kinds: int) -> Ints:
        """Number of rows of the profiles asked for [profiles], by kind and period. Shape [kinds, periods]."""
        return self._count(np.where(asked, 0, -1)[None, :], 1, rows, kind, kinds, None)[:, :, 0]

    def _count(
        self, places: Ints, groups: int, rows: Ints | slice, kind: Ints, kinds: int, weight: Ints | None
    ) -> Ints:
        key = self.key[rows]
        each = tally(np.where(key >= 0, key * kinds + kind, -1), len(self.cells) * kinds, weight)
        by_profile = each.reshape(places.shape[1], len(self.labels) * kinds)
        found = added(places, groups, by_profile).reshape(groups, len(self.labels), kinds)
        found[:, -1] = found[:, self.in_whole].sum(axis=1)
        return found.T

    @property
    def codes(self) -> int:
        """Number of groups and periods together."""
        return len(self.groups) * len(self.labels)

    def by_code(self, values: Floats) -> Floats:
        """Values of cells by period and group. Shape [..., codes] to [..., periods, groups]."""
        return np.swapaxes(values.reshape(*values.shape[:-1], len(self.groups), len(self.labels)), -1, -2)


def cohorts_of(groups: Groups, period: Ints, labels: tuple[str, ...], in_whole: Bools) -> Cohorts:
    """Groups by period, from the period of each row, which is the last for those in the whole run alone, or -1."""
    periods = len(labels)
    group = groups.places.T[:, None, :]
    place, whole = np.arange(periods)[:, None], in_whole[:, None]
    in_period = np.where((group >= 0) & (place < periods - 1), group * periods + place, -1)
    in_all = np.where((group >= 0) & whole, group * periods + periods - 1, -1)
    return Cohorts(
        labels=labels,
        in_whole=in_whole,
        key=np.where((period >= 0) & (groups.profile >= 0), groups.profile * periods + period, -1),
        groups=groups,
        cells=np.concatenate((in_period, in_all), axis=2).reshape(-1, 2 * len(groups.dimensions)).astype(np.int32),
    )


def receipt_cohorts(run: "Trace") -> Cohorts:
    """Cases by when they were received: each year of the run; day one; the whole run."""
    years, received = len(run.years), run.received
    period = run.years.of(received)
    if run.measured_from == 0:
        # Only cases found on the first morning were received before minute 0.
        period[received < 0] = years
    period[received >= run.years.edges[-1]] = years + 1
    in_whole = np.arange(years + 2) != years
    return cohorts_of(run.case_groups, period, (*run.years.labels, DAY_ONE, WHOLE_RUN), in_whole)
