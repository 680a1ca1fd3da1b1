"""How a case stands before anything has happened to it, and what is written down of it in the end."""

from sim.engine.compiled.clocks import NOT_THERE
from sim.engine.compiled.state import FAR, NONE, World, case_at, given_at, number_at, part, wide_at
from sim.engine.rules import NOBODY, NOT_COME
from sim.eventlog.log import ABSENT
from sim.units import NEVER


@part
def take_in(w: World, case: int) -> None:
    """Write a case's row as it stands before anything has happened to it."""
    row, given = case_at(w.cases, case), given_at(w.givens, case)
    row.step = given.first
    row.ready = row.left = 0
    row.priority = number_at(w.priorities, given.priority).value
    row.at = NOT_COME
    row.begun = row.worked = row.rereads = 0
    row.outcome = ABSENT
    row.leaving = NONE
    row.waits_for_second = row.open = 0
    row.expiry = given.expiry
    row.holder = row.set_aside_by = row.second = NOBODY
    row.extra = 0
    row.received = row.closed = FAR
    row.row = row.awaited_by = NONE
    row.client = given.client
    row.on_list_since = NOT_THERE
    row.patience_left = given.patience
    row.list_version = 0
    row.held_next = row.held_prev = row.open_next = row.open_prev = NONE
    row.claim = NONE
    row.claim_holder = row.claim_second = NOBODY
    row.deferrals = 0
    row.ends = given.ends
    row.parts_from, row.parts_to = given.parts_from, given.parts_to
    row.returns_from, row.returns_to = given.returns_from, given.returns_to


@part
def write_down(w: World, case: int) -> None:
    """Write down when a case was received and closed, and what became of it."""
    row = case_at(w.cases, case)
    wide_at(w.ends, case).value = row.received if row.received < FAR else NEVER
    wide_at(w.ends, case + w.case_count).value = row.closed if row.closed < FAR else NEVER
    wide_at(w.ends, case + 2 * w.case_count).value = row.outcome
