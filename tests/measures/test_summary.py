"""Over replications: means and Student-t intervals; declarations, tables."""

import math

import numpy as np
import pytest
from hand_made import DAY, HORIZON, VISIT, Case, replication

from sim.eventlog.log import WAITING
from sim.measures import (
    MEASURES,
    Record,
    cases_table,
    measure_named,
    measure_run,
    monthly_of,
    summarise,
    visits_table,
    within_name,
)
from sim.scenario.service import CLOCKS
from sim.units import NEVER


def one(measure: str, value: float) -> Record:
    return Record(measure, "", "", "", "", "", "all", value, measure_named(measure).unit)


def test_the_interval_is_students_over_the_replications_that_have_the_figure() -> None:
    (row,) = summarise([[one("utilisation", 0.8)], [one("utilisation", 0.9)], [], [one("utilisation", 1.0)]])
    half = 4.302652729749464 * 0.1 / math.sqrt(3)
    assert (row.mean, row.n) == (pytest.approx(0.9), 3)
    assert (row.low, row.high) == (pytest.approx(0.9 - half), pytest.approx(0.9 + half))


def test_a_count_that_a_replication_does_not_have_was_nought_there() -> None:
    (row,) = summarise([[one("steps_unstarted", 4)], []])
    half = 12.706204736174694 * math.sqrt(8) / math.sqrt(2)
    assert (row.mean, row.n) == (2, 2)
    assert (row.low, row.high) == (pytest.approx(2 - half), pytest.approx(2 + half))


def test_one_replication_has_no_interval() -> None:
    (row,) = summarise([[one("utilisation", 0.8)]])
    assert row.mean == 0.8
    assert math.isnan(row.low)
    assert math.isnan(row.high)


def test_every_clock_has_the_same_statistics_and_every_measure_its_words() -> None:
    for clock in CLOCKS:
        for statistic in ("mean_days", "median_days", "p90_days", "p95_days", "cases", "unfinished"):
            assert f"{clock}_{statistic}" in MEASURES
    assert all(measure.label and measure.unit and measure.meaning.endswith(".") for measure in MEASURES.values())


def test_shares_within_a_limit_are_declared_by_their_name() -> None:
    assert within_name("contact_to_response", DAY) == "contact_to_response_within_24_hours"
    assert within_name("contact_to_support", 56 * DAY) == "contact_to_support_within_56_days"
    assert measure_named("contact_to_response_within_24_hours").unit == "share"
    with pytest.raises(KeyError):
        measure_named("contact_to_tea_within_24_hours")


def test_tables_speak_in_names_and_dates() -> None:
    run = replication([
        Case(-DAY, (VISIT,), strip=-1, closed=3 * DAY, visits=((0, -DAY, DAY, 3 * DAY, 0, 1, 60),),
             allocations=((-DAY, DAY, 1, 3 * DAY),)),
        Case(DAY, (VISIT,), team=-1, work_type=-1, visits=((0, DAY, NEVER, NEVER, WAITING),),
             allocations=((DAY, NEVER, -1, NEVER),)),
    ])  # fmt: skip
    cases = cases_table(run)
    assert cases["source"].tolist() == ["day_one_waiting", "arrival"]
    assert cases["work_type"].tolist() == ["full", ""]
    assert cases["received"].tolist() == [np.datetime64("2014-03-31T00:00"), np.datetime64("2014-04-02T00:00")]
    assert np.isnat(cases["closed"]).tolist() == [False, True]
    assert cases["days_in_system"].tolist() == [4, HORIZON / DAY - 1]
    assert cases["status"].tolist() == ["closed", "pending"]
    visits = visits_table(run)
    assert visits["worker"].tolist() == ["north/worker/2", ""]
    assert visits["role"].tolist() == ["social_worker", ""]
    assert visits["status"].tolist() == ["finished", "waiting"]
    monthly = monthly_of(measure_run(run))
    assert len({len(column) for table in (cases, visits, monthly) for column in table.values()}) == 3 - 1
    at = (monthly["month"] == "2015-01") & (monthly["measure"] == "allocation_list_end") & (monthly["role"] == "")
    assert monthly["value"][at & (monthly["team"] == "")].tolist() == [1]
