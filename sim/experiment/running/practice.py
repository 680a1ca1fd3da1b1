"""Kernels compiled by practice on the small made-up council, before anybody waits for them one after another.

Two processes share the work: the measures of the second need a log, which it has from what runs without kernels.
"""

import gc
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim import compiled

if TYPE_CHECKING:
    from sim.measures import Trace

DRAW_AND_MOVE, MEASURE = HALVES = ("the engine", "the measures")
"""What is practised, each about half of all kernels."""

_COUNCIL: Final = Path("template", "westmere", "configs", "council.toml")


def practise(half: str) -> None:
    """Have half of the kernels compiled, and kept for other processes.

    Whatever a compiler may meet is left to those who need the kernel, and say so in words.
    """
    from sim.measures import check_run, measure_run

    with suppress(Exception), _nothing_thrown_away():
        if half == DRAW_AND_MOVE:
            _trace("compiled", nullcontext())
        else:
            run = _trace("simpy", compiled.done_without())
            check_run(run)
            measure_run(run)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """A compiler makes a great many small things: to look for those no longer needed takes a seventh of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _trace(engine: str, way: AbstractContextManager[None]) -> "Trace":
    from sim.demand import shared_demand
    from sim.engine import simulate
    from sim.measures import Trace
    from sim.scenario import load_service
    from sim.workforce import draw_workforce

    service = load_service(Path(str(files("sim"))) / _COUNCIL)
    with way:
        demand = shared_demand(service, seed=0, replication=0)
        workforce = draw_workforce(service, seed=0, replication=0)
        return Trace(service, demand, workforce, simulate(service, demand, workforce, engine=engine))
