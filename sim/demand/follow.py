"""Which way paths are drawn: compiled where that can be, all cases together in NumPy otherwise."""

from sim.compiled import available
from sim.demand.draws import Draws
from sim.demand.paths import Paths
from sim.demand.pathways import Pathways
from sim.demand.walkers import Starts


def follow(pathways: Pathways, draws: Draws, starts: Starts) -> Paths:
    """Draw the whole path of every case, with its forks and the cases that begin beside it.

    Raises
    ------
    RunFault
        If a path goes on, or forks, without end.
    """
    if available():
        from sim.demand.compiled import follow_each as way
    else:
        from sim.demand.itinerary import follow_together as way
    return way(pathways, draws, starts)
