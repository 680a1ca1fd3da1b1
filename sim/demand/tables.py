"""The demand tables: every case of a replication with its whole path, drawn before anything moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WAITING_STRIP = -1
"""Strip number of the cases that wait on day one."""
OPEN_STRIP = -2
"""Strip number of the cases that a worker holds on day one."""
PAST_STRIP = -3
"""Strip number of people who come back after a case that was closed before the run."""
CLIENT_STRIP = -4
"""Strip number of cases that the people in support bring about."""

CONTACT, RETURN, SIDE, CHASER, REVIEW, CHANGE = range(6)
ORIGINS = ("contact", "return", "side_work", "chaser", "review", "change_of_need")
"""What makes a case come: see ``origin`` in :class:`Demand`."""

STAY, WITHDRAW, ESCALATE, REROUTE = range(4)
"""What somebody does when their patience ends; STAY where there is no clock."""

_WIDE = np.dtype(np.int64)

NO_STEP = -1
NO_CASE = -1
NO_CLIENT = -1


_BYTES = {
    1: "origin expiry step_expiry",
    2: "stream strip episode priority work_type holder_list holder_team"
    " activity skill_list team deferrals second_list client_kind",
    4: "after after_step gap client reroute onward otherwise fork effort delay second_effort awaits joins",
}  # fmt: skip
FORMS = {name: np.dtype(f"i{size}") for size, names in _BYTES.items() for name in names.split()}
"""How columns are kept, where they are not kept as numbers of 64 bits: a few million steps have to fit the caches."""


def form_for(name: str, parts: Sequence[Ints], below: int = 0) -> np.dtype[Any]:
    """The form of a column of that name made of parts: its own, or 64 bits if the numbers do not fit it.

    Parameters
    ----------
    below
        Where the numbers become other positions, how many there are.
    """
    form = FORMS.get(name, _WIDE)
    bounds = np.iinfo(form)
    wider = [part for part in parts if part.itemsize > form.itemsize]
    fits = all(bounds.min <= part.min(initial=0) and part.max(initial=0) <= bounds.max for part in wider)
    return form if fits and below <= bounds.max else _WIDE


def narrowed(name: str, column: Ints) -> Ints:
    """A column of that name in its form."""
    return column.astype(form_for(name, [column]), copy=False) if name in FORMS else column


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Demand:
    """Cases and their steps, as arrays; the steps of case c stand in ``first[c]:first[c + 1]``.

    A case begins at its first step and goes on to ``onward`` of each; its main path stands first in
    its block, and every other path that it may be sent along follows. Which path it takes is for
    the engine to say; both are drawn.

    Whole columns are as narrow as :data:`FORMS` says, or have 64 bits: whoever multiplies or packs them widens them
    first.

    Cases that come by themselves are in order of (received, stream, strip, number), day one's cases
    first. After them stand the cases that others may bring about, which ``begins`` NEVER.

    Attributes of cases (shape [cases], ``first`` [cases + 1]):

    stream, strip, number, episode
        Identity: (stream, strip, number) is the person under the laws of chance; episode counts the
        further cases that follow from the first, from 0. Reviews and changes of need are counted for
        their client, side work and chasers within the case that they began beside.
    origin
        CONTACT: comes at ``begins``. RETURN: ``gap`` after case ``after`` closes, unless the person
        has died. SIDE and CHASER: when case ``after`` is ready for step ``after_step``; a chaser ends
        when that step starts. REVIEW: ``gap`` after its client joined or was last reviewed or
        reassessed, in order of episode. CHANGE: ``gap`` after its client joined.
    received
        Minute of contact; negative for cases of day one, NEVER for those whose coming is open.
    begins
        Minute at which the first listed step is ready; later than ``received`` for day one only.
    after, after_step, gap
        As under ``origin``; -1, -1 and 0 where they do not apply.
    client
        The person in support whose case it is (position in the arrays of clients), -1 for none.
    priority
        Position in ``Service.priorities``.
    work_type
        Position in ``Service.work_types`` of the last kind of work on the main path, -1 for none.
    holder_list, holder_team
        For an open case of day one the list and team of its worker; -1 for others.
    ends
        Minutes from receipt to the person's death; NEVER if beyond all horizons.
    patience, expiry, reroute
        Minutes on lists before anybody has worked on the case after which it does ``expiry``
        (WITHDRAW, ESCALATE, or REROUTE to step ``reroute``); NEVER, STAY and -1 without a clock.

    Attributes of steps (shape [steps]):

    activity
        Position in ``Service.activities``.
    onward
        The step that follows, as a position in these arrays; -1 closes the case.
    otherwise
        The step to go to when a place is full or patience ends in REROUTE; -1 for none (closes, for a place).
    fork
        The step whose ``otherwise`` leads into the path that this step is part of; -1 on the main
        path, -2 on the path of the case's own ``reroute``.
    skill_list
        Position in ``Service.lists`` for work and places; -1 for the rest.
    team
        The case's team at that step (position in ``Service.teams``); -1 for none.
    effort
        Minutes of staff time, at least 1, for work; 0 otherwise.
    delay
        Minutes of calendar delay; 0 for the rest.
    deferrals
        For a gate, how many appearances are deferred before the case passes.
    second_list, second_effort
        Position in ``Service.lists`` of a joint step's second worker, and their minutes; -1 and 0 without.
    awaits
        For an await, the side case it waits for; -1 if there is none, which lets the case pass.
    step_patience, step_expiry
        Minutes from ready to start after which the case does ``step_expiry``; NEVER and STAY without a clock.
    joins
        The client that the person becomes when the step is finished; -1 for none.

    Attributes of clients (shape [clients]; those of day one first):

    client_kind
        Position in ``Service.clients``.
    client_here
        Whether they are in support on day one, and so joined at minute 0.
    client_tenure
        Minutes from joining (day one's: from minute 0) to leaving support.
    """

    stream: Ints
    strip: Ints
    number: Ints
    episode: Ints
    origin: Ints
    received: Ints
    begins: Ints
    after: Ints
    after_step: Ints
    gap: Ints
    client: Ints
    priority: Ints
    work_type: Ints
    holder_list: Ints
    holder_team: Ints
    ends: Ints
    patience: Ints
    expiry: Ints
    reroute: Ints
    first: Ints
    activity: Ints
    onward: Ints
    otherwise: Ints
    fork: Ints
    skill_list: Ints
    team: Ints
    effort: Ints
    delay: Ints
    deferrals: Ints
    second_list: Ints
    second_effort: Ints
    awaits: Ints
    step_patience: Ints
    step_expiry: Ints
    joins: Ints
    client_kind: Ints
    client_here: Bools
    client_tenure: Ints

    @property
    def cases(self) -> int:
        """Number of cases, those whose coming is open among them."""
        return len(self.stream)

    @property
    def steps(self) -> int:
        """Number of steps of all cases."""
        return len(self.activity)

    @property
    def clients(self) -> int:
        """Number of people who are or may come to be in support."""
        return len(self.client_kind)
