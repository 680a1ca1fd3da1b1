"""A crowd: cases that stand together in no order, as at a gate, before an order is made of them."""

from sim.engine.compiled.state import NONE, World, node_at, part


@part
def enter(w: World, first: int, case: int) -> int:
    """A case joins a crowd; returns the first of it."""
    row = node_at(w.nodes, case)
    row.prev = NONE
    row.next = first
    if first != NONE:
        node_at(w.nodes, first).prev = case
    return case


@part
def leave(w: World, first: int, case: int) -> int:
    """A case leaves a crowd; returns the first of it, NONE if nobody is left."""
    row = node_at(w.nodes, case)
    if row.next != NONE:
        node_at(w.nodes, row.next).prev = row.prev
    if row.prev == NONE:
        return row.next
    node_at(w.nodes, row.prev).next = row.next
    return first
