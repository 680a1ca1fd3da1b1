"""Offered load of the years of a run, as the console, the charts and ``check`` show it."""

from sim.measures.load import OfferedLoad, offered_load
from sim.scenario import Service


def loads_by_year(service: Service) -> tuple[OfferedLoad, ...]:
    """Offered load of every year of the run."""
    return tuple(offered_load(service, year) for year in range(len(service.year_starts) - 1))


_OVER = 1.005
"""A load that is printed as 1.00 is not called too much."""


def overloaded(service: Service) -> list[tuple[str, str, float]]:
    """Reporting roles with more work than time, as (role, year, load)."""
    return [
        (role.role, load.year, role.load)
        for load in loads_by_year(service)
        for role in load.roles
        if role.load >= _OVER
    ]
