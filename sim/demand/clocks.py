"""Clocks that run while cases wait: patience, and the length of life."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.chance import quantile
from sim.demand.branches import expiry_of
from sim.demand.draws import Draws, Flags
from sim.demand.features import NO_FORK
from sim.demand.pathways import Pathways
from sim.demand.sizes import members, quantiles
from sim.demand.tables import STAY
from sim.demand.walkers import Starts
from sim.scenario.values import Distribution
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, NEVER

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MINUTES_PER_YEAR = DAYS_PER_YEAR * MINUTES_PER_DAY
HALVINGS = 50
LARGEST_SHARE = 1 - 2.0**-40
"""A share so near to one that a quantile there is still a number."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Patience of cases: ``minutes``, what is done then, and the node turned to (-1 for none). Shapes [cases]."""

    minutes: Ints
    expiry: Ints
    node: Ints

    def only(self, running: Flags) -> "Clock":
        """The clock of those for whom it runs; the others stay."""
        return Clock(
            np.where(running, self.minutes, NEVER),
            np.where(running, self.expiry, STAY),
            np.where(running, self.node, -1),
        )


def draw_patience(pathways: Pathways, draws: Draws, starts: Starts, waited: Floats) -> Clock:
    """The patience that streams give their cases.

    Parameters
    ----------
    waited
        Days that each case has waited already, shape [cases]; its patience is longer than that.
    """
    features = pathways.features
    row = features.patience_of_stream[starts.epoch, starts.stream]
    n, some = len(row), row >= 0
    target = np.full(n, NO_FORK, dtype=np.int64)
    if not some.any():
        return Clock(
            np.full(n, NEVER, dtype=np.int64), np.full(n, STAY, dtype=np.int64), np.full(n, -1, dtype=np.int64)
        )
    days = features.patience_days[row]
    open_then = np.zeros(n, dtype=np.bool_)
    open_then[some] = features.then.open[features.patience_then[row[some]]]
    u = starts.people.draw(draws, "then", open_then)
    target[some] = features.then.pick(features.patience_then[row[some]], u[some])
    certain = np.append(pathways.certain, True)
    minutes = patience_minutes(pathways.sizes, days, starts.people.draw(draws, "patience", ~certain[days]), waited)
    return Clock(minutes, expiry_of(target), np.maximum(target, -1))


def patience_minutes(sizes: tuple[Distribution, ...], which: Ints, u: Floats, waited: Floats) -> Ints:
    """Minutes of patience of those who have waited for so many days and are still there; ``NEVER`` without. Shape [n].

    Whoever has waited w days has outlived the share F(w) of the distribution, and is at
    F(w) + (1 - F(w)) u of it. A distribution that ends before w leaves them a minute more.
    """
    minutes = np.full(len(which), NEVER, dtype=np.int64)
    some = np.flatnonzero(which >= 0)
    which, u, waited = which[some], u[some], waited[some]
    long = waited > 0
    if long.any():
        outlived = np.zeros(len(which))
        for number, here in members(np.where(long, which, -1)):
            outlived[here] = _share_below(sizes[number], waited[here])
        u = np.minimum(outlived + (1 - outlived) * u, LARGEST_SHARE)
    drawn = np.rint(quantiles(sizes, which, u) * MINUTES_PER_DAY).astype(np.int64)
    least = np.where(long, np.rint(waited * MINUTES_PER_DAY).astype(np.int64) + 1, 0)
    minutes[some] = np.maximum(drawn, least)
    return minutes


def is_below_share_above(size: Distribution, days: Floats, height: Floats, peak: float) -> Flags:
    """Whether each height is below the peak times the share of a distribution above as many days. Shapes [n].

    The share is halved in on no further than it takes to say so.
    """
    found = np.zeros(len(days), dtype=np.bool_)
    open_ = np.arange(len(days))
    low, high = np.zeros(len(days)), np.ones(len(days))
    for _ in range(HALVINGS):
        if not len(open_):
            break
        low, high = _halved(size, days[open_], low, high)
        for_least, for_most = height[open_] < peak * (1 - high), height[open_] < peak * (1 - low)
        found[open_] = for_most
        unsure = for_least != for_most
        open_, low, high = open_[unsure], low[unsure], high[unsure]
    return found


def _share_below(size: Distribution, days: Floats) -> Floats:
    """The largest share whose quantile is not above each number of days, by halving."""
    low, high = np.zeros(len(days)), np.ones(len(days))
    for _ in range(HALVINGS):
        low, high = _halved(size, days, low, high)
    return low


def _halved(size: Distribution, days: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Half of each range of shares: that in which the quantile passes the number of days."""
    middle = (low + high) / 2
    below = quantile(size, np.minimum(middle, LARGEST_SHARE)) <= days
    return np.where(below, middle, low), np.where(below, high, middle)


def draw_ends(pathways: Pathways, draws: Draws, starts: Starts, received: Ints) -> Ints:
    """Minutes from receipt to each person's death; ``NEVER`` where nobody dies. Shape [cases].

    Lives are exponential, so whoever was received before the run and is alive has as long to live
    from its start as anybody.
    """
    rate = pathways.features.deaths[starts.epoch, starts.stream]
    ends = np.full(len(rate), NEVER, dtype=np.int64)
    some = rate > 0
    if some.any():
        u = starts.people.draw(draws, "death", some)
        years = -np.log1p(-u[some]) / rate[some]
        ends[some] = np.maximum(np.rint(years * MINUTES_PER_YEAR), 1).astype(np.int64) - np.minimum(received[some], 0)
    return ends


def turning(starts: Starts, clock: Clock) -> Starts:
    """The starts of cases that may turn elsewhere when their patience ends."""
    return replace(starts, reroute=clock.node)
