"""Who may do what: the lists of a service, bound to the workers of one replication.

A demand step names a skill list and a team. Here each such pair becomes a number of workers in
order of preference, and pairs with the same workers become one list, whose head alone needs looking
at. This network, not the config, is what an engine runs on.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.pattern import reception
from sim.demand.tables import CHANGE, RETURN, REVIEW, Demand
from sim.engine.asked import Asked, asked_of
from sim.engine.rules import NO_LIST
from sim.scenario.meetings import gate_meetings
from sim.scenario.once import once_for_each
from sim.scenario.pathway import KINDS
from sim.scenario.timeline import ANY_TEAM, NO_TEAM, OWN_TEAM, Service
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce.tables import Workforce

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Groups = tuple[tuple[int, ...], ...]
"""Workers by preference: all of the first group are preferred to all of the second."""

Reception = tuple[tuple[int, ...], tuple[int, ...]]
"""First and last minute of each day at which cases are received; equal on days without any."""


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
    shared, for_allocation
        Which lists shared steps stand on, and which cases in need of a worker; the others only say who
        may have a place or be a second worker. Shape [lists].
    asked
        The pairs of a skill list and a team that steps ask for.
    list_of_pair
        Shape [pairs + 1]: position in ``lists``; NO_LIST for NO_PAIR, which is the last.
    kind, held, releases
        Shape [activities].
    override
        Shape [activities]: a priority number in place of the case's, 0 for none.
    case_priority
        Shape [cases]: priority number, 1 served first.
    priorities
        Position in ``Service.priorities`` of each priority number.
    due
        Minutes after contact at which work is due by priority number, where lists go by due date;
        None where they go by priority.
    escalates_at, escalates_in
        The priority number that impatience gives, 0 for none: with a step by activity and work type, no work
        type being the last, and with the service by stream.
    gates
        In declared order.
    place_limits
        Whether a place asked for may be refused.
    review_after
        Minutes from the close of a review or reassessment to the next review, by kind of client.
    reception
        By stream, for those with cases that the run itself brings about: the minutes from and to which
        each day receives them; others None.
    """

    lists: tuple[Groups, ...]
    shared: tuple[bool, ...]
    for_allocation: tuple[bool, ...]
    asked: Asked
    list_of_pair: Ints
    kind: tuple[int, ...]
    held: tuple[bool, ...]
    releases: tuple[bool, ...]
    override: tuple[int, ...]
    case_priority: Ints
    priorities: dict[int, int]
    due: dict[int, int] | None
    escalates_at: tuple[tuple[int, ...], ...]
    escalates_in: tuple[int, ...]
    gates: tuple[GateRule, ...]
    place_limits: bool
    review_after: tuple[int, ...]
    reception: tuple[Reception | None, ...]
    oldest_first: bool
    handback_after: int | None
    handback_priority: int
    leaving_notice: int
    reread: int

    @property
    def list_of_step(self) -> Ints:
        """Position in ``lists`` of each step, NO_LIST for delays, gates and awaits. Shape [steps]."""
        return self.list_of_pair[self.asked.of_step]

    @property
    def second_list_of_step(self) -> Ints:
        """The list of a joint step's second worker, NO_LIST for other steps. Shape [steps]."""
        found = np.full(len(self.asked.of_step), NO_LIST, dtype=np.int64)
        found[self.asked.joint] = self.list_of_pair[self.asked.of_second]
        return found


def build_network(service: Service, demand: Demand, workforce: Workforce) -> Network:
    """Bind the lists of a service to the workers of one replication."""
    base = service.base
    rules = base.rules
    activities = [base.activity[name] for name in service.activities]
    numbers = {name: priority.number for name, priority in base.priority.items()}
    asked = asked_of(demand)
    lists, list_of_pair = _bind_lists(service, asked, workforce)
    asking = _asking(asked, list_of_pair, (len(activities), len(lists)))
    work = np.array([activity.kind == "work" for activity in activities])
    held = np.array([activity.held for activity in activities])
    by_position = np.array([numbers[name] for name in service.priorities], dtype=np.int64)
    return Network(
        lists=lists,
        shared=tuple(asking[work & ~held].any(axis=0).tolist()),
        for_allocation=tuple(asking[work & held].any(axis=0).tolist()),
        asked=asked,
        list_of_pair=list_of_pair,
        kind=tuple(KINDS[activity.kind] for activity in activities),
        held=tuple(activity.held for activity in activities),
        releases=tuple(activity.releases for activity in activities),
        override=tuple(numbers[activity.priority] if activity.priority else 0 for activity in activities),
        case_priority=by_position[demand.priority],
        priorities={number: position for position, number in enumerate(by_position.tolist())},
        due=_due(service) if rules.queue_order == "due_date" else None,
        escalates_at=_escalates_at(service, numbers),
        escalates_in=_escalates_in(service, numbers),
        gates=_gates(service, numbers),
        place_limits=rules.place_limits,
        review_after=_review_after(service),
        reception=_receptions(service, demand),
        oldest_first=rules.dispatch == "oldest_first",
        handback_after=round(float(rules.handback_days) * MINUTES_PER_DAY) if rules.handback else None,
        handback_priority=rules.handback_priority,
        leaving_notice=round(float(rules.leaving_notice_days) * MINUTES_PER_DAY),
        reread=round(float(rules.reread_hours) * MINUTES_PER_HOUR),
    )


