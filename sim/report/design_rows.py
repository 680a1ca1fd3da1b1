"""What the tables of comparisons and sweeps have in common: rows of a design's figures, as plain numbers."""

from collections.abc import Callable, Iterator, Sequence
from math import isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.design_row import OptionRow
from sim.experiment.figure_table import Cell, FigureTable
from sim.experiment.headline import Headline
from sim.experiment.pairing import Paired
from sim.experiment.precision import PrecisionReport
from sim.measures import Summary
from sim.measures.summary import intervals
from sim.report.records import RECORD_COLUMNS
from sim.report.tables import Columns

Row = dict[str, Any]
Figures = Sequence[tuple[str, FigureTable]]
"""The names of designs, each with its figures."""

WHERE = RECORD_COLUMNS[:7]
"""The columns that say what a figure is of."""

STEADY = 0.5
"""A list that grows by less than this many cases a week is not called growing."""


def grows(row: OptionRow) -> bool:
    """Whether the waiting list of a design grows for as long as one looks, so that a mean wait says little.

    One replication, which has no interval, does not say so.
    """
    growth = row.growth
    return growth.mean > STEADY and growth.low > 0


def three(name: str, value: Summary | Paired | None) -> dict[str, float]:
    """Mean, low and high under a name with a place for which it is."""
    ends = ("mean", "low", "high")
    return {name.format(end): getattr(value, end) if value is not None else nan for end in ends}


def difference_columns(paired: Paired | None, name: str = "") -> dict[str, float]:
    """A paired difference with both its intervals, its columns beginning with ``name``."""
    return {
        **three(f"{name}difference_{{}}", paired),
        f"{name}difference_low_simultaneous": paired.low_all if paired is not None else nan,
        f"{name}difference_high_simultaneous": paired.high_all if paired is not None else nan,
    }


def cost_columns(row: OptionRow) -> dict[str, float]:
    """What a design costs a year, and what it costs more than its baseline.

    With low or high pay: pay, on-costs, premiums and the sheets' costs at the ends of their ranges; prices of work paid
    by the piece as they are.
    """
    return {
        **three("cost_{}_gbp_per_year", row.cost),
        "cost_with_low_pay_gbp_per_year": row.cost_low.mean,
        "cost_with_high_pay_gbp_per_year": row.cost_high.mean,
        **three("cost_difference_{}_gbp_per_year", row.cost_difference),
        **three("cost_difference_{}_gbp_in_period", row.period_cost_difference),
    }


def growth_columns(row: OptionRow) -> Row:
    """How fast a design's waiting list grows once it has settled, in which years, and whether it surely does."""
    known = isfinite(row.growth.low)
    return {
        "waiting_list_growth_period": row.growth.period,
        **three("waiting_list_growth_{}_cases_per_week", row.growth),
        "waiting_list_grows": int(grows(row)) if known else nan,
    }


def target_columns(row: OptionRow) -> dict[str, int]:
    """How many targets a design has, is judged on, and meets."""
    return {"targets_met": row.targets_met, "targets": row.of, "targets_judged": row.judged}


def target_rows(row: OptionRow) -> Iterator[Row]:
    """A row for each target of a design."""
    for target in row.targets:
        yield {
            "option": row.design.name,
            "scenario": row.design.scenario,
            "target": target.label,
            "period": target.share.period,
            "level_share": target.level,
            **three("{}_share", target.share),
            "met_on_average": int(target.met_on_average) if isfinite(target.share.mean) else nan,
            **three("met_{}_share_of_futures", target.met_in_futures),
            "n": target.share.n,
        }


def summary_columns(figures: Figures) -> Columns:
    """Mean and interval of each figure of each design; in order of name, however replications were run."""
    cells = [sorted(table.cells) for _, table in figures]
    parts = [intervals(table.columns(some)) for (_, table), some in zip(figures, cells, strict=True)]
    n, mean, half = (np.concatenate(each) for each in zip(*parts, strict=True))
    texts = _texts([cell for some in cells for cell in some])
    return {
        "option": _names([name for name, _ in figures], [len(some) for some in cells]),
        **dict(zip(WHERE, texts, strict=False)),
        "mean": mean, "low": mean - half, "high": mean + half, "n": n, "unit": texts[-1],
    }  # fmt: skip


def replication_columns(figures: Figures, wanted: Callable[[str, Cell], bool]) -> Columns:
    """The figures that are wanted of each design (its name, the cell), replication by replication; those there are."""
    cells = [[cell for cell in sorted(table.cells) if wanted(name, cell)] for name, table in figures]
    values = [table.columns(some) for (_, table), some in zip(figures, cells, strict=True)]
    places = [np.nonzero(np.isfinite(each)) for each in values]
    texts = [_texts(some)[:, column] for some, (_, column) in zip(cells, places, strict=True)]
    numbers = [table.numbers[row] for (_, table), (row, _) in zip(figures, places, strict=True)]
    told = np.concatenate(texts, axis=1)
    return {
        "option": _names([name for name, _ in figures], [len(some) for some in numbers]),
        "replication": np.concatenate(numbers),
        **dict(zip(WHERE, told, strict=False)),
        "value": np.concatenate([each[place] for each, place in zip(values, places, strict=True)]),
        "unit": told[-1],
    }


def _names(names: Sequence[str], times: Sequence[int]) -> NDArray[np.object_]:
    """A column of names, each so many times."""
    return np.repeat(np.array(names, dtype=np.object_), times)


def _texts(cells: Sequence[Cell]) -> NDArray[np.object_]:
    """What figures are of: a column for each part of a cell. Shape [8, cells]."""
    return np.array(cells, dtype=np.object_).reshape(len(cells), 8).T


def figure_entry(headline: Headline) -> Row:
    """A headline as a manifest names it."""
    return {**dict(zip(WHERE, headline.cell, strict=False)), "label": headline.label, "unit": headline.unit}


def precision_entry(report: PrecisionReport | None) -> Row:
    """Whether the replications were enough, as a manifest says it; nothing if it was not asked."""
    if report is None:
        return {}
    unmet = [goal for goal in report.goals if not goal.met]
    return {
        "precision": {
            "reached": report.met,
            "steady": report.settled,
            "not_reached": [{"option": goal.design, "figure": goal.goal.figure.measure} for goal in unmet],
        }
    }
