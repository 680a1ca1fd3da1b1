"""The tables that a service gives, or its staff: made once, and the same for all runs of theirs.

What a run changes of them is given to it as a copy.
"""

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import making
from sim.engine.compiled.state import FAR, NONE
from sim.engine.pathway import Pathway
from sim.engine.rules import FIRST_GATE, NOBODY
from sim.scenario.once import once_for_each
from sim.scenario.pathway import GATE
from sim.units import MINUTES_PER_DAY
from sim.workforce.tables import Workforce

Table = NDArray[np.void]
Ints = NDArray[np.int64]


def tables_of_service(pathway: Pathway) -> dict[str, Table]:
    """Activities, gates, priorities by number, and hours of reception."""
    tables = _of_service(pathway)
    return tables | {"gates": making.copied("gates", tables["gates"])}


@once_for_each
def _of_service(pathway: Pathway) -> dict[str, Table]:
    by_number = np.zeros((2, 1 + max(pathway.priorities)), dtype=np.int64)
    for number, position in pathway.priorities.items():
        by_number[:, number] = pathway.due[number] if pathway.due is not None else 0, position
    return _gates(pathway) | _streams(pathway) | {
        "due_after": making.numbers(by_number[0]),
        "positions": making.numbers(by_number[1]),
        "priorities": making.numbers(pathway.numbers),
        # Of no work type first, and of no stream.
        "escalates_at": making.numbers([priority for *at, none in pathway.escalates_at for priority in (none, *at)]),
        "escalates_in": making.numbers([0, *pathway.escalates_in]),
    }  # fmt: skip


def _gates(pathway: Pathway) -> dict[str, Table]:
    """Activities, and gates with their meetings and the priorities that need none."""
    gate = np.full(len(pathway.kind), NONE, dtype=np.int64)
    for place, rule in enumerate(pathway.gates):
        gate[rule.activity] = place
    assert all((kind == GATE) == (at != NONE) for kind, at in zip(pathway.kind, gate.tolist(), strict=True))
    meetings = [len(rule.meetings) for rule in pathway.gates]
    ends = np.cumsum(meetings, dtype=np.int64)
    skips = np.zeros((len(pathway.gates), 1 + max(pathway.priorities)), dtype=np.int64)
    for place, rule in enumerate(pathway.gates):
        skips[place, list(rule.skips)] = 1
    held = [minute for rule in pathway.gates for minute in rule.meetings]
    return {
        "activities": making.filled(
            "activities", len(pathway.kind), kind=pathway.kind, held=pathway.held, releases=pathway.releases,
            override=pathway.override, gate=gate,
        ),
        "gates": making.filled(
            "gates", len(pathway.gates), crowd=NONE, meeting=ends - meetings, meetings_to=ends,
            cut_off=[rule.cut_off for rule in pathway.gates],
            capacity=[FAR if rule.capacity is None else rule.capacity for rule in pathway.gates],
            phase=FIRST_GATE + np.arange(len(pathway.gates)),
        ),
        "meetings": making.numbers(making.near(np.array(held, dtype=np.int64))),
        "skips": making.filled("skips", skips.size, skips=skips.ravel()),
    }  # fmt: skip


def _streams(pathway: Pathway) -> dict[str, Table]:
    hours = [((), ()), *pathway.reception]  # of no stream first
    to = np.cumsum([len(opens) for opens, _ in hours], dtype=np.int64)
    return {
        "streams": making.filled(
            "streams", len(hours), days_to=to, days_from=to - [len(opens) for opens, _ in hours]
        ),
        "days": making.filled(
            "days", int(to[-1]), opens=[minute for opens, _ in hours for minute in opens],
            closes=[minute for _, closes in hours for minute in closes],
        ),
    }  # fmt: skip


def tables_of_staff(workforce: Workforce) -> dict[str, Table]:
    """Workers without the lists they serve, their slots, and the order in which slots open."""
    tables = _of_staff(workforce)
    return tables | {"workers": making.copied("workers", tables["workers"])}


@once_for_each
def _of_staff(workforce: Workforce) -> dict[str, Table]:
    first, end = workforce.first_slot[:-1], workforce.first_slot[1:]
    slots = len(workforce.opening)
    owner = np.repeat(np.arange(workforce.workers), end - first)
    before = np.concatenate([[0], np.cumsum(workforce.minutes)])
    order = _by_minute(workforce.opening)
    return {
        "workers": making.filled(
            "workers", workforce.workers, case=NOBODY, tray=NONE, first_slot=first, end_slot=end, slot=first - 1,
            slice=np.where(workforce.slice_minutes > 0, workforce.slice_minutes, FAR), aside=NOBODY, first_held=NONE,
            places=workforce.places, employed_from=making.near(workforce.employed_from),
            employed_to=making.near(workforce.employed_to),
        ),
        "slots": making.filled(
            "slots", slots, opening=workforce.opening, closing=workforce.closing, minutes=workforce.minutes,
            before=before[:-1] - before[first[owner]],
        ),
        "openings": making.filled(
            "openings", slots, minute=workforce.opening[order], worker=owner[order], until=workforce.closing[order]
        ),
    }  # fmt: skip


def _by_minute(minute: Ints) -> Ints:
    """The order of minutes from 0 on, equal ones as they are: by the minute of the day and then by day.

    NumPy sorts such short numbers much faster than long ones.
    """
    order = (minute % MINUTES_PER_DAY).astype(np.uint16).argsort(kind="stable")
    days = (minute // MINUTES_PER_DAY).astype(np.uint16)
    return order[days[order].argsort(kind="stable")]
