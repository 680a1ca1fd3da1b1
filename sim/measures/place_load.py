"""Places asked for without waiting: how many people would hold one, and how many find all of them full.

The time a place is kept is the sum of the calendar delays expected on the way from the place to the
release or the close. Waits and work in between count as nought, and so do other cases that the same
workers hold: both make the places fuller than this says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sim.measures.flow import State, flow, while_held, work_list
from sim.measures.shareout import ANY, Cell, Choice, ListKey, candidates, key_of
from sim.scenario.service import Scenario
from sim.scenario.timeline import parse_who
from sim.units import DAYS_PER_YEAR

Stretch = tuple[Scenario, Mapping[str, float], float]
"""A scenario in force, the cases of each stream while it is, and its share of the year."""


@dataclass(frozen=True, slots=True)
class PlaceLoad:
    """One list of an activity that asks for a place, in a year.

    Attributes
    ----------
    activity, role, team
        Which list, as in :class:`sim.measures.load.ListLoad`.
    requests
        People who ask.
    days_held
        Expected days that a place is kept.
    places
        Posts x caseload of all who may take them; None for no limit.
    offered_by_all
        Places that this and all other lists of the same places would hold at a time, if there were
        always one free [Erlang].
    """

    activity: str
    role: str
    team: str
    requests: float
    days_held: float
    places: float | None
    offered_by_all: float

    @property
    def offered(self) -> float:
        """Places that this list would hold at a time if there were always one free [Erlang]."""
        return self.requests * self.days_held / DAYS_PER_YEAR

    @property
    def overflow_share(self) -> float:
        """Share of those who ask that find all places full; places are counted in whole numbers."""
        return 0.0 if self.places is None else erlang_b(self.offered_by_all, round(self.places))


def erlang_b(offered: float, places: int) -> float:
    """Share of Poisson requests that find all places held, in the long run.

    It depends on the mean time that a place is kept, not on the shape of its distribution. The
    recursion B(n) = a B(n - 1) / (n + a B(n - 1)), B(0) = 1 adds and divides positive numbers
    only, so nothing overflows and no digits are lost.

    Parameters
    ----------
    offered
        Requests x mean time kept: a [Erlang].
    places
        Places there are, 0 or more.

    References
    ----------
    A. K. Erlang, Solution of some problems in the theory of probabilities of significance in
    automatic telephone exchanges, 1917; R. B. Cooper, Introduction to Queueing Theory, 2nd
    edition, 1981, section 3.3 (recursion and insensitivity).
    """
    share = 1.0
    for held in range(1, places + 1):
        share = offered * share / (held + offered * share)
    return share


def place_loads(stretches: Iterable[Stretch], manned: Mapping[Cell, object]) -> tuple[PlaceLoad, ...]:
    """The load of every list of places.

    Parameters
    ----------
    stretches
        The stretches of the year.
    manned
        The cells with posts at some time of the year.
    """
    requests: dict[ListKey, float] = defaultdict(float)
    days: dict[ListKey, float] = defaultdict(float)
    places: dict[ListKey, float | None] = {}
    givers: dict[ListKey, frozenset[Cell]] = {}
    for scenario, volumes, share in stretches:
        limits: dict[ListKey, float | None] = {}
        for key, choices, asking, kept in _asking(scenario, volumes, manned):
            requests[key] += asking
            days[key] += asking * kept
            givers[key] = frozenset(cell for choice in choices for cell in choice.cells)
            limits[key] = _limit(scenario, givers[key])
        for key, limit in limits.items():
            before = places.get(key, 0.0)
            places[key] = None if limit is None or before is None else before + limit * share
    offered: dict[frozenset[Cell], float] = defaultdict(float)
    for key in requests:
        offered[givers[key]] += days[key] / DAYS_PER_YEAR
    return tuple(
        PlaceLoad(
            *key,
            requests=number,
            days_held=days[key] / number,
            places=places[key],
            offered_by_all=offered[givers[key]],
        )
        for key, number in requests.items()
    )


def _asking(
    scenario: Scenario, volumes: Mapping[str, float], manned: Mapping[Cell, object]
) -> Iterator[tuple[ListKey, tuple[Choice, ...], float, float]]:
    """Lists of places, who may take them, the people who ask, and how long they keep them [days]."""
    if not any(activity.kind == "place" for activity in scenario.activity.values()):
        return
    kept: dict[State, Mapping[State, float]] = {}
    for stream, cases in volumes.items():
        for state, asking in flow(scenario, {stream: cases}).visits.items():
            if scenario.activity[state.activity].kind != "place" or state.has_worker or asking <= 0:
                continue
            if state not in kept:
                kept[state] = while_held(scenario, state)
            who = work_list(scenario, state).who
            choices = candidates(scenario, who, state.team, manned)
            key = key_of(state.activity, choices[0]) if choices else (state.activity, parse_who(who[0])[0], ANY)
            days = sum(visits * _delay_days(scenario, stream, at) for at, visits in kept[state].items())
            yield key, choices, asking, days


def _delay_days(scenario: Scenario, stream: str, state: State) -> float:
    """Expected days of a visit to a delay, by the priorities of the work type or else of the stream."""
    activity = scenario.activity[state.activity]
    if activity.delay_days is None or not scenario.rules.calendar_delays:
        return 0.0
    if activity.same_delay_for_all:
        return activity.delay_days.average
    kind = scenario.work_type.get(state.work_type)
    shares = (kind.priorities if kind is not None else None) or scenario.demand[stream].priorities
    if shares is None:
        return activity.delay_days.average * float(next(iter(scenario.priority.values())).delay_factor)
    factor = sum(float(share) * float(scenario.priority[name].delay_factor) for name, share in shares.items())
    return activity.delay_days.average * factor


def _limit(scenario: Scenario, cells: Iterable[Cell]) -> float | None:
    """Caseload places of some cells."""
    if not (scenario.rules.place_limits and scenario.rules.caseload_limits):
        return None
    places = 0.0
    for role, team in cells:
        caseload = scenario.role[role].caseload
        posts = scenario.team[team].posts.get(role) if team in scenario.team else None
        if caseload is None:
            return None
        places += float(caseload) * (posts.number if posts is not None else 0)
    return places
