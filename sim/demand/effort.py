"""How much: staff time, calendar delays and deferrals of steps, each from its own uniform."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.paths import Beyond, Paths
from sim.demand.pathways import Pathways
from sim.demand.sizes import Factor, quantiles, whole_minutes
from sim.demand.tables import CHASER
from sim.scenario.once import once_for_each
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _SizeRows:
    """What sizes follow from, for each row of ``Pathways.size`` laid flat. Shapes [rows].

    Attributes
    ----------
    work, delay
        Whether it is work, or takes time without.
    number, by_itself
        Distribution of the size, and whether that is its own; otherwise it is the work type's.
    share
        Share of the work type's effort.
    deferred
        Share of appearances that a gate defers.
    direct_work, first_direct
        Factors for direct work, and for each row the place of those of its lists, after one for no list.
    delay_factor, first_delay
        Factors of delays, and for each row the place of those by priority; the first is 1.
    """

    work: Flags
    delay: Flags
    number: Ints
    by_itself: Flags
    share: Factor
    deferred: Floats
    direct_work: Factor
    first_direct: Ints
    delay_factor: Factor
    first_delay: Ints


@once_for_each
def _size_rows(pathways: Pathways) -> _SizeRows:
    shape = pathways.size.shape
    epoch, _, kind = np.indices(shape).reshape(3, -1)

    def flat(table: NDArray[Any]) -> NDArray[Any]:
        """A table [epochs, activities] for every kind of work."""
        return np.broadcast_to(table[:, :, None], shape).ravel()

    # A work type is numbered one below its kind; kind 0 has none, and no share of an effort either.
    total = np.append(pathways.total, np.full((shape[0], 1), -1), axis=1)[epoch, kind - 1]
    own, work, deferred = pathways.size.ravel(), flat(pathways.work), flat(pathways.deferred)
    has_size = flat(pathways.size.max(axis=2) >= 0)
    # Before the lists of an epoch stands a place for no list, and before all epochs one for work that is not held.
    lists, priorities = pathways.direct_work.shape[1] + 1, pathways.delay_factor.shape[1]
    direct_work = np.ones((shape[0] + 1, lists))
    direct_work[1:, 1:] += pathways.direct_work
    for_all = np.broadcast_to(pathways.calendar_delays[:, None], pathways.delay_factor.shape)
    delay_factor = np.stack([pathways.delay_factor, for_all], axis=1)
    return _SizeRows(
        work=work,
        delay=~work & has_size,
        number=np.where(own >= 0, own, total),
        by_itself=own >= 0,
        share=Factor(np.where(own >= 0, 1.0, flat(pathways.share))),
        deferred=deferred,
        direct_work=Factor(direct_work.ravel()),
        first_direct=np.where(flat(pathways.held), epoch + 1, 0) * lists + 1,
        delay_factor=Factor(np.append(1.0, delay_factor)),
        first_delay=(2 * epoch + flat(pathways.fixed_delay)) * priorities + 1,
    )


def efforts(pathways: Pathways, paths: Paths) -> Ints:
    """Staff time of each step [minutes]: at least 1 for work, 0 for the rest. Shape [steps].

    Held work carries the direct work with open cases: it is longer by the share that the first
    role of its list spends so.
    """
    rows = _size_rows(pathways)
    steps = np.flatnonzero(rows.work[paths.size_row])
    row = paths.size_row[steps]
    minutes = whole_minutes(
        pathways.sizes,
        rows.number[row],
        np.where(rows.by_itself[row], paths.size_u[steps], paths.total_u[steps]),
        factors=[rows.share.at(row), rows.direct_work.at(rows.first_direct[row] + paths.skill_list[steps])],
        units=MINUTES_PER_HOUR,
    )
    found = np.zeros(len(paths.case), dtype=np.int64)
    found[steps] = np.maximum(1, minutes)
    return found


def delays(pathways: Pathways, paths: Paths, priority: Ints) -> Ints:
    """Calendar delay of each step [minutes]; 0 for what is no delay. Shape [steps].

    How long people are silent before they ask what is happening is no delay of the service: it is the
    same for all, also where calendar delays are switched off.

    Parameters
    ----------
    priority
        Of each case, shape [cases].
    """
    rows = _size_rows(pathways)
    steps = np.flatnonzero(rows.delay[paths.size_row])
    row, case = paths.size_row[steps], paths.case[steps]
    factor = np.where(paths.origin[case] == CHASER, 0, rows.first_delay[row] + priority[case])
    found = np.zeros(len(paths.case), dtype=np.int64)
    found[steps] = whole_minutes(
        pathways.sizes,
        pathways.size.ravel()[row],
        paths.size_u[steps],
        factors=[rows.delay_factor.at(factor)],
        units=MINUTES_PER_DAY,
    )
    return found


def deferrals(pathways: Pathways, paths: Paths) -> Ints:
    """How many meetings put the case off before it passes a gate: geometric. Shape [steps].

    The chance of at least k deferrals is ``deferred_share`` to the power k, so the count is the
    whole part of ln(1 - u) / ln(deferred_share).
    """
    deferred = _size_rows(pathways).deferred
    steps = np.flatnonzero((deferred > 0)[paths.size_row])
    found = np.zeros(len(paths.case), dtype=np.int64)
    share = deferred[paths.size_row[steps]]
    found[steps] = np.floor(np.log1p(-paths.size_u[steps]) / np.log(share)).astype(np.int64)
    return found


def second_efforts(pathways: Pathways, beyond: Beyond) -> Ints:
    """Staff time of the second worker of each joint step [minutes], at least 1; 0 for the rest. Shape [steps]."""
    steps = np.flatnonzero(beyond.second_list >= 0)
    hours = quantiles(pathways.sizes, beyond.second_size[steps], beyond.second_u[steps])
    found = np.zeros(len(beyond.second_list), dtype=np.int64)
    found[steps] = np.maximum(1, np.rint(hours * MINUTES_PER_HOUR))
    return found
