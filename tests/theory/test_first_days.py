"""Worlds that are not in balance: a list on the first morning, and more work than workers, against exact theory."""

import pytest
from policy import assert_agrees
from runs import SEED, by_engine, of_one_list
from test_networks import BOTH_WIDTHS, named

from sim.experiment.verification import all_oracles
from sim.experiment.verification.flows import read_transient, transient_exact
from sim.experiment.verification.running import play, world


def test_four_workers_short_of_work_for_five_fall_behind_to_the_minute() -> None:
    """O15: person n waits half an interval (60 minutes) for each four before them; nothing is random."""
    log = play(world("o15_dd4"), seed=SEED, replication=0).log
    wait = (log.start - log.ready)[:1000]
    assert wait.tolist() == [60 * (n // 4) for n in range(1000)]
    assert named("O15").sample(SEED, 0) == {
        "wait of the hundredth": 12,
        "mean wait of the first 100": 6,
        "mean wait of the first 1000": 62.25,
    }


@BOTH_WIDTHS
def test_a_list_of_fifty_shrinks_as_theory_says(width: float) -> None:
    """O21: M/M/5 at load 0.8 from fifty people: at first one in a mean effort, then more and more slowly."""
    sample = of_one_list(["o21_transient"], read_transient, engine=30)
    assert_agrees(sample, transient_exact(), replications=(1600, 9500)[width < 0.05], width=width)


@BOTH_WIDTHS
def test_fifty_people_and_nobody_after_them_are_served_in_the_time_theory_says(width: float) -> None:
    """O22: mean time until the last is served, and mean wait of the 45 who find no worker free."""
    oracle = named("O22")
    assert_agrees(by_engine(oracle), oracle.exact, replications=(60, 360)[width < 0.05], width=width)


@pytest.mark.parametrize("world_name", ["places_exponential", "places_lognormal"])
@BOTH_WIDTHS
def test_as_many_find_no_place_as_theory_says_whatever_the_shape_of_the_stays(world_name: str, width: float) -> None:
    oracle = next(oracle for oracle in all_oracles() if oracle.worlds == (world_name,))
    assert_agrees(by_engine(oracle), oracle.exact, replications=(30, 200)[width < 0.05], width=width)


@BOTH_WIDTHS
def test_nobody_waits_where_only_time_is_needed_and_the_number_present_is_that_of_theory(width: float) -> None:
    """O13 from an empty start, and O14b with more people every four weeks."""
    for name in ("O13", "O14b"):
        oracle = named(name)
        replications = {"O13": (400, 2500), "O14b": (60, 250)}[name][width < 0.05]
        assert_agrees(by_engine(oracle), oracle.exact, replications=replications, width=width)


@BOTH_WIDTHS
def test_people_in_support_are_reviewed_as_often_as_theory_says(width: float) -> None:
    oracle = named("O26")
    assert_agrees(by_engine(oracle), oracle.exact, replications=(30, 60)[width < 0.05], width=width)


def test_as_many_come_as_a_growing_rate_and_a_step_bring() -> None:
    oracle = named("O27")
    assert_agrees(by_engine(oracle), oracle.exact, replications=800, width=0.01, loose=("variance of the number",))


def test_a_visit_by_two_is_as_worked_out_by_hand() -> None:
    oracle = named("J")
    assert oracle.sample(SEED, 0) == oracle.exact


@pytest.mark.parametrize("world_name", ["pathway", "whole"])
def test_a_pathway_keeps_every_identity(world_name: str) -> None:
    oracle = next(oracle for oracle in all_oracles() if oracle.worlds == (world_name,))
    for number in range(3):
        assert oracle.sample(SEED, number) == oracle.exact
