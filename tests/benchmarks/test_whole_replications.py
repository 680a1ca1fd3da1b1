"""Whole replications of three Thurrock years: what drawing, checking and measuring add to the engine's own time."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from engines import compiled
from measured import Table, medians
from profiled import first_lines

from sim.demand import draw_demand
from sim.engine import simulate
from sim.experiment.replicate import replicate
from sim.measures import Trace, check_run, measure_run
from sim.scenario import Service, load_service
from sim.workforce import draw_workforce

CONFIG = "thurrock-2014"
YEARS = 3
SEED = 2014
ROUNDS = 7
TIMES_ENGINE = 4
LINES = 10
FEW = 10
"""A loop over cases, visits or worker-days goes round more than a tenth of the times that there are cases."""
WHOLE = "whole replication"

pytestmark = pytest.mark.benchmark


@pytest.fixture
def service(tmp_path: Path) -> Service:
    file = tmp_path / "three-years.toml"
    file.write_text(f'extends = "{CONFIG}"\nclock.years = {YEARS}\n', encoding="utf-8")
    return load_service(file)


def whole(service: Service, engine: str) -> Callable[[], object]:
    """Each time another replication: what was drawn last is remembered."""
    numbers = count(1)
    return lambda: replicate(service, seed=SEED, replication=next(numbers), engine=engine, tables=False)


def test_a_whole_replication_takes_no_more_than_four_times_the_engine_alone(
    service: Service, tell: Callable[[Table], None]
) -> None:
    engine = compiled()
    demand = draw_demand(service, seed=SEED, replication=0)
    workforce = draw_workforce(service, seed=SEED, replication=0)
    log = simulate(service, demand, workforce, engine=engine)
    numbers = count(1_000)
    runs: dict[str, Callable[[], object]] = {
        "drawing demand": lambda: draw_demand(service, seed=SEED, replication=0),
        "drawing the workforce": lambda: draw_workforce(service, seed=SEED, replication=next(numbers)),
        # A copy has not been asked for before: nothing that was made of the demand is there, as in the whole.
        "engine": lambda: simulate(service, replace(demand), workforce, engine=engine),
        "checking identities": lambda: check_run(Trace(service, demand, workforce, log)),
        "measuring": lambda: measure_run(Trace(service, demand, workforce, log)),
        WHOLE: whole(service, engine),
    }
    for run in runs.values():
        run()  # compiled before the first round
    seconds = medians(runs, rounds=ROUNDS)
    table = Table(
        "whole-replications",
        f"{CONFIG}, {YEARS} years, {len(log.case):,} visits: processor time, medians of {ROUNDS} shuffled rounds",
        ("part", "seconds", "share of the whole", "times the engine"),
    )
    for name, taken in seconds.items():
        table.add(name, taken, taken / seconds[WHOLE], taken / seconds["engine"])
    tell(table)
    assert seconds[WHOLE] <= TIMES_ENGINE * seconds["engine"]


def test_no_python_loop_over_cases_visits_or_worker_days_stands_first_in_the_profile(
    service: Service, tell: Callable[[Table], None]
) -> None:
    run = whole(service, compiled())
    run()
    cases = draw_demand(service, seed=SEED, replication=0).cases
    lines = first_lines(run, lines=LINES)
    table = Table(
        "profile",
        f"{CONFIG}, {YEARS} years, {cases:,} cases: the first lines of a whole replication's profile, by own time",
        ("where", "seconds", "calls from one place", "goes through its busiest line"),
    )
    for line in lines:
        table.add(line.where, line.seconds, line.calls, line.goes)
    tell(table)
    often = [line.where for line in lines if max(line.calls, line.goes) > cases / FEW]
    assert not often


@pytest.mark.parametrize("loop", ["statement", "comprehension"])
def test_the_profile_finds_a_loop_that_calls_nothing(loop: str) -> None:
    def rounds() -> int:
        if loop == "comprehension":
            return len([number for number in range(1000)])  # noqa: C416
        total = 0
        for number in range(1000):
            total += number
        return total

    found = first_lines(rounds, lines=LINES, within=str(Path(__file__).parent))
    assert max(line.goes for line in found) >= 1000
