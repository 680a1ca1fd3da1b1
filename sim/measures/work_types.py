"""The kind of work that steps and lists give away: what a path tells of the work that a case is about."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.once import once_for_each
from sim.scenario.timeline import Service


class WorkTypes(NamedTuple):
    """What the scenario says of kinds of work.

    Attributes
    ----------
    begins
        Whether a kind of work begins at an activity [work types, activities].
    of_list, of_activity
        The kind that a list gives away, and an activity where one kind alone begins; -1 for none [lists], [activities].
    assessment
        Whether a kind of work is an assessment; none (-1) is not [epochs, work types + 1].
    """

    begins: NDArray[np.bool_]
    of_list: NDArray[np.int16]
    of_activity: NDArray[np.int16]
    assessment: NDArray[np.bool_]


@once_for_each
def work_types(service: Service) -> WorkTypes:
    """The kinds of work of a service, whenever they are in force."""
    types, activities = service.work_types, service.activities
    begins = np.zeros((len(types), len(activities)), dtype=np.bool_)
    assessment = np.zeros((len(service.epochs), len(types) + 1), dtype=np.bool_)
    for row, epoch in enumerate(service.epochs):
        for name, kind in epoch.scenario.work_type.items():
            begins[types.index(name), activities.index(kind.begins_at)] = True
            assessment[row, types.index(name)] = kind.assessment
    owners = [item.owner for item in service.lists]
    of_list = [types.index(name) if kind == "work_type" else -1 for kind, name in owners]
    alone = begins.sum(axis=0) == 1
    of_activity = np.where(alone, begins.argmax(axis=0), -1) if len(types) else np.full(len(activities), -1)
    return WorkTypes(begins, np.array(of_list, dtype=np.int16), of_activity.astype(np.int16), assessment)
