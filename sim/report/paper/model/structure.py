"""The pathway as a graph: from where cases go to where, and what share of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.scenario import Service
from sim.scenario.routes import enter, route_map
from sim.scenario.service import Scenario

Way = Literal["begins", "next", "away", "beside"]
"""How cases come along: from a stream; onward; sent away by a full place or the end of patience; as a side path."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one activity to another, at any time of the run.

    Attributes
    ----------
    source, target
        Names of activities; the source is a stream where cases begin, the target is "close" where they end.
    least, most
        The share of the cases at the source that go this way, over kinds of work and dated changes; of those
        sent away, where they are.
    """

    source: str
    target: str
    way: Way
    least: float
    most: float


def pathway_edges(service: Service) -> tuple[Edge, ...]:
    """Every way that cases may go, streams first and then by activity, in the order of the config."""
    shares: dict[tuple[Way, str], list[dict[str, float]]] = defaultdict(list)
    for epoch in service.epochs:
        for way, source, targets in _ways(epoch.scenario):
            shares[way, source].append(targets)
    places = {name: place for place, name in enumerate((*service.streams, *service.activities))}
    found = []
    for (way, source), each in sorted(shares.items(), key=lambda item: places[item[0][1]]):
        for target in dict.fromkeys(name for targets in each for name in targets):
            every = [targets.get(target, 0.0) for targets in each]
            found.append(Edge(source, target, way, min(every), min(max(every), 1.0)))
    return tuple(found)


def _ways(scenario: Scenario) -> Iterator[tuple[Way, str, dict[str, float]]]:
    """Where the cases of each stream, and of each kind of work at an activity, go: shares by activity."""
    for name, stream in scenario.demand.items():
        yield "begins", name, {enter(scenario, stream.begins_at, "")[0]: 1.0}
    routes = route_map(scenario)
    for place in routes.onward:
        number = len(routes.onward[place])
        yield "next", place[0], _summed(routes.onward[place], routes.shares[place][:number])
        yield "away", place[0], _summed(routes.aside[place], routes.shares[place][number:])
        yield "beside", place[0], {name: 1.0 for name, _ in routes.beside[place]}


def _summed(places: tuple[tuple[str, str], ...], shares: tuple[float, ...]) -> dict[str, float]:
    summed: dict[str, float] = defaultdict(float)
    for (name, _), share in zip(places, shares, strict=True):
        summed[name] += share
    return dict(summed)
