"""Where paths part: forks of a case's path, and the cases that begin beside it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import MIDDLE, Draws, Flags, Visits
from sim.demand.features import NO_FORK, TO_ESCALATE, TO_WITHDRAW
from sim.demand.paths import MAIN
from sim.demand.pathways import Pathways
from sim.demand.tables import CHASER, CONTACT, ESCALATE, REROUTE, SIDE, STAY, WITHDRAW
from sim.demand.walkers import Walkers

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NAMES = {SIDE: "alongside", CHASER: "chasing"}


def expiry_of(target: Ints) -> Ints:
    """What is done when patience ends, by the target drawn. Shape as ``target``."""
    return np.select([target == TO_WITHDRAW, target == TO_ESCALATE, target >= 0], [WITHDRAW, ESCALATE, REROUTE], STAY)


@dataclass
class Branches:
    """The walkers that part from the paths of a batch of cases, and the cases among them.

    Attributes
    ----------
    prefixes
        Starts of the names of draws, by group.
    waiting
        Walkers that have parted and not gone on yet, and the step each parted at.
    cases
        How many cases there are so far.
    origin, root, after, after_step
        Of each case: how it came to be, the case of the batch that it hails from, and the case and
        step it began beside (-1 for the batch's own cases). Steps are counted in the order drawn.
    """

    pathways: Pathways
    draws: Draws
    prefixes: list[str]
    cases: int
    waiting: list[tuple[Walkers, Ints]] = field(default_factory=list)
    origin: list[Ints] = field(default_factory=list)
    root: list[Ints] = field(default_factory=list)
    after: list[Ints] = field(default_factory=list)
    after_step: list[Ints] = field(default_factory=list)

    def __post_init__(self) -> None:
        none = np.full(self.cases, -1, dtype=np.int64)
        self._add(CONTACT, np.arange(self.cases, dtype=np.int64), none, none)
        self._groups = {prefix: group for group, prefix in enumerate(self.prefixes)}
        self._certain = np.append(self.pathways.certain, True)  # the last stands for -1, no distribution

    def part(self, walkers: Walkers, which: Ints, here: Visits, steps: Ints) -> tuple[Ints | Floats, ...]:
        """Let cases begin and paths fork at the steps being made; returns the steps' further columns."""
        features = self.pathways.features
        node, _ = walkers.place(which)
        at = walkers.epoch[which], node
        for origin, begins in ((SIDE, features.alongside[at]), (CHASER, features.chased_by[at])):
            some = begins >= 0
            if some.any():
                began = self._begin_beside(walkers, which[some], steps[some], begins[some], origin)
                if origin == SIDE:
                    walkers.sides[which[some], features.slot_begun[at][some]] = began
        awaited = features.slot_awaited[at]
        awaits = np.full(len(which), -1, dtype=np.int64)
        awaits[awaited >= 0] = walkers.sides[which[awaited >= 0], awaited[awaited >= 0]]
        days, days_u, target = self._patience(features.patience[(*at, walkers.work_type[which] + 1)], here)
        # A place has no patience, so there is one way to turn at most.
        turn = np.where(features.if_full[at] != NO_FORK, features.if_full[at], target)
        self.fork(walkers, which[turn >= 0], steps[turn >= 0], turn[turn >= 0])
        joins = np.where(walkers.joined[which], -1, features.joins[at])
        walkers.joined[which] |= joins >= 0
        return awaits, days, days_u, expiry_of(target), *self._second(at, here), joins

    def fork(self, walkers: Walkers, which: Ints, steps: Ints, node: Ints) -> None:
        """Other paths of the same cases, from a step to another node."""
        if len(which):
            new = walkers.copies(which)
            new.node = node
            self.waiting.append((new, steps))

    def _begin_beside(self, walkers: Walkers, which: Ints, steps: Ints, begins: Ints, origin: int) -> Ints:
        """New cases of the same people; returns their numbers."""
        new = walkers.copies(which)
        new.case = np.arange(self.cases, self.cases + len(which), dtype=np.int64)
        new.group = self._groups_beside(walkers, which, NAMES[origin])
        new.node = begins
        # Their draws have names of their own, so nothing counts that was visited before.
        new.visits[:] = 0
        new.sides[:] = -1
        new.joined[:] = True
        self._add(origin, new.root, walkers.case[which], steps)
        self.cases += len(which)
        self.waiting.append((new, np.full(len(which), MAIN, dtype=np.int64)))
        return new.case

    def _groups_beside(self, walkers: Walkers, which: Ints, name: str) -> Ints:
        """Groups for the draws of what begins beside a step: one for each group, activity and visit."""
        node, visit = walkers.place(which)
        nodes = self.pathways.nodes
        key = (walkers.group[which] * len(nodes) + node) * (int(visit.max()) + 1) + visit
        _, heads, member = np.unique(key, return_index=True, return_inverse=True)
        found = []
        for group, at, count in zip(
            walkers.group[which][heads].tolist(), node[heads].tolist(), visit[heads].tolist(), strict=True
        ):
            prefix = f"{self.prefixes[group]}/{nodes[at]}/{count}/{name}"
            if prefix not in self._groups:
                self._groups[prefix] = len(self.prefixes)
                self.prefixes.append(prefix)
            found.append(self._groups[prefix])
        return np.array(found, dtype=np.int64)[member]

    def _patience(self, row: Ints, here: Visits) -> tuple[Ints, Floats, Ints]:
        """Distribution of the days, their uniform, and what is done then; -1, the middle and ``NO_FORK`` without."""
        features = self.pathways.features
        target = np.full(len(row), NO_FORK, dtype=np.int64)
        some = row >= 0
        if not some.any():
            return np.full(len(row), -1, dtype=np.int64), np.full(len(row), MIDDLE), target
        days, then = features.patience_days[row], features.patience_then[row]
        open_then = np.zeros(len(row), dtype=np.bool_)
        open_then[some] = features.then.open[then[some]]
        u = here.draw(self.draws, "then", open_then)
        target[some] = features.then.pick(then[some], u[some])
        return days, here.draw(self.draws, "patience", ~self._certain[days]), target

    def _second(self, at: tuple[Ints, Ints], here: Visits) -> tuple[Ints, Ints, Floats]:
        """List, distribution of effort and its uniform of the second worker; -1, -1 and the middle without."""
        row, size = self.pathways.features.second[at], self.pathways.features.second_size[at]
        drawn = np.full(len(row), -1, dtype=np.int64)
        some = row >= 0
        if not some.any():
            return drawn, drawn, np.full(len(row), MIDDLE)
        lists = self.pathways.lists
        open_lists: Flags = np.zeros(len(row), dtype=np.bool_)
        open_lists[some] = lists.open[row[some]]
        u = here.draw(self.draws, "second_list", open_lists)
        drawn[some] = lists.pick(row[some], u[some])
        return drawn, size, here.draw(self.draws, "second_size", ~self._certain[size])

    def _add(self, origin: int, root: Ints, after: Ints, after_step: Ints) -> None:
        self.origin.append(np.full(len(root), origin, dtype=np.int64))
        self.root.append(root)
        self.after.append(after)
        self.after_step.append(after_step)
