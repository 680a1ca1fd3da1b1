"""The tables that the demand alone gives, and no run changes: the same for all services that share it."""

from dataclasses import dataclass
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
    # Steps of a case stand together, so parts by step are by case too.
    sides, chasers = np.flatnonzero(origin == SIDE), np.flatnonzero(origin == CHASER)
    parts = _by(demand.after_step, np.concatenate([sides, chasers]))
    returns = _by(demand.after, np.flatnonzero(origin == RETURN))
    children = np.concatenate([parts, returns])
    steps, extras = _steps(demand, asked_of(demand, own_team), parts)
    come = np.flatnonzero(demand.begins < NEVER)
    reviews, changes = (
        _by(demand.client, mine[np.argsort(demand.episode[mine], kind="stable")][::sign])
        for mine, sign in ((np.flatnonzero(origin == REVIEW), 1), (np.flatnonzero(origin == CHANGE), -1))
    )
    return Given(
        cases=_cases(demand, children, len(parts)),
        steps=steps,
        extras=extras,
        arrivals=making.numbers(come[demand.begins[come].argsort(kind="stable")]),
        children=making.filled("children", len(children), case=children, step=demand.first[children]),
        mine=making.numbers(np.concatenate([reviews, changes])),
        reviews=_ranges(demand.client[reviews], 0),
        changes=_ranges(demand.client[changes], len(reviews)),
        open_cases=np.flatnonzero((demand.client >= 0) & (origin == CONTACT)),
        clients_here=np.flatnonzero(demand.client_here),
    )


_kept = kept_when_asked_again(_given_by)


def _by(owner: Ints, cases: Ints) -> Ints:
    """Cases by owner, those of each in the order in which they are given."""
    return cases[np.argsort(owner[cases], kind="stable")]


def _ranges(owners: Ints, start: int) -> Ranges:
    """Where the cases of each owner stand, from a place on, by the owner of each."""
    begins = np.flatnonzero(np.diff(owners, prepend=-1))
    ends = np.append(begins[1:], len(owners))[: len(begins)]
    return Ranges(owners[begins], start + begins, start + ends)


def _cases(demand: Demand, children: Ints, parts: int) -> Table:
    """What is said of each case, with its children: the first of these are parts, the others returns."""
    cases = making.empty("givens", demand.cases)
    _fill_cases(
        cases, demand.first, demand.priority, demand.client, demand.expiry, demand.ends, demand.patience,
        demand.reroute, demand.stream, demand.work_type, demand.gap, demand.received, demand.begins,
        demand.after[children], parts,
    )  # fmt: skip
    return cases


@kernel
def _fill_cases(
    cases: Any, first: Ints, priority: Ints, client: Ints, expiry: Ints, ends: Ints, patience: Ints, reroute: Ints,
    stream: Ints, work_type: Ints, gap: Ints, contact: Ints, begins: Ints, parents: Ints, parts: int,
) -> None:  # fmt: skip
    """All fields of a row at once, since there are many rows; ``parents`` are those of parts, and then of returns."""
    part, later = 0, parts
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
        case.parts_from = part
        while part < parts and parents[part] == number:
            part += 1
        case.parts_to = part
        case.returns_from = later
        while later < len(parents) and parents[later] == number:
            later += 1
        case.returns_to = later
        case.expiry = expiry[number]


def _steps(demand: Demand, asked: Asked, parts: Ints) -> tuple[Table, Table]:
    """All steps, and what few of them have, such as cases beside them."""
    steps, extras = making.empty("steps", demand.steps), making.empty("extras", demand.steps + 1)
    count = _fill_steps(
        steps, extras, demand.activity, asked.of_step, demand.onward, demand.effort, demand.delay, demand.otherwise,
        demand.second_list, demand.second_effort, demand.awaits, demand.joins, demand.step_patience, demand.deferrals,
        demand.step_expiry, demand.after_step[parts], demand.origin[parts],
    )  # fmt: skip
    extras["second_pair"][steps["extra"][asked.joint]] = asked.of_second
    return steps, extras[:count]


@kernel
def _fill_steps(
    steps: Any, extras: Any, activity: Ints, pair: Ints, onward: Ints, effort: Ints, delay: Ints, otherwise: Ints,
    second_list: Ints, second_effort: Ints, awaits: Ints, joins: Ints, patience: Ints, deferrals: Ints, expiry: Ints,
    beside: Ints, origin: Ints,
) -> int:  # fmt: skip
    """All fields of a row at once, since there are many rows; returns how many have extras, and one.

    ``beside`` is the step of each part, and ``origin`` whether it is side work or a chaser: these come last.
    """
    extra = extras[0]
    extra.otherwise = extra.awaits = extra.joins = NONE
    extra.second_pair = NO_PAIR
    extra.second_effort = extra.patience = extra.deferrals = 0
    extra.beside_from = extra.chasers_from = extra.beside_to = 0
    extra.expiry = STAY
    count, part = 1, 0
    for number in range(len(steps)):
        step = steps[number]
        step.asked = (pair[number] << ACTIVITY_BITS) | activity[number]
        step.onward = onward[number]
        step.minutes = effort[number] + min(delay[number], FAR)  # one of them is nought
        step.extra = 0
        has_parts = part < len(beside) and beside[part] == number
        # All of the four are negative if they lead nowhere.
        leads = (otherwise[number] & awaits[number] & joins[number] & second_list[number]) >= 0
        if leads or has_parts or deferrals[number] > 0 or expiry[number] != STAY:
            step.extra = count
            extra = extras[count]
            extra.otherwise = otherwise[number]
            extra.second_pair = NO_PAIR
            extra.second_effort = second_effort[number]
            extra.awaits = awaits[number]
            extra.joins = joins[number]
            extra.patience = min(patience[number], FAR)
            extra.deferrals = deferrals[number]
            extra.beside_from = extra.chasers_from = part
            while part < len(beside) and beside[part] == number:
                part += 1
                if origin[part - 1] != CHASER:
                    extra.chasers_from = part
            extra.beside_to = part
            extra.expiry = expiry[number]
            count += 1
    return count
