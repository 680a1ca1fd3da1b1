"""The journal: what the engine writes down as it happens, and the event log made of it."""

from array import array

import numpy as np
from numpy.typing import NDArray

from sim.eventlog.log import ABSENT, FORMS, NO_WORKER, OPEN, EventLog
from sim.units import NEVER

Ints = NDArray[np.int64]

ALLOCATION_FIELDS = 5
ESCALATION_FIELDS = 3


class Journal:
    """Visits, allocations, receipts and closings, in the order in which they end."""

    def __init__(self, cases: int, clients: int) -> None:
        self.visits = array("q")
        """Visits one after another, eight numbers each, in the order of the event log's columns."""
        self._allocations = array("q")
        self._escalations = array("q")
        self._place_held: dict[int, int] = {}
        self.received = [NEVER] * cases
        self.closed = [NEVER] * cases
        self.outcome = [ABSENT] * cases
        self.joined = [NEVER] * clients

    def comes(self, case: int, at: int) -> None:
        """A case is received."""
        self.received[case] = at
        self.outcome[case] = OPEN

    def allocated(self, case: int, worker: int, *, joined: int, at: int) -> None:
        """A case became a worker's own."""
        self._place_held[case] = len(self._allocations) + ALLOCATION_FIELDS - 1
        self._allocations.extend((case, joined, at, worker, NEVER))

    def freed(self, case: int, at: int) -> None:
        """The case's caseload place was freed."""
        self._allocations[self._place_held.pop(case)] = at

    def without_worker(self, case: int, *, joined: int, until: int = NEVER) -> None:
        """A case that no worker has taken by the horizon, or until it left the list."""
        self._allocations.extend((case, joined, NEVER, NO_WORKER, until))

    def escalated(self, case: int, at: int, to: int) -> None:
        """A case became more urgent."""
        self._escalations.extend((case, at, to))

    def closes(self, case: int, at: int, outcome: int) -> None:
        """The case's pathway ended."""
        self.closed[case] = at
        self.outcome[case] = outcome

    def event_log(self, horizon: int) -> EventLog:
        """The log in canonical order."""
        visits = _table(self.visits, len(FORMS))
        order = np.lexsort(visits.T[[2, 4, 3, 1, 0]])
        columns = zip(FORMS.items(), visits[order].T, strict=True)
        rows = _table(self._allocations, ALLOCATION_FIELDS)
        who, joined, allocated, to, released = rows[np.lexsort(rows.T[[2, 1, 0]])].T.copy()
        escalations = _table(self._escalations, ESCALATION_FIELDS)
        escalated, escalated_at, escalated_to = escalations[np.lexsort(escalations.T[[1, 0]])].T.copy()
        return EventLog(
            **{name: column.astype(form) for (name, form), column in columns},
            allocation_case=who, joined=joined, allocated=allocated, allocated_to=to, released=released,
            received=_ints(self.received), closed=_ints(self.closed), outcome=_ints(self.outcome),
            escalated_case=escalated, escalated_at=escalated_at, escalated_to=escalated_to,
            client_joined=_ints(self.joined), horizon=horizon,
        )  # fmt: skip


def _table(flat: "array[int]", fields: int) -> Ints:
    return np.array(flat, dtype=np.int64).reshape(-1, fields)


def _ints(numbers: list[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)
