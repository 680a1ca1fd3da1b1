"""In what the services of two designs differ, as far as people see it: where paths go, who comes back, who is due."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.paths import LAST_BIT
from sim.scenario.content import entry_text
from sim.scenario.people import WAYS_OF_COMING, Stream
from sim.scenario.service import Scenario
from sim.scenario.timeline import Epoch, Service
from sim.scenario.values import Model

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NUMBERED = "streams", "work_types", "activities", "teams", "priorities", "clients", "roles"
"""The names by whose numbers demand tables speak; a service may have more than the other, but not others."""


@dataclass(frozen=True)
class Differences:
    """In what a service differs from an earlier one, in each time for which both have an epoch in force.

    Whoever meets nothing that differs has the same cases in both: their chances have names of their own, and where
    a path could leave for what is new, the activity before differs.

    Attributes
    ----------
    starts
        First minute of each time. Shape [times].
    activities
        The earlier service's activities that differ. Shape [times, activities].
    work_types
        Its kinds of work that differ, as bits; see :class:`sim.demand.paths.Paths`. Shape [times].
    streams
        Its streams that differ in more than how many people come, and when. Shape [times, streams].
    clients
        Its kinds of clients whose reviews and changes of need differ. Shape [kinds].
    lists
        The service's number of each of the earlier one's lists; -1 where it has none. Shape [times, lists].
    """

    starts: Ints
    activities: Flags
    work_types: Ints
    streams: Flags
    clients: Flags
    lists: Ints


def differences(service: Service, earlier: Service) -> Differences | None:
    """In what a service differs from an earlier one; None if they have too little in common to compare them."""
    if service.horizon != earlier.horizon or _text(service.base.clock) != _text(earlier.base.clock):
        return None
    for names in NUMBERED:
        before = getattr(earlier, names)
        if getattr(service, names)[: len(before)] != before:
            return None
    starts = sorted({epoch.start for each in (service, earlier) for epoch in each.epochs})
    pairs = [(service.epoch_at(start), earlier.epoch_at(start)) for start in starts]
    if any(_clients(one.scenario) != _clients(other.scenario) for one, other in pairs):
        return None
    clients = np.zeros(len(earlier.clients), dtype=np.bool_)
    for one, other in pairs:
        for of in _of_clients(one.scenario, other.scenario):
            clients[earlier.clients.index(of)] = True
    return Differences(
        starts=np.array(starts, dtype=np.int64),
        activities=np.array([_activities(earlier, one.scenario, other.scenario) for one, other in pairs]),
        work_types=np.array(
            [_work_types(earlier, one.scenario, other.scenario) for one, other in pairs], dtype=np.int64
        ),
        streams=np.array([_streams(earlier, one.scenario, other.scenario) for one, other in pairs]),
        clients=clients,
        lists=np.array([_lists(service, earlier, one, other) for one, other in pairs]),
    )


def _text(entry: Model | None) -> str:
    return entry_text(entry) if entry is not None else ""


def _differing(one: Mapping[str, Model], other: Mapping[str, Model]) -> set[str]:
    """Names of the other's entries that the one has otherwise, or not at all."""
    return {name for name in other if _text(one.get(name)) != _text(other[name])}


def _clients(scenario: Scenario) -> list[tuple[str, str]]:
    """What is said of clients, beside the activities at which they join."""
    told = scenario.clients.items()
    return [(name, _text(entry.model_copy(update={"joined_at": ()}))) for name, entry in told]


def _of_clients(one: Scenario, other: Scenario) -> set[str]:
    """Kinds of clients of whom the streams that they bring about differ."""
    found = set()
    for name in {*one.demand, *other.demand}:
        entries = [entry for entry in (one.demand.get(name), other.demand.get(name)) if entry is not None]
        if len({*map(_text, entries)}) != 1 or len(entries) != 2:
            found |= {entry.from_clients.of for entry in entries if entry.from_clients is not None}
    return found


def _activities(earlier: Service, one: Scenario, other: Scenario) -> Flags:
    differ = _differing(one.activity, other.activity)
    for name, clients in other.clients.items():
        differ |= {*clients.joined_at} ^ {*one.clients[name].joined_at}
    return np.array([name in differ for name in earlier.activities], dtype=np.bool_)


def _work_types(earlier: Service, one: Scenario, other: Scenario) -> int:
    differ = _differing(one.work_type, other.work_type)
    return sum({1 << min(earlier.work_types.index(name), LAST_BIT) for name in differ})


def _streams(earlier: Service, one: Scenario, other: Scenario) -> Flags:
    # Rules, delays by priority and direct work are everybody's.
    if one.rules != other.rules or _differing(one.priority, other.priority) or _differing(one.role, other.role):
        return np.ones(len(earlier.streams), dtype=np.bool_)
    differ = _differing(one.demand, other.demand)
    differ = {name for name in differ if name not in one.demand or _rest(one.demand[name]) != _rest(other.demand[name])}
    return np.array([name in differ for name in earlier.streams], dtype=np.bool_)


def _rest(stream: Stream) -> str:
    """What is said of a stream beside how many people come, and when."""
    return _text(stream.model_copy(update=dict.fromkeys((*WAYS_OF_COMING, "growth", "pattern"))))


def _lists(service: Service, earlier: Service, one: Epoch, other: Epoch) -> Ints:
    numbers = np.full(len(earlier.lists), -1, dtype=np.int64)
    for place, item in enumerate(earlier.lists):
        first, own = other.first_list.get(item.owner), one.first_list.get(item.owner)
        if first is not None and own is not None and first + item.place == place:
            numbers[place] = own + item.place
    return numbers
