"""The tables of a run, made of the network, the demand and the workforce, with room for what it writes down."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.demand.tables import Demand
from sim.engine.compiled import making
from sim.engine.compiled.clocks import NOT_THERE
from sim.engine.compiled.given import Given, given_by
from sim.engine.compiled.state import (
    CASE_BITS,
    FAR,
    HORIZON_BITS,
    NONE,
    PREFERENCE_BITS,
    READY_ZERO,
    TABLES,
    WORKER_BITS,
    WORLD,
)
from sim.engine.network import Network
from sim.engine.rules import FIRST_GATE, NOBODY, NOT_COME, PLACES
from sim.eventlog.log import ABSENT
from sim.scenario.pathway import GATE
from sim.units import MINUTES_PER_DAY, NEVER
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


def make_tables(network: Network, demand: Demand, workforce: Workforce, horizon: int, room: Room) -> dict[str, Table]:
    """All tables of a run by name, as they stand before its first minute; ``world`` is the table of the world.

    Raises
    ------
    OverflowError
        If something is too large for its field.
    """
    _check_widths(network, demand, workforce, horizon)
    given = given_by(demand)
    fixed = "steps", "extras", "children", "arrivals", "mine"
    found: dict[str, Table] = {name: getattr(given, name) for name in fixed}
    found["nodes"] = making.filled("nodes", demand.cases, child=NONE, next=NONE, prev=NONE)
    found["cases"] = _cases(network, demand, given)
    found["clients"] = _clients(network, demand, given)
    found |= _activities(network)
    found |= _workers(network, workforce)
    found |= _lists(network)
    found |= _streams(network)
    found["minutes"] = making.filled("minutes", MINUTES_PER_DAY, first=NONE)
    found["days_to_come"] = making.filled("days_to_come", horizon // MINUTES_PER_DAY + 1, first=NONE)
    busy = demand.cases + workforce.workers + len(network.lists) + 1
    for name, rows in {
        "events": room.events, "due": room.events, "ended": room.frames, "frames": room.frames, "pairs": busy,
        "seeking": demand.cases, "changed_workers": workforce.workers, "changed_lists": len(network.lists),
        "changed_allocations": len(network.lists), "visits": room.visits, "allocations": room.allocations,
        "escalations": room.escalations,
    }.items():  # fmt: skip
        found[name] = making.empty(name, rows)
    assert found.keys() == TABLES.keys(), found.keys() ^ TABLES.keys()
    found["world"] = _world(network, demand, workforce, horizon, room, found)
    return found


def _check_widths(network: Network, demand: Demand, workforce: Workforce, horizon: int) -> None:
    """Raise OverflowError if a packed field is too narrow."""
    latest = max(network.due.values(), default=0) if network.due is not None else 0
    known = demand.begins[demand.begins < NEVER]
    contact = demand.received[demand.received < NEVER]
    earliest = -min(0, int(known.min(initial=0)), int(contact.min(initial=0)))
    groups = max((len(groups) for groups in network.lists), default=0)
    fits = {
        "minutes": horizon < 2**HORIZON_BITS,
        "minutes before day one": earliest < READY_ZERO,
        "days until work is due": horizon + latest < READY_ZERO,
        "cases": demand.cases < 2**CASE_BITS,
        "groups of workers in order of preference": groups < 2**PREFERENCE_BITS,
        "workers": workforce.workers < 2**WORKER_BITS,
        "gates": FIRST_GATE + len(network.gates) < PLACES,
    }
    wide = [what for what, holds in fits.items() if not holds]
    if wide:
        raise OverflowError(f"too many {', '.join(wide)}")


def _cases(network: Network, demand: Demand, given: Given) -> Table:
    found = making.empty("cases", demand.cases)
    # Position -1, of no stream or no work type, is the last.
    streams, work_types = max(1, len(network.reception)), len(network.escalates_at[0])
    _fill_cases(
        found, demand.first, network.case_priority, demand.client, demand.expiry, demand.ends, demand.patience,
        demand.reroute, demand.stream % streams, demand.work_type % work_types, demand.gap, demand.received,
        demand.begins,
    )  # fmt: skip
    given.parts.put(found, "parts")
    given.returns.put(found, "returns")
    return found


@kernel
def _fill_cases(
    table: Any, first: Ints, priority: Ints, client: Ints, expiry: Ints, ends: Ints, patience: Ints,
    reroute: Ints, stream: Ints, work_type: Ints, gap: Ints, contact: Ints, begins: Ints,
) -> None:  # fmt: skip
    """All fields of a row at once, since there are many rows."""
    for number in range(len(table)):
        case = table[number]
        case.step = first[number]
        case.ready = 0
        case.left = 0
        case.priority = priority[number]
        case.at = NOT_COME
        case.begun = 0
        case.worked = 0
        case.rereads = 0
        case.holder = NOBODY
        case.set_aside_by = NOBODY
        case.second = NOBODY
        case.first = first[number]
        case.client = client[number]
        case.outcome = ABSENT
        case.leaving = NONE
        case.waits_for_second = 0
        case.open = 0
        case.expiry = expiry[number]
        case.received = FAR
        case.row = NONE
        case.on_list_since = NOT_THERE
        case.awaited_by = NONE
        case.ends = min(ends[number], FAR)
        case.closed = FAR
        case.patience_left = min(patience[number], FAR)
        case.list_version = 0
        case.reroute = reroute[number]
        case.held_next = NONE
        case.held_prev = NONE
        case.open_next = NONE
        case.open_prev = NONE
        case.claim = NONE
        case.claim_holder = NOBODY
        case.claim_second = NOBODY
        case.claim_start = 0
        case.deferrals = 0
        case.extra = 0
        case.stream = stream[number]
        case.work_type = work_type[number]
        case.gap = min(gap[number], FAR)
        case.contact = min(contact[number], FAR)
        case.begins = min(begins[number], FAR)
        case.parts_from = 0
        case.parts_to = 0
        case.returns_from = 0
        case.returns_to = 0


def _activities(network: Network) -> dict[str, Table]:
    """Activities, gates with their meetings, and priorities by number."""
    gate = np.full(len(network.kind), NONE, dtype=np.int64)
    for place, rule in enumerate(network.gates):
        gate[rule.activity] = place
    assert all((kind == GATE) == (at != NONE) for kind, at in zip(network.kind, gate.tolist(), strict=True))
    activities = making.filled(
        "activities", len(network.kind), kind=network.kind, held=network.held, releases=network.releases,
        override=network.override, gate=gate,
    )  # fmt: skip
    meetings = [len(rule.meetings) for rule in network.gates]
    ends = np.cumsum(meetings, dtype=np.int64)
    gates = making.filled(
        "gates", len(network.gates), crowd=NONE, meeting=ends - meetings, meetings_to=ends,
        cut_off=[rule.cut_off for rule in network.gates],
        capacity=[FAR if rule.capacity is None else rule.capacity for rule in network.gates],
        phase=FIRST_GATE + np.arange(len(network.gates)),
    )  # fmt: skip
    numbers = 1 + max(network.priorities)
    skips = np.zeros((len(network.gates), numbers), dtype=np.int64)
    for place, rule in enumerate(network.gates):
        skips[place, list(rule.skips)] = 1
    by_number = np.zeros((2, numbers), dtype=np.int64)
    for number, position in network.priorities.items():
        by_number[:, number] = network.due[number] if network.due is not None else 0, position
    held = [minute for rule in network.gates for minute in rule.meetings]
    return {
        "activities": activities,
        "gates": gates,
        "meetings": making.numbers(making.near(np.array(held, dtype=np.int64))),
        "skips": making.filled("skips", skips.size, skips=skips.ravel()),
        "due_after": making.numbers(by_number[0]),
        "positions": making.numbers(by_number[1]),
        "escalates_at": making.numbers([priority for at in network.escalates_at for priority in at]),
        "escalates_in": making.numbers(network.escalates_in),
    }


def _workers(network: Network, workforce: Workforce) -> dict[str, Table]:
    """Workers with their slots, the order in which slots open, and the lists that workers serve."""
    first, end = workforce.first_slot[:-1], workforce.first_slot[1:]
    slots = len(workforce.opening)
    owner = np.repeat(np.arange(workforce.workers), end - first)
    before = np.concatenate([[0], np.cumsum(workforce.minutes)])
    to = workforce.employed_to
    links: dict[str, list[list[tuple[int, int]]]] = {}
    for name, wanted in (("lists", network.shared), ("for_allocation", network.for_allocation)):
        mine = links[name] = [[] for _ in range(workforce.workers)]
        for number, groups in enumerate(network.lists):
            if wanted[number]:
                for preference, group in enumerate(groups):
                    for worker in group:
                        mine[worker].append((number, preference))
    places: dict[str, Ints] = {}
    size = 0
    for name, mine in links.items():
        ends = size + np.cumsum([len(each) for each in mine], dtype=np.int64)
        places |= {f"{name}_from": np.concatenate([[size], ends[:-1]])[: len(ends)], f"{name}_to": ends}
        size += sum(len(each) for each in mine)
    flat = [link for mine in links.values() for each in mine for link in each]
    order = workforce.opening.argsort(kind="stable")
    workers = making.filled(
        "workers", workforce.workers, **places, case=NOBODY, tray=NONE, first_slot=first, end_slot=end, slot=first - 1,
        slice=np.where(workforce.slice_minutes > 0, workforce.slice_minutes, FAR), aside=NOBODY, first_held=NONE,
        places=workforce.places, employed_from=making.near(workforce.employed_from), employed_to=making.near(to),
        last_intake=np.where(to < NEVER, making.near(to) - network.leaving_notice, FAR),
    )  # fmt: skip
    return {
        "workers": workers,
        "slots": making.filled(
            "slots", slots, opening=workforce.opening, closing=workforce.closing, minutes=workforce.minutes,
            before=before[:-1] - before[first[owner]],
        ),
        "openings": making.filled(
            "openings", slots, minute=workforce.opening[order], worker=owner[order], until=workforce.closing[order]
        ),
        "links": making.filled(
            "links", len(flat), list=[number for number, _ in flat], preference=[rank for _, rank in flat]
        ),
    }  # fmt: skip


def _lists(network: Network) -> dict[str, Table]:
    groups = [group for each in network.lists for group in each]
    to = np.cumsum([len(each) for each in network.lists], dtype=np.int64)
    members_to = np.cumsum([len(group) for group in groups], dtype=np.int64)
    return {
        "lists": making.filled(
            "lists", len(network.lists), queue=NONE, allocation_queue=NONE, groups_to=to,
            groups_from=to - [len(each) for each in network.lists],
        ),
        "groups": making.filled(
            "groups", len(groups), members_to=members_to, members_from=members_to - [len(group) for group in groups]
        ),
        "members": making.numbers([worker for group in groups for worker in group]),
        "list_of_pair": making.numbers(network.list_of_pair),
    }  # fmt: skip


def _clients(network: Network, demand: Demand, given: Given) -> Table:
    interval = np.array(network.review_after, dtype=np.int64)[demand.client_kind]
    found = making.filled(
        "clients", demand.clients, joined=FAR, interval=making.near(interval), tenure=making.near(demand.client_tenure),
        first_open=NONE,
    )  # fmt: skip
    given.reviews.put(found, "reviews")
    given.changes.put(found, "changes")
    return found


def _streams(network: Network) -> dict[str, Table]:
    hours = [([], []) if each is None else each for each in network.reception]
    to = np.cumsum([len(opens) for opens, _ in hours], dtype=np.int64)
    return {
        "streams": making.filled(
            "streams", len(hours), days_to=to, days_from=to - [len(opens) for opens, _ in hours],
            always=[each is None for each in network.reception],
        ),
        "days": making.filled(
            "days", int(to[-1]) if len(to) else 0, opens=[minute for opens, _ in hours for minute in opens],
            closes=[minute for _, closes in hours for minute in closes],
        ),
    }  # fmt: skip


def _world(
    network: Network, demand: Demand, workforce: Workforce, horizon: int, room: Room, tables: dict[str, Table]
) -> Table:
    world = np.zeros(1, dtype=WORLD)
    given = {name: table.ctypes.data for name, table in tables.items()} | {
        "visit_room": room.visits, "allocation_room": room.allocations, "escalation_room": room.escalations,
        "horizon": horizon, "case_count": demand.cases, "worker_count": workforce.workers,
        "list_count": len(network.lists), "gate_count": len(network.gates), "client_count": demand.clients,
        "free_event": NONE, "event_room": room.events, "frame_room": room.frames, "asking": NONE,
        "arrival_count": len(tables["arrivals"]), "opening_count": len(tables["openings"]),
        "by_due_date": network.due is not None, "oldest_first": network.oldest_first,
        "place_limits": network.place_limits, "handback_priority": network.handback_priority,
        "reread": network.reread, "priority_count": 1 + max(network.priorities),
        "work_types": len(network.escalates_at[0]),
    }  # fmt: skip
    for field, value in given.items():
        world[field] = value
    return world
