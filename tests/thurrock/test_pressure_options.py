"""The pressures that may come over the service, one by one, as they are set."""

import pytest
from option_worlds import loaded, offered

ASSESSORS = ("social_worker", "support_planner", "deputy_manager")
YEAR = 2


def more_hours(name: str, year: int, role: str = "") -> float:
    roles = (role,) if role else ASSESSORS
    return sum(offered(name, year).role(one).work_hours - offered("", year).role(one).work_hours for one in roles)


def test_the_surge_of_deprivation_of_liberty_is_tenfold_and_takes_four_posts() -> None:
    requests = [offered("dols-surge", year).streams["dols"] for year in range(3)]
    assert requests[1] == pytest.approx(383, rel=0.06)
    assert requests[0] < requests[1] < requests[2]
    assert more_hours("dols-surge", 1) == pytest.approx(4.0 * 1_075, rel=0.06)
    assert more_hours("dols-surge", 1) == pytest.approx(more_hours("dols-surge", 1, "social_worker"), rel=0.001)
    assert offered("dols-surge", 0).role("social_worker").load > 1


def test_upper_readings_of_growth_take_a_post_more_each_year() -> None:
    hours = [more_hours("population-growth", year) for year in (0, 2, 4)]
    assert hours == sorted(hours)
    assert hours[0] > 0
    assert 0.8 < hours[1] / 1_075 < 1.6
    bands = loaded("population-growth").base.population
    assert all(band.growth_per_year.high == band.growth_per_year.value for band in bands.values())


def test_cases_grow_more_complex_by_one_per_cent_a_year() -> None:
    kinds = [
        [work_type.effort_hours.mean for work_type in epoch.scenario.work_type.values() if work_type.effort_hours]
        for epoch in loaded("rising-complexity").epochs
    ]
    assert len(kinds) == 5
    for year, means in enumerate(kinds):
        ratios = {round(now / before, 4) for before, now in zip(kinds[0], means, strict=True) if now and before}
        assert ratios == {1.0, round(1.01**year, 4)}
    # 1 % of 47,260 hours by the evidence's numbers, with the time for open cases on top.
    assert more_hours("rising-complexity", 1) / 470 == pytest.approx(1.25, rel=0.15)
    assert more_hours("rising-complexity", 0) == 0


def test_the_new_criteria_take_870_hours_a_year_and_more_in_the_first() -> None:
    # Full assessments and reassessments have grown since 2014/15, and have open cases' time on top.
    assert 870 < more_hours("new-criteria", YEAR) < 1.35 * 870
    capacity = [
        [offered(name, year).role("social_worker").capacity_hours for year in range(3)] for name in ("", "new-criteria")
    ]
    assert capacity[1][0] == pytest.approx(capacity[0][0])
    # Two days of 211, and half of a tenth over a quarter of a year.
    assert capacity[1][1] / capacity[0][1] == pytest.approx((1 - 2 / 211) * (1 - 0.05 * 13 / 52), rel=0.002)
    assert capacity[1][2] == pytest.approx(capacity[0][2])


def test_the_home_fails_once() -> None:
    years = [offered("provider-failure", year) for year in range(3)]
    assert [load.streams["provider_failure"] for load in years] == pytest.approx([0, 45, 0])
    assert [load.streams["home_enquiry"] for load in years] == pytest.approx([0, 2, 0])
    assert 250 < more_hours("provider-failure", 1) < 1.6 * 250
    assert [more_hours("provider-failure", year) for year in (0, 2)] == pytest.approx([0, 0], abs=1e-6)
