"""All demand of a replication: day one's cases and everybody who makes contact later."""

import numpy as np

from sim.demand.arrivals import draw_arrivals
from sim.demand.day_one import draw_open, draw_waiting
from sim.demand.draws import Draws, People
from sim.demand.episodes import Identity, assemble, draw_priorities, join
from sim.demand.itinerary import Starts, follow
from sim.demand.pathways import Pathways, build_pathways
from sim.demand.tables import Demand
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
    batches = [
        draw_waiting(service, pathways, draws),
        draw_open(service, pathways, draws),
        _draw_contacts(service, pathways, draws),
    ]
    return join(batches)


def _draw_contacts(service: Service, pathways: Pathways, draws: Draws) -> Demand:
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
    )
    paths = follow(pathways, draws, starts)
    priority = draw_priorities(draws, starts, paths.priority_row, pathways.priorities)
    identity = Identity(come.strip, come.number, come.received, come.received)
    return assemble(pathways, starts, identity, paths, priority)
