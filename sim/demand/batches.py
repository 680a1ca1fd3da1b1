"""Batches of demand tables collected one after another."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import People
from sim.demand.paths import Chances
from sim.demand.tables import Demand

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
"""The columns that hold positions of steps and of cases; what is below nought stands for none."""


class Batches:
    """Batches of cases collected one after another, before they are put in order.

    Positions of cases, and those of steps that cases tell, are shifted to positions among all as a batch is added; what
    steps say of steps stays as it is within the batch.

    Attributes
    ----------
    cases, steps
        How many there are so far.
    known, new_from
        The cases kept of a first batch that is in order already, in that order, and the number of its cases.
    anew, stands_for
        The cases that stand for some of those with paths of their own, and for which: they go where those would, as
        which they are known to all others.
    tables, terms, chances, people
        Of each batch.
    """

    def __init__(self, *, with_chances: bool) -> None:
        self.with_chances = with_chances
        self.cases = self.steps = self.new_from = 0
        self.known: Ints = np.zeros(0, dtype=np.int64)
        self.anew, self.stands_for = self.known, self.known
        self.tables: list[Demand] = []
        self.terms: list[Ints] = []
        self.chances: list[Chances] = []
        self.people: list[People] = []

    def add_known(self, batch: Demand, *, joins: Ints, terms: Ints, kept: Flags) -> None:
        """Take in, before all others, a batch that is in order, of which some cases are left out.

        Whatever hails from a case that is left out is, too. For ``joins`` and ``terms`` see :meth:`add`.
        """
        self.known, self.new_from = np.flatnonzero(kept), batch.cases
        self.add(batch, joins=joins, terms=terms)

    def add_anew(self, batch: Demand, *, joins: Ints, terms: Ints, stands_for: Ints) -> None:
        """Take in cases that stand for known ones, in the known batch's order, and those beside them, which follow.

        What began beside the known ones is to be left out of these. For ``joins`` and ``terms`` see :meth:`add`.
        """
        n, of_known = len(stands_for), self.tables[0]
        self.anew, self.stands_for = np.arange(self.cases, self.cases + n), stands_for
        self.add(batch, joins=joins, terms=terms, after=of_known.after[stands_for])
        after = self.tables[-1].after[n:]
        own = after < self.anew[0] + n
        after[own] = stands_for[after[own] - self.anew[0]]

    def add(
        self,
        batch: Demand,
        *,
        joins: Ints,
        terms: Ints,
        chances: Chances | None = None,
        people: People | None = None,
        after: Ints | None = None,
    ) -> None:
        """Take a batch in.

        Parameters
        ----------
        joins
            The client who joins at each step, as a position among all.
        terms
            The first minute at which each case can come.
        chances, people
            What paths followed from, and whose chances they were, if that is kept.
        after
            The cases after which its first cases come, as positions among all.
        """
        told: dict[str, Any] = {"joins": joins}
        before = {"after": self.cases, "awaits": self.cases, "after_step": self.steps, "reroute": self.steps}
        for name, by in before.items():
            column = getattr(batch, name)
            told[name] = np.where(column >= 0, column + by, column) if by else column
        if after is not None:
            told["after"] = np.concatenate((after, told["after"][len(after) :]))
        self.tables.append(replace(batch, **told))
        self.terms.append(terms)
        if self.with_chances and chances is not None and people is not None:
            self.chances.append(chances)
            self.people.append(people)
        self.cases += batch.cases
        self.steps += batch.steps

    @property
    def new(self) -> Ints:
        """The cases that are neither known nor stand for known ones."""
        return np.delete(np.arange(self.new_from, self.cases), self.anew - self.new_from)

    def column(self, name: str) -> Ints:
        """A column of all cases, in the order in which they were added."""
        return np.concatenate([getattr(table, name) for table in self.tables])

    def joining(self) -> tuple[Ints, Ints]:
        """The clients who join at steps, and the case of each."""
        clients, cases, before = [], [], 0
        for table in self.tables:
            steps = np.flatnonzero(table.joins >= 0)
            clients.append(table.joins[steps])
            cases.append(before + np.searchsorted(table.first, steps, side="right") - 1)
            before += table.cases
        return np.concatenate(clients), np.concatenate(cases)
