"""Decisions by name: one uniform for each decision of each case, and choices among shares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from sim.chance import full_name, generator, uniforms, uniforms_at

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

    def names(self, starts: Iterable[str]) -> list[str]:
        """How the names that start so are written in full; see :func:`sim.chance.generator`."""
        return [full_name(self.seed, self.replication, start) for start in starts]

    def uniforms(self, name: str, n: int) -> Floats:
        """The first ``n`` uniforms of a name."""
        return uniforms(self.seed, self.replication, name, n)

    def uniforms_at(self, names: Sequence[str], which: Ints, number: Ints) -> Floats:
        """The uniform of each number, of the name that stands at ``which``. Shapes [n]."""
        return uniforms_at(self.seed, self.replication, names, which=which, number=number)

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
        drawn = np.full(len(self.group), MIDDLE)
        some = np.flatnonzero(needed)
        if len(some):
            group = self.group[some]
            wanted = np.zeros(len(self.prefixes), dtype=np.bool_)
            wanted[group] = True
            names = [f"{self.prefixes[number]}/{decision}" for number in np.flatnonzero(wanted).tolist()]
            which = (np.cumsum(wanted) - 1)[group]
            drawn[some] = draws.uniforms_at(names, which, self.number[some])
        return drawn

    def only(self, which: Ints | Flags) -> "People":
        """Some of them, without the groups that none of these is in."""
        group = self.group[which]
        here = np.zeros(len(self.prefixes), dtype=np.bool_)
        here[group] = True
        prefixes = tuple(self.prefixes[number] for number in np.flatnonzero(here).tolist())
        return People(prefixes, (np.cumsum(here) - 1)[group], self.number[which])


def people_together(people: Sequence[People]) -> People:
    """Several lots of people as one, in order."""
    before = accumulate((len(each.prefixes) for each in people), initial=0)
    none = np.zeros(0, dtype=np.int64)
    return People(
        tuple(prefix for each in people for prefix in each.prefixes),
        np.concatenate([none, *(each.group + shift for each, shift in zip(people, before, strict=False))]),
        np.concatenate([none, *(each.number for each in people)]),
    )


class Visits:
    """Cases that are at a place, each for a given time (first, second, ...), ready to decide.

    Parameters
    ----------
    people
        All the cases.
    case, place, visit
        Which cases, the place of each in ``names``, and the count of its visits there. Shape [visits].
    names
        Names of the places.
    """

    def __init__(self, people: People, case: Ints, place: Ints, visit: Ints, names: Sequence[str]) -> None:
        key = (people.group[case] * len(names) + place) * (int(visit.max(initial=0)) + 1) + visit
        _, heads, self._which = np.unique(key, return_index=True, return_inverse=True)
        self._number = people.number[case]
        self._names = [
            f"{people.prefixes[group]}/{names[at]}/{count}"
            for group, at, count in zip(
                people.group[case[heads]].tolist(), place[heads].tolist(), visit[heads].tolist(), strict=True
            )
        ]

    def draw(self, draws: Draws, decision: str, needed: Flags) -> Floats:
        """One uniform per visit for a decision; ``MIDDLE`` where not needed. Shape [visits]."""
        drawn = np.full(len(self._which), MIDDLE)
        some = np.flatnonzero(needed)
        if len(some):
            wanted, which = np.unique(self._which[some], return_inverse=True)
            names = [f"{self._names[name]}/{decision}" for name in wanted.tolist()]
            drawn[some] = draws.uniforms_at(names, which, self._number[some])
        return drawn


class Choices:
    """Rows of shares: a row and a uniform give one of the row's targets.

    Rows are padded to equal length: the cumulative share of the last target that has any is
    infinite, so that rounding never lets a uniform slip past it.
    """

    def __init__(self, rows: Iterable[tuple[Sequence[int], Sequence[float]]]) -> None:
        given = list(rows)
        width = max((len(targets) for targets, _ in given), default=0)
        self.cumulative = np.full((len(given), width), np.inf)
        self.target = np.full((len(given), width), -1, dtype=np.int64)
        for row, (targets, shares) in enumerate(given):
            last = int(np.flatnonzero(np.asarray(shares) > 0)[-1])
            self.cumulative[row, :last] = np.cumsum(shares)[:last]
            self.target[row, : len(targets)] = targets
        self.open = np.array([sum(share > 0 for share in shares) > 1 for _, shares in given], dtype=np.bool_)
        """Whether more than one target of the row has a share. Shape [rows]."""

    def pick(self, row: Ints, u: Floats) -> Ints:
        """The target of each row at each uniform. Shapes [n]."""
        place = np.zeros(len(row), dtype=np.int64)
        for bounds in self.cumulative.T:
            place += u >= bounds[row]
        picked: Ints = self.target[row, place]
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
