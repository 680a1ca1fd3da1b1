"""The order of events: queues, allocation, dispatch. No random numbers, no averages, no files."""

from functools import lru_cache

from sim.compiled import compiled_before as kept
from sim.compiled import installed
from sim.defaults import AUTO, ENGINES
from sim.demand.tables import Demand
from sim.errors import InputFault, Problem, RunFault
from sim.eventlog.log import EventLog
from sim.scenario.timeline import Service
from sim.workforce.tables import Workforce


def simulate(service: Service, demand: Demand, workforce: Workforce, *, engine: str = AUTO) -> EventLog:
    """Run one replication whose chance has been drawn.

    Parameters
    ----------
    service
        The loaded service.
    demand, workforce
        Tables drawn for this service.
    engine
        A name of ``ENGINES``, or AUTO. The log does not depend on it.

    Raises
    ------
    InputFault
        If there is no such engine.
    RunFault
        If the engine asked for cannot run here.
    """
    if engine not in (AUTO, *ENGINES):
        known = ", ".join((AUTO, *ENGINES))
        raise InputFault([Problem("--engine", "", f"there is no such engine; use {known}", repr(engine))])
    # Each engine's library is loaded only when it runs.
    from sim.engine.network import build_network

    network = build_network(service, demand, workforce)
    why_not = "" if engine == "simpy" else why_not_compiled()
    if engine != "simpy" and not why_not:
        from sim.engine.compiled.simulation import run

        try:
            return run(network, demand, workforce, service.horizon)
        except OverflowError as fault:
            why_not = f"the service is too large for it: {fault}"
    if engine == "compiled":
        raise RunFault(f"The compiled engine cannot run: {why_not}. With --engine simpy the other one does.")
    from sim.engine.reference.simulation import ServiceRun

    return ServiceRun(network, demand, workforce, service.horizon).run()


def compiled_before() -> bool:
    """Whether the compiled engine is there, from an earlier run, and need not be made."""
    return installed() and kept("_run_to_horizon")


@lru_cache
def why_not_compiled() -> str:
    """Why there is no compiled engine here; empty if there is one, which is then ready.

    Takes half a minute or so the first time on a machine, and half a second later.
    """
    try:
        from sim.engine.compiled.simulation import make_ready

        make_ready()
    except ImportError:
        return "Numba is not installed"
    except Exception as fault:  # whatever a compiler may meet, the reference engine runs
        return f"it cannot be compiled here ({type(fault).__name__}: {str(fault).strip().splitlines()[:1]})"
    return ""


__all__ = ["AUTO", "ENGINES", "compiled_before", "simulate", "why_not_compiled"]
