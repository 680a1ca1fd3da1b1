"""A list before c workers who are always there, without an engine: who starts when.

With one priority this is the recursion of Kiefer and Wolfowitz (1955): each person, in order of
coming, starts when they have come and the first worker is free.
"""

from heapq import heappop, heappush, heapreplace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def starts(workers: int, come: Ints, effort: Ints, priority: Ints) -> Ints:
    """The minute at which each person's work starts.

    Parameters
    ----------
    come, effort, priority
        Of each person, in order of coming. Minutes, minutes, and 1 served first. Shape [people].
    """
    if np.ptp(priority) == 0:
        return _in_order(workers, come, effort)
    free = [0] * workers
    waiting: list[tuple[int, int]] = []
    coming, efforts, priorities = come.tolist(), effort.tolist(), priority.tolist()
    found = [0] * len(coming)
    person, now = 0, 0
    for _ in range(len(coming)):
        now = max(now, free[0]) if waiting else max(free[0], coming[person])
        while person < len(coming) and coming[person] <= now:
            heappush(waiting, (priorities[person], person))
            person += 1
        _, next_one = heappop(waiting)
        found[next_one] = now
        heapreplace(free, now + efforts[next_one])
    return np.array(found, dtype=np.int64)


def _in_order(workers: int, come: Ints, effort: Ints) -> Ints:
    free = [0] * workers
    found = []
    for came, minutes in zip(come.tolist(), effort.tolist(), strict=True):
        now = max(came, free[0])
        found.append(now)
        heapreplace(free, now + minutes)
    return np.array(found, dtype=np.int64)
