"""Waits before a list of workers who are always there, against exact theory.

Every world is an ordinary config; waits are in mean efforts. The engine serves the first
replications, to the minute as the recursion of :mod:`recursion` does; the recursion then adds
those that the precision takes. In the fast suite the engine serves all of O01.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from policy import Figures, assert_agrees
from queueing import (
    discrete_moments,
    dmc,
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
from runs import Ints, measured, of_one_list

from sim.demand import Demand
from sim.scenario import Service

BOTH_WIDTHS = pytest.mark.parametrize("width", [0.05, pytest.param(0.02, marks=pytest.mark.slow)], ids=["5%", "2%"])
MINUTES_PER_HOUR = 60
ENGINE_REPLICATIONS = 2


@dataclass(frozen=True)
class Oracle:
    """A world's mean effort, the replications that half-widths of 5 % and 2 % take, and the exact figures.

    ``wait`` and ``wait_share`` are always asked for; ``variance`` and ``within`` (the share whose
    wait is at most so many mean efforts) where theory has them.
    """

    effort_hours: float
    replications: tuple[int, int]
    wait: float
    wait_share: float
    variance: float | None = None
    within: Mapping[float, float] = field(default_factory=dict)

    @property
    def theory(self) -> dict[str, float]:
        exact = {"wait": self.wait, "wait_share": self.wait_share}
        exact |= {} if self.variance is None else {"variance": self.variance}
        return exact | {f"within {limit:.3f}": share for limit, share in self.within.items()}

    def measure(self, service: Service, demand: Demand, start: Ints) -> Figures:
        waits = waits_of(service, demand, start, self.effort_hours)
        # About the exact mean, so that the mean over replications has no bias.
        figures = {
            "wait": waits.mean(),
            "wait_share": (waits > 0).mean(),
            "variance": ((waits - self.wait) ** 2).mean(),
        }
        return figures | {f"within {limit:.3f}": (waits <= limit).mean() for limit in self.within}


def waits_of(service: Service, demand: Demand, start: Ints, effort_hours: float) -> Ints:
    """Waits of those measured, in mean efforts."""
    waits: Ints = (start - demand.received)[measured(service, demand)] / (effort_hours * MINUTES_PER_HOUR)
    return waits


def mmc(workers: int, load: float, effort_hours: float, replications: tuple[int, int]) -> Oracle:
    within = {mmc_wait_quantile(p, workers, load): p for p in (0.7, 0.95)}
    within[1.0] = 1 - mmc_wait_beyond(1, workers, load)
    return Oracle(effort_hours, replications, mmc_wait(workers, load), erlang_c(workers, load), within=within)


def mg1(moments: list[float], replications: tuple[int, int]) -> Oracle:
    wait, variance = mg1_wait(0.8, moments)
    return Oracle(2, replications, wait, 0.8, variance)


def by_chance_and_wait(figures: tuple[float, float], effort_hours: float, replications: tuple[int, int]) -> Oracle:
    return Oracle(effort_hours, replications, figures[1], figures[0])


ORACLES = {
    "o01_mm1": Oracle(
        2, (30, 105), mmc_wait(1, 0.8), 0.8, variance=24.0,
        within={5.0: 1 - mmc_wait_beyond(5, 1, 0.8), **{mmc_wait_quantile(p, 1, 0.8): p for p in (0.5, 0.95)}},
    ),
    "o02_mm2": mmc(2, 1.8, 2, (40, 240)),
    "o02_mm3": mmc(3, 2.0, 10, (30, 190)),
    "o02_mm5": mmc(5, 4.5, 5, (45, 280)),
    "o02_mm10": mmc(10, 9.0, 10, (55, 360)),
    "o03_lognormal": mg1(lognormal_moments(1, 1.5), (40, 320)),
    "o03_gamma": mg1(gamma_moments(1, 0.5), (30, 80)),
    "o03_two_sizes": mg1(discrete_moments([0.5, 3], [0.8, 0.2]), (30, 90)),
    "o04_md1": by_chance_and_wait(mdc(1, 0.8), 2, (30, 70)),
    "o04_md2": by_chance_and_wait(mdc(2, 1.8), 4, (40, 190)),
    "o04_md5": by_chance_and_wait(mdc(5, 4.5), 10, (40, 230)),
    "o04_md10": by_chance_and_wait(mdc(10, 9.0), 20, (45, 270)),
    "o20_dm1": by_chance_and_wait(dmc(1, 1 / 0.9), 1.8, (40, 190)),
    "o20_dm5": by_chance_and_wait(dmc(5, 1 / 4.5), 4.5, (30, 150)),
}  # fmt: skip


@BOTH_WIDTHS
@pytest.mark.parametrize("name", ORACLES)
def test_waits_are_those_of_theory(name: str, width: float) -> None:
    oracle = ORACLES[name]
    engine = 30 if name == "o01_mm1" else ENGINE_REPLICATIONS
    assert_agrees(
        of_one_list(name, oracle.measure, engine=engine),
        oracle.theory,
        replications=oracle.replications[width < 0.05],
        width=width,
        loose=("variance",),
    )


@BOTH_WIDTHS
def test_the_urgent_wait_less_and_the_rest_pay_for_it(width: float) -> None:
    """O07: each class waits as Cobham says, and all together as long as in one list."""
    first, second, third = priority_waits(5, [0.5, 1.5, 2.5])
    theory = {"first": first, "second": second, "third": third, "all": mmc_wait(5, 4.5)}
    # The wait of a first-class person who waits is exponential: five workers free up, 0.5 come.
    theory |= {"first beyond 0.5": 0.0803661939, "first beyond 1": 0.00847053489}

    def measure(service: Service, demand: Demand, start: Ints) -> Figures:
        waits = waits_of(service, demand, start, 50)
        class_ = demand.priority[measured(service, demand)]
        figures = {name: waits[class_ == number].mean() for number, name in enumerate(service.priorities)}
        beyond = {f"first beyond {limit:g}": (waits[class_ == 0] > limit).mean() for limit in (0.5, 1)}
        return figures | beyond | {"all": waits.mean()}

    assert_agrees(
        of_one_list("o07_priorities", measure, engine=ENGINE_REPLICATIONS),
        theory,
        replications=(65, 350)[width < 0.05],
        width=width,
        loose=("first beyond 1",),
    )


@BOTH_WIDTHS
@pytest.mark.parametrize("workers", [1, 5])
def test_two_lists_wait_longer_than_one_by_as_much_as_theory_says(workers: int, width: float) -> None:
    """O17: 2 x M/M/1 against M/M/2 and 2 x M/M/5 against M/M/10, the same people in both."""
    split, pool = mmc_wait(workers, 0.9 * workers), mmc_wait(2 * workers, 1.8 * workers)
    ratio = split / pool
    assert ratio == pytest.approx({1: 2.111111111, 5: 2.280416560}[workers])

    def measure(service: Service, demand: Demand, start: Ints) -> Figures:
        return {"wait": float(np.mean(waits_of(service, demand, start, 2 * workers)))}

    samples = [of_one_list(f"o17_{kind}_{workers}", measure, engine=ENGINE_REPLICATIONS) for kind in ("split", "pool")]

    replications = {1: (40, 230), 5: (55, 350)}[workers][width < 0.05]

    def both(numbers: Sequence[int]) -> list[Figures]:
        pairs = zip(*(sample(numbers) for sample in samples), strict=True)
        waits = [(first["wait"], second["wait"]) for first, second in pairs]
        # The ratio of means, made linear about the exact figures.
        return [{"split": a, "pool": b, "ratio": ratio * (1 + a / split - b / pool)} for a, b in waits]

    assert_agrees(both, {"split": split, "pool": pool, "ratio": ratio}, replications=replications, width=width)
