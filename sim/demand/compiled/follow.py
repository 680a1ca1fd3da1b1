"""Paths by the compiled walk: from a pathway and starts to rows of records, and from what was made to paths."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled.ground import (
    BEYOND_STEPS,
    GROUND,
    OF_CASES,
    OF_STEPS,
    TABLES,
)  # fmt: skip
from sim.demand.compiled.names import DECISIONS
from sim.demand.compiled.pathway import pathway_tables
from sim.demand.compiled.walk import ENDLESS_FORKS, ENDLESS_PATH, walk
from sim.demand.draws import MIDDLE, Draws
from sim.demand.paths import MAIN, MOST_WALKERS, Beyond, Paths, endless_forks, endless_path
from sim.demand.pathways import Pathways
from sim.demand.tables import CONTACT
from sim.demand.walkers import Starts, stream_teams

Ints = NDArray[np.int64]
Records = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class _Room:
    """How much there is room for; twice as much is tried when it was too little."""

    cases: int
    steps: int
    walkers: int = 64
    entries: int = 1 << 15
    begun: int = 1 << 10

    def doubled(self) -> "_Room":
        return _Room(2 * self.cases, 2 * self.steps, 2 * self.walkers, 2 * self.entries, 2 * self.begun)


def follow_each(pathways: Pathways, draws: Draws, starts: Starts) -> Paths:
    """The same as :func:`sim.demand.itinerary.follow_together`."""
    given = pathway_tables(pathways) | _texts(draws.names(starts.people.prefixes), pathways.nodes)
    given["starts"] = _walkers(pathways, draws, starts)
    n = len(starts.node)
    room = _Room(cases=3 * n + 64, steps=20 * n + 256)
    while True:
        tables = given | _nothing_made(pathways, room)
        ground = _ground(pathways, starts, room, tables)
        walk(ground.ctypes.data)
        if not ground["short"][0]:
            return _paths(pathways, ground[0], tables)
        room = room.doubled()


def _texts(prefixes: Sequence[str], nodes: Sequence[str]) -> dict[str, Records]:
    """What names are spelled from: decisions, then nodes, then the starts of groups."""
    texts = [f"/{name}" for name in DECISIONS] + [f"/{node}/" for node in nodes] + list(prefixes)
    spelled = [text.encode() for text in texts]
    return {
        "letters": np.frombuffer(b"".join(spelled), dtype=TABLES["letters"]),
        "text_first": np.cumsum([0, *map(len, spelled)], dtype=np.int64).view(TABLES["text_first"]),
    }


def _walkers(pathways: Pathways, draws: Draws, starts: Starts) -> Records:
    """How the cases set out."""
    walkers = np.zeros(len(starts.node), dtype=TABLES["starts"])
    walkers["case"] = walkers["root"] = np.arange(len(walkers))
    for name in ("after", "after_step", "work_type", "skill_list"):
        walkers[name] = -1
    for name in ("epoch", "node", "jump", "reroute"):
        walkers[name] = getattr(starts, name)
    walkers["group"], walkers["number"] = starts.people.group, starts.people.number
    walkers["team"], walkers["keeps_team"] = stream_teams(pathways, draws, starts), starts.team >= 0
    walkers["priority_row"] = pathways.priority_of_stream[starts.epoch, starts.stream]
    walkers["origin"], walkers["parted_at"], walkers["total_u"] = CONTACT, MAIN, MIDDLE
    return walkers


def _nothing_made(pathways: Pathways, room: _Room) -> dict[str, Records]:
    nodes, slots = len(pathways.nodes), pathways.features.slots
    rows = {"beside": room.cases, "walkers": room.walkers, "order": room.walkers, "begun": room.begun}
    rows |= {"visits": room.walkers * nodes, "sides": room.walkers * slots}
    rows |= {f"case_{name}": room.cases for name in OF_CASES}
    rows |= {f"step_{name}": room.steps for name in (*OF_STEPS, *BEYOND_STEPS)}
    made = {name: np.empty(count, dtype=TABLES[name]) for name, count in rows.items()}
    return made | {"entries": np.zeros(room.entries, dtype=TABLES["entries"])}


def _ground(pathways: Pathways, starts: Starts, room: _Room, tables: dict[str, Records]) -> Records:
    ground = np.zeros(1, dtype=GROUND)
    for name, table in tables.items():
        ground[name] = table.ctypes.data
    nodes, n = len(pathways.nodes), len(starts.node)
    numbers = {
        "node_count": nodes, "activities": pathways.activities, "work_kinds": pathways.route.shape[2],
        "slots": pathways.features.slots, "branching": pathways.features.branching,
        "first_node_text": len(DECISIONS), "first_group_text": len(DECISIONS) + nodes,
        "first_begun": len(starts.people.prefixes), "start_count": n, "case_count": n,
        "most_walkers": MOST_WALKERS * (n + 1),
        "case_room": room.cases, "step_room": room.steps, "walker_room": room.walkers, "entry_room": room.entries,
        "begun_room": room.begun,
    }  # fmt: skip
    for name, number in numbers.items():
        ground[name] = number
    return ground


def _paths(pathways: Pathways, ground: "np.void", tables: dict[str, Records]) -> Paths:
    """What was made, as paths."""
    if ground["fault"]:
        fault = {ENDLESS_PATH: endless_path, ENDLESS_FORKS: endless_forks}[int(ground["fault"])]
        raise fault(pathways.nodes[ground["fault_at"]])
    steps, cases = int(ground["step_count"]), int(ground["case_count"])

    told = {name: tables[f"step_{name}"]["value"][:steps] for name in (*OF_STEPS, *BEYOND_STEPS)}
    told |= {name: tables[f"case_{name}"]["value"][:cases] for name in OF_CASES}
    beyond = {name: told.pop(name) for name in [item.name for item in fields(Beyond)]}
    told["first"] = np.append(told["first"], steps)
    return Paths(**told, beyond=Beyond(**beyond) if pathways.features.branching else None)
