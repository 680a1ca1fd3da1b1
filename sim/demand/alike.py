"""In what two services differ, as far as people meet it on their way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import Choices
from sim.demand.paths import LAST_BIT
from sim.demand.pathways import Pathways, pathways_of
from sim.scenario.content import entry_text
from sim.scenario.once import once_for_both
from sim.scenario.pathway import Activity, WorkType
from sim.scenario.people import WAYS_OF_COMING, Stream
from sim.scenario.table import FrozenMapping
from sim.scenario.timeline import Epoch, Service
from sim.scenario.values import Model

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

NUMBERED = "streams", "work_types", "activities", "teams", "priorities", "clients", "roles"
"""The names by whose numbers demand tables speak; a service may have more than the other, but not others."""

ELSE, ROUTE, SIZE = 1, 2, 4
"""Bits of what can differ at an activity: the routes on from it, how long it takes, or anything else."""


@dataclass(frozen=True)
class Differences:
    """In what a service differs from an earlier one, in each time for which both have an epoch in force.

    Whoever meets nothing that differs has the same cases in both, for their chances have names of their own.

    Attributes
    ----------
    starts
        First minute of each time. Shape [times].
    epoch, epoch_before
        The epoch of the service, and of the earlier one. Shapes [times].
    at
        What differs at the earlier service's activities for its kinds of work, as bits. Shape [times, activities,
        work types + 1].
    work_types
        Its kinds of work that differ in more than what is at activities, as bits; see
        :class:`sim.demand.paths.Paths`. Shape [times].
    streams
        Its streams that differ in who comes back, or that everything differs for. Shape [times, streams].
    begun
        Its streams whose cases differ from the start, in more than how many come, and when. Shape [times, streams].
    clients
        Its kinds of clients whose reviews and changes of need differ. Shape [kinds].
    lists
        The service's number of each of the earlier one's lists; -1 where it has none. Shape [times, lists].
    alike_here
        Whether nothing differs that the cases of day one follow from.
    """

    starts: Ints
    epoch: Ints
    epoch_before: Ints
    at: Bytes
    work_types: Ints
    streams: Flags
    begun: Flags
    clients: Flags
    lists: Ints
    alike_here: bool


@once_for_both
def differences(service: Service, earlier: Service) -> Differences | None:
    """In what a service differs from an earlier one; None if they have too little in common to compare them."""
    if service.horizon != earlier.horizon or _text(service.base.clock) != _text(earlier.base.clock):
        return None
    for names in NUMBERED:
        before = getattr(earlier, names)
        if getattr(service, names)[: len(before)] != before:
            return None
    starts = sorted({epoch.start for each in (service, earlier) for epoch in each.epochs})
    pairs = [_Pair(service, earlier, service.epoch_at(start), earlier.epoch_at(start)) for start in starts]
    if not all(pair.clients_alike for pair in pairs):
        return None
    due = {of for pair in pairs for of in pair.clients_due_otherwise}
    now, before = pathways_of(service), pathways_of(earlier)
    epoch = now.epoch_of(np.array(starts, dtype=np.int64))
    epoch_before = before.epoch_of(np.array(starts, dtype=np.int64))
    anything = np.array([pair.activities() for pair in pairs])[:, :, None]
    at = ELSE * anything | _routes(now, before, epoch, epoch_before) | _sizes(now, before, epoch, epoch_before)
    work_types = np.array([pair.work_types() for pair in pairs], dtype=np.int64)
    streams, begun = (np.array(told) for told in zip(*(pair.streams() for pair in pairs), strict=True))
    if streams.all():
        return None
    alike_here = (
        _text(service.base.day_one) == _text(earlier.base.day_one)
        and not (due or at[0].any() or work_types[0] or streams[0].any() or begun[0].any())
        and list(now.ways.onward.items()) == list(before.ways.onward.items())
        and all(now.first_stream_to[name] == stream for name, stream in before.first_stream_to.items())
    )
    return Differences(
        starts=np.array(starts, dtype=np.int64),
        epoch=epoch,
        epoch_before=epoch_before,
        at=at.astype(np.uint8),
        work_types=work_types,
        streams=streams,
        begun=begun,
        alike_here=alike_here,
        clients=np.array([name in due for name in earlier.clients], dtype=np.bool_),
        lists=np.array([pair.lists() for pair in pairs]),
    )


def node_now(now: Pathways, before: Pathways, node: Ints) -> Ints:
    """The number of an earlier pathway's nodes in a later one."""
    moved: Ints = np.where(node >= before.activities, node + now.activities - before.activities, node)
    return moved


