"""The course of a case: which of the paths drawn for it it took, or would take as things stand, and what is on it."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.measures.work_types import work_types
from sim.scenario.once import once_for_each
from sim.scenario.pathway import KINDS, Activity
from sim.scenario.timeline import Service

if TYPE_CHECKING:
    from sim.measures.trace import Trace

Bools = NDArray[np.bool_]
Longs = NDArray[np.int32]
Shorts = NDArray[np.int16]

KIND = 7
"""The bits of an activity's mark that are its kind: WORK, DELAY, GATE, PLACE or AWAIT."""
HELD, ONLINE = 8, 16
"""Done by the case's allocated worker; done online."""

RESPONSE, ASSESSMENT, SUPPORT, ALLOCATION = range(4)
MILESTONES = 4
"""Those of the steps of a path; activities reach the first three of them."""
REACHES, REACHES_AT_START = 5, 8
"""The first of three bits each: whether an activity reaches a milestone, and whether at its start."""
RESPONSES, ASSESSMENTS, SUPPORTS = (
    1 << REACHES + number | 1 << REACHES_AT_START + number for number in (RESPONSE, ASSESSMENT, SUPPORT)
)
"""Whether either."""


PRICED = 1 << REACHES_AT_START + 3
"""Done at a price, be it only once the activity was altered."""
FIRST = PRICED << 1
"""Of a visit's mark: the first to its step."""


class Stays(NamedTuple):
    """What is to be known of each visit besides the log [visits].

    Attributes
    ----------
    marks
        Those of the activity, and ``FIRST``, which the second worker's part of a joint step never is.
    goes_on
        When the case goes on from it: its finish; for a joint step the later of the two.
    follows
        The step that the case went to after the visit, -1 where it stayed or went nowhere.
    """

    marks: Shorts
    goes_on: Ints
    follows: Longs


class Path(NamedTuple):
    """The path of every case through its steps, and what stands on it.

    A path turns off where a place was full or patience ended in another route, and is known to have
    done so by the visits beyond the turning. Where nothing is decided yet, and for cases that
    left, it goes on as it would without either. Cases that never came have none.

    Attributes
    ----------
    place_at
        How many steps of the path there are up to the one that reaches each milestone; -1 for none [milestones, cases].
    first_held
        The first held step, -1 for none [cases].
    team
        That of the first held step, else of the last step with a team, else of day one's holder, -1 for none [cases].
    online
        Whether an activity is done online [cases].
    """

    place_at: Longs
    first_held: Longs
    team: Shorts
    online: Bools


class Work(NamedTuple):
    """The kind of work that each case is about, as its path tells [cases].

    Attributes
    ----------
    work_type
        The last on the path, -1 for none.
    is_assessment, assessed
        Whether that is an assessment; whether there is one on the path, be it the last or not.
    """

    work_type: Shorts
    is_assessment: Bools
    assessed: Bools


class Course(NamedTuple):
    """What became of each case on its path.

    Attributes
    ----------
    path, work
        The path taken, or that it would take as things stand, and the work that is on it.
    minute
        When each milestone was reached, NEVER if not yet [milestones, cases].
    held_from
        When held work first started, NEVER if not yet [cases].
    """

    path: Path
    work: Work
    minute: Ints
    held_from: Ints


class Followed(NamedTuple):
    """What is found by following every case from visit to visit.

    Attributes
    ----------
    stays, course
        What is known of visits and of cases.
    counts
        Those of :class:`sim.measures.balance.Balance`, then those of ``Times``.
    agree
        Whether each visit says of the time after minute 0 what its neighbours say, and lasts no less than no time.
    """

    stays: Stays
    course: Course
    counts: Ints
    agree: bool


def followed(run: "Trace") -> Followed:
    """Follow every case from its first step, visit by visit."""
    from sim.measures.path_kernels import GAP_WITHIN, Drawn, Log, follow

    demand, log = run.demand, run.log
    visits, cases = len(log.case), demand.cases
    # Made here, not by compiled code, which Ctrl-C may end badly while it makes such of Python's own.
    stays = Stays(
        np.empty(visits, dtype=np.int16), np.empty(visits, dtype=np.int64), np.full(visits, -1, dtype=np.int32)
    )
    path = Path(
        np.full((MILESTONES, cases), -1, dtype=np.int32), np.full(cases, -1, dtype=np.int32),
        demand.holder_team.astype(np.int16), np.zeros(cases, dtype=np.bool_),
    )  # fmt: skip
    work = Work(demand.work_type.astype(np.int16), np.zeros(cases, dtype=np.bool_), np.zeros(cases, dtype=np.bool_))
    course = Course(path, work, np.empty((MILESTONES, cases), dtype=np.int64), np.empty(cases, dtype=np.int64))
    counts = np.zeros(GAP_WITHIN + 1, dtype=np.int64)
    longest = int(np.diff(demand.first).max(initial=0))
    agree = follow(
        Log(*(getattr(log, name) for name in Log._fields)), Drawn(*(getattr(demand, name) for name in Drawn._fields)),
        run.epoch, marks(run.service), work_types(run.service), stays, course, counts, longest, log.horizon,
    )  # fmt: skip
    return Followed(stays, course, counts, bool(agree))


@once_for_each
def marks(service: Service) -> Shorts:
    """What is to be known of each activity, as bits [epochs, activities]."""
    table = np.zeros((len(service.epochs), len(service.activities)), dtype=np.int16)
    for row, epoch in enumerate(service.epochs):
        for column, name in enumerate(service.activities):
            if name in epoch.scenario.activity:
                table[row, column] = _mark(epoch.scenario.activity[name])
    table |= np.bitwise_or.reduce(table & PRICED, axis=0)
    return table


def _mark(activity: Activity) -> int:
    found = KINDS[activity.kind] | HELD * activity.held | ONLINE * activity.online
    found |= PRICED * (activity.price_gbp is not None and activity.price_gbp.value != 0)
    for number, name in enumerate(("response", "assessment", "support")):
        found |= (activity.reaches == name) << REACHES + number
        found |= (activity.reaches_at_start == name) << REACHES_AT_START + number
    return found
