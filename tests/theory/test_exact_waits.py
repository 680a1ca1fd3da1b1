"""Waits before a list of workers who are always there, against exact theory.

Every world is an ordinary config; waits are in mean efforts. The engine serves the first
replications, to the minute as the recursion of :mod:`recursion` does; the recursion then adds
those that the precision takes. In the fast suite the engine serves all of O01.
"""

from functools import partial

import pytest
from policy import assert_agrees
from runs import by_engine, of_one_list

from sim.experiment.verification import all_oracles
from sim.experiment.verification.waits import (
    VARIANCE,
    WAITS,
    pooling_exact,
    priorities_exact,
    read_pooling,
    read_priorities,
)

BOTH_WIDTHS = pytest.mark.parametrize("width", [0.05, pytest.param(0.02, marks=pytest.mark.slow)], ids=["5%", "2%"])
ENGINE_REPLICATIONS = 2

REPLICATIONS = {
    "o01_mm1": (30, 105),
    "o02_mm2": (40, 240),
    "o02_mm3": (30, 190),
    "o02_mm5": (45, 280),
    "o02_mm10": (55, 360),
    "o03_lognormal": (40, 320),
    "o03_gamma": (30, 80),
    "o03_two_sizes": (30, 90),
    "o04_md1": (30, 70),
    "o04_md2": (40, 190),
    "o04_md5": (40, 230),
    "o04_md10": (45, 270),
    "o20_dm1": (40, 190),
    "o20_dm5": (30, 150),
}
"""Those that half-widths of 5 % and 2 % take."""


@BOTH_WIDTHS
@pytest.mark.parametrize("name", WAITS)
def test_waits_are_those_of_theory(name: str, width: float) -> None:
    engine = 30 if name == "o01_mm1" else ENGINE_REPLICATIONS
    assert_agrees(
        of_one_list([name], WAITS[name].read, engine=engine),
        WAITS[name].exact,
        replications=REPLICATIONS[name][width < 0.05],
        width=width,
        loose=(VARIANCE,),
    )


@BOTH_WIDTHS
def test_the_urgent_wait_less_and_the_rest_pay_for_it(width: float) -> None:
    """O07: each class waits as Cobham says, and all together as long as in one list."""
    theory = priorities_exact()
    assert theory["share of first beyond 0.5"] == pytest.approx(0.080366194)
    assert theory["share of first beyond 1"] == pytest.approx(0.008470535)
    assert_agrees(
        of_one_list(["o07_priorities"], read_priorities, engine=ENGINE_REPLICATIONS),
        theory,
        replications=(65, 350)[width < 0.05],
        width=width,
        loose=("share of first beyond 1",),
    )


@BOTH_WIDTHS
@pytest.mark.parametrize("workers", [1, 5])
def test_two_lists_wait_longer_than_one_by_as_much_as_theory_says(workers: int, width: float) -> None:
    """O17: 2 x M/M/1 against M/M/2 and 2 x M/M/5 against M/M/10, the same people in both."""
    theory = pooling_exact(workers)
    assert theory["ratio"] == pytest.approx({1: 2.111111111, 5: 2.280416560}[workers])
    worlds = [f"o17_{kind}_{workers}" for kind in ("split", "pool")]
    sample = of_one_list(worlds, partial(read_pooling, workers), engine=ENGINE_REPLICATIONS)
    replications = {1: (40, 230), 5: (55, 350)}[workers][width < 0.05]
    assert_agrees(sample, theory, replications=replications, width=width)


@BOTH_WIDTHS
def test_people_who_lose_patience_leave_as_often_as_theory_says(width: float) -> None:
    """O09: ten workers, work for twelve, and patience of two mean efforts (Erlang A)."""
    oracle = next(oracle for oracle in all_oracles() if oracle.name == "O09")
    assert_agrees(by_engine(oracle), oracle.exact, replications=(30, 120)[width < 0.05], width=width)
