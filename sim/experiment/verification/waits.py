"""Oracles about waits before a list of workers who are always there; waits are in mean efforts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.eventlog.log import WITHDRAWN
from sim.experiment.verification.oracle import Figures, Oracle
from sim.experiment.verification.queueing import (
    discrete_moments,
    dmc,
    erlang_a,
    erlang_c,
    gamma_moments,
    lognormal_moments,
    mdc,
    mg1_wait,
    mmc_wait,
    mmc_wait_beyond,
    mmc_wait_quantile,
    priority_waits,
)
from sim.experiment.verification.running import Play
from sim.units import MINUTES_PER_HOUR, NEVER

Floats = NDArray[np.float64]

VARIANCE = "variance of the wait"
ERLANG = "Erlang 1917; Cooper 1981, sections 3.3 and 3.4"


@dataclass(frozen=True)
class Waits:
    """What theory says of a list: mean wait and share who wait; their variance and shares within limits if known."""

    effort_hours: float
    wait: float
    wait_share: float
    variance: float | None = None
    within: Mapping[float, float] = field(default_factory=dict)

    @property
    def exact(self) -> Figures:
        """The exact figures by name."""
        figures = {"mean wait": self.wait, "share who wait": self.wait_share}
        figures |= {} if self.variance is None else {VARIANCE: self.variance}
        return figures | {f"share within {limit:.3f}": share for limit, share in self.within.items()}

    def read(self, play: Play) -> Figures:
        """The same figures of a run."""
        waits = waits_of(play, self.effort_hours)
        # About the exact mean, so that the mean over replications has no bias.
        spread = float(((waits - self.wait) ** 2).mean())
        figures = {
            "mean wait": float(waits.mean()),
            "share who wait": float((waits > 0).mean()),
            VARIANCE: spread,
        }
        return figures | {f"share within {limit:.3f}": float((waits <= limit).mean()) for limit in self.within}


def waits_of(play: Play, effort_hours: float) -> Floats:
    """Waits of those measured, each with one step, in mean efforts."""
    waits = (play.log.start - play.demand.received)[play.measured]
    return waits / (effort_hours * MINUTES_PER_HOUR)


def mmc(workers: int, load: float, effort_hours: float) -> Waits:
    """M/M/c, from the share who wait and how their waits fall off."""
    within = {mmc_wait_quantile(p, workers, load): p for p in (0.7, 0.95)}
    within[1.0] = 1 - mmc_wait_beyond(1, workers, load)
    return Waits(effort_hours, mmc_wait(workers, load), erlang_c(workers, load), within=within)


def mg1(moments: list[float]) -> Waits:
    """M/G/1 at load 0.8 with efforts of two hours."""
    wait, variance = mg1_wait(0.8, moments)
    return Waits(2, wait, 0.8, variance)


def _fixed(figures: tuple[float, float], effort_hours: float) -> Waits:
    return Waits(effort_hours, figures[1], figures[0])


WAITS = {
    "o01_mm1": Waits(
        2, mmc_wait(1, 0.8), 0.8, variance=24.0,
        within={5.0: 1 - mmc_wait_beyond(5, 1, 0.8), **{mmc_wait_quantile(p, 1, 0.8): p for p in (0.5, 0.95)}},
    ),
    "o02_mm2": mmc(2, 1.8, 2),
    "o02_mm3": mmc(3, 2.0, 10),
    "o02_mm5": mmc(5, 4.5, 5),
    "o02_mm10": mmc(10, 9.0, 10),
    "o03_lognormal": mg1(lognormal_moments(1, 1.5)),
    "o03_gamma": mg1(gamma_moments(1, 0.5)),
    "o03_two_sizes": mg1(discrete_moments([0.5, 3], [0.8, 0.2])),
    "o04_md1": _fixed(mdc(1, 0.8), 2),
    "o04_md2": _fixed(mdc(2, 1.8), 4),
    "o04_md5": _fixed(mdc(5, 4.5), 10),
    "o04_md10": _fixed(mdc(10, 9.0), 20),
    "o20_dm1": _fixed(dmc(1, 1 / 0.9), 1.8),
    "o20_dm5": _fixed(dmc(5, 1 / 4.5), 4.5),
}  # fmt: skip
"""Worlds with one list, one priority and one step a person, and what theory says of them."""


def read_priorities(play: Play) -> Figures:
    """Mean wait of each class and of all, and how many of the first class wait long."""
    waits = waits_of(play, 50)
    class_ = play.demand.priority[play.measured]
    figures = {f"mean wait, {name}": waits[class_ == k].mean() for k, name in enumerate(play.service.priorities)}
    beyond = {f"share of first beyond {limit:g}": (waits[class_ == 0] > limit).mean() for limit in (0.5, 1)}
    return figures | beyond | {"mean wait, all": waits.mean()}


def priorities_exact() -> Figures:
    """O07: Cobham's waits; the wait of a first-class person who waits is exponential (five free up, 0.5 come)."""
    first, second, third = priority_waits(5, [0.5, 1.5, 2.5])
    means = {"mean wait, first": first, "mean wait, second": second, "mean wait, third": third}
    wait = erlang_c(5, 4.5)
    beyond = {f"share of first beyond {limit:g}": wait * float(np.exp(-4.5 * limit)) for limit in (0.5, 1)}
    return means | beyond | {"mean wait, all": mmc_wait(5, 4.5)}


