"""The columns of batches of cases when each case has its place."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.batches import OF_CASES, OF_STEPS, TO_STEPS, Batches
from sim.demand.draws import People, people_together
from sim.demand.moving import move, move_positions, runs
from sim.demand.paths import Chances
from sim.demand.tables import form_for, narrowed

Ints = NDArray[np.int64]

_Moves = Sequence[tuple[Ints, Ints]]
"""Of each batch, what goes where; see :func:`sim.demand.moving.runs`."""
_WHOLE = np.dtype(np.int64)


class Placed:
    """All cases at their places.

    Parameters
    ----------
    place, place_of_client
        The place of each, -1 for those left out; the last stands for none. Shapes [cases + 1], [clients + 1].
    cases
        How many have a place.

    Attributes
    ----------
    first
        As in the demand tables.
    """

    def __init__(self, batches: Batches, place: Ints, place_of_client: Ints, cases: int) -> None:
        self._batches, self._place, self._place_of_client, self._cases = batches, place, place_of_client, cases
        tables = batches.tables
        self._ends = np.cumsum([table.cases for table in tables])[:-1]
        goes = place[:-1].copy()
        goes[batches.anew], goes[batches.stands_for] = goes[batches.stands_for], -1
        self._of_cases = [runs(np.arange(len(to) + 1), to) for to in np.split(goes, self._ends)]
        lengths = self._of_each([np.diff(table.first) for table in tables], _WHOLE)
        self.first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        self._of_steps = [
            (table.first[first], np.where(to >= 0, self.first[to], -1))
            for table, (first, to) in zip(tables, self._of_cases, strict=True)
        ]
        before = accumulate((table.steps for table in tables), initial=0)
        were = [table.first[:-1] + steps for table, steps in zip(tables, before, strict=False)]
        self._by = self.first[:-1] - self._of_each(were, _WHOLE)

    def cases(self) -> dict[str, Ints]:
        """The columns of cases."""
        below = dict.fromkeys(TO_STEPS, int(self.first[-1]))
        told = {}
        for name in OF_CASES:
            parts = self._parts(name)
            told[name] = self._of_each(parts, form_for(name, parts, below.get(name, 0)))
        told["after"], told["client"] = self._place[told["after"]], self._place_of_client[told["client"]]
        # Steps of another case move with that; those of the own case with it.
        for name, case in (("after_step", told["after"]), ("reroute", np.arange(self._cases))):
            some = np.flatnonzero(told[name] >= 0)
            told[name][some] += self._by[case[some]]
        return {name: narrowed(name, column) for name, column in told.items()}

    def terms(self) -> Ints:
        """The first minute at which each case can come. Shape [cases]."""
        return self._of_each(self._batches.terms, _WHOLE)

    def steps(self) -> dict[str, Ints]:
        """The columns of steps."""
        # Where positions become others, how many there are.
        below = {"awaits": self._cases, "joins": len(self._place_of_client)}
        below |= dict.fromkeys(TO_STEPS, int(self.first[-1]))
        told = {}
        for name in OF_STEPS:
            parts = self._parts(name)
            # A step speaks of steps of its own case only.
            put = move_positions if name in TO_STEPS else move
            told[name] = self._of_each_step(parts, form_for(name, parts, below.get(name, 0)), put)
        for name, place in (("joins", self._place_of_client), ("awaits", self._place)):
            some = np.flatnonzero(told[name] >= 0)
            told[name][some] = place[told[name][some]]
        return told

    def chances(self) -> Chances:
        """What paths followed from."""
        parts = {item.name: [getattr(part, item.name) for part in self._batches.chances] for item in fields(Chances)}
        entered = self._of_each(parts.pop("entered"), _WHOLE)
        told = {name: self._of_each_step(columns, np.result_type(*columns)) for name, columns in parts.items()}
        return Chances(entered, **told)

    def people(self) -> People:
        """Whose chances they were. Shape [cases]."""
        of_all = people_together(self._batches.people)
        columns = (np.split(column, self._ends) for column in (of_all.group, of_all.number))
        return People(of_all.prefixes, *(self._of_each(parts, _WHOLE) for parts in columns))

    def _parts(self, name: str) -> list[Ints]:
        return [getattr(table, name) for table in self._batches.tables]

    def _of_each(self, parts: Sequence[Ints], form: np.dtype[Any]) -> Ints:
        """Numbers of cases, of each batch, at their places."""
        return _together(parts, self._of_cases, np.empty(self._cases, dtype=form), move)

    def _of_each_step(self, parts: Sequence[Ints], form: np.dtype[Any], put: Callable[..., None] = move) -> Any:
        """Numbers of steps likewise."""
        return _together(parts, self._of_steps, np.empty(self.first[-1], dtype=form), put)


def _together(parts: Sequence[Ints], moves: _Moves, placed: Ints, put: Callable[..., None]) -> Ints:
    """A column of all batches in which the numbers of each batch are put."""
    for part, (first, to) in zip(parts, moves, strict=True):
        put(part.astype(placed.dtype, copy=False), first, to, placed)
    return placed