def _text(entry: Model | None) -> str:
    return entry_text(entry) if entry is not None else ""


@dataclass(frozen=True)
class _Pair:
    """An epoch of the service, and the earlier one's that is in force at the same time."""

    service: Service
    earlier: Service
    epoch: Epoch
    epoch_before: Epoch

    @property
    def clients_alike(self) -> bool:
        """Whether the same is said of clients, beside the activities at which they join."""
        one, other = (
            [(name, _text(_without(entry, "joined_at"))) for name, entry in scenario.clients.items()]
            for scenario in (self.epoch.scenario, self.epoch_before.scenario)
        )
        return one == other

    @property
    def clients_due_otherwise(self) -> set[str]:
        """Kinds of clients of whom the streams that they bring about differ."""
        now, before = self.epoch.scenario.demand, self.epoch_before.scenario.demand
        found = set()
        for name in {*now, *before}:
            if _text(now.get(name)) != _text(before.get(name)):
                entries = (now.get(name), before.get(name))
                brought = [entry.from_clients for entry in entries if entry is not None]
                found |= {by.of for by in brought if by is not None}
        return found

    def activities(self) -> Flags:
        """The activities that differ in more than where they lead and how long they take."""
        now, before = self.epoch.scenario, self.epoch_before.scenario
        differ = {
            name
            for name in _differing(now.activity, before.activity)
            if name not in now.activity
            or _rest_of_activity(now.activity[name]) != _rest_of_activity(before.activity[name])
            or self._lists_of("activity", name)
            or self._lists_of("joint", name)
        }
        for name, clients in before.clients.items():
            differ |= {*clients.joined_at} ^ {*now.clients[name].joined_at}
        return np.array([name in differ for name in self.earlier.activities], dtype=np.bool_)

    def work_types(self) -> int:
        """The kinds of work that differ in more than where activities lead and how long they take."""
        now, before = self.epoch.scenario.work_type, self.epoch_before.scenario.work_type
        differ = [
            name
            for name in _differing(now, before)
            if name not in now
            or _rest_of_work_type(now[name]) != _rest_of_work_type(before[name])
            or self._lists_of("work_type", name)
        ]
        return sum({1 << min(self.earlier.work_types.index(name), LAST_BIT) for name in differ})

    def streams(self) -> tuple[Flags, Flags]:
        """The streams that differ in who comes back, or in all; and those whose cases differ from the start."""
        now, before = self.epoch.scenario, self.epoch_before.scenario
        # Rules, delays by priority and direct work are everybody's.
        everybody = (
            now.rules != before.rules
            or bool(_differing(now.priority, before.priority))
            or bool(_differing(now.role, before.role))
        )
        differ, begun = set(), set()
        for name in _differing(now.demand, before.demand):
            if name not in now.demand or _text(now.demand[name].returns) != _text(before.demand[name].returns):
                differ.add(name)
            elif _rest_of_stream(now.demand[name]) != _rest_of_stream(before.demand[name]):
                begun.add(name)
        return (
            np.array([everybody or name in differ for name in self.earlier.streams], dtype=np.bool_),
            np.array([name in begun for name in self.earlier.streams], dtype=np.bool_),
        )

    def lists(self) -> Ints:
        """The number of each of the earlier service's lists; -1 for none."""
        numbers = np.full(len(self.earlier.lists), -1, dtype=np.int64)
        for owner, first in self.epoch_before.first_list.items():
            own = self.epoch.first_list.get(owner)
            count = len(_lists(self.earlier, self.epoch_before, owner))
            if own is not None:
                numbers[first : first + count] = own + np.arange(count)
        return numbers

    def _lists_of(self, kind: str, name: str) -> bool:
        """Whether the lists of an owner differ in what demand sees: shares, teams, and whose direct work counts."""
        return _lists(self.service, self.epoch, (kind, name)) != _lists(self.earlier, self.epoch_before, (kind, name))


def _lists(service: Service, epoch: Epoch, owner: tuple[str, str]) -> list[tuple[Any, ...]]:
    """What demand sees of the lists of an owner in an epoch."""
    first = epoch.first_list.get(owner)
    if first is None:
        return []
    kind, name = owner
    scenario = epoch.scenario
    joint = scenario.activity[name].joint if kind == "joint" else None
    by = joint.by if joint is not None else getattr(scenario, kind)[name].by
    return [
        (item.share, item.teams, item.team_shares, next((who.role for who in item.who if who.role >= 0), -1))
        for item in service.lists[first : first + len(by)]
    ]


