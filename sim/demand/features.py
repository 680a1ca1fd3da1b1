"""What forks a case's path or brings other cases about, as numbered tables, one layer for each epoch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import Choices, Rows
from sim.scenario.pathway import CLOSE, Activity
from sim.scenario.service import Scenario
from sim.scenario.shares import ESCALATE, WITHDRAW, Patience
from sim.scenario.timeline import Epoch, Service
from sim.scenario.values import Distribution

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_FORK = -2
"""Stands in ``if_full`` for an activity that is no place."""
TO_WITHDRAW, TO_ESCALATE = -3, -4
"""Targets of ``then`` beside the nodes that patience may lead to."""


@dataclass(frozen=True, slots=True)
class Features:
    """Lookup tables of places, side work, patience, joint steps, returns, deaths and clients; -1 stands for none.

    A rule that is switched off leaves its tables empty for its epochs.

    Attributes
    ----------
    branching
        Whether any path may fork, wait for side work, bring cases about, end in impatience or joining.
    place
        Whether an activity is a place asked for, shape [epochs, activities].
    if_full
        Node to go to when a place is full, shape [epochs, activities]; ``CLOSED`` or ``NO_FORK``.
    alongside, chased_by
        Node at which a side path begins, shape [epochs, activities].
    slots, slot_begun, slot_awaited
        How many different side paths there are, and the number of the one that an activity begins
        or awaits, shapes [epochs, activities].
    patience, patience_of_stream
        Row of the patience at an activity, shape [epochs, activities, work types + 1], and of a
        stream, shape [epochs, streams + 1]; the last stream is none.
    patience_days, patience_then, then
        For each row the distribution of its days and the row of what is done in the end, shapes
        [rows + 1]; that is a node, ``TO_WITHDRAW`` or ``TO_ESCALATE``.
    second, second_size
        Row of the second lists of a joint step, and distribution of its second effort [hours], shape
        [epochs, activities].
    joins
        Kind of client that finishing an activity may make, shape [epochs, activities].
    join_share
        Shape [epochs, kinds of client].
    deaths, return_share, return_days
        Deaths a year, share that returns and distribution of days until then, shapes [epochs, streams + 1].
    """

    branching: bool
    place: Flags
    if_full: Ints
    alongside: Ints
    chased_by: Ints
    slots: int
    slot_begun: Ints
    slot_awaited: Ints
    patience: Ints
    patience_of_stream: Ints
    patience_days: Ints
    patience_then: Ints
    then: Choices
    second: Ints
    second_size: Ints
    joins: Ints
    join_share: Floats
    deaths: Floats
    return_share: Floats
    return_days: Ints


class FeatureBuilder:
    """Fills the tables epoch by epoch.

    Parameters
    ----------
    number
        Number of each node, and of the end of a route.
    size
        Gives a distribution its number.
    lists
        The rows of lists of the whole pathway.
    """

    def __init__(
        self, service: Service, number: Mapping[str, int], size: Callable[[Distribution], int], lists: Rows
    ) -> None:
        self.service, self.number, self.size, self.lists = service, number, size, lists
        e, a, w = len(service.epochs), len(service.activities), len(service.work_types)
        self.place = np.zeros((e, a), dtype=np.bool_)
        self.if_full = np.full((e, a), NO_FORK, dtype=np.int64)
        self.of_activity = {
            name: np.full((e, a), -1, dtype=np.int64)
            for name in ("alongside", "chased_by", "slot_begun", "slot_awaited", "second", "second_size", "joins")
        }
        self.patience = np.full((e, a, w + 1), -1, dtype=np.int64)
        self.patience_of_stream = np.full((e, len(service.streams) + 1), -1, dtype=np.int64)
        self.join_share = np.zeros((e, len(service.clients)))
        self.deaths = np.zeros((e, len(service.streams) + 1))
        self.return_share = np.zeros((e, len(service.streams) + 1))
        self.return_days = np.full((e, len(service.streams) + 1), -1, dtype=np.int64)
        self.slots: dict[str, int] = {}
        self.patience_rows: dict[tuple[int, int], int] = {}
        self.then = Rows()

    def build(self) -> Features:
        """The tables of all epochs."""
        for number, epoch in enumerate(self.service.epochs):
            for place, name in enumerate(self.service.activities):
                if name in epoch.scenario.activity:
                    self._activity(number, place, epoch)
            for place, name in enumerate(self.service.work_types):
                if epoch.scenario.rules.patience and name in epoch.scenario.work_type:
                    for activity, at in epoch.scenario.work_type[name].at.items():
                        if at.patience is not None:
                            self.patience[number, self.number[activity], place + 1] = self._patience(at.patience)
            for place, name in enumerate(self.service.streams):
                self._stream(number, place, epoch.scenario, name)
        branching = self.place.any() or any((table >= 0).any() for table in (*self.of_activity.values(), self.patience))
        rows = np.array(list(self.patience_rows), dtype=np.int64).reshape(-1, 2)
        return Features(
            branching=bool(branching or (self.patience_of_stream >= 0).any()),
            place=self.place,
            if_full=self.if_full,
            slots=len(self.slots),
            patience=self.patience,
            patience_of_stream=self.patience_of_stream,
            patience_days=np.append(rows[:, 0], -1),
            patience_then=np.append(rows[:, 1], -1),
            then=self.then.choices(),
            join_share=self.join_share,
            deaths=self.deaths,
            return_share=self.return_share,
            return_days=self.return_days,
            **self.of_activity,
        )

    def _activity(self, number: int, place: int, epoch: Epoch) -> None:
        at = number, place
        name = self.service.activities[place]
        activity, rules = epoch.scenario.activity[name], epoch.scenario.rules
        if activity.place is not None:
            # Also without limits: a post may be empty, or its holder about to leave.
            self.place[at] = True
            self.if_full[at] = self.number[activity.place.if_full]
        if rules.side_work:
            self._side_work(at, activity)
        if rules.chasing and activity.chased_by is not None:
            self.of_activity["chased_by"][at] = self.number[activity.chased_by]
        if rules.patience and activity.patience is not None:
            self.patience[at] = self._patience(activity.patience)
        if rules.joint_steps and activity.joint is not None:
            first = epoch.first_list["joint", name]
            by = activity.joint.by
            shares = (float(item.share) for item in by)
            self.of_activity["second"][at] = self.lists.add(range(first, first + len(by)), shares)
            self.of_activity["second_size"][at] = self.size(activity.joint.effort_hours)
        for kind, clients in reversed(list(enumerate(epoch.scenario.clients.values()))):
            # Backwards, so that the first kind that names the activity has the last word.
            if name in clients.joined_at and float(clients.join_share) > 0:
                self.of_activity["joins"][at] = kind
                self.join_share[number, kind] = float(clients.join_share)

    def _side_work(self, at: tuple[int, int], activity: Activity) -> None:
        if activity.alongside is not None:
            self.of_activity["alongside"][at] = self.number[activity.alongside]
            self.of_activity["slot_begun"][at] = self.slots.setdefault(activity.alongside, len(self.slots))
        if activity.awaits is not None:
            self.of_activity["slot_awaited"][at] = self.slots.setdefault(activity.awaits, len(self.slots))

    def _stream(self, number: int, place: int, scenario: Scenario, name: str) -> None:
        stream = scenario.demand.get(name)
        if stream is None:
            return
        if scenario.rules.patience and stream.patience is not None:
            self.patience_of_stream[number, place] = self._patience(stream.patience)
        if scenario.rules.deaths:
            self.deaths[number, place] = float(stream.deaths_per_year)
        if scenario.rules.returns and stream.returns is not None:
            self.return_share[number, place] = float(stream.returns.share)
            self.return_days[number, place] = self.size(stream.returns.after_days)

    def _patience(self, patience: Patience) -> int:
        # To close is to leave: whoever gives up withdraws.
        ends = {WITHDRAW: TO_WITHDRAW, CLOSE: TO_WITHDRAW, ESCALATE: TO_ESCALATE}
        targets = (ends[name] if name in ends else self.number[name] for name in patience.then)
        then = self.then.add(targets, map(float, patience.then.values()))
        key = self.size(patience.days), then
        return self.patience_rows.setdefault(key, len(self.patience_rows))
