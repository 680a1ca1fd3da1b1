"""Cases put together: identity, path, sizes and priority of a batch of people, as demand tables."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import Choices, Draws, Flags
from sim.demand.effort import deferrals, delays, efforts
from sim.demand.itinerary import Paths, Starts
from sim.demand.pathways import Pathways
from sim.demand.tables import Demand
from sim.units import NEVER

Ints = NDArray[np.int64]

OF_STEPS = (
    "activity", "onward", "otherwise", "fork", "skill_list", "team", "effort", "delay", "deferrals", "second_list",
    "second_effort", "awaits", "step_patience", "step_expiry", "joins",
)  # fmt: skip
OF_CLIENTS = ("client_kind", "client_here", "client_tenure")
OF_CASES = tuple(item.name for item in fields(Demand) if item.name not in (*OF_STEPS, *OF_CLIENTS, "first"))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the cases are and when they came. Shapes [cases]; ``received`` and ``begins`` in minutes."""

    strip: Ints
    number: Ints
    received: Ints
    begins: Ints


def draw_priorities(draws: Draws, starts: Starts, row: Ints, priorities: Choices) -> Ints:
    """The priority of each case, from one uniform and its row of shares. Shape [cases]."""
    varies: Flags = priorities.open[row]
    return priorities.pick(row, starts.people.draw(draws, "priority", varies))


def assemble(pathways: Pathways, starts: Starts, identity: Identity, paths: Paths, priority: Ints) -> Demand:
    """The demand tables of a batch of cases, in the order given."""
    nobody = np.full(len(priority), -1, dtype=np.int64)
    nothing = np.zeros(len(priority), dtype=np.int64)
    steps = len(paths.case)
    nowhere = np.full(steps, -1, dtype=np.int64)
    onward = np.arange(1, steps + 1, dtype=np.int64)
    onward[paths.first[1:] - 1] = -1
    return Demand(
        episode=nothing,
        origin=nothing,
        after=nobody,
        after_step=nobody,
        gap=nothing,
        client=nobody,
        ends=np.full(len(priority), NEVER, dtype=np.int64),
        patience=np.full(len(priority), NEVER, dtype=np.int64),
        expiry=nothing,
        reroute=nobody,
        onward=onward,
        otherwise=nowhere,
        fork=nowhere,
        second_list=nowhere,
        second_effort=np.zeros(steps, dtype=np.int64),
        awaits=nowhere,
        step_patience=np.full(steps, NEVER, dtype=np.int64),
        step_expiry=np.zeros(steps, dtype=np.int64),
        joins=nowhere,
        client_kind=np.zeros(0, dtype=np.int64),
        client_here=np.zeros(0, dtype=np.bool_),
        client_tenure=np.zeros(0, dtype=np.int64),
        stream=starts.stream,
        strip=identity.strip,
        number=identity.number,
        received=identity.received,
        begins=identity.begins,
        priority=priority,
        work_type=paths.work_type,
        holder_list=nobody,
        holder_team=nobody,
        first=paths.first,
        activity=paths.activity,
        skill_list=paths.skill_list,
        team=paths.team,
        effort=efforts(pathways, paths, starts.epoch),
        delay=delays(pathways, paths, starts.epoch, priority),
        deferrals=deferrals(pathways, paths, starts.epoch),
    )


def join(batches: list[Demand]) -> Demand:
    """Batches as one, in order of (received, stream, strip, number)."""
    columns = {name: np.concatenate([getattr(batch, name) for batch in batches]) for name in (*OF_CASES, *OF_STEPS)}
    lengths = np.concatenate([np.diff(batch.first) for batch in batches])
    order = np.lexsort([columns[name] for name in ("number", "strip", "stream", "received")])
    ends = np.cumsum(lengths)
    first, steps = _gather((ends - lengths)[order], lengths[order])
    moved = {name: columns[name][steps] for name in OF_STEPS}
    moved["onward"] = _to_the_next(first)
    return Demand(
        first=first,
        **{name: columns[name][order] for name in OF_CASES},
        **moved,
        **{name: np.concatenate([getattr(batch, name) for batch in batches]) for name in OF_CLIENTS},
    )


def cut(demand: Demand, start: Ints) -> Demand:
    """Each case's path from one of its steps on; ``start`` counts steps of all cases, shape [cases]."""
    first, steps = _gather(start, demand.first[1:] - start)
    moved = {name: getattr(demand, name)[steps] for name in OF_STEPS}
    moved["onward"] = _to_the_next(first)
    return Demand(
        first=first,
        **{name: getattr(demand, name) for name in OF_CASES},
        **moved,
        **{name: getattr(demand, name) for name in OF_CLIENTS},
    )


def _to_the_next(first: Ints) -> Ints:
    onward = np.arange(1, int(first[-1]) + 1, dtype=np.int64)
    onward[first[1:][np.diff(first) > 0] - 1] = -1
    return onward


def _gather(start: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """First positions and old step numbers when each case keeps ``lengths`` steps from ``start``."""
    first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    steps = np.arange(first[-1], dtype=np.int64) + np.repeat(start - first[:-1], lengths)
    return first, steps
