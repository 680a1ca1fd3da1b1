"""Rows by group and by the period that they belong to, such as cases by year of receipt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.groupings import Groups, added
from sim.measures.measure import DAY_ONE, WHOLE_RUN
from sim.measures.quantiles import Waits, key_bits, wait_quantiles
from sim.measures.rows import Bools, Floats

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
    counted
        The rows that do.
    groups
        Their profiles, and the groups of each.
    cells
        Where the rows of a key count in each dimension: group x periods + period, -1 for nowhere. Shape [keys,
        dimensions].
    """

    labels: tuple[str, ...]
    in_whole: Bools
    key: Ints
    counted: Ints
    groups: Groups
    cells: NDArray[np.int32]

    def summed(self, by_key: Ints) -> Ints:
        """Numbers of rows, or other sums, by kind, period and group, from those by key.

        Shape [keys, kinds] to [kinds, periods, groups].
        """
        return self._summed(self.groups.places, len(self.groups), by_key)

    def summed_among(self, asked: Bools, by_key: Ints) -> Ints:
        """The same for all profiles together that are asked for [profiles]. Shape [kinds, periods]."""
        return self._summed(np.where(asked, 0, -1)[None, :], 1, by_key)[:, :, 0]

    def _summed(self, places: Ints, groups: int, by_key: Ints) -> Ints:
        by_profile = by_key.reshape(places.shape[1], len(self.labels) * by_key.shape[1])
        found = added(places, groups, by_profile).reshape(groups, len(self.labels), by_key.shape[1])
        found[:, -1] = found[:, self.in_whole].sum(axis=1)
        return found.T

    def quantiles(self, rows: Ints, at: tuple[float, ...]) -> Floats:
        """Quantiles of waits, as rows of :class:`sim.measures.quantiles.Waits` in no order.

        Shape [probabilities, periods, groups]. See :func:`sim.measures.quantiles.wait_quantiles`.
        """
        waits = Waits.sorted(rows, key_bits(len(self.cells)), self.cells, self.in_whole)
        found = wait_quantiles(waits, groups=len(self.groups), at=at)
        return np.swapaxes(found.reshape(len(at), len(self.groups), len(self.labels)), 1, 2)


def cohorts_of(groups: Groups, period: Ints, labels: tuple[str, ...], in_whole: Bools) -> Cohorts:
    """Groups by period, from the period of each row, which is the last for those in the whole run alone, or -1."""
    periods = len(labels)
    group = groups.places.T[:, None, :]
    cells = np.where(group >= 0, group * periods + np.arange(periods)[:, None], -1)
    key = groups.profile * periods + period
    np.putmask(key, (period < 0) | (groups.profile < 0), -1)
    return Cohorts(
        labels=labels,
        in_whole=in_whole,
        key=key,
        counted=np.flatnonzero(key >= 0),
        groups=groups,
        cells=cells.reshape(-1, len(groups.dimensions)).astype(np.int32),
    )


def receipt_cohorts(run: "Trace") -> Cohorts:
    """Cases by when they were received: each year of the run; day one; the whole run."""
    years, received = len(run.years), run.received
    period = run.years.of(received)
    if run.measured_from == 0:
        # Only cases found on the first morning were received before minute 0.
        np.putmask(period, received < 0, years)
    np.putmask(period, received >= run.years.edges[-1], years + 1)
    in_whole = np.arange(years + 2) != years
    return cohorts_of(run.case_groups, period, (*run.years.labels, DAY_ONE, WHOLE_RUN), in_whole)
