"""What comes in and what becomes of it: cases received, closed, left early; assessments completed."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import PAST_STRIP, RETURN, Demand, Ints
from sim.eventlog.log import ENDED, WITHDRAWN
from sim.measures.groupings import Grouping
from sim.measures.periods import Periods
from sim.measures.record import Record, record
from sim.measures.rows import Bools, first_of, picked, tally
from sim.measures.trace import Trace
from sim.units import NEVER

MONTHLY = ("received", "closed", "assessments_completed")
"""The flows that are given by month too."""


def flows(run: Trace) -> dict[str, Ints]:
    """Minute at which each case is counted in each flow, NEVER for not at all [cases].

    Day one's cases were received before the run, but are closed and completed in it.
    """
    demand, log = run.demand, run.log
    received = np.where(run.received >= 0, run.received, NEVER)
    return {
        "received": received,
        "closed": log.closed,
        "withdrawn": np.where(log.outcome == WITHDRAWN, log.closed, NEVER),
        "ended": np.where(log.outcome == ENDED, log.closed, NEVER),
        "escalated": _escalated(run),
        "returns_received": np.where(comes_again(demand), received, NEVER),
        "assessments_completed": np.where(run.is_assessment, run.milestones["assessment"].minute, NEVER),
    }


def comes_again(demand: Demand) -> Bools:
    """Whether the case is of somebody who comes back after an earlier case, be it in the run or before it [cases]."""
    found: Bools = (demand.origin == RETURN) | (demand.strip == PAST_STRIP)
    return found


def flow_records(run: Trace) -> list[Record]:
    """Every flow by every dimension of cases, by year and for the whole run."""
    found = flows(run)
    return [item for periods in (run.years, run.whole) for item in _counted(run, found, periods, run.groupings)]


def monthly_flows(run: Trace) -> list[Record]:
    """The flows of ``MONTHLY`` by month, for all cases together."""
    found = flows(run)
    return list(_counted(run, {name: found[name] for name in MONTHLY}, run.months, run.groupings[:1]))


def completed(run: Trace, periods: Periods) -> Ints:
    """Assessments completed in each period."""
    minute = np.where(run.counted, flows(run)["assessments_completed"], NEVER)
    return tally(periods.of(inclusive(run, minute)), len(periods))


def inclusive(run: Trace, minute: Ints) -> Ints:
    """What happens in the very minute of the horizon belongs to the last period."""
    return np.where(minute == run.log.horizon, run.log.horizon - 1, minute)


def _counted(run: Trace, found: dict[str, Ints], periods: Periods, groupings: tuple[Grouping, ...]) -> Iterator[Record]:
    for name, minute in found.items():
        period = periods.of(inclusive(run, minute))
        for grouping in groupings:
            size = len(grouping)
            code = np.where((period >= 0) & (grouping.code >= 0), period * size + grouping.code, -1)
            number = tally(code, len(periods) * size)
            for cell in np.flatnonzero((number > 0) | (size == 1)):
                yield record(name, number[cell], periods.labels[cell // size], **grouping.columns[cell % size])


def _escalated(run: Trace) -> Ints:
    """Minute at which each case first became more urgent, NEVER for those that did not [cases]."""
    log = run.log
    first = first_of(np.ones(len(log.escalated_case), dtype=np.bool_), log.escalated_case, run.demand.cases)
    return picked(log.escalated_at, first, NEVER)