def _bind_lists(service: Service, asked: Asked, workforce: Workforce) -> tuple[tuple[Groups, ...], Ints]:
    """The distinct lists of workers, and the list of each pair, that of no pair last."""
    numbers: dict[Groups, int] = {}
    workers = _Workers(service, workforce)
    bound = [numbers.setdefault(workers.groups(*pair), len(numbers)) for pair in asked.pairs]
    return tuple(numbers), np.array([*bound, NO_LIST], dtype=np.int64)


def _asking(asked: Asked, list_of_pair: Ints, shape: tuple[int, int]) -> Flags:
    """Which lists have steps of which activities. Shape [activities, lists]."""
    found = np.zeros(shape, dtype=np.bool_)
    activity, pair = asked.by.nonzero()
    found[activity, list_of_pair[pair]] = True
    return found


class _Workers:
    """Workers by what they can be asked for: a role or a warrant, anywhere or as one team's own."""

    def __init__(self, service: Service, workforce: Workforce) -> None:
        self._service = service
        # Lists that name no team of the case's own are the same whatever team that is.
        self._own_team = [any(who.team == OWN_TEAM for who in each.who) for each in service.lists]
        self._found: dict[tuple[int, int], Groups] = {}
        self._anywhere: defaultdict[tuple[bool, int], list[int]] = defaultdict(list)
        self._own: defaultdict[tuple[bool, int, int], list[int]] = defaultdict(list)
        for worker, role in enumerate(workforce.role.tolist()):
            for kind in ((False, role), *((True, warrant) for warrant in workforce.warrants[worker])):
                self._anywhere[kind].append(worker)
                for team in workforce.serves[worker]:
                    self._own[*kind, team].append(worker)

    def groups(self, skill_list: int, case_team: int) -> Groups:
        """The workers of a list for a case of a team, by preference; each stands in the first group they fit."""
        asked = skill_list, case_team if self._own_team[skill_list] else NO_TEAM
        if asked not in self._found:
            self._found[asked] = self._bound(*asked)
        return self._found[asked]

    def _bound(self, skill_list: int, case_team: int) -> Groups:
        rules = self._service.base.rules
        teams = self._service.teams
        seen: set[int] = set()
        groups = []
        for who in self._service.lists[skill_list].who:
            kind = (False, who.role) if who.warrant < 0 else (True, who.warrant)
            team = case_team if who.team == OWN_TEAM else who.team
            if rules.teams == "pooled" or team in (ANY_TEAM, NO_TEAM):
                found = set(self._anywhere[kind])
            else:
                own = (teams.index(name) for name in rules.pooled_with(teams[team]))
                found = {worker for each in own for worker in self._own[*kind, each]}
            group = tuple(sorted(found - seen))
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


def _due(service: Service) -> dict[int, int]:
    return {
        priority.number: round(float(priority.due_days) * MINUTES_PER_DAY) if priority.due_days is not None else 0
        for priority in service.base.priority.values()
    }


def _escalates_at(service: Service, numbers: dict[str, int]) -> tuple[tuple[int, ...], ...]:
    """The priority that impatience at a step gives: as the work type has it at the activity, or the activity."""
    found = []
    for name in service.activities:
        at_all = service.base.activity[name].patience
        own = [service.base.work_type[kind].at.get(name) for kind in service.work_types]
        clocks = [*((at.patience if at is not None else None) or at_all for at in own), at_all]
        found.append(tuple(numbers[clock.escalates_to] if clock and clock.escalates_to else 0 for clock in clocks))
    return tuple(found)


def _escalates_in(service: Service, numbers: dict[str, int]) -> tuple[int, ...]:
    """The priority that impatience with the service gives, by stream; a case of no stream has no clock."""
    clocks = [service.base.demand[name].patience for name in service.streams]
    return tuple(numbers[clock.escalates_to] if clock and clock.escalates_to else 0 for clock in clocks)


def _review_after(service: Service) -> tuple[int, ...]:
    days = dict.fromkeys(service.clients, 0.0)
    for stream in service.base.demand.values():
        if stream.from_clients is not None and stream.from_clients.review_after_days is not None:
            days[stream.from_clients.of] = float(stream.from_clients.review_after_days)
    return tuple(round(days[kind] * MINUTES_PER_DAY) for kind in service.clients)


def _receptions(service: Service, demand: Demand) -> tuple[Reception | None, ...]:
    origin = demand.origin
    made = (origin == RETURN) | (origin == REVIEW) | (origin == CHANGE)
    # Position -1, of no stream, is counted first.
    streams = set((np.flatnonzero(np.bincount(demand.stream[made] + 1)) - 1).tolist())
    found: list[Reception | None] = []
    for stream in range(len(service.streams)):
        found.append(_reception(service, stream) if stream in streams else None)
    return tuple(found)


@once_for_each
def _reception(service: Service, stream: int) -> Reception:
    opens, closes = reception(service, stream)
    return tuple(opens.tolist()), tuple(closes.tolist())
