"""A design's row: its figures, targets, staff and money, and how it differs from its baseline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sim.experiment.design_row import OptionRow, TargetRow, Verdict
from sim.experiment.figure_table import Cell, FigureTable
from sim.experiment.headline import Headline
from sim.experiment.list_growth import growth_cells, list_growth
from sim.experiment.option_costs import End, measured_years, sheet_costs, sheet_costs_between
from sim.experiment.pairing import Paired, paired_difference
from sim.experiment.verdict import verdict_of
from sim.measures import WHOLE_RUN, Summary, measure_named
from sim.measures.periods import years
from sim.measures.rows import Floats
from sim.measures.summary import CONFIDENCE, summaries
from sim.scenario.experiments import Design

_PAID = ("staff_cost_gbp", "contract_cost_gbp")
_STAFF_COST = {"low": "staff_cost_low_gbp", "value": "staff_cost_gbp", "high": "staff_cost_high_gbp"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is told of every design.

    Attributes
    ----------
    headlines
        The experiment's figures.
    usual
        The mean wait, and the share within the limit if there is one.
    period
        The period of targets.
    worth
        The smallest difference of the first headline worth caring about.
    compared
        How many designs are compared with a baseline: with the headlines, the family of the intervals.
    """

    headlines: tuple[Headline, ...]
    usual: tuple[Headline, ...]
    period: str
    worth: float | None
    compared: int

    def cells(self, designs: Sequence[Design]) -> set[Cell]:
        """Every cell that a row is made of."""
        found = {headline.cell for headline in (*self.headlines, *self.usual)}
        labels = {target.label for design in designs for target in design.service.base.target}
        found |= {_target(part, label, self.period) for label in labels for part in ("share", "met")}
        found |= {cell for design in designs for cell in growth_cells(design.service, self.period)}
        found |= {_of_period(name, self.period) for name in _PAID}
        names = ("posts_funded", "fte_funded", "contract_cost_gbp")
        return found | {_whole(name) for name in (*names, *_STAFF_COST.values())}


def row_of(
    design: Design, table: FigureTable, asked: Asked, *, against: tuple[Design, FigureTable] | None = None
) -> OptionRow:
    """The row of a design, given its figures; ``against`` is what it is compared with, None for a baseline."""
    targets = tuple(
        _target_row(table, target.label, target.share.value, asked.period) for target in design.service.base.target
    )
    judged = [target for target in targets if target.share.n]
    cost, low, high = (_summary(_cost_cell(end), yearly_cost(design, table, end)) for end in ("value", "low", "high"))
    differences = () if against is None else _differences(table, against[1], asked)
    return OptionRow(
        design=design,
        figures=tuple(table.summary(headline.cell) for headline in asked.headlines),
        wait=table.summary(asked.usual[0].cell),
        over=_over(table, asked),
        growth=list_growth(design, table, asked.period),
        targets=targets,
        targets_met=sum(target.met_on_average for target in judged),
        judged=len(judged),
        met_share=_met_share(table, [target.label for target in judged], asked.period),
        posts=table.summary(_whole("posts_funded")),
        fte=table.summary(_whole("fte_funded")),
        cost=cost,
        cost_low=low,
        cost_high=high,
        differences=differences,
        cost_difference=None if against is None else _cost_difference(design, table, against, asked),
        verdict=Verdict("baseline", "baseline")
        if against is None
        else verdict_of(asked.headlines, differences, worth=asked.worth, replications=len(table.numbers)),
        period_cost_difference=None if against is None else _period_cost_difference(design, table, against, asked),
    )


def yearly_cost(design: Design, table: FigureTable, end: End = "value") -> Floats:
    """Cost of a design by replication [GBP a year]: staff, work paid by the piece, and its sheets' sums.

    Low and high: pay, on-costs, premiums and the sheets' costs at the ends of their ranges; prices of work paid by the
    piece as they are.
    """
    years = measured_years(design.service)
    if years <= 0:
        return np.full(len(table.numbers), math.nan)
    run = table.column(_whole(_STAFF_COST[end])) + table.column(_whole("contract_cost_gbp"))
    return (run + sheet_costs(design.service, design.sheets, end)) / years


