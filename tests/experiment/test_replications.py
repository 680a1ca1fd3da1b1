"""Replications: the same figures however they are run, and kept in a store once they are made."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiment import Interrupted, OptionResult, Replication, run_option
from sim.experiment.store import Store
from sim.scenario import Service, load_service
from tiny import tiny_config


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return load_service(str(tiny_config(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture(scope="module")
def result(service: Service) -> OptionResult:
    return run_option(service, replications=4, seed=7, jobs=1)


def same(one: Replication, other: Replication) -> bool:
    tables = all(
        list(mine) == list(theirs)
        and all(np.array_equal(mine[name].astype(str), theirs[name].astype(str)) for name in mine)
        for mine, theirs in ((one.cases, other.cases), (one.visits, other.visits), (one.monthly, other.monthly))
    )
    return tables and one.number == other.number and one.records == other.records


def same_runs(one: OptionResult, other: OptionResult) -> bool:
    return all(same(mine, theirs) for mine, theirs in zip(one.replications, other.replications, strict=True))


def test_results_do_not_depend_on_the_number_of_processes(service: Service, result: OptionResult) -> None:
    assert same_runs(run_option(service, replications=4, seed=7, jobs=2), result)


def test_a_replication_is_the_same_whoever_else_runs(service: Service, result: OptionResult) -> None:
    assert same_runs(
        OptionResult(service, 7, "simpy", 1, result.replications[:2], 0.0, 0),
        run_option(service, replications=2, seed=7, jobs=1),
    )


def test_replications_and_seeds_differ(service: Service, result: OptionResult) -> None:
    first, second, *_ = result.replications
    other = run_option(service, replications=1, seed=8, jobs=1).replications[0]
    assert first.records != second.records
    assert first.records != other.records


def test_cases_and_visits_are_kept_for_the_first_replication_only(result: OptionResult) -> None:
    assert [bool(each.cases and each.visits) for each in result.replications] == [True, False, False, False]


def test_progress_counts_up_to_what_was_wanted(service: Service) -> None:
    told: list[tuple[int, int]] = []
    run_option(service, replications=2, seed=7, jobs=1, progress=lambda done, wanted: told.append((done, wanted)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def stop_after_two(done: int, wanted: int) -> None:
    if done == 2:
        raise KeyboardInterrupt


def test_an_interrupted_run_keeps_what_is_done_and_goes_on_from_there(
    service: Service, result: OptionResult, tmp_path: Path
) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        with pytest.raises(Interrupted, match=r"after 2 of 4 replications\. They are kept in the store"):
            run_option(service, replications=4, seed=7, jobs=1, store=store, progress=stop_after_two)
        resumed = run_option(service, replications=4, seed=7, jobs=1, store=store)
    assert resumed.resumed == 2
    assert same_runs(resumed, result)


def test_a_run_without_a_store_says_not_that_anything_is_kept(service: Service) -> None:
    with pytest.raises(Interrupted, match=r"after 2 of 4 replications\.$"):
        run_option(service, replications=4, seed=7, jobs=1, progress=stop_after_two)


def test_more_replications_only_add_to_those_in_the_store(
    service: Service, result: OptionResult, tmp_path: Path
) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        run_option(service, replications=3, seed=7, jobs=1, store=store)
        told: list[tuple[int, int]] = []
        more = run_option(
            service,
            replications=4,
            seed=7,
            jobs=1,
            store=store,
            progress=lambda done, wanted: told.append((done, wanted)),
        )
        again = run_option(service, replications=4, seed=7, jobs=1, store=store)
        other = run_option(service, replications=1, seed=8, jobs=1, store=store)
    assert told == [(3, 4), (4, 4)]
    assert (more.resumed, again.resumed, other.resumed) == (3, 4, 0)
    assert same_runs(more, result)
    assert same_runs(again, result)


def test_at_least_one_replication_is_asked_for(service: Service) -> None:
    with pytest.raises(ValueError, match="at least one"):
        run_option(service, replications=0)
