"""Cases and their times in the system, counted by one pass over the log in several ways that must agree."""

from typing import NamedTuple


class Balance(NamedTuple):
    """Cases of the whole run, day one's among them: received = closed + in_progress + waiting."""

    received: int
    closed: int
    in_progress: int
    waiting: int


class Times(NamedTuple):
    """Time in the system within the run [minutes].

    Attributes
    ----------
    by_heads, by_times
        Of all cases: the integral of the number in the system from its jumps, and the sum of the cases' times.
    gaps
        How many cases have visits that do not fill their time in the system.
    case, visited, within
        The first of those, the minutes of its visits, and its time in the system from its first step on; -1 for none.
    """

    by_heads: int
    by_times: int
    gaps: int
    case: int
    visited: int
    within: int
