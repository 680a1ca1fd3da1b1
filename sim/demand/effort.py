"""How much: staff time, calendar delays and deferrals of steps, each from its own uniform."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.paths import Beyond, Paths
from sim.demand.pathways import Pathways
from sim.demand.sizes import Factor, quantiles, whole_minutes
from sim.demand.tables import CHASER
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

Ints = NDArray[np.int64]


def efforts(pathways: Pathways, paths: Paths, epoch: Ints) -> Ints:
    """Staff time of each step [minutes]: at least 1 for work, 0 for the rest. Shape [steps].

    Held work carries the direct work with open cases: it is longer by the share that the first
    role of its list spends so.

    Parameters
    ----------
    epoch
        Epoch of each case, shape [cases].
    """
    steps, at = _which(pathways.work, paths, epoch)
    kind, listed = paths.kind[steps], paths.skill_list[steps]
    own = pathways.size[(*at, kind)]
    # A work type is numbered one below its kind; kind 0 has none, and no share of an effort either.
    whole = np.append(pathways.total, np.full((len(pathways.total), 1), -1), axis=1)[at[0], kind - 1]
    by_itself = own >= 0
    share, direct_work = Factor(pathways.share), Factor(1 + pathways.direct_work)
    minutes = whole_minutes(
        pathways.sizes,
        np.where(by_itself, own, whole),
        np.where(by_itself, paths.size_u[steps], paths.total_u[steps]),
        factors=[share.at(at, ~by_itself), direct_work.at((at[0], listed), pathways.held[at] & (listed >= 0))],
        units=MINUTES_PER_HOUR,
    )
    found = np.zeros(len(paths.case), dtype=np.int64)
    found[steps] = np.maximum(1, minutes)
    return found


def delays(pathways: Pathways, paths: Paths, epoch: Ints, priority: Ints) -> Ints:
    """Calendar delay of each step [minutes]; 0 for what is no delay. Shape [steps].

    How long people are silent before they ask what is happening is no delay of the service: it is the
    same for all, also where calendar delays are switched off.

    Parameters
    ----------
    epoch, priority
        Of each case, shape [cases].
    """
    steps, at = _which(~pathways.work & (pathways.size >= 0).any(axis=2), paths, epoch)
    case = paths.case[steps]
    of_service = paths.origin[case] != CHASER
    same_for_all = pathways.fixed_delay[at]
    by_priority, for_all = Factor(pathways.delay_factor), Factor(pathways.calendar_delays)
    minutes = whole_minutes(
        pathways.sizes,
        pathways.size[(*at, paths.kind[steps])],
        paths.size_u[steps],
        factors=[
            by_priority.at((at[0], priority[case]), of_service & ~same_for_all),
            for_all.at((at[0],), of_service & same_for_all),
        ],
        units=MINUTES_PER_DAY,
    )
    found = np.zeros(len(paths.case), dtype=np.int64)
    found[steps] = minutes
    return found


def deferrals(pathways: Pathways, paths: Paths, epoch: Ints) -> Ints:
    """How many meetings put the case off before it passes a gate: geometric. Shape [steps].

    The chance of at least k deferrals is ``deferred_share`` to the power k, so the count is the
    whole part of ln(1 - u) / ln(deferred_share).
    """
    steps, at = _which(pathways.deferred > 0, paths, epoch)
    found = np.zeros(len(paths.case), dtype=np.int64)
    found[steps] = np.floor(np.log1p(-paths.size_u[steps]) / np.log(pathways.deferred[at])).astype(np.int64)
    return found


def second_efforts(pathways: Pathways, beyond: Beyond) -> Ints:
    """Staff time of the second worker of each joint step [minutes], at least 1; 0 for the rest. Shape [steps]."""
    steps = np.flatnonzero(beyond.second_list >= 0)
    hours = quantiles(pathways.sizes, beyond.second_size[steps], beyond.second_u[steps])
    found = np.zeros(len(beyond.second_list), dtype=np.int64)
    found[steps] = np.maximum(1, np.rint(hours * MINUTES_PER_HOUR))
    return found


def _which(table: NDArray[np.bool_], paths: Paths, epoch: Ints) -> tuple[Ints, tuple[Ints, Ints]]:
    """The steps at activities of which a table [epochs, activities] says so, and their place in such tables."""
    place = epoch[paths.case] * table.shape[1] + paths.activity
    steps = np.flatnonzero(table.ravel()[place])
    return steps, (place[steps] // table.shape[1], paths.activity[steps])
