"""Batches of demand tables brought together, put in order, and cut."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import CHASER, CONTACT, SIDE, Demand

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

OF_STEPS = (
    "activity", "onward", "otherwise", "fork", "skill_list", "team", "effort", "delay", "deferrals", "second_list",
    "second_effort", "awaits", "step_patience", "step_expiry", "joins",
)  # fmt: skip
OF_CLIENTS = ("client_kind", "client_here", "client_tenure")
OF_CASES = tuple(item.name for item in fields(Demand) if item.name not in (*OF_STEPS, *OF_CLIENTS, "first"))

TO_STEPS = ("onward", "otherwise", "fork", "after_step", "reroute")
TO_CASES = ("after", "awaits")
TO_CLIENTS = ("client", "joins")
"""The columns that hold positions of steps, of cases, of clients; what is below nought stands for none."""


class Batches:
    """Batches of cases collected one after another, before they are put in order.

    Positions within a batch are shifted to positions among all as it is added.
    """

    def __init__(self) -> None:
        self.cases = self.steps = 0
        self._batches: list[Demand] = []

    def add(self, batch: Demand, *, joins: Ints, after: Ints | None = None) -> None:
        """Take a batch in.

        Parameters
        ----------
        joins
            The client who joins at each step, as a position among all.
        after
            The cases after which its first cases come, as positions among all.
        """
        told: dict[str, Any] = {"joins": joins}
        for names, by in ((TO_STEPS, self.steps), (TO_CASES, self.cases)):
            for name in names:
                column = getattr(batch, name)
                if by and column.max(initial=-1) >= 0:
                    told[name] = np.where(column >= 0, column + by, column)
        if after is not None:
            told["after"] = np.concatenate((after, told.get("after", batch.after)[len(after) :]))
        self._batches.append(replace(batch, **told))
        self.cases += batch.cases
        self.steps += batch.steps

    def together(self) -> Demand:
        """All batches as one, in the order in which they were added; the collection is empty then."""
        batches, self._batches = self._batches, []
        lengths = np.concatenate([np.diff(batch.first) for batch in batches])
        return Demand(
            first=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)]),
            **{
                name: np.concatenate([getattr(batch, name) for batch in batches])
                for name in (*OF_CASES, *OF_STEPS, *OF_CLIENTS)
            },
        )


def in_order(demand: Demand) -> Demand:
    """The cases in the order of the demand tables, and the clients who join in that of the cases they join by.

    Cases that come by themselves are in order of (received, stream, strip, number). After them stand
    those that they bring about, generation after generation, in order of (parent, origin, step,
    episode), then those of clients in order of (client, origin, stream, episode) with what these bring about.
    """
    place = np.full(demand.cases, -1, dtype=np.int64)
    comes = np.flatnonzero(demand.origin == CONTACT)
    order = [comes[np.lexsort([getattr(demand, name)[comes] for name in ("number", "strip", "stream", "received")])]]
    place[order[0]] = np.arange(len(comes))
    if len(comes) == demand.cases and not demand.clients:
        return arranged(demand, order[0])
    order += _generations(demand, place)
    clients = _clients_in_order(demand, place)
    demand = _with_clients(demand, clients)
    made = np.flatnonzero(place < 0)
    made = made[demand.after[made] < 0]
    order.append(made[np.lexsort([getattr(demand, name)[made] for name in ("episode", "stream", "origin", "client")])])
    place[order[-1]] = int(place.max(initial=-1)) + 1 + np.arange(len(made))
    order += _generations(demand, place)
    return _with_episodes(arranged(demand, np.concatenate(order)))


def _generations(demand: Demand, place: Ints) -> Iterable[Ints]:
    """Those that follow from placed cases, placed after all, generation by generation."""
    waiting = np.flatnonzero((place < 0) & (demand.after >= 0))
    while len(ready := waiting[place[demand.after[waiting]] >= 0]):
        keys = demand.episode[ready], demand.after_step[ready], demand.origin[ready], place[demand.after[ready]]
        ready = ready[np.lexsort(keys)]
        place[ready] = int(place.max()) + 1 + np.arange(len(ready))
        yield ready
        waiting = waiting[place[waiting] < 0]


def _clients_in_order(demand: Demand, place: Ints) -> Ints:
    """Clients of day one as they are, then the others by the first case that may make them so."""
    joining = np.flatnonzero(demand.joins >= 0)
    by = np.full(demand.clients, -1, dtype=np.int64)
    by[~demand.client_here] = demand.cases
    case = np.searchsorted(demand.first, joining, side="right") - 1
    np.minimum.at(by, demand.joins[joining], place[case])
    return np.lexsort((demand.client_kind, by))


def _with_clients(demand: Demand, order: Ints) -> Demand:
    """The same cases, with the clients in another order."""
    place = _inverse(order, demand.clients)
    columns: dict[str, Any] = {name: getattr(demand, name)[order] for name in OF_CLIENTS}
    return replace(demand, **columns, **{name: place[getattr(demand, name)] for name in TO_CLIENTS})


def _with_episodes(demand: Demand) -> Demand:
    """Side work and chasers, which stand in order of their parent and origin, counted within these."""
    episode = demand.episode.copy()
    here = np.flatnonzero((demand.origin == SIDE) | (demand.origin == CHASER))
    new = (np.diff(demand.after[here], prepend=-1) != 0) | (np.diff(demand.origin[here], prepend=-1) != 0)
    heads = np.flatnonzero(new)
    episode[here] = np.arange(len(here)) - np.repeat(heads, np.diff(heads, append=len(here)))
    return replace(demand, episode=episode)


def cut(demand: Demand, start: Ints, *, without: Flags) -> Demand:
    """Each case's path from one of its main steps on; what parted from it or began beside it before is dropped.

    Parameters
    ----------
    start
        Position of the first step kept, for the cases that stand first, shape [cases cut].
    without
        Further steps to drop, shape [steps].
    """
    case = np.repeat(np.arange(demand.cases, dtype=np.int64), np.diff(demand.first))
    steps = np.arange(demand.steps, dtype=np.int64)
    since = np.concatenate((start, np.full(demand.cases - len(start), -1)))
    kept_cases = np.ones(demand.cases, dtype=np.bool_)
    kept = ((demand.fork != -1) | (steps >= since[case])) & ~without
    count = -1
    while count != (count := int(kept.sum())):
        kept_cases[len(start) :] = kept[demand.after_step[len(start) :]]
        kept &= kept_cases[case] & ((demand.fork < 0) | kept[demand.fork])
    return arranged(demand, np.flatnonzero(kept_cases), kept)


def arranged(demand: Demand, order: Ints, kept: Flags | None = None) -> Demand:
    """Some cases in another order, with those of their steps that are kept; all positions told anew.

    A position of what is left out becomes -1.
    """
    lengths = np.diff(demand.first)[order]
    first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    steps = np.arange(first[-1], dtype=np.int64) + np.repeat(demand.first[order] - first[:-1], lengths)
    if kept is not None:
        here = kept[steps]
        first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(here)])[first]
        steps = steps[here]
    moved = {name: getattr(demand, name)[order] for name in OF_CASES}
    moved |= {name: getattr(demand, name)[steps] for name in OF_STEPS}
    for names, place in ((TO_STEPS, _inverse(steps, demand.steps)), (TO_CASES, _inverse(order, demand.cases))):
        for name in names:
            told = moved[name]
            if told.max(initial=-1) >= 0:
                moved[name] = np.where(told >= 0, place[told], told)
    return Demand(first=first, **moved, **{name: getattr(demand, name) for name in OF_CLIENTS})


def _inverse(order: Ints, size: int) -> Ints:
    """The new position of each of ``size`` old ones; -1 for those left out, and for position -1."""
    place = np.full(size + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return place
