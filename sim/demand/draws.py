"""Decisions by name: one uniform for each decision of each case, and choices among shares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.chance import generator, uniforms

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MIDDLE = 0.5
"""Stands in for a uniform where nothing is left to chance."""


@dataclass(frozen=True, slots=True)
class Draws:
    """The chance of one replication: generators by name below a seed."""

    seed: int
    replication: int

    def uniforms(self, name: str, n: int) -> Floats:
        """The first ``n`` uniforms of a name."""
        return uniforms(self.seed, self.replication, name, n)

    def shuffled(self, name: str, items: Ints) -> Ints:
        """The items in the random order of a name."""
        return generator(self.seed, self.replication, name).permutation(items)


@dataclass(frozen=True, slots=True)
class People:
    """Who decides: each case has a group, whose name starts its generators' names, and a number in it.

    A group is a strip of a stream, or a stock of day one. A case's uniform for a decision is the
    one at its number in the vector of its group, whoever else is there.
    """

    prefixes: tuple[str, ...]
    group: Ints
    number: Ints

    def draw(self, draws: Draws, decision: str, needed: Flags) -> Floats:
        """One uniform per case for a decision taken once; ``MIDDLE`` where not needed. Shape [cases]."""
        nowhere = np.zeros(len(self.group), dtype=np.int64)
        return Visits(draws, self, np.arange(len(self.group)), nowhere, nowhere, ("",)).draw(decision, needed)


class Visits:
    """Cases that are at a place, each for a given time (first, second, ...), ready to decide.

    Parameters
    ----------
    draws, people
        The chance and the cases.
    case, place, visit
        Which cases, the place of each in ``names``, and the count of its visits there. Shape [visits].
    names
        Names of the places; an empty name stands for decisions that belong to no place.
    """

    def __init__(
        self, draws: Draws, people: People, case: Ints, place: Ints, visit: Ints, names: Sequence[str]
    ) -> None:
        self._draws = draws
        self._size = len(case)
        key = (people.group[case] * len(names) + place) * (int(visit.max(initial=0)) + 1) + visit
        self._order = np.argsort(key, kind="stable")
        ordered = key[self._order]
        self._starts = np.flatnonzero(np.concatenate([ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]]))
        self._ends = np.append(self._starts[1:], self._size)
        self._number = people.number[case][self._order]
        heads = self._order[self._starts]
        self._names = [
            f"{people.prefixes[group]}/{names[at]}/{count}" if names[at] else people.prefixes[group]
            for group, at, count in zip(
                people.group[case[heads]].tolist(), place[heads].tolist(), visit[heads].tolist(), strict=True
            )
        ]

    def draw(self, decision: str, needed: Flags) -> Floats:
        """One uniform per visit for a decision; ``MIDDLE`` where not needed. Shape [visits]."""
        drawn = np.full(self._size, MIDDLE)
        if not needed.any():
            return drawn
        ordered = np.full(self._size, MIDDLE)
        wanted = np.logical_or.reduceat(needed[self._order], self._starts)
        for group in np.flatnonzero(wanted).tolist():
            here = slice(self._starts[group], self._ends[group])
            numbers = self._number[here]
            ordered[here] = self._draws.uniforms(f"{self._names[group]}/{decision}", int(numbers.max()) + 1)[numbers]
        drawn[self._order] = ordered
        return drawn


class Choices:
    """Rows of shares: a row and a uniform give one of the row's targets.

    Rows are padded to equal length: the cumulative share of the last target that has any is
    infinite, so that rounding never lets a uniform slip past it.
    """

    def __init__(self, rows: Iterable[tuple[Sequence[int], Sequence[float]]]) -> None:
        given = list(rows)
        width = max((len(targets) for targets, _ in given), default=0)
        self._cumulative = np.full((len(given), width), np.inf)
        self._target = np.full((len(given), width), -1, dtype=np.int64)
        for row, (targets, shares) in enumerate(given):
            last = int(np.flatnonzero(np.asarray(shares) > 0)[-1])
            self._cumulative[row, :last] = np.cumsum(shares)[:last]
            self._target[row, : len(targets)] = targets
        self.open = np.array([sum(share > 0 for share in shares) > 1 for _, shares in given], dtype=np.bool_)
        """Whether more than one target of the row has a share. Shape [rows]."""

    def pick(self, row: Ints, u: Floats) -> Ints:
        """The target of each row at each uniform. Shapes [n]."""
        place = (u[:, None] >= self._cumulative[row]).sum(axis=1)
        picked: Ints = self._target[row, place]
        return picked


class Rows:
    """Rows of shares, numbered as they are added; equal rows share a number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[int, ...], tuple[float, ...]], int] = {}

    def add(self, targets: Iterable[int], shares: Iterable[float]) -> int:
        """The number of a row of targets with their shares."""
        return self._numbers.setdefault((tuple(targets), tuple(shares)), len(self._numbers))

    def choices(self) -> Choices:
        """The rows, ready to be picked from."""
        return Choices(self._numbers)
