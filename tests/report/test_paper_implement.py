"""Implement, monitor and review: rates, ranges and dates can be worked out again from the tables they stand on."""

import csv
import datetime as dt
from dataclasses import replace
from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from paper_made import compared
from paper_walk import grid_of, not_led_back, rows_of, text_of
from scipy.stats import t

from sim.report.paper.blocks import Section
from sim.report.paper.found import Found, Material, Row, read_found
from sim.report.paper.sections.implement import implement
from sim.report.paper.sections.implement_calendar import later
from sim.report.paper.sections.implement_watch import one_future
from sim.report.paper.sections.implement_worth import options_worth

MEAN, WITHIN = "contact_to_assessment_mean_days", "contact_to_assessment_within_28_days"


@pytest.fixture(scope="module")
def found() -> Found:
    return read_found(compared())


@pytest.fixture(scope="module")
def section(found: Found) -> Section:
    made = implement(Material(found))
    assert made is not None
    return made


def test_every_cited_figure_stands_where_it_says(found: Found, section: Section) -> None:
    assert not_led_back(found.folder, section) == []


def test_demand_is_nobody_s_choice(section: Section) -> None:
    text = text_of(section)
    assert "Many <b>more</b> people" not in text
    assert "Two more for a year" in text


def test_a_rate_is_cost_over_benefit_with_the_range_of_the_benefit(found: Found) -> None:
    worth = {item.row.text("option"): item for item in options_worth(found)}
    two = worth["two-more"]
    row, change = found.row("options", option="two-more"), found.row("differences", option="two-more", measure=WITHIN)
    assert row is not None and change is not None and two.days is not None
    cost = row.number("cost_difference_mean_gbp_in_period")
    assert two.days.each == pytest.approx(cost / -row.number("difference_mean"))
    assert two.days.most == pytest.approx(cost / -row.number("difference_high_simultaneous"))
    assert two.days.least == pytest.approx(cost / -row.number("difference_low_simultaneous"))
    assert two.days.least < two.days.each < two.days.most
    if two.points is not None:
        assert two.points.each == pytest.approx(cost / (100 * change.number("difference_mean")))


def test_what_changes_nothing_has_no_rate_and_says_so(found: Found, section: Section) -> None:
    worth = {item.row.text("option"): item for item in options_worth(found)}
    assert worth["pay-more"].days is None
    lines = {row[0]: row for row in rows_of(grid_of(section, "Costs and benefits of the other options"))}
    assert "no clear benefit" in lines["Advisers at a higher grade"]
    better = [item for item in worth.values() if item.days is not None]
    assert f"{len(better)} clearly shorten the mean wait" in text_of(section)


def test_options_with_a_clear_benefit_come_first_the_cheapest_day_on_top(found: Found) -> None:
    rates = [item.days.each if item.days is not None else np.inf for item in options_worth(found)]
    assert rates == sorted(rates)
    assert np.isfinite(rates[0])


def test_the_range_of_a_year_is_that_of_one_more_future(found: Found, section: Section) -> None:
    with (Path(found.folder) / "replications.csv").open(newline="", encoding="utf-8") as text:
        values = [
            float(row["value"])
            for row in csv.DictReader(text)
            if (row["option"], row["measure"], row["period"]) == ("tiny", MEAN, "2014/15")
            and not (row["stream"] or row["priority"] or row["activity"] or row["team"])
        ]
    n = len(values)
    # A lognormal distribution of the same mean and spread: waits and lists are skewed, and never fall to nought.
    mean, spread = float(np.mean(values)), float(np.std(values, ddof=1))
    wide = sqrt(log(1 + (spread / mean) ** 2))
    far = float(t.ppf(0.975, n - 1)) * wide * sqrt(1 + 1 / n)
    (line,) = [row for row in rows_of(grid_of(section, "Expected in 2014/15")) if row[0].endswith("mean wait, days")]
    low, high = line[1].partition("(one year: ")[2].rstrip(")").split(" to ")
    assert float(high) == pytest.approx(exp(log(mean) - wide**2 / 2 + far), abs=0.51)
    assert float(low) == pytest.approx(exp(log(mean) - wide**2 / 2 - far), abs=0.51)


@pytest.mark.parametrize(("mean", "half"), [(407, 249), (34, 89), (45, 8.5)])
def test_a_list_or_a_wait_can_fall_below_its_range(mean: float, half: float) -> None:
    cells = {"mean": mean, "low": mean - half, "high": mean + half, "n": 10}
    ends = one_future(Row("summary.csv", 2, {"unit": "cases"} | {name: str(value) for name, value in cells.items()}))
    assert ends is not None
    assert 0 < ends[0] < mean < ends[1]


def test_a_share_stays_within_all_and_one_future_has_no_range() -> None:
    row = {"unit": "share", "mean": "0.95", "low": "0.9", "high": "1.0"}
    ends = one_future(Row("summary.csv", 2, row | {"n": "10"}))
    assert ends is not None
    assert ends[1] == 1
    assert ends[0] == pytest.approx(0.95 - 0.05 * sqrt(11))
    assert one_future(Row("summary.csv", 2, {"unit": "cases", "mean": "5", "low": "", "high": "", "n": "1"})) is None


def test_months_begin_where_the_options_part(section: Section) -> None:
    for what in ("cases waiting", "open cases"):
        grid = grid_of(section, f"Expected month by month: {what}")
        assert [column.head for column in grid.columns][:3] == ["End of", "No change", "Two more for a year"]
        assert len(rows_of(grid)) >= 2


def test_the_calendar_has_beginnings_looks_and_ends(section: Section) -> None:
    dates = [(row[0], row[1]) for row in rows_of(grid_of(section, "Calendar")) if "Two more for a year" in row[2]]
    assert dates == [
        ("30 June 2014", "Begins"),
        ("30 September 2014", "First look"),
        ("30 June 2015", "Ends"),
        ("30 June 2015", "Review against the ranges expected"),
    ]


@pytest.mark.parametrize(
    ("date", "months", "there"),
    [
        (dt.date(2015, 4, 1), 12, dt.date(2016, 4, 1)),
        (dt.date(2015, 10, 15), 3, dt.date(2016, 1, 15)),
        (dt.date(2015, 11, 30), 3, dt.date(2016, 3, 1)),
        (dt.date(2015, 12, 1), 12, dt.date(2016, 12, 1)),
    ],
)
def test_months_are_added_to_dates(date: dt.date, months: int, there: dt.date) -> None:
    assert later(date, months) == there


def test_only_a_comparison_is_implemented(found: Found) -> None:
    assert implement(Material(replace(found, kind="sweep"))) is None
