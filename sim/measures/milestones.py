"""Milestones of every case, and the named clocks that run between them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Ints
from sim.eventlog.log import FINISHED
from sim.measures.quantiles import wait_order
from sim.measures.rows import Bools, first_of, last_of
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
    come by the horizon. ``wait`` is the length, so far for the unfinished; 0 where not begun.
    ``order`` sorts the cohort by wait.
    """

    case: Ints
    start: Ints
    stop: Ints
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


def milestones(run: "Trace") -> dict[str, Milestone]:
    """Every milestone of every case.

    Response is the first visit to a marked activity. Assessment and support are the last: what
    is sent back for more work is not complete. Allocation is the first. The allocation of a case
    that a worker held on day one lies before the run and is not on its path, nor is any
    milestone passed before then.
    """
    cases = run.demand.cases
    closing = Milestone(np.full(cases, _AFTER_ALL, dtype=np.int64), run.log.closed)
    contact = Milestone(np.full(cases, _BEFORE_ALL, dtype=np.int64), run.demand.received)
    found = {CONTACT: contact, CLOSING: closing, ALLOCATION: _allocation(run)}
    started, finished = _step_moments(run)
    for name in ("response", "assessment", "support"):
        found[name] = _marked(run, name, started, finished)
    return found


def clock(run: "Trace", name: str) -> ClockTimes:
    """The named clock; a case counts if it passes the first moment before or with the second."""
    first, last = (run.milestones[end] for end in ENDS[name])
    on_path = (first.place != _ABSENT) & (last.place != _ABSENT) & (first.place <= last.place)
    case = np.flatnonzero(on_path & (run.demand.received <= run.log.horizon))
    start, stop = first.minute[case], last.minute[case]
    wait = np.where(start < NEVER, np.minimum(stop, run.log.horizon) - start, 0)
    wait = np.maximum(wait, 0)
    return ClockTimes(case, start, stop, wait, wait_order(wait, stop < NEVER))


def _allocation(run: "Trace") -> Milestone:
    log, cases = run.log, run.demand.cases
    first = first_of(log.allocated < NEVER, log.allocation_case, cases)
    minute = np.full(cases, NEVER, dtype=np.int64)
    known = first >= 0
    minute[known] = log.allocated[first[known]]
    place = np.where((run.first_held >= 0) & (run.demand.holder_list < 0), run.first_held + 1, _ABSENT)
    return Milestone(place, minute)


def _step_moments(run: "Trace") -> tuple[Ints, Ints]:
    """First start and final finish of every step, NEVER if not come [steps]."""
    log = run.log
    started = np.full(run.demand.steps, NEVER, dtype=np.int64)
    finished = np.full(run.demand.steps, NEVER, dtype=np.int64)
    begun = np.flatnonzero(log.start < NEVER)[::-1]
    started[run.visit_step[begun]] = log.start[begun]
    done = np.flatnonzero((log.status == FINISHED) & (log.finish < NEVER))
    finished[run.visit_step[done]] = log.finish[done]
    return started, finished


def _marked(run: "Trace", name: str, started: Ints, finished: Ints) -> Milestone:
    at_start = run.reaching(name, at_start=True)
    marked = at_start | run.reaching(name, at_start=False)
    pick = first_of if name == "response" else last_of
    step = pick(marked, run.step_case, run.demand.cases)
    minute = np.full(run.demand.cases, NEVER, dtype=np.int64)
    known = step >= 0
    chosen = step[known]
    minute[known] = np.where(at_start[chosen], started[chosen], finished[chosen])
    return Milestone(np.where(known, step + 1, _ABSENT), minute)
