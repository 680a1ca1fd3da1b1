"""The course of a case: which of the paths drawn for it it took, or would take as things stand, and what is on it."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Ints
from sim.eventlog.log import COMPLETED
from sim.measures.work_types import work_types
from sim.scenario.pathway import KINDS, Activity

if TYPE_CHECKING:
    from sim.measures.trace import Trace

Bools = NDArray[np.bool_]
Longs = NDArray[np.int32]
Shorts = NDArray[np.int16]

MAIN, OWN_REROUTE = -1, -2
"""Values of ``Demand.fork`` that name no step."""

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


class Stays(NamedTuple):
    """What is to be known of each visit besides the log [visits].

    Attributes
    ----------
    step
        Its position among all cases' steps.
    marks
        Those of the activity.
    is_first
        Whether it is the first to its step.
    wait_from
        When its wait begins: ready, but never before the step's last visit ended. The second worker of a joint step
        has none: theirs begins with the work.
    goes_on
        When the case goes on from it: its finish; for a joint step the later of the two.
    """

    step: Longs
    marks: Shorts
    is_first: Bools
    wait_from: Ints
    goes_on: Ints


class Path(NamedTuple):
    """The path of every case through its steps, and what stands on it.

    A path turns off where a place was full or patience ended in another route, and is known to have
    done so by the visits beyond the turning. Where nothing is decided yet, and for cases that
    left, it goes on as it would without either. Cases that never came have none.

    Attributes
    ----------
    place
        Position along its case's path, from 0; -1 for a step that is not on it [steps].
    step_at, place_at
        The step that reaches each milestone, and how many steps of the path there are up to it; -1 for none
        [milestones, cases].
    first_held
        The first held step, -1 for none [cases].
    team
        That of the first held step, else of the last step with a team, else of day one's holder, -1 for none [cases].
    online
        Whether an activity is done online [cases].
    """

    place: Longs
    step_at: Longs
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
    follows
        The step that the case went to next from each step, -1 for none [steps].
    path, work
        The path taken, or that it would take as things stand, and the work that is on it.
    minute
        When each milestone but the allocation was reached, NEVER if not yet [milestones, cases].
    held_from
        When held work first started, NEVER if not yet [cases].
    """

    follows: Longs
    path: Path
    work: Work
    minute: Ints
    held_from: Ints


def courses(run: "Trace") -> tuple[Stays, Course]:
    """Follow every case from its first step, visit by visit."""
    from sim.measures.path_kernels import led_to, paths, reached_at, stays, steps_seen

    demand, log, first = run.demand, run.log, run.demand.first
    known = marks(run)
    step, marked, seen = steps_seen((log.case, log.step, log.status), first, demand.activity, run.epoch, known)
    is_first, wait_from, goes_on = stays(step, log.status, log.ready, log.start, log.finish)
    ways = (demand.onward, demand.otherwise, demand.fork)
    follows = led_to((log.case, step), ways, demand.reroute, seen)
    cases = (log.received, log.outcome == COMPLETED, run.epoch, demand.holder_team, demand.work_type, first)
    steps = (demand.onward, demand.activity, demand.team, demand.fork, demand.skill_list)
    path, work = paths(cases, steps, follows, seen, known, work_types(run.service))
    visits = (log.case, step, marked, is_first)
    minute, held_from = reached_at(path.step_at, visits, log.status, log.start, goes_on)
    return Stays(step, marked, is_first, wait_from, goes_on), Course(follows, path, work, minute, held_from)


def marks(run: "Trace") -> Shorts:
    """What is to be known of each activity, as bits [epochs, activities]."""
    service = run.service
    table = np.zeros((len(service.epochs), len(service.activities)), dtype=np.int16)
    for row, epoch in enumerate(service.epochs):
        for column, name in enumerate(service.activities):
            if name in epoch.scenario.activity:
                table[row, column] = _mark(epoch.scenario.activity[name])
    return table


def _mark(activity: Activity) -> int:
    found = KINDS[activity.kind] | HELD * activity.held | ONLINE * activity.online
    for number, name in enumerate(("response", "assessment", "support")):
        found |= (activity.reaches == name) << REACHES + number
        found |= (activity.reaches_at_start == name) << REACHES_AT_START + number
    return found
