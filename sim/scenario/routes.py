"""Where cases can go: every (activity, work type) that a route reaches."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.pathway import CLOSE
from sim.scenario.service import Scenario

Place = tuple[str, str]
"""An activity and the work type of the case there ("" before it has one)."""


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
    frontier = [enter(scenario, stream.begins_at, "") for stream in scenario.demand.values()]
    for stock in (scenario.day_one.waiting, scenario.day_one.open):
        kinds = stock.work_types if stock is not None else None
        frontier += [enter(scenario, name, "") for name in kinds or () if name in scenario.work_type]
    while frontier:
        place = frontier.pop()
        if place in onward or place[0] not in scenario.activity:
            continue
        shares = routes_from(scenario, *place)
        following = [END if name == CLOSE else enter(scenario, name, place[1]) for name in shares if shares[name] > 0]
        onward[place] = tuple(following)
        frontier += [place for place in following if place != END]
    return RouteMap(onward)
