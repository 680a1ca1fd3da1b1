"""The event log: what happened, minute by minute, in one canonical order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FINISHED, HANDED_BACK, IN_HAND, WAITING, DELAYED = range(5)
STATUSES = ("finished", "handed_back", "in_hand", "waiting", "delayed")
"""Status of a visit: done; returned unfinished; in hand, waiting or in a delay at the horizon."""

NO_WORKER = -1


@dataclass(frozen=True, slots=True)
class EventLog:
    """Visits, allocations and closings of one replication.

    A visit is one stay of a case at a step: waiting from ``ready``, worked on (or delayed, or passed
    by a gate) from ``start`` to ``finish``. A step handed back has more than one visit. Times that
    have not come by the horizon are ``units.NEVER``. Rows are in order of (case, step, ready, start).

    Visits (shape [visits]): ``case``, ``step`` (position within the case's steps, from 0), ``worker`` (-1 for
    none), ``ready``, ``start``, ``finish`` [minutes], ``minutes`` of casework used, ``status``. A delay
    has ready = start; a gate visit has start = finish = the meeting that passed it; both have
    no worker and no minutes.

    Allocations (shape [allocations]; by case, then time): ``allocation_case``, ``joined`` (minute the
    case joined the allocation list; its first ready minute is kept), ``allocated``, ``allocated_to``
    (worker), ``released`` (minute the place was freed; NEVER if still held). A case still
    waiting for a worker at the horizon has a row with ``allocated`` NEVER and worker -1.

    ``closed`` (shape [cases]): minute the pathway ended, NEVER if it has not. ``horizon``: the last minute.
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
    closed: Ints
    horizon: int

    def same_as(self, other: "EventLog") -> bool:
        """Whether two logs are equal, to the minute and the worker."""
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in self.__slots__)
