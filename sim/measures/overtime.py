"""Hours worked beyond the contract, which are paid by the hour."""

import numpy as np

from sim.demand.tables import Ints
from sim.measures.rows import Floats
from sim.measures.trace import Trace
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from sim.workforce.grid import contracted_minutes, grid_of, overtime_minutes, years_of


def overtime_hours(run: Trace, edges: Ints) -> Floats:
    """Overtime that each worker does between each edge and the next [workers, edges - 1] [hours].

    It is done on days at work only, by starters as by others. Where absence is spread evenly a day has the
    part of it that it has of everything.
    """
    service, workforce = run.service, run.workforce
    hours = np.zeros((workforce.workers, len(edges) - 1))
    if not _any_overtime(service):
        return hours
    grid = grid_of(service, years_of(service) + 1)
    day = workforce.opening // MINUTES_PER_DAY
    for worker in range(workforce.workers):
        mine = slice(int(workforce.first_slot[worker]), int(workforce.first_slot[worker + 1]))
        names = service.teams[workforce.team[worker]], service.roles[workforce.role[worker]]
        number = int(workforce.post_number[workforce.post[worker]])
        each = overtime_minutes(service, grid, *names, number)[day[mine]]
        if not each.any():
            continue
        if service.base.rules.absence == "even":
            worked = workforce.minutes[mine] + workforce.blocks[mine]
            each = each * worked / contracted_minutes(service, grid, *names, number)[day[mine]]
        hours[worker] = np.histogram(workforce.opening[mine], bins=edges, weights=each)[0] / MINUTES_PER_HOUR
    return hours


def _any_overtime(service: Service) -> bool:
    roles = (role for epoch in service.epochs for role in epoch.scenario.role.values())
    return any(role.overtime_hours_per_week.value > 0 for role in roles)
