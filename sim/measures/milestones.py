"""Milestones of every case, and the named clocks that run between them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.limits import Limit, limits_of, tabled
from sim.measures.quantiles import key_bits

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


@dataclass(frozen=True, slots=True)
class ClockWaits:
    """The waits of a clock, of cases whose path passes both its ends and that are in a cohort.

    A case counts if it passes the first moment before or with the second. A case that leaves keeps the place on the
    path that it had. Leaving closes it, so the clock that stops with closing stops then.

    Attributes
    ----------
    number, minutes
        How many there are of each key of cohorts and state, and how long they are together [keys, states].
    begun, running
        Those begun, and those that run at the horizon as if they were finished, as rows of
        :class:`sim.measures.quantiles.Waits`. Their length is until leaving for those that left, and so far for the
        unfinished.
    limits, verdicts
        Of each limit: how many were late or within it. Only cases whose limit has passed by the horizon are asked: all
        of them are decided. To take the quick ones of the last weeks as well would flatter the share. A case that left
        within the limit is not judged; one that left later was not within it [limits, keys, verdicts].
    """

    number: Ints
    minutes: Ints
    begun: Ints
    running: Ints
    limits: tuple[Limit, ...]
    verdicts: Ints

    def judged(self, limit: Limit) -> Ints:
        """How many were late or within a limit [keys, verdicts]."""
        found: Ints = self.verdicts[self.limits.index(limit)]
        return found


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
    *place, of_allocation = course.path.place_at
    of_allocation = np.where(run.demand.holder_list >= 0, np.int32(_ABSENT), of_allocation)
    moments = zip((*place, of_allocation), course.minute, strict=True)
    of_steps = zip(("response", "assessment", "support", ALLOCATION), moments, strict=True)
    return {CONTACT: contact, CLOSING: closing} | {name: Milestone(*each) for name, each in of_steps}


def clock(run: "Trace", name: str) -> ClockWaits:
    """The waits of a named clock, judged by every limit that the scenario speaks of."""
    from sim.measures.wait_kernels import clock_waits

    first, last = (run.milestones[end] for end in ENDS[name])
    cohorts, limits = run.cohorts, limits_of(run.service, name)
    keys, begins = len(cohorts.cells), int(first.minute.min(initial=0))
    (number, minutes), begun, running, verdicts = clock_waits(
        (first.place, first.minute), (last.place, last.minute),
        (cohorts.counted, cohorts.key, run.left, run.log.closed), (keys, key_bits(keys)),
        tabled(limits, run.service, begins), run.log.horizon,
    )  # fmt: skip
    return ClockWaits(number, minutes, begun, running, limits, verdicts)
