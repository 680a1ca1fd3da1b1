"""What comes in and what becomes of it: cases received, closed, left early; assessments completed."""

from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import PAST_STRIP, RETURN, Demand, Ints
from sim.eventlog.log import COMPLETED, ENDED, WITHDRAWN
from sim.measures.groupings import added
from sim.measures.periods import Periods
from sim.measures.record import Records, records
from sim.measures.rows import Bools, with_total
from sim.units import NEVER

if TYPE_CHECKING:
    from sim.measures.trace import Trace

FLOWS = (
    "received", "closed", "withdrawn", "ended", "escalated", "returns_received", "assessments_completed",
)  # fmt: skip
"""The flows that are told."""

MONTHLY = ("received", "closed", "assessments_completed")
"""The flows that are given by month too."""


def flows(run: "Trace") -> dict[str, Ints]:
    """How many cases were counted in each flow before each edge of the run, by group: ``FLOWS``, and who was helped on.

    Day one's cases were received before the run, but are closed and completed in it. What happens in the very
    minute of the horizon belongs to the last period. Side work and chasing calls are in none.
    """
    demand, log = run.demand, run.log
    every = np.ones(demand.cases, dtype=np.bool_)
    received, returns = happened(run, run.received, every, comes_again(demand))
    outcomes = (log.outcome == outcome for outcome in (WITHDRAWN, ENDED, COMPLETED))
    closed, withdrawn, ended, completed = happened(run, log.closed, every, *outcomes)
    (escalated,) = happened(run, _escalated(run), every)
    (assessed,) = happened(run, run.milestones["assessment"].minute, run.course.work.is_assessment)
    counts = (received, closed, withdrawn, ended, escalated, returns, assessed, completed)
    return dict(zip((*FLOWS, "completed"), counts, strict=True))


def happened(run: "Trace", minute: Ints, *among: Bools) -> list[Ints]:
    """Cases to which something had happened before each edge of the run, by group, from its minute [groups, edges].

    NEVER is for what did not happen [cases]. Each of ``among`` says which cases are counted, and has its own answer.
    """
    from sim.measures.kernels import happened_between

    groups, profiles = run.case_groups, run.case_groups.places.shape[1]
    between = happened_between(minute, groups.profile, np.stack(among), profiles, run.edges, run.log.horizon)
    return [np.cumsum(added(groups.places, len(groups), each), axis=1) for each in between]


def comes_again(demand: Demand) -> Bools:
    """Whether the case is of somebody who comes back after an earlier case, be it in the run or before it [cases]."""
    found: Bools = (demand.origin == RETURN) | (demand.strip == PAST_STRIP)
    return found


def flow_records(run: "Trace") -> Records:
    """Every flow by every dimension of cases, by year and for the whole run."""
    number = {name: with_total(run.between(run.flows[name], run.years)) for name in FLOWS}
    return Records.joined(
        records(
            (name,),
            number[name].T[periods, dimension.places],
            axes="period group",
            groups=dimension.groups,
            periods=labels,
            there=(number[name].T[periods, dimension.places] > 0) | (len(dimension.groups) == 1),
        )
        for labels, periods in run.told
        for name in FLOWS
        for dimension in run.case_groups.dimensions
    )


def monthly_flows(run: "Trace") -> Records:
    """The flows of ``MONTHLY`` by month, for all cases together."""
    number = [in_all(run, name, run.months) for name in MONTHLY]
    return records(MONTHLY, number, axes="measure period", periods=run.months.labels)


def in_all(run: "Trace", name: str, periods: Periods) -> Ints:
    """Cases in a flow in each period, all groups together."""
    found: Ints = run.between(run.flows[name][0], periods)
    return found


def inclusive(run: "Trace", minute: Ints) -> Ints:
    """What happens in the very minute of the horizon belongs to the last period."""
    return np.where(minute == run.log.horizon, run.log.horizon - 1, minute)


def _escalated(run: "Trace") -> Ints:
    """Minute at which each case first became more urgent, NEVER for those that did not [cases]."""
    log = run.log
    found = np.full(run.demand.cases, NEVER, dtype=np.int64)
    # Of those of one case, which are in order of time, the first stays.
    found[log.escalated_case[::-1]] = log.escalated_at[::-1]
    return found
