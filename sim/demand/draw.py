"""All demand of a replication: day one's cases, everybody who makes contact later, and whom they bring about."""

import numpy as np

from sim.demand.arrivals import draw_arrivals
from sim.demand.day_one import Lot, draw_day_one
from sim.demand.draws import Draws, People
from sim.demand.episodes import Identity, draw_cases
from sim.demand.joining import Batches, in_order
from sim.demand.pathways import Pathways, build_pathways
from sim.demand.tables import Demand
from sim.demand.walkers import Starts
from sim.scenario.timeline import Service


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
    draws = Draws(seed, replication)
    pathways = build_pathways(service)
    batches = Batches()
    for demand, _ in (*draw_day_one(service, pathways, draws), _draw_contacts(service, pathways, draws)):
        batches.add(demand, joins=np.full(demand.steps, -1, dtype=np.int64))
    return in_order(batches.together())


def _draw_contacts(service: Service, pathways: Pathways, draws: Draws) -> Lot:
    come = draw_arrivals(service, draws)
    base = int(come.strip.max(initial=0)) + 1
    strips, group = np.unique(come.stream * base + come.strip, return_inverse=True)
    prefixes = tuple(f"demand/{service.streams[key // base]}/{key % base}" for key in strips.tolist())
    epoch = pathways.epoch_of(come.received)
    nobody = np.full(len(come.stream), -1, dtype=np.int64)
    starts = Starts(
        people=People(prefixes, group.astype(np.int64), come.number),
        epoch=epoch,
        stream=come.stream,
        node=pathways.stream_begins[epoch, come.stream],
        jump=nobody,
        team=nobody,
        reroute=nobody,
    )
    return draw_cases(pathways, draws, starts, Identity(come.strip, come.number, come.received, come.received)), starts