def _differences(table: FigureTable, against: FigureTable, asked: Asked) -> tuple[Paired, ...]:
    family = asked.compared * len(asked.headlines)
    return tuple(
        paired_difference(table.column(item.cell), against.column(item.cell), family=family, better=item.better)
        for item in asked.headlines
    )


def _cost_difference(design: Design, table: FigureTable, against: tuple[Design, FigureTable], asked: Asked) -> Paired:
    ours, theirs = yearly_cost(design, table), yearly_cost(*against)
    return paired_difference(ours, theirs, family=asked.compared, better=-1)


def _period_cost_difference(
    design: Design, table: FigureTable, against: tuple[Design, FigureTable], asked: Asked
) -> Paired | None:
    ours, theirs = (period_cost(*each, asked.period) for each in ((design, table), against))
    return None if ours is None or theirs is None else paired_difference(ours, theirs, family=asked.compared, better=-1)


def period_cost(design: Design, table: FigureTable, period: str) -> Floats | None:
    """Cost of a design in a year of the run by replication [GBP]: staff, work paid by the piece, and yearly sums.

    What is paid once is not in it. None if the period is no year of the run.
    """
    run = years(design.service)
    if period not in run.labels:
        return None
    place = run.labels.index(period)
    start, stop = run.edges[place : place + 2].tolist()
    paid: Floats = table.columns([_of_period(name, period) for name in _PAID]).sum(axis=1)
    return paid + sheet_costs_between(design.service, design.sheets, start, stop)


def _over(table: FigureTable, asked: Asked) -> Summary:
    """The share beyond the limit; its measure is that of the share within."""
    if len(asked.usual) < 2:
        return _summary(("", "", "", "", "", "", asked.period, "share"), np.full(len(table.numbers), math.nan))
    cell = asked.usual[1].cell
    return _summary(cell, 1 - table.column(cell))


def _target_row(table: FigureTable, label: str, level: float, period: str) -> TargetRow:
    share = table.summary(_target("share", label, period))
    met = table.summary(_target("met", label, period))
    low, high = _binomial(round(met.mean * met.n), met.n) if met.n else (math.nan, math.nan)
    # A mean of shares that all reach the level may miss it by the last digit.
    return TargetRow(label, share, level, share.mean >= level - 1e-12, replace(met, low=low, high=high))


@lru_cache(maxsize=4096)
def _binomial(met: int, futures: int) -> tuple[float, float]:
    """Clopper and Pearson's interval of the share of futures."""
    from scipy.stats import binomtest

    interval = binomtest(met, futures).proportion_ci(CONFIDENCE, "exact")
    return float(interval.low), float(interval.high)


def _met_share(table: FigureTable, labels: Sequence[str], period: str) -> Summary:
    """Mean over targets of the share of futures in which each is met."""
    met = table.columns([_target("met", label, period) for label in labels])
    there = ~np.isnan(met)
    share = np.where(there, met, 0.0).sum(axis=1) / np.where(there.any(axis=1), there.sum(axis=1), math.nan)
    return _summary(("target_met", "", "", "", "", "", period, "share"), share)


def _summary(cell: Cell, values: Floats) -> Summary:
    return summaries((cell,), values[:, None])[0]


def _whole(measure: str) -> Cell:
    return _of_period(measure, WHOLE_RUN)


def _of_period(measure: str, period: str) -> Cell:
    return (measure, "", "", "", "", "", period, measure_named(measure).unit)


def _cost_cell(end: End) -> Cell:
    name = {"low": "cost_low_gbp_per_year", "value": "cost_gbp_per_year", "high": "cost_high_gbp_per_year"}[end]
    return (name, "", "", "", "", "", WHOLE_RUN, "GBP a year")


def _target(part: str, label: str, period: str) -> Cell:
    return (f"target_{part}", "", "", label, "", "", period, "share")
