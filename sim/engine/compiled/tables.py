"""The tables of a run, made of the network, the demand and the workforce, with room for what it writes down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.tables import Demand
from sim.engine.compiled import making
from sim.engine.compiled.agenda import LANES
from sim.engine.compiled.given import Given
from sim.engine.compiled.standing import tables_of_service, tables_of_staff
from sim.engine.compiled.state import (
    ACTIVITY_BITS,
    CASE_BITS,
    FAR,
    HORIZON_BITS,
    NONE,
    PAIR_BITS,
    PREFERENCE_BITS,
    READY_ZERO,
    TABLES,
    WORKER_BITS,
    WORLD,
)
from sim.engine.network import Network
from sim.engine.rules import FIRST_GATE, PLACES
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, NEVER
from sim.workforce.tables import Workforce

Table = NDArray[np.void]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Room:
    """Rows to have ready for what a run writes down, and for calls that are still to come."""

    visits: int
    allocations: int
    escalations: int
    events: int
    frames: int

    @classmethod
    def for_(cls, demand: Demand, workforce: Workforce) -> "Room":
        """Enough for nearly all services; memory is taken only as rows are written."""
        cases, steps, clients = demand.cases, demand.steps, demand.clients
        return cls(
            visits=2 * steps + 1_000,
            allocations=cases + 1_000,
            escalations=cases // 4 + 1_000,
            events=2 * cases + 4 * clients + len(workforce.absence_from) + 4 * workforce.workers + 1_000,
            frames=cases + 1_000,
        )

    def doubled(self) -> "Room":
        """Twice as much of all."""
        return Room(*(2 * rows for rows in (self.visits, self.allocations, self.escalations, self.events, self.frames)))


def make_tables(
    network: Network, demand: Demand, given: Given, workforce: Workforce, horizon: int, room: Room
) -> dict[str, Table]:
    """All tables of a run by name, as they stand before its first minute; ``world`` is the table of the world.

    Raises
    ------
    OverflowError
        If something is too large for its field.
    """
    _check_widths(network, demand, workforce, horizon)
    fixed = "steps", "extras", "children", "arrivals", "mine"
    found: dict[str, Table] = {name: getattr(given, name) for name in fixed}
    found["givens"] = given.cases
    found["clients"] = _clients(network, demand, given)
    found |= tables_of_service(network.pathway)
    found |= tables_of_staff(workforce)
    found |= _lists(network, found["workers"], network.pathway.leaving_notice)
    found["minutes"] = making.filled("minutes", MINUTES_PER_DAY, first=NONE)
    found["busy_until"] = making.blank("busy_until", MINUTES_PER_DAY // MINUTES_PER_HOUR)
    days = horizon // MINUTES_PER_DAY + 1
    found["calls_to_come"] = making.blank("calls_to_come", days)
    found["lanes_to_come"] = making.filled("lanes_to_come", LANES * days, first=NONE)
    busy = demand.cases + workforce.workers + len(network.lists) + 1
    for name, rows in {
        "events": room.events, "due": room.events, "looked_at": room.events,
        "ended": room.frames, "frames": room.frames, "pairs": busy,
        "seeking": demand.cases, "changed_workers": workforce.workers, "changed_lists": len(network.lists),
        "changed_allocations": len(network.lists), "visits": room.visits, "visited": room.visits,
        "allocations": room.allocations, "escalations": room.escalations, "cases": demand.cases, "nodes": demand.cases,
        "ends": 3 * demand.cases,
    }.items():  # fmt: skip
        found[name] = making.empty(name, rows)
    assert found.keys() == TABLES.keys(), found.keys() ^ TABLES.keys()
    found["world"] = _world(network, demand, workforce, horizon, room, found)
    return found


def _check_widths(network: Network, demand: Demand, workforce: Workforce, horizon: int) -> None:
    """Raise OverflowError if a packed field is too narrow."""
    latest = max(network.pathway.due.values(), default=0) if network.pathway.due is not None else 0
    known = demand.begins[demand.begins < NEVER]
    contact = demand.received[demand.received < NEVER]
    earliest = -min(0, int(known.min(initial=0)), int(contact.min(initial=0)))
    groups = max((len(groups) for groups in network.lists), default=0)
    fits = {
        "activities": len(network.pathway.kind) < 2**ACTIVITY_BITS,
        "pairs of a skill list and a team": len(network.asked.pairs) < 2**PAIR_BITS,
        "minutes": horizon < 2**HORIZON_BITS,
        "minutes before day one": earliest < READY_ZERO,
        "days until work is due": horizon + latest < READY_ZERO,
        "cases": demand.cases < 2**CASE_BITS,
        "groups of workers in order of preference": groups < 2**PREFERENCE_BITS,
        "workers": workforce.workers < 2**WORKER_BITS,
        "gates": FIRST_GATE + len(network.pathway.gates) < PLACES,
    }
    wide = [what for what, holds in fits.items() if not holds]
    if wide:
        raise OverflowError(f"too many {', '.join(wide)}")


def _lists(network: Network, workers: Table, leaving_notice: int) -> dict[str, Table]:
    """Lists with the workers that serve them; and, in the rows of workers, the lists that each serves."""
    groups = [group for each in network.lists for group in each]
    number_of = np.array([len(each) for each in network.lists], dtype=np.int64)
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    groups_to, members_to = np.cumsum(number_of), np.cumsum(sizes)
    groups_from = groups_to - number_of
    members = np.array([worker for group in groups for worker in group], dtype=np.int64)
    group = np.repeat(np.arange(len(groups)), sizes)
    served = np.repeat(np.arange(len(network.lists)), number_of)[group]
    links = making.empty("links", 0)
    for name, wanted in (("lists", network.shared), ("for_allocation", network.for_allocation)):
        mine = np.flatnonzero(np.array(wanted, dtype=np.bool_)[served])
        mine = mine[members[mine].argsort(kind="stable")]
        number_served = np.bincount(members[mine], minlength=len(workers))
        to = len(links) + np.cumsum(number_served)
        workers[f"{name}_from"], workers[f"{name}_to"] = to - number_served, to
        more = making.filled("links", len(mine), list=served[mine], preference=(group - groups_from[served])[mine])
        links = np.concatenate([links, more])
    to = workers["employed_to"]
    workers["last_intake"] = np.where(to < FAR, to - leaving_notice, FAR)
    return {
        "lists": making.filled(
            "lists", len(network.lists), queue=NONE, allocation_queue=NONE, groups_to=groups_to,
            groups_from=groups_from,
        ),
        "groups": making.filled("groups", len(groups), members_to=members_to, members_from=members_to - sizes),
        "members": making.numbers(members),
        "links": links,
        "list_of_pair": making.numbers(network.list_of_pair),
    }  # fmt: skip


def _clients(network: Network, demand: Demand, given: Given) -> Table:
    interval = np.array(network.pathway.review_after, dtype=np.int64)[demand.client_kind]
    found = making.filled(
        "clients", demand.clients, joined=FAR, interval=making.near(interval), tenure=making.near(demand.client_tenure),
        first_open=NONE,
    )  # fmt: skip
    given.reviews.put(found, "reviews")
    given.changes.put(found, "changes")
    return found


def _world(
    network: Network, demand: Demand, workforce: Workforce, horizon: int, room: Room, tables: dict[str, Table]
) -> Table:
    world, pathway = np.zeros(1, dtype=WORLD), network.pathway
    given = {name: table.ctypes.data for name, table in tables.items()} | {
        "visit_room": room.visits, "allocation_room": room.allocations, "escalation_room": room.escalations,
        "horizon": horizon, "case_count": demand.cases, "worker_count": workforce.workers,
        "list_count": len(network.lists), "gate_count": len(pathway.gates), "client_count": demand.clients,
        "free_event": NONE, "event_room": room.events, "frame_room": room.frames, "asking": NONE,
        "arrival_count": len(tables["arrivals"]), "opening_count": len(tables["openings"]),
        "by_due_date": pathway.due is not None, "oldest_first": pathway.oldest_first,
        "place_limits": pathway.place_limits, "handback_priority": pathway.handback_priority,
        "reread": pathway.reread, "priority_count": 1 + max(pathway.priorities),
        "work_types": len(pathway.escalates_at[0]),
    }  # fmt: skip
    for field, value in given.items():
        world[field] = value
    return world
