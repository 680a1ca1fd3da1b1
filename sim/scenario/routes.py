"""Where cases can go: every (activity, work type) that a route reaches."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.pathway import CLOSE, Activity
from sim.scenario.service import Scenario
from sim.scenario.shares import ESCALATE, WITHDRAW, Patience

Place = tuple[str, str]
"""An activity and the work type of the case there ("" before it has one)."""


NEGLIGIBLE = 1e-9

BEYOND_SENSE = 1e6
"""Paths drawn for one case, beyond which nothing is left to count."""

END: Place = (CLOSE, "")
"""Where every route should lead."""


@dataclass(frozen=True, slots=True)
class RouteMap:
    """The places that cases reach, each with those that follow it.

    ``onward`` holds the routes of ``next``; ``aside`` those taken when a place is full or patience ends;
    ``beside`` where side paths begin, which take the case's work type along. ``shares`` are those of the cases that
    go each way of ``onward``, then of ``aside``.
    """

    onward: Mapping[Place, tuple[Place, ...]]
    aside: Mapping[Place, tuple[Place, ...]]
    beside: Mapping[Place, tuple[Place, ...]]
    shares: Mapping[Place, tuple[float, ...]]

    def endless(self) -> list[Place]:
        """Places from which no route leads to the end."""
        ending = {END}
        while more := {
            place for place, following in self.onward.items() if place not in ending and ending & set(following)
        }:
            ending |= more
        return [place for place in self.onward if place not in ending]

    def reach(self, start: Place) -> set[Place]:
        """Every place that a case which begins at ``start`` may come to, itself among them."""
        seen: set[Place] = set()
        frontier = [start]
        while frontier:
            place = frontier.pop()
            if place not in seen and place in self.onward:
                seen.add(place)
                frontier += [*self.onward[place], *self.aside[place]]
        return seen


def enter(scenario: Scenario, name: str, work_type: str) -> tuple[str, str]:
    """The activity at which a route to ``name`` goes on, and the work type the case then has."""
    if name in scenario.work_type:
        return scenario.work_type[name].begins_at, name
    return name, work_type


def routes_from(scenario: Scenario, activity: str, work_type: str) -> dict[str, float]:
    """The routes on from an activity for a work type: name to share."""
    route = scenario.activity[activity].next
    if work_type:
        at = scenario.work_type[work_type].at.get(activity)
        if at is not None and at.next is not None:
            route = at.next
    return {name: float(share) for name, share in route.items()}


def sent_away(scenario: Scenario, activity: str, work_type: str) -> dict[str, float]:
    """Where an activity sends cases when it is full or patience ends: name to the share drawn that way."""
    entry = scenario.activity[activity]
    if entry.place is not None:
        return {entry.place.if_full: 1.0}
    at = scenario.work_type[work_type].at.get(activity) if work_type else None
    return _rerouted(at.patience if at is not None and at.patience is not None else entry.patience)


def _rerouted(patience: Patience | None) -> dict[str, float]:
    then = patience.then if patience is not None else {}
    return {name: float(share) for name, share in then.items() if name not in (WITHDRAW, ESCALATE)}


def route_map(scenario: Scenario) -> RouteMap:
    """Follow every route with a share above zero; routes to unknown names are left out."""
    onward: dict[Place, tuple[Place, ...]] = {}
    aside: dict[Place, tuple[Place, ...]] = {}
    beside: dict[Place, tuple[Place, ...]] = {}
    shares: dict[Place, tuple[float, ...]] = {}
    frontier = [*_starts(scenario), *_impatient(scenario)]
    while frontier:
        place = frontier.pop()
        if place in onward or place[0] not in scenario.activity:
            continue
        next_, away = routes_from(scenario, *place), sent_away(scenario, *place)
        onward[place], aside[place] = _places(scenario, place, next_), _places(scenario, place, away)
        shares[place] = tuple(share for share in (*next_.values(), *away.values()) if share > 0)
        beside[place] = tuple((name, place[1]) for name in _begun_at(scenario.activity[place[0]]))
        frontier += [other for other in (*onward[place], *aside[place], *beside[place]) if other != END]
    return RouteMap(onward, aside, beside, shares)


def _places(scenario: Scenario, place: Place, shares: Mapping[str, float]) -> tuple[Place, ...]:
    return tuple(
        END if name == CLOSE else enter(scenario, name, place[1]) for name, share in shares.items() if share > 0
    )


def still_under_way(
    scenario: Scenario, everywhere: RouteMap, steps: int, *, aside: bool = False
) -> tuple[Place, float]:
    """Where most of the cases are that have not closed after so many steps, and their share of those that began.

    With ``aside`` the paths that cases are sent away to count beside those that they go on by, as they
    are drawn beside them; they may then be more than began.
    """
    starts = [*_starts(scenario), *_impatient(scenario)]
    starts += [place for begun in everywhere.beside.values() for place in begun]
    there = dict.fromkeys((place for place in starts if place in everywhere.onward), 1.0)
    began = len(there)
    parts = {place: _parts(everywhere, place, aside=aside) for place in everywhere.onward}
    for _ in range(steps):
        following: dict[Place, float] = {}
        for place, mass in there.items():
            for onward, share in parts[place]:
                if mass * share > NEGLIGIBLE:
                    following[onward] = following.get(onward, 0.0) + mass * share
        there = following
        if not there:
            return END, 0.0
        if sum(there.values()) > BEYOND_SENSE * began:
            break
    most = max(there, key=lambda place: there[place])
    return most, sum(there.values()) / began


def _parts(everywhere: RouteMap, place: Place, *, aside: bool) -> list[tuple[Place, float]]:
    """The places that a case goes on to, and those that it is sent away to if ``aside``, with their shares."""
    following = everywhere.onward[place] + (everywhere.aside[place] if aside else ())
    pairs = zip(following, everywhere.shares[place], strict=False)
    return [(onward, share) for onward, share in pairs if onward in everywhere.onward]


def _begun_at(activity: Activity) -> list[str]:
    """The activities at which an activity begins side paths."""
    return [name for name in (activity.alongside, activity.chased_by) if name is not None]


def circles(routes: RouteMap) -> list[str]:
    """The activities at which side paths begin that would sooner or later begin again beside themselves."""
    begun = {place for beside in routes.beside.values() for place in beside}
    following = {start: {side for place in routes.reach(start) for side in routes.beside[place]} for start in begun}
    turning = set()
    for start in begun:
        seen: set[Place] = set()
        frontier = list(following[start])
        while frontier:
            place = frontier.pop()
            if place not in seen:
                seen.add(place)
                frontier += following[place]
        if start in seen:
            turning.add(start[0])
    return sorted(turning)


def _starts(scenario: Scenario) -> list[Place]:
    """Where cases begin: those that streams bring, and those of day one. Unknown names are left out."""
    starts = [enter(scenario, stream.begins_at, "") for stream in scenario.demand.values()]
    day_one = scenario.day_one
    cases = (*day_one.waiting_cases, *day_one.open_cases)
    stocks = [stock for stock in (day_one.waiting, day_one.open, *day_one.places.values()) if stock is not None]
    kinds = [*(name for stock in stocks for name in stock.work_types or ()), *(case.work_type for case in cases)]
    starts += [enter(scenario, name, "") for name in dict.fromkeys(kinds) if name in scenario.work_type]
    return [place for place in dict.fromkeys(starts) if place[0] in scenario.activity]


def _impatient(scenario: Scenario) -> list[Place]:
    """Where people go whose patience with a stream has ended."""
    starts: list[Place] = []
    for stream in scenario.demand.values():
        work_type = enter(scenario, stream.begins_at, "")[1]
        starts += [enter(scenario, name, work_type) for name, share in _rerouted(stream.patience).items() if share > 0]
    own = _starts(scenario)
    return [place for place in dict.fromkeys(starts) if place[0] in scenario.activity and place not in own]
