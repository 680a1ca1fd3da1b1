"""Where everything stands: the tables of the compiled engine, as rows of records.

A kernel reaches a row by the address of its table, which stands in the :data:`WORLD`. Times are minutes as 32-bit
numbers; :data:`FAR` stands for a minute after every horizon.
"""

from typing import Any

import numpy as np

from sim.compiled.rows import LINE, part_of, rows
from sim.engine.rules import DISPATCH
from sim.units import MINUTES_PER_DAY

FAR = 2**30
"""A minute after every horizon, and after any sum of it with a minute before the horizon."""

HORIZON_BITS, READY_BITS, RANK_BITS = 26, 27, 27
"""Minutes of a run; minutes since when a case is ready, before or after day one; ranks, which may be due minutes."""
READY_ZERO, RANK_ZERO = 2 ** (READY_BITS - 1), 2 ** (RANK_BITS - 1)

ACTIVITY_BITS, PAIR_BITS = 12, 19
"""Activities, and pairs of a skill list and a team: England has 64 thousand of them."""

CASE_BITS, PREFERENCE_BITS, WORKER_BITS = 30, 8, 24
"""The other half of a pair in dispatch."""

CALL_BITS, PHASE_BITS, MINUTE_BITS = 40, 10, 11
"""Calls of a run; above them stand the phase, and the minute of the day."""

assert ACTIVITY_BITS + PAIR_BITS < 32
assert RANK_BITS + READY_BITS < 63
assert CASE_BITS + PREFERENCE_BITS + WORKER_BITS < 63
assert CALL_BITS + PHASE_BITS + MINUTE_BITS < 63
assert DISPATCH < 2**PHASE_BITS
assert MINUTES_PER_DAY < 2**MINUTE_BITS

NONE = -1


def _record(*fields: tuple[str, str], size: int = 0) -> "np.dtype[np.void]":
    """The names in order with the kinds that they have, padded to a size [bytes]."""
    plain = np.dtype([(name, kind) for names, kind in fields for name in names.split()], align=True)
    names = plain.names or ()
    places = [plain.fields[name][:2] for name in names] if plain.fields else []
    form = {"names": names, "formats": [kind for kind, _ in places], "offsets": [at for _, at in places]}
    return np.dtype(form | {"itemsize": max(size, plain.itemsize)})  # type: ignore[call-overload, unused-ignore]


NODE = _record(("key", "i8"), ("child next prev", "i4"))
"""A case's place in a queue, or in a crowd; ``key`` is rank and ready, packed. Apart from CASE, since a queue looks at
many of them for one."""

CASE = _record(
    ("step ready left priority", "i4"),
    ("at begun worked rereads outcome leaving waits_for_second", "i1"),
    ("open expiry", "i1"),  # open: among the open cases of its client
    ("holder set_aside_by second extra", "i4"),  # workers; extra: of the present step
    ("received closed row awaited_by client", "i4"),  # row: of the allocation
    ("on_list_since patience_left list_version", "i4"),
    ("held_next held_prev open_next open_prev", "i4"),  # other cases of the worker, and of the client
    ("claim claim_holder claim_second deferrals ends", "i4"),
    ("parts_from parts_to returns_from returns_to", "i4"),
)
"""What is asked for most stands first: a row begins with a line of the cache, and has two. ``claim`` is the number of
the promise of two workers, NONE without; ``leaving`` an outcome, NONE without."""
assert CASE.itemsize == 2 * LINE

GIVEN = _record(
    ("first priority client ends patience reroute", "i4"),
    ("stream work_type gap contact begins", "i4"),  # stream, work_type: from 1, 0 for none
    ("parts_from parts_to returns_from returns_to", "i4"),
    ("expiry", "i1"),
    size=LINE,
)
"""What the demand says of a case, which no run changes; ``priority`` is a position."""

STEP = _record(
    ("asked onward minutes extra", "i4"),  # asked: activity and pair, packed; minutes: of work, or of a delay
)
"""As few fields as can be, since there are many rows: a line of the cache has four."""

EXTRA = _record(
    ("otherwise second_pair second_effort awaits joins patience deferrals", "i4"),
    ("beside_from chasers_from beside_to", "i4"),  # of the cases beside it the chasers stand last
    ("expiry", "i1"),
)
"""What few steps have; the row of all that have none of it is the first."""

ACTIVITY = _record(("kind held releases override gate", "i4"))
WORKER = _record(
    ("case tray present_until version", "i4"),
    ("first_slot end_slot slot slice", "i4"),  # slot: the last that has opened
    ("ready started stretch used free_at done_at_start", "i4"),
    ("second promised changed", "i1"),
    ("aside aside_since done_at_aside", "i4"),
    ("places held first_held", "i4"),
    ("employed_from employed_to last_intake", "i4"),
    ("lists_from lists_to for_allocation_from for_allocation_to", "i4"),
)
SLOT = _record(("opening closing minutes before", "i4"))
OPENING = _record(("minute worker until", "i4"))
LIST = _record(("queue allocation_queue groups_from groups_to", "i4"), ("changed allocation_changed in_vain", "i1"))
GROUP = _record(("members_from members_to", "i4"))
LINK = _record(("list preference", "i4"))
GATE = _record(
    ("crowd meeting meetings_to cut_off capacity phase", "i4"),
)
SKIP = _record(("skips", "i1"))
CLIENT = _record(
    ("joined interval tenure version", "i4"),
    ("reviews_from reviews_to changes_from changes_to", "i4"),  # reviews_from: the next to come
    ("open first_open", "i4"),
    ("gone", "i1"),
)
DAY = _record(("opens closes", "i4"))
STREAM = _record(("days_from days_to", "i4"))
NUMBER = _record(("value", "i4"))
STAND = _record(("case step", "i4"))
"""A case at a step of its."""

