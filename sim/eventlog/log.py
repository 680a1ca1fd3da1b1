"""The event log: what happened, minute by minute, in one canonical order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FINISHED, HANDED_BACK, IN_HAND, WAITING, DELAYED, SET_ASIDE, ASSISTED, LEFT, FULL = range(9)
STATUSES = (
    "finished", "handed_back", "in_hand", "waiting", "delayed", "set_aside", "assisted", "left", "full",
)  # fmt: skip
"""Status of a visit: done; returned unfinished; in hand, waiting or in a delay at the horizon; put
aside by its worker for something more urgent; the second worker's part of a joint step; left by
the case before it was done (or started); a place asked for in vain."""

OPEN, COMPLETED, WITHDRAWN, ENDED, CANCELLED, ABSENT = range(6)
OUTCOMES = ("open", "completed", "withdrawn", "ended", "cancelled", "absent")
"""What became of a case: not closed by the horizon; gone its way to the end; out of patience; ended by
death or by leaving support; called off with the case that it was part of; never received."""

NO_WORKER = -1

FORMS = {
    name: np.dtype(form)
    for name, form in {
        "case": np.int32, "step": np.int32, "worker": np.int32, "ready": np.int64, "start": np.int64,
        "finish": np.int64, "minutes": np.int32, "status": np.int8,
    }.items()
}  # fmt: skip
"""The columns of visits, in order, and how they are kept: a million visits fill much memory."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """Visits, allocations and closings of one replication.

    A visit is one stay of a case at a step: waiting from ``ready``, worked on (or delayed, or passed
    by a gate) from ``start`` to ``finish``. A step handed back or set aside has more than one visit.
    Times that have not come by the horizon are ``units.NEVER``. Rows are in order of (case, step,
    ready, start, worker). Columns are as narrow as :data:`FORMS` says: whoever multiplies or packs them
    widens them first.

    Visits (shape [visits]): ``case``, ``step`` (position within the case's steps, from 0), ``worker`` (-1 for
    none), ``ready``, ``start``, ``finish`` [minutes], ``minutes`` of casework used, ``status``. A delay
    has ready = start; a gate visit has start = finish = the meeting that passed it; a place asked
    for, start = finish = ready; an await, start = finish = the minute at which the side work was
    done; all of them have no worker and no minutes. A visit ``left`` while waiting has start NEVER
    and finish = the minute of leaving. The second worker's part of a joint step is a visit of its
    own (``assisted``), with the ready and start of the first.

    Allocations (shape [allocations]; by case, then time): ``allocation_case``, ``joined`` (minute the
    case joined the allocation list; its first ready minute is kept), ``allocated``, ``allocated_to``
    (worker), ``released`` (minute the place was freed; NEVER if still held). A case still
    waiting for a worker at the horizon, or that left the list without one, has a row with
    ``allocated`` NEVER and worker -1; ``released`` is the minute it left, NEVER if it waits still.

    Cases (shape [cases]): ``received`` is the minute the case came, NEVER if it never did; ``closed`` the
    minute its pathway ended, NEVER if it has not; ``outcome`` a position in ``OUTCOMES``.

    Escalations (shape [escalations]; by case): ``escalated_case``, ``escalated_at``, ``escalated_to``
    (position in ``Service.priorities``). Clients (shape [clients]): ``client_joined``, the minute they
    joined, NEVER if they have not. ``horizon``: the last minute.
    """

    case: Ints
    step: Ints
    worker: Ints
    ready: Ints
    start: Ints
    finish: Ints
    minutes: Ints
    status: Ints
    allocation_case: Ints
    joined: Ints
    allocated: Ints
    allocated_to: Ints
    released: Ints
    received: Ints
    closed: Ints
    outcome: Ints
    escalated_case: Ints
    escalated_at: Ints
    escalated_to: Ints
    client_joined: Ints
    horizon: int

    def same_as(self, other: "EventLog") -> bool:
        """Whether two logs are equal, to the minute and the worker."""
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in self.__slots__)
