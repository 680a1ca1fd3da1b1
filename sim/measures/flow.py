"""Expected visits a year to every activity, from the routing alone: branching, work types and loops.

A case's next move depends on where it stands and on what it carries: its work type, the list it
was drawn into on entering that, its team, and whether it has an allocated worker. These together
are a state; the visits to all states solve v = entries + P'v (a Markov reward equation; J. G.
Kemeny and J. L. Snell, Finite Markov Chains, 1960, chapter 3), which settles loops exactly.

Each visit to an activity with a side path adds one case at its beginning. What only the state of the
service can say is left out: everybody who asks for a place finds one, nobody loses patience,
chases or dies.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.scenario.pathway import CLOSE, Activity
from sim.scenario.service import Scenario
from sim.scenario.shares import WorkList
from sim.scenario.timeline import parse_who

if TYPE_CHECKING:
    from sim.scenario.table import Table
    from sim.scenario.values import Share

NONE = ""


class State(NamedTuple):
    """Where a case stands and what decides its way on; names, "" for none, list -1 for none.

    ``owner`` and ``place`` say which list does the step in hand: of the activity itself or of
    the work type. ``drawn`` is the place of the work type's list that the case was drawn into.
    """

    activity: str
    work_type: str
    drawn: int
    team: str
    has_worker: bool
    owner: str
    place: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Visits a year to every state, and cases a year that enter each work type."""

    visits: Mapping[State, float]
    entering: Mapping[str, float]


def flow(scenario: Scenario, cases: Mapping[str, float]) -> Flow:
    """Visits to every state when so many cases of each stream come.

    Parameters
    ----------
    scenario
        The scenario in force.
    cases
        Cases by stream, per year or any other period, which the visits are then of.
    """
    return flow_from(scenario, _entries(scenario, cases))


def flow_from(scenario: Scenario, entries: Mapping[tuple[str, str], float]) -> Flow:
    """Visits to every state when cases begin at an activity or work type, with a team ("" for none)."""
    entering: dict[str, float] = dict.fromkeys(scenario.work_type, 0.0)
    for (target, _), number in entries.items():
        if target in entering:
            entering[target] += number
    first = _first(scenario, entries)
    visits = _solve(first, _moves(scenario, first))
    for state, number in visits.items():
        for target, share in routes(scenario, state.activity, state.work_type):
            if target in entering:
                entering[target] += number * share
    return Flow(visits, entering)


def first_visits(scenario: Scenario, cases: Mapping[str, float], activities: Collection[str]) -> dict[str, float]:
    """Cases that ever come to one of some activities, by the one they come to first.

    Parameters
    ----------
    cases
        Cases by stream.
    """
    first = _first(scenario, _entries(scenario, cases))
    visits = _solve(first, _moves(scenario, first, lambda state, _: state.activity not in activities))
    found = dict.fromkeys(activities, 0.0)
    for state, number in visits.items():
        if state.activity in found:
            found[state.activity] += number
    return found


def while_held(scenario: Scenario, state: State) -> Mapping[State, float]:
    """Visits of a case from a state in which it gets its worker until it is released or closed, that one included."""
    first = {state: 1.0}
    return _solve(first, _moves(scenario, first, lambda _, entered: entered.has_worker))


def work_list(scenario: Scenario, state: State) -> WorkList:
    """The list of workers who do the step of a state; its activity must be work."""
    owner = scenario.activity if state.owner == "activity" else scenario.work_type
    by = owner[state.activity if state.owner == "activity" else state.work_type].by
    assert by is not None, "the state was made from this list"
    return by[state.place]


def second_lists(scenario: Scenario, state: State) -> Iterator[tuple[WorkList, float]]:
    """The lists of second workers of a joint step, with shares; none for other steps."""
    joint = scenario.activity[state.activity].joint
    if joint is not None and scenario.rules.joint_steps:
        for item in joint.by:
            yield item, float(item.share)


def second_hours(scenario: Scenario, state: State) -> float:
    """Expected hours of a joint step's second worker; 0 for other steps."""
    joint = scenario.activity[state.activity].joint
    return joint.effort_hours.average if joint is not None and scenario.rules.joint_steps else 0.0


def step_hours(scenario: Scenario, state: State) -> float:
    """Expected hours of one visit for the worker whose step it is, direct work of held steps included; 0 unless work.

    Direct work is that of the first role named in the list; a list of warrants alone has none.
    """
    activity = scenario.activity[state.activity]
    if activity.kind != "work":
        return 0.0
    kind = scenario.work_type.get(state.work_type)
    at = kind.at.get(state.activity) if kind is not None else None
    if at is not None and at.effort_hours is not None:
        hours = at.effort_hours.average
    elif activity.effort_hours is not None:
        hours = activity.effort_hours.average
    else:
        assert activity.effort_share is not None and kind is not None and kind.effort_hours is not None
        hours = float(activity.effort_share) * kind.effort_hours.average
    if activity.held:
        names = (parse_who(text)[0] for text in work_list(scenario, state).who)
        role = next((name for name in names if name in scenario.role), None)
        hours *= 1 + (float(scenario.role[role].direct_work_share) if role is not None else 0.0)
    return hours


