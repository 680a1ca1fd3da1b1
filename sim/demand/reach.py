"""Which kinds of work people come to, by the stream in which they come."""

from sim.scenario.routes import Place, enter, routes_from, sent_away
from sim.scenario.service import Scenario
from sim.scenario.timeline import Service


def first_stream_to(service: Service) -> dict[str, int]:
    """The first stream whose routes reach each work type, -1 if none does."""
    reached = [_work_types_of(service.base, name) for name in service.streams]
    return {
        work_type: next((place for place, kinds in enumerate(reached) if work_type in kinds), -1)
        for work_type in service.work_types
    }


def _work_types_of(scenario: Scenario, stream: str) -> set[str]:
    """The work types that routes of a stream reach."""
    entry = scenario.demand.get(stream)
    seen: set[Place] = set()
    frontier = [enter(scenario, entry.begins_at, "")] if entry is not None else []
    while frontier:
        place = frontier.pop()
        if place in seen or place[0] not in scenario.activity:
            continue
        seen.add(place)
        ways = (routes_from(scenario, *place), sent_away(scenario, *place))
        frontier += [enter(scenario, name, place[1]) for way in ways for name, share in way.items() if share > 0]
    return {kind for _, kind in seen}
