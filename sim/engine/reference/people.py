"""The two parties of the engine: workers with their timetables, and lists of waiting cases."""

from bisect import bisect_left, bisect_right
from heapq import heapify
from itertools import accumulate

from sim.engine.network import Network
from sim.engine.rules import NOBODY
from sim.units import NEVER
from sim.workforce.tables import Workforce

Key = tuple[int, int, int]
"""(rank, ready, case): the least is served first. The rank is the priority number, or the due minute."""


class Worker:
    """One worker: a timetable, an in-tray, the cases they hold, and the step in hand.

    The timetable is a row of slots, each with casework minutes spread evenly over it. ``before[k]``
    is the casework done before slot k if the worker never idles. A step is worked on in stretches of
    at most ``slice`` minutes; ``aside`` is the case whose stretch ended last, at ``aside_since``, while
    it is not yet known whether the worker goes straight on with it.
    """

    __slots__ = (
        "allocation_lists", "aside", "aside_since", "before", "case", "cases", "closing", "employed_from",
        "employed_to", "free_at", "last_intake", "lists", "minutes", "number", "opening", "places",
        "present_until", "promised", "ready", "second", "slice", "started", "stretch", "tray", "used", "version",
    )  # fmt: skip

    def __init__(
        self, number: int, slots: tuple[list[int], list[int], list[int]], *, places: int, at_most: int
    ) -> None:
        self.number = number
        self.slice = at_most or NEVER
        self.opening, self.closing, self.minutes = slots
        self.before = [0, *accumulate(self.minutes)]
        self.present_until = 0
        self.employed_from = 0
        self.employed_to = NEVER
        self.last_intake = NEVER
        self.places = places
        self.cases: set[int] = set()
        self.tray: list[Key] = []
        self.lists: list[tuple[int, WaitingList]] = []
        self.allocation_lists: list[WaitingList] = []
        self.case = NOBODY
        self.ready = 0
        self.started = 0
        self.stretch = 0
        self.used = 0
        self.free_at = 0
        self.second = False
        self.promised = False
        self.aside = NOBODY
        self.aside_since = 0
        self.version = 0

    def done_by(self, minute: int) -> int:
        """Casework minutes of the timetable that lie before a minute."""
        slot = bisect_right(self.opening, minute) - 1
        if slot < 0:
            return 0
        if minute >= self.closing[slot]:
            return self.before[slot + 1]
        opened = self.opening[slot]
        return self.before[slot] + self.minutes[slot] * (minute - opened) // (self.closing[slot] - opened)

    def finish(self, minute: int, effort: int) -> int:
        """The first minute by which ``effort`` minutes of casework are done, working from ``minute`` on."""
        wanted = self.done_by(minute) + effort
        slot = bisect_left(self.before, wanted) - 1
        if slot >= len(self.minutes):
            return NEVER
        opened = self.opening[slot]
        length = self.closing[slot] - opened
        # The least u with floor(m (u - opening) / length) >= minutes still wanted in this slot.
        return opened - (-(wanted - self.before[slot]) * length // self.minutes[slot])

    @property
    def has_place(self) -> bool:
        """Whether a caseload place is free."""
        return self.places < 0 or len(self.cases) < self.places

    def takes_new_cases(self, now: int) -> bool:
        """Whether a case can be allocated: present, not about to leave, a place free."""
        if now >= self.present_until or now >= self.last_intake:
            return False
        return self.places < 0 or len(self.cases) < self.places

    def keeps_place(self, now: int) -> bool:
        """Whether a place can be asked for: employed and not about to leave, be the worker present or not."""
        return self.employed_from <= now < self.employed_to and now < self.last_intake

    @property
    def fullness(self) -> float:
        """Share of caseload places used; the number of cases where there is no limit."""
        used = len(self.cases)
        return used / self.places if self.places > 0 else float(used)


def take_out(queue: list[Key], key: Key) -> bool:
    """Take a key out of a queue; whether it was the head."""
    head = queue[0] is key or queue[0] == key
    queue.remove(key)
    heapify(queue)
    return head


class WaitingList:
    """Cases waiting for any of the same workers; ``groups`` are these workers by preference."""

    __slots__ = ("groups", "number", "queue")

    def __init__(self, number: int, groups: tuple[tuple[Worker, ...], ...]) -> None:
        self.number = number
        self.groups = groups
        self.queue: list[Key] = []


def make_workers(workforce: Workforce, leaving_notice: int) -> list[Worker]:
    """The workers of a replication, in order of number.

    Parameters
    ----------
    leaving_notice
        How long before leaving a worker takes no new cases [minutes].
    """
    opening, closing, minutes = workforce.opening.tolist(), workforce.closing.tolist(), workforce.minutes.tolist()
    first = workforce.first_slot.tolist()
    workers = []
    for number in range(workforce.workers):
        span = slice(first[number], first[number + 1])
        slots = (opening[span], closing[span], minutes[span])
        worker = Worker(
            number, slots, places=int(workforce.places[number]), at_most=int(workforce.slice_minutes[number])
        )
        worker.employed_from = int(workforce.employed_from[number])
        worker.employed_to = int(workforce.employed_to[number])
        if worker.employed_to < NEVER:
            worker.last_intake = worker.employed_to - leaving_notice
        workers.append(worker)
    return workers


def make_lists(network: Network, workers: list[Worker]) -> tuple[list[WaitingList], list[WaitingList]]:
    """The lists of shared steps, and the lists of cases to be allocated, known to their workers."""
    shared, allocation = [], []
    for number, groups in enumerate(network.lists):
        bound = tuple(tuple(workers[place] for place in group) for group in groups)
        shared.append(WaitingList(number, bound))
        allocation.append(WaitingList(number, bound))
        for preference, group in enumerate(bound):
            for worker in group:
                if network.shared[number]:
                    worker.lists.append((preference, shared[-1]))
                if network.for_allocation[number]:
                    worker.allocation_lists.append(allocation[-1])
    return shared, allocation
