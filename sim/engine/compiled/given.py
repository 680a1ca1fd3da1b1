"""The tables that the demand alone gives, and no run changes: the same for all services that share it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import CHANGE, CHASER, CONTACT, RETURN, REVIEW, SIDE, STAY, Demand
from sim.engine.asked import NO_PAIR, Asked, asked_of
from sim.engine.compiled import making
from sim.engine.compiled.state import ACTIVITY_BITS, FAR, NONE
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
    cases
        The table of what is said of each case.
    steps, extras
        The tables of steps, and of what few of them have.
    arrivals
        Cases that come by themselves, in order.
    children
        Cases that begin or end with another, or follow it, each at its first step: one table for all of their parents.
    mine
        Cases of clients: one table of numbers for all.
    reviews, changes
        Where those of each client stand in it: reviews in order, and changes of need, the last episode first.
    open_cases
        Cases of day one whose people are in support.
    clients_here
        Clients who are in support on day one.
    """

    cases: Table
    steps: Table
    extras: Table
    arrivals: Table
    children: Table
    mine: Table
    reviews: Ranges
    changes: Ranges
    open_cases: Ints
    clients_here: Ints


def given_by(demand: Demand, own_team: tuple[bool, ...]) -> Given:
    """What a demand gives, as it was made before if it is kept; ``own_team`` as for :func:`asked_of`."""
    return _kept(demand, own_team) if demand.steps <= MOST_STEPS_KEPT else _given_by(demand, own_team)


def _given_by(demand: Demand, own_team: tuple[bool, ...]) -> Given:
    origin = demand.origin
    family, own = _Numbers(), _Numbers()
    parts = np.flatnonzero((origin == SIDE) | (origin == CHASER))
    chasers = parts[origin[parts] == CHASER]
    beside, ending = family.by(parts, demand.after_step), family.by(chasers, demand.after_step)
    steps, extras = _steps(demand, asked_of(demand, own_team), beside.owners)
    for name, those in (("beside", beside), ("chasers", ending)):
        replace(those, owners=steps["extra"][those.owners]).put(extras, name)
    cases = _cases(demand)
    family.by(parts, demand.after).put(cases, "parts")
    family.by(np.flatnonzero(origin == RETURN), demand.after).put(cases, "returns")
    come = np.flatnonzero(demand.begins < NEVER)
    orders = {}
    for name, which, sign in (("reviews", REVIEW, 1), ("changes", CHANGE, -1)):
        mine = np.flatnonzero(origin == which)
        orders[name] = own.by(mine[np.argsort(demand.episode[mine], kind="stable")][::sign], demand.client)
    children = family.all()
    children = family.all()
    return Given(
        cases=cases,
        steps=steps,
        extras=extras,
        arrivals=making.numbers(come[demand.begins[come].argsort(kind="stable")]),
        children=making.filled("children", len(children), case=children, step=demand.first[children]),
        mine=making.numbers(own.all()),
        open_cases=np.flatnonzero((demand.client >= 0) & (origin == CONTACT)),
        clients_here=np.flatnonzero(demand.client_here),
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

    def all(self) -> Ints:
        """The cases, owner by owner."""
        return np.concatenate(self._rows)


def _cases(demand: Demand) -> Table:
    """What is said of each case, but for those that belong to it."""
    cases = making.empty("givens", demand.cases)
    _fill_cases(
        cases, demand.first, demand.priority, demand.client, demand.expiry, demand.ends, demand.patience,
        demand.reroute, demand.stream, demand.work_type, demand.gap, demand.received, demand.begins,
    )  # fmt: skip
    return cases


@kernel
def _fill_cases(
    cases: Any, first: Ints, priority: Ints, client: Ints, expiry: Ints, ends: Ints, patience: Ints,
    reroute: Ints, stream: Ints, work_type: Ints, gap: Ints, contact: Ints, begins: Ints,
) -> None:  # fmt: skip
    """All fields of a row at once, since there are many rows."""
    for number in range(len(cases)):
        case = cases[number]
        case.first = first[number]
        case.priority = priority[number]
        case.client = client[number]
        case.ends = min(ends[number], FAR)
        case.patience = min(patience[number], FAR)
        case.reroute = reroute[number]
        case.stream = stream[number] + 1
        case.work_type = work_type[number] + 1
        case.gap = min(gap[number], FAR)
        case.contact = min(contact[number], FAR)
        case.begins = min(begins[number], FAR)
        case.parts_from = case.parts_to = case.returns_from = case.returns_to = 0
        case.expiry = expiry[number]


def _steps(demand: Demand, asked: Asked, parents: Ints) -> tuple[Table, Table]:
    """All steps, and what few of them have; among these are those that other cases belong to."""
    steps, extras = making.empty("steps", demand.steps), making.empty("extras", demand.steps + 1)
    count = _fill_steps(
        steps, extras, demand.activity, asked.of_step, demand.onward, demand.effort, demand.delay, demand.otherwise,
        demand.second_list, demand.second_effort, demand.awaits, demand.joins, demand.step_patience, demand.deferrals,
        demand.step_expiry,
    )  # fmt: skip
    lacking = parents[steps["extra"][parents] == 0]
    steps["extra"][lacking] = np.arange(count, count + len(lacking))
    extras[count : count + len(lacking)] = extras[0]
    extras["second_pair"][steps["extra"][asked.joint]] = asked.of_second
    return steps, extras[: count + len(lacking)]


@kernel
def _fill_steps(
    steps: Any, extras: Any, activity: Ints, pair: Ints, onward: Ints, effort: Ints, delay: Ints, otherwise: Ints,
    second_list: Ints, second_effort: Ints, awaits: Ints, joins: Ints, patience: Ints, deferrals: Ints, expiry: Ints,
) -> int:  # fmt: skip
    """All fields of a row at once, since there are many rows; returns how many have extras, and one."""
    extra = extras[0]
    extra.otherwise = extra.awaits = extra.joins = NONE
    extra.second_pair = NO_PAIR
    extra.second_effort = extra.patience = extra.deferrals = 0
    extra.beside_from = extra.beside_to = extra.chasers_from = extra.chasers_to = 0
    extra.expiry = STAY
    count = 1
    for number in range(len(steps)):
        step = steps[number]
        step.asked = (pair[number] << ACTIVITY_BITS) | activity[number]
        step.onward = onward[number]
        step.minutes = effort[number] + min(delay[number], FAR)  # one of them is nought
        step.extra = 0
        leads = otherwise[number] >= 0 or awaits[number] >= 0 or joins[number] >= 0
        if leads or second_list[number] >= 0 or deferrals[number] > 0 or expiry[number] != STAY:
            step.extra = count
            extra = extras[count]
            extra.otherwise = otherwise[number]
            extra.second_pair = NO_PAIR
            extra.second_effort = second_effort[number]
            extra.awaits = awaits[number]
            extra.joins = joins[number]
            extra.patience = min(patience[number], FAR)
            extra.deferrals = deferrals[number]
            extra.beside_from = extra.beside_to = extra.chasers_from = extra.chasers_to = 0
            extra.expiry = expiry[number]
            count += 1
    return count
