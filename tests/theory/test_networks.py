"""People who go on from list to list and come back, against exact theory. The engine runs it all."""

from collections.abc import Sequence

import numpy as np
import pytest
from policy import Figures, assert_agrees
from queueing import jackson_flows, mmc_in_system
from runs import drawn, run, world

from sim.eventlog.log import EventLog
from sim.scenario import Service
from sim.units import MINUTES_PER_DAY

BOTH_WIDTHS = pytest.mark.parametrize("width", [0.05, pytest.param(0.02, marks=pytest.mark.slow)], ids=["5%", "2%"])


def present(service: Service, log: EventLog, here: np.ndarray) -> float:
    """Mean number of people at some visits (waiting or served) from the end of the warm-up to the horizon."""
    begins = round(float(service.base.clock.warm_up_days) * MINUTES_PER_DAY)
    inside = np.minimum(log.finish[here], log.horizon) - np.maximum(log.ready[here], begins)
    return float(np.maximum(inside, 0).sum() / (log.horizon - begins))


@BOTH_WIDTHS
def test_three_pools_with_rework_are_a_jackson_network(width: float) -> None:
    """O11: the mean number at each pool, and by Little's law the mean time in the system."""
    service = world("o11_network")
    flows = jackson_flows([6, 0, 0], [[0, 0.7, 0], [0, 0.1, 0.5], [0, 0.2, 0]])
    pools = zip(service.activities, (4, 7, 6), flows, (2, 1, 0.5), strict=True)
    theory = {name: mmc_in_system(workers, flow, rate) for name, workers, flow, rate in pools}
    theory["time"] = sum(theory.values()) / 6
    assert theory["time"] == pytest.approx(3.492650559)

    def sample(replications: Sequence[int]) -> list[Figures]:
        rows = []
        for replication in replications:
            demand = drawn(service, replication)
            log = run(service, demand, replication)
            activity = demand.activity[demand.first[log.case] + log.step]
            figures = {name: present(service, log, activity == k) for k, name in enumerate(service.activities)}
            rows.append({**figures, "time": sum(figures.values()) / 6})
        return rows

    assert_agrees(sample, theory, replications=(30, 340)[width < 0.05], width=width)


@BOTH_WIDTHS
def test_work_that_comes_back_loads_its_worker_as_theory_says(width: float) -> None:
    """O11b: half a person comes in a mean effort, two fifths come back: load 5/6, five present, ten efforts' stay."""
    service = world("o11b_feedback")
    theory = {"present": mmc_in_system(1, 0.5 / 0.6), "visits": 1 / 0.6}
    assert theory["present"] == pytest.approx(5)

    def sample(replications: Sequence[int]) -> list[Figures]:
        rows = []
        for replication in replications:
            demand = drawn(service, replication)
            log = run(service, demand, replication)
            whole = present(service, log, np.ones(len(log.case), dtype=bool))
            rows.append({"present": whole, "visits": demand.steps / demand.cases})
        return rows

    assert_agrees(sample, theory, replications=(45, 340)[width < 0.05], width=width)
