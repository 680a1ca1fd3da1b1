"""All demand of a replication: day one's cases, everybody who makes contact later, and whom they bring about."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.alike import differences
from sim.demand.batches import Batches
from sim.demand.clients import ClientRegister
from sim.demand.coming import draw_coming
from sim.demand.day_one import draw_day_one
from sim.demand.draws import Draws, People
from sim.demand.joining import in_order
from sim.demand.known import Drawn, Known
from sim.demand.lots import Lot, newcomers_together
from sim.demand.pathways import pathways_of
from sim.demand.returns import draw_newcomers, draw_returns
from sim.demand.tables import Demand
from sim.demand.taking_over import take_over
from sim.scenario.timeline import Service

Ints = NDArray[np.int64]


def draw_demand(service: Service, *, seed: int, replication: int) -> Demand:
    """Draw every case of a replication with its whole path.

    The same service, seed and replication give the same tables; a different service gives the
    same people wherever they exist in both.

    Parameters
    ----------
    service
        A loaded service.
    seed, replication
        Which chances; the option is not among them on purpose.

    Raises
    ------
    RunFault
        If a path goes on without end.
    """
    return draw_with_terms(service, seed=seed, replication=replication).demand


def draw_with_terms(
    service: Service, *, seed: int, replication: int, known: Known | None = None, for_others: bool = False
) -> Drawn:
    """The same with the terms of each case; for parameters and faults see :func:`draw_demand`.

    Parameters
    ----------
    known
        What was drawn for another service with the same chances: from there comes whoever is the same in both.
    for_others
        Whether others are to take people over from here; not if these were taken over themselves.
    """
    draws = Draws(seed, replication)
    pathways = pathways_of(service)
    clients = ClientRegister(service, pathways, draws)
    batches = Batches(with_chances=for_others)

    def take(lots: list[Lot]) -> None:
        """Add lots, and those of theirs who come back, generation after generation."""
        while lots:
            firsts = []
            for place, lot in enumerate(lots):
                lots[place], joins = clients.joining(lot)
                firsts.append(batches.cases)
                root, people = lot.root, lot.starts.people
                batches.add(
                    lot.demand,
                    joins=joins,
                    after=lot.after,
                    # What begins beside another has the terms of that, and chances that are named after that's.
                    terms=lot.earliest[root],
                    chances=lot.chances,
                    people=People(people.prefixes, people.group[root], people.number[root]) if for_others else None,
                )
            again = draw_returns(service, pathways, draws, lots, firsts)
            lots = [again] if again is not None else []

    found = differences(service, known.service) if known is not None else None
    drawn_here = known.here_where(found) if known is not None and found is not None else None
    if drawn_here is None:
        drawn_here = tuple(draw_day_one(service, pathways, draws))
    here = [clients.owning(lot) for lot in drawn_here]
    same = known.streams_as_in(service) if known is not None else {}
    come = [
        same[stream] if stream in same else draw_coming(service, pathways, draws, stream)
        for stream in range(len(service.streams))
    ]
    new = newcomers_together(come)
    if known is not None and found is not None:
        taken = take_over(known, service, found, here, new, clients, batches, draws)
        if taken.whole is not None:
            return taken.whole
        here, new = taken.here, taken.new
    take([*here, *([draw_newcomers(service, pathways, draws, new)] if len(new.stream) or not batches.cases else [])])
    take(list(clients.lots()))
    return Drawn(
        *in_order(batches, clients.columns()), tuple(come) if for_others else (), drawn_here if for_others else ()
    )