def pooling_exact(workers: int) -> Figures:
    """O17: two lists of c workers, one of 2 c, and how many times as long the two wait."""
    split, pool = mmc_wait(workers, 0.9 * workers), mmc_wait(2 * workers, 1.8 * workers)
    return {"mean wait, two lists": split, "mean wait, one list": pool, "ratio": split / pool}


def read_pooling(workers: int, split: Play, pool: Play) -> Figures:
    """The same of two runs with the same people; the ratio of means is made linear about the exact figures."""
    exact = pooling_exact(workers)
    two, one = (float(waits_of(play, 2 * workers).mean()) for play in (split, pool))
    apart = two / exact["mean wait, two lists"] - one / exact["mean wait, one list"]
    return {"mean wait, two lists": two, "mean wait, one list": one, "ratio": exact["ratio"] * (1 + apart)}


def abandonment_exact() -> Figures:
    """O09: ten workers, load 1.2, patience of two mean efforts."""
    wait_share, queue, left = erlang_a(10, 12.0, 0.5)
    return {"share who wait": wait_share, "mean number waiting": queue, "share who leave": left}


def read_abandonment(play: Play) -> Figures:
    """Share who wait, mean number waiting, and share who leave unserved."""
    log, measured = play.log, play.measured
    waited = np.where(log.start < NEVER, log.start, log.finish) - log.ready
    begins, ends = play.warm_up, log.horizon
    inside = np.minimum(log.ready + waited, ends) - np.maximum(log.ready, begins)
    return {
        "share who wait": float((waited > 0)[measured[log.case]].mean()),
        "mean number waiting": float(np.maximum(inside, 0).sum() / (ends - begins)),
        "share who leave": float((log.outcome == WITHDRAWN)[measured].mean()),
    }


def _of_waits(name: str, label: str, world: str, *, years: float, reference: str = ERLANG) -> Oracle:
    waits = WAITS[world]
    # The variance is too skewed for a t interval of so few replications.
    exact = {figure: value for figure, value in waits.exact.items() if figure != VARIANCE}
    return Oracle(name, label, (world,), exact, waits.read, 30, years, reference)


def oracles() -> tuple[Oracle, ...]:
    """The oracles about lists that verification runs."""
    pooled = ("o17_split_5", "o17_pool_5")
    return (
        _of_waits("O01", "one worker, load 0.8 (M/M/1)", "o01_mm1", years=2),
        _of_waits("O02", "five workers, load 0.9 (M/M/5)", "o02_mm5", years=1.5),
        _of_waits(
            "O03", "one worker, load 0.8, lognormal effort (M/G/1)", "o03_lognormal", years=2.2,
            reference="Pollaczek 1930, Khinchine 1932; Kleinrock 1975, section 5.7",
        ),
        _of_waits(
            "O04", "five workers, load 0.9, fixed effort (M/D/5)", "o04_md5", years=2.2,
            reference="Crommelin 1932; Tijms 2003, section 9.6",
        ),
        Oracle(
            "O07", "five workers, three priorities (M/M/5)", ("o07_priorities",), priorities_exact(), read_priorities,
            30, 12, "Cobham 1954; Kella and Yechiali 1985",
        ),
        Oracle(
            "O09", "ten workers, load 1.2, people lose patience (M/M/10+M)", ("o09_patience",), abandonment_exact(),
            read_abandonment, 30, 2, "Palm 1957; Garnett, Mandelbaum and Reiman 2002",
        ),
        Oracle(
            "O17", "two lists of five workers against one of ten, load 0.9", pooled, pooling_exact(5),
            partial(read_pooling, 5), 30, 1.3, ERLANG,
        ),
        _of_waits(
            "O20", "five workers, people every hour, load 0.9 (D/M/5)", "o20_dm5", years=1.3,
            reference="Takacs 1962, chapter 2",
        ),
    )  # fmt: skip
