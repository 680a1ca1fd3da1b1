"""The course of a case: which of the paths drawn for it the case took, or would take as things stand."""

from dataclasses import dataclass

import numpy as np

from sim.demand.tables import Demand, Ints
from sim.eventlog.log import COMPLETED, EventLog
from sim.measures.rows import Bools
from sim.scenario.timeline import Service

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
    steps
        The steps on paths, by case and then along the path [steps on paths].
    follows
        The step that the case went to next, -1 for none [steps].
    """

    place: Ints
    steps: Ints
    follows: Ints


def courses(demand: Demand, log: EventLog, step_case: Ints) -> Course:
    """Follow every case from its first step."""
    visited = np.zeros(demand.steps, dtype=np.bool_)
    visited[demand.first[log.case] + log.step] = True
    follows = _followed(demand, visited, step_case)
    by_default = np.where(log.outcome[step_case] == COMPLETED, -1, demand.onward)
    onward = np.where(follows >= 0, follows, by_default)
    place = np.full(demand.steps, -1, dtype=np.int64)
    at = demand.first[:-1][np.diff(demand.first) > 0]
    along = 0
    while len(at):
        place[at] = along
        at = onward[at]
        at = at[at >= 0]
        along += 1
    return Course(place, _in_order(place, step_case), follows)


def _in_order(place: Ints, step_case: Ints) -> Ints:
    """The steps on paths by case and place, which is mostly how they stand already."""
    steps = np.flatnonzero(place >= 0)
    along, case = place[steps], step_case[steps]
    if ((along[1:] < along[:-1]) & (case[1:] == case[:-1])).any():
        steps = steps[np.lexsort((along, case))]
    return steps


def _followed(demand: Demand, visited: Bools, step_case: Ints) -> Ints:
    """The step that each visited step led to, -1 if to none [steps]."""

    def seen(steps: Ints) -> Bools:
        known = steps >= 0
        known[known] = visited[steps[known]]
        return known

    follows = np.where(seen(demand.onward), demand.onward, -1)
    follows = np.where(seen(demand.otherwise), demand.otherwise, follows)
    rerouted = seen(demand.reroute)[step_case]
    if rerouted.any():
        # The last step before the case's own reroute is the one that leads nowhere else.
        left = visited & rerouted & (follows < 0) & (_root(demand.fork) == MAIN)
        follows = np.where(left, demand.reroute[step_case], follows)
    return np.where(visited, follows, -1)


def _root(fork: Ints) -> Ints:
    """Whether each step stems from the main path or from the case's own reroute [steps]."""
    root = fork
    while (inner := root >= 0).any():
        root = np.where(inner, fork[np.maximum(root, 0)], root)
    return root


def named_work_types(service: Service, demand: Demand) -> Ints:
    """The kind of work that a step gives away: by the list it is on, or where one kind alone begins [steps].

    -1 where it gives away none.
    """
    types = service.work_types
    owners = [item.owner for item in service.lists]
    of_list = [types.index(name) if kind == "work_type" else -1 for kind, name in owners]
    begin: dict[str, set[int]] = {}
    for epoch in service.epochs:
        for name, kind in epoch.scenario.work_type.items():
            begin.setdefault(kind.begins_at, set()).add(types.index(name))
    beginning = [begin.get(activity, set()) for activity in service.activities]
    of_activity = np.array([min(kinds) if len(kinds) == 1 else -1 for kinds in beginning], dtype=np.int64)
    found = np.array([*of_list, -1], dtype=np.int64)[demand.skill_list]
    return np.where(found >= 0, found, of_activity[demand.activity])
