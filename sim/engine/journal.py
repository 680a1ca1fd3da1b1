"""The journal: what the engine writes down as it happens, and the event log made of it."""

from array import array

import numpy as np
from numpy.typing import NDArray

from sim.eventlog.log import NO_WORKER, EventLog
from sim.units import NEVER

Ints = NDArray[np.int64]

_NONE = np.zeros(0, dtype=np.int64)
VISIT_FIELDS = 8
ALLOCATION_FIELDS = 5


class Journal:
    """Visits, allocations and closings, in the order in which they end."""

    def __init__(self, cases: int, received: Ints) -> None:
        self._received = received
        self._visits = array("q")
        self._allocations = array("q")
        self._place_held: dict[int, int] = {}
        self._closed = [NEVER] * cases

    def visit(
        self, case: int, step: int, *, worker: int, ready: int, start: int, finish: int, minutes: int, status: int
    ) -> None:
        """One stay of a case at a step; times that have not come are NEVER."""
        self._visits.extend((case, step, worker, ready, start, finish, minutes, status))

    def allocated(self, case: int, worker: int, *, joined: int, at: int) -> None:
        """A case became a worker's own."""
        self._place_held[case] = len(self._allocations) + ALLOCATION_FIELDS - 1
        self._allocations.extend((case, joined, at, worker, NEVER))

    def released(self, case: int, at: int) -> None:
        """The case's caseload place was freed."""
        self._allocations[self._place_held.pop(case)] = at

    def waits_for_worker(self, case: int, *, joined: int) -> None:
        """A case that no worker has taken by the horizon."""
        self._allocations.extend((case, joined, NEVER, NO_WORKER, NEVER))

    def closed(self, case: int, at: int) -> None:
        """The case's pathway ended."""
        self._closed[case] = at

    def event_log(self, horizon: int) -> EventLog:
        """The log in canonical order."""
        visits = _table(self._visits, VISIT_FIELDS)
        case, step, worker, ready, start, finish, minutes, status = visits[np.lexsort(visits.T[[4, 3, 1, 0]])].T.copy()
        rows = _table(self._allocations, ALLOCATION_FIELDS)
        who, joined, allocated, to, released = rows[np.lexsort(rows.T[[1, 2, 0]])].T.copy()
        return EventLog(
            case=case, step=step, worker=worker, ready=ready, start=start, finish=finish, minutes=minutes,
            status=status, allocation_case=who, joined=joined, allocated=allocated, allocated_to=to,
            released=released, received=self._received, closed=(closed := np.array(self._closed, dtype=np.int64)),
            outcome=np.where(closed < NEVER, 1, 0), escalated_case=_NONE, escalated_at=_NONE, escalated_to=_NONE,
            client_joined=_NONE, horizon=horizon,
        )  # fmt: skip


def _table(flat: "array[int]", fields: int) -> Ints:
    return np.array(flat, dtype=np.int64).reshape(-1, fields)
