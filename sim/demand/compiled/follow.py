"""Paths by the compiled walk: from a pathway and starts to rows of records, and from what was made to paths."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled.ground import (
    BEYOND_STEPS,
    GROUND,
    JOINT_STEPS,
    OF_CASES,
    OF_STARTS,
    OF_STEPS,
    PATIENT_STEPS,
    TABLES,
)  # fmt: skip
from sim.demand.compiled.names import DECISIONS, resettle
from sim.demand.compiled.pathway import pathway_tables
from sim.demand.compiled.walk import (
    BEGUN,
    CASES,
    ENDLESS_FORKS,
    ENDLESS_PATH,
    ENTRIES,
    JOINT,
    PATIENT,
    STEPS,
    WALKERS,
    walk,
)  # fmt: skip
from sim.demand.draws import Draws
from sim.demand.paths import MOST_WALKERS, Beyond, Paths, endless_forks, endless_path
from sim.demand.pathways import Pathways
from sim.demand.walkers import Starts, stream_teams

Ints = NDArray[np.int64]
Records = NDArray[np.void]


_ROOMS = {
    CASES: "case_room", STEPS: "step_room", WALKERS: "walker_room", ENTRIES: "entry_room", BEGUN: "begun_room",
    PATIENT: "patient_room", JOINT: "joint_room",
}  # fmt: skip

_ENTRIES = 64
"""Entries of names that there is room for at first, for each group; no more than half of them are taken."""


def follow_each(pathways: Pathways, draws: Draws, starts: Starts) -> Paths:
    """The same as :func:`sim.demand.itinerary.follow_together`."""
    tables = pathway_tables(pathways) | _texts(draws.names(starts.people.prefixes), pathways.nodes)
    tables |= _starts(pathways, draws, starts)
    ground = _ground(pathways, starts)
    for name, table in tables.items():
        ground[name] = table.ctypes.data
    _make_room(pathways, ground, tables)
    walk(ground.ctypes.data)
    while short := int(ground["short"][0]):
        # Room is too little of one kind only, and the walk goes on with what was made.
        ground[_ROOMS[short]] *= 2
        _make_room(pathways, ground, tables)
        walk(ground.ctypes.data)
    return _paths(pathways, ground[0], tables)


def _texts(prefixes: Sequence[str], nodes: Sequence[str]) -> dict[str, Records]:
    """What names are spelled from: decisions, then nodes, then the starts of groups."""
    texts = [f"/{name}" for name in DECISIONS] + [f"/{node}/" for node in nodes] + list(prefixes)
    spelled = [text.encode() for text in texts]
    return {
        "letters": np.frombuffer(b"".join(spelled), dtype=TABLES["letters"]),
        "text_first": np.cumsum([0, *map(len, spelled)], dtype=np.int64).view(TABLES["text_first"]),
    }


def _starts(pathways: Pathways, draws: Draws, starts: Starts) -> dict[str, Records]:
    """How the cases set out."""
    columns = {name: getattr(starts, name) for name in ("epoch", "node", "jump", "reroute")} | {
        "group": starts.people.group,
        "number": starts.people.number,
        "team": stream_teams(pathways, draws, starts),
        "keeps_team": starts.team >= 0,
        "priority_row": pathways.priority_of_stream[starts.epoch, starts.stream],
    }
    whole = {f"start_{name}": np.ascontiguousarray(columns[name], dtype=np.int64) for name in OF_STARTS}
    return {name: column.view(TABLES[name]) for name, column in whole.items()}


def _ground(pathways: Pathways, starts: Starts) -> Records:
    """Numbers, and how much there is room for at first; the tables come later."""
    ground = np.zeros(1, dtype=GROUND)
    nodes, n = len(pathways.nodes), len(starts.node)
    numbers = {
        "node_count": nodes, "activities": pathways.activities, "work_kinds": pathways.route.shape[2],
        "slots": pathways.features.slots, "branching": pathways.features.branching,
        "first_node_text": len(DECISIONS), "first_group_text": len(DECISIONS) + nodes,
        "first_begun": len(starts.people.prefixes), "start_count": n, "case_count": n,
        "most_walkers": MOST_WALKERS * (n + 1),
        "case_room": 3 * n + 64, "step_room": 24 * n + 256, "walker_room": 64,
        "entry_room": 1 << (_ENTRIES * max(len(starts.people.prefixes), 16)).bit_length(),
        "begun_room": 1 << 10, "patient_room": n + 64, "joint_room": n // 4 + 64,
    }  # fmt: skip
    for name, number in numbers.items():
        ground[name] = number
    return ground


def _make_room(pathways: Pathways, ground: Records, tables: dict[str, Records]) -> None:
    """Make the tables of what is made as large as there shall be room, with what they hold already."""
    cases, steps, walkers, entries, begun, patient, joint = (int(ground[_ROOMS[kind]][0]) for kind in _ROOMS)
    rows = {"beside": cases, "walkers": walkers, "order": walkers, "begun": begun, "entries": entries}
    rows |= {"visits": walkers * len(pathways.nodes), "sides": walkers * pathways.features.slots}
    rows |= {f"case_{name}": cases for name in OF_CASES}
    rows |= {f"step_{name}": steps for name in (*OF_STEPS, *BEYOND_STEPS)}
    rows |= {f"step_{name}": patient for name in PATIENT_STEPS} | {f"step_{name}": joint for name in JOINT_STEPS}
    for name, count in rows.items():
        old = tables.get(name, np.zeros(0, dtype=TABLES[name]))
        if name in tables and count == len(old):
            continue
        tables[name] = (np.zeros if name == "entries" else np.empty)(count, dtype=TABLES[name])
        ground[name] = tables[name].ctypes.data
        if name == "entries":
            resettle(ground.ctypes.data, old.ctypes.data, len(old))
        else:
            tables[name][: len(old)] = old


def _paths(pathways: Pathways, ground: "np.void", tables: dict[str, Records]) -> Paths:
    """What was made, as paths."""
    if ground["fault"]:
        fault = {ENDLESS_PATH: endless_path, ENDLESS_FORKS: endless_forks}[int(ground["fault"])]
        raise fault(pathways.nodes[ground["fault_at"]])
    steps, cases = int(ground["step_count"]), int(ground["case_count"])
    rows = dict.fromkeys((*OF_STEPS, *BEYOND_STEPS), steps)
    rows |= dict.fromkeys(PATIENT_STEPS, int(ground["patient_count"]))
    rows |= dict.fromkeys(JOINT_STEPS, int(ground["joint_count"]))
    told = {name: tables[f"step_{name}"]["value"][:count] for name, count in rows.items()}
    told |= {name: tables[f"case_{name}"]["value"][:cases] for name in OF_CASES}
    beyond = {name: told.pop(name) for name in [item.name for item in fields(Beyond)]}
    told["first"] = np.append(told["first"], steps)
    return Paths(**told, beyond=Beyond(**beyond) if pathways.features.branching else None)
