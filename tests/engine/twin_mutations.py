"""Rules of the engines altered one by one: the test of the two must see each.

``python tests/engine/twin_mutations.py`` tries them all and prints where each was seen. A compiled engine that was
altered has to be compiled anew, which takes most of the time.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import sim.engine

HERE = Path(__file__).parent
ENGINES = Path(sim.engine.__file__).parent
SEEDS = range(10_000, 10_120)
"""Those that the test uses that always runs."""


class Mutation(NamedTuple):
    """A rule written otherwise: in ``file`` of the engine, ``old`` becomes ``new``."""

    engine: str
    file: str
    old: str
    new: str
    breaks: str


def altered(mutation: Mutation) -> str:
    """The file with the rule written otherwise; LookupError if it does not have the rule, or has it twice."""
    source = (ENGINES / mutation.engine / mutation.file).read_text(encoding="utf-8")
    found = source.count(mutation.old)
    if found != 1:
        raise LookupError(f"{mutation.engine}/{mutation.file} has this {found} times, not once:\n{mutation.old}")
    return source.replace(mutation.old, mutation.new)


def mutation_seen(mutation: Mutation, folder: Path, seeds: range = SEEDS) -> int | None:
    """The first seed by which the engines differ, None if they do not."""
    (folder / mutation.file).write_text(altered(mutation), encoding="utf-8")
    paths = [str(ENGINES.parent.parent), str(HERE.parent), str(HERE)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    if mutation.engine == "compiled":
        environment |= {"NUMBA_CACHE_DIR": str(folder / "cache"), "NUMBA_OPT": "0"}
    command = [sys.executable, str(HERE / "twin_hunt.py"), mutation.engine, str(folder), mutation.file]
    command += [str(seeds.start), str(seeds.stop)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    told = run.stdout.strip()
    return None if told == "none" else int(told)


REFERENCE = [
    Mutation("reference", *row)
    for row in (
        (
            "dispatch.py",
            "(*best, preference, worker.number, number)",
            "(*best, 0, worker.number, number)",
            "a worker of the first group is preferred",
        ),
        (
            "dispatch.py",
            "more_urgent_than = best[0]",
            "more_urgent_than = best[0] + 1",
            "in-tray first: a free worker takes only what is more urgent",
        ),
        (
            "dispatch.py",
            "tray[0][0] > head[0]",
            "tray[0][0] >= head[0]",
            "in-tray first: a list goes only to those without anything as urgent",
        ),
        ("dispatch.py", "head < best", "head[1:] < best[1:]", "dispatch order: the more urgent first"),
        (
            "people.py",
            "opened - (-(wanted - self.before[slot]) * length // self.minutes[slot])",
            "opened + (wanted - self.before[slot]) * length // self.minutes[slot]",
            "a step ends in the first minute by which its effort is done",
        ),
        (
            "people.py",
            "self.minutes[slot] * (minute - opened) // (self.closing[slot] - opened)",
            "-(-self.minutes[slot] * (minute - opened) // (self.closing[slot] - opened))",
            "work done by a minute is rounded down",
        ),
        (
            "people.py",
            "worker.last_intake = worker.employed_to - leaving_notice",
            "worker.last_intake = worker.employed_to",
            "who is about to leave takes no new cases",
        ),
        (
            "allocation.py",
            "(worker.fullness, worker.number)",
            "(worker.fullness, -worker.number)",
            "equally full: the lowest number takes the case",
        ),
        (
            "allocation.py",
            "(worker.fullness, worker.number)",
            "(len(worker.cases), worker.number)",
            "the least full takes the case, not who has the fewest",
        ),
        ("places.py", "for key in sorted(self._asking):", "for key in sorted(self._asking)[::-1]:", "places by key"),
        (
            "gates.py",
            "sorted(key for key in self.waiting if key[1] <= last)",
            "sorted((key for key in self.waiting if key[1] <= last), key=lambda key: key[1:])",
            "gates: the more urgent first",
        ),
        ("gates.py", "FIRST_GATE + place", "FIRST_GATE + 99 - place", "gates in the order in which they are declared"),
        ("gates.py", "key[1] <= last", "key[1] < last", "who joins in the minute of the cut-off is in time"),
        ("joint.py", "phase=JOINT_START", "phase=0", "joint steps begin when the second has finished what they had"),
        ("joint.py", "len(worker.cases), worker.number", "0, worker.number", "second worker: the fewest open cases"),
        (
            "joint.py",
            "< min(worker.present_until, holder.present_until)",
            "< worker.present_until",
            "a promise is kept before both go home",
        ),
        ("simulation.py", "phase=CALLED_OFF", "phase=0", "a call done in the minute it is called off is done"),
        ("simulation.py", "self.journal.received[case] + self.due", "ready + self.due", "due dates run from contact"),
        (
            "handover.py",
            "run.priority[case] <= limit",
            "run.priority[case] < limit",
            "cases up to the limit are given up",
        ),
        ("handover.py", "run.rereads[case] = True", "run.rereads[case] = False", "the new worker reads the case again"),
        ("handover.py", "run.left[case] -= used - worker.used", "run.left[case] -= used", "work counts once"),
        (
            "departures.py",
            "(case, step), phase=PATIENCE_WITH_STEP)",
            "(case, step), phase=DEATHS + 1000)",
            "patience with a step ends before anybody is served",
        ),
        (
            "departures.py",
            "phase=PATIENCE_WITH_CASE)",
            "phase=DEATHS + 1000)",
            "patience with the service ends before anybody is served",
        ),
        (
            "departures.py",
            "self._patience_left[case] -= self._run.agenda.now - self._on_list_since.pop(case)",
            "self._on_list_since.pop(case)",
            "waits on lists add up",
        ),
        ("departures.py", "case, phase=DEATHS)", "case, phase=DEATHS + 1000)", "death comes before service"),
        ("departures.py", "if comes < dies:", "if True:", "the dead do not come back"),
        ("work.py", "stretch = minutes if minutes < at_most else at_most", "stretch = minutes", "slices"),
        (
            "clients.py",
            "self._open[client].add(case)\n        self._version",
            "self._version",
            "open cases hold reviews up",
        ),
        (
            "reception.py",
            "minute < closes[day]",
            "minute <= closes[day]",
            "nobody is received in the minute of closing",
        ),
    )
]

COMPILED = [
    Mutation("compiled", *row)
    for row in (
        (
            "dispatch.py",
            "_packed(best, preference, number)",
            "_packed(best, 0, number)",
            "a worker of the first group is preferred",
        ),
        (
            "dispatch.py",
            "more_urgent_than = rank_of(key)",
            "more_urgent_than = rank_of(key) + 1",
            "in-tray first: a free worker takes only what is more urgent",
        ),
        (
            "dispatch.py",
            "rank_of(node_at(w.nodes, tray).key) > rank",
            "rank_of(node_at(w.nodes, tray).key) >= rank",
            "in-tray first: a list goes only to those without anything as urgent",
        ),
        ("dispatch.py", "its < key or", "its > key or", "dispatch order: the more urgent and the earlier first"),
        (
            "people.py",
            "key < theirs or (key == theirs and one < other)",
            "key < theirs or (key == theirs and one > other)",
            "ties in a queue: the lower case number first",
        ),
        (
            "people.py",
            "(left + row.minutes - 1) // row.minutes",
            "left // row.minutes",
            "a step ends in the first minute by which its effort is done",
        ),
        (
            "people.py",
            "row.minutes * (w.now - row.opening) // (row.closing - row.opening)",
            "(row.minutes * (w.now - row.opening) - 1) // (row.closing - row.opening) + 1",
            "work done by a minute is rounded down",
        ),
        (
            "people.py",
            "w.now < worker.present_until and w.now < worker.last_intake",
            "w.now < worker.present_until",
            "who is about to leave takes no new cases",
        ),
        (
            "people.py",
            "full == least and who < chosen",
            "full == least and who > chosen",
            "equally full: the lowest number takes the case",
        ),
        (
            "places.py",
            "add_pair(w, node.key, case, NONE)",
            "add_pair(w, -node.key, case, NONE)",
            "places by key",
        ),
        (
            "gates.py",
            "add_pair(w, node_at(w.nodes, case).key, case, NONE)",
            "add_pair(w, row.ready, case, NONE)",
            "gates: the more urgent first",
        ),
        ("gates.py", "row.ready <= last", "row.ready < last", "who joins in the minute of the cut-off is in time"),
        (
            "joint.py",
            "call(w, start, JOINT_START",
            "call(w, start - 1, JOINT_START",
            "joint steps begin when the second is free",
        ),
        (
            "joint.py",
            "(start == soonest and worker.held < fewest)",
            "(start == soonest and worker.held > fewest)",
            "second worker: the fewest open cases",
        ),
        (
            "joint.py",
            "start >= worker.present_until or start >= own.present_until",
            "start >= worker.present_until",
            "a promise is kept before both go home",
        ),
        (
            "simulation.py",
            "ordinary = agenda.take_ordinary(w)",
            "ordinary = agenda.take_ordinary(w) if agenda.next_phase(w, _NO_PHASE) >= STAFF_LEAVE else NONE",
            "a call done in the minute it is called off is done",
        ),
        (
            "steps.py",
            "packed_key(row.received + number_at",
            "packed_key(ready + number_at",
            "due dates run from contact",
        ),
        ("handover.py", "row.priority <= limit", "row.priority < limit", "cases up to the limit are given up"),
        ("handover.py", "row.rereads = 1", "row.rereads = 0", "the new worker reads the case again"),
        ("handover.py", "row.left -= used - worker.used", "row.left -= used", "work counts once"),
        (
            "clocks.py",
            "PATIENCE_WITH_STEP, END_STEP_PATIENCE",
            "PATIENCE_WITH_STEP + 990, END_STEP_PATIENCE",
            "patience with a step ends before anybody is served",
        ),
        (
            "clocks.py",
            "PATIENCE_WITH_CASE, END_CASE_PATIENCE",
            "PATIENCE_WITH_CASE + 1000, END_CASE_PATIENCE",
            "patience with the service ends before anybody is served",
        ),
        ("clocks.py", "row.patience_left -= w.now - row.on_list_since", "pass", "waits on lists add up"),
        ("clocks.py", "if comes < dies:", "if True:", "the dead do not come back"),
        ("work.py", "worker.stretch = min(minutes, at_most)", "worker.stretch = minutes", "slices"),
        ("clients.py", "if client.open > 0 or client.gone", "if client.gone", "open cases hold reviews up"),
    )
]

MUTATIONS = (*REFERENCE, *COMPILED)

SAME = (
    Mutation("reference", "dispatch.py", "class Dispatch:", "class Dispatch:", "nothing"),
    Mutation("compiled", "dispatch.py", "def join_list(", "def join_list(", "nothing"),
)
"""Files as they are, in their own place."""


def _all(mutations: Iterable[Mutation]) -> int:
    """Try mutations, two at a time, and print what was found; returns how many nobody saw."""

    def tried(mutation: Mutation) -> tuple[Mutation, str]:
        with TemporaryDirectory() as folder:
            try:
                seed = mutation_seen(mutation, Path(folder))
            except (LookupError, RuntimeError) as fault:
                return mutation, f"cannot be tried: {fault}"
        return mutation, "NOT SEEN" if seed is None else f"seen in scenario {seed - SEEDS.start + 1}"

    unseen = 0
    with ThreadPoolExecutor(2) as pool:
        for mutation, found in pool.map(tried, mutations):
            unseen += not found.startswith("seen")
            print(f"{mutation.engine:9} {mutation.file:15} {found:24} {mutation.breaks}", flush=True)
    return unseen


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["reference", "compiled"]
    sys.exit(min(1, _all(mutation for mutation in MUTATIONS if mutation.engine in wanted)))
