"""Where every case stands: the part of a run that changes, as lists by case."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import CHASER, RETURN, SIDE, Demand
from sim.engine.network import Network
from sim.engine.people import Key, Worker

Ints = NDArray[np.int64]

NOT_COME, ON_LIST, ON_ALLOCATION_LIST, IN_TRAY, SEEKING, CLAIMED, IN_WORK = range(7)
IN_DELAY, AT_GATE, ASKING, AT_AWAIT, GONE = range(7, 12)
"""Where a case may stand. SEEKING: a joint step for which no second worker can be had today; CLAIMED:
one whose two workers are promised; ASKING: for a place, in this very minute."""

UNSTARTED = (ON_LIST, ON_ALLOCATION_LIST, IN_TRAY, SEEKING)
"""Where patience can end."""


class Cases:
    """What the tables say of every case and step, and how far each case has come.

    The tables stand here as lists, which Python reads faster than arrays. ``step`` is the present step
    (-1 after the last), ``key`` the place in the queue it stands in, ``left`` the minutes of work to do,
    ``begun`` whether the present step has been worked on, ``worked`` whether any has.
    """

    def __init__(self, demand: Demand, network: Network) -> None:
        self.kind, self.held, self.releases, self.override = (
            network.kind, network.held, network.releases, network.override,
        )  # fmt: skip
        self.due = network.due
        self.first: list[int] = demand.first.tolist()
        self.activity: list[int] = demand.activity.tolist()
        self.onward: list[int] = demand.onward.tolist()
        self.otherwise: list[int] = demand.otherwise.tolist()
        self.effort: list[int] = demand.effort.tolist()
        self.delay: list[int] = demand.delay.tolist()
        self.deferrals: list[int] = demand.deferrals.tolist()
        self.second_effort: list[int] = demand.second_effort.tolist()
        self.awaits: list[int] = demand.awaits.tolist()
        self.joins: list[int] = demand.joins.tolist()
        self.step_patience: list[int] = demand.step_patience.tolist()
        self.step_expiry: list[int] = demand.step_expiry.tolist()
        self.escalates_step: list[int] = network.escalates_step.tolist()
        self.list_of_step: list[int] = network.list_of_step.tolist()
        self.second_list: list[int] = network.second_list_of_step.tolist()
        self.contact: list[int] = demand.received.tolist()
        self.begins: list[int] = demand.begins.tolist()
        self.origin: list[int] = demand.origin.tolist()
        self.stream: list[int] = demand.stream.tolist()
        self.client: list[int] = demand.client.tolist()
        self.gap: list[int] = demand.gap.tolist()
        self.ends: list[int] = demand.ends.tolist()
        self.patience: list[int] = demand.patience.tolist()
        self.expiry: list[int] = demand.expiry.tolist()
        self.reroute: list[int] = demand.reroute.tolist()
        self.escalates_case: list[int] = network.escalates_case.tolist()
        self.priority: list[int] = network.case_priority.tolist()
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


def _by_parent(demand: Demand, origins: tuple[int, ...], parent: Ints) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for case in np.flatnonzero(np.isin(demand.origin, origins)).tolist():
        found[int(parent[case])].append(case)
    return dict(found)
