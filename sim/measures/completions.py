"""What comes in and what becomes of it: cases received, closed, left early; assessments completed."""

from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import CONTACT, PAST_STRIP, RETURN, REVIEW, Demand, Ints
from sim.eventlog.log import COMPLETED, ENDED, WITHDRAWN
from sim.measures.by_dimension import alone, records_by_dimension
from sim.measures.groupings import added
from sim.measures.periods import Periods
from sim.measures.record import Records, records
from sim.measures.rows import Bools, told, with_total

if TYPE_CHECKING:
    from sim.measures.trace import Trace

FLOWS = (
    "received", "closed", "withdrawn", "ended", "escalated", "returns_received", "assessments_completed",
)  # fmt: skip
"""The flows that are told."""

MONTHLY = ("received", "closed", "assessments_completed")
"""The flows that are given by month too."""


def flows(run: "Trace") -> dict[str, Ints]:
    """How many cases were counted in each flow before each edge of the run, by group [groups, edges].

    Besides ``FLOWS`` there are those whose shares are told: who was helped on (``completed``), of them new people
    (``new_people``), and of these who had no assessment (``without_assessment``); who asked, be it new, who asked
    once more (``asked_again``), and who passed something online.

    Day one's cases were received before the run, but are closed and completed in it. What happens in the very
    minute of the horizon belongs to the last period. Side work and chasing calls are in none.
    """
    demand, log, course = run.demand, run.log, run.course
    every, again = np.ones(demand.cases, dtype=np.bool_), comes_again(demand)
    asked = demand.origin != REVIEW
    completed = log.outcome == COMPLETED
    new_people = completed & _of_new_people(run)
    received = {
        "received": every,
        "returns_received": again,
        "asked": asked,
        "asked_again": asked & again,
        "online": course.path.online,
    }
    closed = {
        "closed": every,
        "withdrawn": log.outcome == WITHDRAWN,
        "ended": log.outcome == ENDED,
        "completed": completed,
        "new_people": new_people,
        "without_assessment": new_people & ~course.work.assessed,
    }
    escalated, first = np.unique(log.escalated_case, return_index=True)
    assessed = {"assessments_completed": course.work.is_assessment}
    return {
        **_happened(run, slice(None), run.received, received),
        **_happened(run, slice(None), log.closed, closed),
        **_happened(run, escalated, log.escalated_at[first], {"escalated": every[escalated]}),
        **_happened(run, slice(None), run.milestones["assessment"].minute, assessed),
    }


def _happened(run: "Trace", cases: Ints | slice, minute: Ints, among: dict[str, Bools]) -> dict[str, Ints]:
    """How many of some cases had something happen to them before each edge of the run, by group, from its minute.

    NEVER is for what did not happen. Each of ``among`` says which of the cases are counted, and has its own answer
    [groups, edges].
    """
    from sim.measures.kernels import happened_between

    groups, kinds = run.case_groups, np.stack(list(among.values()))
    profiles, shape = groups.places.shape[1], (len(run.edges), len(among))
    between = happened_between(minute, groups.profile[cases], kinds, profiles, run.edges, run.log.horizon)
    by_group = added(groups.places, len(groups), between.reshape(profiles, shape[0] * shape[1]))
    until = np.cumsum(by_group.reshape(len(groups), *shape), axis=1)
    return dict(zip(among, np.moveaxis(until, 2, 0), strict=True))


def _of_new_people(run: "Trace") -> Bools:
    """Whether the case is of somebody who is not in support, and not of a stream of those who are [cases]."""
    demand, base = run.demand, run.service.base.demand
    from_clients = [name in base and base[name].from_clients is not None for name in run.service.streams]
    of_clients = told(np.array([*from_clients, False], dtype=np.bool_), demand.stream)
    new: Bools = ((demand.origin == CONTACT) | (demand.origin == RETURN)) & (demand.client < 0) & ~of_clients
    return new


def comes_again(demand: Demand) -> Bools:
    """Whether the case is of somebody who comes back after an earlier case, be it in the run or before it [cases]."""
    found: Bools = (demand.origin == RETURN) | (demand.strip == PAST_STRIP)
    return found


def flow_records(run: "Trace") -> Records:
    """Every flow by every dimension of cases, by year and for the whole run."""
    number, dimensions = np.stack([yearly(run, name) for name in FLOWS]), run.case_groups.dimensions
    return records_by_dimension(
        FLOWS,
        number,
        axes="measure group period",
        order="span measure dimension period group",
        dimensions=dimensions,
        spans=tuple(labels for labels, _ in run.told),
        there=(number > 0) | alone(dimensions)[:, None],
    )


def yearly(run: "Trace", name: str) -> Ints:
    """Cases in a flow in each year and in the whole run, by group [groups, periods]."""
    return with_total(run.between(run.flows[name], run.years))


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
