"""Batches of demand tables brought together and put in order."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.moving import move, move_positions, runs
from sim.demand.paths import Chances
from sim.demand.tables import CHASER, CONTACT, SIDE, Demand, form_for, narrowed

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

    What cases say of cases and steps is shifted to positions among all as a batch is added; what steps
    say of these stays as it is within the batch.
    """

    def __init__(self, *, with_chances: bool) -> None:
        self.with_chances = with_chances
        self.cases = self.steps = 0
        self.tables: list[Demand] = []
        self.terms: list[Ints] = []
        self.chances: list[Chances] = []
        self.kept: list[Flags] = []

    def add(
        self,
        batch: Demand,
        *,
        joins: Ints,
        terms: Ints,
        chances: Chances | None = None,
        after: Ints | None = None,
        kept: Flags | None = None,
    ) -> None:
        """Take a batch in.

        Parameters
        ----------
        joins
            The client who joins at each step, as a position among all.
        terms
            The first minute at which each case can come.
        chances
            What paths followed from, if that is kept.
        after
            The cases after which its first cases come, as positions among all.
        kept
            The cases that are not left out, if not all are. Whatever hails from one that is left out is, too.
        """
        told: dict[str, Any] = {"joins": joins}
        for name, by in (("after", self.cases), ("after_step", self.steps), ("reroute", self.steps)):
            column = getattr(batch, name)
            told[name] = np.where(column >= 0, column + by, column)
        if after is not None:
            told["after"] = np.concatenate((after, told["after"][len(after) :]))
        self.tables.append(replace(batch, **told))
        self.terms.append(terms)
        if self.with_chances and chances is not None:
            self.chances.append(chances)
        self.kept.append(kept if kept is not None else np.ones(batch.cases, dtype=np.bool_))
        self.cases += batch.cases
        self.steps += batch.steps

    def cases_together(self) -> dict[str, Ints]:
        """The columns of all cases in their forms, in the order in which they were added."""
        return {name: self._together(name) for name in OF_CASES}

    def first_steps(self) -> Ints:
        """Position of each case's first step among all, in the order in which they were added."""
        lengths = np.concatenate([np.diff(table.first) for table in self.tables])
        before: Ints = np.cumsum(lengths) - lengths
        return before

    def joining(self) -> tuple[Ints, Ints]:
        """The clients who join at steps, and the case of each."""
        clients, cases, before = [], [], 0
        for table in self.tables:
            steps = np.flatnonzero(table.joins >= 0)
            clients.append(table.joins[steps])
            cases.append(before + np.searchsorted(table.first, steps, side="right") - 1)
            before += table.cases
        return np.concatenate(clients), np.concatenate(cases)

    def steps_placed(self, order: Ints, place: Ints, place_of_client: Ints) -> tuple[dict[str, Ints], Ints]:
        """The columns of all steps when the cases stand in another order, and the first step of each case.

        Parameters
        ----------
        order, place
            The cases in their order, and the place of each, -1 for those left out.
        place_of_client
            The place of each client, and -1 for none.
        """
        lengths = np.concatenate([np.diff(table.first) for table in self.tables])
        first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths[order])])
        # Where positions become others, how many there are.
        below = {"awaits": len(place), "joins": len(place_of_client)} | dict.fromkeys(TO_STEPS, int(first[-1]))
        moves = self._moves(place, first)
        placed = {name: self._placed(name, moves, int(first[-1]), below.get(name, 0)) for name in OF_STEPS}
        joining, awaiting = (np.flatnonzero(placed[name] >= 0) for name in ("joins", "awaits"))
        placed["joins"][joining] = place_of_client[placed["joins"][joining]]
        case = order[np.searchsorted(first, awaiting, side="right") - 1]
        placed["awaits"][awaiting] = place[placed["awaits"][awaiting] + self._cases_before(case)]
        return placed, first

    def chances_placed(self, order: Ints, place: Ints, first: Ints) -> Chances:
        """The same for what paths followed from; ``first`` are the first steps in that order."""
        moves = self._moves(place, first)

        def placed(name: str) -> Any:
            parts = [getattr(chances, name) for chances in self.chances]
            column = np.empty(first[-1], dtype=np.result_type(*parts))
            for part, (start, to) in zip(parts, moves, strict=True):
                move(part.astype(column.dtype, copy=False), start, to, column)
            return column

        entered = np.concatenate([chances.entered for chances in self.chances])[order]
        return Chances(entered, placed("size_row"), placed("u"), placed("route_u"))

    def _moves(self, place: Ints, first: Ints) -> list[tuple[Ints, Ints]]:
        """Of each batch, which steps go where; see :func:`sim.demand.moving.runs`."""
        to = np.split(np.where(place >= 0, first[place], -1), np.cumsum([table.cases for table in self.tables])[:-1])
        return [runs(table.first, goes_to) for table, goes_to in zip(self.tables, to, strict=True)]

    def _placed(self, name: str, moves: list[tuple[Ints, Ints]], steps: int, below: int) -> Ints:
        """A column of all steps in its form, the cases being at their places; for ``below`` see :func:`form_for`."""
        parts = [getattr(table, name) for table in self.tables]
        placed = np.empty(steps, dtype=form_for(name, parts, below))
        # A step speaks of steps of its own case only.
        put = move_positions if name in TO_STEPS else move
        for part, (first, to) in zip(parts, moves, strict=True):
            put(part.astype(placed.dtype, copy=False), first, to, placed)
        return placed

    def _together(self, name: str) -> Ints:
        """A column of all cases in its form, in the order in which they were added; see :func:`form_for`."""
        parts = [getattr(table, name) for table in self.tables]
        return np.concatenate(parts, dtype=form_for(name, parts), casting="unsafe")

    def _cases_before(self, case: Ints) -> Ints:
        """How many cases there are in the batches before those of some cases. Shape as ``case``."""
        ends = np.cumsum([0, *(table.cases for table in self.tables)])
        before: Ints = ends[np.searchsorted(ends, case, side="right") - 1]
        return before


