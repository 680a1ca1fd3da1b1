"""How fast the waiting list of a design grows once it has settled: from the year asked for to the end of the run."""

from collections.abc import Iterable

import numpy as np

from sim.experiment.figure_table import Cell, FigureTable
from sim.measures import Summary
from sim.measures.periods import Periods, years
from sim.measures.summary import summaries
from sim.scenario import Service
from sim.scenario.experiments import Design

_MEASURE = "waiting_cases_growth_per_week"


def growth_cells(service: Service, period: str) -> Iterable[Cell]:
    """The yearly figures that the growth is made of."""
    return [_cell(label) for label in _settled(service, period).labels]


def list_growth(design: Design, table: FigureTable, period: str) -> Summary:
    """Cases by which the waiting list is longer at the end of the run than when it had settled, a week.

    Day one's list and a service's own are rarely alike: a list that first falls, or fills, hides how fast it grows
    afterwards. So the growth counts from the beginning of the year asked for; if the whole run is, from the second year
    on. It goes on to the end of the run, because the working days of single years differ: some have two Easters and
    some have none.

    Parameters
    ----------
    design
        The design, for the years of its run.
    table
        Its figures; all of :func:`growth_cells` among them.
    period
        The period asked for.
    """
    settled = _settled(design.service, period)
    by_year = table.columns([_cell(label) for label in settled.labels])
    values = by_year @ (np.diff(settled.edges) / (settled.edges[-1] - settled.edges[0]))
    first, last = settled.labels[0], settled.labels[-1]
    cell = _cell(first if first == last else f"{first} to {last}")
    return summaries((cell,), values[:, None])[0]


def _settled(service: Service, period: str) -> Periods:
    """The years of a run from the one asked for, or else from the second, if there is one."""
    run = years(service)
    first = run.labels.index(period) if period in run.labels else min(1, len(run) - 1)
    return Periods(run.labels[first:], run.edges[first:])


def _cell(period: str) -> Cell:
    return (_MEASURE, "", "", "", "", "", period, "cases per week")
