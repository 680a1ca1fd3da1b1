"""A crowd: cases that stand together in no order, as at a gate, before an order is made of them."""

from sim.engine.compiled.state import NONE, World, case_at, part


@part
def enter(w: World, first: int, case: int) -> int:
    """A case joins a crowd; returns the first of it."""
    row = case_at(w.cases, case)
    row.prev = NONE
    row.next = first
    if first != NONE:
        case_at(w.cases, first).prev = case
    return case


@part
def leave(w: World, first: int, case: int) -> int:
    """A case leaves a crowd; returns the first of it, NONE if nobody is left."""
    row = case_at(w.cases, case)
    if row.next != NONE:
        case_at(w.cases, row.next).prev = row.prev
    if row.prev == NONE:
        return row.next
    case_at(w.cases, row.prev).next = row.next
    return first
