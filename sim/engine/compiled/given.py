"""The tables that the demand alone gives, and no run changes: the same for all services that share it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import CHANGE, CHASER, RETURN, REVIEW, SIDE, Demand
from sim.engine.asked import NO_PAIR, asked_of
from sim.engine.compiled import making
from sim.engine.compiled.state import FAR
from sim.scenario.once import kept_when_asked_again
from sim.units import NEVER

Table = NDArray[np.void]
Ints = NDArray[np.int64]

MOST_STEPS_KEPT = 8_000_000
"""Steps of a demand whose tables are kept at most: in a larger one there is no room for them beside the log."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Rows of a table of numbers that belong to some owners each: to each of these, from one place to another."""

    owners: Ints
    begins: Ints
    ends: Ints

    def put(self, table: Table, name: str) -> None:
        """Write them into the fields ``name_from`` and ``name_to`` of the owners' rows."""
        table[f"{name}_from"][self.owners] = self.begins
        table[f"{name}_to"][self.owners] = self.ends


@dataclass(frozen=True, slots=True)
class Given:
    """What a demand gives.

    Attributes
    ----------
    steps
        The table of steps.
    arrivals
        Cases that come by themselves, in order.
    children
        Cases that begin or end with another, or follow it: one table of numbers for all of their parents.
    parts, returns
        Where those of each case stand in it.
    mine
        Cases of clients: one table of numbers for all.
    reviews, changes
        Where those of each client stand in it: reviews in order, and changes of need, the last episode first.
    """

    steps: Table
    arrivals: Table
    children: Table
    parts: Ranges
    returns: Ranges
    mine: Table
    reviews: Ranges
    changes: Ranges


def given_by(demand: Demand) -> Given:
    """What a demand gives, as it was made before if it is kept."""
    return _kept(demand) if demand.steps <= MOST_STEPS_KEPT else _given_by(demand)


def _given_by(demand: Demand) -> Given:
    origin = demand.origin
    family, own = _Numbers(), _Numbers()
    parts = np.flatnonzero((origin == SIDE) | (origin == CHASER))
    chasers = parts[origin[parts] == CHASER]
    steps = _steps(demand)
    family.by(parts, demand.after_step).put(steps, "beside")
    family.by(chasers, demand.after_step).put(steps, "chasers")
    come = np.flatnonzero(demand.begins < NEVER)
    orders = {}
    for name, which, sign in (("reviews", REVIEW, 1), ("changes", CHANGE, -1)):
        mine = np.flatnonzero(origin == which)
        orders[name] = own.by(mine[np.argsort(demand.episode[mine], kind="stable")][::sign], demand.client)
    return Given(
        steps=steps,
        arrivals=making.numbers(come[demand.begins[come].argsort(kind="stable")]),
        parts=family.by(parts, demand.after),
        returns=family.by(np.flatnonzero(origin == RETURN), demand.after),
        children=family.table(),
        mine=own.table(),
        **orders,
    )


_kept = kept_when_asked_again(_given_by)


class _Numbers:
    """Cases by owner, put behind one another."""

    def __init__(self) -> None:
        self._rows: list[Ints] = []
        self._size = 0

    def by(self, cases: Ints, owner: Ints) -> Ranges:
        """Add cases by owner, those of each in the order in which they are given; where they stand."""
        owners = owner[cases]
        order = np.argsort(owners, kind="stable")
        owners = owners[order]
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        ends = np.append(begins[1:], len(owners))[: len(begins)]
        size = self._size
        self._rows.append(cases[order])
        self._size += len(cases)
        return Ranges(owners[begins], size + begins, size + ends)

    def table(self) -> Table:
        """The cases, owner by owner."""
        return making.numbers(np.concatenate(self._rows))


def _steps(demand: Demand) -> Table:
    asked = asked_of(demand)
    found = making.empty("steps", demand.steps)
    _fill_steps(
        found, demand.activity, demand.onward, demand.effort, asked.of_step, demand.delay, demand.otherwise,
        demand.second_effort, demand.awaits, demand.joins, demand.deferrals, demand.step_patience, demand.step_expiry,
    )  # fmt: skip
    found["second_pair"][asked.joint] = asked.of_second
    return found


@kernel
def _fill_steps(
    table: Any, activity: Ints, onward: Ints, effort: Ints, pair: Ints, delay: Ints, otherwise: Ints,
    second_effort: Ints, awaits: Ints, joins: Ints, deferrals: Ints, patience: Ints, expiry: Ints,
) -> None:  # fmt: skip
    """All fields of a row at once, since there are many rows."""
    for number in range(len(table)):
        step = table[number]
        step.activity = activity[number]
        step.onward = onward[number]
        step.effort = effort[number]
        step.pair = pair[number]
        step.delay = min(delay[number], FAR)
        step.otherwise = otherwise[number]
        step.second_pair = NO_PAIR
        step.second_effort = second_effort[number]
        step.awaits = awaits[number]
        step.joins = joins[number]
        step.deferrals = deferrals[number]
        step.patience = min(patience[number], FAR)
        step.expiry = expiry[number]
        step.beside_from = 0
        step.beside_to = 0
        step.chasers_from = 0
        step.chasers_to = 0
