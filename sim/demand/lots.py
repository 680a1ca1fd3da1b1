"""Lots: cases drawn together, with what the cases that follow from them depend on, and who comes to make one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.demand.cutting import kept_of
from sim.demand.draws import People, people_together
from sim.demand.paths import Chances
from sim.demand.tables import Demand
from sim.demand.walkers import Starts

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """People who come by themselves, before their paths are drawn. Shapes [people].

    ``stream``, ``strip``, ``number`` and ``received`` as in the demand tables; ``person`` names their chances.
    """

    person: People
    stream: Ints
    strip: Ints
    number: Ints
    received: Ints

    def only(self, which: Ints) -> "Newcomers":
        """Some of them."""
        person = self.person.only(which)
        return Newcomers(person, self.stream[which], self.strip[which], self.number[which], self.received[which])


def newcomers_together(parts: Sequence[Newcomers]) -> Newcomers:
    """Several lots of newcomers as one, in order."""
    names = [item.name for item in fields(Newcomers) if item.name != "person"]
    told = {name: np.concatenate([_NONE, *(getattr(part, name) for part in parts)]) for name in names}
    return Newcomers(people_together([part.person for part in parts]), **told)


def no_chances(demand: Demand) -> Chances:
    """Noughts: those of cases of day one, which meet what is in force at the start, are of no account."""
    none: Ints = np.zeros(demand.steps, dtype=np.int32)
    no_u = np.zeros(demand.steps)
    return Chances(np.zeros(demand.cases, dtype=np.int64), none, no_u, no_u, none - 1)


def roots(demand: Demand, size: int) -> Ints:
    """For tables of so many cases that come, and of those beside them: see :attr:`Lot.root`."""
    root = np.concatenate([np.arange(size, dtype=np.int64), demand.after[size:]])
    while (root >= size).any():
        root = root[root]
    return root


@dataclass(frozen=True, slots=True)
class Lot:
    """Cases that come to the service, and those beside them, which follow in the tables.

    Attributes
    ----------
    demand
        Their tables; positions are those within the lot, and ``joins`` is the kind of client.
    chances
        What their paths followed from; see :func:`no_chances` for cases of day one.
    starts
        How the cases that come set out.
    person
        Names of the chances that belong to each person, whichever case of theirs it is.
    earliest
        The first minute at which each can be received, shape [cases that come].
    returned
        How often the people have come back so far.
    after
        The case after which each comes back, as a position among all cases; None for cases that are no return.
    clients
        The client of each kind that the person may become, -1 for none as yet, shape [cases that come, kinds].
    """

    demand: Demand
    chances: Chances
    starts: Starts
    person: People
    earliest: Ints
    clients: Ints
    returned: int = 0
    after: Ints | None = None

    @property
    def size(self) -> int:
        """How many cases come, those beside them not counted."""
        return len(self.earliest)

    def only(self, which: Flags) -> "Lot":
        """Some of the cases of day one, with those beside them."""
        kept = which[self.root]
        demand = kept_of(self.demand, np.flatnonzero(kept), np.repeat(kept, np.diff(self.demand.first)))
        starts = self.starts.only(which)
        return replace(
            self,
            demand=demand,
            chances=no_chances(demand),
            starts=starts,
            person=starts.people,
            earliest=self.earliest[which],
            clients=self.clients[which],
        )

    @property
    def root(self) -> Ints:
        """The case that comes of which each hails, itself or the one that it begins beside. Shape [cases]."""
        return roots(self.demand, self.size)