def routes(scenario: Scenario, activity: str, work_type: str) -> Iterator[tuple[str, float]]:
    """Where cases of a work type go from an activity, with shares."""
    kind = scenario.work_type.get(work_type)
    at = kind.at.get(activity) if kind is not None else None
    route = at.next if at is not None and at.next is not None else scenario.activity[activity].next
    for name, share in route.items():
        if float(share) > 0:
            yield name, float(share)


Carried = tuple[str, int, str, bool]


def _entries(scenario: Scenario, cases: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Where cases of the streams begin, and with which team."""
    entries: dict[tuple[str, str], float] = defaultdict(float)
    for name, number in cases.items():
        stream = scenario.demand[name]
        for team, share in _teams(stream.teams, NONE):
            entries[stream.begins_at, team] += number * share
    return entries


def _first(scenario: Scenario, entries: Mapping[tuple[str, str], float]) -> dict[State, float]:
    first: dict[State, float] = defaultdict(float)
    for (target, team), number in entries.items():
        for state, part in _enter(scenario, target, (NONE, -1, team, False)):
            first[state] += number * part
    return first


def _enter(scenario: Scenario, target: str, carried: Carried) -> Iterator[tuple[State, float]]:
    """The states in which a case can reach a route's target, with chances."""
    work_type, drawn, team, has_worker = carried
    if target in scenario.work_type:
        kind = scenario.work_type[target]
        for place, share, given in _lists(kind.by, team):
            for state, part in _arrive(scenario, kind.begins_at, (target, place, given, has_worker)):
                yield state, share * part
    else:
        yield from _arrive(scenario, target, (work_type, drawn, team, has_worker))


def _arrive(scenario: Scenario, name: str, carried: Carried) -> Iterator[tuple[State, float]]:
    work_type, drawn, team, has_worker = carried
    activity: Activity = scenario.activity[name]
    if activity.kind not in ("work", "place") or activity.by is None:
        owner = "work_type" if activity.kind == "work" else NONE
        yield State(name, work_type, drawn, team, has_worker, owner, drawn if owner else -1), 1.0
        return
    for place, share, given in _lists(activity.by, team):
        yield State(name, work_type, drawn, given, has_worker, "activity", place), share


def _lists(by: tuple[WorkList, ...] | None, team: str) -> Iterator[tuple[int, float, str]]:
    if by is None:
        yield -1, 1.0, team
        return
    for place, item in enumerate(by):
        for given, share in _teams(item.teams, team):
            if float(item.share) * share > 0:
                yield place, float(item.share) * share, given


def _teams(shares: "Table[Share] | None", team: str) -> Iterator[tuple[str, float]]:
    if not shares:
        yield team, 1.0
        return
    for name, share in shares.items():
        yield name, float(share)


def _always(_: State, __: State) -> bool:
    return True


def _moves(
    scenario: Scenario, first: Mapping[State, float], followed: Callable[[State, State], bool] = _always
) -> dict[State, list[tuple[State, float]]]:
    """The states that each state reached leads to; ``followed`` says of a pair whether that move counts."""
    moves: dict[State, list[tuple[State, float]]] = {}
    frontier = list(first)
    while frontier:
        state = frontier.pop()
        if state in moves:
            continue
        moves[state] = [
            (entered, share * part)
            for target, share, has_worker in _onward(scenario, state)
            for entered, part in _enter(scenario, target, (state.work_type, state.drawn, state.team, has_worker))
            if followed(state, entered)
        ]
        frontier += [entered for entered, _ in moves[state]]
    return moves


def _onward(scenario: Scenario, state: State) -> Iterator[tuple[str, float, bool]]:
    """Where a visit leads, with the expected number of cases, and whether they have a worker."""
    activity = scenario.activity[state.activity]
    has_worker = (state.has_worker or activity.held or activity.kind == "place") and not activity.releases
    for target, share in routes(scenario, state.activity, state.work_type):
        if target != CLOSE:
            yield target, share, has_worker
    if activity.alongside is not None and scenario.rules.side_work:
        yield activity.alongside, 1.0, False


def _solve(first: Mapping[State, float], moves: Mapping[State, list[tuple[State, float]]]) -> dict[State, float]:
    """Visits to every state: (I - P') v = entries."""
    from scipy.sparse import csc_matrix, identity
    from scipy.sparse.linalg import spsolve

    if not moves:
        return {}
    number = {state: place for place, state in enumerate(moves)}
    entries = np.zeros(len(number))
    for state, cases in first.items():
        entries[number[state]] += cases
    triples = [(number[to], number[state], share) for state, onward in moves.items() for to, share in onward]
    rows, columns, shares = zip(*triples, strict=True) if triples else ((), (), ())
    steps = csc_matrix((shares, (rows, columns)), shape=(len(number), len(number)), dtype=np.float64)
    visits = np.atleast_1d(spsolve(identity(len(number), format="csc") - steps, entries))
    return {state: float(visits[place]) for state, place in number.items()}
