"""Where cases can go: every (activity, work type) that a route reaches."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.pathway import CLOSE
from sim.scenario.service import Scenario

Place = tuple[str, str]
"""An activity and the work type of the case there ("" before it has one)."""


NEGLIGIBLE = 1e-9

END: Place = (CLOSE, "")
"""Where every route should lead."""


@dataclass(frozen=True, slots=True)
class RouteMap:
    """The places that streams and day-one cases reach, each with the places that follow it."""

    onward: Mapping[Place, tuple[Place, ...]]

    def endless(self) -> list[Place]:
        """Places from which no route leads to the end."""
        ending = {END}
        while more := {
            place for place, following in self.onward.items() if place not in ending and ending & set(following)
        }:
            ending |= more
        return [place for place in self.onward if place not in ending]


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


def route_map(scenario: Scenario) -> RouteMap:
    """Follow every route with a share above zero; routes to unknown names are left out."""
    onward: dict[Place, tuple[Place, ...]] = {}
    frontier = _starts(scenario)
    while frontier:
        place = frontier.pop()
        if place in onward or place[0] not in scenario.activity:
            continue
        shares = routes_from(scenario, *place)
        following = [END if name == CLOSE else enter(scenario, name, place[1]) for name in shares if shares[name] > 0]
        onward[place] = tuple(following)
        frontier += [place for place in following if place != END]
    return RouteMap(onward)


def still_under_way(scenario: Scenario, steps: int) -> tuple[Place, float]:
    """Where most of the cases are that have not closed after so many steps, and their share of those that began."""
    starts = _starts(scenario)
    there = dict.fromkeys(starts, 1.0)
    for _ in range(steps):
        following: dict[Place, float] = {}
        for place, mass in there.items():
            for name, share in routes_from(scenario, *place).items():
                if name != CLOSE and mass * share > NEGLIGIBLE:
                    onward = enter(scenario, name, place[1])
                    following[onward] = following.get(onward, 0.0) + mass * share
        there = following
        if not there:
            return END, 0.0
    most = max(there, key=lambda place: there[place])
    return most, sum(there.values()) / len(starts)


def _starts(scenario: Scenario) -> list[Place]:
    """Where cases begin: those that streams bring, and those of day one. Unknown names are left out."""
    starts = [enter(scenario, stream.begins_at, "") for stream in scenario.demand.values()]
    for stock, cases in (
        (scenario.day_one.waiting, scenario.day_one.waiting_cases),
        (scenario.day_one.open, scenario.day_one.open_cases),
    ):
        kinds = [*((stock.work_types if stock is not None else None) or ()), *(case.work_type for case in cases)]
        starts += [enter(scenario, name, "") for name in dict.fromkeys(kinds) if name in scenario.work_type]
    return [place for place in dict.fromkeys(starts) if place[0] in scenario.activity]
