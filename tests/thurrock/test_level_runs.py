"""The variant without growth balances when it runs: what comes in is done, by the staff there are."""

from statistics import fmean

import pytest

from sim.experiment import OptionResult, run_option
from sim.scenario import load_service

REPLICATIONS = 10
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


def test_assessments_of_years_two_and_three_are_those_of_the_plan_but_for_people_who_leave_before(
    result: OptionResult,
) -> None:
    years = ("2015/16", "2016/17")
    completed = mean_of(result, "assessments_completed", periods=years)
    left = mean_of(result, "contact_to_assessment_left", periods=years)
    # Reviews wait longer than the balance supposes, so a few fewer fall due; lists take up some cases.
    assert completed + left == pytest.approx(ASSESSMENTS_A_YEAR, rel=0.04)
    assert 0.01 < left / ASSESSMENTS_A_YEAR < 0.04


def test_people_in_support_stay_as_many_as_the_plan_says(result: OptionResult) -> None:
    assert mean_of(result, "clients_supported_average", periods=("2015/16", "2016/17")) == pytest.approx(
        2_900, rel=0.03
    )


@pytest.mark.parametrize("role", OFFERED)
def test_realised_utilisation_is_the_offered_load(result: OptionResult, role: str) -> None:
    assert mean_of(result, "utilisation", role=role, periods=("all",)) == pytest.approx(OFFERED[role], abs=0.03)


def test_lists_of_the_level_variant_stay_as_they_are(result: OptionResult) -> None:
    # Load is below one everywhere, so a list wanders but does not grow by cases a week.
    growth = mean_of(result, "waiting_cases_growth_per_week", periods=("2015/16", "2016/17"))
    assert abs(growth) < 3
