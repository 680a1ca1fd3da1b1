"""The people in support: who joins and leaves, and the reviews and reassessments that they bring about."""

from collections.abc import Callable

import numpy as np

from sim.demand.tables import CHANGE, CONTACT, REVIEW, Demand
from sim.engine.reference.agenda import Agenda, Call
from sim.engine.reference.journal import Journal
from sim.engine.rules import CLIENTS_LEAVE, REVIEWS_DUE
from sim.units import NEVER


class ClientGroup:
    """Every person who is in support or may come to be.

    A client's next review is due a given time after they joined, or after their last review or
    reassessment was closed. While a case of theirs is open nothing falls due. Changes of need come
    at given times after joining. Whoever leaves support takes their open cases with them.
    """

    def __init__(
        self,
        agenda: Agenda,
        demand: Demand,
        journal: Journal,
        review_after: tuple[int, ...],
        *,
        comes: Callable[[int], None],
        ends: Callable[[int], None],
        received_from: Callable[[int, int], int],
    ) -> None:
        self._agenda = agenda
        self._journal = journal
        self._comes, self._ends, self._received_from = comes, ends, received_from
        self._gap: list[int] = demand.gap.tolist()
        self._interval: list[int] = [review_after[kind] for kind in demand.client_kind.tolist()]
        self._tenure: list[int] = demand.client_tenure.tolist()
        self._reviews = _queues(demand, REVIEW)
        self._changes = _queues(demand, CHANGE)
        self._open: list[set[int]] = [set() for _ in range(demand.clients)]
        self._gone = [False] * demand.clients
        self._version = [0] * demand.clients
        of_day_one = (demand.client >= 0) & (demand.origin == CONTACT)
        for case in np.flatnonzero(of_day_one).tolist():
            self._open[int(demand.client[case])].add(case)
        for client in np.flatnonzero(demand.client_here).tolist():
            self.joins(client, 0)

    def joins(self, client: int, at: int) -> None:
        """Somebody comes into support, or is found there on day one."""
        if self._journal.joined[client] < NEVER:
            return
        # A case of day one may have had its step done before the run.
        at = max(at, self._agenda.now)
        self._journal.joined[client] = at
        self._agenda.at(at + self._tenure[client], self._leave, client, phase=CLIENTS_LEAVE)
        for case in self._changes[client]:
            self._agenda.at(self._received_from(case, at + self._gap[case]), self._change, (client, case))
        if self._reviews[client]:
            self._run_clock(client, at + self._gap[self._reviews[client][-1]])

    def has_left(self, client: int) -> bool:
        """Whether somebody was in support and is no longer."""
        return self._gone[client]

    def opened(self, client: int, case: int) -> None:
        """A case of a client has come."""
        self._open[client].add(case)
        self._version[client] += 1

    def closed(self, client: int, case: int, at: int) -> None:
        """A case of a client was closed; with the last of them the clock of the next review begins."""
        self._open[client].discard(case)
        self._run_clock(client, at + self._interval[client])

    def _run_clock(self, client: int, due: int) -> None:
        """The next review falls due, unless a case of the client is open."""
        if self._open[client] or self._gone[client] or not self._reviews[client]:
            return
        self._version[client] += 1
        received = self._received_from(self._reviews[client][-1], due)
        self._agenda.at(received, self._review, (client, self._version[client]), phase=REVIEWS_DUE)

    def _review(self, call: Call) -> None:
        client, version = call.payload
        if version == self._version[client] and not self._gone[client]:
            self._comes(self._reviews[client].pop())

    def _change(self, call: Call) -> None:
        client, case = call.payload
        if not self._gone[client]:
            self._comes(case)

    def _leave(self, call: Call) -> None:
        client = call.payload
        self._gone[client] = True
        for case in sorted(self._open[client]):
            self._ends(case)


def _queues(demand: Demand, origin: int) -> list[list[int]]:
    """The cases of one origin by client, the next to come last."""
    found: list[list[int]] = [[] for _ in range(demand.clients)]
    mine = np.flatnonzero(demand.origin == origin)
    for case in mine[np.argsort(demand.episode[mine], kind="stable")][::-1].tolist():
        found[int(demand.client[case])].append(case)
    return found
