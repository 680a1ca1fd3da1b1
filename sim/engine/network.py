"""Who may do what: the lists of a service, bound to the workers of one replication.

A demand step names a skill list and a team. Here each such pair becomes a number of workers in
order of preference, and pairs with the same workers become one list, whose head alone needs looking
at. Both engines run on this network.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Demand
from sim.scenario.meetings import gate_meetings
from sim.scenario.pathway import KINDS
from sim.scenario.timeline import ANY_TEAM, NO_TEAM, OWN_TEAM, Service
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce.tables import Workforce

Ints = NDArray[np.int64]
Groups = tuple[tuple[int, ...], ...]
"""Workers by preference: all of the first group are preferred to all of the second."""

NO_LIST = -1


@dataclass(frozen=True, slots=True)
class GateRule:
    """A gate: its activity, its meetings [minutes], and who passes."""

    activity: int
    meetings: tuple[int, ...]
    cut_off: int
    capacity: int | None
    skips: frozenset[int]


@dataclass(frozen=True, slots=True)
class Network:
    """Everything about lists and activities that the engine needs, as numbers.

    Attributes
    ----------
    lists
        For each list the workers by preference.
    list_of_step
        Shape [steps]: position in ``lists``, -1 for delays and gates.
    list_of_holder
        Shape [cases]: the list of an open day-one case's worker, -1 for others.
    kind, held, releases
        Shape [activities].
    override
        Shape [activities]: a priority number in place of the case's, 0 for none.
    case_priority
        Shape [cases]: priority number, 1 served first.
    gates
        In declared order.
    """

    lists: tuple[Groups, ...]
    list_of_step: Ints
    list_of_holder: Ints
    kind: tuple[int, ...]
    held: tuple[bool, ...]
    releases: tuple[bool, ...]
    override: tuple[int, ...]
    case_priority: Ints
    gates: tuple[GateRule, ...]
    oldest_first: bool
    handback_after: int | None
    handback_priority: int
    leaving_notice: int
    reread: int


def build_network(service: Service, demand: Demand, workforce: Workforce) -> Network:
    """Bind the lists of a service to the workers of one replication."""
    base = service.base
    rules = base.rules
    activities = [base.activity[name] for name in service.activities]
    numbers = {name: priority.number for name, priority in base.priority.items()}
    lists, of_step, of_holder = _bind_lists(service, demand, workforce)
    return Network(
        lists=lists,
        list_of_step=of_step,
        list_of_holder=of_holder,
        kind=tuple(KINDS[activity.kind] for activity in activities),
        held=tuple(activity.held for activity in activities),
        releases=tuple(activity.releases for activity in activities),
        override=tuple(numbers[activity.priority] if activity.priority else 0 for activity in activities),
        case_priority=np.array([numbers[name] for name in service.priorities], dtype=np.int64)[demand.priority],
        gates=_gates(service, numbers),
        oldest_first=rules.dispatch == "oldest_first",
        handback_after=round(float(rules.handback_days) * MINUTES_PER_DAY) if rules.handback else None,
        handback_priority=rules.handback_priority,
        leaving_notice=round(float(rules.leaving_notice_days) * MINUTES_PER_DAY),
        reread=round(float(rules.reread_hours) * MINUTES_PER_HOUR),
    )


def _bind_lists(service: Service, demand: Demand, workforce: Workforce) -> tuple[tuple[Groups, ...], Ints, Ints]:
    # Team -1 (none) is shifted to 0, so that a pair is one number.
    teams = len(service.teams) + 1
    pair_of_step = np.where(demand.skill_list >= 0, demand.skill_list * teams + demand.team + 1, NO_LIST)
    pair_of_holder = np.where(demand.holder_list >= 0, demand.holder_list * teams + demand.holder_team + 1, NO_LIST)
    numbers: dict[Groups, int] = {}
    number_of_pair = np.full(len(service.lists) * teams + 1, NO_LIST, dtype=np.int64)
    for pair in np.unique(np.concatenate((pair_of_step, pair_of_holder))).tolist():
        if pair != NO_LIST:
            groups = _groups(service, workforce, pair // teams, pair % teams - 1)
            number_of_pair[pair] = numbers.setdefault(groups, len(numbers))
    # The last entry answers for pair -1.
    return tuple(numbers), number_of_pair[pair_of_step], number_of_pair[pair_of_holder]


def _groups(service: Service, workforce: Workforce, skill_list: int, case_team: int) -> Groups:
    pooled = service.base.rules.teams == "pooled"
    seen: set[int] = set()
    groups = []
    for who in service.lists[skill_list].who:
        team = case_team if who.team == OWN_TEAM else who.team
        anywhere = pooled or team in (ANY_TEAM, NO_TEAM)
        group = tuple(
            worker
            for worker in range(workforce.workers)
            if workforce.role[worker] == who.role
            and (anywhere or team in workforce.serves[worker])
            and worker not in seen
        )
        seen.update(group)
        if group:
            groups.append(group)
    return tuple(groups)


def _gates(service: Service, numbers: dict[str, int]) -> tuple[GateRule, ...]:
    rules = []
    for place, name in enumerate(service.activities):
        gate = service.base.activity[name].gate
        if gate is not None:
            rules.append(
                GateRule(
                    activity=place,
                    meetings=gate_meetings(service, gate),
                    cut_off=round(float(gate.cut_off_days) * MINUTES_PER_DAY),
                    capacity=round(gate.capacity.value) if gate.capacity is not None else None,
                    skips=frozenset(numbers[name] for name in gate.skips),
                )
            )
    return tuple(rules)
