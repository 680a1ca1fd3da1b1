"""How much: staff time, calendar delays and deferrals of steps, each from its own uniform."""

import numpy as np
from numpy.typing import NDArray

from sim.chance import quantile
from sim.demand.itinerary import Beyond, Paths
from sim.demand.pathways import Pathways
from sim.demand.tables import CHASER
from sim.scenario.values import Distribution
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def efforts(pathways: Pathways, paths: Paths, epoch: Ints) -> Ints:
    """Staff time of each step [minutes]: at least 1 for work, 0 for the rest. Shape [steps].

    Held work carries the direct work with open cases: it is longer by the share that the first
    role of its list spends so.

    Parameters
    ----------
    epoch
        Epoch of each case, shape [cases].
    """
    at = epoch[paths.case], paths.activity
    work = pathways.work[at]
    own = np.where(work, pathways.size[(*at, paths.kind)], -1)
    # A work type is numbered one below its kind; kind 0 has none, and no share of an effort either.
    shared = (own < 0) & work & (paths.kind > 0)
    total = np.full(len(work), -1, dtype=np.int64)
    total[shared] = pathways.total[at[0][shared], paths.kind[shared] - 1]
    hours = quantiles(pathways.sizes, own, paths.size_u)
    hours += pathways.share[at] * quantiles(pathways.sizes, total, paths.total_u)
    held = pathways.held[at] & (paths.skill_list >= 0)
    hours[held] *= 1 + pathways.direct_work[at[0][held], paths.skill_list[held]]
    return np.where(work, np.maximum(1, np.rint(hours * MINUTES_PER_HOUR)), 0).astype(np.int64)


def delays(pathways: Pathways, paths: Paths, epoch: Ints, priority: Ints) -> Ints:
    """Calendar delay of each step [minutes]; 0 for what is no delay. Shape [steps].

    How long people are silent before they ask what is happening is no delay of the service: it is the
    same for all, also where calendar delays are switched off.

    Parameters
    ----------
    epoch, priority
        Of each case, shape [cases].
    """
    at = epoch[paths.case], paths.activity
    which = np.where(pathways.work[at], -1, pathways.size[(*at, paths.kind)])
    days = quantiles(pathways.sizes, which, paths.size_u)
    factor = pathways.delay_factor[at[0], priority[paths.case]]
    factor = np.where(pathways.fixed_delay[at], pathways.calendar_delays[at[0]], factor)
    days *= np.where(paths.origin[paths.case] == CHASER, 1.0, factor)
    return np.rint(days * MINUTES_PER_DAY).astype(np.int64)


def deferrals(pathways: Pathways, paths: Paths, epoch: Ints) -> Ints:
    """How many meetings put the case off before it passes a gate: geometric. Shape [steps].

    The chance of at least k deferrals is ``deferred_share`` to the power k, so the count is the
    whole part of ln(1 - u) / ln(deferred_share).
    """
    share = pathways.deferred[epoch[paths.case], paths.activity]
    counts = np.zeros(len(share), dtype=np.int64)
    some = share > 0
    counts[some] = np.floor(np.log1p(-paths.size_u[some]) / np.log(share[some])).astype(np.int64)
    return counts


def second_efforts(pathways: Pathways, beyond: Beyond) -> Ints:
    """Staff time of the second worker of each joint step [minutes], at least 1; 0 for the rest. Shape [steps]."""
    hours = quantiles(pathways.sizes, beyond.second_size, beyond.second_u)
    minutes = np.maximum(1, np.rint(hours * MINUTES_PER_HOUR))
    return np.where(beyond.second_list >= 0, minutes, 0).astype(np.int64)


def quantiles(sizes: tuple[Distribution, ...], which: Ints, u: Floats) -> Floats:
    """Quantile of each numbered distribution; 0 for number -1. Shape as ``which``."""
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(sizes) + 1))
    found = np.zeros(len(which))
    for number, size in enumerate(sizes):
        here = order[bounds[number] : bounds[number + 1]]
        if len(here):
            found[here] = quantile(size, u[here])
    return found
