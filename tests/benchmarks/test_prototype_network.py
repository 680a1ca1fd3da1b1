"""Five stations with priorities and rework: both engines, C, idiomatic SimPy and Ciw on one network."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from c_loop import Visits, compiled_loops
from engines import REFERENCE, compiled
from idiomatic import PooledService
from measured import Table, medians
from prototype_network import SEED, Drawn, drawn, in_one_slot

from sim.engine import simulate
from sim.eventlog.log import EventLog
from sim.units import NEVER

YEARS = 5
SHORT = 0.5
"""Years for what is slow."""
ROUNDS = 7
PART_OF_C = 0.35
CIW_VISITS = "Ciw"
IDIOMATIC = "idiomatic SimPy"


@pytest.mark.parametrize("slots", ["one slot a day", "one slot"])
@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_engines_and_the_c_loops_agree_to_the_minute_and_the_worker(tmp_path: Path, engine: str, slots: str) -> None:
    name = REFERENCE if engine == "reference" else compiled()
    network = drawn(tmp_path, years=SHORT if engine == "reference" else YEARS)
    if slots == "one slot":
        network = replace(network, workforce=in_one_slot(network.workforce))
    log = simulate(network.service, network.demand, network.workforce, engine=name)
    for loop in compiled_loops(tmp_path).values():
        _assert_agree(network, log, loop(network.service, network.demand, network.workforce))


def _assert_agree(network: Drawn, log: EventLog, visits: Visits) -> None:
    steps = network.demand.first[log.case] + log.step
    assert np.array_equal(steps, np.flatnonzero(visits.ready < NEVER))
    for name in ("ready", "start", "finish", "worker"):
        assert np.array_equal(getattr(log, name), getattr(visits, name)[steps]), name


@pytest.mark.benchmark
def test_the_compiled_engine_keeps_up_with_c(tmp_path: Path, tell: Callable[[Table], None]) -> None:
    whole, short = drawn(tmp_path, years=YEARS), drawn(tmp_path, years=SHORT)
    found: dict[str, int] = {}
    runs = {
        **_c_runs(tmp_path, whole, found),
        **_engine_runs(compiled(), "compiled engine", whole, found),
        **_engine_runs(REFERENCE, "reference engine", short, found),
        **_others(short, found),
    }
    seconds = medians(runs, rounds=ROUNDS)
    speed = {name: found[name] / seconds[name] for name in runs}
    table = Table(
        "prototype-network",
        f"Five stations, priorities, rework, 90 % busy: processor time, medians of {ROUNDS} shuffled rounds",
        ("run", "visits", "seconds", "visits a second", "times idiomatic", "of C, minimal", "of C, SimPy's order"),
    )
    for name in sorted(runs, key=speed.__getitem__):
        ratios = (speed[name] / speed[other] for other in (IDIOMATIC, "C, minimal", "C, simpy order"))
        table.add(name, found[name], seconds[name], speed[name], *ratios)
    tell(table)
    _assert_same_volumes(found)
    assert speed["compiled engine, one slot a day"] >= PART_OF_C * speed["C, simpy order"]


def _c_runs(folder: Path, network: Drawn, found: dict[str, int]) -> dict[str, Callable[[], object]]:
    def run(name: str, loop: Callable[..., Visits]) -> Callable[[], None]:
        def timed() -> None:
            visits = loop(network.service, network.demand, network.workforce)
            found[name] = int(np.count_nonzero(visits.ready < NEVER))

        return timed

    names = {f"C, {name.replace('_', ' ')}": loop for name, loop in compiled_loops(folder).items()}
    return {name: run(name, loop) for name, loop in names.items()}


def _engine_runs(engine: str, name: str, network: Drawn, found: dict[str, int]) -> dict[str, Callable[[], object]]:
    workforces = {
        f"{name}, one slot a day": network.workforce,
        f"{name}, one slot": in_one_slot(network.workforce),
    }

    def run(name: str) -> Callable[[], None]:
        def timed() -> None:
            log = simulate(network.service, network.demand, workforces[name], engine=engine)
            found[name] = len(log.case)

        return timed

    for name in workforces:
        run(name)()  # compiled before the first round
    return {name: run(name) for name in workforces}


def _others(network: Drawn, found: dict[str, int]) -> dict[str, Callable[[], object]]:
    """What draws as it goes, for the same volumes."""

    def idiomatic() -> None:
        model = PooledService(network.service, SEED)
        model.run()
        found[IDIOMATIC] = len(model.visits)

    def ciw() -> None:
        found[CIW_VISITS] = ciw_visits(ciw_network(network.service), network.service.horizon, seed=SEED)

    runs: dict[str, Callable[[], object]] = {IDIOMATIC: idiomatic}
    try:
        from prototype_ciw import ciw_network, ciw_visits
    except ModuleNotFoundError:
        return runs  # Ciw is not among the dependencies: pip install ciw
    return runs | {CIW_VISITS: ciw}


def _assert_same_volumes(found: dict[str, int]) -> None:
    short = found["reference engine, one slot a day"]
    assert found["compiled engine, one slot a day"] == pytest.approx(short * YEARS / SHORT, rel=0.02)
    for name in (IDIOMATIC, CIW_VISITS):
        if name in found:
            assert found[name] == pytest.approx(short, rel=0.02), name
