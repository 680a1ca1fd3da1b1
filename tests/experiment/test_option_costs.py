"""What the sheets of options come to over a run, to the pound."""

import datetime as dt
from pathlib import Path

import pytest
from comparing import design, sheet, table, variant

from sim.experiment.option_costs import measured_years, sheet_costs, sheet_costs_between, years_between
from sim.experiment.row_of_design import period_cost
from sim.scenario import Service

DAY = 24 * 60


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A year and a half from 1 April 2014: 365 days, and 182.5 of the 366 from 1 April 2015."""
    return variant(tmp_path_factory.mktemp("costs"))


def test_years_are_those_of_the_calendar(service: Service) -> None:
    assert years_between(service, 0, 365 * DAY) == 1
    assert years_between(service, 365 * DAY, (365 + 183) * DAY) == pytest.approx(0.5)
    assert measured_years(service) == pytest.approx(1 + 182.625 / 366, abs=1e-3)


def test_a_sheet_without_dates_costs_its_one_off_sum_once_and_the_yearly_one_throughout(service: Service) -> None:
    cost = sheet_costs(service, [sheet(10_000, 3_660)])
    assert cost == pytest.approx(10_000 + 3_660 * measured_years(service))


def test_a_yearly_sum_is_paid_by_the_day_from_and_to_its_dates(service: Service) -> None:
    dates = {"from": dt.date(2014, 4, 11), "to": dt.date(2015, 4, 11)}
    assert sheet_costs(service, [sheet(0, 366 * 365, **dates)]) == pytest.approx(366 * 355 + 365 * 10)


def test_a_one_off_sum_counts_if_its_date_lies_in_the_run(service: Service) -> None:
    for date, expected in ((dt.date(2014, 4, 1), 500), (dt.date(2014, 3, 31), 0), (dt.date(2015, 11, 1), 0)):
        assert sheet_costs(service, [sheet(500, 0, **{"from": date})]) == expected


def test_a_yearly_sum_that_is_over_before_the_run_or_begins_after_it_costs_nothing(service: Service) -> None:
    before = {"from": dt.date(2010, 1, 1), "to": dt.date(2014, 4, 1)}
    assert sheet_costs(service, [sheet(0, 500, **before)]) == 0
    assert sheet_costs(service, [sheet(0, 500, **{"from": dt.date(2016, 1, 1)})]) == 0


def test_what_a_year_costs_has_yearly_sums_for_its_days_and_nothing_that_is_paid_once(service: Service) -> None:
    dates = {"from": dt.date(2014, 4, 11), "to": dt.date(2015, 4, 11)}
    sheets = [sheet(50_000, 366 * 365, **dates)]
    year = 365 * DAY
    assert sheet_costs_between(service, sheets, 0, year) == pytest.approx(366 * 355)
    assert sheet_costs_between(service, sheets, year, 2 * year) == pytest.approx(365 * 10)
    staff = ("staff_cost_gbp", "", "", "", "", "", "2014/15", "GBP")
    paid = ("contract_cost_gbp", "", "", "", "", "", "2014/15", "GBP")
    tried, figures = design("tiny", service, sheets=sheets), table({staff: [1000, 2000], paid: [10, 20]})
    found = period_cost(tried, figures, "2014/15")
    assert found is not None
    assert found.tolist() == pytest.approx([1010 + 366 * 355, 2020 + 366 * 355])
    assert period_cost(tried, figures, "all") is None


def test_sheets_add_up_and_ranges_have_two_ends(service: Service) -> None:
    vague = {"value": 1_000, "low": 400, "high": 3_000}
    both = [sheet(vague), sheet(50)]
    assert [sheet_costs(service, both, end) for end in ("low", "value", "high")] == [450, 1_050, 3_050]


def test_yearly_sums_are_not_counted_in_the_warm_up(tmp_path: Path) -> None:
    warm = variant(tmp_path, clock="years = 1.5 => years = 1\nwarm_up_days = 73")
    assert measured_years(warm) == pytest.approx(0.8)
    assert sheet_costs(warm, [sheet(0, 1_000)]) == pytest.approx(800)


def test_a_one_off_sum_paid_before_the_figures_begin_is_not_counted(tmp_path: Path) -> None:
    warm = variant(tmp_path, clock="years = 1.5 => years = 1\nwarm_up_days = 73")
    # The figures begin on the 74th day, 13 June 2014; without a date a sum is paid on the first.
    assert sheet_costs(warm, [sheet(500)]) == 0
    for date, expected in ((dt.date(2014, 6, 12), 0), (dt.date(2014, 6, 13), 500), (dt.date(2015, 3, 31), 500)):
        assert sheet_costs(warm, [sheet(500, 0, **{"from": date})]) == expected
