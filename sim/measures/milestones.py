"""Milestones of every case, and the named clocks that run between them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.eventlog.log import FULL
from sim.measures.quantiles import wait_order
from sim.measures.rows import Bools, first_of, picked
from sim.scenario.pathway import PLACE
from sim.units import NEVER

if TYPE_CHECKING:
    from sim.measures.trace import Trace

CONTACT, ALLOCATION, CLOSING = "contact", "allocation", "closing"

ENDS = {
    "contact_to_response": (CONTACT, "response"),
    "contact_to_allocation": (CONTACT, ALLOCATION),
    "allocation_to_assessment": (ALLOCATION, "assessment"),
    "contact_to_assessment": (CONTACT, "assessment"),
    "assessment_to_support": ("assessment", "support"),
    "contact_to_support": (CONTACT, "support"),
    "time_in_system": (CONTACT, CLOSING),
}
"""The two moments of each clock."""

_ABSENT = -1
_BEFORE_ALL, _AFTER_ALL = 0, 2**40


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment of each case [cases]: ``place`` on its path (-1 if not on it) and minute (NEVER if not yet).

    Places only order the milestones of one case: contact comes first, closing last.
    """

    place: Ints
    minute: Ints


@dataclass(frozen=True, slots=True)
class ClockTimes:
    """A clock over the cases whose path passes both its ends.

    ``case``: positions of the cohort's cases; ``start`` and ``stop`` their minutes, NEVER if not
    come by the horizon. ``gone`` is the minute at which a case left before its clock stopped, NEVER
    for all others. ``wait`` is the length, until leaving for those that left and so far for the
    unfinished; 0 where not begun. ``order`` sorts the cohort by wait.
    """

    case: Ints
    start: Ints
    stop: Ints
    gone: Ints
    wait: Ints
    order: Ints

    @property
    def begun(self) -> Bools:
        """Whether the first moment has come."""
        return self.start < NEVER

    @property
    def finished(self) -> Bools:
        """Whether the second moment has come."""
        return self.stop < NEVER

    @property
    def left(self) -> Bools:
        """Whether the case left first."""
        return self.gone < NEVER

    @property
    def unfinished(self) -> Bools:
        """Whether the clock runs at the horizon."""
        return self.begun & ~self.finished & ~self.left


def milestones(run: "Trace") -> dict[str, Milestone]:
    """Every milestone of every case.

    Response is the first visit to a marked activity. Assessment and support are the last: what
    is sent back for more work is not complete. Allocation is the first, be it for held work or a
    place asked for and found. The allocation of a case that a worker held on day one lies before
    the run and is not on its path, nor is any milestone passed before then. Only the path counts
    that the case took, or would take as things stand.
    """
    cases = run.demand.cases
    closing = Milestone(np.full(cases, _AFTER_ALL, dtype=np.int64), run.log.closed)
    contact = Milestone(np.full(cases, _BEFORE_ALL, dtype=np.int64), run.received)
    found = {CONTACT: contact, CLOSING: closing, ALLOCATION: _allocation(run)}
    for name in ("response", "assessment", "support"):
        found[name] = _marked(run, name)
    return found


def clock(run: "Trace", name: str) -> ClockTimes:
    """The named clock; a case counts if it passes the first moment before or with the second.

    A case that leaves keeps the place on the path that it had. Leaving closes it, so the clock that stops
    with closing stops then.
    """
    first, last = (run.milestones[end] for end in ENDS[name])
    on_path = (first.place != _ABSENT) & (last.place != _ABSENT) & (first.place <= last.place)
    case = np.flatnonzero(on_path & run.counted)
    start, stop = first.minute[case], last.minute[case]
    gone = np.where(run.left[case] & (start < NEVER) & (stop >= NEVER), run.log.closed[case], NEVER)
    end = np.minimum(np.minimum(stop, gone), run.log.horizon)
    wait = np.maximum(np.where(start < NEVER, end - start, 0), 0)
    return ClockTimes(case, start, stop, gone, wait, wait_order(wait, stop < NEVER))


def _allocation(run: "Trace") -> Milestone:
    log, cases = run.log, run.demand.cases
    minute = picked(log.allocated, first_of(log.allocated < NEVER, log.allocation_case, cases), NEVER)
    refused = np.zeros(run.demand.steps, dtype=np.bool_)
    refused[run.visit_step[log.status == FULL]] = True
    step = run.first_on_path(run.held | ((run.kind == PLACE) & ~refused))
    return Milestone(np.where(run.demand.holder_list < 0, _place(run, step), _ABSENT), minute)


def _place(run: "Trace", step: Ints) -> Ints:
    """Place of a step of each case among its milestones, ``_ABSENT`` for none [cases]."""
    return np.where(step >= 0, run.course.place[step] + 1, _ABSENT)


def _marked(run: "Trace", name: str) -> Milestone:
    from sim.measures.path_kernels import reached_at

    log, at_start = run.log, run.reaching(name, at_start=True)
    marked = at_start | run.reaching(name, at_start=False)
    step = run.first_on_path(marked) if name == "response" else run.last_on_path(marked)
    minute = reached_at(step, at_start, (log.case, run.visit_step), log.status, log.start, run.goes_on)
    return Milestone(_place(run, step), minute)
