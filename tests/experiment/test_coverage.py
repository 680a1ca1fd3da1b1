"""How often intervals hold what they should, where that is known exactly.

The system is M/M/c at load 4 from fifty people on the first morning (O21): the mean number present ten and twenty
mean efforts on is known from the exponential of the generator, for any number of workers. People come and need
what they need by the same chance whatever the number of workers, so the difference between two numbers is known too,
and its replications are paired.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from sim.demand import draw_demand
from sim.experiment.pairing import paired_difference
from sim.experiment.precision import Watched, until_precise
from sim.experiment.verification.queueing import transient_mmc
from sim.experiment.verification.running import play, world
from sim.measures.rows import Floats
from sim.measures.summary import intervals
from sim.scenario.experiments import FigureRef, Goal
from theory.recursion import starts

WORKERS = (5, 6, 7, 8)
EFFORTS = (10, 20)
EFFORT = 300
"""Minutes of a mean effort."""
REPLICATIONS = 10
"""Of each experiment."""
FAMILY = (len(WORKERS) - 1) * len(EFFORTS)

EVEN = ((0, 0, 1, 2), (0, 1, 0, 0))
"""Workers and moments at which the number present is about as often above its mean as below.

After twenty efforts six, seven or eight workers have mostly just cleared the list: few are left, and now and then many.
"""

Draw = Callable[[int], Floats]
"""The number present by number of workers and moment, of a replication. Shape [workers, efforts]."""


@cache
def exact() -> Floats:
    """Mean number present [workers, efforts]."""
    return np.array([transient_mmc(workers, 4.0, 50, EFFORTS) for workers in WORKERS])


def present(come: np.ndarray, effort: np.ndarray) -> Floats:
    rows = []
    for workers in WORKERS:
        start = starts(workers, np.maximum(come, 0), effort, np.ones(len(come), dtype=np.int64))
        rows.append([float(((come <= at * EFFORT) & (start + effort > at * EFFORT)).sum()) for at in EFFORTS])
    return np.array(rows)


def plainly_drawn(replication: int) -> Floats:
    """By a generator of its own: fifty people, and those of a Poisson process of 4 in a mean effort."""
    chance = np.random.default_rng([1917, replication])
    horizon = max(EFFORTS) * EFFORT
    come = np.sort(chance.uniform(0, horizon, chance.poisson(4.0 * max(EFFORTS)))).astype(np.int64)
    effort = np.rint(chance.exponential(EFFORT, 50 + len(come))).astype(np.int64)
    return present(np.concatenate((np.full(50, -1), come)), effort)


def drawn_by_the_model(replication: int) -> Floats:
    """By the chance that every run has, from the world of O21."""
    demand = draw_demand(world("o21_transient", 0.0115), seed=1917, replication=replication)
    return present(demand.begins, demand.effort)


def experiments(draw: Draw, number: int) -> Floats:
    """Figures of repeated experiments [experiments, replications, workers, efforts]."""
    rows = [draw(replication) for replication in range(number * REPLICATIONS)]
    return np.array(rows).reshape(number, REPLICATIONS, len(WORKERS), len(EFFORTS))


def shares_of_means_held(values: Floats) -> Floats:
    """Of the intervals of single means, how many hold the exact one [workers, efforts]."""
    number = len(values)
    _, mean, half = intervals(values.transpose(1, 0, 2, 3).reshape(REPLICATIONS, -1))
    held = np.abs(mean.reshape(number, -1) - exact().reshape(-1)) <= half.reshape(number, -1)
    return np.asarray(held.mean(axis=0).reshape(exact().shape))


def shares_of_differences_held(values: Floats) -> tuple[float, float, float]:
    """Of intervals by pair, of intervals for the family, and of whole families, how many hold what is exact."""
    by_pair, for_family, whole = [], [], []
    for experiment in values:
        held = []
        for option in range(1, len(WORKERS)):
            for moment in range(len(EFFORTS)):
                paired = paired_difference(experiment[:, option, moment], experiment[:, 0, moment], family=FAMILY)
                truth = exact()[option, moment] - exact()[0, moment]
                by_pair.append(paired.low <= truth <= paired.high)
                held.append(paired.low_all <= truth <= paired.high_all)
        for_family += held
        whole.append(all(held))
    return float(np.mean(by_pair)), float(np.mean(for_family)), float(np.mean(whole))


def sequentially(values: Floats, *, half_width: float) -> tuple[float, float, int]:
    """Share of the rule's intervals that hold the mean after twenty efforts, mean replications, and experiments.

    Replications [replications] are used up in order, one experiment after the other.
    """
    truth = exact()[0, -1]
    goal = Watched(Goal(FigureRef("number_present"), half_width, None), "five workers")
    held, sizes, used = [], [], 0
    while used + 100 <= len(values):
        rest = values[used:]
        report = until_precise([goal], lambda number, rest=rest: rest[:number, None], least=5, most=100)  # type: ignore[misc]
        (told,) = report.goals
        held.append(abs(told.mean - truth) <= told.half_width)
        sizes.append(report.n)
        used += report.n
    return float(np.mean(held)), float(np.mean(sizes)), len(sizes)


def test_the_system_is_the_one_that_the_engine_runs() -> None:
    """The recursion starts everybody in the minute in which the engine does."""
    simulated = play(world("o21_transient", 0.0115), seed=1917, replication=3)
    log, demand = simulated.log, simulated.demand
    started = starts(5, np.maximum(demand.begins, 0), demand.effort, demand.priority)
    assert np.array_equal(log.start[log.start < log.horizon], started[started < log.horizon])
    number = [float(((demand.begins <= at) & (started + demand.effort > at)).sum()) for at in (3000, 6000)]
    assert drawn_by_the_model(3)[0].tolist() == number


def test_intervals_hold_about_as_often_as_they_say() -> None:
    """Three hundred experiments: a share of 95 % is then known to within 2.5 points (two standard errors)."""
    values = experiments(plainly_drawn, 300)
    of_means = shares_of_means_held(values)
    assert of_means[EVEN] == pytest.approx(0.95, abs=0.035)
    assert (of_means > 0.8).all()
    by_pair, for_family, whole = shares_of_differences_held(values)
    assert by_pair == pytest.approx(0.95, abs=0.02)
    assert for_family == pytest.approx(1 - 0.05 / FAMILY, abs=0.01)
    assert whole >= 0.93
    held, size, number = sequentially(values.reshape(-1, len(WORKERS), len(EFFORTS))[:, 0, -1], half_width=8.0)
    assert number > 100
    assert size > REPLICATIONS
    assert held > 0.88


@pytest.mark.slow
@pytest.mark.parametrize("draw", [plainly_drawn, drawn_by_the_model])
def test_intervals_hold_as_often_as_they_say(draw: Draw) -> None:
    values = experiments(draw, 1000)
    of_means = shares_of_means_held(values)
    assert (np.abs(of_means[EVEN] - 0.95) <= 0.02).all()
    # Ten replications of a lopsided figure are few for Student's interval; it is not worse than this.
    assert (of_means >= 0.84).all()
    by_pair, for_family, whole = shares_of_differences_held(values)
    assert 0.93 <= by_pair <= 0.97
    assert for_family >= 1 - 0.05 / FAMILY - 0.003
    assert whole >= 0.94
    # Stopping where an interval happens to be narrow takes off a little: the look-ahead keeps it small.
    held, _, number = sequentially(values.reshape(-1, len(WORKERS), len(EFFORTS))[:, 0, -1], half_width=8.0)
    assert number > 400
    assert 0.92 <= held <= 0.98
