"""What comes in and what gets done: cases received and closed, assessments completed."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import Ints
from sim.measures.periods import Periods
from sim.measures.record import Record, record
from sim.measures.registry import WHOLE_RUN
from sim.measures.rows import tally
from sim.measures.trace import Trace
from sim.units import NEVER


def flows(run: Trace) -> dict[str, Ints]:
    """Minute at which each case is counted in each flow, NEVER for not at all [cases].

    Day one's cases were received before the run, but are closed and completed in it.
    """
    assessed = run.milestones["assessment"].minute
    return {
        "received": np.where(run.demand.received >= 0, run.demand.received, NEVER),
        "closed": run.log.closed,
        "assessments_completed": np.where(run.is_assessment, assessed, NEVER),
    }


def flow_records(run: Trace) -> list[Record]:
    """Every flow by every dimension of cases, by year and for the whole run."""
    whole = Periods((WHOLE_RUN,), run.years.edges[[0, -1]])
    return [item for periods in (run.years, whole) for item in _counted(run, periods, everyone_only=False)]


def monthly_flows(run: Trace) -> list[Record]:
    """Every flow by month, for all cases together."""
    return list(_counted(run, run.months, everyone_only=True))


def completed(run: Trace, periods: Periods) -> Ints:
    """Assessments completed in each period."""
    return tally(periods.of(_inclusive(run, flows(run)["assessments_completed"])), len(periods))


def _counted(run: Trace, periods: Periods, *, everyone_only: bool) -> Iterator[Record]:
    groupings = run.groupings
    for name, minute in flows(run).items():
        period = periods.of(_inclusive(run, minute))
        for grouping in groupings[:1] if everyone_only else groupings:
            size = len(grouping)
            code = np.where((period >= 0) & (grouping.code >= 0), period * size + grouping.code, -1)
            number = tally(code, len(periods) * size)
            for cell in np.flatnonzero((number > 0) | (size == 1)):
                yield record(name, number[cell], periods.labels[cell // size], **grouping.columns[cell % size])


def _inclusive(run: Trace, minute: Ints) -> Ints:
    """What happens in the very minute of the horizon belongs to the last period."""
    return np.where(minute == run.log.horizon, run.log.horizon - 1, minute)