def in_order(batches: Batches, clients: dict[str, Any]) -> tuple[Demand, Ints, Chances | None]:
    """All cases in the order of the demand tables, and the clients who join in that of the cases they join by.

    Cases that come by themselves are in order of (received, stream, strip, number). After them stand
    those that they bring about, generation after generation, in order of (parent, origin, step,
    episode), then those of clients in order of (client, origin, stream, episode) with what these bring about.

    Parameters
    ----------
    clients
        The columns of clients, in the order in which they were found.

    Returns
    -------
    The tables, the first minute at which each case can come, shape [cases], and what paths followed from, if kept.
    """
    cases, kept = batches.cases_together(), np.concatenate(batches.kept)
    place = np.full(batches.cases, -1, dtype=np.int64)
    comes = np.flatnonzero(kept & (cases["origin"] == CONTACT))
    order = [comes[np.lexsort([cases[name][comes] for name in ("number", "strip", "stream", "received")])]]
    place[order[0]] = np.arange(len(comes))
    order += _generations(cases, place)
    client_order = _clients_in_order(batches, clients, place)
    place_of_client = inverse(client_order, len(client_order))
    cases["client"] = place_of_client[cases["client"]]
    made = np.flatnonzero(kept & (place < 0))
    made = made[cases["after"][made] < 0]
    order.append(made[np.lexsort([cases[name][made] for name in ("episode", "stream", "origin", "client")])])
    place[order[-1]] = int(place.max(initial=-1)) + 1 + np.arange(len(made))
    order += _generations(cases, place)
    whole = np.concatenate(order)
    told: dict[str, Any] = {name: column.take(whole) for name, column in cases.items()}
    steps, first = batches.steps_placed(whole, place, place_of_client)
    # Steps of another case move with that; those of the own case with it.
    moved = first[place] - batches.first_steps()
    told["after_step"] = np.where(told["after_step"] >= 0, told["after_step"] + moved[told["after"]], -1)
    told["reroute"] = np.where(told["reroute"] >= 0, told["reroute"] + moved[whole], -1)
    told["after"] = np.where(told["after"] >= 0, place[told["after"]], told["after"])
    told |= steps | {name: column[client_order] for name, column in clients.items()}
    told["episode"] = _episodes(told)
    told |= {name: narrowed(name, told[name]) for name in (*OF_CASES, *OF_CLIENTS)}
    chances = batches.chances_placed(whole, place, first) if batches.with_chances else None
    return Demand(first=first, **told), np.concatenate(batches.terms)[whole], chances


def _generations(cases: dict[str, Ints], place: Ints) -> Iterable[Ints]:
    """Those that follow from placed cases, placed after all, generation by generation."""
    after = cases["after"]
    waiting = np.flatnonzero((place < 0) & (after >= 0))
    while len(ready := waiting[place[after[waiting]] >= 0]):
        keys = cases["episode"][ready], cases["after_step"][ready], cases["origin"][ready], place[after[ready]]
        ready = ready[np.lexsort(keys)]
        place[ready] = int(place.max()) + 1 + np.arange(len(ready))
        yield ready
        waiting = waiting[place[waiting] < 0]


def _clients_in_order(batches: Batches, clients: dict[str, Any], place: Ints) -> Ints:
    """Clients of day one as they are, then the others by the first case that may make them so."""
    by = np.where(clients["client_here"], -1, batches.cases)
    joining, case = batches.joining()
    stays = place[case] >= 0
    np.minimum.at(by, joining[stays], place[case[stays]])
    return np.lexsort((clients["client_kind"], by))


def _episodes(cases: dict[str, Ints]) -> Ints:
    """Of side work and chasers, which stand in order of their parent and origin, counted within these; others' own."""
    origin, after, episode = cases["origin"], cases["after"], cases["episode"].copy()
    here = np.flatnonzero((origin == SIDE) | (origin == CHASER))
    new = (np.diff(after[here], prepend=-1) != 0) | (np.diff(origin[here], prepend=-1) != 0)
    heads = np.flatnonzero(new)
    episode[here] = np.arange(len(here)) - np.repeat(heads, np.diff(heads, append=len(here)))
    return episode


def inverse(order: Ints, size: int) -> Ints:
    """The new position of each of ``size`` old ones; -1 for those left out, and for position -1."""
    place = np.full(size + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return place
