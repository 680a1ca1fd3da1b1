"""The workforce tables: every worker's timetable, drawn before anything moves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Workforce:
    """Posts, the workers who fill them one after another, and the workers' slots, as arrays.

    A post is a place on the establishment; a worker is one person's time in it, so a leaver and
    the starter who follows are two workers. Workers are in order of (team, role, post, turn).

    Attributes of posts (shape [posts]): ``post_team``, ``post_role`` (positions in the Service),
    ``post_number`` (from 1), ``post_fte``, ``funded_from``, ``funded_to`` [minutes].

    Attributes of workers (shape [workers]; ``first_slot`` [workers + 1]):

    names
        ``team/role/post`` and, for later turns, ``.2`` and so on.
    post, role, team, turn
        Post number in the arrays above, role, home team, turn in the post (from 1).
    serves
        For each worker the teams that count as their own: home first, then teams that borrow them.
    warrants
        For each worker the warrants they hold (positions in ``Service.warrants``).
    places
        Caseload places, -1 for no limit.
    slice_minutes
        Casework minutes after which the worker looks up from a step; 0 for never.
    employed_from, employed_to
        Minutes; ``employed_to`` is ``units.NEVER`` for those who stay.
    first_slot
        Worker w has the slots ``first_slot[w]:first_slot[w + 1]``.

    Attributes of slots (shape [slots]; in time order for each worker, none with m = 0): ``opening``,
    ``closing`` [minutes], ``minutes`` (casework, 1 <= m <= closing - opening) and ``blocks``
    (minutes booked out for blocks, outside ``minutes``).

    Attributes of absences (shape [absences]): ``absence_worker``, ``absence_from`` (opening minute of the
    first working day missed), ``absence_to`` (opening of the first slot after it; for the
    last absence of the run it may lie after the horizon).
    """

    post_team: Ints
    post_role: Ints
    post_number: Ints
    post_fte: NDArray[np.float64]
    funded_from: Ints
    funded_to: Ints
    names: tuple[str, ...]
    post: Ints
    role: Ints
    team: Ints
    turn: Ints
    serves: tuple[tuple[int, ...], ...]
    warrants: tuple[tuple[int, ...], ...]
    places: Ints
    slice_minutes: Ints
    employed_from: Ints
    employed_to: Ints
    first_slot: Ints
    opening: Ints
    closing: Ints
    minutes: Ints
    blocks: Ints
    absence_worker: Ints
    absence_from: Ints
    absence_to: Ints

    @property
    def workers(self) -> int:
        """Number of workers."""
        return len(self.names)
