"""The course of a case: which of the paths drawn for it the case took, or would take as things stand."""

from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Demand, Ints
from sim.eventlog.log import COMPLETED, EventLog
from sim.measures.rows import Bools

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

    place: Ints
    follows: Ints


def courses(demand: Demand, log: EventLog, step_case: Ints) -> Course:
    """Follow every case from its first step."""
    from sim.compiled import available
    from sim.measures.kernels import places_on_paths

    visited = np.zeros(demand.steps + 1, dtype=np.bool_)
    visited[demand.first[log.case] + log.step] = True
    follows = _followed(demand, visited, step_case)
    by_default = np.where((log.outcome == COMPLETED)[step_case], -1, demand.onward)
    onward = np.where(follows >= 0, follows, by_default)
    # The kernel goes case by case, which takes long where it is not compiled.
    return Course((places_on_paths if available() else step_by_step)(demand.first, onward), follows)


def step_by_step(first: Ints, onward: Ints) -> Ints:
    """Position of each step along its case's path, -1 if not on it: all first steps, then all second ones [steps]."""
    place = np.full(len(onward), -1, dtype=np.int64)
    at = first[:-1][np.diff(first) > 0]
    along = 0
    while len(at):
        place[at] = along
        at = onward[at]
        at = at[at >= 0]
        along += 1
    return place


def _followed(demand: Demand, visited: Bools, step_case: Ints) -> Ints:
    """The step that each visited step led to, -1 if to none [steps]; ``visited`` ends with False, for none."""
    follows = np.where(visited[demand.onward], demand.onward, -1)
    forks = np.flatnonzero(demand.otherwise >= 0)
    forks = forks[visited[demand.otherwise[forks]]]
    follows[forks] = demand.otherwise[forks]
    rerouted = visited[demand.reroute]
    if rerouted.any():
        # The last step before the case's own reroute is the one that leads nowhere else.
        steps = np.flatnonzero(visited[:-1] & rerouted[step_case] & (follows < 0))
        steps = steps[_root(demand.fork, steps) == MAIN]
        follows[steps] = demand.reroute[step_case[steps]]
    return np.where(visited[:-1], follows, -1)


def _root(fork: Ints, steps: Ints) -> Ints:
    """Whether steps stem from the main path or from the case's own reroute. Shape as ``steps``."""
    root = fork[steps]
    while (inner := root >= 0).any():
        root = np.where(inner, fork[np.maximum(root, 0)], root)
    return root
