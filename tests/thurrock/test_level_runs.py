"""The variant without growth balances when it runs: what comes in is done, by the staff there are."""

from statistics import fmean

import pytest

from sim.experiment import OptionResult, run_option
from sim.scenario import load_service

REPLICATIONS = 20
ASSESSMENTS_A_YEAR = 8_700
OFFERED = {"social_worker": 0.947, "support_planner": 0.933, "deputy_manager": 0.888}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> OptionResult:
    file = tmp_path_factory.mktemp("level") / "three-years.toml"
    file.write_text('extends = "thurrock-2014-level.toml"\n[clock]\nyears = 3\n', encoding="utf-8")
    return run_option(load_service(file), replications=REPLICATIONS, seed=2014, jobs=1)


def mean_of(result: OptionResult, measure: str, *, role: str = "", periods: tuple[str, ...]) -> float:
    found = [
        record.value
        for replication in result.replications
        for record in replication.records
        if record.measure == measure
        and record.period in periods
        and (record.stream, record.priority, record.activity, record.role, record.team) == ("", "", "", role, "")
    ]
    assert len(found) == REPLICATIONS * len(periods)
    return fmean(found)


def test_completed_assessments_of_years_two_and_three_are_those_of_the_plan(result: OptionResult) -> None:
    completed = mean_of(result, "assessments_completed", periods=("2015/16", "2016/17"))
    assert completed == pytest.approx(ASSESSMENTS_A_YEAR, rel=0.02)


@pytest.mark.parametrize("role", OFFERED)
def test_realised_utilisation_is_the_offered_load(result: OptionResult, role: str) -> None:
    assert mean_of(result, "utilisation", role=role, periods=("all",)) == pytest.approx(OFFERED[role], abs=0.03)


def test_lists_of_the_level_variant_stay_as_they_are(result: OptionResult) -> None:
    # Load is below one everywhere, so a list wanders but does not grow by cases a week.
    growth = mean_of(result, "waiting_cases_growth_per_week", periods=("2015/16", "2016/17"))
    assert abs(growth) < 3
