"""What the compiled walk stands on: the pathway, the names and the paths made so far, as rows of records."""

from typing import Annotated, Any

import numpy as np

from sim.compiled.rows import part_of, rows

OF_STEPS = (
    "case", "activity", "onward", "otherwise", "fork", "skill_list", "team", "size_row", "u", "route_u",
)  # fmt: skip
BEYOND_STEPS = "awaits", "step_expiry", "second_list", "joins"
PATIENT_STEPS = "patient", "patience_days", "patience_u"
JOINT_STEPS = "second_size", "second_u"
OF_CASES = ("first", "origin", "root", "after", "after_step", "reroute", "work_type", "entered", "priority_row")
"""Columns of ``Paths`` and ``Beyond``; ``u`` and those that end in it are uniforms."""
OF_STARTS = ("group", "number", "epoch", "node", "jump", "team", "keeps_team", "reroute", "priority_row")
"""What is known of each case as it sets out: see ``Starts`` and ``Walkers``."""


def _record(whole: str, fractions: str = "") -> "np.dtype[np.void]":
    numbers = [(name, "i8") for name in whole.split()] + [(name, "f8") for name in fractions.split()]
    return np.dtype(numbers, align=True)


NUMBER = _record("value")
FRACTION = _record("", "value")
SHORT = np.dtype([("value", "i4")])
"""What columns of steps are kept in that the demand tables take over: there are millions, and no number is larger."""
LETTER = np.dtype([("value", "u1")])
NODE = _record(
    "by somebody alongside slot_begun slot_awaited chased_by if_full second second_size second_varies joins"
    " begins total_varies priority"
)
"""An activity, or (from ``begins`` on) a work type, in an epoch: see ``Pathways`` and ``Features``."""
KIND = _record("route size_varies sized_alone patience")
"""An activity for cases of a kind of work."""
PATIENCE = _record("days varies then")
CHOICE = _record("first open")
"""A row of shares, whose targets stand from ``first`` on; rows of all sorts are numbered together."""
TARGET = _record("target", "bound")
"""A target is taken by uniforms that are below its bound and not below those of the targets before it."""
WALKER = _record(
    "case origin root after after_step group number epoch node jump team keeps_team work_type skill_list"
    " priority_row joined reroute parted_at level depth",
    "total_u",
)
"""Somebody on a path: see ``Walkers``. ``level`` counts the steps to where they parted, ``depth`` the generations."""
ENTRY = _record("name key key_too block a b c d")
"""A name that was met, 0 for none: its key, and the block of numbers drawn last.

For the name of cases that begin beside a step, ``block`` is their group.
"""

COLUMNS = [f"step_{name}" for name in (*OF_STEPS, *BEYOND_STEPS, *PATIENT_STEPS, *JOINT_STEPS)]
COLUMNS += [f"case_{name}" for name in OF_CASES]
COLUMNS += [f"start_{name}" for name in OF_STARTS]
# The others are few, or looked up by, which NumPy does three times as fast in numbers of 64 bits.
SHORT_COLUMNS = {f"step_{name}" for name in (*OF_STEPS, *BEYOND_STEPS)} - {"step_u", "step_route_u"}
TABLES = {
    "nodes": NODE, "kinds": KIND, "patience": PATIENCE, "choices": CHOICE, "targets": TARGET, "team_of_list": NUMBER,
    "letters": LETTER, "text_first": NUMBER, "begun": NUMBER, "entries": ENTRY,
    "beside": WALKER, "walkers": WALKER, "visits": NUMBER, "sides": NUMBER, "order": NUMBER,
    **{
        name: FRACTION if name.endswith("_u") else SHORT if name in SHORT_COLUMNS else NUMBER for name in COLUMNS
    },
}  # fmt: skip

GROUND = _record(
    " ".join(TABLES)
    + " node_count activities work_kinds slots branching"
    + " first_node_text first_group_text first_begun entry_count begun_count"
    + " start_count case_count step_count patient_count joint_count"
    + " walker_count next_generation all_walkers most_walkers walked"
    + " case_room step_room walker_room entry_room begun_room patient_room joint_room short"
    + " fault fault_at"
)
"""Addresses of all tables, sizes, counts and room; ``short`` says of what there was too little."""

number_at = rows(NUMBER)
fraction_at = rows(FRACTION)
short_at = rows(SHORT)
letter_at = rows(LETTER)
node_at = rows(NODE)
kind_at = rows(KIND)
patience_at = rows(PATIENCE)
choice_at = rows(CHOICE)
target_at = rows(TARGET)
walker_at = rows(WALKER)
entry_at = rows(ENTRY)
ground_at = rows(GROUND)

Ground = Any
"""The one row of a table of :data:`GROUND`: what every kernel is given."""
Walker = Annotated[Any, WALKER]
"""A row of a table of :data:`WALKER`."""

part = part_of(GROUND)


@part
def fill_row(target: int, fields: int, value: int) -> None:
    """Fill the first row of a table with so many equal numbers."""
    for field in range(fields):
        number_at(target, field).value = value


@part
def copy_row(source: int, number: int, target: int, place: int, fields: int) -> None:
    """Copy a row of so many numbers to a place in a table of the same form."""
    for field in range(fields):
        number_at(target, place * fields + field).value = number_at(source, number * fields + field).value
