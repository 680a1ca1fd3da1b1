"""Visits a second and peak memory on Thurrock's config, beside an idiomatic SimPy model; nothing here fails on time.

Run with ``pytest -m benchmark``; the figures are printed at the end.
"""

from pathlib import Path
from statistics import median

import pytest
from measuring import RUNS, Timing, engine_alone, peak_memory
from pytest_benchmark.fixture import BenchmarkFixture

from sim.scenario import load_service

CONFIG = "thurrock-2014"
ROUNDS = 3
LISTS = (0, 3_000)

pytestmark = pytest.mark.benchmark


def test_the_engine_beside_an_idiomatic_model_of_the_same_volumes(
    benchmark: BenchmarkFixture, report: list[str]
) -> None:
    service = load_service(CONFIG)
    timings: dict[str, list[Timing]] = {name: [] for name in RUNS}

    def one_round() -> None:
        for name, run in RUNS.items():
            timings[name].append(run(service))

    benchmark.pedantic(one_round, rounds=ROUNDS, iterations=1)
    speeds = {name: median(timing.speed for timing in timed) for name, timed in timings.items()}
    visits = {name: timed[0].visits for name, timed in timings.items()}
    yardstick = speeds["idiomatic SimPy"]
    report.append(f"{CONFIG}, medians of {ROUNDS} rounds side by side, processor time:")
    for name, speed in speeds.items():
        memory = peak_memory(name, CONFIG)
        report.append(
            f"  {name:18s} {visits[name]:9,d} visits {speed:9,.0f} visits/s"
            f" {speed / yardstick:5.2f} x idiomatic {memory:6,.0f} MiB"
        )
        benchmark.extra_info[name] = {"visits": visits[name], "visits_per_second": speed, "peak_mib": memory}
    # Only the volumes are tested: a yardstick of other volumes would measure nothing. The engine counts a stay
    # that is set aside or left as a visit of its own, which the yardstick does not know.
    assert visits["engine"] == pytest.approx(visits["idiomatic SimPy"], rel=0.1)


def test_the_engine_with_a_long_list_on_day_one_beside_none(
    benchmark: BenchmarkFixture, report: list[str], tmp_path: Path
) -> None:
    services = {}
    for cases in LISTS:
        file = tmp_path / f"waiting-{cases}.toml"
        file.write_text(f'extends = "{CONFIG}"\n[day_one.waiting]\ncases = {cases}\n', encoding="utf-8")
        services[cases] = load_service(file)
    timings: dict[int, list[Timing]] = {cases: [] for cases in LISTS}

    def one_round() -> None:
        for cases, service in services.items():
            timings[cases].append(engine_alone(service))

    benchmark.pedantic(one_round, rounds=ROUNDS, iterations=1)
    report.append(f"{CONFIG}, engine alone, by cases that wait on day one:")
    for cases, timed in timings.items():
        speed = median(timing.speed for timing in timed)
        report.append(f"  {cases:6,d} waiting     {timed[0].visits:9,d} visits {speed:9,.0f} visits/s")
        benchmark.extra_info[f"{cases} waiting"] = {"visits": timed[0].visits, "visits_per_second": speed}
