"""Growth of the waiting list: told of the years after it has settled, weighed by their length."""

import math
from pathlib import Path

import pytest
from comparing import Cell, design, table, variant

from sim.experiment.list_growth import growth_cells, list_growth

YEARS = "years = 1.5 => years = {}"


def growth_of(year: str) -> Cell:
    return ("waiting_cases_growth_per_week", "", "", "", "", "", year, "cases per week")


def test_growth_is_that_from_the_year_asked_for_to_the_end(tmp_path: Path) -> None:
    service = variant(tmp_path, years=YEARS.format(3))
    figures = table({growth_of("2014/15"): [-9, -7], growth_of("2015/16"): [1, 3], growth_of("2016/17"): [4, 2]})
    found = list_growth(design("tiny", service), figures, "2015/16")
    long, short = 366 / 731, 365 / 731  # 2015/16 has the 29th of February
    first, second = 1 * long + 4 * short, 3 * long + 2 * short
    assert found.mean == pytest.approx((first + second) / 2)
    assert (found.period, found.n, found.unit) == ("2015/16 to 2016/17", 2, "cases per week")
    assert found.low < found.mean < found.high


def test_day_ones_list_counts_only_where_there_is_no_other_year(tmp_path: Path) -> None:
    figures = table({growth_of("2014/15"): [-9, -7], growth_of("2015/16"): [1, 3]})
    two = list_growth(design("tiny", variant(tmp_path)), figures, "all")
    assert (two.mean, two.period) == (pytest.approx(2), "2015/16")
    one = list_growth(design("tiny", variant(tmp_path, years=YEARS.format(1))), figures, "all")
    assert (one.mean, one.period) == (pytest.approx(-8), "2014/15")


def test_a_half_year_at_the_end_weighs_half(tmp_path: Path) -> None:
    figures = table({growth_of("2014/15"): [0, 0], growth_of("2015/16"): [2, 2]})
    found = list_growth(design("tiny", variant(tmp_path)), figures, "2014/15")
    assert found.mean == pytest.approx(2 * 182.625 / 547.625)


def test_growth_that_is_not_known_stays_unknown(tmp_path: Path) -> None:
    service = variant(tmp_path)
    figures = table({growth_of("2014/15"): [0, 0], growth_of("2015/16"): [math.nan, math.nan]})
    assert math.isnan(list_growth(design("tiny", service), figures, "2015/16").mean)
    assert growth_cells(service, "2015/16") == [growth_of("2015/16")]