def _differing(one: Mapping[str, Model], other: Mapping[str, Model]) -> set[str]:
    """Names of the other's entries that the one has otherwise, or not at all."""
    return {name for name in other if _text(one.get(name)) != _text(other[name])}


def _without(entry: Model, *names: str) -> Model:
    return entry.model_copy(update=dict.fromkeys(names))


def _rest_of_activity(activity: Activity) -> tuple[Any, ...]:
    """What is said of an activity beside where it leads, how long it takes, and its lists."""
    rest = _text(_without(activity, "by", "joint", "next", "effort_hours", "effort_share", "delay_days"))
    joint = activity.joint.effort_hours if activity.joint is not None else None
    return activity.kind, rest, joint


def _rest_of_work_type(work_type: WorkType) -> str:
    """What is said of a kind of work beside where activities lead, how long they take, and its lists."""
    patient = FrozenMapping(
        {
            name: _without(entry, "next", "effort_hours")
            for name, entry in work_type.at.items()
            if entry.patience is not None
        }
    )
    return _text(work_type.model_copy(update={"by": None, "effort_hours": None, "at": patient}))


def _rest_of_stream(stream: Stream) -> str:
    """What is said of a stream beside how many people come, and when, and who comes back."""
    return _text(_without(stream, *WAYS_OF_COMING, "growth", "pattern", "returns"))


def _routes(now: Pathways, before: Pathways, epoch: Ints, epoch_before: Ints) -> Ints:
    """Where routes differ, as bits. Shape as ``Differences.at``; ``ELSE`` where the chance was not drawn before."""
    numbers: dict[tuple[bytes, bytes], int] = {}
    row = _numbered(now.routes, now.routes.target, numbers)[now.route[epoch]]
    moved = _numbered(before.routes, node_now(now, before, before.routes.target), numbers)[before.route[epoch_before]]
    here = row[:, : moved.shape[1], : moved.shape[2]] != moved
    unknown = ~np.append(before.routes.open, False)[before.route[epoch_before]]
    return np.where(here, np.where(unknown, ELSE, ROUTE), 0)


def _numbered(choices: Choices, targets: Ints, numbers: dict[tuple[bytes, bytes], int]) -> Ints:
    """A number for each row that equal rows share; the last is -1, for none."""
    found = []
    for target, bound in zip(targets, choices.cumulative, strict=True):
        end = int(np.argmax(np.isinf(bound))) + 1
        found.append(numbers.setdefault((target[:end].tobytes(), bound[:end].tobytes()), len(numbers)))
    return np.array([*found, -1], dtype=np.int64)


def _sizes(now: Pathways, before: Pathways, epoch: Ints, epoch_before: Ints) -> Ints:
    """Where amounts differ, as bits. Shape as ``Differences.at``; ``ELSE`` where the chance was not drawn before."""
    shape = before.size.shape[1:]
    numbers = {size: number for number, size in enumerate(before.sizes)}
    own = np.array([*(numbers.get(size, len(numbers) + n) for n, size in enumerate(now.sizes)), -1], dtype=np.int64)

    def at(pathways: Pathways, epochs: Ints, number: Ints) -> tuple[NDArray[Any], Flags, Flags]:
        """What amounts follow from, whether it is the activity's own, and whether chance is in it."""
        activities, kinds = slice(shape[0]), slice(shape[1])
        size = pathways.size[epochs][:, activities, kinds]
        # A kind of work is numbered one above its number; the first is none.
        none = np.full((len(epochs), 1), -1)
        total = np.append(none, pathways.total[epochs], axis=1)[:, None, kinds]
        deferred = pathways.deferred[epochs][:, activities, None]
        certain = np.append(pathways.certain, True)
        alone = pathways.sized_alone[epochs][:, activities, kinds]
        varies = np.where(alone, ~certain[size] | (deferred > 0), ~certain[total])
        share = pathways.share[epochs][:, activities, None]
        # What has a size of its own takes no share of a whole effort.
        told = number[size], np.where(alone, -1, number[total]), deferred, np.where(alone, 0.0, share)
        return np.stack([np.broadcast_to(part, size.shape) for part in told]), alone, varies

    same = np.append(np.arange(len(before.sizes)), -1)
    (one, alone, varies), (other, alone_before, varied) = at(now, epoch, own), at(before, epoch_before, same)
    differ = (one != other).any(axis=0)
    unknown = (alone != alone_before) | (varies & ~varied)
    return np.where(differ | (alone != alone_before), np.where(unknown, ELSE, SIZE), 0)