BUCKET = _record(("first last", "i4"))
EVENT = _record(("next minute case a b", "i4"), ("kind phase", "i2"))
DUE = _record(("order", "i8"), ("event", "i4"))
PAIR = _record(("key rest", "i8"), ("list", "i4"))
FRAME = _record(("kind case a outcome", "i4"))

VISIT = _record(("step worker ready start finish minutes status", "i4"), size=LINE // 2)
"""A stay of a case, whose number stands in a table of its own; ``step`` is a row of the table of steps."""
ALLOCATION = _record(("case joined allocated worker released", "i4"))
ESCALATION = _record(("case at to", "i4"))
WIDE = _record(("value", "i8"))

TABLES = {
    "cases": CASE, "givens": GIVEN, "nodes": NODE, "steps": STEP, "extras": EXTRA, "activities": ACTIVITY,
    "workers": WORKER, "slots": SLOT, "openings": OPENING,
    "lists": LIST, "groups": GROUP, "members": NUMBER, "links": LINK, "gates": GATE, "meetings": NUMBER, "skips": SKIP,
    "clients": CLIENT, "mine": NUMBER, "days": DAY, "streams": STREAM, "children": STAND, "arrivals": NUMBER,
    "list_of_pair": NUMBER, "escalates_at": NUMBER, "escalates_in": NUMBER,
    "due_after": NUMBER, "positions": NUMBER, "priorities": NUMBER, "minutes": BUCKET,
    "lanes_to_come": BUCKET, "calls_to_come": NUMBER, "looked_at": NUMBER,
    "busy_until": NUMBER, "events": EVENT, "due": DUE, "pairs": PAIR,
    "frames": FRAME, "seeking": NUMBER, "ended": STAND,
    "changed_workers": NUMBER, "changed_lists": NUMBER, "changed_allocations": NUMBER,
    "visits": VISIT, "visited": NUMBER, "allocations": ALLOCATION, "escalations": ESCALATION,
    "ends": WIDE,
}  # fmt: skip
"""Every table by name: what the demand and the workforce say, what the run changes, and what it writes down."""

WORLD = _record(
    (" ".join(TABLES), "i8"),  # addresses
    ("calls", "i8"),
    ("visit_count visit_room allocation_count allocation_room escalation_count escalation_room", "i8"),
    ("now today horizon case_count worker_count list_count gate_count client_count", "i4"),
    ("free_event event_count event_room due_count pair_count frame_count frame_room", "i4"),
    ("changed_worker_count changed_list_count changed_allocation_count asking seeking_count ended_count", "i4"),
    ("next_arrival arrival_count next_opening opening_count next_claim", "i4"),
    ("dispatch_called allocation_called places_called joint_called short", "i1"),
    ("by_due_date oldest_first place_limits", "i1"),
    ("handback_priority reread priority_count work_types", "i4"),
)
"""The addresses of all tables, the clock, and the rules; ``short`` when a table had too little room."""

case_at = rows(CASE)
given_at = rows(GIVEN)
node_at = rows(NODE)
step_at = rows(STEP)
extra_at = rows(EXTRA)
activity_at = rows(ACTIVITY)
worker_at = rows(WORKER)
slot_at = rows(SLOT)
opening_at = rows(OPENING)
list_at = rows(LIST)
group_at = rows(GROUP)
link_at = rows(LINK)
gate_at = rows(GATE)
skip_at = rows(SKIP)
client_at = rows(CLIENT)
day_at = rows(DAY)
stream_at = rows(STREAM)
number_at = rows(NUMBER)
stand_at = rows(STAND)
bucket_at = rows(BUCKET)
event_at = rows(EVENT)
due_at = rows(DUE)
pair_at = rows(PAIR)
frame_at = rows(FRAME)
visit_at = rows(VISIT)
allocation_at = rows(ALLOCATION)
escalation_at = rows(ESCALATION)
wide_at = rows(WIDE)

world_at = rows(WORLD)

part = part_of(WORLD)

World = Any
"""The one row of a table of :data:`WORLD`: what every kernel is given."""


@part
def activity_of(asked: int) -> int:
    """The activity that a step is."""
    return asked & (2**ACTIVITY_BITS - 1)


@part
def pair_of(asked: int) -> int:
    """The pair of a skill list and a team that a step asks for."""
    return asked >> ACTIVITY_BITS
