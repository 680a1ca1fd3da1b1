"""Where every case stands: the part of a run that changes, as lists by case."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import CHASER, RETURN, SIDE, Demand
from sim.engine.network import Network
from sim.engine.reference.people import Key, Worker
from sim.engine.rules import NOT_COME

Ints = NDArray[np.int64]


class Cases:
    """What the tables say of every case and step, and how far each case has come.

    The tables stand here as lists, which Python reads faster than arrays; what is seldom asked for is read
    from the arrays, which take less memory. ``step`` is the present step
    (-1 after the last), ``key`` the place in the queue it stands in, ``left`` the minutes of work to do,
    ``begun`` whether the present step has been worked on, ``worked`` whether any has.
    """

    def __init__(self, demand: Demand, network: Network) -> None:
        self.kind, self.held, self.releases, self.override = (
            network.pathway.kind, network.pathway.held, network.pathway.releases, network.pathway.override,
        )  # fmt: skip
        self.due = network.pathway.due
        self.first: list[int] = demand.first.tolist()
        self.activity: list[int] = demand.activity.tolist()
        self.onward: list[int] = demand.onward.tolist()
        self.otherwise = _seldom_read(demand.otherwise)
        self.effort: list[int] = demand.effort.tolist()
        self.delay: list[int] = demand.delay.tolist()
        self.deferrals = _seldom_read(demand.deferrals)
        self.second_effort = _seldom_read(demand.second_effort)
        self.awaits = _seldom_read(demand.awaits)
        self.joins = _seldom_read(demand.joins)
        self.step_patience = _seldom_read(demand.step_patience)
        self.step_expiry: list[int] = demand.step_expiry.tolist()
        self.list_of_step: list[int] = network.list_of_step.tolist()
        self.second_list = _seldom_read(network.second_list_of_step)
        self.contact: list[int] = demand.received.tolist()
        self.begins: list[int] = demand.begins.tolist()
        self.origin: list[int] = demand.origin.tolist()
        self.stream: list[int] = demand.stream.tolist()
        self.work_type = _seldom_read(demand.work_type)
        self.client: list[int] = demand.client.tolist()
        self.gap = _seldom_read(demand.gap)
        self.ends = _seldom_read(demand.ends)
        self.patience = _seldom_read(demand.patience)
        self.expiry: list[int] = demand.expiry.tolist()
        self.reroute = _seldom_read(demand.reroute)
        self.priority: list[int] = [network.pathway.numbers[position] for position in demand.priority.tolist()]
        self.step: list[int] = demand.first[:-1].tolist()
        self.left = [0] * demand.cases
        self.at = [NOT_COME] * demand.cases
        self.key: list[Key] = [(0, 0, case) for case in range(demand.cases)]
        self.begun = [False] * demand.cases
        self.worked = [False] * demand.cases
        self.rereads = [False] * demand.cases
        self.holder: list[Worker | None] = [None] * demand.cases
        self.beside = _by_parent(demand, (SIDE, CHASER), demand.after_step)
        """Cases that begin when another comes to a step, by that step."""
        self.chasers = _by_parent(demand, (CHASER,), demand.after_step)
        """Those of them that end when the step starts."""
        self.parts = _by_parent(demand, (SIDE, CHASER), demand.after)
        """Those of them by the case they are part of."""
        self.returns = _by_parent(demand, (RETURN,), demand.after)
        """Cases of people who come back, by the case after which they do."""


def _seldom_read(column: Ints) -> "memoryview[int]":
    view: memoryview[int] = memoryview(np.ascontiguousarray(column))  # type: ignore[arg-type]  # arrays are buffers
    return view


def _by_parent(demand: Demand, origins: tuple[int, ...], parent: Ints) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for case in np.flatnonzero(np.isin(demand.origin, origins)).tolist():
        found[int(parent[case])].append(case)
    return dict(found)
