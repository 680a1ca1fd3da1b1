"""Worlds that are not in balance: a list on the first morning, and more work than workers, against exact theory."""

from collections.abc import Sequence

import numpy as np
import pytest
from policy import Figures, assert_agrees
from queueing import drain, transient_mmc
from runs import Ints, drawn, of_one_list, run, world

from sim.demand import Demand
from sim.scenario import Service

BOTH_WIDTHS = pytest.mark.parametrize("width", [0.05, pytest.param(0.02, marks=pytest.mark.slow)], ids=["5%", "2%"])


def test_four_workers_short_of_work_for_five_fall_behind_to_the_minute() -> None:
    """O15: person n waits half an interval (60 minutes) for each four before them; nothing is random."""
    service = world("o15_dd4")
    log = run(service, drawn(service, 0), 0)
    wait = (log.start - log.ready)[:1000]
    assert wait.tolist() == [60 * (n // 4) for n in range(1000)]
    # In intervals of two hours: the hundredth waits 12; the first hundred 6 on average.
    assert wait[99] / 120 == 12
    assert wait[:100].mean() / 120 == 6
    assert wait.mean() / 120 == 62.25


@BOTH_WIDTHS
def test_a_list_of_fifty_shrinks_as_theory_says(width: float) -> None:
    """O21: M/M/5 at load 0.8 from fifty people: at first one in a mean effort, then more and more slowly."""
    times_in_efforts = (5, 10, 20, 50, 100)
    theory = dict(zip(map(str, times_in_efforts), transient_mmc(5, 4.0, 50, times_in_efforts), strict=True))

    def measure(service: Service, demand: Demand, start: Ints) -> Figures:
        left = start + demand.effort
        moments = {str(time): time * 300 for time in times_in_efforts}
        return {name: float(((demand.begins <= at) & (left > at)).sum()) for name, at in moments.items()}

    sample = of_one_list("o21_transient", measure, engine=30)
    assert_agrees(sample, theory, replications=(1600, 9500)[width < 0.05], width=width)


@BOTH_WIDTHS
def test_fifty_people_and_nobody_after_them_are_served_in_the_time_theory_says(width: float) -> None:
    """O22: mean time until the last is served, and mean wait of the 45 who find no worker free."""
    service = world("o22_drain")
    makespan, wait = drain(5, 50)

    def sample(replications: Sequence[int]) -> list[Figures]:
        rows = []
        for replication in replications:
            log = run(service, drawn(service, replication), replication)
            queued = np.sort(log.start)[5:]
            rows.append({"makespan": log.finish.max() / 600, "wait": queued.mean() / 600})
        return rows

    assert_agrees(sample, {"makespan": makespan, "wait": wait}, replications=(60, 360)[width < 0.05], width=width)
