"""Lots: cases drawn together, with what the cases that follow from them depend on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import People
from sim.demand.tables import Demand
from sim.demand.walkers import Starts

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lot:
    """Cases that come to the service, and those beside them, which follow in the tables.

    Attributes
    ----------
    demand
        Their tables; positions are those within the lot, and ``joins`` is the kind of client.
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
