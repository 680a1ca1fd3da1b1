"""The kind of work that each case is about, as far as its path tells."""

from typing import TYPE_CHECKING

import numpy as np

from sim.demand.tables import Demand, Ints
from sim.measures.courses import MAIN
from sim.measures.rows import Bools, picked, told
from sim.scenario.timeline import Service

if TYPE_CHECKING:
    from sim.measures.trace import Trace


def last_work_types(run: "Trace") -> Ints:
    """The last kind of work on each case's path, -1 for none [cases].

    The tables name it for the main path. On others it is the last one that the path's lists and
    beginnings give away, or that of the main path if the case had come to where it begins.
    """
    demand, named = run.demand, run.named_work_type
    off_main = run.first_on_path(demand.fork != MAIN) >= 0
    steps = off_main[run.step_case]
    begun = run.first_on_path(steps & _begins(run)) >= 0
    given_away = picked(named, run.last_on_path(steps & (named >= 0)), -1)
    otherwise = np.where(given_away >= 0, given_away, np.where(begun, demand.work_type, -1))
    return np.where(off_main, otherwise, demand.work_type)


def _begins(run: "Trace") -> Bools:
    """Whether the kind of work of the case's main path begins at the step's activity [steps]."""
    types, activities = run.service.work_types, run.service.activities
    starts = np.zeros((len(types) + 1, len(activities)), dtype=np.bool_)
    for epoch in run.service.epochs:
        for name, kind in epoch.scenario.work_type.items():
            starts[types.index(name), activities.index(kind.begins_at)] = True
    row = run.demand.work_type.astype(np.int64) * len(activities)
    found: Bools = starts.ravel()[row[run.step_case] + run.demand.activity]
    return found


def assessed_on_path(run: "Trace") -> Bools:
    """Whether an assessment is on each case's path, be it its last kind of work or not [cases]."""
    table = assessments(run.service)
    row = run.epoch * table.shape[1]
    # None (-1) stands at the end of its own row.
    named = np.where(run.named_work_type >= 0, run.named_work_type, table.shape[1] - 1)
    marked = table.ravel()[row[run.step_case] + named]
    return run.is_assessment | (run.first_on_path(marked) >= 0)


def assessments(service: Service) -> Bools:
    """Whether a kind of work is an assessment, by epoch; none (-1) is not [epochs, work types + 1]."""
    names = service.work_types
    table = np.zeros((len(service.epochs), len(names) + 1), dtype=np.bool_)
    for row, epoch in enumerate(service.epochs):
        for column, name in enumerate(names):
            table[row, column] = name in epoch.scenario.work_type and epoch.scenario.work_type[name].assessment
    return table


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
    of_activity = np.array([min(kinds) if len(kinds) == 1 else -1 for kinds in beginning], dtype=np.int16)
    found = told(np.array([*of_list, -1], dtype=np.int16), demand.skill_list)
    return np.where(found >= 0, found, told(of_activity, demand.activity))
