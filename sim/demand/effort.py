"""How much: staff time, calendar delays and deferrals of steps, each from its own uniform."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chance import whole_quantile
from sim.demand.paths import Beyond, Paths
from sim.demand.pathways import Pathways
from sim.demand.sizes import quantiles
from sim.demand.tables import CHASER, form_for
from sim.scenario.once import once_for_each
from sim.scenario.values import Distribution
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Amounts:
    """Numbers for all that the amount of a step may follow from, for each row of ``Pathways.size`` laid flat.

    First come efforts: a distribution, a share of it and a factor for direct work; then delays: a distribution and
    a factor; then shares that are deferred. The number of a step is the first of its row, and for most rows more by
    a factor's number, which is looked up by the step's list or by its case's priority.

    Attributes
    ----------
    first
        Number of the row without a factor, -1 for steps that take no time. Shape [rows].
    by_list, by_priority
        Where the numbers of the row's factors begin in ``factor``, one place after that of no list and of no
        priority; -1 if they are not looked up so. Shapes [rows].
    factor
        Numbers of factors by list in each epoch, then by priority.
    shares, direct_work, delay_factors, deferred
        What is numbered.
    sizes
        The distributions; the first, which is none, stands for work without an effort.
    efforts, efforts_and_delays, all
        How many numbers are efforts', how many these or delays', and how many there are.
    """

    first: Ints
    by_list: Ints
    by_priority: Ints
    factor: Ints
    shares: list[float]
    direct_work: list[float]
    delay_factors: list[float]
    deferred: list[float]
    sizes: tuple[Distribution | None, ...]

    efforts: int
    efforts_and_delays: int
    all: int

    def at(self, number: int, u: Floats) -> Ints:
        """Minutes, or deferrals, of the steps of a number at their uniforms. Shape as ``u``."""
        if number >= self.efforts_and_delays:
            share = self.deferred[number - self.efforts_and_delays]
            deferrals: Ints = np.floor(np.log1p(-u) / np.log(share)).astype(np.int64)
            return deferrals
        if number >= self.efforts:
            size, factor = divmod(number - self.efforts, len(self.delay_factors))
            return self._minutes(size, (self.delay_factors[factor], float(MINUTES_PER_DAY)), u)
        number, direct = divmod(number, len(self.direct_work))
        size, share = divmod(number, len(self.shares))
        times = self.shares[share], self.direct_work[direct], float(MINUTES_PER_HOUR)
        return np.maximum(self._minutes(size, times, u), 1)

    def _minutes(self, size: int, times: tuple[float, ...], u: Floats) -> Ints:
        given = self.sizes[size]
        return whole_quantile(given, times, u) if given is not None else np.zeros(len(u), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Sized:
    """Steps whose amounts can be told, as :class:`sim.demand.paths.Paths` has them; ``origin`` is of cases."""

    origin: Ints
    case: Ints
    skill_list: Ints
    size_row: Ints
    u: Floats


def sized(paths: Paths) -> Sized:
    """The steps of paths."""
    return Sized(paths.origin, paths.case, paths.skill_list, paths.size_row, paths.u)


@once_for_each
def _amounts(pathways: Pathways) -> _Amounts:
    shape = pathways.size.shape
    epoch, _, kind = np.indices(shape).reshape(3, -1)

    def flat(table: NDArray[Any]) -> NDArray[Any]:
        """A table [epochs, activities] for every kind of work."""
        return np.broadcast_to(table[:, :, None], shape).ravel()

    # A work type is numbered one below its kind; kind 0 has none, and no share of an effort either.
    total = np.append(pathways.total, np.full((shape[0], 1), -1), axis=1)[epoch, kind - 1]
    own, work = pathways.size.ravel(), flat(pathways.work)
    delay = ~work & flat(pathways.size.max(axis=2) >= 0)
    # Before the lists of an epoch stands a place for no list; before its priorities one for what is no delay of the
    # service: how long people are silent before they ask what is happening is the same for all.
    lists, priorities = pathways.direct_work.shape[1] + 1, pathways.delay_factor.shape[1] + 1
    direct_work = np.ones((shape[0], lists))
    direct_work[:, 1:] += pathways.direct_work
    for_all = np.broadcast_to(pathways.calendar_delays[:, None], pathways.delay_factor.shape)
    delay_factor = np.ones((shape[0], 2, priorities))
    delay_factor[:, :, 1:] = np.stack([pathways.delay_factor, for_all], axis=1)
    shares, share = np.unique(np.where(own >= 0, 1.0, flat(pathways.share)), return_inverse=True)
    directs, direct = np.unique(np.append(1.0, direct_work), return_inverse=True)
    factors, factor = np.unique(delay_factor, return_inverse=True)
    deferred, deferral = np.unique(flat(pathways.deferred), return_inverse=True)
    sizes: tuple[Distribution | None, ...] = (None, *pathways.sizes)
    effort = ((np.where(own >= 0, own, total) + 1) * len(shares) + share) * len(directs)
    efforts = len(sizes) * len(shares) * len(directs)
    efforts_and_delays = efforts + len(sizes) * len(factors)
    held = work & flat(pathways.held)
    return _Amounts(
        first=np.select(
            [held, work, delay, flat(pathways.deferred) > 0],
            [effort, effort + direct[0], efforts + (own + 1) * len(factors), efforts_and_delays + deferral],
            -1,
        ),
        by_list=np.where(held, epoch * lists + 1, -1),
        by_priority=np.where(delay, direct_work.size + (2 * epoch + flat(pathways.fixed_delay)) * priorities + 1, -1),
        factor=np.concatenate([direct[1:].ravel(), factor.ravel()]),
        shares=shares.tolist(),
        direct_work=directs.tolist(),
        delay_factors=factors.tolist(),
        deferred=deferred.tolist(),
        sizes=sizes,
        efforts=efforts,
        efforts_and_delays=efforts_and_delays,
        all=efforts_and_delays + len(deferred),
    )


def amounts(pathways: Pathways, these: Sized, priority: Ints) -> dict[str, Ints]:
    """The columns ``effort``, ``delay`` and ``deferrals`` of the demand tables.

    Held work carries the direct work with open cases: it is longer by the share that the first role of its list
    spends so. The chance of at least k deferrals is ``deferred_share`` to the power k, so their count is geometric:
    the whole part of ln(1 - u) / ln(deferred_share).

    Parameters
    ----------
    priority
        Of each case, shape [cases].
    """
    from sim.demand.sorting import sort_steps

    known, n = _amounts(pathways), len(these.case)
    steps, u, ends = np.empty(n, dtype=np.int64), np.empty(n), np.zeros(known.all + 1, dtype=np.int64)
    of_rows = known.first, known.by_list, known.by_priority, known.factor
    of_steps = these.size_row, these.skill_list, these.case, these.u
    sort_steps(of_rows, of_steps, np.where(these.origin == CHASER, -1, priority), (ends, steps, u))
    found = np.empty(ends[-1], dtype=np.int64)
    for number in np.flatnonzero(np.diff(ends)).tolist():
        here = slice(ends[number], ends[number + 1])
        found[here] = known.at(number, u[here])
    parts = pairwise(ends[[0, known.efforts, known.efforts_and_delays, known.all]].tolist())
    return {
        name: _column(name, n, steps[start:end], found[start:end])
        for name, (start, end) in zip(("effort", "delay", "deferrals"), parts, strict=True)
    }


def _column(name: str, n: int, steps: Ints, numbers: Ints) -> Ints:
    """A column of the demand tables in its form, with the numbers of some steps; 0 for the others. Shape [n]."""
    column = np.zeros(n, dtype=form_for(name, [numbers]))
    column[steps] = numbers
    return column


def second_efforts(pathways: Pathways, beyond: Beyond) -> Ints:
    """Staff time of the second worker of each joint step [minutes], at least 1; 0 for the rest. Shape [steps]."""
    hours = quantiles(pathways.sizes, beyond.second_size, beyond.second_u)
    minutes = np.maximum(1, np.rint(hours * MINUTES_PER_HOUR)).astype(np.int64)
    return _column("second_effort", len(beyond.second_list), np.flatnonzero(beyond.second_list >= 0), minutes)
