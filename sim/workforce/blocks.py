"""Blocks: hours of a whole role booked out of its workers' days (duty, ward rounds, court)."""

from functools import lru_cache
from typing import Final

import numpy as np

from sim.workforce.tables import Ints
from sim.workforce.timetable import Incumbent, whole_minutes

REMEMBERED: Final = 64
"""Roles whose blocks are remembered: those of a replication, for the next design in which the same people work."""


@lru_cache(maxsize=REMEMBERED)
def booked(workers: tuple[Incumbent, ...], asked: bytes) -> list[Ints]:
    """The minutes that a role's blocks take of its workers' days, in proportion to what each has that day.

    What a day cannot take (too few are present) is booked on the next days that can. A worker
    keeps at least a minute of each day for cases, so that a day with work stays a slot.

    Parameters
    ----------
    workers
        All workers of the role.
    asked
        Minutes asked for on each day; the bytes of float64.

    Returns
    -------
    Of each worker, the minutes of each day with work.
    """
    daily_asked = np.frombuffer(asked, dtype=np.float64)
    if not daily_asked.any():
        return [np.zeros_like(worker.minutes) for worker in workers]
    room = np.zeros(daily_asked.size)
    for worker in workers:
        room[worker.days] += worker.minutes - 1
    # Booked so far is the most that both the asking and the room allow: a reflected sum.
    total_room, total_asked = np.cumsum(room), np.cumsum(daily_asked)
    until = total_room + np.minimum(np.minimum.accumulate(total_asked - total_room), 0.0)
    daily = np.diff(until, prepend=0.0)
    share = np.clip(np.divide(daily, room, out=np.zeros_like(room), where=room > 0), 0.0, 1.0)
    free = [worker.minutes - 1 for worker in workers]
    return [
        np.minimum(whole_minutes(each * share[worker.days]), each) for worker, each in zip(workers, free, strict=True)
    ]
