"""Cases put together: identity, path, sizes and priority of a batch of people, as demand tables."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.demand.clocks import Clock, draw_ends, draw_patience, patience_minutes, turning
from sim.demand.draws import Choices, Draws, Flags
from sim.demand.effort import amounts, second_efforts, sized
from sim.demand.follow import follow
from sim.demand.paths import Chances, Paths, chances_of
from sim.demand.pathways import Pathways
from sim.demand.tables import CONTACT, Demand
from sim.demand.walkers import Starts
from sim.units import NEVER

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the cases are and when they came. Shapes [cases].

    ``received`` and ``begins`` in minutes; ``episode``, ``origin``, ``gap`` and ``client`` as in the
    demand tables, and one number where it is the same for all.
    """

    strip: Ints
    number: Ints
    received: Ints
    begins: Ints
    episode: int | Ints = 0
    origin: int | Ints = CONTACT
    gap: int | Ints = 0
    client: int | Ints = -1


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn of the people of a batch beside their paths. Shapes [cases]."""

    priority: Ints
    clock: Clock
    ends: Ints = field(repr=False)


def draw_priorities(draws: Draws, starts: Starts, row: Ints, priorities: Choices) -> Ints:
    """The priority of each case, from one uniform and its row of shares. Shape [cases]."""
    varies: Flags = priorities.open[row]
    return priorities.pick(row, starts.people.draw(draws, "priority", varies))


def draw_cases(pathways: Pathways, draws: Draws, starts: Starts, identity: Identity) -> tuple[Demand, Chances]:
    """The demand tables of a batch of cases that come to the service, in the order given, and their chances."""
    clock = draw_patience(pathways, draws, starts, np.zeros(len(starts.node)))
    paths = follow(pathways, draws, turning(starts, clock))
    row = paths.priority_row[: len(starts.node)]
    priority = draw_priorities(draws, starts, row, pathways.priorities)
    ends = draw_ends(pathways, draws, starts, identity.received)
    return assemble(pathways, starts, identity, paths, Drawn(priority, clock, ends)), chances_of(paths)


def assemble(pathways: Pathways, starts: Starts, identity: Identity, paths: Paths, drawn: Drawn) -> Demand:
    """The demand tables of a batch of cases, in the order given; the cases beside them follow.

    These have the stream and priority of the case that they hail from, and begin when it says.
    """
    n, root = len(starts.node), paths.root
    beside = len(root) - n

    def own(values: int | Ints, other: int) -> Ints:
        """A column of the batch's own cases, with another number for those beside them."""
        return np.concatenate((np.broadcast_to(np.asarray(values, dtype=np.int64), n), np.full(beside, other)))

    priority = drawn.priority[root]
    return Demand(
        stream=starts.stream[root],
        strip=identity.strip[root],
        number=identity.number[root],
        episode=own(identity.episode, 0),
        origin=np.concatenate((own(identity.origin, 0)[:n], paths.origin[n:])),
        received=own(identity.received, NEVER),
        begins=own(identity.begins, NEVER),
        after=paths.after,
        after_step=paths.after_step,
        gap=own(identity.gap, 0),
        client=own(identity.client, -1),
        priority=priority,
        work_type=paths.work_type,
        holder_list=np.full(len(root), -1, dtype=np.int64),
        holder_team=np.full(len(root), -1, dtype=np.int64),
        ends=own(drawn.ends, NEVER),
        patience=own(drawn.clock.minutes, NEVER),
        expiry=own(drawn.clock.expiry, 0),
        reroute=paths.reroute,
        first=paths.first,
        activity=paths.activity,
        onward=paths.onward,
        otherwise=paths.otherwise,
        fork=paths.fork,
        skill_list=paths.skill_list,
        team=paths.team,
        **amounts(pathways, sized(paths), priority),
        **_beyond(pathways, paths),
        client_kind=np.zeros(0, dtype=np.int64),
        client_here=np.zeros(0, dtype=np.bool_),
        client_tenure=np.zeros(0, dtype=np.int64),
    )


def _beyond(pathways: Pathways, paths: Paths) -> dict[str, Ints]:
    """The columns of steps that few services need in full. ``joins`` is the kind of client as yet."""
    beyond, n = paths.beyond, len(paths.case)
    if beyond is None:
        nowhere, nothing = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
        never = np.full(n, NEVER, dtype=np.int64)
        return {
            "second_list": nowhere, "second_effort": nothing, "awaits": nowhere, "step_patience": never,
            "step_expiry": nothing, "joins": nowhere,
        }  # fmt: skip
    step_patience = np.full(n, NEVER, dtype=np.int64)
    none = np.zeros(len(beyond.patient))
    step_patience[beyond.patient] = patience_minutes(pathways.sizes, beyond.patience_days, beyond.patience_u, none)
    return {
        "second_list": beyond.second_list,
        "second_effort": second_efforts(pathways, beyond),
        "awaits": beyond.awaits,
        "step_patience": step_patience,
        "step_expiry": beyond.step_expiry,
        "joins": beyond.joins,
    }
