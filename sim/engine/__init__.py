"""The order of events: queues, allocation, dispatch. No random numbers, no averages, no files."""

from sim.defaults import ENGINES
from sim.demand.tables import Demand
from sim.errors import InputFault, Problem
from sim.eventlog.log import EventLog
from sim.scenario.timeline import Service
from sim.workforce.tables import Workforce


def simulate(service: Service, demand: Demand, workforce: Workforce, *, engine: str = "simpy") -> EventLog:
    """Run one replication whose chance has been drawn.

    Parameters
    ----------
    service
        The loaded service.
    demand, workforce
        Tables drawn for this service.
    engine
        A name of ``ENGINES``.

    Raises
    ------
    InputFault
        If there is no such engine.
    """
    if engine not in ENGINES:
        raise InputFault([Problem("--engine", "", f"there is no such engine; use {', '.join(ENGINES)}", repr(engine))])
    # SimPy is loaded only when an engine runs.
    from sim.engine.network import build_network
    from sim.engine.reference.simulation import ServiceRun

    return ServiceRun(build_network(service, demand, workforce), demand, workforce, service.horizon).run()


__all__ = ["ENGINES", "simulate"]
