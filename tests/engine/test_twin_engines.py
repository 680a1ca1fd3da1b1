"""Two engines write equal logs, to the minute and the worker, in random services with every feature in combination."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from twin_features import FEATURES, fired, table_of
from twin_mutations import MUTATIONS, SAME, SEEDS, Mutation, altered, mutation_seen
from twin_scenarios import ENGINE, FIRST_SEED, TWIN, Made, Scenario, scenario
from twin_shrink import Engine, differ, logs, shrunk
from twin_told import told

from sim.compiled import available
from sim.demand.tables import Demand
from sim.eventlog.log import FINISHED, HANDED_BACK, EventLog
from sim.scenario.timeline import Service
from sim.units import NEVER
from sim.workforce.tables import Workforce

IN_CI = 120
A_BLOCK = 250
BLOCKS = 8
LEAST_SHARE = 0.05

two_engines = pytest.mark.skipif(not available(), reason="the compiled engine needs Numba")


def agree_in(seeds: range, folder: Path) -> None:
    """Both engines agree in the scenarios of these seeds, and every feature fires in a fair share of them."""
    in_runs: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for seed in seeds:
        made = scenario(seed, folder)
        first, second = logs(made, ENGINE, TWIN)
        if isinstance(second, Exception) or not first.same_as(second):
            pytest.fail(told(shrunk(made, partial(differ, one=ENGINE, other=TWIN)), ENGINE, TWIN))
        found = fired(Made(made.service, made.demand, made.workforce, first))
        times.update(found)
        in_runs.update(name for name, count in found.items() if count)
    rare = [name for name in FEATURES if in_runs[name] < LEAST_SHARE * len(seeds)]
    assert not rare, table_of(len(seeds), in_runs, times)


@two_engines
def test_both_engines_write_equal_logs_with_every_feature(tmp_path: Path) -> None:
    agree_in(range(FIRST_SEED, FIRST_SEED + IN_CI), tmp_path)


@two_engines
@pytest.mark.slow
@pytest.mark.parametrize("block", range(BLOCKS))
def test_both_engines_write_equal_logs_in_two_thousand_services(tmp_path: Path, block: int) -> None:
    start = FIRST_SEED + IN_CI + block * A_BLOCK
    agree_in(range(start, start + A_BLOCK), tmp_path)


# The shrinker is tried on engines that are wrong.


def wrong_in_planning(service: Service, demand: Demand, workforce: Workforce) -> EventLog:
    """An engine by which planning ends a minute late."""
    log = ENGINE(service, demand, workforce)
    activity = demand.activity[demand.first[log.case] + log.step]
    late = (activity == service.activities.index("planning")) & (log.status == FINISHED)
    return replace(log, finish=log.finish + late)


def wrong_in_work_handed_back(service: Service, demand: Demand, workforce: Workforce) -> EventLog:
    """An engine that forgets a minute of work in hand when somebody falls ill or leaves."""
    log = ENGINE(service, demand, workforce)
    return replace(log, minutes=log.minutes - (log.status == HANDED_BACK))


def fails_with_two(service: Service, demand: Demand, workforce: Workforce) -> EventLog:
    """An engine that cannot have two at work at once."""
    log = ENGINE(service, demand, workforce)
    mine = np.flatnonzero((log.worker >= 0) & (log.start < NEVER))
    order = mine[np.argsort(log.start[mine], kind="stable")]
    if (log.start[order][1:] < log.finish[order][:-1]).any():
        raise IndexError("two at once")
    return log


def first_wrong(wrong: Engine, folder: Path) -> Scenario:
    found = (scenario(seed, folder) for seed in range(FIRST_SEED, FIRST_SEED + 50))
    return next(made for made in found if differ(made, ENGINE, wrong))


def test_a_difference_is_shrunk_to_one_case_and_its_worker(tmp_path: Path) -> None:
    made = first_wrong(wrong_in_planning, tmp_path)
    small = shrunk(made, partial(differ, one=ENGINE, other=wrong_in_planning))
    assert differ(small, ENGINE, wrong_in_planning)
    assert small.demand.cases == 1
    at_work = np.flatnonzero(np.diff(small.workforce.first_slot))
    assert len(at_work) == 1
    text = told(small, ENGINE, wrong_in_planning)
    assert f"seed {made.seed}" in text
    assert "planning" in text
    assert text.count("The first engine's story of case 0") == text.count("The second engine's story of case 0") == 1
    assert len(text.splitlines()) < 50, text


def test_what_a_difference_needs_is_kept(tmp_path: Path) -> None:
    made = first_wrong(wrong_in_work_handed_back, tmp_path)
    small = shrunk(made, partial(differ, one=ENGINE, other=wrong_in_work_handed_back))
    assert small.demand.cases == 1
    goes = (small.workforce.employed_to < small.service.horizon).sum()
    assert goes + len(small.workforce.absence_from) == 1
    assert "handed_back" in told(small, ENGINE, wrong_in_work_handed_back)


def test_an_engine_that_fails_is_shrunk_as_well(tmp_path: Path) -> None:
    made = first_wrong(fails_with_two, tmp_path)
    small = shrunk(made, partial(differ, one=ENGINE, other=fails_with_two))
    assert small.demand.cases == 2
    assert "two at once" in told(small, ENGINE, fails_with_two)


def test_engines_that_agree_are_not_said_to_differ(tmp_path: Path) -> None:
    made = scenario(FIRST_SEED, tmp_path)
    assert not differ(made, ENGINE, ENGINE)


# Rules of either engine, altered, are seen.


def test_every_rule_to_be_altered_stands_once_in_its_file() -> None:
    assert range(FIRST_SEED, FIRST_SEED + IN_CI) == SEEDS
    for mutation in (*MUTATIONS, *SAME):
        assert altered(mutation)


@two_engines
@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: f"{mutation.engine}: {mutation.breaks}")
def test_a_rule_written_otherwise_is_seen(tmp_path: Path, mutation: Mutation) -> None:
    assert mutation_seen(mutation, tmp_path) is not None


@two_engines
@pytest.mark.slow
@pytest.mark.parametrize("same", SAME, ids=lambda same: same.engine)
def test_a_file_in_its_own_place_is_no_difference(tmp_path: Path, same: Mutation) -> None:
    assert mutation_seen(same, tmp_path, range(FIRST_SEED, FIRST_SEED + 5)) is None
