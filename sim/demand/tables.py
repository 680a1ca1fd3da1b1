"""The demand tables: every case of a replication with its whole path, drawn before anything moves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

WAITING_STRIP = -1
"""Strip number of the cases that wait on day one."""
OPEN_STRIP = -2
"""Strip number of the cases that a worker holds on day one."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Cases and their steps, as arrays; case c has the steps ``first[c]:first[c + 1]``.

    Cases are in order of (received, stream, strip, number), day one's cases first. Attributes of
    cases (shape [cases], ``first`` [cases + 1]):

    stream, strip, number
        Identity of the person's episode: (stream, strip, number) under the laws of chance.
    received
        Minute of contact; negative for cases of day one.
    begins
        Minute at which the first listed step is ready; later than ``received`` for day one only.
    priority
        Position in ``Service.priorities``.
    work_type
        Position in ``Service.work_types``, -1 for none.
    holder_list, holder_team
        For an open case of day one the list and team of its worker; -1 for others.

    Attributes of steps (shape [steps]):

    activity
        Position in ``Service.activities``.
    skill_list
        Position in ``Service.lists`` for work; -1 for delays and gates.
    team
        The case's team at that step (position in ``Service.teams``); -1 for none.
    effort
        Minutes of staff time, at least 1, for work; 0 otherwise.
    delay
        Minutes of calendar delay; 0 for work and gates.
    deferrals
        For a gate, how many appearances are deferred before the case passes.
    """

    stream: Ints
    strip: Ints
    number: Ints
    received: Ints
    begins: Ints
    priority: Ints
    work_type: Ints
    holder_list: Ints
    holder_team: Ints
    first: Ints
    activity: Ints
    skill_list: Ints
    team: Ints
    effort: Ints
    delay: Ints
    deferrals: Ints

    @property
    def cases(self) -> int:
        """Number of cases."""
        return len(self.stream)

    @property
    def steps(self) -> int:
        """Number of steps of all cases."""
        return len(self.activity)
