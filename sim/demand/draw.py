"""All demand of a replication: day one's cases, everybody who makes contact later, and whom they bring about."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.arrivals import draw_arrivals
from sim.demand.clients import ClientRegister
from sim.demand.day_one import draw_day_one
from sim.demand.draws import Draws, People
from sim.demand.episodes import Identity, draw_cases
from sim.demand.joining import Batches, in_order
from sim.demand.lots import Lot
from sim.demand.pathways import Pathways, pathways_of
from sim.demand.returns import draw_past, draw_returns, newcomers
from sim.demand.tables import Demand
from sim.scenario.timeline import Service

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Demand, and a minute of the epoch whose terms each case has: the first at which it can come. Shape [cases]."""

    demand: Demand
    terms: Ints


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


def draw_with_terms(service: Service, *, seed: int, replication: int) -> Drawn:
    """The same with the terms of each case; for parameters and faults see :func:`draw_demand`."""
    draws = Draws(seed, replication)
    pathways = pathways_of(service)
    clients = ClientRegister(service, pathways, draws)
    batches = Batches()

    def take(lots: list[Lot]) -> None:
        """Add lots, and those of theirs who come back, generation after generation."""
        while lots:
            firsts = []
            for place, lot in enumerate(lots):
                lots[place], joins = clients.joining(lot)
                firsts.append(batches.cases)
                batches.add(lot.demand, joins=joins, after=lot.after, terms=_terms(lot))
            again = draw_returns(service, pathways, draws, lots, firsts)
            lots = [again] if again is not None else []

    here = [clients.owning(lot) for lot in draw_day_one(service, pathways, draws)]
    past = draw_past(service, pathways, draws)
    take([*here, _draw_contacts(service, pathways, draws), *([past] if past is not None else [])])
    take(list(clients.lots()))
    demand, terms = in_order(batches, clients.columns())
    return Drawn(demand, terms)


def _terms(lot: Lot) -> Ints:
    """The first minute at which each case can come; what begins beside another has the terms of that. Shape [cases]."""
    hails_from = np.concatenate([np.arange(lot.size, dtype=np.int64), lot.demand.after[lot.size :]])
    while (hails_from >= lot.size).any():
        hails_from = hails_from[hails_from]
    terms: Ints = lot.earliest[hails_from]
    return terms


def _draw_contacts(service: Service, pathways: Pathways, draws: Draws) -> Lot:
    come = draw_arrivals(service, pathways.clocks, draws)
    base = int(come.strip.max(initial=0)) + 1
    strips, group = np.unique(come.stream * base + come.strip, return_inverse=True)
    prefixes = tuple(f"demand/{service.streams[key // base]}/{key % base}" for key in strips.tolist())
    people = People(prefixes, group.astype(np.int64), come.number)
    starts = newcomers(pathways, people, come.stream, come.received)
    demand = draw_cases(pathways, draws, starts, Identity(come.strip, come.number, come.received, come.received))
    nobody_yet = np.full((len(come.stream), len(service.clients)), -1, dtype=np.int64)
    return Lot(demand, starts, starts.people, come.received, nobody_yet)
