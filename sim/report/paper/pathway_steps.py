"""The steps of a pathway that a map has room for: those at which people wait for somebody, or for a decision."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy

from sim.measures.moves import Moves, Way
from sim.scenario import Service


def steps_without_waiting(service: Service, flows: Moves, waits: Mapping[str, float]) -> list[str]:
    """The activities that are no work and for which no wait is known: a time that passes, a place, a thing to come."""

    def is_work(name: str) -> bool:
        entries = (epoch.scenario.activity.get(name) for epoch in service.epochs)
        return any(entry is not None and entry.kind == "work" for entry in entries)

    return [name for name in flows.visits if name not in waits and not is_work(name)]


def bypassed(flows: Moves, steps: Collection[str]) -> Moves:
    """The same flows with some steps left out: cases go from the step before to the one after, in the same shares."""
    made = deepcopy(flows)
    for step in steps:
        _leave_out(made, step)
    return made


def _leave_out(flows: Moves, step: str) -> None:
    flows.onward.pop((step, step), None)
    after, beside = (_taken(table, _from(table, step)) for table in (flows.onward, flows.beside))
    ends = flows.ends.pop(step, 0.0)
    whole = sum(after.values()) + ends
    flows.visits.pop(step, None)
    for table in (flows.onward, flows.entries, flows.beside):
        for (source, _), cases in _taken(table, [way for way in table if way[1] == step]).items():
            share = cases / whole if whole else 0.0
            for (_, target), onward in after.items():
                table[source, target] += share * onward
            if table is not flows.entries:
                for (_, target), aside in beside.items():
                    flows.beside[source, target] += share * aside
                flows.ends[source] += share * ends if table is flows.onward else 0.0


def _from(table: Mapping[Way, float], step: str) -> list[Way]:
    return [way for way in table if way[0] == step]


def _taken(table: "defaultdict[Way, float]", ways: Iterable[Way]) -> dict[Way, float]:
    return {way: table.pop(way) for way in ways}
