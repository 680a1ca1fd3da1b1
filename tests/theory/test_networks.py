"""People who go on from list to list and come back, against exact theory. The engine runs it all."""

import pytest
from policy import assert_agrees
from runs import by_engine

from sim.experiment.verification import Oracle, all_oracles

BOTH_WIDTHS = pytest.mark.parametrize("width", [0.05, pytest.param(0.02, marks=pytest.mark.slow)], ids=["5%", "2%"])


def named(name: str) -> Oracle:
    """The oracle of that name."""
    return next(oracle for oracle in all_oracles() if oracle.name == name)


@BOTH_WIDTHS
def test_three_pools_with_rework_are_a_jackson_network(width: float) -> None:
    """O11: the mean number at each pool, and by Little's law the mean time in the system."""
    oracle = named("O11")
    assert oracle.exact["mean time in the system"] == pytest.approx(3.492650559)
    assert_agrees(by_engine(oracle), oracle.exact, replications=(30, 340)[width < 0.05], width=width)


@BOTH_WIDTHS
def test_work_that_comes_back_loads_its_worker_as_theory_says(width: float) -> None:
    """O11b: half a person comes in a mean effort, two fifths come back: load 5/6, five present, ten efforts' stay."""
    oracle = named("O11b")
    assert oracle.exact["mean number present"] == pytest.approx(5)
    assert_agrees(by_engine(oracle), oracle.exact, replications=(45, 340)[width < 0.05], width=width)
