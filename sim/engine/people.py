"""The two parties of the engine: workers with their timetables, and lists of waiting cases."""

from bisect import bisect_left, bisect_right
from heapq import heapify
from itertools import accumulate

from sim.engine.network import Groups
from sim.units import NEVER
from sim.workforce.tables import Workforce

Key = tuple[int, int, int]
"""(priority number, ready, case): the least is served first."""

NOBODY = -1


class Worker:
    """One worker: a timetable, an in-tray, the cases they hold, and the step in hand.

    The timetable is a row of slots, each with casework minutes spread evenly over it. ``before[k]``
    is the casework done before slot k if the worker never idles.
    """

    __slots__ = (
        "allocation_lists", "before", "case", "cases", "closing", "employed_from", "employed_to", "last_intake",
        "lists", "minutes", "number", "opening", "places", "present_until", "ready", "started", "tray", "version",
    )  # fmt: skip

    def __init__(self, number: int, slots: tuple[list[int], list[int], list[int]], places: int) -> None:
        self.number = number
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
        self.started = 0
        self.ready = 0
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

    def takes_new_cases(self, now: int) -> bool:
        """Whether a case can be allocated: present, not about to leave, a place free."""
        has_place = self.places < 0 or len(self.cases) < self.places
        return has_place and now < self.present_until and now < self.last_intake

    def take_from_tray(self, cases: set[int]) -> list[Key]:
        """Take the steps of these cases out of the in-tray."""
        taken = [key for key in self.tray if key[2] in cases]
        self.tray = [key for key in self.tray if key[2] not in cases]
        heapify(self.tray)
        return taken

    @property
    def fullness(self) -> float:
        """Share of caseload places used; the number of cases where there is no limit."""
        used = len(self.cases)
        return used / self.places if self.places > 0 else float(used)


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
        worker = Worker(number, (opening[span], closing[span], minutes[span]), int(workforce.places[number]))
        worker.employed_from = int(workforce.employed_from[number])
        worker.employed_to = int(workforce.employed_to[number])
        if worker.employed_to < NEVER:
            worker.last_intake = worker.employed_to - leaving_notice
        workers.append(worker)
    return workers


def make_lists(lists: tuple[Groups, ...], workers: list[Worker]) -> tuple[list[WaitingList], list[WaitingList]]:
    """The lists of shared steps, and the lists of cases to be allocated, known to their workers."""
    shared, allocation = [], []
    for number, groups in enumerate(lists):
        bound = tuple(tuple(workers[place] for place in group) for group in groups)
        shared.append(WaitingList(number, bound))
        allocation.append(WaitingList(number, bound))
        for preference, group in enumerate(bound):
            for worker in group:
                worker.lists.append((preference, shared[-1]))
                worker.allocation_lists.append(allocation[-1])
    return shared, allocation
