"""What the engine needs to know of a service, as numbers: activities, gates, priorities, rules, hours of reception."""

from dataclasses import dataclass

from sim.demand.pattern import reception
from sim.scenario.meetings import gate_meetings
from sim.scenario.once import once_for_each
from sim.scenario.pathway import KINDS
from sim.scenario.timeline import OWN_TEAM, Service
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

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


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Pathway:
    """A service as the engine sees it, the same in every replication.

    Attributes
    ----------
    kind, held, releases
        Shape [activities].
    override
        Shape [activities]: a priority number in place of the case's, 0 for none.
    numbers
        Priority number by position in ``Service.priorities``, 1 served first.
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
    own_team
        Shape [lists]: whether a list asks for workers of the case's own team.
    reception
        By stream: the minutes from and to which each day receives the cases that the run itself brings about.
    """

    kind: tuple[int, ...]
    held: tuple[bool, ...]
    releases: tuple[bool, ...]
    override: tuple[int, ...]
    numbers: tuple[int, ...]
    priorities: dict[int, int]
    due: dict[int, int] | None
    escalates_at: tuple[tuple[int, ...], ...]
    escalates_in: tuple[int, ...]
    gates: tuple[GateRule, ...]
    place_limits: bool
    review_after: tuple[int, ...]
    own_team: tuple[bool, ...]
    reception: tuple[Reception, ...]
    oldest_first: bool
    handback_after: int | None
    handback_priority: int
    leaving_notice: int
    reread: int


@once_for_each
def pathway_of(service: Service) -> Pathway:
    """What the engine needs to know of a service."""
    base = service.base
    rules = base.rules
    activities = [base.activity[name] for name in service.activities]
    numbers = {name: priority.number for name, priority in base.priority.items()}
    by_position = tuple(numbers[name] for name in service.priorities)
    return Pathway(
        kind=tuple(KINDS[activity.kind] for activity in activities),
        held=tuple(activity.held for activity in activities),
        releases=tuple(activity.releases for activity in activities),
        override=tuple(numbers[activity.priority] if activity.priority else 0 for activity in activities),
        numbers=by_position,
        priorities={number: position for position, number in enumerate(by_position)},
        due=_due(service) if rules.queue_order == "due_date" else None,
        escalates_at=_escalates_at(service, numbers),
        escalates_in=_escalates_in(service, numbers),
        gates=_gates(service, numbers),
        place_limits=rules.place_limits,
        review_after=_review_after(service),
        own_team=tuple(any(who.team == OWN_TEAM for who in each.who) for each in service.lists),
        reception=tuple(_reception(service, stream) for stream in range(len(service.streams))),
        oldest_first=rules.dispatch == "oldest_first",
        handback_after=round(float(rules.handback_days) * MINUTES_PER_DAY) if rules.handback else None,
        handback_priority=rules.handback_priority,
        leaving_notice=round(float(rules.leaving_notice_days) * MINUTES_PER_DAY),
        reread=round(float(rules.reread_hours) * MINUTES_PER_HOUR),
    )


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


def _reception(service: Service, stream: int) -> Reception:
    opens, closes = reception(service, stream)
    return tuple(opens.tolist()), tuple(closes.tolist())
