"""What comes in and what becomes of it: cases received, closed, left early; assessments completed."""

from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import PAST_STRIP, RETURN, Demand, Ints
from sim.eventlog.log import ENDED, WITHDRAWN
from sim.measures.periods import Periods
from sim.measures.record import Records, records
from sim.measures.rows import Bools, first_of, picked, tally, with_total
from sim.units import NEVER

if TYPE_CHECKING:
    from sim.measures.trace import Trace

MONTHLY = ("received", "closed", "assessments_completed")
"""The flows that are given by month too."""


def flows(run: "Trace") -> dict[str, Ints]:
    """Minute at which each case is counted in each flow, NEVER for not at all [cases].

    Day one's cases were received before the run, but are closed and completed in it. What happens in the very
    minute of the horizon belongs to the last period. Side work and chasing calls are in none.
    """
    demand, log = run.demand, run.log
    received = np.where(run.received >= 0, run.received, NEVER)
    found = {
        "received": received,
        "closed": log.closed,
        "withdrawn": np.where(log.outcome == WITHDRAWN, log.closed, NEVER),
        "ended": np.where(log.outcome == ENDED, log.closed, NEVER),
        "escalated": _escalated(run),
        "returns_received": np.where(comes_again(demand), received, NEVER),
        "assessments_completed": np.where(run.is_assessment, run.milestones["assessment"].minute, NEVER),
    }
    return {name: np.where(run.counted, inclusive(run, minute), NEVER) for name, minute in found.items()}


def comes_again(demand: Demand) -> Bools:
    """Whether the case is of somebody who comes back after an earlier case, be it in the run or before it [cases]."""
    found: Bools = (demand.origin == RETURN) | (demand.strip == PAST_STRIP)
    return found


def flow_records(run: "Trace") -> Records:
    """Every flow by every dimension of cases, by year and for the whole run."""
    number = {name: _by_group(run, minute) for name, minute in run.flows.items()}
    return Records.joined(
        records(
            (name,),
            number[name][periods, dimension.places],
            axes="period group",
            groups=dimension.groups,
            periods=labels,
            there=(number[name][periods, dimension.places] > 0) | (len(dimension.groups) == 1),
        )
        for labels, periods in run.told
        for name in number
        for dimension in run.case_groups.dimensions
    )


def _by_group(run: "Trace", minute: Ints) -> Ints:
    """Cases in each year and in the whole run, by group [periods, groups]."""
    case = np.flatnonzero(minute < NEVER)
    return with_total(run.case_groups.count(case, run.years.of(minute[case]), len(run.years))).T


def monthly_flows(run: "Trace") -> Records:
    """The flows of ``MONTHLY`` by month, for all cases together."""
    number = [tally(run.months.of(run.flows[name]), len(run.months)) for name in MONTHLY]
    return records(MONTHLY, number, axes="measure period", periods=run.months.labels)


def completed(run: "Trace", periods: Periods) -> Ints:
    """Assessments completed in each period."""
    return tally(periods.of(run.flows["assessments_completed"]), len(periods))


def inclusive(run: "Trace", minute: Ints) -> Ints:
    """What happens in the very minute of the horizon belongs to the last period."""
    return np.where(minute == run.log.horizon, run.log.horizon - 1, minute)


def _escalated(run: "Trace") -> Ints:
    """Minute at which each case first became more urgent, NEVER for those that did not [cases]."""
    log = run.log
    first = first_of(np.ones(len(log.escalated_case), dtype=np.bool_), log.escalated_case, run.demand.cases)
    return picked(log.escalated_at, first, NEVER)
