"""Figures of several replications as a matrix: what is missing, and intervals as from records."""

import math

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from sim.experiment.figure_table import FigureTable, cell_of, table_of
from sim.measures import Record, measure_named, summarise
from sim.measures.summary import half_widths, intervals, student, summaries


def one(measure: str, value: float, role: str = "") -> Record:
    return Record(measure, "", "", "", role, "", "all", value, measure_named(measure).unit)


RECORDS = [
    [one("utilisation", 0.8), one("steps_ready", 4)],
    [one("utilisation", 0.9, "adviser"), one("utilisation", 0.7)],
    [one("steps_ready", 6), one("utilisation", 0.6)],
]


def test_cells_come_as_they_first_appear_and_what_is_missing_is_nought_for_counts_only() -> None:
    table = table_of([0, 1, 5], RECORDS)
    assert [cell[0] + cell[4] for cell in table.cells] == ["utilisation", "steps_ready", "utilisationadviser"]
    np.testing.assert_array_equal(table.values, [[0.8, 4, math.nan], [0.7, 0, 0.9], [0.6, 6, math.nan]])
    assert table.numbers.tolist() == [0, 1, 5]


def test_a_cell_that_no_replication_has_is_nought_for_a_count_and_else_missing() -> None:
    table = table_of([0, 1, 2], RECORDS)
    count, share = cell_of(one("steps_left", 1)), cell_of(one("utilisation", 1, "nobody"))
    assert table.column(count).tolist() == [0, 0, 0]
    assert np.isnan(table.column(share)).all()
    assert table.columns([count, table.cells[0]]).tolist() == [[0, 0.8], [0, 0.7], [0, 0.6]]
    assert table.columns([]).shape == (3, 0)
    chosen = table.only(lambda cell: cell[4] == "adviser")
    assert (chosen.cells, chosen.values[1].tolist()) == (table.cells[2:], [0.9])


def test_summaries_of_a_table_are_those_of_its_records() -> None:
    table = table_of([0, 1, 2], RECORDS)
    of_records, of_table = summarise(RECORDS), summaries(table.cells, table.values)
    for mine, theirs in zip(of_table, of_records, strict=True):
        np.testing.assert_equal(
            (mine.mean, mine.low, mine.high, mine.n), (theirs.mean, theirs.low, theirs.high, theirs.n)
        )
    assert table.summary(table.cells[1]) == of_records[1]


def test_intervals_are_student_s_over_the_values_there_are() -> None:
    values = np.random.default_rng(1).normal(5, 2, (9, 3))
    values[2:4, 1] = np.nan
    values[1:, 2] = np.nan
    n, mean, half = intervals(values)
    assert n.tolist() == [9, 7, 1]
    for column in (0, 1):
        there = values[~np.isnan(values[:, column]), column]
        assert mean[column] == pytest.approx(there.mean())
        assert mean[column] + half[column] == pytest.approx(ttest_1samp(there, 0).confidence_interval(0.95).high)
    assert math.isnan(half[2])


def test_no_values_have_no_mean() -> None:
    n, mean, half = intervals(np.full((3, 1), np.nan))
    assert (n[0], math.isnan(mean[0]), math.isnan(half[0])) == (0, True, True)
    table = FigureTable(np.arange(2), (), np.zeros((2, 0)))
    assert summaries(table.cells, table.values) == []


def test_quantiles_are_student_s() -> None:
    assert student(10) == pytest.approx(2.2621571627409915)
    assert student(4, 0.99) == pytest.approx(5.840909309733355)
    assert math.isnan(student(1))
    assert half_widths(np.array([3]), np.array([6.0]))[0] == pytest.approx(4.302652729749464)
