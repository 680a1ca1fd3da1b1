"""The course of a case: which of the paths drawn for it the case took, or would take as things stand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Demand, Ints
from sim.eventlog.log import COMPLETED, EventLog

Shorts = NDArray[np.int32]

MAIN, OWN_REROUTE = -1, -2
"""Values of ``Demand.fork`` that name no step."""


@dataclass(frozen=True, slots=True)
class Course:
    """The path of every case through its steps.

    A path turns off where a place was full or patience ended in another route, and is known to have
    done so by the visits beyond the turning. Where nothing is decided yet, and for cases that
    left, it goes on as it would without either.

    Attributes
    ----------
    place
        Position along its case's path, from 0; -1 for a step that is not on it [steps].
    follows
        The step that the case went to next, -1 for none [steps].
    """

    place: Shorts
    follows: Shorts


def courses(demand: Demand, log: EventLog, visit_step: Ints) -> Course:
    """Follow every case from its first step."""
    from sim.measures.path_kernels import follow_paths

    forks = (demand.otherwise, demand.fork, demand.reroute)
    return Course(*follow_paths(demand.first, demand.onward, forks, log.outcome == COMPLETED, visit_step))
