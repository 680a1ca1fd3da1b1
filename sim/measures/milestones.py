"""Milestones of every case, and the named clocks that run between them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures import courses
from sim.measures.rows import first_of, picked
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
_BEFORE_ALL, _AFTER_ALL = 0, 2**30


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment of each case [cases]: ``place`` on its path (-1 if not on it) and minute (NEVER if not yet).

    Places only order the milestones of one case: contact comes first, closing last.
    """

    place: NDArray[np.int32]
    minute: Ints


class ClockTimes(NamedTuple):
    """A clock over the cases whose path passes both its ends.

    ``case``: positions of the cohort's cases; ``start`` and ``stop`` their minutes, NEVER if not
    come by the horizon. ``gone`` is the minute at which a case left before its clock stopped, NEVER
    for all others. ``wait`` is the length, until leaving for those that left and so far for the
    unfinished; 0 where not begun.
    """

    case: NDArray[np.int32]
    start: Ints
    stop: Ints
    gone: Ints
    wait: Ints


def milestones(run: "Trace") -> dict[str, Milestone]:
    """Every milestone of every case.

    Response is the first visit to a marked activity. Assessment and support are the last: what
    is sent back for more work is not complete. Allocation is the first, be it for held work or a
    place asked for and found. The allocation of a case that a worker held on day one lies before
    the run and is not on its path, nor is any milestone passed before then. Only the path counts
    that the case took, or would take as things stand.
    """
    cases, log, course = run.demand.cases, run.log, run.course
    closing = Milestone(np.full(cases, _AFTER_ALL, dtype=np.int32), log.closed)
    contact = Milestone(np.full(cases, _BEFORE_ALL, dtype=np.int32), run.received)
    allocated = picked(log.allocated, first_of(log.allocated < NEVER, log.allocation_case, cases), NEVER)
    step_at = course.path.step_at
    # The first step of a path stands next to contact.
    place = np.where(step_at >= 0, course.path.place[step_at] + 1, _ABSENT).astype(np.int32, copy=False)
    place[courses.ALLOCATION, run.demand.holder_list >= 0] = _ABSENT
    of_steps = zip(("response", "assessment", "support", ALLOCATION), place, (*course.minute, allocated), strict=True)
    return {CONTACT: contact, CLOSING: closing} | {name: Milestone(*each) for name, *each in of_steps}


def clock(run: "Trace", name: str) -> ClockTimes:
    """The named clock; a case counts if it passes the first moment before or with the second.

    A case that leaves keeps the place on the path that it had. Leaving closes it, so the clock that stops
    with closing stops then.
    """
    from sim.measures.wait_kernels import clock_times

    first, last = (run.milestones[end] for end in ENDS[name])
    cases = (run.counted, run.left, run.log.closed)
    return ClockTimes(*clock_times((first.place, first.minute), (last.place, last.minute), cases, run.log.horizon))
